package desk

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// replay finds what an application's events come to today.
func (d *Desk) replay(ctx context.Context, c Case) (*calendar.Calendar, request.Clock, []Happening, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, request.Clock{}, nil, err
	}
	had, err := caseEvents.Of(ctx, d.DB, c.ID)
	if err != nil {
		return nil, request.Clock{}, nil, err
	}
	h := request.History{AsOf: d.today()}
	for _, x := range had {
		h.Events = append(h.Events, x.Event)
	}
	return cal, request.Replay(cal, h), had, nil
}

type pastRow struct {
	Day, Text, Note, Who, Tone string
	Seq                        int
	Struck, Undoes, Open       bool // taken back; may be taken back now, with a reason
	Reason                     web.Field
}

type casePage struct {
	web.Shell
	queueBeside
	Came *cameView
	clockParts
	Case     Case
	No       string
	Name     string
	Kind     string
	Channel  string
	State    string
	Clock    request.Clock
	Days     string
	Unit     string
	Tone     string
	Due      string
	Warnings []string
	Office   caseOffice
	Past     []pastRow
	Deeds    []deedForm
	Drafts   bool
	Letters  []letterRow
	Arranges bool
	Persons  []personRow
	Mine     bool
	Row      string
	Reason   string
	Near     int  // applications that ask for nearly the same
	Repeats  bool // one of them is the same applicant's and was answered
	Heard    *heardPart
	Contests contestsPart
	Openings []itemRow // what the answer wants public and has no text yet
}

type personRow struct{ Label, Value, column string }

func personRows(all []vault.Shown) (rows []personRow) {
	for _, x := range all {
		rows = append(rows, personRow{x.Label, x.Text, x.Column})
	}
	return rows
}

func (d *Desk) showCase(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.casePage(r, who)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/request", p)
}

