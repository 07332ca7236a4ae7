package reminders

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/list"
)

// overdueSubRequests lists the open sub-requests of all bodies due up to a day.
func overdueSubRequests(ctx context.Context, db sqldb.Reader, upTo string) ([]subrequests.SubRequest, error) {
	return cases.List(ctx, db, subrequests.ScanSubRequest, `SELECT `+subrequests.SubRequestColumns+` FROM request_errand WHERE state = 'open' AND due_on <= $1 ORDER BY due_on, id`, upTo)
}

// pressing walks through the open applications of all bodies whose term may reach
// a tier: due up to a day as far as their last act told, or not confirmed.
func pressing(ctx context.Context, db sqldb.Reader, upTo string) iter.Seq2[[]cases.Case, error] {
	var w list.Where
	w.And("closed_on = '' AND id > ''")
	w.And("(due_on <> '' AND due_on <= ? OR state = 'unconfirmed')", upTo)
	return cases.ByID().Batches(ctx, db, &w, 200)
}

// mostDays is how many applications a personal calendar shows, those due first.
const mostDays = 500

// running lists the applications of somebody's body that the grants reach and whose
// term runs, those due first.
func running(ctx context.Context, db sqldb.Reader, who identity.Actor) ([]cases.Case, error) {
	var w list.Where
	w.And("body = ? AND lane <> 3 AND lane = ?", who.Body, cases.PositionRuns)
	cases.Within(&w, who)
	from := cases.ByID()
	from.Order.Keys = []list.Key{{Column: "lane", Number: true}, {Column: "due_on"}, {Column: "id"}}
	return from.Page(ctx, db, &w, list.Place{}, mostDays)
}

// turnColumns are what it takes to say whose turn an application is: it is asked
// on every page of the console, so nothing sealed is read.
const turnColumns = `id, body, year, number, state, submitted_on, due_on, clock, closed_on, unit, handler`

func scanTurn(row cases.Scanner) (c cases.Case, err error) {
	return c, row.Scan(&c.ID, &c.Body, &c.Year, &c.Number, &c.State, &c.SubmittedOn, &c.DueOn, &c.Clock, &c.ClosedOn, &c.Unit, &c.Handler)
}

// mostWaiting is how many applications of each place in the queue the to-dos are
// made of, those due first: they are asked for on every page, and nobody reads a
// longer list.
const mostWaiting = 200

// waiting lists what a body's open applications may ask of its people: those in
// a state of the list, and those due up to a day. cut says that there are more.
func waiting(ctx context.Context, db sqldb.Reader, body, upTo string) (all []cases.Case, cut bool, err error) {
	var parts []string
	for _, lane := range []int{cases.PositionRuns, cases.PositionStopped, cases.PositionWaits} {
		parts = append(parts, fmt.Sprintf(`SELECT * FROM (SELECT `+turnColumns+` FROM request_case WHERE body = $1 AND lane = %d AND lane <> 3
			AND (due_on <> '' AND due_on <= $2 OR state <> 'handling') ORDER BY due_on, id LIMIT $3) AS lane_%[1]d`, lane))
	}
	all, err = cases.List(ctx, db, scanTurn, strings.Join(parts, " UNION ALL "), body, upTo, mostWaiting+1)
	had := map[int]int{}
	all = slices.DeleteFunc(all, func(c cases.Case) bool {
		had[c.QueuePosition()]++
		return had[c.QueuePosition()] > mostWaiting
	})
	for _, n := range had {
		cut = cut || n > mostWaiting
	}
	return all, cut, err
}

// stillAsked lists a body's open applications in which a question has no answer
// yet.
func stillAsked(ctx context.Context, db sqldb.Reader, body string) ([]cases.Case, error) {
	return cases.List(ctx, db, scanTurn, `SELECT `+turnColumns+` FROM request_case WHERE body = $1 AND asked = 1 ORDER BY due_on, id LIMIT 200`, body)
}
