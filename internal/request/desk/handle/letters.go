package handle

import (
	"net/http"
	"strings"

	"yangguang/internal/identity"
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

// doLetter puts down the service of a letter about procedure, or voids the
// answer that was signed last.
func (d *Handling) doLetter(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	c, err := d.Cases.Editable(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	all, err := cases.LetterTable.Of(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	var l cases.Letter
	if step := r.PathValue("step"); r.PathValue("letter") != "new" || step != "arrange" {
		if l, err = answers.LetterOf(all, r.PathValue("letter")); err != nil {
			return err
		}
	}
	v := func(name string) string { return form.Clip(strings.TrimSpace(r.PostFormValue(name))) }
	said := ""
	switch step := r.PathValue("step"); {
	case step == "serve" && who.Has(identity.Clerk):
		said, err = "送达已登记", d.Answers.ServeLetter(ctx, who, c, l.ID, v("letter_how"), v("letter_proof"))
	case step == "arrange" && l.ID == "" && who.Has(identity.Clerk):
		said, err = "查阅、抄录安排已发出", d.Answers.Arrange(ctx, who, c, c.Rev, v("arrange_access"))
	case step == "void" && who.Has(identity.Leader):
		said, err = "文书已作废，文号保留", d.Answers.Void(ctx, who, c, c.Rev, l.ID, v("void_reason"))
	default:
		return cases.Missing()
	}
	if err == nil {
		web.Notice(r, said)
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	p, failed := d.casePage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.Views, "console/request", p, err, nil)
}
