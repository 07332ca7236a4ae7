package handle

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// notApplication is one as it is kept.
type notApplication struct {
	NotAnApplication
	Sealed    vault.Sealed
	CreatedBy string
	CreatedAt sqldb.Time
}

var NotAnApplicationFields = vault.NewFields("request_aside", "id", func(x *notApplication) string { return x.ID },
	vault.Field[notApplication]{Column: "what", In: func(x *notApplication) *vault.Sealed { return &x.Sealed }})

func insertNotApplication(ctx context.Context, tx *act.Tx, x notApplication) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_aside (id, body, came_on, channel, what, sort, reason, told, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, x.ID, x.Body, x.ReceivedOn, x.Channel, x.Sealed, x.Sort, x.Reason, x.Told, x.CreatedBy, x.CreatedAt)
	if err != nil {
		return fmt.Errorf("keep what is no application: %w", err)
	}
	return nil
}

// notApplications lists a body's latest, the newest first.
func notApplications(ctx context.Context, db sqldb.Reader, body string) ([]notApplication, error) {
	return cases.List(ctx, db, func(row cases.Scanner) (x notApplication, err error) {
		err = row.Scan(&x.ID, &x.ReceivedOn, &x.Channel, &x.Sort, &x.Reason, &x.Told, &x.CreatedBy, &x.CreatedAt)
		return x, err
	}, `SELECT id, came_on, channel, sort, reason, told, created_by, created_at FROM request_aside WHERE body = $1 ORDER BY came_on DESC, id DESC LIMIT 200`, body)
}

// assignCase gives an open application to a unit and a handler. Its revision
// stays: whoever is about to take a step need not begin again.
func assignCase(ctx context.Context, tx *act.Tx, id, unit, handler string) error {
	res, err := tx.ExecContext(ctx, `UPDATE request_case SET unit = $2, handler = $3 WHERE id = $1 AND closed_on = ''`, id, unit, handler)
	return cases.CaseTable.Changed(res, err, "assign", id)
}

// Remark is an internal note on an application.
type Remark struct {
	ID, Request, Body string
	Text              vault.Sealed
	Person            string
	At                sqldb.Time
}

var RemarkFields = vault.NewFields("request_note", "id", func(n *Remark) string { return n.ID },
	vault.Field[Remark]{Column: "text", In: func(n *Remark) *vault.Sealed { return &n.Text }})

func (n Remark) place() vault.Location { return RemarkFields.At(n.ID, "text") }

func insertRemark(ctx context.Context, tx *act.Tx, n Remark) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_note (id, request, body, text, person, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		n.ID, n.Request, n.Body, n.Text, n.Person, n.At)
	if err != nil {
		return fmt.Errorf("insert note of %s: %w", n.Request, err)
	}
	return nil
}

func remarks(ctx context.Context, db sqldb.Reader, id string) ([]Remark, error) {
	return cases.List(ctx, db, func(row cases.Scanner) (n Remark, err error) {
		return n, row.Scan(&n.ID, &n.Request, &n.Body, &n.Text, &n.Person, &n.At)
	}, `SELECT id, request, body, text, person, created_at FROM request_note WHERE request = $1 ORDER BY created_at, id`, id)
}
