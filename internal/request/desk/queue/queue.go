package queue

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/list"
)

// PageSize is how many applications a page of the queue shows.
const PageSize = 50

type QueuePage struct {
	web.Shell
	Rows     []QueueRow
	View     string // open, ended, cell
	Cell     string
	Clerk    bool
	Leader   bool
	Tabs     []web.Tab
	Files    []web.Link // what is shown, as files
	Pager    web.Pager
	Show     string // the tab
	Q        string
	Narrowed bool
	Locked   bool // the applications are listed and not opened
	Fields   []web.Field
}

// soonDays is how many working days ahead "快到期" looks.
const soonDays = 3

// view is what one tab of the queue shows.
type view struct {
	show, label string // the value of "show" in the address; the tab
	f           Filter
}

// views are those of the queue; the first is the default.
func views(who identity.Actor, today, soon calendar.Day) []view {
	all := []view{{"", "按到期", Filter{}}, {"mine", "我经办", Filter{Handler: who.ID}}}
	if who.Unit != "" {
		all = append(all, view{"unit", "本科室", Filter{Unit: who.Unit}})
	}
	return append(all, view{"late", "逾期", Filter{DueUpTo: today - 1}}, view{"soon", fmt.Sprintf("%d日内到期", soonDays), Filter{DueFrom: today, DueUpTo: soon}},
		view{"stopped", "暂停计时", Filter{HasPosition: true, Position: cases.PositionStopped}}, view{"unconfirmed", "待确认", Filter{HasPosition: true, Position: cases.PositionWaits, State: string(request.Unconfirmed)}},
		view{"ended", "已办结", Filter{Ended: true}})
}

func (d *Queue) showQueue(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx, q := r.Context(), r.URL.Query()
	p := &QueuePage{Shell: web.Shell{Title: "依申请公开", Current: "/console/requests", Keys: []web.Key{{Keys: []string{"J", "K"}, Does: "下一件、上一件"},
		{Keys: []string{"Enter"}, Does: "打开"}, {Keys: []string{"."}, Does: "复制编号"}}}, View: "open", Clerk: who.Has(identity.Clerk), Leader: who.Has(identity.Leader)}
	number := func(name string) int { n, _ := strconv.Atoi(q.Get(name)); return n }
	if x := (cases.Cell{Year: number("year"), Row: number("row"), Column: number("column")}); x.Known() {
		p.View, p.Cell, p.Locked = "cell", x.Label(), !who.Has(cases.Readers()...)
		return d.show(w, r, who, p, cases.Behind(), behindFor(x, who))
	}
	if !who.Has(cases.Readers()...) {
		return &fault.Error{Kind: fault.Forbidden, Message: "申请的队列由经办人员查看。年度报告各格后面的申请，从年度报告里打开"}
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	all := views(who, d.Cases.Today(), cal.Add(d.Cases.Today(), soonDays))
	f := readFilter(p, q, cal, all, d.Cases.Today())
	var tabs []list.Tab
	for _, v := range all {
		tabs = append(tabs, list.Tab{Show: v.show, Label: v.label, Where: v.f.where(who, who.Body), Uncounted: v.f.Ended})
	}
	if list.FileOf(q) == "" {
		if p.Tabs, err = Cases(Filter{}).Tabs(ctx, d.DB, "/console/requests", tabs, p.Show, MostCounted); err != nil {
			return err
		}
	}
	if f.Text != "" {
		read, err := d.search(ctx, who, f)
		if err != nil {
			return err
		}
		return d.showBy(w, r, who, p, Cases(f), read)
	}
	return d.show(w, r, who, p, Cases(f), f.where(who, who.Body))
}

// behindFor are the applications behind a cell that somebody may see.
func behindFor(x cases.Cell, who identity.Actor) *list.Where {
	w := x.Where(who.Body)
	cases.Within(w, who)
	return w
}

// show shows a page of a list of applications, or sends it as a file.
func (d *Queue) show(w http.ResponseWriter, r *http.Request, who identity.Actor, p *QueuePage, from list.Source[cases.Case], where *list.Where) error {
	return d.showBy(w, r, who, p, from, func(at list.Place, limit int) ([]cases.Case, error) {
		return from.Page(r.Context(), d.DB, where, at, limit)
	})
}

// showBy is show for a list that is read in a way of its own.
func (d *Queue) showBy(w http.ResponseWriter, r *http.Request, who identity.Actor, p *QueuePage, from list.Source[cases.Case], read list.Read[cases.Case]) error {
	if format := list.FileOf(r.URL.Query()); format != "" && !p.Locked {
		return d.sendFile(w, r, who, p, format, from.BatchesBy(read, fileBatch))
	}
	shown, pager, err := from.ShownBy(r, read, PageSize)
	if err != nil {
		return err
	}
	p.Pager, p.Files = pager, list.Files(r)
	if p.Rows, err = d.Rows(r.Context(), shown, ""); err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/requests", p)
}

// readFilter reads what the address narrows the queue to, and puts the form
// that does so on the page.
func readFilter(p *QueuePage, q url.Values, cal *calendar.Calendar, all []view, today calendar.Day) Filter {
	var f Filter
	p.Show = q.Get("show")
	if q.Get("view") == "ended" {
		p.Show = "ended"
	}
	found := false
	for _, t := range all {
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
	return f
}

// find reads what somebody typed: a number, the last part of one, or words of
// what is asked for.
func (f *Filter) find(text string) {
	if f.Year, f.Number = cases.ReadNumber(text); f.Number != 0 {
		return
	}
	if n, err := strconv.Atoi(text); err == nil && n > 0 && len(text) <= 6 {
		f.Number = n
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

// Routes are the list of applications; an editor sees what is behind the
// report.
func (d *Queue) Routes() []web.Route {
	return []web.Route{{Pattern: "GET /console/requests", Roles: append(cases.Readers(), identity.Editor), Do: d.showQueue}}
}
