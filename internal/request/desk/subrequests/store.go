package subrequests

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/remind"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web/feed"
)

// SubRequest is a question to an own unit.
type SubRequest struct {
	ID, Request, Body, Unit string
	Question, DueOn, State  string // open, answered, withdrawn
	Rev                     int64
	AskedBy                 string
	AskedAt                 sqldb.Time
	Answer, EndedBy         string
	EndedAt                 sqldb.Time
}

// What is asked and answered; see vault.TextColumn.
var (
	questionText = vault.NewText("request_errand", "question", "id")
	answerText   = vault.NewText("request_errand", "answer", "id")
)

// Texts are the room's columns of texts, for the vault to seal again under a new
// key.
func Texts(db sqldb.Reader, save vault.Saver) []vault.Column {
	return []vault.Column{questionText.Sealed(db, save), answerText.Sealed(db, save)}
}

const SubRequestColumns = `id, request, body, unit, question, due_on, state, rev, asked_by, asked_at, answer, ended_by, ended_at`

func ScanSubRequest(row cases.Scanner) (e SubRequest, err error) {
	return e, row.Scan(&e.ID, &e.Request, &e.Body, &e.Unit, questionText.Into(&e.Question, &e.ID), &e.DueOn, &e.State, &e.Rev, &e.AskedBy, &e.AskedAt, answerText.Into(&e.Answer, &e.ID), &e.EndedBy, &e.EndedAt)
}

func insert(ctx context.Context, tx *act.Tx, e SubRequest) error {
	question, err := questionText.Seal(tx, e.Question, e.ID)
	if err != nil {
		return fmt.Errorf("insert sub-request of %s: %w", e.Request, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO request_errand (id, request, body, unit, question, due_on, state, rev, asked_by, asked_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'open', 1, $7, $8)`, e.ID, e.Request, e.Body, e.Unit, question, e.DueOn, e.AskedBy, e.AskedAt)
	if err != nil {
		return fmt.Errorf("insert sub-request of %s: %w", e.Request, err)
	}
	return nil
}

// end answers or takes back a sub-request that is still open at the revision
// seen.
func end(ctx context.Context, tx *act.Tx, e SubRequest, seen int64) error {
	answer, err := answerText.Seal(tx, e.Answer, e.ID)
	if err != nil {
		return fmt.Errorf("end sub-request %s: %w", e.ID, err)
	}
	res, err := tx.ExecContext(ctx, `UPDATE request_errand SET state = $3, rev = rev + 1, answer = $4, ended_by = $5, ended_at = $6
		WHERE id = $1 AND rev = $2 AND state = 'open'`, e.ID, seen, e.State, answer, e.EndedBy, e.EndedAt)
	if err != nil {
		return fmt.Errorf("end sub-request %s: %w", e.ID, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, ended())
	}
	return nil
}

func subRequestOf(ctx context.Context, db sqldb.Reader, id string) (SubRequest, error) {
	e, err := ScanSubRequest(sqldb.One(ctx, db, `SELECT `+SubRequestColumns+` FROM request_errand WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return e, missing()
	}
	if err != nil {
		return e, fmt.Errorf("load sub-request %s: %w", id, err)
	}
	return e, nil
}

func SubRequestsOf(ctx context.Context, db sqldb.Reader, id string) ([]SubRequest, error) {
	return cases.List(ctx, db, ScanSubRequest, `SELECT `+SubRequestColumns+` FROM request_errand WHERE request = $1 ORDER BY asked_at, id`, id)
}

// Forget takes away what units were asked about an application and answered.
func Forget(ctx context.Context, tx *act.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE request_errand SET question = $2, answer = CASE WHEN answer = '' THEN '' ELSE $2 END WHERE request = $1`, id, cases.Forgotten); err != nil {
		return fmt.Errorf("forget the sub-requests of %s: %w", id, err)
	}
	return nil
}

// mostSubRequests is how many a list shows.
const mostSubRequests = 200

// SubRequestsIn lists a body's sub-requests in a state by due date, the latest first of
// those that have ended.
func SubRequestsIn(ctx context.Context, db sqldb.Reader, body string, open bool) ([]SubRequest, error) {
	if open {
		return cases.List(ctx, db, ScanSubRequest, `SELECT `+SubRequestColumns+` FROM request_errand WHERE body = $1 AND state = 'open' ORDER BY due_on, id LIMIT $2`, body, mostSubRequests)
	}
	return cases.List(ctx, db, ScanSubRequest, `SELECT `+SubRequestColumns+` FROM request_errand WHERE body = $1 AND state <> 'open' ORDER BY ended_at DESC, id DESC LIMIT $2`, body, mostSubRequests)
}

// The tables of tiers, reminders, daily mails and calendar addresses.
var (
	TierTable     = remind.NewSettings[request.Reminder]("request_tier")
	ReminderTable = remind.NewLog("request_reminder", "request", "errand")
	DigestTable   = remind.NewReaders("request_digest")
	FeedTable     = feed.NewSubscriptions("request_feed", "request feed")
)
