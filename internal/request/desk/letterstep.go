package desk

import (
	"context"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
)

// current is the answer that goes round or was sent last: the newest letter that
// announces an outcome and was not voided.
func current(all []Letter) (Letter, bool) {
	for _, l := range all {
		if l.Outcome != "" && l.State != letter.Voided {
			return l, true
		}
	}
	return Letter{}, false
}

// Step takes the letter one step on: pass, return, sign (which gives it its
// number), serve (which ends the application). note is the reason of a return;
// how and proof belong to the service.
func (d *Desk) Step(ctx context.Context, who identity.Actor, c Case, seen int64, by request.Act, note, how, proof string) error {
	switch {
	case by == request.ActReturn && strings.TrimSpace(note) == "":
		return fault.Field("return_note", "写明退回的原因，拟稿人要按它改")
	case by == request.ActServe && strings.TrimSpace(how) == "":
		return fault.Field("serve_how", "写明送达的方式")
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	if err := d.ready(ctx, c.Body); err != nil {
		return err
	}
	deed := act.Deed{Name: "request." + string(by), Body: c.Body, Subject: c.ID, Reason: note}
	return d.Office.Do(ctx, who, deed, func(tx *act.Tx) error {
		c, err := claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		all, err := letters(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		l, ok := current(all)
		if !ok {
			return stale()
		}
		a, err := d.answer(l)
		if err != nil {
			return err
		}
		step, err := request.Workflow().Allow(c.State, by, guard(who, l, a, proof), who.Roles...)
		if err != nil {
			return err
		}
		if err := d.turn(ctx, tx, who, cal, c, &l, a, all, by, remark{note, how, proof}); err != nil {
			return err
		}
		if by == request.ActServe {
			return d.decided(ctx, tx, who, cal, c, l, a)
		}
		if err := updateLetter(ctx, tx, l); err != nil {
			return err
		}
		if c.State = step.To; by == request.ActReturn {
			clock, err := clockOf(ctx, tx, cal, calendar.At(tx.Now()), c.ID)
			if err != nil {
				return err
			}
			c.State = stateAfter(step.From, by, clock)
		}
		return moveCase(ctx, tx, c, seen)
	})
}

// remark is what a person says with a step: why it goes back, or how it was
// served and what proves that.
type remark struct{ note, how, proof string }

// turn writes a step into the letter.
func (d *Desk) turn(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c Case, l *Letter, a Answer, all []Letter, by request.Act, said remark) error {
	today := calendar.At(tx.Now())
	switch {
	case by == request.ActReturn:
		l.Note = said.note
		return l.take(letter.Return, letter.Reviewer)
	case by == request.ActPass && c.State == request.Drafted:
		l.PassedBy = who.ID
		return l.take(letter.Pass, letter.Reviewer)
	case by == request.ActPass:
		l.ScreenedBy = who.ID
		return l.take(letter.Pass, letter.Reviewer)
	case by == request.ActSign:
		if err := d.sign(ctx, tx, who, c, l, a); err != nil {
			return err
		}
		return d.tellThirds(ctx, tx, who, c, all, a)
	case by == request.ActServe:
		if err := thirdsTold(all); err != nil {
			return err
		}
		if err := l.serve(today.String(), said.how, said.proof); err != nil {
			return err
		}
		return releaseItems(ctx, tx, l.ID, cal, today)
	}
	return nil
}

// take moves a letter on in its life.
func (l *Letter) take(by letter.Action, hand letter.Hand) (err error) {
	l.State, err = l.State.Take(by, hand)
	return err
}

// serve records on which day, how, and by what proof a letter reached whom it
// was sent to.
func (l *Letter) serve(on, how, proof string) error {
	l.ServedOn, l.ServedHow, l.Proof = on, how, proof
	return l.take(letter.Serve, letter.Server)
}

// decided ends an application with the answer that was served today, unless the
// clock had ended it: then the letter only tells of it.
func (d *Desk) decided(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c Case, l Letter, a Answer) error {
	today := calendar.At(tx.Now())
	clock, err := clockOf(ctx, tx, cal, today, c.ID)
	if err != nil {
		return err
	}
	do := Doing{By: request.ActServe, Note: l.no(Body{}), How: l.ServedHow, Proof: l.Proof,
		Event: request.Event{Type: request.Decided, At: today, Outcome: l.Outcome, Basis: l.Basis, Withheld: a.Withheld}}
	if unpaid(clock) {
		do.Event = request.Event{}
	}
	if c, err = d.happen(ctx, tx, who, cal, c, do); err != nil {
		return err
	}
	if do.Event.Type != "" {
		if l.Seq, err = caseEvents.Last(ctx, tx, c.ID); err != nil {
			return err
		}
	}
	return updateLetter(ctx, tx, l)
}

// sign gives a letter its number, day and signature.
func (d *Desk) sign(ctx context.Context, tx *act.Tx, who identity.Actor, c Case, l *Letter, a Answer) error {
	today := calendar.At(tx.Now())
	n, err := numberSeries.Next(ctx, tx, c.Body, today.Year(), "letter")
	if err != nil {
		return err
	}
	if err := l.take(letter.Sign, letter.Signer); err != nil {
		return err
	}
	l.SignedBy, l.SignedOn, l.Year, l.Mark = who.ID, today.String(), today.Year(), a.Elements[request.Number]
	l.Number.Int64, l.Number.Valid = int64(n), true
	if !request.NumberForm(l.no(Body{})) {
		return &fault.Error{Kind: fault.Invalid, Field: "symbol", Message: "机关代字“" + l.Mark + "”不能编号，先在“文书信息”里改正"}
	}
	tx.Detail("letter", l.no(Body{}))
	return nil
}

// tellThirds issues the letters by which third parties that did not agree are
// told of the decision to open (条例 32): to everybody who was heard by letter.
func (d *Desk) tellThirds(ctx context.Context, tx *act.Tx, who identity.Actor, c Case, all []Letter, a Answer) error {
	if strings.TrimSpace(a.Third) == "" {
		return nil
	}
	p, err := d.profile(ctx, tx, c.Body)
	if err != nil {
		return err
	}
	kind, _ := request.KindOf(request.LetterDisclosure)
	e, err := framework(c, p, kind, calendar.At(tx.Now()))
	if err != nil {
		return err
	}
	e[request.Decision] = "对你方提出不同意见的信息，决定予以公开。"
	e[request.Law] = law.Art("条例", 32).Full()
	e[request.Reason], e[request.RemedyTold] = a.Third, request.RemedyA.Text(p.where(false))
	for _, heard := range all {
		if heard.Kind != request.LetterThirdParty || heard.State == letter.Voided {
			continue
		}
		to, err := d.Vault.Open(heard.Addressee, heard.toPlace())
		if err != nil {
			return err
		}
		if _, err := d.issue(ctx, tx, who, c, issued{kind: kind, elements: e, to: to.Text(), facts: map[request.Fact]string{request.CallThem: "你方"}}); err != nil {
			return err
		}
	}
	return nil
}

// thirdsTold refuses to serve an answer while a third party that did not agree
// has not been served its letter.
func thirdsTold(all []Letter) error {
	for _, l := range all {
		if l.Kind == request.LetterDisclosure && l.State == letter.Signed {
			return &fault.Error{Kind: fault.Unlawful, Cite: law.Art("条例", 32),
				Message: "第三方不同意公开的，先把决定公开告知书送达第三方并登记送达凭据，再送达答复书"}
		}
	}
	return nil
}

// guard answers the workflow's conditions for a letter.
func guard(who identity.Actor, l Letter, a Answer, proof string) func(string) bool {
	return func(name string) bool {
		switch name {
		case request.NotDrafter:
			return who.ID != l.DraftedBy
		case request.ElementsThere:
			kind, ok := a.kind()
			return ok && kind.Check(a.Elements, a.remedy()) == nil && a.Where.Check(a.remedy()) == nil
		case request.ServiceProved:
			return strings.TrimSpace(proof) != ""
		}
		return false
	}
}

// issued is a letter about procedure, complete and about to be sent.
type issued struct {
	kind       request.LetterKind
	elements   request.Draft
	facts      map[request.Fact]string
	to         string // third party or organ; "" for the applicant
	seq        int    // of the event it announces, 0 for none
	how, proof string
	replaces   string // letter it sets right
	online     bool   // it answers what was said on the progress page, and is read there
}

// issue checks a letter about procedure, numbers and keeps it. It is served at
// once where how and proof are told, and where the applicant reads letters on
// the progress page; otherwise its service is put down later.
func (d *Desk) issue(ctx context.Context, tx *act.Tx, who identity.Actor, c Case, x issued) (Letter, error) {
	template, err := d.template(ctx, tx, c.Body, x.kind.Code)
	if err != nil {
		return Letter{}, err
	}
	a := Answer{Kind: x.kind.Code, Elements: x.elements, Text: template.Text, Facts: x.facts}
	if err := x.kind.Check(a.Elements, a.remedy()); err != nil {
		return Letter{}, err
	}
	now := sqldb.Time{Time: tx.Now()}
	l := Letter{ID: sqldb.NewID(), Request: c.ID, Body: c.Body, Kind: x.kind.Code, State: letter.Draft, DraftedBy: who.ID, DraftedAt: now, Replaces: x.replaces, Seq: x.seq}
	if l.Addressee, err = d.Vault.Seal(x.to, l.toPlace()); err != nil {
		return l, err
	}
	if err := d.sealAnswer(&l, a); err != nil {
		return l, err
	}
	if err := d.sign(ctx, tx, who, c, &l, a); err != nil {
		return l, err
	}
	if x.to == "" && x.proof == "" && (x.online || c.way().OnPage) {
		x.how, x.proof = "网上查看", "查询页登载，"+l.no(Body{})
	}
	if strings.TrimSpace(x.how) != "" && strings.TrimSpace(x.proof) != "" {
		if err := l.serve(l.SignedOn, x.how, x.proof); err != nil {
			return l, err
		}
	}
	if err := insertLetter(ctx, tx, l); err != nil {
		return l, err
	}
	return l, updateLetter(ctx, tx, l)
}

// ServeLetter puts down how a letter about procedure reached whom it was sent to.
func (d *Desk) ServeLetter(ctx context.Context, who identity.Actor, c Case, id, how, proof string) error {
	if strings.TrimSpace(how) == "" || strings.TrimSpace(proof) == "" {
		return &fault.Error{Kind: fault.Unlawful, Field: "letter_proof", Message: "写明送达的方式和凭据", Cite: law.Art("条例", 45)}
	}
	deed := act.Deed{Name: "request.serve_letter", Body: c.Body, Subject: c.ID}
	return d.Office.Do(ctx, who, deed, func(tx *act.Tx) error {
		c, err := claim(ctx, tx, c.ID, c.Rev)
		if err != nil {
			return err
		}
		all, err := letters(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(l Letter) bool { return l.ID == id && l.Outcome == "" && l.State == letter.Signed })
		if i < 0 {
			return stale()
		}
		l := all[i]
		if err := l.serve(calendar.At(tx.Now()).String(), how, proof); err != nil {
			return err
		}
		tx.Detail("letter", l.no(Body{}))
		if err := updateLetter(ctx, tx, l); err != nil {
			return err
		}
		return moveCase(ctx, tx, c, c.Rev)
	})
}
