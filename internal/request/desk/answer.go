package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Answer is a letter as it is drafted: what each element says, the grounds the
// outcome rests on, and whom the remedy names.
type Answer struct {
	Kind     string
	Outcome  request.Outcome
	Basis    string
	Elements request.Draft
	Grounds  request.Grounds
	Where    request.Where
}

// kindOf finds the kind of letter with a code that announces the outcome.
func kindOf(o request.Outcome, code string) (request.LetterKind, bool) {
	for _, k := range request.LetterFor(o) {
		if k.Code == code {
			return k, true
		}
	}
	return request.LetterKind{}, false
}

// Fill adds the elements that follow from the case, and reports what the book
// still misses in the grounds, the remedy and the letter.
func (d *Desk) Fill(ctx context.Context, c Case, a *Answer) error {
	kind, ok := kindOf(a.Outcome, a.Kind)
	if !ok {
		return fault.Field("outcome", "选择答复的结论和文书")
	}
	body, err := d.Body(ctx, c.Body)
	if err != nil {
		return fmt.Errorf("load body %s: %w", c.Body, err)
	}
	channel, _ := request.RuleOf(c.Channel)
	outcome, _ := request.OutcomeOf(a.Outcome)
	received, _ := calendar.Parse(c.ReceivedOn)
	remedy := request.RemedyOf(a.Outcome, nil)
	if a.Elements == nil {
		a.Elements = request.Draft{}
	}
	var full []string
	for _, cite := range outcome.Cites {
		full = append(full, cite.Full())
	}
	for element, text := range map[request.Element]string{
		request.Title: body.Name + kind.Name, request.Addressee: "申请人", request.Number: body.Symbol, request.Signature: body.Name,
		request.IssuedDay: d.today().Chinese(), request.ReceivedDay: received.Chinese() + "（" + channel.Label + "）", request.ApplicationNo: c.No(),
		request.RequestText: c.Wanted, request.Decision: outcome.Label, request.Law: strings.Join(full, "、"), request.RemedyTold: remedy.Text(a.Where),
		request.Service: c.Form,
	} {
		a.Elements[element] = text
	}
	a.Grounds.Facts, a.Grounds.Reason = a.Elements[request.Facts], a.Elements[request.Reason]
	a.Grounds.Access, a.Grounds.Search = a.Elements[request.Access], a.Elements[request.SearchRecord]
	a.Grounds.Discretion = a.Elements[request.Discretion]
	if other := a.Elements[request.OtherBody]; other != "" {
		a.Grounds.OtherKnown, a.Grounds.OtherBody, a.Grounds.OtherContact = request.Yes, other, other
	}
	if a.Grounds.Earlier == "" {
		a.Grounds.Earlier = a.Elements[request.EarlierAnswer]
	}
	var all fault.List
	for _, err := range []error{a.Grounds.Check(a.Outcome), a.Where.Check(remedy), kind.Check(a.Elements, remedy)} {
		list, _ := err.(fault.List)
		for _, f := range list {
			if e, ok := same[f.Field]; ok {
				f.Field = string(e)
			}
			if !told(all, f.Field) {
				all = append(all, f)
			}
		}
	}
	return all.Err()
}

// same are the grounds that an element of the letter states.
var same = map[string]request.Element{"search": request.SearchRecord, "other_contact": request.OtherBody}

func told(all fault.List, field string) bool {
	for _, f := range all {
		if f.Field == field {
			return true
		}
	}
	return false
}

