package handle

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/queue"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// The most applications that are dealt with at once.
const mostAtOnce = 200

// What can be done to many applications besides the steps of the workflow.
const (
	bulkAssign = "assign"
	bulkRemind = "remind"
)

// bulkSteps are the steps of the workflow that can be taken for many
// applications with one form: what is written in it fits all of them.
func bulkSteps() []request.Action {
	return []request.Action{request.ActionConfirm, request.ActionExtend, request.ActionArchive}
}

// bulkForm is one thing that can be done to the chosen applications.
type bulkForm struct {
	Act, Label string
	N          int // how many of the chosen it can be done to
	Open       bool
	Fields     []web.Field
}

type BulkPage struct {
	web.Shell
	Rows   []queue.QueueRow
	Forms  []bulkForm
	IDs    []string
	Did    string
	Done   []done
	Failed int
}

// chosen loads the applications that were ticked; every one must be of the
// reader's body.
func (d *Handling) chosen(ctx context.Context, who identity.Actor, ids []string) (cases []cases.Case, err error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	switch {
	case len(ids) == 0:
		return nil, fault.Field("ids", "先在列表里勾选要一并办理的申请")
	case len(ids) > mostAtOnce:
		return nil, fault.Field("ids", fmt.Sprintf("一次最多办理 %d 件，现在勾选了 %d 件", mostAtOnce, len(ids)))
	}
	for _, id := range ids {
		c, err := d.Cases.Editable(ctx, who, id)
		if err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	return cases, nil
}

func (d *Handling) showBulk(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.bulkPage(r, who, r.URL.Query()["ids"])
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, p.FailStatus(), "console/bulk", p)
}

// bulkPage shows the chosen applications and what can be done to them.
func (d *Handling) bulkPage(r *http.Request, who identity.Actor, ids []string) (*BulkPage, error) {
	ctx := r.Context()
	p := &BulkPage{Shell: web.Shell{Title: "一并办理", Current: "/console/requests"}}
	list, err := d.chosen(ctx, who, ids)
	if err != nil {
		if !p.ShowFaults(err) {
			return nil, err
		}
		return p, nil
	}
	if p.Rows, err = d.Queue.Rows(ctx, list, ""); err != nil {
		return nil, err
	}
	for _, c := range list {
		p.IDs = append(p.IDs, c.ID)
	}
	open := 0
	for _, c := range list {
		if c.ClosedOn == "" {
			open++
		}
	}
	if open > 0 && who.Has(identity.Clerk, identity.Leader) {
		fields, err := d.assignFields(ctx, cases.Case{Body: who.Body})
		if err != nil {
			return nil, err
		}
		p.Forms = append(p.Forms, bulkForm{Act: bulkAssign, Label: "分派科室和经办人", N: open, Fields: fields},
			bulkForm{Act: bulkRemind, Label: "催办", N: open, Fields: []web.Field{{Name: "text", Label: "催办的话", Kind: "textarea", Hint: "记入内部备注，并发邮件给经办人"}}})
	}
	flow := request.Workflow()
	for _, by := range bulkSteps() {
		n := 0
		for _, c := range list {
			if slices.Contains(flow.Offer(c.State, who.Roles...), by) {
				n++
			}
		}
		if s, ok := d.steps().Of(by); ok && n > 0 {
			p.Forms = append(p.Forms, bulkForm{Act: string(by), Label: flow.ActLabel(by), N: n, Fields: s.Form(offered{Today: d.Cases.Today()})})
		}
	}
	return p, nil
}

// doBulk does one thing to all chosen applications that it can be done to, each
// an act of its own, and shows what came of each. Where nothing could be done
// because of what was typed, the form comes back with it.
func (d *Handling) doBulk(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	found, err := d.chosen(ctx, who, r.PostForm["ids"])
	if err != nil {
		return d.bulkFails(w, r, who, err)
	}
	do, fits, err := d.bulkStep(ctx, r, who, r.PostFormValue("do"))
	if err != nil {
		return d.bulkFails(w, r, who, err)
	}
	found = slices.DeleteFunc(found, func(c cases.Case) bool { return !fits(c) })
	if len(found) == 0 {
		return d.bulkFails(w, r, who, fault.Field("do", "勾选的申请里没有现在能这样办理的"))
	}
	// The first tells whether what was typed is wrong: then nothing is done yet,
	// and it comes back beside its field.
	first := do(found[0])
	if len(fault.ListOf(first)) > 0 || fault.Is(first, fault.Invalid) {
		return d.bulkFails(w, r, who, first)
	}
	told := false
	all, err := d.doEach(ctx, who, ids(found), func(c cases.Case) error {
		if !told {
			told = true
			return first
		}
		return do(c)
	})
	if err != nil {
		return err
	}
	p, err := d.bulkPage(r, who, r.PostForm["ids"])
	if err != nil {
		return err
	}
	p.Done, p.Did = all, bulkLabel(r.PostFormValue("do"))
	for _, x := range all {
		if x.Why != "" {
			p.Failed++
		}
	}
	return d.Views.Render(w, r, p.FailStatus(), "console/bulk", p)
}

