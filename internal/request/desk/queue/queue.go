package queue

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// PageSize is how many applications a page of the queue shows.
const PageSize = 50

// QueueRow is one application in a list; what names the applicant is masked.
type QueueRow struct {
	ID, No, Wanted, Name, State string
	Days, Unit, Tone            string
	Due, Handler                string // the day it is due or ended; name of who deals with it
	Current                     bool
}

// Rows replays the applications of one page as of today; their events come in
// one query.
func (d *Queue) Rows(ctx context.Context, list []cases.Case, current string) ([]QueueRow, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	ids, handlers := make([]string, len(list)), []string(nil)
	for i, c := range list {
		ids[i] = c.ID
		if c.Handler != "" {
			handlers = append(handlers, c.Handler)
		}
	}
	events, err := cases.EventsOf(ctx, d.DB, ids)
	if err != nil {
		return nil, err
	}
	slices.Sort(handlers)
	names, err := d.People(ctx, slices.Compact(handlers))
	if err != nil {
		return nil, err
	}
	flow, today := request.Workflow(), d.Cases.Today()
	rows := make([]QueueRow, len(list))
	for i, c := range list {
		clock := request.Replay(cal, request.History{Events: events[c.ID], AsOf: today})
		name, err := d.Cases.ApplicantMasked(c)
		if err != nil {
			return nil, err
		}
		if c.PurgedOn != "" {
			name = "已匿名"
		}
		row := QueueRow{ID: c.ID, No: c.No(), Wanted: form.Excerpt(c.Wanted), Name: cmp.Or(name, "单位"), State: flow.StateLabel(c.State),
			Current: c.ID == current, Handler: names[c.Handler]}
		row.Days, row.Unit, row.Tone = cases.Left(c, clock)
		if days, unit, late := d.Overlong(cal, c); late {
			row.Days, row.Unit, row.Tone = days, unit, "r"
		}
		if c.ClosedOn != "" {
			row.Due = c.ClosedOn
		} else if clock.Due != 0 {
			row.Due = clock.Due.String() + " 到期"
		}
		rows[i] = row
	}
	return rows, nil
}

// queueTab is one view of the queue with how many stand in it.
type queueTab struct {
	Label, Href, Count string
	On                 bool
}

type QueuePage struct {
	web.Shell
	Rows     []QueueRow
	View     string // open, ended, cell
	Cell     string
	Clerk    bool
	Leader   bool
	Tabs     []queueTab
	Pager    web.Pager
	Show     string // the tab
	Q        string
	Narrowed bool
	Locked   bool // the applications are listed and not opened
	Fields   []web.Field
}

// soonDays is how many working days ahead "快到期" looks.
const soonDays = 3

// tabs are the views of the queue by the value of "show"; the first is the
// default.
func (d *Queue) tabs(who identity.Actor, today calendar.Day, soon calendar.Day) []struct {
	show, label string
	f           Filter
} {
	type tab = struct {
		show, label string
		f           Filter
	}
	all := []tab{{"", "按到期", Filter{}}, {"mine", "我经办", Filter{Handler: who.ID}}}
	if who.Unit != "" {
		all = append(all, tab{"unit", "本科室", Filter{Unit: who.Unit}})
	}
	return append(all, tab{"late", "逾期", Filter{DueUpTo: today - 1}}, tab{"soon", fmt.Sprintf("%d日内到期", soonDays), Filter{DueFrom: today, DueUpTo: soon}},
		tab{"stopped", "暂停计时", Filter{HasLane: true, Lane: cases.LaneStopped}}, tab{"unconfirmed", "待确认", Filter{HasLane: true, Lane: cases.LaneWaits, State: string(request.Unconfirmed)}},
		tab{"ended", "已办结", Filter{Ended: true}})
}

