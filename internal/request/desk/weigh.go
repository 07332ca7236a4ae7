package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// weigh puts down what a person finds of an objection; nothing of other opinions.
func weigh(h *Hearing, sound, good request.Answer) {
	h.ReasonSound, h.PublicGood = "", ""
	if h.Kind != thirdParty {
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

// Weigh puts down whether a third party's reason is sound, and whether keeping
// the information back would gravely affect the public interest (条例 32).
func (d *Desk) Weigh(ctx context.Context, who identity.Actor, c Case, seen int64, id string, sound, good request.Answer) error {
	return d.Office.Do(ctx, who, act.Deed{Name: "request.weigh", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		c, err := claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		all, err := hearingsOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(h Hearing) bool { return h.ID == id })
		if at < 0 || all[at].Kind != thirdParty || all[at].Opinion == "" || c.ClosedOn != "" {
			return stale()
		}
		weigh(&all[at], sound, good)
		tx.Detail("reason_sound", string(all[at].ReasonSound))
		tx.Detail("public_good", string(all[at].PublicGood))
		if err := updateHearing(ctx, tx, all[at]); err != nil {
			return err
		}
		return moveCase(ctx, tx, c, seen)
	})
}

func (d *Desk) clockRoutes() []web.Route {
	both := []identity.Role{identity.Clerk, identity.Leader}
	return []web.Route{
		{Pattern: "POST /console/requests/{id}/undo", Roles: both, Do: d.doUndo},
		{Pattern: "POST /console/requests/{id}/weigh", Roles: []identity.Role{identity.Clerk}, Do: d.doWeigh},
	}
}

func (d *Desk) doWeigh(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.works(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	seen := form.Rev(r)
	id := r.PostFormValue("hearing")
	err = d.Weigh(r.Context(), who, c, seen, id, request.Answer(r.PostFormValue("sound_"+id)), request.Answer(r.PostFormValue("good_"+id)))
	if err == nil {
		web.Notice(r, "判断已登记")
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	return d.againWith(w, r, who, err, func(*casePage) {})
}

// againWith shows the case with what was refused and what was typed.
func (d *Desk) againWith(w http.ResponseWriter, r *http.Request, who identity.Actor, failed error, typed func(*casePage)) error {
	p, err := d.casePage(r, who)
	if err != nil {
		return err
	}
	return form.Again(w, r, d.views, "console/request", p, failed, func() { typed(p) })
}

// prefill puts into the form of an answer what the hearings and findings of the
// case already say, as far as its outcome asks for it.
func (d *Desk) prefill(ctx context.Context, c Case, a Answer, form url.Values) error {
	if a.Outcome == request.AbusiveVolume {
		return d.prefillVolume(ctx, c, form)
	}
	if a.Outcome != request.Granted && a.Outcome != request.PartlyGranted && a.Outcome != request.ThirdPartyRights {
		return nil
	}
	all, err := hearingsOf(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	third := map[request.Opinion]bool{}
	sound, good := request.NotAnswered, false
	for _, h := range all {
		if h.Kind != thirdParty {
			continue
		}
		third[h.Opinion] = true
		good = good || h.PublicGood == request.Yes
		if h.ReasonSound == request.Yes || sound == "" {
			sound = h.ReasonSound
		}
	}
	// One who objects outweighs those who do not; who has not answered is silent.
	switch {
	case len(third) == 0:
		return nil
	case third[request.Objected]:
		form.Set("third_party", string(request.Objected))
		form.Set("reason_sound", string(sound))
	case third[request.Silent] || third[request.NotHeard]:
		form.Set("third_party", string(request.Silent))
	default:
		form.Set("third_party", string(request.Agreed))
	}
	if good {
		form.Set("public_good", string(request.Yes))
	}
	return nil
}

// prefillVolume is prefill for an unusual number: whether reasons were asked for,
// and what was found of it.
func (d *Desk) prefillVolume(ctx context.Context, c Case, form url.Values) error {
	_, clock, had, err := d.replay(ctx, c)
	if err != nil {
		return err
	}
	var told []string
	for i, x := range had {
		if x.Event.Type == request.ReasonsAsked && !slices.Contains(clock.Undone, i) {
			form.Set("reasons_asked", string(request.Yes))
			told = append(told, x.Note)
		}
	}
	found, err := findings(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	for _, f := range found {
		if f.Kind == excessive {
			told = append(told, f.Content)
		}
	}
	form.Set("volume_facts", strings.Join(told, "\n"))
	return nil
}
