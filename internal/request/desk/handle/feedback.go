package handle

import (
	"net/http"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// feedbackRoutes are what the staff does with what applicants say.
func (d *Handling) feedbackRoutes() []web.Route {
	clerk := []identity.Role{identity.Clerk}
	return []web.Route{
		{Pattern: "POST /console/requests/{id}/voice", Roles: clerk, Do: d.doSettle},
		{Pattern: "POST /console/requests/{id}/code", Roles: clerk, Do: d.doReissueCode},
		{Pattern: "GET /console/requests/feedback", Roles: cases.Readers(), Do: d.Feedback.ShowFeedback},
	}
}

func (d *Handling) doSettle(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	id := r.PostFormValue("voice")
	err = d.Feedback.Settle(r.Context(), who, c, id, r.PostFormValue("result_"+id), r.PostFormValue("told_"+id))
	if err == nil {
		web.Notice(r, "已告知申请人，结果和文书在进度页上")
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	p, failed := d.casePage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.Views, "console/request", p, err, func() {
		for i := range p.said() {
			if v := &p.Heard.Feedback[i]; v.ID == id && v.Result == "" {
				v.Told, v.Chosen = r.PostFormValue("told_"+id), r.PostFormValue("result_"+id)
			}
		}
	})
}

// doReissueCode shows a new query code once.
func (d *Handling) doReissueCode(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	code, err := d.Intakes.ReissueCode(r.Context(), who, c, r.PostFormValue("recode_reason"))
	w.Header().Set("Cache-Control", "no-store")
	if err == nil {
		return d.Views.Render(w, r, http.StatusOK, "console/code", &feedback.CodePage{Shell: web.Shell{Title: "新的查询码", Current: "/console/requests"}, ID: c.ID, No: c.No(), Code: code})
	}
	if f := fault.As(err); f != nil {
		err = &fault.Error{Kind: f.Kind, Field: "recode_reason", Message: "写明怎样核对了身份，至少 6 个字，例如：本人持身份证到窗口"}
	}
	p, failed := d.casePage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.Views, "console/request", p, err, nil)
}

// said lists what the page shows of the applicant's words.
func (p *CasePage) said() []feedback.Row {
	if p.Heard == nil {
		return nil
	}
	return p.Heard.Feedback
}
