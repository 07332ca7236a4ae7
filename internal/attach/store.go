package attach

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// File is one file as it is kept.
type File struct {
	ID      string
	Owner   string // "" until the form is handed in
	Body    string
	Form    string // hash of the form's key, "" for what came later
	Stage   string // of the owner's way: the ledger's own word
	Name    vault.Sealed
	Kind    string // see extract.AttachmentOf
	Size    int64
	Hash    string
	Key     vault.Sealed // zero where the owner's data are past their time
	AddedBy string
	AddedAt sqldb.Time
}

// Table is a ledger's table of files. Its columns are id, the owner (NULL until
// the form is handed in), body, form, stage, name, kind, size, hash, file_key,
// added_by and added_at.
type Table struct {
	columns                                    string
	insert, of, loose, one, byID, bind, remove string
	stage, clear, after                        string
	fields                                     vault.Fields[File]
}

// NewTable declares a table of files; owner is the column that names the owner.
func NewTable(name, owner sqldb.Name) Table {
	table, own := name.SQL(), owner.SQL()
	t := Table{columns: `id, ` + own + `, body, form, stage, name, kind, size, hash, file_key, added_by, added_at`}
	rows := `SELECT ` + t.columns + ` FROM ` + table
	t.insert = `INSERT INTO ` + table + ` (` + t.columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
	t.of = rows + ` WHERE ` + own + ` = $1 ORDER BY added_at, id`
	t.loose = rows + ` WHERE body = $1 AND form = $2 AND ` + own + ` IS NULL ORDER BY id`
	t.one = rows + ` WHERE ` + own + ` = $1 AND id = $2`
	t.byID = rows + ` WHERE id = $1`
	t.after = rows + ` WHERE id > $1 ORDER BY id LIMIT 200`
	t.stage = `UPDATE ` + table + ` SET stage = $4 WHERE ` + own + ` = $1 AND id = $2 AND stage = $3`
	t.clear = `UPDATE ` + table + ` SET name = '', file_key = '' WHERE id = $1`
	t.bind = `UPDATE ` + table + ` SET ` + own + ` = $3 WHERE body = $1 AND form = $2 AND ` + own + ` IS NULL`
	t.remove = `DELETE FROM ` + table + ` WHERE id = $1 AND ` + own + ` IS NULL`
	t.fields = vault.NewFields(name, "id", func(x *File) string { return x.ID },
		vault.Field[File]{Column: "name", In: func(x *File) *vault.Sealed { return &x.Name }},
		vault.Field[File]{Column: "file_key", In: func(x *File) *vault.Sealed { return &x.Key }},
	)
	return t
}

// Sealed are the table's sealed columns, for a new key.
func (t Table) Sealed(db sqldb.Reader, save vault.Saver) []vault.Column {
	return t.fields.Columns(db, save)
}

// Columns are what Scan reads, for a SELECT of the ledger's own.
func (t Table) Columns() string { return t.columns }

// Scan reads one row of Columns.
func (t Table) Scan(row sqldb.Row) (x File, err error) {
	var owner sql.NullString
	err = row.Scan(&x.ID, &owner, &x.Body, &x.Form, &x.Stage, &x.Name, &x.Kind, &x.Size, &x.Hash, &x.Key, &x.AddedBy, &x.AddedAt)
	x.Owner = owner.String
	return x, err
}

// Of lists the files of an owner, in the order they came.
func (t Table) Of(ctx context.Context, db sqldb.Reader, owner string) ([]File, error) {
	return sqldb.List(ctx, db, "file", t.Scan, t.of, owner)
}

// Loose lists the files of a form that is not handed in.
func (t Table) Loose(ctx context.Context, db sqldb.Reader, body, form string) ([]File, error) {
	return sqldb.List(ctx, db, "file", t.Scan, t.loose, body, form)
}

// After lists up to 200 files by id, from behind one on, whoever owns them.
func (t Table) After(ctx context.Context, db sqldb.Reader, id string) ([]File, error) {
	return sqldb.List(ctx, db, "file", t.Scan, t.after, id)
}

// Bind gives the loose files of a form to the owner it became, and says how
// many.
func (t Table) Bind(ctx context.Context, tx *act.Tx, body, form, owner string) (int64, error) {
	n, err := changed(tx.ExecContext(ctx, t.bind, body, form, owner))
	if err != nil {
		return 0, fmt.Errorf("give files to %s: %w", owner, err)
	}
	if n > 0 {
		tx.Emit(Bound{Body: body, Form: form, Owner: owner})
	}
	return n, nil
}

// Stage moves a file of an owner from one stage to another; false when it is not
// in the first.
func (t Table) Stage(ctx context.Context, tx *act.Tx, owner, id, from, to string) (bool, error) {
	n, err := changed(tx.ExecContext(ctx, t.stage, owner, id, from, to))
	if err != nil {
		return false, fmt.Errorf("move file %s: %w", id, err)
	}
	return n > 0, nil
}

func (t Table) blank(ctx context.Context, tx *act.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, t.clear, id); err != nil {
		return fmt.Errorf("blank file %s: %w", id, err)
	}
	return nil
}

// ByID loads a file whoever owns it; NotFound when there is none of that id.
func (f *Files) ByID(ctx context.Context, db sqldb.Reader, id string) (File, error) {
	x, err := f.Table.Scan(db.QueryRowContext(ctx, f.Table.byID, id))
	if errors.Is(err, sql.ErrNoRows) {
		return x, &fault.Error{Kind: fault.NotFound, Message: f.Words.Missing}
	}
	if err != nil {
		return x, fmt.Errorf("load file %s: %w", id, err)
	}
	return x, nil
}

// one loads one file of an owner; NotFound when it has none of that id.
func (f *Files) one(ctx context.Context, owner, id string) (File, error) {
	x, err := f.Table.Scan(f.DB.QueryRowContext(ctx, f.Table.one, owner, id))
	if errors.Is(err, sql.ErrNoRows) {
		return x, &fault.Error{Kind: fault.NotFound, Message: f.Words.Missing}
	}
	if err != nil {
		return x, fmt.Errorf("load file %s: %w", id, err)
	}
	return x, nil
}

func (t Table) add(ctx context.Context, tx *act.Tx, x File) error {
	_, err := tx.ExecContext(ctx, t.insert, x.ID, sql.NullString{String: x.Owner, Valid: x.Owner != ""}, x.Body, x.Form, x.Stage, x.Name, x.Kind, x.Size, x.Hash, x.Key,
		x.AddedBy, x.AddedAt)
	if err != nil {
		return fmt.Errorf("insert file %s: %w", x.ID, err)
	}
	return nil
}

// deleteLoose takes away the row of a file without an owner; false when it has
// one, or is not there.
func (t Table) deleteLoose(ctx context.Context, tx *act.Tx, id string) (bool, error) {
	n, err := changed(tx.ExecContext(ctx, t.remove, id))
	if err != nil {
		return false, fmt.Errorf("delete file %s: %w", id, err)
	}
	if n > 0 {
		tx.Emit(Gone{File: id})
	}
	return n > 0, nil
}

func changed(res sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
