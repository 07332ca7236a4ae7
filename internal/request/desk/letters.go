package desk

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/send"
)

// letterRow is a letter in the list of a case.
type letterRow struct {
	ID, Name, No, State, Note string
	To                        string // 第三方, 机关; "" for the applicant
	Path                      string // of its files, without the format
	Voided, Serves, Voids     bool   // struck out; its service may be put down; it may be voided
}

func (d *Desk) letterRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /console/requests/{id}/letters/{letter}/{file}", Roles: readers(), Do: d.showOneLetter},
		{Pattern: "POST /console/requests/{id}/letters/{letter}/{deed}", Roles: readers(), Do: d.doLetter},
	}
}

// letterState is a letter's state as lists say it: what was signed waits for
// its service.
func letterState(state letter.State) string {
	if state == letter.Signed {
		return state.Label() + "，待送达"
	}
	return state.Label()
}

// letterRows are the letters of a case as its page lists them, the newest first.
func (d *Desk) letterRows(c Case, drawn []Letter, who identity.Actor, mine bool) (rows []letterRow) {
	last, _ := current(drawn)
	flow := request.Workflow()
	for _, l := range drawn {
		kind, _ := request.KindOf(l.Kind)
		row := letterRow{ID: l.ID, Name: kind.Name, No: l.no(Body{}), State: letterState(l.State), Note: cmp.Or(l.VoidReason, l.Note, l.Proof), Voided: l.State == letter.Voided,
			Path: "/console/requests/" + c.ID + "/letters/" + l.ID + "/"}
		if l.ServedHow != "" && l.Proof != "" && l.VoidReason == "" {
			row.Note = l.ServedHow + "，" + l.Proof
		}
		row.To = map[string]string{"third_party": "第三方", "organ": "有关机关"}[kind.To]
		row.Serves = mine && l.State == letter.Signed && l.Outcome == "" && who.Has(identity.Clerk)
		row.Voids = mine && l.ID == last.ID && l.Number.Valid && slices.Contains(flow.Offer(c.State, who.Roles...), request.ActVoid)
		rows = append(rows, row)
	}
	return rows
}

// letterOf finds a letter of an application; another's, or none, is NotFound.
func letterOf(all []Letter, id string) (Letter, error) {
	for _, l := range all {
		if l.ID == id {
			return l, nil
		}
	}
	return Letter{}, missing()
}

func (d *Desk) showOneLetter(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.sees(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	all, err := letters(r.Context(), d.DB, c.ID)
	if err != nil {
		return err
	}
	l, err := letterOf(all, r.PathValue("letter"))
	if err != nil {
		return err
	}
	format, ok := strings.CutPrefix(r.PathValue("file"), "letter.")
	if !ok {
		return missing()
	}
	return d.writeLetter(w, r, c, l, format)
}

// writeLetter sends a letter as pdf or docx.
func (d *Desk) writeLetter(w http.ResponseWriter, r *http.Request, c Case, l Letter, format string) error {
	if format != "pdf" && format != "docx" {
		return missing()
	}
	var b bytes.Buffer
	if err := d.Print(r.Context(), &b, c, l, format); err != nil {
		return err
	}
	send.File{Name: c.No() + "-" + string(l.Kind) + "." + format}.Send(w, b.Bytes())
	return nil
}

// arranges reports whether the applicant may be told when and where to look at
// or copy what is opened: from the drafting of the answer on.
func arranges(c Case) bool {
	return slices.Contains([]request.State{request.Handling, request.Serving, request.Answered}, c.State)
}

// Arrange tells the applicant when and where to look at or copy what is opened
// (条例 40), by a letter of kind 25.
func (d *Desk) Arrange(ctx context.Context, who identity.Actor, c Case, seen int64, access string) error {
	if strings.TrimSpace(access) == "" {
		return &fault.Error{Kind: fault.Invalid, Field: "arrange_access", Message: "写明查阅、抄录的时间、地点和要带的证件", Cite: law.Art("条例", 40)}
	}
	if !arranges(c) {
		return stale()
	}
	if err := d.ready(ctx, c.Body); err != nil {
		return err
	}
	return d.Office.Do(ctx, who, act.Deed{Name: "request.arrange", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		c, err := claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		p, err := d.profile(ctx, tx, c.Body)
		if err != nil {
			return err
		}
		kind, _ := request.KindOf(request.LetterInspection)
		common, err := framework(c, p, kind, calendar.At(tx.Now()))
		if err != nil {
			return err
		}
		x := issued{kind: kind, facts: facts(c, p, request.Clock{}, nil), elements: common}
		x.elements[request.Access] = access
		if _, err := d.issue(ctx, tx, who, c, x); err != nil {
			return err
		}
		return moveCase(ctx, tx, c, seen)
	})
}

// doLetter puts down the service of a letter about procedure, or voids the
// answer that was signed last.
func (d *Desk) doLetter(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	c, err := d.works(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	all, err := letters(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	var l Letter
	if deed := r.PathValue("deed"); r.PathValue("letter") != "new" || deed != "arrange" {
		if l, err = letterOf(all, r.PathValue("letter")); err != nil {
			return err
		}
	}
	v := func(name string) string { return form.Clip(strings.TrimSpace(r.PostFormValue(name))) }
	said := ""
	switch deed := r.PathValue("deed"); {
	case deed == "serve" && who.Has(identity.Clerk):
		said, err = "送达已登记", d.ServeLetter(ctx, who, c, l.ID, v("letter_how"), v("letter_proof"))
	case deed == "arrange" && l.ID == "" && who.Has(identity.Clerk):
		said, err = "查阅、抄录安排已发出", d.Arrange(ctx, who, c, c.Rev, v("arrange_access"))
	case deed == "void" && who.Has(identity.Leader):
		said, err = "文书已作废，文号保留", d.Void(ctx, who, c, c.Rev, l.ID, v("void_reason"))
	default:
		return missing()
	}
	if err == nil {
		web.Notice(r, said)
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	p, failed := d.casePage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/request", p, err, nil)
}
