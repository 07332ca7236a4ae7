package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/remind"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web/feed"
)

// assignCase gives an open application to a unit and a handler. Its revision
// stays: whoever is about to take a step need not begin again.
func assignCase(ctx context.Context, tx *act.Tx, id, unit, handler string) error {
	res, err := tx.ExecContext(ctx, `UPDATE request_case SET unit = $2, handler = $3 WHERE id = $1 AND closed_on = ''`, id, unit, handler)
	return caseTable.Changed(res, err, "assign", id)
}

// Remark is an internal note on an application.
type Remark struct {
	ID, Request, Body string
	Text              vault.Sealed
	Person            string
	At                sqldb.Time
}

var remarkFields = vault.NewFields("request_note", "id", func(n *Remark) string { return n.ID },
	vault.Field[Remark]{Column: "text", In: func(n *Remark) *vault.Sealed { return &n.Text }})

func (n Remark) place() vault.Place { return remarkFields.At(n.ID, "text") }

func insertRemark(ctx context.Context, tx *act.Tx, n Remark) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_note (id, request, body, text, person, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		n.ID, n.Request, n.Body, n.Text, n.Person, n.At)
	if err != nil {
		return fmt.Errorf("insert note of %s: %w", n.Request, err)
	}
	return nil
}

func remarks(ctx context.Context, db sqldb.Reader, id string) ([]Remark, error) {
	return list(ctx, db, func(row scanner) (n Remark, err error) {
		return n, row.Scan(&n.ID, &n.Request, &n.Body, &n.Text, &n.Person, &n.At)
	}, `SELECT id, request, body, text, person, created_at FROM request_note WHERE request = $1 ORDER BY created_at, id`, id)
}

// Errand is a question to an own unit.
type Errand struct {
	ID, Request, Body, Unit string
	Question, DueOn, State  string // open, answered, withdrawn
	Rev                     int64
	AskedBy                 string
	AskedAt                 sqldb.Time
	Answer, EndedBy         string
	EndedAt                 sqldb.Time
}

const errandColumns = `id, request, body, unit, question, due_on, state, rev, asked_by, asked_at, answer, ended_by, ended_at`

func scanErrand(row scanner) (e Errand, err error) {
	return e, row.Scan(&e.ID, &e.Request, &e.Body, &e.Unit, &e.Question, &e.DueOn, &e.State, &e.Rev, &e.AskedBy, &e.AskedAt, &e.Answer, &e.EndedBy, &e.EndedAt)
}

func insertErrand(ctx context.Context, tx *act.Tx, e Errand) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_errand (id, request, body, unit, question, due_on, state, rev, asked_by, asked_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'open', 1, $7, $8)`, e.ID, e.Request, e.Body, e.Unit, e.Question, e.DueOn, e.AskedBy, e.AskedAt)
	if err != nil {
		return fmt.Errorf("insert errand of %s: %w", e.Request, err)
	}
	return nil
}

// endErrand answers or takes back an errand that is still open at the revision
// seen.
func endErrand(ctx context.Context, tx *act.Tx, e Errand, seen int64) error {
	res, err := tx.ExecContext(ctx, `UPDATE request_errand SET state = $3, rev = rev + 1, answer = $4, ended_by = $5, ended_at = $6
		WHERE id = $1 AND rev = $2 AND state = 'open'`, e.ID, seen, e.State, e.Answer, e.EndedBy, e.EndedAt)
	if err != nil {
		return fmt.Errorf("end errand %s: %w", e.ID, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, ended())
	}
	return nil
}

func errandOf(ctx context.Context, db sqldb.Reader, id string) (Errand, error) {
	e, err := scanErrand(db.QueryRowContext(ctx, `SELECT `+errandColumns+` FROM request_errand WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return e, noErrand()
	}
	if err != nil {
		return e, fmt.Errorf("load errand %s: %w", id, err)
	}
	return e, nil
}

func errandsOf(ctx context.Context, db sqldb.Reader, id string) ([]Errand, error) {
	return list(ctx, db, scanErrand, `SELECT `+errandColumns+` FROM request_errand WHERE request = $1 ORDER BY asked_at, id`, id)
}

// mostErrands is how many a list shows.
const mostErrands = 200

// errandsIn lists a body's errands in a state by due date, the latest first of
// those that have ended.
func errandsIn(ctx context.Context, db sqldb.Reader, body string, open bool) ([]Errand, error) {
	if open {
		return list(ctx, db, scanErrand, `SELECT `+errandColumns+` FROM request_errand WHERE body = $1 AND state = 'open' ORDER BY due_on, id LIMIT $2`, body, mostErrands)
	}
	return list(ctx, db, scanErrand, `SELECT `+errandColumns+` FROM request_errand WHERE body = $1 AND state <> 'open' ORDER BY ended_at DESC, id DESC LIMIT $2`, body, mostErrands)
}

// owedErrands lists the open errands of all bodies due up to a day.
func owedErrands(ctx context.Context, db sqldb.Reader, upTo string) ([]Errand, error) {
	return list(ctx, db, scanErrand, `SELECT `+errandColumns+` FROM request_errand WHERE state = 'open' AND due_on <= $1 ORDER BY body, due_on, id`, upTo)
}

// pressing lists the open applications of all bodies whose term may reach a tier:
// due up to a day as far as their last act told, or not confirmed.
func pressing(ctx context.Context, db sqldb.Reader, upTo string) ([]Case, error) {
	return list(ctx, db, scanCase, `SELECT `+caseColumns+` FROM request_case WHERE closed_on = '' AND (due_on <> '' AND due_on <= $1 OR state = 'unconfirmed')
		ORDER BY body, id`, upTo)
}

// turnColumns are what it takes to say whose turn an application is: it is asked
// on every page of the console, so nothing sealed is read.
const turnColumns = `id, body, year, number, state, submitted_on, due_on, clock, closed_on, unit, handler`

func scanTurn(row scanner) (c Case, err error) {
	return c, row.Scan(&c.ID, &c.Body, &c.Year, &c.Number, &c.State, &c.SubmittedOn, &c.DueOn, &c.Clock, &c.ClosedOn, &c.Unit, &c.Handler)
}

// waiting lists what a body's open applications may ask of its people: those in
// a state of the list, and those due up to a day.
func waiting(ctx context.Context, db sqldb.Reader, body, upTo string) ([]Case, error) {
	return list(ctx, db, scanTurn, `SELECT `+turnColumns+` FROM request_case WHERE body = $1 AND lane < $2
		AND (due_on <> '' AND due_on <= $3 OR state NOT IN ('handling')) ORDER BY lane, due_on, id LIMIT 500`, body, laneDone, upTo)
}

// stillAsked lists a body's open applications in which a question has no answer
// yet.
func stillAsked(ctx context.Context, db sqldb.Reader, body string) ([]Case, error) {
	return list(ctx, db, scanTurn, `SELECT `+turnColumns+` FROM request_case WHERE body = $1 AND closed_on = '' AND id IN
		(SELECT request FROM request_hearing WHERE answered_seq = 0 AND undone_seq = 0) ORDER BY due_on, id LIMIT 200`, body)
}

// The tables of tiers, reminders, daily mails and calendar addresses.
var (
	tierTable     = remind.NewSettings[request.Alarm]("request_tier")
	reminderTable = remind.NewLog("request_reminder", "request", "errand")
	digestTable   = remind.NewReaders("request_digest")
	feedTable     = feed.NewSubscriptions("request_feed", "request feed")
)
