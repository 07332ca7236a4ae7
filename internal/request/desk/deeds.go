package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web"
)

// deedForm is one step a person may take on a case, with its fields.
type deedForm struct {
	Act    request.Act
	Label  string
	Cite   string
	Open   bool
	Fields []web.Field
}

func choice(name, label string, options ...string) web.Field {
	f := web.Field{Name: name, Label: label, Kind: "select"}
	for i := 0; i+1 < len(options); i += 2 {
		f.Options = append(f.Options, web.Option{Value: options[i], Label: options[i+1]})
	}
	return f
}

func text(name, label, hint string) web.Field {
	return web.Field{Name: name, Label: label, Kind: "text", Hint: hint}
}

// formOf is what a step asks for; false for steps this desk does not take.
func formOf(a request.Act, today calendar.Day) ([]web.Field, bool) {
	name := func(field string) string { return string(a) + "_" + field }
	at := web.Field{Name: name("at"), Label: "日期", Kind: "date", Value: today.String()}
	note := web.Field{Name: name("note"), Label: "说明（可不填）", Kind: "text"}
	switch a {
	case request.ActCorrect:
		note.Label = "补正的内容"
		return []web.Field{at, note}, true
	case request.ActWithdraw:
		return []web.Field{at, note}, true
	case request.ActPass, request.ActSign:
		return nil, true
	case request.ActReturn:
		return []web.Field{text(name("note"), "退回的原因", "")}, true
	case request.ActServe:
		return []web.Field{choice(name("how"), "送达方式", "网上查看", "网上查看", "电子邮件", "电子邮件", "邮寄", "邮寄", "当面领取", "当面领取"),
			text(name("proof"), "送达凭据", "邮件号、回证号或者网上送达记录")}, true
	}
	return formOfClock(a, today)
}

// deeds lists the steps that roles may take on a case now.
func deeds(c Case, today calendar.Day, roles []identity.Role) (list []deedForm) {
	flow := request.Workflow()
	for _, a := range flow.Offer(c.State, roles...) {
		fields, ok := formOf(a, today)
		if !ok {
			continue
		}
		f := deedForm{Act: a, Label: flow.ActLabel(a), Fields: fields}
		if a == request.ActPass && c.State == request.Screening {
			f.Label = "保密审查通过"
		}
		for _, s := range flow.Steps {
			if s.From == c.State && s.Act == a && !s.Cite.Zero() {
				f.Cite = s.Cite.String()
			}
		}
		list = append(list, f)
	}
	return list
}

// doAct takes one step on a case; what is refused comes back with its reason
// and everything that was typed.
func (d *Desk) doAct(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	c, err := d.works(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	by := request.Act(r.PostFormValue("act"))
	seen, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	v := func(field string) string { return strings.TrimSpace(r.PostFormValue(string(by) + "_" + field)) }
	switch _, ok := formOf(by, d.today()); {
	case !ok:
		return missing()
	case slices.Contains([]request.Act{request.ActPass, request.ActReturn, request.ActSign, request.ActServe}, by):
		err = d.Step(ctx, who, c, seen, by, v("note"), v("how"), v("proof"))
	default:
		err = d.take(ctx, who, c, seen, by, v)
	}
	if err == nil {
		web.Notice(r, request.Workflow().ActLabel(by)+"，已登记")
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	p, failed := d.casePage(r, who)
	if failed != nil {
		return failed
	}
	if !p.Fails(err) {
		return err
	}
	for i := range p.Deeds {
		if p.Deeds[i].Act != by {
			continue
		}
		p.Deeds[i].Open = true
		for j := range p.Deeds[i].Fields {
			f := &p.Deeds[i].Fields[j]
			f.Value, f.Fault = r.PostFormValue(f.Name), web.NewField(p.Errors, f.Name, "", "").Fault
		}
	}
	return d.views.Render(w, r, p.FailStatus(), "console/request", p)
}
