package queue

import (
	"context"
	"strconv"

	"yangguang/internal/calendar"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/list"
)

// Filter is what a list of applications is narrowed to; zero values narrow
// nothing.
type Filter struct {
	Ended                bool // those that are done, the latest first; else those that are not, by due date
	Position             int  // one position of the open ones, with HasPosition
	HasPosition          bool
	State, Unit, Handler string
	Kind, Channel        string
	DueFrom, DueUpTo     calendar.Day // of those whose term runs
	Year, Number, Lastly int          // number of the application; Lastly is a number of any year
	Text                 string
}

func (f Filter) where(body string) *list.Where {
	var w list.Where
	w.And("body = ?", body)
	switch {
	case f.Ended:
		w.And("lane = ?", cases.PositionDone)
	case f.HasPosition:
		w.And("lane = ?", f.Position)
	case f.DueFrom != 0 || f.DueUpTo != 0:
		w.And("lane = ?", cases.PositionRuns)
	default:
		w.And("lane < ?", cases.PositionDone)
	}
	w.If(f.Handler != "", "handler = ?", f.Handler)
	w.If(f.Unit != "", "unit = ?", f.Unit)
	w.If(f.State != "", "state = ?", f.State)
	w.If(f.Kind != "", "applicant_kind = ?", f.Kind)
	w.If(f.Channel != "", "channel = ?", f.Channel)
	w.If(f.DueFrom != 0, "due_on >= ?", f.DueFrom.String())
	w.If(f.DueUpTo != 0, "due_on <= ?", f.DueUpTo.String())
	w.If(f.Year != 0, "year = ?", f.Year)
	w.If(f.Number != 0, "number = ?", f.Number)
	w.If(f.Lastly != 0, "number = ?", f.Lastly)
	if f.Text != "" {
		w.Holds("wanted", f.Text)
	}
	return &w
}

// Cases are the applications in the queue's order: those that are done from the
// latest on, else those that are not by position and due date.
func Cases(ended bool) list.Source[cases.Case] {
	s := cases.ByID()
	s.Order.Keys = []list.Key{{Column: "lane", Number: true}, {Column: "due_on"}, {Column: "id"}}
	if ended {
		s.Order.Desc, s.Order.Keys[1].Column = true, "closed_on"
	}
	s.Mark = func(c cases.Case) list.Mark {
		if ended {
			return list.Mark{strconv.Itoa(cases.PositionDone), c.ClosedOn, c.ID}
		}
		return list.Mark{strconv.Itoa(c.QueuePosition()), c.DueOn, c.ID}
	}
	return s
}

// CasesFrom lists up to limit applications that fit, in their order, behind one
// of them; with back those before it.
func CasesFrom(ctx context.Context, db sqldb.Reader, body string, f Filter, at cases.Case, back bool, limit int) ([]cases.Case, error) {
	from := Cases(f.Ended)
	return from.Page(ctx, db, f.where(body), list.Place{Mark: from.Mark(at), Back: back}, limit)
}

// MostCounted is up to how many the tabs of the queue are counted.
const MostCounted = 200

// Tallied counts the applications that fit, up to MostCounted: 199+.
func Tallied(ctx context.Context, db sqldb.Reader, body string, f Filter) (string, error) {
	n, err := Cases(false).Count(ctx, db, f.where(body), MostCounted)
	return list.Counted(n, MostCounted), err
}
