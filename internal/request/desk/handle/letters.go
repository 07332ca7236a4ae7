package handle

import (
	"errors"
	"net/http"
	"strings"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

func (d *Handling) letterRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /console/requests/{id}/letters/{letter}/{file}", Roles: cases.Readers(), Do: d.Answers.ShowOneLetter},
		{Pattern: "POST /console/requests/{id}/letters/{letter}/{step}", Roles: cases.Readers(), Do: d.doLetter},
	}
}

// freeForm is the form of a free letter on the page of a case.
type freeForm struct {
	Name, Label string
	Open        bool
	Fields      []web.Field
}

// freeForms are the forms of the free letters that may be sent on a case.
func freeForms(c cases.Case, who identity.Actor) (list []freeForm) {
	for _, k := range request.FreeLetters(c.State, who.Roles...) {
		f := freeForm{Name: k.Free.Name, Label: k.Free.Label}
		for _, a := range k.Free.Asks {
			f.Fields = append(f.Fields, form.Area(k.Free.Field(a.Element), a.Label, a.Hint))
		}
		list = append(list, f)
	}
	return list
}

// doFree sends a free letter.
func (d *Handling) doFree(w http.ResponseWriter, r *http.Request, who identity.Actor, c cases.Case, name string) error {
	kind, ok := request.FreeLetter(name)
	if !ok || !who.Has(kind.Free.By) {
		return cases.Missing()
	}
	err := d.Answers.SendFree(looksFirst(r), who, c, c.Rev, kind, func(field string) string { return form.Clip(r.PostFormValue(field)) })
	if looked := (*answers.Looked)(nil); errors.As(err, &looked) {
		return d.showLooked(w, r, c, looked, kind.Free.Label)
	}
	if err == nil {
		web.Notice(r, kind.Free.Sent)
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	return d.againWith(w, r, who, err, func(p *CasePage) {
		for i := range p.Free {
			if x := &p.Free[i]; x.Name == name {
				x.Open = true
				form.Retype(x.Fields, r, p.Errors)
			}
		}
	})
}

// doLetter puts down the service of a letter about procedure, voids the answer
// that was signed last, or sends a free letter.
func (d *Handling) doLetter(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	c, err := d.Cases.Editable(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	step := r.PathValue("step")
	if r.PathValue("letter") == "new" {
		return d.doFree(w, r, who, c, step)
	}
	all, err := cases.LetterTable.Of(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	l, err := answers.LetterOf(all, r.PathValue("letter"))
	if err != nil {
		return err
	}
	v := func(name string) string { return form.Clip(strings.TrimSpace(r.PostFormValue(name))) }
	said := ""
	switch {
	case step == "serve" && who.Has(identity.Clerk):
		said, err = "送达已登记", d.Answers.ServeLetter(ctx, who, c, l.ID, v("letter_how"), v("letter_proof"))
	case step == "receive" && who.Has(identity.Clerk):
		on, failed := form.Day("receipt_on", v("receipt_on"), d.Cases.Today())
		if err = failed; err == nil {
			said, err = "收到之日已登记", d.Answers.Receive(ctx, who, c, l.ID, on, v("receipt_way"), v("receipt_proof"))
		}
	case step == "void" && who.Has(identity.Leader):
		said, err = "文书已作废，文号保留", d.Answers.Void(ctx, who, c, c.Rev, l.ID, v("void_reason"))
	default:
		return cases.Missing()
	}
	if err == nil {
		web.Notice(r, said)
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	return d.againWith(w, r, who, err, func(*CasePage) {})
}