// Draft keeps a complete draft and hands it to the unit's head.
func (d *Desk) Draft(ctx context.Context, who identity.Actor, c Case, seen int64, a Answer) error {
	if err := d.Fill(ctx, c, &a); err != nil {
		return err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	text, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	deed := act.Deed{Name: "request.draft", Body: c.Body, Subject: c.ID}
	return d.Office.Do(ctx, who, deed, func(tx *act.Tx) error {
		c, err := claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		holds, err := found(ctx, tx, c)
		if err != nil {
			return err
		}
		step, err := request.Workflow().Allow(c.State, request.ActDraft, holds, who.Roles...)
		if err != nil {
			return err
		}
		if err := decidable(ctx, tx, cal, c, a); err != nil {
			return err
		}
		l := Letter{ID: sqldb.NewID(), Request: c.ID, Body: c.Body, Kind: a.Kind, Outcome: a.Outcome, Basis: a.Basis, State: "draft",
			DraftedBy: who.ID, DraftedAt: sqldb.Time{Time: tx.Now()}}
		if l.Elements, err = d.Vault.Seal(string(text), l.place()); err != nil {
			return fmt.Errorf("seal answer: %w", err)
		}
		if err := insertLetter(ctx, tx, l); err != nil {
			return err
		}
		c.State = step.To
		return moveCase(ctx, tx, c, seen)
	})
}

// decidable reports what the book would refuse if the answer were given today,
// such as a lapse before the applicant's last day: better told before the draft
// goes round than at its service.
func decidable(ctx context.Context, tx *act.Tx, cal *calendar.Calendar, c Case, a Answer) error {
	had, err := happenings(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	h := request.History{AsOf: calendar.At(tx.Now())}
	for _, x := range had {
		h.Events = append(h.Events, x.Event)
	}
	h.Events = append(h.Events, request.Event{Type: request.Decided, At: h.AsOf, Outcome: a.Outcome, Basis: a.Basis})
	for _, no := range request.Replay(cal, h).Refused {
		return &fault.Error{Kind: fault.Unlawful, Field: "outcome", Message: no.Why()}
	}
	return nil
}

func none(string) bool { return false }

func (l Letter) place() vault.Place {
	return vault.Place{Table: "request_letter", Column: "elements", Row: l.ID}
}

// answer opens what a letter says.
func (d *Desk) answer(l Letter) (a Answer, err error) {
	plain, err := d.Vault.Open(l.Elements, l.place())
	if err != nil {
		return a, fmt.Errorf("open letter %s: %w", l.ID, err)
	}
	return a, json.Unmarshal([]byte(plain.Text()), &a)
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
	body, err := d.Body(ctx, c.Body)
	if err != nil {
		return fmt.Errorf("load body %s: %w", c.Body, err)
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
		if len(all) == 0 {
			return stale()
		}
		l := all[0]
		step, err := request.Workflow().Allow(c.State, by, d.guard(who, l, proof), who.Roles...)
		if err != nil {
			return err
		}
		today := calendar.At(tx.Now())
		switch {
		case by == request.ActReturn:
			l.State, l.Note = "returned", note
		case by == request.ActPass && c.State == request.Drafted:
			l.PassedBy = who.ID
		case by == request.ActPass:
			l.ScreenedBy = who.ID
		case by == request.ActSign:
			l.State, l.SignedBy, l.SignedOn, l.Year = "signed", who.ID, today.String(), today.Year()
			n, err := nextNumber(ctx, tx, c.Body, l.Year, "letter")
			if err != nil {
				return err
			}
			l.Number.Int64, l.Number.Valid = int64(n), true
			tx.Detail("letter", l.no(body))
		case by == request.ActServe:
			l.State, l.ServedOn, l.ServedHow, l.Proof = "served", today.String(), how, proof
		}
		if err := updateLetter(ctx, tx, l); err != nil {
			return err
		}
		if by == request.ActServe {
			_, err := d.happen(ctx, tx, who, cal, c, Doing{By: by, Note: l.no(body), How: how, Proof: proof,
				Event: request.Event{Type: request.Decided, At: today, Outcome: l.Outcome, Basis: l.Basis}})
			return err
		}
		if c.State = step.To; by == request.ActReturn {
			clock, err := clockOf(ctx, tx, cal, today, c.ID)
			if err != nil {
				return err
			}
			c.State = stateAfter(step.From, by, clock)
		}
		return moveCase(ctx, tx, c, seen)
	})
}

// guard answers the workflow's conditions for a letter.
func (d *Desk) guard(who identity.Actor, l Letter, proof string) func(string) bool {
	return func(name string) bool {
		switch name {
		case request.NotDrafter:
			return who.ID != l.DraftedBy
		case request.ElementsThere:
			a, err := d.answer(l)
			kind, ok := kindOf(l.Outcome, l.Kind)
			return err == nil && ok && kind.Check(a.Elements, request.RemedyOf(l.Outcome, nil)) == nil
		case request.ServiceProved:
			return strings.TrimSpace(proof) != ""
		}
		return false
	}
}

// no is the letter's number, or where it will stand before it is signed.
func (l Letter) no(b Body) string {
	if !l.Number.Valid {
		return ""
	}
	return fmt.Sprintf("%s〔%d〕%d号", b.Symbol, l.Year, l.Number.Int64)
}

// Print writes a letter as docx or pdf.
func (d *Desk) Print(ctx context.Context, w io.Writer, c Case, l Letter, format string) error {
	a, err := d.answer(l)
	if err != nil {
		return err
	}
	body, err := d.Body(ctx, c.Body)
	if err != nil {
		return fmt.Errorf("load body %s: %w", c.Body, err)
	}
	name, err := d.Vault.Open(c.Name, c.place("name"))
	if err != nil {
		return fmt.Errorf("open applicant of %s: %w", c.ID, err)
	}
	doc := document(body, c, l, a, name.Text())
	if format == "docx" {
		return render.DOCX(w, doc)
	}
	fonts, err := d.fonts()
	if err != nil {
		return fmt.Errorf("load fonts: %w", err)
	}
	return fonts.PDF(w, doc)
}

// document lays a letter out.
func document(b Body, c Case, l Letter, a Answer, addressee string) render.Doc {
	e := a.Elements
	doc := render.Doc{Title: e[request.Title], Body: b.Name, Subject: "政府信息公开申请答复", Date: l.SignedOn, Head: &render.Head{Mark: b.Name, Number: l.no(b)}}
	if !l.Number.Valid {
		doc.Head.Number = "（草稿，签发时编号）"
	}
	add := func(text string) {
		if strings.TrimSpace(text) != "" {
			doc.Blocks = append(doc.Blocks, render.Text(text))
		}
	}
	doc.Blocks = append(doc.Blocks, render.Paragraph{Runs: []render.Run{{Text: addressee + "："}}, Flush: true})
	add(fmt.Sprintf("本机关于%s收到您的政府信息公开申请，编号%s。您申请公开的内容是：“%s”", e[request.ReceivedDay], e[request.ApplicationNo], e[request.RequestText]))
	add(e[request.Facts])
	add(fmt.Sprintf("依据%s，本机关答复如下：%s。", e[request.Law], e[request.Decision]))
	for _, x := range []request.Element{request.PartHeld, request.SearchRecord, request.OtherBody, request.Items, request.EarlierAnswer, request.Discretion, request.Reason, request.Access} {
		add(e[x])
	}
	add(e[request.RemedyTold])
	signed := ""
	if day, err := calendar.Parse(l.SignedOn); err == nil {
		signed = day.Chinese()
	}
	doc.Blocks = append(doc.Blocks, render.Signature{Body: b.Name, Date: signed})
	return doc
}
