package desk

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
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// pageSize is how many applications a page of the queue shows.
const pageSize = 50

// queueRow is one application in a list; what names the applicant is masked.
type queueRow struct {
	ID, No, Wanted, Name, State string
	Days, Unit, Tone            string
	Due, Handler                string // the day it is due or ended; name of who deals with it
	Current                     bool
}

// rows replays the applications of one page as of today; their events come in
// one query.
func (d *Desk) rows(ctx context.Context, cases []Case, current string) ([]queueRow, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	ids, handlers := make([]string, len(cases)), []string(nil)
	for i, c := range cases {
		ids[i] = c.ID
		if c.Handler != "" {
			handlers = append(handlers, c.Handler)
		}
	}
	events, err := eventsOf(ctx, d.DB, ids)
	if err != nil {
		return nil, err
	}
	slices.Sort(handlers)
	names, err := d.People(ctx, slices.Compact(handlers))
	if err != nil {
		return nil, err
	}
	flow, today := request.Workflow(), d.today()
	rows := make([]queueRow, len(cases))
	for i, c := range cases {
		clock := request.Replay(cal, request.History{Events: events[c.ID], AsOf: today})
		name, err := d.applicantMasked(c)
		if err != nil {
			return nil, err
		}
		if c.PurgedOn != "" {
			name = "已匿名"
		}
		row := queueRow{ID: c.ID, No: c.No(), Wanted: form.Excerpt(c.Wanted), Name: cmp.Or(name, "单位"), State: flow.StateLabel(c.State),
			Current: c.ID == current, Handler: names[c.Handler]}
		row.Days, row.Unit, row.Tone = left(c, clock)
		if days, unit, late := d.overlong(cal, c); late {
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

type queuePage struct {
	web.Shell
	Rows     []queueRow
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
func (d *Desk) tabs(who identity.Actor, today calendar.Day, soon calendar.Day) []struct {
	show, label string
	f           filter
} {
	type tab = struct {
		show, label string
		f           filter
	}
	all := []tab{{"", "按到期", filter{}}, {"mine", "我经办", filter{Handler: who.ID}}}
	if who.Unit != "" {
		all = append(all, tab{"unit", "本科室", filter{Unit: who.Unit}})
	}
	return append(all, tab{"late", "逾期", filter{DueUpTo: today - 1}}, tab{"soon", fmt.Sprintf("%d日内到期", soonDays), filter{DueFrom: today, DueUpTo: soon}},
		tab{"stopped", "暂停计时", filter{HasLane: true, Lane: laneStopped}}, tab{"unconfirmed", "待确认", filter{HasLane: true, Lane: laneWaits, State: string(request.Unconfirmed)}},
		tab{"ended", "已办结", filter{Ended: true}})
}

func (d *Desk) showQueue(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	q := r.URL.Query()
	p := &queuePage{Shell: web.Shell{Title: "依申请公开", Current: "/console/requests", Keys: []web.Key{{Keys: []string{"J", "K"}, Does: "下一件、上一件"},
		{Keys: []string{"Enter"}, Does: "打开"}, {Keys: []string{"."}, Does: "复制编号"}}}, View: "open", Clerk: who.Has(identity.Clerk), Leader: who.Has(identity.Leader)}
	number := func(name string) int { n, _ := strconv.Atoi(q.Get(name)); return n }
	if x := (cell{number("year"), number("row"), number("column")}); x.known() {
		return d.showCell(w, r, who, p, x)
	}
	if !who.Has(readers()...) {
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
	cases, err := casesFrom(r.Context(), d.DB, who.Body, f, at, back, pageSize+1)
	if err != nil {
		return err
	}
	cases, p.Pager = page(cases, r, at != nil, back, func(c Case) string { return c.mark(f.Ended).String() })
	if p.Rows, err = d.rows(r.Context(), cases, ""); err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/requests", p)
}

// readFilter reads what the address narrows the queue to, and puts the form
// that does so on the page.
func (d *Desk) readFilter(ctx context.Context, p *queuePage, q url.Values, who identity.Actor) (filter, error) {
	today := d.today()
	cal, err := d.Calendar(ctx)
	if err != nil {
		return filter{}, err
	}
	var f filter
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
func (f *filter) find(text string) {
	if f.Year, f.Number = readNumber(text); f.Number != 0 {
		return
	}
	if n, err := strconv.Atoi(text); err == nil && n > 0 && len(text) <= 6 {
		f.Lastly = n
		return
	}
	f.Text = text
}

func queueFields(q url.Values, f filter) []web.Field {
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
		{Name: "kind", Label: "申请人类别", Kind: "select", Value: f.Kind, Options: append([]web.Option{{Label: "全部"}}, kindOptions()...)},
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
func (d *Desk) tally(ctx context.Context, p *queuePage, who identity.Actor) error {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	today := d.today()
	for _, t := range d.tabs(who, today, cal.Add(today, soonDays)) {
		tab := queueTab{Label: t.label, Href: "/console/requests", On: t.show == p.Show}
		if t.show != "" {
			tab.Href += "?show=" + t.show
		}
		if !t.f.Ended {
			n, err := tallied(ctx, d.DB, who.Body, t.f)
			if err != nil {
				return err
			}
			if tab.Count = strconv.Itoa(n); n >= mostCounted {
				tab.Count = strconv.Itoa(mostCounted-1) + "+"
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
func (d *Desk) showCell(w http.ResponseWriter, r *http.Request, who identity.Actor, p *queuePage, x cell) error {
	ctx, q := r.Context(), r.URL.Query()
	p.View, p.Cell, p.Locked = "cell", x.label(), !who.Has(readers()...)
	var cases []Case
	var err error
	before := q.Get("before")
	if before != "" {
		cases, err = beforeCell(ctx, d.DB, who.Body, x, before, pageSize+1)
		slices.Reverse(cases)
	} else {
		cases, err = behindCell(ctx, d.DB, who.Body, x, q.Get("after"), pageSize+1)
	}
	if err != nil {
		return err
	}
	cases, p.Pager = page(cases, r, q.Get("after") != "", before != "", func(c Case) string { return c.ID })
	if p.Rows, err = d.rows(ctx, cases, ""); err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/requests", p)
}

// page cuts what was read, one more than a page, and addresses the pages
// beside it. begun says that the page does not begin at the first.
func page(cases []Case, r *http.Request, begun, back bool, cursor func(Case) string) ([]Case, web.Pager) {
	more := len(cases) > pageSize
	if more && back {
		cases = cases[1:]
	} else if more {
		cases = cases[:pageSize]
	}
	var p web.Pager
	if len(cases) == 0 {
		return cases, p
	}
	to := func(name string, c Case) string {
		q := r.URL.Query()
		q.Del("after")
		q.Del("before")
		q.Set(name, cursor(c))
		return web.SiteOf(r).Prefix + r.URL.Path + "?" + q.Encode()
	}
	if back && more || !back && begun {
		p.Before = to("before", cases[0])
	}
	if !back && more || back {
		p.After = to("after", cases[len(cases)-1])
	}
	return cases, p
}

// String is the mark as an address carries it: 0.2026-12-18.id.
func (m mark) String() string { return strconv.Itoa(m.Lane) + "." + m.On + "." + m.ID }

func readMark(q url.Values) (at *mark, back bool) {
	text := q.Get("after")
	if b := q.Get("before"); b != "" {
		text, back = b, true
	}
	parts := strings.SplitN(text, ".", 3)
	if len(parts) != 3 {
		return nil, false
	}
	lane, err := strconv.Atoi(parts[0])
	if err != nil || lane < laneRuns || lane > laneDone {
		return nil, false
	}
	return &mark{lane, parts[1], parts[2]}, back
}

// queueBeside is the stretch of the queue beside one application.
type queueBeside struct {
	Queue      []queueRow
	OpenCount  string
	Prev, Next string // ids
}

// How many applications stand beside one, before it and from it on.
const besideBefore, besideAfter = 8, 16

// beside fills the stretch of the queue in which an application stands: of the
// open ones, or of the ended ones.
func (d *Desk) beside(ctx context.Context, p *casePage) error {
	c := p.Case
	p.Keys = append(p.Keys, web.Key{Keys: []string{"J", "K"}, Does: "下一件、上一件"}, web.Key{Keys: []string{"U"}, Does: "回到队列"}, web.Key{Keys: []string{"."}, Does: "复制编号"})
	f := filter{Ended: c.lane() == laneDone}
	at := c.mark(f.Ended)
	cases, err := casesFrom(ctx, d.DB, c.Body, f, &at, true, besideBefore)
	if err != nil {
		return err
	}
	if len(cases) > 0 {
		p.Prev = cases[len(cases)-1].ID
	}
	later, err := casesFrom(ctx, d.DB, c.Body, f, &at, false, besideAfter)
	if err != nil {
		return err
	}
	if len(later) > 0 {
		p.Next = later[0].ID
	}
	n, err := tallied(ctx, d.DB, c.Body, filter{})
	if err != nil {
		return err
	}
	if p.OpenCount = strconv.Itoa(n); n >= mostCounted {
		p.OpenCount = strconv.Itoa(mostCounted-1) + "+"
	}
	p.Queue, err = d.rows(ctx, append(append(cases, c), later...), c.ID)
	return err
}

// queueRoutes are the list of applications; an editor sees what is behind the
// report.
func (d *Desk) queueRoutes() []web.Route {
	return []web.Route{{Pattern: "GET /console/requests", Roles: append(readers(), identity.Editor), Do: d.showQueue}}
}
