package files

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/request/desk/cases"
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

var FileFields = vault.NewFields("request_file", "id", func(x *stored) string { return x.ID },
	vault.Field[stored]{Column: "name", In: func(x *stored) *vault.Sealed { return &x.Name }},
	vault.Field[stored]{Column: "file_key", In: func(x *stored) *vault.Sealed { return &x.Key }},
)

func (x stored) place(column sqldb.Name) vault.Place { return FileFields.At(x.ID, column) }

const FileColumns = `id, request, body, form, stage, name, kind, size, hash, file_key, added_by, added_at`

func ScanFile(row cases.Scanner) (x stored, err error) {
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

// FilesOf lists the files of an application, in the order they came.
func FilesOf(ctx context.Context, db sqldb.Reader, id string) ([]stored, error) {
	return cases.List(ctx, db, ScanFile, `SELECT `+FileColumns+` FROM request_file WHERE request = $1 ORDER BY added_at, id`, id)
}

// LooseFiles lists the files of a form that is not handed in.
func LooseFiles(ctx context.Context, db sqldb.Reader, body, form string) ([]stored, error) {
	return cases.List(ctx, db, ScanFile, `SELECT `+FileColumns+` FROM request_file WHERE body = $1 AND form = $2 AND request IS NULL ORDER BY id`, body, form)
}

// fileOf loads one file of an application; NotFound when it has none of that id.
func fileOf(ctx context.Context, db sqldb.Reader, request, id string) (stored, error) {
	x, err := ScanFile(db.QueryRowContext(ctx, `SELECT `+FileColumns+` FROM request_file WHERE request = $1 AND id = $2`, request, id))
	if errors.Is(err, sql.ErrNoRows) {
		return x, cases.Missing()
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

// Forgotten lists files that came before an instant with forms that were
// neither handed in nor saved.
func Forgotten(ctx context.Context, db sqldb.Reader, before sqldb.Time) ([]stored, error) {
	return cases.List(ctx, db, ScanFile, `SELECT `+FileColumns+` FROM request_file WHERE request IS NULL AND added_at < $1
		AND NOT EXISTS (SELECT 1 FROM request_draft WHERE request_draft.body = request_file.body AND request_draft.form = request_file.form) ORDER BY id LIMIT 200`, before)
}