func (d *Queue) showQueue(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	q := r.URL.Query()
	p := &QueuePage{Shell: web.Shell{Title: "依申请公开", Current: "/console/requests", Keys: []web.Key{{Keys: []string{"J", "K"}, Does: "下一件、上一件"},
		{Keys: []string{"Enter"}, Does: "打开"}, {Keys: []string{"."}, Does: "复制编号"}}}, View: "open", Clerk: who.Has(identity.Clerk), Leader: who.Has(identity.Leader)}
	number := func(name string) int { n, _ := strconv.Atoi(q.Get(name)); return n }
	if x := (cases.Cell{number("year"), number("row"), number("column")}); x.Known() {
		return d.showCell(w, r, who, p, x)
	}
	if !who.Has(cases.Readers()...) {
		return &fault.Error{Kind: fault.Forbidden, Message: "申请的队列由经办人员查看。年度报告各格后面的申请，从年度报告里打开"}
	}
	f, err := d.readFilter(r.Context(), p, q, who)
	if err != nil {
		return err
	}
	if err := d.tally(r.Context(), p, who); err != nil {
		return err
	}
	at, back := readMark(q)
	list, err := CasesFrom(r.Context(), d.DB, who.Body, f, at, back, PageSize+1)
	if err != nil {
		return err
	}
	list, p.Pager = page(list, r, at != nil, back, func(c cases.Case) string { return c.Mark(f.Ended).String() })
	if p.Rows, err = d.Rows(r.Context(), list, ""); err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/requests", p)
}

// readFilter reads what the address narrows the queue to, and puts the form
// that does so on the page.
func (d *Queue) readFilter(ctx context.Context, p *QueuePage, q url.Values, who identity.Actor) (Filter, error) {
	today := d.Cases.Today()
	cal, err := d.Calendar(ctx)
	if err != nil {
		return Filter{}, err
	}
	var f Filter
	p.Show = q.Get("show")
	if q.Get("view") == "ended" {
		p.Show = "ended"
	}
	found := false
	for _, t := range d.tabs(who, today, cal.Add(today, soonDays)) {
		if t.show == p.Show {
			f, found = t.f, true
		}
	}
	if !found {
		p.Show = ""
	}
	if f.Ended {
		p.View = "ended"
	}
	v := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	f.State, f.Kind, f.Channel = cmp.Or(v("state"), f.State), v("kind"), v("channel")
	f.Unit, f.Handler = cmp.Or(v("unit"), f.Unit), cmp.Or(v("handler"), f.Handler)
	within, _ := strconv.Atoi(v("within"))
	if within > 0 && within <= 250 && !f.Ended {
		f.DueUpTo = cal.Add(today, within)
	}
	p.Q = v("q")
	f.find(p.Q)
	p.Fields = queueFields(q, f)
	p.Narrowed = p.Q != "" || within > 0 || v("state")+v("kind")+v("channel")+v("unit")+v("handler") != ""
	return f, nil
}

// find reads what somebody typed: a number, the last part of one, or words of
// what is asked for.
func (f *Filter) find(text string) {
	if f.Year, f.Number = cases.ReadNumber(text); f.Number != 0 {
		return
	}
	if n, err := strconv.Atoi(text); err == nil && n > 0 && len(text) <= 6 {
		f.Lastly = n
		return
	}
	f.Text = text
}

func queueFields(q url.Values, f Filter) []web.Field {
	states := []web.Option{{Label: "全部"}}
	flow := request.Workflow()
	for _, s := range []request.State{request.Unconfirmed, request.Handling, request.Correcting, request.Consulting, request.AwaitingFee, request.Drafted,
		request.Screening, request.Signing, request.Serving, request.Answered, request.Ceased, request.Archived} {
		states = append(states, web.Option{Value: string(s), Label: flow.StateLabel(s)})
	}
	channels := []web.Option{{Label: "全部"}}
	for _, c := range request.Channels() {
		channels = append(channels, web.Option{Value: string(c.Channel), Label: c.Label})
	}
	fields := []web.Field{{Name: "q", Label: "编号或者内容", Kind: "search", Value: strings.TrimSpace(q.Get("q"))},
		{Name: "state", Label: "办到哪一步", Kind: "select", Value: f.State, Options: states},
		{Name: "kind", Label: "申请人类别", Kind: "select", Value: f.Kind, Options: append([]web.Option{{Label: "全部"}}, cases.KindOptions()...)},
		{Name: "channel", Label: "收到的渠道", Kind: "select", Value: f.Channel, Options: channels}}
	if !f.Ended {
		within := []web.Option{{Label: "不限"}}
		for _, n := range []string{"1", "3", "5", "10", "20"} {
			within = append(within, web.Option{Value: n, Label: n + " 个工作日内"})
		}
		fields = append(fields, web.Field{Name: "within", Label: "到期", Kind: "select", Value: q.Get("within"), Options: within})
	}
	return fields
}

