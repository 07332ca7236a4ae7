package handle

import (
	"context"
	"net/http"
	"slices"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// done is what came of one application when something was done to many: each is
// an act of its own, so that one that cannot be done does not stop the others.
type done struct {
	ID, No string
	Why    string // "" where it was done
}

// doEach does something to each of many applications and says what came of each.
// Only what people can understand is told; any other error ends it.
func (d *Handling) doEach(ctx context.Context, who identity.Actor, ids []string, do func(cases.Case) error) (all []done, err error) {
	for _, id := range ids {
		c, err := d.Cases.Editable(ctx, who, id)
		if err != nil {
			return all, err
		}
		one := done{ID: c.ID, No: c.No()}
		if err := do(c); err != nil {
			if one.Why = reason(err); one.Why == "" {
				return all, err
			}
		}
		all = append(all, one)
	}
	return all, nil
}

// reason is what a fault tells, "" for an error nobody is told.
func reason(err error) (why string) {
	list := fault.ListOf(err)
	if f := fault.As(err); list == nil && f != nil {
		list = fault.List{f}
	}
	for i, f := range list {
		if i > 0 {
			why += "；"
		}
		why += f.Message
	}
	return why
}

type memberRow struct {
	ID, No, Name, State, Letter string
	Lead                        bool
}

type GroupPage struct {
	web.Shell
	ID     string
	Wanted string
	Rows   []memberRow
	Acts   []web.Option
	Note   string
	Act    string
	Done   []done
	Failed int
	Mine   bool
}

// actDraftAll takes over the lead's draft for all others.
const actDraftAll = "draft"

func (d *Handling) showGroup(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, _, _, err := d.groupPage(r, who)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/group", p)
}

func (d *Handling) groupPage(r *http.Request, who identity.Actor) (*GroupPage, cases.Group, []cases.Case, error) {
	ctx := r.Context()
	g, err := cases.GroupOf(ctx, d.DB, r.PathValue("id"))
	if err != nil {
		return nil, g, nil, err
	}
	if !who.SeesBody(g.Body) {
		return nil, g, nil, cases.Missing()
	}
	list, err := cases.Members(ctx, d.DB, g.ID)
	if err == nil {
		list, err = d.Cases.InScope(ctx, who, list)
	}
	if err == nil && len(list) == 0 {
		err = cases.Missing()
	}
	if err != nil {
		return nil, g, nil, err
	}
	body, err := d.Body(ctx, g.Body)
	if err != nil {
		return nil, g, nil, err
	}
	p := &GroupPage{Shell: web.Shell{Title: "一并办理的申请", Current: "/console/requests"}, ID: g.ID, Mine: who.Body == g.Body}
	for _, c := range list {
		name, err := d.maskedName(c)
		if err != nil {
			return nil, g, nil, err
		}
		row := memberRow{ID: c.ID, No: c.No(), Name: name, State: request.Workflow().StateLabel(c.State), Lead: c.ID == g.Lead}
		if row.Lead {
			p.Wanted = d.Cases.MaskedText(c.Wanted)
		}
		drawn, err := cases.LetterTable.Of(ctx, d.DB, c.ID)
		if err != nil {
			return nil, g, nil, err
		}
		if len(drawn) > 0 {
			row.Letter = drawn[0].No(body.Symbol)
		}
		p.Rows = append(p.Rows, row)
		p.offer(c, row.Lead, who)
	}
	return p, g, list, nil
}

// offer adds what the reader may do to a member to what may be done to all.
func (p *GroupPage) offer(c cases.Case, lead bool, who identity.Actor) {
	if !p.Mine {
		return
	}
	flow := request.Workflow()
	add := func(value, label string) {
		if !slices.ContainsFunc(p.Acts, func(o web.Option) bool { return o.Value == value }) {
			p.Acts = append(p.Acts, web.Option{Value: value, Label: label})
		}
	}
	for _, a := range flow.Offer(c.State, who.Roles...) {
		switch {
		case a == request.ActionDraft && !lead:
			add(actDraftAll, "用首件的答复稿给其余各件拟稿")
		case a == request.ActionPass || a == request.ActionReturn || a == request.ActionSign:
			add(string(a), flow.ActLabel(a))
		}
	}
}

// doGroupAct does one step to all members that stand where it can be done. Each
// gets its own letter, number and service; what was decided is decided once.
func (d *Handling) doGroupAct(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	p, g, list, err := d.groupPage(r, who)
	if err != nil {
		return err
	}
	p.Act, p.Note = r.PostFormValue("act"), r.PostFormValue("note")
	var chosen []cases.Case
	do := func(c cases.Case) error {
		return d.Answers.Step(ctx, who, c, c.Rev, request.Action(p.Act), p.Note, "", "")
	}
	switch {
	case !p.Mine || !slices.ContainsFunc(p.Acts, func(o web.Option) bool { return o.Value == p.Act }):
		err = fault.Field("act", "选择现在能一并办理的步骤")
	case p.Act == string(request.ActionReturn) && p.Note == "":
		err = fault.Field("note", "写明退回的原因，拟稿人要按它改")
	case p.Act == actDraftAll:
		chosen = slices.DeleteFunc(slices.Clone(list), func(c cases.Case) bool { return c.ID == g.Lead || c.State != request.Handling })
		var a answers.Answer
		if a, err = d.leadAnswer(ctx, g.Lead); err == nil {
			do = func(c cases.Case) error { return d.Answers.Draft(ctx, who, c, c.Rev, a.Copied()) }
		}
	default:
		chosen = slices.DeleteFunc(slices.Clone(list), func(c cases.Case) bool {
			return !slices.Contains(request.Workflow().Offer(c.State, who.Roles...), request.Action(p.Act))
		})
	}
	var results []done
	if err == nil {
		results, err = d.doEach(ctx, who, ids(chosen), do)
	}
	if err != nil {
		return form.Again(w, r, d.Views, "console/group", p, err, nil)
	}
	again, _, _, err := d.groupPage(r, who)
	if err != nil {
		return err
	}
	again.Done = results
	for _, x := range results {
		if x.Why != "" {
			again.Failed++
		}
	}
	return d.Views.Render(w, r, http.StatusOK, "console/group", again)
}

func ids(cases []cases.Case) (list []string) {
	for _, c := range cases {
		list = append(list, c.ID)
	}
	return list
}

// leadAnswer is the latest draft of the application whose answer the others take.
func (d *Handling) leadAnswer(ctx context.Context, lead string) (answers.Answer, error) {
	all, err := cases.LetterTable.Of(ctx, d.DB, lead)
	if err != nil {
		return answers.Answer{}, err
	}
	for _, l := range all {
		if l.Outcome != "" && l.State != letter.Voided {
			return d.Answers.Answer(l)
		}
	}
	return answers.Answer{}, &fault.Error{Kind: fault.Invalid, Field: "act", Message: "首件还没有答复稿。先给首件拟稿，再用于其余各件"}
}

// Leave takes an application out of its group, to be dealt with by itself.
func (d *Handling) Leave(ctx context.Context, who identity.Actor, c cases.Case) error {
	entry := act.Entry{Name: "request.leave_group", Body: c.Body, Subject: c.ID}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		c, err := cases.Claim(ctx, tx, c.ID, c.Rev)
		if err != nil {
			return err
		}
		g, err := cases.GroupOf(ctx, tx, c.Group)
		if err != nil {
			return err
		}
		if g.Lead == c.ID {
			return &fault.Error{Kind: fault.Invalid, Message: "首件不能移出，其余各件的答复以它为底稿"}
		}
		tx.Detail("group", c.Group)
		c.Group = ""
		return cases.MoveCase(ctx, tx, c, c.Rev)
	})
}

