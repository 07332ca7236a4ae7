package handle

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// Assign gives applications to a unit and a handler of their body; "" is nobody.
// All of them are checked first: one that is another body's or has ended stops
// it before anything is done. Each is an act of its own, so that it stands in
// the trail of each.
func (d *Handling) Assign(ctx context.Context, who identity.Actor, ids []string, unit, handler string) error {
	if !who.Has(identity.Clerk, identity.Leader) {
		return &fault.Error{Kind: fault.Forbidden, Message: "分派由依申请经办或者负责人办理"}
	}
	if err := d.Assignable(ctx, who.Body, unit, handler); err != nil {
		return err
	}
	var cases []cases.Case
	for _, id := range ids {
		c, err := d.Cases.Editable(ctx, who, id)
		if err != nil {
			return err
		}
		if c.ClosedOn != "" {
			return &fault.Error{Kind: fault.Conflict, Field: "unit", Message: c.No() + " 已经办结，不再分派"}
		}
		cases = append(cases, c)
	}
	for _, c := range cases {
		if c.Unit == unit && c.Handler == handler {
			continue
		}
		err := d.Recorder.Do(ctx, who, act.Entry{Name: "request.assign", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
			tx.Detail("unit", unit)
			tx.Detail("handler", handler)
			return assignCase(ctx, tx, c.ID, unit, handler)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Assignable says whether a unit and a person can be given applications.
func (d *Handling) Assignable(ctx context.Context, body, unit, handler string) error {
	units, err := d.Staff.Units(ctx, body)
	if err != nil {
		return fmt.Errorf("units of %s: %w", body, err)
	}
	if unit != "" && !slices.ContainsFunc(units, func(u cases.Unit) bool { return u.ID == unit }) {
		return fault.Field("unit", "本单位没有这个机构，重新选择")
	}
	if handler == "" {
		return nil
	}
	people, err := d.Staff.People(ctx, body)
	if err != nil {
		return fmt.Errorf("people of %s: %w", body, err)
	}
	if !slices.Contains(cases.WithRole(people, nil, handlers()...), handler) {
		return fault.Field("handler", "这个人不经办依申请公开，重新选择")
	}
	return nil
}

// handlers are the roles that deal with applications.
func handlers() []identity.Role { return []identity.Role{identity.Clerk, identity.UnitHandler} }

// assignFields are the two choices of who deals with an application.
func (d *Handling) assignFields(ctx context.Context, c cases.Case) ([]web.Field, error) {
	units, err := d.Staff.Units(ctx, c.Body)
	if err != nil {
		return nil, fmt.Errorf("units of %s: %w", c.Body, err)
	}
	people, err := d.Staff.People(ctx, c.Body)
	if err != nil {
		return nil, fmt.Errorf("people of %s: %w", c.Body, err)
	}
	unit := web.Field{Name: "unit", Label: "承办科室", Kind: "select", Value: c.Unit, Options: append([]web.Option{{Label: "没有指定"}}, unitOptions(units)...)}
	handler := web.Field{Name: "handler", Label: "经办人", Kind: "select", Value: c.Handler, Options: []web.Option{{Label: "没有指定"}}}
	for _, p := range people {
		if p.Has(handlers()...) {
			text := p.Name
			if p.Unit != "" {
				text += "（" + cases.UnitName(units, p.Unit) + "）"
			}
			handler.Options = append(handler.Options, web.Option{Value: p.ID, Label: text})
		}
	}
	return []web.Field{unit, handler}, nil
}

func unitOptions(units []cases.Unit) (list []web.Option) {
	for _, u := range units {
		list = append(list, web.Option{Value: u.ID, Label: u.Name})
	}
	return list
}

func (d *Handling) doAssign(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	id := r.PathValue("id")
	err := d.Assign(r.Context(), who, []string{id}, r.PostFormValue("unit"), r.PostFormValue("handler"))
	return d.done(w, r, who, err, "assign", "已分派")
}

// Remark keeps an internal note on an application. It is never changed.
func (d *Handling) Remark(ctx context.Context, who identity.Actor, c cases.Case, text string) error {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n == 0 || n > cases.LongestNote {
		return fault.Field("note", fmt.Sprintf("写 1 至 %d 个字", cases.LongestNote))
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.note", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		n := Remark{ID: sqldb.NewID(), Request: c.ID, Body: c.Body, Person: who.ID, At: sqldb.Time{Time: tx.Now()}}
		var err error
		if n.Text, err = d.Vault.Seal(text, n.place()); err != nil {
			return fmt.Errorf("seal note: %w", err)
		}
		return insertRemark(ctx, tx, n)
	})
}

func (d *Handling) doRemark(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.done(w, r, who, d.Remark(r.Context(), who, c, r.PostFormValue("note")), "note", "备注已保存")
}

// done goes back to the case after an act of the office, or shows it again with
// what was wrong and everything that was typed.
func (d *Handling) done(w http.ResponseWriter, r *http.Request, who identity.Actor, failed error, part, notice string) error {
	if failed == nil {
		web.Notice(r, notice)
		return web.SeeOther(w, r, "/console/requests/"+r.PathValue("id"))
	}
	p, err := d.casePage(r, who)
	if err != nil {
		return err
	}
	return form.Again(w, r, d.Views, "console/request", p, failed, func() { p.Office.typed(r, part, p.Errors) })
}

// doAsk puts a question to a unit from the page of the case.
func (d *Handling) doAsk(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	_, failed := d.SubRequests.Ask(r.Context(), who, c, r.PostFormValue("ask_unit"), r.PostFormValue("ask_question"), r.PostFormValue("ask_due"))
	return d.done(w, r, who, failed, "ask", "已交科室协办")
}