// tally draws the tabs with how many stand in each of the open ones.
func (d *Queue) tally(ctx context.Context, p *QueuePage, who identity.Actor) error {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	today := d.Cases.Today()
	for _, t := range d.tabs(who, today, cal.Add(today, soonDays)) {
		tab := queueTab{Label: t.label, Href: "/console/requests", On: t.show == p.Show}
		if t.show != "" {
			tab.Href += "?show=" + t.show
		}
		if !t.f.Ended {
			n, err := Tallied(ctx, d.DB, who.Body, t.f)
			if err != nil {
				return err
			}
			if tab.Count = strconv.Itoa(n); n >= MostCounted {
				tab.Count = strconv.Itoa(MostCounted-1) + "+"
			}
			if n == 0 {
				tab.Count = ""
			}
		}
		p.Tabs = append(p.Tabs, tab)
	}
	return nil
}

// showCell lists the applications behind one cell of table three.
func (d *Queue) showCell(w http.ResponseWriter, r *http.Request, who identity.Actor, p *QueuePage, x cases.Cell) error {
	ctx, q := r.Context(), r.URL.Query()
	p.View, p.Cell, p.Locked = "cell", x.Label(), !who.Has(cases.Readers()...)
	var list []cases.Case
	var err error
	before := q.Get("before")
	if before != "" {
		list, err = cases.BeforeCell(ctx, d.DB, who.Body, x, before, PageSize+1)
		slices.Reverse(list)
	} else {
		list, err = cases.BehindCell(ctx, d.DB, who.Body, x, q.Get("after"), PageSize+1)
	}
	if err != nil {
		return err
	}
	list, p.Pager = page(list, r, q.Get("after") != "", before != "", func(c cases.Case) string { return c.ID })
	if p.Rows, err = d.Rows(ctx, list, ""); err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/requests", p)
}

// page cuts what was read, one more than a page, and addresses the pages
// beside it. begun says that the page does not begin at the first.
func page(list []cases.Case, r *http.Request, begun, back bool, cursor func(cases.Case) string) ([]cases.Case, web.Pager) {
	more := len(list) > PageSize
	if more && back {
		list = list[1:]
	} else if more {
		list = list[:PageSize]
	}
	var p web.Pager
	if len(list) == 0 {
		return list, p
	}
	to := func(name string, c cases.Case) string {
		q := r.URL.Query()
		q.Del("after")
		q.Del("before")
		q.Set(name, cursor(c))
		return web.SiteOf(r).Prefix + r.URL.Path + "?" + q.Encode()
	}
	if back && more || !back && begun {
		p.Before = to("before", list[0])
	}
	if !back && more || back {
		p.After = to("after", list[len(list)-1])
	}
	return list, p
}

func readMark(q url.Values) (at *cases.Mark, back bool) {
	text := q.Get("after")
	if b := q.Get("before"); b != "" {
		text, back = b, true
	}
	parts := strings.SplitN(text, ".", 3)
	if len(parts) != 3 {
		return nil, false
	}
	lane, err := strconv.Atoi(parts[0])
	if err != nil || lane < cases.LaneRuns || lane > cases.LaneDone {
		return nil, false
	}
	return &cases.Mark{lane, parts[1], parts[2]}, back
}

// Routes are the list of applications; an editor sees what is behind the
// report.
func (d *Queue) Routes() []web.Route {
	return []web.Route{{Pattern: "GET /console/requests", Roles: append(cases.Readers(), identity.Editor), Do: d.showQueue}}
}
