package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
)

// The lanes of the queue, in its order: where an application stands while
// nobody looks. Migration 0007 has the same.
const (
	laneRuns    = 0 // its term runs, or has run out
	laneStopped = 1 // somebody is heard, or a correction or a fee is awaited
	laneWaits   = 2 // not confirmed, or ended by the clock with its letter still to go out
	laneDone    = 3
)

func (c Case) lane() int {
	settled := c.State == request.Answered || c.State == request.Ceased || c.State == request.Archived
	switch {
	case c.ClosedOn != "" && settled:
		return laneDone
	case c.ClosedOn != "" || c.Clock == request.NotStarted || c.Clock == "":
		return laneWaits
	case c.Clock == request.Stopped:
		return laneStopped
	}
	return laneRuns
}

// filter is what a list of applications is narrowed to; zero values narrow
// nothing.
type filter struct {
	Ended                bool // those that are done, the latest first; else those that are not, by due date
	Lane                 int  // one lane of the open ones, with HasLane
	HasLane              bool
	State, Unit, Handler string
	Kind, Channel        string
	DueFrom, DueUpTo     calendar.Day // of those whose term runs
	Year, Number, Lastly int          // number of the application; Lastly is a number of any year
	Text                 string
}

// mark is the place of an application in a list: pages begin behind one.
type mark struct {
	Lane int
	On   string // due date, or day of the end in the list of the ended
	ID   string
}

func (c Case) mark(ended bool) mark {
	if ended {
		return mark{laneDone, c.ClosedOn, c.ID}
	}
	return mark{c.lane(), c.DueOn, c.ID}
}

// conditions collects parts of a WHERE clause with their arguments; each "?"
// becomes the next number.
type conditions struct {
	text strings.Builder
	args []any
}

func (w *conditions) add(condition string, args ...any) {
	w.text.WriteString(" AND ")
	for _, part := range strings.SplitAfter(condition, "?") {
		head, ok := strings.CutSuffix(part, "?")
		w.text.WriteString(head)
		if ok {
			w.args = append(w.args, args[0])
			args = args[1:]
			w.text.WriteString("$" + strconv.Itoa(len(w.args)))
		}
	}
}

func (w *conditions) when(is bool, condition string, args ...any) {
	if is {
		w.add(condition, args...)
	}
}

func (f filter) conditions(body string) *conditions {
	w := &conditions{args: []any{body}}
	switch {
	case f.Ended:
		w.add("lane = ?", laneDone)
	case f.HasLane:
		w.add("lane = ?", f.Lane)
	case f.DueFrom != 0 || f.DueUpTo != 0:
		w.add("lane = ?", laneRuns)
	default:
		w.add("lane < ?", laneDone)
	}
	w.when(f.Handler != "", "handler = ?", f.Handler)
	w.when(f.Unit != "", "unit = ?", f.Unit)
	w.when(f.State != "", "state = ?", f.State)
	w.when(f.Kind != "", "applicant_kind = ?", f.Kind)
	w.when(f.Channel != "", "channel = ?", f.Channel)
	w.when(f.DueFrom != 0, "due_on >= ?", f.DueFrom.String())
	w.when(f.DueUpTo != 0, "due_on <= ?", f.DueUpTo.String())
	w.when(f.Year != 0, "year = ?", f.Year)
	w.when(f.Number != 0, "number = ?", f.Number)
	w.when(f.Lastly != 0, "number = ?", f.Lastly)
	w.when(f.Text != "", `LOWER(wanted) LIKE ? ESCAPE '!'`, "%"+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(f.Text))+"%")
	return w
}

// casesFrom lists up to limit applications that fit, behind a mark (nil: from
// the beginning); with back those before it, in the same order.
func casesFrom(ctx context.Context, db sqldb.Reader, body string, f filter, at *mark, back bool, limit int) ([]Case, error) {
	w := f.conditions(body)
	if at != nil {
		switch {
		case f.Ended && back:
			w.add("(closed_on, id) > (?, ?)", at.On, at.ID)
		case f.Ended:
			w.add("(closed_on, id) < (?, ?)", at.On, at.ID)
		case back:
			w.add("(lane, due_on, id) < (?, ?, ?)", at.Lane, at.On, at.ID)
		default:
			w.add("(lane, due_on, id) > (?, ?, ?)", at.Lane, at.On, at.ID)
		}
	}
	order := " ORDER BY lane, due_on, id"
	switch {
	case f.Ended && back:
		order = " ORDER BY closed_on, id"
	case f.Ended:
		order = " ORDER BY closed_on DESC, id DESC"
	case back:
		order = " ORDER BY lane DESC, due_on DESC, id DESC"
	}
	w.args = append(w.args, limit)
	cases, err := list(ctx, db, scanCase, `SELECT `+caseColumns+` FROM request_case WHERE body = $1`+w.text.String()+order+" LIMIT $"+strconv.Itoa(len(w.args)), w.args...)
	if back {
		slices.Reverse(cases)
	}
	return cases, err
}

// mostCounted is up to how many the tabs of the queue are counted: what a page
// costs must not grow with what is kept.
const mostCounted = 200

// tallied counts up to mostCounted applications that fit. It reads them in the
// queue's order, so that the index is walked and no table.
func tallied(ctx context.Context, db sqldb.Reader, body string, f filter) (n int, err error) {
	w := f.conditions(body)
	w.args = append(w.args, mostCounted)
	err = db.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM request_case WHERE body = $1`+w.text.String()+` ORDER BY lane, due_on, id LIMIT $`+strconv.Itoa(len(w.args))+`) AS found`, w.args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count applications: %w", err)
	}
	return n, nil
}

// eventsOf loads the events of several applications, each in order.
func eventsOf(ctx context.Context, db sqldb.Reader, ids []string) (map[string][]request.Event, error) {
	had, err := caseEvents.OfAll(ctx, db, ids)
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

// casesAfter walks through the applications of a body ("" for all) by id.
func casesAfter(ctx context.Context, db sqldb.Reader, body, after string, openOnly bool, limit int) ([]Case, error) {
	w := &conditions{args: []any{after}}
	w.when(body != "", "body = ?", body)
	w.when(openOnly, "closed_on = ''")
	w.args = append(w.args, limit)
	return list(ctx, db, scanCase, `SELECT `+caseColumns+` FROM request_case WHERE id > $1`+w.text.String()+` ORDER BY id LIMIT $`+strconv.Itoa(len(w.args)), w.args...)
}
