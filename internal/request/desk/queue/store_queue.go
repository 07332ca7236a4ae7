package queue

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// Filter is what a list of applications is narrowed to; zero values narrow
// nothing.
type Filter struct {
	Ended                bool // those that are done, the latest first; else those that are not, by due date
	Lane                 int  // one lane of the open ones, with HasLane
	HasLane              bool
	State, Unit, Handler string
	Kind, Channel        string
	DueFrom, DueUpTo     calendar.Day // of those whose term runs
	Year, Number, Lastly int          // number of the application; Lastly is a number of any year
	Text                 string
}

func (f Filter) conditions(body string) *cases.Conditions {
	w := &cases.Conditions{Args: []any{body}}
	switch {
	case f.Ended:
		w.Add("lane = ?", cases.LaneDone)
	case f.HasLane:
		w.Add("lane = ?", f.Lane)
	case f.DueFrom != 0 || f.DueUpTo != 0:
		w.Add("lane = ?", cases.LaneRuns)
	default:
		w.Add("lane < ?", cases.LaneDone)
	}
	w.When(f.Handler != "", "handler = ?", f.Handler)
	w.When(f.Unit != "", "unit = ?", f.Unit)
	w.When(f.State != "", "state = ?", f.State)
	w.When(f.Kind != "", "applicant_kind = ?", f.Kind)
	w.When(f.Channel != "", "channel = ?", f.Channel)
	w.When(f.DueFrom != 0, "due_on >= ?", f.DueFrom.String())
	w.When(f.DueUpTo != 0, "due_on <= ?", f.DueUpTo.String())
	w.When(f.Year != 0, "year = ?", f.Year)
	w.When(f.Number != 0, "number = ?", f.Number)
	w.When(f.Lastly != 0, "number = ?", f.Lastly)
	w.When(f.Text != "", `LOWER(wanted) LIKE ? ESCAPE '!'`, "%"+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(f.Text))+"%")
	return w
}

// CasesFrom lists up to limit applications that fit, behind a mark (nil: from
// the beginning); with back those before it, in the same order.
func CasesFrom(ctx context.Context, db sqldb.Reader, body string, f Filter, at *cases.Mark, back bool, limit int) ([]cases.Case, error) {
	w := f.conditions(body)
	if at != nil {
		switch {
		case f.Ended && back:
			w.Add("(closed_on, id) > (?, ?)", at.On, at.ID)
		case f.Ended:
			w.Add("(closed_on, id) < (?, ?)", at.On, at.ID)
		case back:
			w.Add("(lane, due_on, id) < (?, ?, ?)", at.Lane, at.On, at.ID)
		default:
			w.Add("(lane, due_on, id) > (?, ?, ?)", at.Lane, at.On, at.ID)
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
	w.Args = append(w.Args, limit)
	cases, err := cases.List(ctx, db, cases.ScanCase, `SELECT `+cases.CaseColumns+` FROM request_case WHERE body = $1`+w.Text.String()+order+" LIMIT $"+strconv.Itoa(len(w.Args)), w.Args...)
	if back {
		slices.Reverse(cases)
	}
	return cases, err
}

// MostCounted is up to how many the tabs of the queue are counted: what a page
// costs must not grow with what is kept.
const MostCounted = 200

// Tallied counts up to mostCounted applications that fit. It reads them in the
// queue's order, so that the index is walked and no table.
func Tallied(ctx context.Context, db sqldb.Reader, body string, f Filter) (n int, err error) {
	w := f.conditions(body)
	w.Args = append(w.Args, MostCounted)
	err = db.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM request_case WHERE body = $1`+w.Text.String()+` ORDER BY lane, due_on, id LIMIT $`+strconv.Itoa(len(w.Args))+`) AS found`, w.Args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count applications: %w", err)
	}
	return n, nil
}
