package answers

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// Current is the answer that goes round or was sent last: the newest letter that
// announces an outcome and was not voided.
func Current(all []cases.Letter) (cases.Letter, bool) {
	for _, l := range all {
		if l.Outcome != "" && l.State != letter.Voided {
			return l, true
		}
	}
	return cases.Letter{}, false
}

// Step takes the letter one step on: pass, return, sign (which gives it its
// number), serve (which ends the application). note is the reason of a return;
// how and proof belong to the service.
func (d *Answers) Step(ctx context.Context, who identity.Actor, c cases.Case, seen int64, by request.Action, note, how, proof string) error {
	return d.StepOn(ctx, who, c, seen, by, note, Dispatch{How: how, Proof: proof})
}

// StepOn is Step for an answer that was sent on an earlier day than today, or of
// which it is known when it was received.
func (d *Answers) StepOn(ctx context.Context, who identity.Actor, c cases.Case, seen int64, by request.Action, note string, out Dispatch) error {
	how, proof := out.How, out.Proof
	if err := said(by, note, how); err != nil {
		return err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	if err := d.Cases.Ready(ctx, c.Body); err != nil {
		return err
	}
	entry := act.Entry{Name: "request." + string(by), Body: c.Body, Subject: c.ID, Reason: note}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		c, err := cases.Claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		all, err := cases.LetterTable.Of(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		l, ok := Current(all)
		if !ok {
			return cases.Stale()
		}
		a, err := d.Answer(l)
		if err != nil {
			return err
		}
		if err := d.filesMayGo(ctx, tx, c, by); err != nil {
			return err
		}
		step, err := request.Workflow().Allow(c.State, by, guard(who, l, a, proof), who.Roles...)
		if err != nil {
			return err
		}
		if err := d.turn(ctx, tx, who, cal, c, &l, a, all, by, remark{note, how, proof, out.Sent, out.Received}); err != nil {
			return err
		}
		if by == request.ActionServe {
			return d.decided(ctx, tx, who, cal, c, l, a, remark{note, how, proof, out.Sent, out.Received})
		}
		if err := cases.LetterTable.Update(ctx, tx, l); err != nil {
			return err
		}
		if c.State = step.To; by == request.ActionReturn {
			clock, err := cases.ClockOf(ctx, tx, cal, calendar.At(tx.Now()), c.ID)
			if err != nil {
				return err
			}
			c.State = request.StateAfter(step.From, by, clock)
		}
		return cases.MoveCase(ctx, tx, c, seen)
	})
}

// said refuses a step that lacks what has to be said with it.
func said(by request.Action, note, how string) error {
	switch {
	case by == request.ActionReturn && strings.TrimSpace(note) == "":
		return fault.Field("return_note", "写明退回的原因，拟稿人要按它改")
	case by == request.ActionServe && strings.TrimSpace(how) == "":
		return fault.Field("serve_how", "写明送达的方式")
	}
	return nil
}

// filesMayGo refuses to sign or serve an answer whose files may not leave.
func (d *Answers) filesMayGo(ctx context.Context, tx *act.Tx, c cases.Case, by request.Action) error {
	if by != request.ActionSign && by != request.ActionServe {
		return nil
	}
	return d.Attachments.MayGo(ctx, tx, c.ID)
}

// remark is what a person says with a step: why it goes back, or how it was
// served and what proves that.
type remark struct {
	note, how, proof string
	sent, received   calendar.Day
}

// left is the day on which an answer was sent.
func (r remark) left(today calendar.Day) calendar.Day { return cmp.Or(r.sent, today) }

// turn writes a step into the letter.
func (d *Answers) turn(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c cases.Case, l *cases.Letter, a Answer, all []cases.Letter, by request.Action, said remark) error {
	today := calendar.At(tx.Now())
	switch {
	case by == request.ActionReturn:
		l.Note = said.note
		return l.Take(letter.Return, letter.Reviewer)
	case by == request.ActionPass && c.State == request.Drafted:
		l.PassedBy, l.Note = who.ID, opinion(l.Note, "审核", said.note)
		return l.Take(letter.Pass, letter.Reviewer)
	case by == request.ActionPass:
		l.ScreenedBy, l.Note = who.ID, opinion(l.Note, "保密审查", said.note)
		return l.Take(letter.Pass, letter.Reviewer)
	case by == request.ActionSign:
		if err := d.reasonsOver(ctx, tx, cal, c, a); err != nil {
			return err
		}
		if err := l.Sign(ctx, tx, cases.NumberSeries, who.ID, a.Elements[letter.Number]); err != nil {
			return err
		}
		if err := d.listFiles(ctx, tx, c, l, a); err != nil {
			return err
		}
		return d.tellThirdParties(ctx, tx, who, c, a)
	case by == request.ActionServe:
		if err := d.thirdPartiesTold(ctx, tx, c, all, a); err != nil {
			return err
		}
		signed, err := calendar.Parse(l.SignedOn)
		if err != nil {
			return err
		}
		if err := (request.Sending{Signed: signed, Sent: said.left(today), Received: said.received}).Check(today); err != nil {
			return serveFault(err)
		}
		if err := l.Serve(said.left(today).String(), said.how, said.proof); err != nil {
			return err
		}
		return releaseItems(ctx, tx, l.ID, cal, today)
	}
	return nil
}

// opinion adds what a reviewer says with a pass to what the one before said.
func opinion(before, whose, said string) string {
	if said = strings.TrimSpace(said); said == "" {
		return before
	}
	return strings.TrimSpace(before + "\n" + whose + "意见：" + said)
}

