package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// row is a draft as it is kept.
type row struct {
	ID, Person, Form string
	Version          int64
	Content          vault.Sealed
	SavedAt          sqldb.Time
}

var fields = vault.NewFields("form_draft", "id", func(x *row) string { return x.ID },
	vault.Field[row]{Column: "content", In: func(x *row) *vault.Sealed { return &x.Content }})

const columns = `id, person, form, version, content, saved_at`

func scan(r sqldb.Row) (x row, err error) {
	return x, r.Scan(&x.ID, &x.Person, &x.Form, &x.Version, &x.Content, &x.SavedAt)
}

// find gives a person's draft of a form; false without one.
func find(ctx context.Context, db sqldb.Reader, person, form string) (x row, ok bool, err error) {
	x, err = scan(db.QueryRowContext(ctx, `SELECT `+columns+` FROM form_draft WHERE person = $1 AND form = $2`, person, form))
	if errors.Is(err, sql.ErrNoRows) {
		return row{}, false, nil
	}
	if err != nil {
		return row{}, false, fmt.Errorf("find draft: %w", err)
	}
	return x, true, nil
}

// findAll gives what a person has not handed in, the newest first.
func findAll(ctx context.Context, db sqldb.Reader, person string) ([]row, error) {
	return sqldb.List(ctx, db, "draft", scan, `SELECT `+columns+` FROM form_draft WHERE person = $1 ORDER BY saved_at DESC, id DESC LIMIT 200`, person)
}

func insert(ctx context.Context, tx *act.Tx, x row) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO form_draft (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6)`, x.ID, x.Person, x.Form, x.Version, x.Content, x.SavedAt)
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	return nil
}

// update writes over the version that was read; false when it was written meanwhile.
func update(ctx context.Context, tx *act.Tx, x row, seen int64) (bool, error) {
	done, err := tx.ExecContext(ctx, `UPDATE form_draft SET version = $1, content = $2, saved_at = $3 WHERE id = $4 AND version = $5`, x.Version, x.Content, x.SavedAt, x.ID, seen)
	if err != nil {
		return false, fmt.Errorf("keep draft: %w", err)
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

func remove(ctx context.Context, tx *act.Tx, person, form string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM form_draft WHERE person = $1 AND form = $2`, person, form); err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return nil
}

// removeOlder forgets what was last saved before an instant.
func removeOlder(ctx context.Context, tx *act.Tx, before time.Time) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM form_draft WHERE saved_at < $1`, sqldb.Time{Time: before}); err != nil {
		return fmt.Errorf("forget drafts: %w", err)
	}
	return nil
}
