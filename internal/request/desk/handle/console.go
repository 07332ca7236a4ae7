package handle

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

type pastRow struct {
	Day, Text, Note, Who, Tone string
	Seq                        int
	Struck, Undoes, Open       bool // taken back; may be taken back now, with a reason
	Fields                     []web.Field
}

type CasePage struct {
	web.Shell
	neighbours
	Origin *intake.OriginView
	clockParts
	Case        cases.Case
	Wanted      string // masked, until it is revealed
	No          string
	Name        string
	Kind        string
	Channel     string
	State       string
	Clock       request.Clock
	Days        string
	Unit        string
	Tone        string
	Due         string
	Warnings    []string
	Office      caseInternal
	Past        []pastRow
	OpenSteps   []openStep
	Drafts      bool
	Letters     []answers.LetterRow
	Draft       *answers.DraftView // the answer that waits for review, signature or service
	Free        []freeForm
	Persons     []cases.PersonRow
	Mine        bool
	Row         string
	Reason      string
	Near        int  // applications that ask for nearly the same
	Repeats     bool // one of them is the same applicant's and was answered
	Heard       *feedback.HeardPart
	Contests    contestsPart
	AnswerFiles []answerFile
	AsideFiles  []attach.Row // taken out of the answer, or of an earlier one
	TakesFiles  bool
	Openings    []releases.ItemRow // what the answer wants public and has no text yet
}

func PersonRows(all []vault.Shown) (rows []cases.PersonRow) {
	for _, x := range all {
		rows = append(rows, cases.PersonRow{Label: x.Label, Value: x.Text, Column: x.Column})
	}
	return rows
}

func (d *Handling) showCase(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.casePage(r, who)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/request", p)
}