func (d *Desk) casePage(r *http.Request, who identity.Actor) (*casePage, error) {
	ctx := r.Context()
	c, err := d.sees(ctx, who, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	cal, clock, had, err := d.replay(ctx, c)
	if err != nil {
		return nil, err
	}
	rule, _ := request.RuleOf(c.Channel)
	p := &casePage{Shell: web.Shell{Title: c.No(), Current: "/console/requests", Wide: true}, Case: c, No: c.No(), Kind: form.Label(string(c.Kind), kindOptions()),
		Channel: rule.Label, State: request.Workflow().StateLabel(c.State), Clock: clock, Mine: who.Body == c.Body}
	p.Days, p.Unit, p.Tone = left(c, clock)
	if clock.Due != 0 {
		p.Due = clock.Due.ChineseFull()
	}
	for _, n := range clock.Warnings {
		p.Warnings = append(p.Warnings, n.Why())
	}
	if p.Office, err = d.caseOffice(r, who, c, cal, clock, had); err != nil {
		return nil, err
	}
	if o, ok := request.OutcomeOf(clock.Outcome); ok {
		p.Row = o.Label
	}
	return p, d.fillCase(ctx, p, who, had)
}

// fillCase adds what has to be looked up: queue, names, letters.
func (d *Desk) fillCase(ctx context.Context, p *casePage, who identity.Actor, had []Happening) error {
	c := p.Case
	if err := d.beside(ctx, p); err != nil {
		return err
	}
	masked, err := caseFields.Mask(d.Vault, &c)
	if err != nil {
		return err
	}
	p.Persons = personRows(masked)
	p.Name = cmp.Or(p.Persons[0].Value, "单位")
	if c.PurgedOn != "" {
		p.Name = "已匿名"
	}
	near, err := d.alike(ctx, c)
	if err != nil {
		return err
	}
	p.Near, p.Repeats = len(near), slices.ContainsFunc(near, likeness.Repeats)
	if p.Heard, err = d.heard(ctx, c); err != nil {
		return err
	}
	if p.Openings, err = d.openings(ctx, c); err != nil {
		return err
	}
	drawn, err := letters(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	if err := d.contests(ctx, p, who, had, drawn); err != nil {
		return err
	}
	var ids []string
	for _, h := range had {
		ids = append(ids, h.Person)
	}
	for _, l := range drawn {
		ids = append(ids, l.DraftedBy)
	}
	ids = append(ids, c.TakenBy)
	slices.Sort(ids)
	names, err := d.People(ctx, slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" }))
	if err != nil {
		return err
	}
	if p.Came, err = d.came(ctx, c, names); err != nil {
		return err
	}
	p.Letters = d.letterRows(c, drawn, who, p.Mine)
	p.Arranges = p.Mine && who.Has(identity.Clerk) && arranges(c)
	for _, h := range had {
		p.Past = append(p.Past, past(h, names))
	}
	if p.Mine {
		p.Drafts = slices.Contains(request.Workflow().Offer(c.State, who.Roles...), request.ActDraft)
	}
	return d.fillClock(ctx, p, who, had)
}

func past(h Happening, names map[string]string) pastRow {
	row := pastRow{Day: h.Event.At.String(), Text: request.EventTypes()[h.Event.Type], Note: h.Note, Who: cmp.Or(names[h.Person], h.Person, "申请人")}
	switch h.Event.Type {
	case request.ThirdPartyAsked, request.OrganAsked, request.CorrectionAsked, request.ThirdPartyAnswered, request.OrganAnswered:
		row.Tone = "t"
	case request.Decided:
		row.Tone = "n"
	}
	if h.Event.Confirmed != 0 && h.Event.Confirmed != h.Event.At {
		row.Text += "，" + h.Event.Confirmed.Chinese() + "双方确认"
	}
	if h.Event.Until != 0 {
		row.Text += "，期限到" + h.Event.Until.Chinese()
	}
	return row
}

func (d *Desk) doReveal(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.sees(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	shown, failed := d.Reveal(r.Context(), who, c, r.PostFormValue("reason"))
	p, err := d.casePage(r, who)
	if err != nil {
		return err
	}
	if failed != nil && !p.Fails(failed) {
		return failed
	}
	p.Reason = r.PostFormValue("reason")
	p.Came.reveal(shown)
	p.showHeard(shown)
	for i := range p.Persons {
		if shown != nil {
			p.Persons[i].Value = shown[p.Persons[i].column]
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return d.views.Render(w, r, p.FailStatus(), "console/request", p)
}

func (d *Desk) showLetter(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.sees(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.sendLetter(w, r, c, r.PathValue("file"), true)
}

// sendLetter sends the answer of an application as letter.docx or .pdf.
func (d *Desk) sendLetter(w http.ResponseWriter, r *http.Request, c Case, file string, inside bool) error {
	format, ok := strings.CutPrefix(file, "letter.")
	all, err := letters(r.Context(), d.DB, c.ID)
	if err != nil {
		return err
	}
	l, found := current(all)
	// Whoever stands outside reads what was served, never a draft.
	if !ok || !found || !inside && l.State != letter.Served {
		return missing()
	}
	return d.writeLetter(w, r, c, l, format)
}

// handleRoutes are the pages where an application is dealt with.
func (d *Desk) handleRoutes() []web.Route {
	clerk, deals := []identity.Role{identity.Clerk}, []identity.Role{identity.Clerk, identity.Leader}
	return slices.Concat([]web.Route{
		{Pattern: "GET /console/requests/{id}", Roles: readers(), Do: d.showCase},
		{Pattern: "POST /console/requests/{id}/act", Roles: readers(), Do: d.doAct},
		{Pattern: "POST /console/requests/{id}/reveal", Roles: readers(), Do: d.doReveal},
		{Pattern: "GET /console/requests/{id}/letter/{file}", Roles: readers(), Do: d.showLetter},
		{Pattern: "GET /console/requests/{id}/sheet", Roles: readers(), Do: d.showSheet},
		{Pattern: "GET /console/requests/{id}/sheet.pdf", Roles: readers(), Do: d.sendSheet},
		{Pattern: "POST /console/requests/{id}/assign", Roles: deals, Do: d.doAssign},
		{Pattern: "POST /console/requests/{id}/note", Roles: readers(), Do: d.doRemark},
		{Pattern: "POST /console/requests/{id}/ask", Roles: deals, Do: d.doAsk},
		{Pattern: "GET /console/requests/aside", Roles: readers(), Do: d.showAside},
		{Pattern: "POST /console/requests/aside", Roles: clerk, Do: d.doAside},
	}, d.manyRoutes(), d.clockRoutes(), d.letterRoutes(), d.voiceRoutes())
}
