package queue

import (
	"context"
	"strconv"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
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
	Year, Number         int          // of the application's number; Year 0 for any
	Text                 string
}

func (f Filter) where(who identity.Actor, body string) *list.Where {
	var w list.Where
	w.And("body = ?", body)
	cases.Within(&w, who)
	// The words of the indexes' own conditions, so that these are found to fit.
	w.If(f.Ended, "lane = 3")
	w.If(!f.Ended, "lane <> 3")
	switch {
	case f.Ended:
	case f.HasPosition:
		w.And("lane = ?", f.Position)
	case f.DueFrom != 0 || f.DueUpTo != 0:
		w.And("lane = ?", cases.PositionRuns)
	}
	w.If(f.Handler != "", "handler = ? AND handler <> ''", f.Handler)
	w.If(f.Unit != "", "unit = ? AND unit <> ''", f.Unit)
	w.If(f.State != "", "state = ?", f.State)
	w.If(f.Kind != "", "applicant_kind = ?", f.Kind)
	w.If(f.Channel != "", "channel = ?", f.Channel)
	w.If(f.DueFrom != 0, "due_on >= ?", f.DueFrom.String())
	w.If(f.DueUpTo != 0, "due_on <= ?", f.DueUpTo.String())
	w.If(f.Year != 0, "year = ?", f.Year)
	w.If(f.Number != 0, "number = ?", f.Number)
	return &w
}

// inOrder are the applications of a filter with what cases.FoundColumns tell of them.
func inOrder(f Filter) list.Source[cases.Case] {
	s := Cases(f)
	s.Columns, s.Scan = cases.FoundColumns, cases.ScanFound
	return s
}

// Cases are the applications in the order in which a filter shows them: those of
// one number by year, those that are done from the latest on, else those that are
// not by position and due date. Each order is that of an index.
func Cases(f Filter) list.Source[cases.Case] {
	s := cases.ByID()
	switch {
	case f.Number != 0:
		s.Order.Keys = []list.Key{{Column: "number", Number: true}, {Column: "id"}}
		s.Mark = func(c cases.Case) list.Mark { return list.Mark{strconv.Itoa(c.Number), c.ID} }
	case f.Ended:
		s.Order.Desc, s.Order.Keys = true, []list.Key{{Column: "closed_on"}, {Column: "id"}}
		s.Mark = func(c cases.Case) list.Mark { return list.Mark{c.ClosedOn, c.ID} }
	default:
		s.Order.Keys = []list.Key{{Column: "lane", Number: true}, {Column: "due_on"}, {Column: "id"}}
		s.Mark = func(c cases.Case) list.Mark { return list.Mark{strconv.Itoa(c.QueuePosition()), c.DueOn, c.ID} }
	}
	return s
}

// CasesFrom lists up to limit applications that fit, in their order, behind one
// of them; with back those before it.
func CasesFrom(ctx context.Context, db sqldb.Reader, who identity.Actor, body string, f Filter, at cases.Case, back bool, limit int) ([]cases.Case, error) {
	from := Cases(f)
	return from.Page(ctx, db, f.where(who, body), list.Place{Mark: from.Mark(at), Back: back}, limit)
}

// MostCounted is up to how many the tabs of the queue are counted.
const MostCounted = 200

// Tallied counts the applications that fit, up to MostCounted: 199+.
func Tallied(ctx context.Context, db sqldb.Reader, who identity.Actor, body string, f Filter) (string, error) {
	n, err := Cases(f).Count(ctx, db, f.where(who, body), MostCounted)
	return list.Counted(n, MostCounted), err
}
