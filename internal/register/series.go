package register

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
)

// Series gives numbers without gaps, from 1 in every year, for each body and
// kind.
type Series struct{ next, last, years string }

// NewSeries declares a table of numbers.
func NewSeries(name sqldb.Name) Series {
	table := name.SQL()
	return Series{
		next: `INSERT INTO ` + table + ` (body, year, kind, last) VALUES ($1, $2, $3, 1)
			ON CONFLICT (body, year, kind) DO UPDATE SET last = ` + table + `.last + 1 RETURNING last`,
		last:  `SELECT COALESCE(MAX(last), 0) FROM ` + table + ` WHERE body = $1 AND year = $2 AND kind = $3`,
		years: `SELECT year FROM ` + table + ` WHERE body = $1 AND kind = $2 ORDER BY year DESC`,
	}
}

// Next gives the next number. The row stays locked until the act ends, so that
// a number is neither given twice nor lost.
func (s Series) Next(ctx context.Context, tx *act.Tx, body string, year int, kind string) (n int, err error) {
	if err := tx.QueryRowContext(ctx, s.next, body, year, kind).Scan(&n); err != nil {
		return 0, fmt.Errorf("number %s of %d: %w", kind, year, err)
	}
	return n, nil
}

// Last is the last number that was given, 0 before the first.
func (s Series) Last(ctx context.Context, db sqldb.Reader, body string, year int, kind string) (n int, err error) {
	if err := db.QueryRowContext(ctx, s.last, body, year, kind).Scan(&n); err != nil {
		return 0, fmt.Errorf("load last number of %s in %d: %w", kind, year, err)
	}
	return n, nil
}

// Years lists the years in which numbers were given, the latest first.
func (s Series) Years(ctx context.Context, db sqldb.Reader, body, kind string) ([]int, error) {
	return sqldb.List(ctx, db, "year", func(row sqldb.Row) (y int, err error) { return y, row.Scan(&y) }, s.years, body, kind)
}