// listFiles writes into the letter which files go with it, as they are when it is
// signed.
func (d *Answers) listFiles(ctx context.Context, tx *act.Tx, c cases.Case, l *cases.Letter, a Answer) (err error) {
	if a.Files, err = d.Attachments.Listed(ctx, tx, c.ID); err != nil || len(a.Files) == 0 {
		return err
	}
	says, err := a.encode()
	if err != nil {
		return err
	}
	return cases.LetterTable.Complete(ctx, tx, d.Vault, l, says)
}

// serveFault names the faults of a service by the fields of its form.
func serveFault(err error) error {
	list := fault.ListOf(err)
	for _, f := range list {
		f.Field = "serve_" + f.Field
	}
	return list.Err()
}

// decided ends an application with the answer that was sent, on the day of the
// sending, unless the clock had ended it: then the letter only tells of it.
func (d *Answers) decided(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c cases.Case, l cases.Letter, a Answer, said remark) error {
	today := calendar.At(tx.Now())
	if r, known := arrival(c, said.left(today), said); known {
		r.Letter, r.Request, r.Person, r.At = l.ID, c.ID, who.ID, sqldb.Time{Time: tx.Now()}
		if err := keepReceipt(ctx, tx, r); err != nil {
			return err
		}
	}
	clock, err := cases.ClockOf(ctx, tx, cal, today, c.ID)
	if err != nil {
		return err
	}
	do := cases.Command{By: request.ActionServe, Note: l.No(""), How: l.ServedHow, Proof: l.Proof,
		Event: request.Event{Type: request.Decided, At: said.left(today), Outcome: l.Outcome, Basis: l.Basis, Withheld: a.Withheld, Unheard: a.unheard()}}
	if do.Event.At < today {
		do.Event.Entered = today
	}
	if clock.Unpaid() {
		do.Event = request.Event{}
	}
	if c, err = d.Cases.Apply(ctx, tx, who, cal, c, do); err != nil {
		return err
	}
	if do.Event.Type != "" {
		if l.Seq, err = cases.CaseEvents.Last(ctx, tx, c.ID); err != nil {
			return err
		}
	}
	return cases.LetterTable.Update(ctx, tx, l)
}

// guard answers the workflow's conditions for a letter.
func guard(who identity.Actor, l cases.Letter, a Answer, proof string) func(string) bool {
	return func(name string) bool {
		switch name {
		case request.NotDrafter:
			return who.ID != l.DraftedBy
		case request.ElementsThere:
			kind, ok := a.LetterKind()
			return ok && kind.Check(a.Elements, a.Remedy()) == nil && a.Where.Check(a.Remedy()) == nil
		case request.ServiceProved:
			return strings.TrimSpace(proof) != ""
		}
		return false
	}
}

// Issued is a letter about procedure, complete and about to be sent.
type Issued struct {
	Kind       request.LetterKind
	Elements   letter.Content
	Facts      map[letter.Fact]string
	to         string // third party or organ; "" for the applicant
	seq        int    // of the event it announces, 0 for none
	how, proof string
	replaces   string // letter it sets right
	Online     bool   // it answers what was said on the progress page, and is read there
}

// Issue checks a letter about procedure, numbers and keeps it. It is served at
// once where how and proof are told, and where the applicant reads letters on
// the progress page; otherwise its service is put down later.
func (d *Answers) Issue(ctx context.Context, tx *act.Tx, who identity.Actor, c cases.Case, x Issued) (cases.Letter, error) {
	template, err := d.Template(ctx, tx, c.Body, x.Kind.Code)
	if err != nil {
		return cases.Letter{}, err
	}
	a := Answer{Kind: x.Kind.Code, Elements: x.Elements, Text: template.Text, Facts: x.Facts}
	if err := x.Kind.Check(a.Elements, a.Remedy()); err != nil {
		return cases.Letter{}, err
	}
	if looks(ctx) {
		return cases.Letter{}, &Looked{Kind: x.Kind, Answer: a, To: x.to}
	}
	says, err := a.encode()
	if err != nil {
		return cases.Letter{}, err
	}
	return cases.LetterTable.Issue(ctx, tx, d.Vault, cases.NumberSeries, who.ID, a.Elements[letter.Number],
		cases.DrawnLetter{Owner: c.ID, Body: c.Body, Kind: x.Kind.Code, Says: says, To: x.to, Seq: x.seq, Replaces: x.replaces},
		func(no string) (how, proof string) {
			if x.to == "" && x.proof == "" && (x.Online || c.Way().OnPage) {
				return request.ServedOnPage.Stored(), "查询页登载，" + no
			}
			return x.how, x.proof
		})
}

// ServeLetter puts down how a letter about procedure reached whom it was sent to.
func (d *Answers) ServeLetter(ctx context.Context, who identity.Actor, c cases.Case, id, how, proof string) error {
	if strings.TrimSpace(how) == "" || strings.TrimSpace(proof) == "" {
		return request.NeedProof.Unmet("letter_proof")
	}
	entry := act.Entry{Name: "request.serve_letter", Body: c.Body, Subject: c.ID}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		c, err := cases.Claim(ctx, tx, c.ID, c.Rev)
		if err != nil {
			return err
		}
		all, err := cases.LetterTable.Of(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(l cases.Letter) bool { return l.ID == id && l.Outcome == "" && l.State == letter.Signed })
		if i < 0 {
			return cases.Stale()
		}
		l := all[i]
		if err := l.Serve(calendar.At(tx.Now()).String(), how, proof); err != nil {
			return err
		}
		tx.Detail("letter", l.No(""))
		if err := cases.LetterTable.Update(ctx, tx, l); err != nil {
			return err
		}
		return d.arrived(ctx, tx, who, c, l)
	})
}