func (d *Handling) casePage(r *http.Request, who identity.Actor) (*CasePage, error) {
	ctx := r.Context()
	c, err := d.Cases.Visible(ctx, who, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	cal, clock, had, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return nil, err
	}
	rule, _ := request.RuleOf(c.Channel)
	p := &CasePage{Shell: web.Shell{Title: c.No(), Current: "/console/requests", Wide: true}, Case: c, No: c.No(), Kind: form.Label(string(c.Kind), cases.KindOptions()),
		Channel: rule.Label, State: request.Workflow().StateLabel(c.State), Clock: clock, Mine: who.Body == c.Body}
	p.Days, p.Unit, p.Tone = cases.Left(c, clock)
	if clock.Due != 0 {
		p.Due = clock.Due.ChineseFull()
	}
	for _, n := range slices.Concat(clock.Idle, clock.Warnings) {
		p.Warnings = append(p.Warnings, n.Why())
	}
	outside, err := cases.OutsideOf(ctx, d.DB, c.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range outside {
		if e := had[o.Seq-1].Event; !slices.Contains(clock.Undone, o.Seq-1) {
			p.Warnings = append(p.Warnings, "补录：“"+e.Type.Label()+"”（"+e.At.Chinese()+"）按系统外已发文书 "+o.Number+" 登记，送达凭据 "+o.Proof+"，核对附件里的扫描件")
		}
	}
	if p.Office, err = d.internalWork(r, who, c, cal, clock, had); err != nil {
		return nil, err
	}
	if o, ok := request.OutcomeOf(clock.Outcome); ok {
		p.Row = o.Label
	}
	return p, d.fillCase(ctx, p, who, had)
}

// fillCase adds what has to be looked up: queue, names, letters.
func (d *Handling) fillCase(ctx context.Context, p *CasePage, who identity.Actor, had []cases.LoggedEvent) error {
	c := p.Case
	if err := errors.Join(d.neighbours(ctx, p, who), d.answerFiles(ctx, p, who)); err != nil {
		return err
	}
	masked, err := cases.CaseFields.Mask(d.Vault, &c)
	if err != nil {
		return err
	}
	p.Persons, p.Wanted = PersonRows(masked), d.Cases.MaskedText(c.Wanted)
	p.Name = cmp.Or(p.Persons[0].Value, "单位")
	if c.PurgedOn != "" {
		p.Name = "已匿名"
	}
	near, err := d.alike(ctx, who, c)
	if err != nil {
		return err
	}
	p.Near, p.Repeats = len(near), slices.ContainsFunc(near, likeness.Repeats)
	if p.Heard, err = d.Feedback.Heard(ctx, c); err != nil {
		return err
	}
	if p.Openings, err = d.Releases.Openings(ctx, c); err != nil {
		return err
	}
	return d.fillLetters(ctx, p, who, had)
}

// fillLetters adds what the letters and the past of a case tell, with the names of
// who dealt with it.
func (d *Handling) fillLetters(ctx context.Context, p *CasePage, who identity.Actor, had []cases.LoggedEvent) error {
	c := p.Case
	drawn, err := cases.LetterTable.Of(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	if p.Draft, err = d.Answers.Reviewed(ctx, c, drawn); err != nil {
		return err
	}
	if err := d.contests(ctx, p, who, had, drawn); err != nil {
		return err
	}
	names, err := d.names(ctx, c, had, drawn)
	if err != nil {
		return err
	}
	if p.Origin, err = d.Intakes.Origin(ctx, c, names); err != nil {
		return err
	}
	if p.Letters, err = d.Answers.LetterRows(ctx, c, drawn, who, p.Mine); err != nil {
		return err
	}
	for _, h := range had {
		p.Past = append(p.Past, past(h, names))
	}
	if p.Mine {
		p.Free = freeForms(c, who)
		p.Drafts = slices.Contains(request.Workflow().Offer(c.State, who.Roles...), request.ActionDraft)
	}
	return d.fillClock(ctx, p, who, had)
}

// names are those of the people who dealt with a case, by their ids.
func (d *Handling) names(ctx context.Context, c cases.Case, had []cases.LoggedEvent, drawn []cases.Letter) (map[string]string, error) {
	ids := []string{c.RecordedBy}
	for _, h := range had {
		ids = append(ids, h.Person)
	}
	for _, l := range drawn {
		ids = append(ids, l.DraftedBy)
	}
	slices.Sort(ids)
	return d.People(ctx, slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" }))
}

func past(h cases.LoggedEvent, names map[string]string) pastRow {
	row := pastRow{Day: h.Event.At.String(), Text: h.Event.Type.Label(), Note: h.Note, Who: cmp.Or(names[h.Person], h.Person, "申请人")}
	switch h.Event.Type {
	case request.ThirdPartyAsked, request.AgencyAsked, request.CorrectionAsked, request.ThirdPartyAnswered, request.AgencyAnswered:
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

func (d *Handling) doReveal(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.Cases.Visible(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := d.Cases.Personal(who, c); err != nil {
		return err
	}
	shown, failed := d.Reveal(r.Context(), who, c, r.PostFormValue("reason"))
	p, err := d.casePage(r, who)
	if err != nil {
		return err
	}
	if failed != nil && !p.ShowFaults(failed) {
		return failed
	}
	p.Reason = r.PostFormValue("reason")
	p.Origin.Reveal(shown)
	p.showHeard(shown)
	if shown != nil {
		p.Wanted = c.Wanted
	}
	for i := range p.Persons {
		if shown != nil {
			p.Persons[i].Value = shown[p.Persons[i].Column]
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return d.Views.Render(w, r, p.FailStatus(), "console/request", p)
}

func (d *Handling) showLetter(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	c, err := d.Cases.Visible(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	format, ok := strings.CutPrefix(r.PathValue("file"), "letter.")
	all, err := cases.LetterTable.Of(r.Context(), d.DB, c.ID)
	if err != nil {
		return err
	}
	l, found := answers.Current(all)
	if !ok || !found {
		return cases.Missing()
	}
	if err := d.Answers.Opened(r.Context(), who, c, l); err != nil {
		return err
	}
	return d.Answers.WriteLetter(w, r, c, l, format)
}

// Routes are the pages where an application is dealt with.
func (d *Handling) Routes() []web.Route {
	clerk, deals := []identity.Role{identity.Clerk}, []identity.Role{identity.Clerk, identity.Leader}
	return slices.Concat([]web.Route{
		{Pattern: "GET /console/requests/{id}", Roles: cases.Readers(), Do: d.showCase},
		{Pattern: "POST /console/requests/{id}/act", Roles: cases.Readers(), Do: d.doAct, Body: files.Limits.FormBytes()},
		{Pattern: "POST /console/requests/{id}/reveal", Roles: cases.Readers(), Do: d.doReveal},
		{Pattern: "GET /console/requests/{id}/letter/{file}", Roles: cases.Readers(), Do: d.showLetter},
		{Pattern: "GET /console/requests/{id}/sheet", Roles: cases.Readers(), Do: d.showSheet},
		{Pattern: "GET /console/requests/{id}/sheet.pdf", Roles: cases.Readers(), Do: d.sendSheet},
		{Pattern: "POST /console/requests/{id}/assign", Roles: deals, Do: d.doAssign},
		{Pattern: "POST /console/requests/{id}/note", Roles: cases.Readers(), Do: d.doRemark},
		{Pattern: "POST /console/requests/{id}/ask", Roles: deals, Do: d.doAsk},
		{Pattern: "GET /console/requests/aside", Roles: cases.Readers(), Whole: true, Do: d.showNotAnApplication},
		{Pattern: "POST /console/requests/aside", Roles: clerk, Whole: true, Do: d.doNotAnApplication},
	}, d.manyRoutes(), d.clockRoutes(), d.letterRoutes(), d.feedbackRoutes(), d.fileRoutes())
}

// Reveal shows an applicant's data to somebody who says why; seeing is audited.
func (d *Handling) Reveal(ctx context.Context, who identity.Actor, c cases.Case, reason string) (shown map[string]string, err error) {
	if err := vault.CheckReason(reason); err != nil {
		return nil, err
	}
	entry := act.Entry{Name: "request.reveal", Body: c.Body, Subject: c.ID, Reason: reason}
	err = d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		shown = map[string]string{}
		if d.Cases.MaskedText(c.Wanted) != c.Wanted {
			tx.Detail("wanted", true)
		}
		all, err := cases.CaseFields.Reveal(d.Vault, &c, reason, tx.Detail)
		if err != nil {
			return err
		}
		for _, x := range all {
			shown[x.Column] = x.Text
		}
		if err := d.revealHeard(ctx, tx, c, reason, shown); err != nil {
			return err
		}
		return d.Intakes.RevealAgent(ctx, tx, c, reason, shown)
	})
	if err != nil {
		return nil, err
	}
	return shown, nil
}