func bulkLabel(do string) string {
	switch do {
	case bulkAssign:
		return "分派"
	case bulkRemind:
		return "催办"
	}
	return request.Workflow().ActLabel(request.Action(do))
}

// bulkStep is what is done to each application, and to which it can be done.
func (d *Handling) bulkStep(ctx context.Context, r *http.Request, who identity.Actor, do string) (func(cases.Case) error, func(cases.Case) bool, error) {
	open := func(c cases.Case) bool { return c.ClosedOn == "" }
	switch {
	case do == bulkAssign:
		return func(c cases.Case) error {
			return d.Assign(ctx, who, []string{c.ID}, r.PostFormValue("unit"), r.PostFormValue("handler"))
		}, open, nil
	case do == bulkRemind:
		return func(c cases.Case) error { return d.Urge(ctx, who, c, r.PostFormValue("text")) }, open, nil
	case slices.Contains(bulkSteps(), request.Action(do)):
		by := request.Action(do)
		v := func(field string) string { return strings.TrimSpace(r.PostFormValue(do + "_" + field)) }
		return func(c cases.Case) error { return d.RunStep(ctx, who, c, c.Rev, by, v) },
			func(c cases.Case) bool { return slices.Contains(request.Workflow().Offer(c.State, who.Roles...), by) }, nil
	}
	return nil, nil, fault.Field("do", "选择要办理的事项")
}

// bulkFails shows the page again with what is wrong and what was typed.
func (d *Handling) bulkFails(w http.ResponseWriter, r *http.Request, who identity.Actor, failed error) error {
	p, err := d.bulkPage(r, who, r.PostForm["ids"])
	if err != nil {
		return err
	}
	if len(p.Errors) == 0 && !p.ShowFaults(failed) {
		return failed
	}
	for i := range p.Forms {
		if p.Forms[i].Act != r.PostFormValue("do") {
			continue
		}
		p.Forms[i].Open = true
		form.Retype(p.Forms[i].Fields, r, p.Errors)
	}
	return d.Views.Render(w, r, p.FailStatus(), "console/bulk", p)
}

// Urge presses who deals with an application: the handler, else the unit's
// people, else the clerks. It stands in the remarks and goes out by mail, which
// holds the number, the day and the address of the page only.
func (d *Handling) Urge(ctx context.Context, who identity.Actor, c cases.Case, text string) error {
	text = strings.TrimSpace(text)
	if n := len([]rune(text)); n == 0 || n > cases.LongestNote {
		return fault.Field("text", fmt.Sprintf("写 1 至 %d 个字，经办人要照着办", cases.LongestNote))
	}
	to := []string{c.Handler}
	if c.Handler == "" {
		people, err := d.Staff.People(ctx, c.Body)
		if err != nil {
			return fmt.Errorf("people of %s: %w", c.Body, err)
		}
		if to = cases.WithRole(people, func(p identity.Actor) bool { return cases.InUnit(p, c.Unit) }, handlers()...); len(to) == 0 {
			to = cases.WithRole(people, nil, identity.Clerk)
		}
	}
	site, err := d.Outbox.Site(ctx, c.Body)
	if err != nil {
		return fmt.Errorf("site of %s: %w", c.Body, err)
	}
	mail, err := d.Cases.Colleagues().Prepare(ctx, c.Body, to, "催办："+c.No(), fmt.Sprintf("%s 催办 %s，期限 %s。\n催办的话和案件在这里：%s/console/requests/%s\n",
		who.Name, c.No(), cmp.Or(c.DueOn, "未在计算"), site, c.ID))
	if err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.urge", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		n := Remark{ID: sqldb.NewID(), Request: c.ID, Body: c.Body, Person: who.ID, At: sqldb.Time{Time: tx.Now()}}
		var err error
		if n.Text, err = d.Vault.Seal("催办："+text, n.place()); err != nil {
			return fmt.Errorf("seal reminder: %w", err)
		}
		if err := insertRemark(ctx, tx, n); err != nil {
			return err
		}
		sent, err := d.Cases.Colleagues().Send(ctx, tx, mail)
		tx.Detail("mails", sent)
		return err
	})
}
