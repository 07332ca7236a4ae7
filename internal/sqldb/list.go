package sqldb

import (
	"context"
	"fmt"
)

// Row is one row that can be scanned, of one or of many.
type Row interface{ Scan(...any) error }

// List runs a SELECT and scans every row; what names the rows in an error.
func List[T any](ctx context.Context, db Reader, what string, scan func(Row) (T, error), q string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("query %ss: %w", what, err)
	}
	defer rows.Close()
	var all []T
	row := reading{rows, TextsOf(db)}
	for rows.Next() {
		one, err := scan(row)
		if err != nil {
			return nil, fmt.Errorf("scan %s row: %w", what, err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read %s rows: %w", what, err)
	}
	return all, nil
}
