package desk

import (
	"cmp"
	"context"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/holidays"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// Routes are the ledger's pages.
func (d *Desk) Routes() []web.Route {
	system := []identity.Role{identity.SystemAdmin}
	return []web.Route{
		{Pattern: "GET /console/calendar", Do: d.showCalendar},
		{Pattern: "GET /console/calendar/new", Roles: system, Do: d.showNew},
		{Pattern: "POST /console/calendar/new", Roles: system, Do: d.doNew, Body: uploadBytes},
		{Pattern: "POST /console/calendar/{id}/void", Roles: system, Do: d.doVoid},
	}
}

// functions are what the templates have beside the common ones.
var functions = template.FuncMap{
	"weekday": holidays.Weekday,
}

// yearLink is one year of the picker.
type yearLink struct {
	Year        int
	Provisional bool
}

// versionRow is one version in a year's history.
type versionRow struct {
	holidays.Record
	Who, Voider  string
	Stands       bool
	Fault, Typed string // of the form for voiding it
}

// Field is the id of the reason's field: the one the summary of errors leads
// to where there is a fault.
func (v versionRow) Field() string {
	if v.Fault != "" {
		return "f-reason"
	}
	return "reason-" + v.ID
}

// calculator is the little form beside the months, and its answer.
type calculator struct {
	From, N, Unit string
	Units         []web.Option
	Result        *holidays.Count
	Working       int // working days among the lines
}

// calendarPage is /console/calendar.
type calendarPage struct {
	web.Shell
	View         holidays.View
	Years        []yearLink
	Weekdays     []string
	Source       string // of the arrangement that holds
	Standing     *versionRow
	History      []versionRow
	Builtin      bool // the year comes with the program
	May          bool // enter and void
	Wanted       []int
	Asked        time.Time // since when the shown year is asked for
	Consequences []string
	Calc         calculator
}

func (d *Desk) calendarPage(r *http.Request, who identity.Actor, year int) (*calendarPage, error) {
	ctx := r.Context()
	m, err := d.recall(ctx)
	if err != nil {
		return nil, err
	}
	today := d.today()
	p := &calendarPage{Shell: web.Shell{Title: "节假日历", Current: "/console/calendar"}, Weekdays: weekdays(), Consequences: holidays.Consequences()}
	p.Years = picker(m.calendar, today)
	if !slices.ContainsFunc(p.Years, func(y yearLink) bool { return y.Year == year }) {
		year = today.Year()
	}
	p.View = holidays.ViewYear(m.calendar, year)
	p.Wanted = holidays.Wanted(m.calendar, today)
	if p.May, err = d.administers(ctx, who); err != nil {
		return nil, err
	}
	for _, a := range m.calendar.Years() {
		if a.Year == year {
			p.Source = a.Source
		}
	}
	p.Builtin = slices.ContainsFunc(calendar.BuiltIn(), func(a calendar.Arrangement) bool { return a.Year == year })
	if p.History, err = d.history(ctx, m.records, year); err != nil {
		return nil, err
	}
	for i := range p.History {
		if p.History[i].Stands {
			p.Standing = &p.History[i]
		}
	}
	if p.View.Provisional {
		notices, err := readNotices(ctx, d.DB)
		if err != nil {
			return nil, err
		}
		p.Asked = notices[year]
	}
	p.Calc = calculator{From: today.String(), N: "20", Unit: string(calendar.WorkingDays), Units: units()}
	return p, nil
}

// picker offers the known years and the two that a due date can reach into.
func picker(c *calendar.Calendar, today calendar.Day) []yearLink {
	years := map[int]bool{today.Year(): true, today.Year() + 1: true}
	for _, a := range c.Years() {
		years[a.Year] = true
	}
	var links []yearLink
	for y := range years {
		links = append(links, yearLink{y, !c.Known(y)})
	}
	slices.SortFunc(links, func(a, b yearLink) int { return cmp.Compare(a.Year, b.Year) })
	return links
}

func weekdays() []string { return []string{"一", "二", "三", "四", "五", "六", "日"} }

func units() []web.Option {
	return []web.Option{{Value: string(calendar.WorkingDays), Label: "个工作日"}, {Value: string(calendar.NaturalDays), Label: "日（自然日）"}, {Value: string(calendar.Months), Label: "个月"}}
}

// history lists the versions of a year with the names of those who entered
// them, the newest first.
func (d *Desk) history(ctx context.Context, records []holidays.Record, year int) ([]versionRow, error) {
	var ids []string
	var rows []versionRow
	stands := ""
	for _, s := range holidays.Standing(records) {
		if s.Year == year {
			stands = s.ID
		}
	}
	for _, r := range records {
		if r.Year == year {
			ids = append(ids, r.EnteredBy, r.VoidedBy)
			rows = append(rows, versionRow{Record: r, Stands: r.ID == stands})
		}
	}
	names := map[string]string{}
	if d.People != nil && len(rows) > 0 {
		slices.Sort(ids)
		var err error
		if names, err = d.People(ctx, slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })); err != nil {
			return nil, err
		}
	}
	for i := range rows {
		rows[i].Who = cmp.Or(names[rows[i].EnteredBy], rows[i].EnteredBy)
		rows[i].Voider = cmp.Or(names[rows[i].VoidedBy], rows[i].VoidedBy)
	}
	return rows, nil
}

func (d *Desk) showCalendar(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	q := r.URL.Query()
	year, err := strconv.Atoi(q.Get("year"))
	if err != nil {
		year = d.today().Year()
	}
	p, err := d.calendarPage(r, who, year)
	if err != nil {
		return err
	}
	if q.Has("from") {
		c, err := d.Calendar(r.Context())
		if err != nil {
			return err
		}
		p.Calc.From, p.Calc.N, p.Calc.Unit = q.Get("from"), cmp.Or(q.Get("n"), p.Calc.N), cmp.Or(q.Get("unit"), p.Calc.Unit)
		count, err := holidays.Calculate(c, p.Calc.From, p.Calc.N, p.Calc.Unit)
		if err != nil {
			return form.Again(w, r, d.views, "console/calendar", p, err, nil)
		}
		p.Calc.Result = &count
		for _, l := range count.Lines {
			if open, _ := c.Working(l.Date); open {
				p.Calc.Working++
			}
		}
	}
	return d.views.Render(w, r, http.StatusOK, "console/calendar", p)
}

func (d *Desk) doVoid(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	id, reason := r.PathValue("id"), r.PostFormValue("reason")
	year, err := d.Void(r.Context(), who, id, reason)
	if err == nil {
		web.Notice(r, strconv.Itoa(year)+"年的这个版本已作废，到期日已通知重算")
		return web.SeeOther(w, r, "/console/calendar?year="+strconv.Itoa(year))
	}
	if !fault.Is(err, fault.Invalid) {
		return err
	}
	year, failed := yearOf(r.Context(), d.DB, id)
	if failed != nil {
		return failed
	}
	p, failed := d.calendarPage(r, who, year)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/calendar", p, err, func() {
		for i := range p.History {
			if p.History[i].ID == id {
				p.History[i].Fault, p.History[i].Typed = fault.As(err).Message, reason
			}
		}
	})
}
