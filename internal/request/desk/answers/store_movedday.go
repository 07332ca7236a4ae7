package answers

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// MovedDay is an application whose applicant was told another last day than the
// one that holds since the holidays of a year have changed, and not of that yet.
type MovedDay struct {
	Request, Body string
	Year          int
	Told, Due     string
	NoticedAt     sqldb.Time
}

const movedColumns = `request, body, year, told_on, due_on, noticed_at`

func scanMoved(row cases.Scanner) (m MovedDay, err error) {
	return m, row.Scan(&m.Request, &m.Body, &m.Year, &m.Told, &m.Due, &m.NoticedAt)
}

// movedOf lists the first of a body, the earliest last day first.
func movedOf(ctx context.Context, db sqldb.Reader, body string, most int) ([]MovedDay, error) {
	return cases.List(ctx, db, scanMoved, `SELECT `+movedColumns+` FROM request_moved_day WHERE body = $1 ORDER BY due_on, request LIMIT $2`, body, most)
}

// countMoved is how many there are of a body, up to most.
func countMoved(ctx context.Context, db sqldb.Reader, body string, most int) (n int, err error) {
	if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM request_moved_day WHERE body = $1 LIMIT $2) AS listed`, body, most).Scan(&n); err != nil {
		return 0, fmt.Errorf("count moved days: %w", err)
	}
	return n, nil
}

// keepMoved puts one on the list, in the place of what stood there of the same
// application.
func keepMoved(ctx context.Context, tx *act.Tx, m MovedDay) error {
	if err := dropMoved(ctx, tx, m.Request); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO request_moved_day (`+movedColumns+`) VALUES ($1, $2, $3, $4, $5, $6)`, m.Request, m.Body, m.Year, m.Told, m.Due, m.NoticedAt)
	if err != nil {
		return fmt.Errorf("insert moved day of %s: %w", m.Request, err)
	}
	return nil
}

// dropMoved takes an application off the list.
func dropMoved(ctx context.Context, tx *act.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM request_moved_day WHERE request = $1`, id); err != nil {
		return fmt.Errorf("drop moved day of %s: %w", id, err)
	}
	return nil
}
