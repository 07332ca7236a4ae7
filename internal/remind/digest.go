package remind

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// Reader is somebody who wants the daily mail.
type Reader struct{ Person, Body string }

// Readers is who wants the daily mail, in a table with the columns person, body,
// wanted and changed_at, the first its key.
type Readers struct{ all, one, set string }

// NewReaders declares the table.
func NewReaders(table sqldb.Name) Readers {
	return Readers{
		all: `SELECT person, body FROM ` + table.SQL() + ` WHERE wanted = 1 ORDER BY person`,
		one: `SELECT COUNT(*) FROM ` + table.SQL() + ` WHERE person = $1 AND wanted = 1`,
		set: `INSERT INTO ` + table.SQL() + ` (person, body, wanted, changed_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (person) DO UPDATE SET body = excluded.body, wanted = excluded.wanted, changed_at = excluded.changed_at`}
}

// All lists who wants the daily mail.
func (x Readers) All(ctx context.Context, db sqldb.Reader) ([]Reader, error) {
	return sqldb.List(ctx, db, "reader of digest", func(row sqldb.Row) (r Reader, err error) { return r, row.Scan(&r.Person, &r.Body) }, x.all)
}

// Wants reports whether somebody wants the daily mail.
func (x Readers) Wants(ctx context.Context, db sqldb.Reader, person string) (bool, error) {
	var n int
	if err := db.QueryRowContext(ctx, x.one, person).Scan(&n); err != nil {
		return false, fmt.Errorf("read digest of %s: %w", person, err)
	}
	return n > 0, nil
}

// Set keeps whether somebody wants the daily mail.
func (x Readers) Set(ctx context.Context, tx *act.Tx, who identity.Actor, wanted bool) error {
	n := 0
	if wanted {
		n = 1
	}
	if _, err := tx.ExecContext(ctx, x.set, who.ID, who.Body, n, sqldb.Time{Time: tx.Now()}); err != nil {
		return fmt.Errorf("set digest of %s: %w", who.ID, err)
	}
	return nil
}
