// Package register is what every ledger of matters has in common: a row of its
// own for each matter, with a revision; a gapless number for each; and the
// events that happened to it, appended and never changed. A ledger declares its
// tables once and keeps everything that is peculiar to it in its own store.
//
// No statement is built from what anybody sends. The name of a table and of a
// column is a constant in the code of the room that owns the table, see
// sqldb.Name. It is held against the pattern of a name when the declaration is
// made, and a statement is written once, there. internal's rule that all
// statements of a table stand in one room counts the declaration as such a
// statement.
//
// The tables have these columns: a matter's id, body and rev; a series' body,
// year, kind and last, the first three unique together; a log's owner (the
// column that names the matter), seq, payload, note, person and created_at,
// owner and seq unique together.
package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// Words are what is said about the matters of a table.
type Words struct {
	Noun    string // in the errors of the program itself, in English: "application"
	Missing string // NotFound: there is none of that id, or not for this person to know of
	Stale   string // Conflict: somebody else has changed it meanwhile
	Foreign string // Forbidden: another body deals with it
}

// Table is the table of a ledger's matters.
type Table struct {
	Words
	claim, bump string
}

// NewTable declares a table of matters.
func NewTable(name sqldb.Name, w Words) Table {
	where := ` WHERE id = $1 AND rev = $2`
	return Table{Words: w, claim: `UPDATE ` + name.SQL() + ` SET rev = rev` + where, bump: `UPDATE ` + name.SQL() + ` SET rev = rev + 1` + where}
}

// NotFound says that there is no such matter.
func (t Table) NotFound() error { return &fault.Error{Kind: fault.NotFound, Message: t.Missing} }

// Conflict says that the matter is not as the person saw it.
func (t Table) Conflict() error { return &fault.Error{Kind: fault.Conflict, Message: t.Stale} }

// Claim locks a matter at the revision a person looked at, so that what is read
// after it stands still until the act ends. The revision stays: it moves with
// the change that follows. A later revision is a Conflict.
func (t Table) Claim(ctx context.Context, tx *act.Tx, id string, rev int64) error {
	res, err := tx.ExecContext(ctx, t.claim, id, rev)
	return t.Changed(res, err, "claim", id)
}

// Bump is Claim for an act that changes what hangs on the matter: it moves the
// revision too.
func (t Table) Bump(ctx context.Context, tx *act.Tx, id string, rev int64) error {
	res, err := tx.ExecContext(ctx, t.bump, id, rev)
	return t.Changed(res, err, "claim", id)
}

// Changed is the end of a statement that changes one matter where it is as the
// person saw it: a Conflict when it changed no row. doing is the verb of the
// error when the statement failed.
func (t Table) Changed(res sql.Result, err error, doing, id string) error {
	n := int64(0)
	if err == nil {
		n, err = res.RowsAffected()
	}
	if err != nil {
		return fmt.Errorf("%s %s %s: %w", doing, t.Noun, id, err)
	}
	if n == 0 {
		return t.Conflict()
	}
	return nil
}

// Loaded is the end of a SELECT of one matter: NotFound when there was no row.
// by is what it was looked for by.
func (t Table) Loaded(err error, by string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return t.NotFound()
	}
	if err != nil {
		return fmt.Errorf("load %s %s: %w", t.Noun, by, err)
	}
	return nil
}

// Visible refuses, as NotFound, a person who may not know of a body's matters.
func (t Table) Visible(who identity.Actor, body string) error {
	if !who.SeesBody(body) {
		return t.NotFound()
	}
	return nil
}

// Editable refuses a person who may not change a body's matters: NotFound when
// they may not know of them, Forbidden when another body deals with them.
func (t Table) Editable(who identity.Actor, body string) error {
	if err := t.Visible(who, body); err != nil {
		return err
	}
	if who.Body != body {
		return &fault.Error{Kind: fault.Forbidden, Message: t.Foreign}
	}
	return nil
}