func (d *Handling) doLeave(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PostFormValue("case"))
	if err != nil {
		return err
	}
	if c.Group == "" || c.Group != r.PathValue("id") {
		return cases.Missing()
	}
	if err := d.Leave(r.Context(), who, c); err != nil {
		p, _, _, failed := d.groupPage(r, who)
		if failed != nil {
			return failed
		}
		return form.Again(w, r, d.Views, "console/group", p, err, nil)
	}
	web.Notice(r, c.No()+"已移出，单独办理")
	return web.SeeOther(w, r, "/console/request-groups/"+r.PathValue("id"))
}

// manyRoutes are the pages about several applications at once.
func (d *Handling) manyRoutes() []web.Route {
	clerk, many := []identity.Role{identity.Clerk}, []identity.Role{identity.Clerk, identity.Leader}
	return []web.Route{
		{Pattern: "GET /console/requests/{id}/alike", Roles: cases.Readers(), Do: d.showAlike},
		{Pattern: "POST /console/requests/{id}/group", Roles: clerk, Do: d.doGroup},
		{Pattern: "POST /console/requests/{id}/merge", Roles: clerk, Do: d.doMerge},
		{Pattern: "POST /console/requests/{id}/split", Roles: clerk, Do: d.doSplit},
		{Pattern: "GET /console/request-groups/{id}", Roles: cases.Readers(), Do: d.showGroup},
		{Pattern: "POST /console/request-groups/{id}", Roles: cases.Readers(), Do: d.doGroupAct},
		{Pattern: "POST /console/request-groups/{id}/leave", Roles: clerk, Do: d.doLeave},
		{Pattern: "GET /console/requests/bulk", Roles: many, Do: d.showBulk},
		{Pattern: "POST /console/requests/bulk", Roles: many, Do: d.doBulk},
	}
}
