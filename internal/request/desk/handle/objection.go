package handle

import (
	"context"
	"net/http"
	"slices"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// assess puts down what a person finds of an objection; nothing of other opinions.
func assess(h *cases.Hearing, sound, good request.Answer) {
	h.ReasonSound, h.PublicGood = "", ""
	if h.Kind != answers.ThirdParty {
		return
	}
	h.PublicGood = answered(good)
	if h.Opinion == request.Objected {
		h.ReasonSound = answered(sound)
	}
}

func answered(a request.Answer) request.Answer {
	if a == request.Yes || a == request.No {
		return a
	}
	return request.NotAnswered
}

// AssessObjection puts down whether a third party's reason is sound, and whether keeping
// the information back would gravely affect the public interest (条例 32).
func (d *Handling) AssessObjection(ctx context.Context, who identity.Actor, c cases.Case, seen int64, id string, sound, good request.Answer) error {
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.weigh", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		c, err := cases.Claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		all, err := cases.HearingsOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(h cases.Hearing) bool { return h.ID == id })
		if at < 0 || all[at].Kind != answers.ThirdParty || all[at].Opinion == "" || c.ClosedOn != "" {
			return cases.Stale()
		}
		assess(&all[at], sound, good)
		tx.Detail("reason_sound", string(all[at].ReasonSound))
		tx.Detail("public_good", string(all[at].PublicGood))
		if err := cases.UpdateHearing(ctx, tx, all[at]); err != nil {
			return err
		}
		return cases.MoveCase(ctx, tx, c, seen)
	})
}

func (d *Handling) clockRoutes() []web.Route {
	both := []identity.Role{identity.Clerk, identity.Leader}
	return []web.Route{
		{Pattern: "POST /console/requests/{id}/undo", Roles: both, Do: d.doUndo},
		{Pattern: "POST /console/requests/{id}/weigh", Roles: []identity.Role{identity.Clerk}, Do: d.doAssessObjection},
	}
}

func (d *Handling) doAssessObjection(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	seen := form.Rev(r)
	id := r.PostFormValue("hearing")
	err = d.AssessObjection(r.Context(), who, c, seen, id, request.Answer(r.PostFormValue("sound_"+id)), request.Answer(r.PostFormValue("good_"+id)))
	if err == nil {
		web.Notice(r, "判断已登记")
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	return d.againWith(w, r, who, err, func(*CasePage) {})
}

// againWith shows the case with what was refused and what was typed.
func (d *Handling) againWith(w http.ResponseWriter, r *http.Request, who identity.Actor, failed error, typed func(*CasePage)) error {
	p, err := d.casePage(r, who)
	if err != nil {
		return err
	}
	return form.Again(w, r, d.Views, "console/request", p, failed, func() { typed(p) })
}
