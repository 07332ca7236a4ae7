package reminders

import (
	"context"

	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/sqldb"
)

// overdueSubRequests lists the open sub-requests of all bodies due up to a day.
func overdueSubRequests(ctx context.Context, db sqldb.Reader, upTo string) ([]subrequests.SubRequest, error) {
	return cases.List(ctx, db, subrequests.ScanSubRequest, `SELECT `+subrequests.SubRequestColumns+` FROM request_errand WHERE state = 'open' AND due_on <= $1 ORDER BY body, due_on, id`, upTo)
}

// pressing lists the open applications of all bodies whose term may reach a tier:
// due up to a day as far as their last act told, or not confirmed.
func pressing(ctx context.Context, db sqldb.Reader, upTo string) ([]cases.Case, error) {
	return cases.List(ctx, db, cases.ScanCase, `SELECT `+cases.CaseColumns+` FROM request_case WHERE closed_on = '' AND (due_on <> '' AND due_on <= $1 OR state = 'unconfirmed')
		ORDER BY body, id`, upTo)
}

// turnColumns are what it takes to say whose turn an application is: it is asked
// on every page of the console, so nothing sealed is read.
const turnColumns = `id, body, year, number, state, submitted_on, due_on, clock, closed_on, unit, handler`

func scanTurn(row cases.Scanner) (c cases.Case, err error) {
	return c, row.Scan(&c.ID, &c.Body, &c.Year, &c.Number, &c.State, &c.SubmittedOn, &c.DueOn, &c.Clock, &c.ClosedOn, &c.Unit, &c.Handler)
}

// waiting lists what a body's open applications may ask of its people: those in
// a state of the list, and those due up to a day.
func waiting(ctx context.Context, db sqldb.Reader, body, upTo string) ([]cases.Case, error) {
	return cases.List(ctx, db, scanTurn, `SELECT `+turnColumns+` FROM request_case WHERE body = $1 AND lane < $2
		AND (due_on <> '' AND due_on <= $3 OR state NOT IN ('handling')) ORDER BY lane, due_on, id LIMIT 500`, body, cases.PositionDone, upTo)
}

// stillAsked lists a body's open applications in which a question has no answer
// yet.
func stillAsked(ctx context.Context, db sqldb.Reader, body string) ([]cases.Case, error) {
	return cases.List(ctx, db, scanTurn, `SELECT `+turnColumns+` FROM request_case WHERE body = $1 AND closed_on = '' AND id IN
		(SELECT request FROM request_hearing WHERE answered_seq = 0 AND undone_seq = 0) ORDER BY due_on, id LIMIT 200`, body)
}
