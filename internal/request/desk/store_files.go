package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// stored is one file as it is kept.
type stored struct {
	ID      string
	Request sql.NullString // not valid until the form is handed in
	Body    string
	Form    string // hash of the form's key, "" for what came later
	Stage   string // apply, correct, register
	Name    vault.Sealed
	Kind    string
	Size    int64
	Hash    string
	Key     vault.Sealed
	AddedBy string
	AddedAt sqldb.Time
}

var fileFields = vault.NewFields("request_file", "id", func(x *stored) string { return x.ID },
	vault.Field[stored]{Column: "name", In: func(x *stored) *vault.Sealed { return &x.Name }},
	vault.Field[stored]{Column: "file_key", In: func(x *stored) *vault.Sealed { return &x.Key }},
)

func (x stored) place(column sqldb.Name) vault.Place { return fileFields.At(x.ID, column) }

const fileColumns = `id, request, body, form, stage, name, kind, size, hash, file_key, added_by, added_at`

func scanFile(row scanner) (x stored, err error) {
	err = row.Scan(&x.ID, &x.Request, &x.Body, &x.Form, &x.Stage, &x.Name, &x.Kind, &x.Size, &x.Hash, &x.Key, &x.AddedBy, &x.AddedAt)
	return x, err
}

func insertFile(ctx context.Context, tx *act.Tx, x stored) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_file (id, request, body, form, stage, name, kind, size, hash, file_key, added_by, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		x.ID, x.Request, x.Body, x.Form, x.Stage, x.Name, x.Kind, x.Size, x.Hash, x.Key, x.AddedBy, x.AddedAt)
	if err != nil {
		return fmt.Errorf("insert file %s: %w", x.ID, err)
	}
	return nil
}

// filesOf lists the files of an application, in the order they came.
func filesOf(ctx context.Context, db sqldb.Reader, id string) ([]stored, error) {
	return list(ctx, db, scanFile, `SELECT `+fileColumns+` FROM request_file WHERE request = $1 ORDER BY added_at, id`, id)
}

// looseFiles lists the files of a form that is not handed in.
func looseFiles(ctx context.Context, db sqldb.Reader, body, form string) ([]stored, error) {
	return list(ctx, db, scanFile, `SELECT `+fileColumns+` FROM request_file WHERE body = $1 AND form = $2 AND request IS NULL ORDER BY id`, body, form)
}

// fileOf loads one file of an application; NotFound when it has none of that id.
func fileOf(ctx context.Context, db sqldb.Reader, request, id string) (stored, error) {
	x, err := scanFile(db.QueryRowContext(ctx, `SELECT `+fileColumns+` FROM request_file WHERE request = $1 AND id = $2`, request, id))
	if errors.Is(err, sql.ErrNoRows) {
		return x, missing()
	}
	if err != nil {
		return x, fmt.Errorf("load file %s: %w", id, err)
	}
	return x, nil
}

// deleteLoose takes away the row of a file that belongs to no application.
func deleteLoose(ctx context.Context, tx *act.Tx, id string) (bool, error) {
	res, err := tx.ExecContext(ctx, `DELETE FROM request_file WHERE id = $1 AND request IS NULL`, id)
	if err != nil {
		return false, fmt.Errorf("delete file %s: %w", id, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("delete file %s: %w", id, err)
	}
	return n > 0, nil
}

// forgotten lists files that came before an instant with forms that were
// neither handed in nor saved.
func forgotten(ctx context.Context, db sqldb.Reader, before sqldb.Time) ([]stored, error) {
	return list(ctx, db, scanFile, `SELECT `+fileColumns+` FROM request_file WHERE request IS NULL AND added_at < $1
		AND NOT EXISTS (SELECT 1 FROM request_draft WHERE request_draft.body = request_file.body AND request_draft.form = request_file.form) ORDER BY id LIMIT 200`, before)
}

// expiredDrafts lists drafts whose time ended before a day.
func expiredDrafts(ctx context.Context, db sqldb.Reader, day string) ([]draft, error) {
	return list(ctx, db, func(row scanner) (x draft, err error) {
		err = row.Scan(&x.ID, &x.Body, &x.Form)
		return x, err
	}, `SELECT id, body, form FROM request_draft WHERE expires_on < $1 ORDER BY id LIMIT 200`, day)
}

// addSearched adds to the counts of a body's day.
func addSearched(ctx context.Context, tx *act.Tx, body, day string, x searched) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_search (body, day, shown, opened, spared, went_on) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (body, day) DO UPDATE SET shown = request_search.shown + excluded.shown, opened = request_search.opened + excluded.opened,
		spared = request_search.spared + excluded.spared, went_on = request_search.went_on + excluded.went_on`,
		body, day, x.Shown, x.Opened, x.Spared, x.WentOn)
	if err != nil {
		return fmt.Errorf("count a search: %w", err)
	}
	return nil
}

// searchedDays lists a body's counts since a day, the newest first.
func searchedDays(ctx context.Context, db sqldb.Reader, body, since string) ([]searched, error) {
	return list(ctx, db, func(row scanner) (x searched, err error) {
		err = row.Scan(&x.Day, &x.Shown, &x.Opened, &x.Spared, &x.WentOn)
		return x, err
	}, `SELECT day, shown, opened, spared, went_on FROM request_search WHERE body = $1 AND day >= $2 ORDER BY day DESC`, body, since)
}

func insertAside(ctx context.Context, tx *act.Tx, x aside) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_aside (id, body, came_on, channel, what, sort, reason, told, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, x.ID, x.Body, x.CameOn, x.Channel, x.Sealed, x.Sort, x.Reason, x.Told, x.CreatedBy, x.CreatedAt)
	if err != nil {
		return fmt.Errorf("keep what is no application: %w", err)
	}
	return nil
}

// asides lists a body's latest, the newest first.
func asides(ctx context.Context, db sqldb.Reader, body string) ([]aside, error) {
	return list(ctx, db, func(row scanner) (x aside, err error) {
		err = row.Scan(&x.ID, &x.CameOn, &x.Channel, &x.Sort, &x.Reason, &x.Told, &x.CreatedBy, &x.CreatedAt)
		return x, err
	}, `SELECT id, came_on, channel, sort, reason, told, created_by, created_at FROM request_aside WHERE body = $1 ORDER BY came_on DESC, id DESC LIMIT 200`, body)
}
