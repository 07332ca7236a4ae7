package subrequests

import (
	"cmp"
	"net/http"
	"strconv"

	"yangguang/internal/identity"
	"yangguang/internal/remind"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

const SubRequestsPath = "/console/errands"

// SubRequestRow is one sub-request in a list: what is asked, never who applied.
type SubRequestRow struct {
	ID, Question, Unit, State, Due string
	Days, Measure, Tone            string
	Answer, Asked, Ended           string // answer, and who asked and ended it when
	Chased                         string
	Open                           bool
}

type SubRequestsPage struct {
	web.Shell
	Rows []SubRequestRow
	View string // open or ended
	Unit bool   // only the own unit's are shown
}

func (d *SubRequests) showAll(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx := r.Context()
	p := &SubRequestsPage{Shell: web.Shell{Title: "协办事项", Current: SubRequestsPath}, View: "open", Unit: !who.Has(identity.Clerk, identity.Leader)}
	if r.URL.Query().Get("view") == "ended" {
		p.View = "ended"
	}
	all, err := SubRequestsIn(ctx, d.DB, who.Body, p.View == "open")
	if err != nil {
		return err
	}
	var seen []SubRequest
	for _, e := range all {
		if e.mayRead(who) {
			seen = append(seen, e)
		}
	}
	if p.Rows, err = d.SubRequestRows(r, who.Body, seen, nil); err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/errands", p)
}

// SubRequestRows draws sub-requests with the names of units and people, and what they
// were chased for.
func (d *SubRequests) SubRequestRows(r *http.Request, body string, all []SubRequest, told []remind.Reminder) ([]SubRequestRow, error) {
	if len(all) == 0 {
		return nil, nil
	}
	ctx := r.Context()
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	units, err := d.Staff.Units(ctx, body)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range all {
		ids = append(ids, e.AskedBy, e.EndedBy)
	}
	names, err := d.People(ctx, cases.Distinct(ids))
	if err != nil {
		return nil, err
	}
	var rows []SubRequestRow
	for _, e := range all {
		row := SubRequestRow{ID: e.ID, Question: e.Question, Unit: cases.UnitName(units, e.Unit), State: SubRequestState(e.State), Due: e.DueOn, Answer: e.Answer, Open: e.State == "open",
			Asked: cmp.Or(names[e.AskedBy], "系统") + " " + cases.Stamp(e.AskedAt)}
		row.Days, row.Measure, row.Tone = standing(cal, e, d.Cases.Today())
		if !row.Open {
			row.Ended = cmp.Or(names[e.EndedBy], "系统") + " " + cases.Stamp(e.EndedAt)
		}
		n := 0
		for _, x := range told {
			if x.Part == e.ID {
				n++
			}
		}
		if n > 0 {
			row.Chased = "已催办 " + strconv.Itoa(n) + " 次"
		}
		rows = append(rows, row)
	}
	return rows, nil
}

type SubRequestPage struct {
	web.Shell
	Row     SubRequestRow
	Rev     int64
	Wanted  string
	Case    string // address of the application, for those who deal with it
	Answers bool
	Takes   bool // may be taken back by who looks
	Typed   string
}

func (d *SubRequests) page(r *http.Request, who identity.Actor) (*SubRequestPage, SubRequest, error) {
	ctx := r.Context()
	e, err := d.SubRequest(ctx, who, r.PathValue("id"))
	if err != nil {
		return nil, e, err
	}
	c, err := cases.CaseOf(ctx, d.DB, e.Request)
	if err != nil {
		return nil, e, err
	}
	told, err := ReminderTable.Of(ctx, d.DB, e.Request)
	if err != nil {
		return nil, e, err
	}
	rows, err := d.SubRequestRows(r, e.Body, []SubRequest{e}, told)
	if err != nil {
		return nil, e, err
	}
	p := &SubRequestPage{Shell: web.Shell{Title: "协办事项", Current: SubRequestsPath}, Row: rows[0], Rev: e.Rev, Wanted: c.Wanted, Answers: e.MayAnswer(who)}
	if who.Has(identity.Clerk, identity.Leader) {
		p.Case, p.Takes = "/console/requests/"+c.ID, e.State == "open"
	}
	return p, e, nil
}

func (d *SubRequests) show(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, _, err := d.page(r, who)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/errand", p)
}

// do answers a sub-request, or takes it back.
func (d *SubRequests) do(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	p, e, err := d.page(r, who)
	if err != nil {
		return err
	}
	seen := form.Rev(r)
	notice := "已答复，经办人会看到"
	var failed error
	if r.PostFormValue("act") == "withdraw" {
		notice, failed = "已撤回", d.TakeBack(r.Context(), who, e, seen, r.PostFormValue("reason"))
	} else {
		failed = d.Answer(r.Context(), who, e, seen, r.PostFormValue("answer"))
	}
	if failed == nil {
		web.Notice(r, notice)
		return web.SeeOther(w, r, SubRequestsPath+"/"+e.ID)
	}
	return form.Again(w, r, d.Views, "console/errand", p, failed, func() { p.Typed = cmp.Or(r.PostFormValue("answer"), r.PostFormValue("reason")) })
}

// Routes are the pages of what units are asked.
func (d *SubRequests) Routes() []web.Route {
	roles := []identity.Role{identity.Clerk, identity.Leader, identity.UnitHandler}
	return []web.Route{
		{Pattern: "GET /console/errands", Roles: roles, Do: d.showAll},
		{Pattern: "GET /console/errands/{id}", Roles: roles, Do: d.show},
		{Pattern: "POST /console/errands/{id}", Roles: roles, Do: d.do},
	}
}
