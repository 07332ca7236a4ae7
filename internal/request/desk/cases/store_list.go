package cases

import (
	"context"
	"strconv"
	"strings"

	"yangguang/internal/request"
	"yangguang/internal/sqldb"
)

// String is the mark as an address carries it: 0.2026-12-18.id.
func (m Mark) String() string { return strconv.Itoa(m.Lane) + "." + m.On + "." + m.ID }

// The lanes of the queue, in its order: where an application stands while
// nobody looks. Migration 0007 has the same.
const (
	LaneRuns    = 0 // its term runs, or has run out
	LaneStopped = 1 // somebody is heard, or a correction or a fee is awaited
	LaneWaits   = 2 // not confirmed, or ended by the clock with its letter still to go out
	LaneDone    = 3
)

func (c Case) Lane() int {
	settled := c.State == request.Answered || c.State == request.Ceased || c.State == request.Archived
	switch {
	case c.ClosedOn != "" && settled:
		return LaneDone
	case c.ClosedOn != "" || c.Clock == request.NotStarted || c.Clock == "":
		return LaneWaits
	case c.Clock == request.Stopped:
		return LaneStopped
	}
	return LaneRuns
}

// Mark is the place of an application in a list: pages begin behind one.
type Mark struct {
	Lane int
	On   string // due date, or day of the end in the list of the ended
	ID   string
}

func (c Case) Mark(ended bool) Mark {
	if ended {
		return Mark{LaneDone, c.ClosedOn, c.ID}
	}
	return Mark{c.Lane(), c.DueOn, c.ID}
}

// Conditions collects parts of a WHERE clause with their arguments; each "?"
// becomes the next number.
type Conditions struct {
	Text strings.Builder
	Args []any
}

func (w *Conditions) Add(condition string, args ...any) {
	w.Text.WriteString(" AND ")
	for _, part := range strings.SplitAfter(condition, "?") {
		head, ok := strings.CutSuffix(part, "?")
		w.Text.WriteString(head)
		if ok {
			w.Args = append(w.Args, args[0])
			args = args[1:]
			w.Text.WriteString("$" + strconv.Itoa(len(w.Args)))
		}
	}
}

func (w *Conditions) When(is bool, condition string, args ...any) {
	if is {
		w.Add(condition, args...)
	}
}

// EventsOf loads the events of several applications, each in order.
func EventsOf(ctx context.Context, db sqldb.Reader, ids []string) (map[string][]request.Event, error) {
	had, err := CaseEvents.OfAll(ctx, db, ids)
	all := make(map[string][]request.Event, len(had))
	for id, list := range had {
		for _, h := range list {
			all[id] = append(all[id], h.Event)
		}
	}
	return all, err
}

// numbered is the list of placeholders of some values: $1, $2.
func numbered(values []string) (marks string, args []any) {
	var list []string
	for i, v := range values {
		list = append(list, "$"+strconv.Itoa(i+1))
		args = append(args, v)
	}
	return strings.Join(list, ", "), args
}

// CasesAfter walks through the applications of a body ("" for all) by id.
func CasesAfter(ctx context.Context, db sqldb.Reader, body, after string, openOnly bool, limit int) ([]Case, error) {
	w := &Conditions{Args: []any{after}}
	w.When(body != "", "body = ?", body)
	w.When(openOnly, "closed_on = ''")
	w.Args = append(w.Args, limit)
	return List(ctx, db, ScanCase, `SELECT `+CaseColumns+` FROM request_case WHERE id > $1`+w.Text.String()+` ORDER BY id LIMIT $`+strconv.Itoa(len(w.Args)), w.Args...)
}
