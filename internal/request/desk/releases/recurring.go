package releases

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/todo"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// recurring is the same thing asked for by several applicants: the body may publish
// it of its own accord (条例 44①).
type recurring struct {
	ID, Body, Lead   string
	People           int
	State            string // open, done, declined
	Href, Reason     string
	DecidedBy        string
	DecidedOn, Found string
	Rev              int64
}

// DecideRecurring records that something was published, with its address, or why not.
func (d *Releases) DecideRecurring(ctx context.Context, who identity.Actor, id string, seen int64, done bool, href, reason string) error {
	href, reason = strings.TrimSpace(href), strings.TrimSpace(reason)
	switch {
	case done && !strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "https://") && !strings.HasPrefix(href, "http://"):
		return fault.Field("href", "填写公开的网址，以 https:// 或者 / 开头")
	case !done && reason == "":
		return request.NeedUnpublished.Unmet("reason")
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.echo_decide", Body: who.Body, Subject: id, Reason: reason}, func(tx *act.Tx) error {
		e := recurring{ID: id, Body: who.Body, State: "declined", Reason: form.Clip(reason), DecidedBy: who.ID, DecidedOn: calendar.At(tx.Now()).String(), Rev: seen}
		if done {
			e.State, e.Href = "done", form.Clip(href)
		}
		tx.Detail("state", e.State)
		return decideRecurring(ctx, tx, e)
	})
}

// SaveOpenness changes from how many applicants publication is suggested, and
// after how many working days an answer becomes public.
func (d *Releases) SaveOpenness(ctx context.Context, who identity.Actor, o Openness) error {
	var all fault.List
	if o.RecurringLeast < 2 || o.RecurringLeast > 50 {
		all.Add("echo_least", "填写 2 至 50 的整数")
	}
	if o.Days < 0 || o.Days > 60 {
		all.Add("days", "填写 0 至 60 的整数")
	}
	if err := all.Err(); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.openness", Body: who.Body, Subject: who.Body}, func(tx *act.Tx) error {
		before, err := opennessOf(ctx, tx, who.Body)
		if err != nil {
			return err
		}
		tx.Detail("echo_least", o.RecurringLeast)
		tx.Detail("days", o.Days)
		if o.RecurringLeast < before.RecurringLeast { // fewer are enough now, also of those that came long ago
			if err := tx.Enqueue(ctx, CompareAgainArgs{who.Body}); err != nil {
				return err
			}
		}
		return saveOpenness(ctx, tx, who.Body, o, o.Rev)
	})
}

func RecurringRoles() []identity.Role {
	return []identity.Role{identity.Clerk, identity.Editor, identity.Leader}
}

func (d *Releases) recurringRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /console/request-echoes", Roles: RecurringRoles(), Whole: true, Do: d.showRecurring},
		{Pattern: "POST /console/request-echoes/{id}", Roles: RecurringRoles(), Whole: true, Do: d.doRecurring},
		{Pattern: "POST /console/request-openness", Roles: []identity.Role{identity.Leader}, Whole: true, Do: d.doOpenness},
	}
}

type RecurringPage struct {
	web.Shell
	Rows              []recurringRow
	Openness          Openness
	Least, Days       string
	Leads             bool
	At                string // of the row whose form could not be taken
	TypedHref, Reason string
}

type recurringRow struct {
	recurring
	No, Wanted, By string
	FoundDay, Day  string
}

func (d *Releases) recurringPage(r *http.Request, who identity.Actor) (*RecurringPage, error) {
	ctx := r.Context()
	o, err := opennessOf(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	p := &RecurringPage{Shell: web.Shell{Title: "多人申请的信息", Current: "/console/requests/feedback"}, Openness: o, Least: strconv.Itoa(o.RecurringLeast), Days: strconv.Itoa(o.Days),
		Leads: who.Has(identity.Leader)}
	all, err := recurrings(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range all {
		ids = append(ids, e.DecidedBy)
	}
	names, err := d.People(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		c, err := cases.CaseOf(ctx, d.DB, e.Lead)
		if err != nil {
			return nil, err
		}
		p.Rows = append(p.Rows, recurringRow{recurring: e, No: c.No(), Wanted: form.Excerpt(d.Cases.MaskedText(c.Wanted)), By: names[e.DecidedBy], FoundDay: cases.DayText(e.Found), Day: cases.DayText(e.DecidedOn)})
	}
	return p, nil
}

func (d *Releases) showRecurring(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.recurringPage(r, who)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/recurring", p)
}

func (d *Releases) doRecurring(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	seen := form.Rev(r)
	return d.afterRecurring(w, r, who, d.DecideRecurring(r.Context(), who, r.PathValue("id"), seen, r.PostFormValue("go") == "done", r.PostFormValue("href"), r.PostFormValue("reason")))
}

func (d *Releases) doOpenness(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	var o Openness
	o.Rev = form.Rev(r)
	o.RecurringLeast, _ = strconv.Atoi(strings.TrimSpace(r.PostFormValue("echo_least")))
	var err error
	if o.Days, err = strconv.Atoi(strings.TrimSpace(r.PostFormValue("days"))); err != nil {
		o.Days = -1
	}
	return d.afterRecurring(w, r, who, d.SaveOpenness(r.Context(), who, o))
}

func (d *Releases) afterRecurring(w http.ResponseWriter, r *http.Request, who identity.Actor, err error) error {
	if err == nil {
		web.Notice(r, "已登记")
		return web.SeeOther(w, r, "/console/request-echoes")
	}
	p, failed := d.recurringPage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.Views, "console/recurring", p, err, func() {
		p.At, p.TypedHref, p.Reason = r.PathValue("id"), r.PostFormValue("href"), r.PostFormValue("reason")
		if p.At == "" {
			p.Least, p.Days = r.PostFormValue("echo_least"), r.PostFormValue("days")
		}
	})
}

// OpennessTodos are texts that wait to be passed, and what several applicants
// have asked for.
func (d *Releases) OpennessTodos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	var todos []todo.Item
	if who.Has(screeners()...) {
		texts, err := waitingReleases(ctx, d.DB, who.Body)
		if err != nil {
			return nil, err
		}
		for _, x := range texts {
			if x.DraftedBy != who.ID {
				todos = append(todos, todo.Item{Label: "答复公开稿待审核：" + form.Excerpt(x.Title), Href: "/console/requests/" + x.Request + "/release"})
			}
		}
	}
	if who.Has(identity.Clerk, identity.Editor) {
		write, err := d.writeTodos(ctx, who)
		if err != nil {
			return nil, err
		}
		todos = append(todos, write...)
		all, err := recurrings(ctx, d.DB, who.Body)
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			if e.State == "open" {
				todos = append(todos, todo.Item{Label: fmt.Sprintf("%d 人申请同一信息，建议主动公开", e.People), Href: "/console/request-echoes"})
			}
		}
	}
	return todos, nil
}
