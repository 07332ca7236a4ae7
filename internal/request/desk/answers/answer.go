package answers

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// Answer is a letter as it is drafted: what each element says, the grounds the
// outcome rests on, and whom the remedy names. A letter about procedure has no
// outcome.
type Answer struct {
	Kind     letter.Code       `json:"Kind"`
	Base     letter.Code       `json:"Base"` // the kind whose answer is given anew, where Kind is 28
	Outcome  request.Outcome   `json:"Outcome"`
	Basis    string            `json:"Basis"`
	Elements letter.Content    `json:"Elements"`
	Grounds  request.Grounds   `json:"Grounds"`
	Where    request.Where     `json:"Where"`
	Items    []Item            `json:"Items"`    // several items, decided one by one; else none or one
	Withheld []request.Outcome `json:"Withheld"` // grounds on which parts are held back; nil: not told
	Third    string            `json:"Third"`    // what a third party that objected is told: why it is opened all the same (条例 32)
	// ThirdWhat names to that third party what is opened.
	ThirdWhat string `json:"ThirdWhat,omitempty"`
	Parts     []Part `json:"Parts,omitempty"` // what is held back of an answer without items
	// Files go with the answer, as they were when it was signed.
	Files []attach.Named         `json:"Files,omitempty"`
	Text  string                 `json:"Text"` // the template as it was when this was drafted
	Facts map[letter.Fact]string `json:"Facts"`
}

// LetterKind is the kind of letter an answer is.
func (a Answer) LetterKind() (request.LetterKind, bool) {
	code := a.Kind
	if code == request.AnswerAnew {
		code = a.Base
	}
	if a.Outcome == "" {
		return request.KindOf(a.Kind)
	}
	for _, k := range request.AnswerKinds(a.Outcome) {
		if k.Code != code {
			continue
		}
		if a.Kind == request.AnswerAnew {
			k = k.Anew()
		}
		if a.several() {
			k = k.Several()
		}
		return k, true
	}
	return request.LetterKind{}, false
}

// Remedy is what the letter tells who does not agree.
func (a Answer) Remedy() request.Remedy {
	kind, _ := a.LetterKind()
	return kind.RemedyFor(a.Outcome, a.Withheld)
}

// Complete adds the elements that follow from the case, and reports what the book
// still misses in the grounds, the remedy and the letter.
func (d *Answers) Complete(ctx context.Context, c cases.Case, a *Answer) error {
	if err := d.Cases.Ready(ctx, c.Body); err != nil {
		return err
	}
	a.settle()
	kind, ok := a.LetterKind()
	if !ok {
		return fault.Field("outcome", "选择答复的结论和文书")
	}
	p, err := d.Cases.Profile(ctx, d.DB, c.Body)
	if err != nil {
		return err
	}
	_, clock, had, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return err
	}
	template, err := d.Template(ctx, d.DB, c.Body, a.Kind)
	if err != nil {
		return err
	}
	if a.Elements == nil {
		a.Elements = letter.Content{}
	}
	linked, err := d.linkEarlier(ctx, c, a)
	if err != nil {
		return err
	}
	a.Text, a.Where, a.Facts = template.Text, p.Where(true), Facts(c, p, clock, had)
	derived, err := d.follows(c, p, kind, *a)
	if err != nil {
		return err
	}
	maps.Copy(a.Elements, derived)
	a.grounds()
	all := slices.Concat(linked, a.missing(d.Cases.Today()), a.WhereLacks(), fault.ListOf(kind.Check(a.Elements, a.Remedy())))
	return tidy(all).Err()
}

// follows are the elements that follow from the case, the body and the outcome.
func (d *Answers) follows(c cases.Case, p cases.Profile, kind request.LetterKind, a Answer) (letter.Content, error) {
	e, err := CommonElements(c, p, kind, d.Cases.Today())
	if err != nil {
		return nil, err
	}
	if cites := a.cites(kind); len(cites) > 0 {
		e[request.Law] = FullCites(cites, a.namedAgain()...)
		if n := strings.TrimSpace(a.Grounds.Norm); n != "" && !a.several() {
			e[request.Law] += "、" + n
		}
	}
	if a.mixed() {
		e[letter.Title] = kind.TitleOfMixed(p.Name)
	}
	e[request.Decision] = request.Called(a.decision(kind.Code), a.Facts)
	e[request.RemedyTold] = ""
	if kind.Remedied {
		e[request.RemedyTold] = a.remedyText(d.Cases.Today())
	}
	e[letter.Service] = c.Way().Label
	if kind.Code == request.LetterProposal {
		delete(e, letter.Service)
	}
	if text := a.held(); text != "" {
		e[request.PartHeld] = text
	}
	if a.code() == request.AnswerOtherBody && a.Grounds.OtherKnown == request.No {
		e[request.OtherBody] = unknownBody
	}
	return e, nil
}

// CommonElements are the elements that every letter of an application has. A day of
// receipt that cannot be read is an error: no letter goes out with another one.
func CommonElements(c cases.Case, p cases.Profile, kind request.LetterKind, today calendar.Day) (letter.Content, error) {
	channel, _ := request.RuleOf(c.Channel)
	on := c.ReceivedOn
	if on == "" {
		on = c.SubmittedOn
	}
	received, err := calendar.Parse(on)
	if err != nil {
		return nil, fmt.Errorf("read the day application %s was received: %w", c.ID, err)
	}
	e := letter.Content{letter.Title: kind.TitleFor(p.Name), letter.Addressee: "申请人", letter.Number: p.Symbol, letter.Signature: p.Name,
		letter.IssuedDay: today.Chinese(), request.ReceivedDay: received.Chinese() + "（" + channel.Label + "）", request.ApplicationNo: c.No(),
		request.RequestText: letter.Inner(c.Wanted)}
	if kind.To == toThird {
		delete(e, request.RequestText)
	}
	return e, nil
}

// cites are the clauses an answer rests on, of all its items.
func (a Answer) cites(kind request.LetterKind) []law.Ref {
	if !a.several() {
		if a.Outcome == request.PartlyGranted {
			return request.PartlyCites(a.Withheld)
		}
		if list := a.Grounds.Overrides(a.Outcome, a.code()); list != nil {
			return list
		}
		base := kind
		if a.Kind == request.AnswerAnew {
			base, _ = Answer{Kind: a.Base, Outcome: a.Outcome}.LetterKind()
		}
		return base.CitesOf(a.Outcome)
	}
	var lists [][]law.Ref
	for _, x := range a.Items {
		lists = append(lists, x.cites())
	}
	return request.SeveralCites(a.Outcome, lists)
}

// namedAgain are the acts that the letter names once more after their whole names.
func (a Answer) namedAgain() []string {
	if a.several() || len(a.Parts) > 0 {
		return []string{request.Regulation}
	}
	return nil
}

// FullCites are clauses as a letter names them the first time.
func FullCites(refs []law.Ref, again ...string) string { return law.FullList(refs, again...) }

// grounds takes over what an element of the letter says already.
func (a *Answer) grounds() {
	g, e := &a.Grounds, a.Elements
	g.Facts, g.Reason, g.Access, g.Search, g.Discretion = e[request.Facts], e[request.Reason], e[request.Access], e[request.SearchRecord], e[request.Discretion]
	elsewhere(g, a.code(), e[request.OtherBody])
	if a.code() == request.AnswerRepeated && g.Earlier == "" {
		g.Earlier = e[request.EarlierAnswer]
	}
	g.ThirdTold = a.tellsThird()
}

// code is the kind whose answer this is, also where it is given anew.
func (a Answer) code() letter.Code {
	if a.Kind == request.AnswerAnew {
		return a.Base
	}
	return a.Kind
}

// missing is what the grounds of the outcome, and of every item, still lack
// by the law of a day.
func (a Answer) missing(day calendar.Day) (all fault.List) {
	if !a.several() {
		all = fault.ListOf(a.Grounds.CheckOn(a.Outcome, a.code(), day))
	}
	if strings.TrimSpace(a.Third) != "" && strings.TrimSpace(a.ThirdWhat) == "" {
		all = append(all, request.NeedOpened.Unmet("third_what"))
	}
	return slices.Concat(all, a.partsLack(day), a.CheckItems(day))
}

// again warns of a result that review or a court has struck down and that would
// stand once more (复议法 64②, 行诉法 71): people judge the facts.
func (a Answer) again(clock request.Clock, had []cases.LoggedEvent) string {
	before, ordered := clock.StruckDown(cases.Events(had))
	if !ordered {
		return ""
	}
	if note := request.SameAgain(before, request.Event{Outcome: a.Outcome, Basis: a.basis()}, fellForProcedure(had)); note != nil {
		return note.Why()
	}
	return ""
}

// basis is what the decision rests on, as the event keeps it.
func (a Answer) basis() string {
	if a.Basis != "" {
		return a.Basis
	}
	kind, _ := a.LetterKind()
	rule, _ := request.OutcomeOf(a.Outcome)
	if rule.Doubtful {
		return ""
	}
	var list []string
	for _, r := range a.cites(kind) {
		list = append(list, r.Short())
	}
	return strings.Join(list, "、")
}

// same are the grounds that an element of the letter states.
var same = map[string]string{"search": string(request.SearchRecord), "other_contact": string(request.OtherBody), "third_told": "third"}

// tidy names faults by the fields of the form, each field once.
func tidy(list fault.List) (all fault.List) {
	for _, f := range list {
		if field, ok := same[f.Field]; ok {
			f.Field = field
		}
		if f.Field == "" || !told(all, f.Field) {
			all = append(all, f)
		}
	}
	return all
}

func told(all fault.List, field string) bool {
	for _, f := range all {
		if f.Field == field {
			return true
		}
	}
	return false
}

// Draft keeps a complete draft and hands it to the unit's head.
func (d *Answers) Draft(ctx context.Context, who identity.Actor, c cases.Case, seen int64, a Answer) error {
	a.Elements = maps.Clone(a.Elements) // what is filled in stays here
	if err := d.Complete(ctx, c, &a); err != nil {
		return err
	}
	a.Basis = a.basis()
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	entry := act.Entry{Name: "request.draft", Body: c.Body, Subject: c.ID}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		c, err := cases.Claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		holds, err := cases.Found(ctx, tx, c)
		if err != nil {
			return err
		}
		step, err := request.Workflow().Allow(c.State, request.ActionDraft, holds, who.Roles...)
		if err != nil {
			return err
		}
		if err := cmp.Or(decidable(ctx, tx, cal, c, a), d.heardAs(ctx, tx, c, a), d.reasonsOver(ctx, tx, cal, c, a)); err != nil {
			return err
		}
		x := cases.DrawnLetter{Owner: c.ID, Body: c.Body, Kind: a.Kind, Outcome: a.Outcome, Basis: a.Basis}
		if x.Replaces, err = replaced(ctx, tx, c.ID); err != nil {
			return err
		}
		if x.Says, err = a.encode(); err != nil {
			return err
		}
		l, err := cases.LetterTable.Draw(tx, d.Vault, who.ID, x)
		if err != nil {
			return err
		}
		if err := cases.LetterTable.Insert(ctx, tx, l); err != nil {
			return err
		}
		if err := insertItems(ctx, tx, l, c, a); err != nil {
			return err
		}
		c.State = step.To
		return cases.MoveCase(ctx, tx, c, seen)
	})
}

// replaced is the answer that a new one takes the place of: the last that was
// signed, whether it was voided or struck down; "" for a first answer.
func replaced(ctx context.Context, db sqldb.Reader, id string) (string, error) {
	all, err := cases.LetterTable.Of(ctx, db, id)
	if err != nil {
		return "", err
	}
	for _, l := range all {
		if l.Outcome != "" && l.Number.Valid {
			return l.ID, nil
		}
	}
	return "", nil
}

// decidable reports what the book would refuse if the answer were given today,
// such as a lapse before the applicant's last day: better told before the draft
// goes round than at its service.
func decidable(ctx context.Context, tx *act.Tx, cal *calendar.Calendar, c cases.Case, a Answer) error {
	had, err := cases.CaseEvents.Of(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	h := request.History{Events: cases.Events(had), AsOf: calendar.At(tx.Now())}
	over := request.Replay(cal, h).Unpaid()
	switch {
	case over && a.Outcome == request.FeeOverdue:
		return nil // the clock has ended it, the letter only tells
	case c.State == request.AwaitingFee && a.Outcome != request.FeeOverdue:
		return &fault.Error{Kind: fault.Unlawful, Field: "outcome", Message: "正在等待缴费：登记缴费以后再答复，逾期未缴的只拟不再处理告知书"}
	}
	h.Events = append(h.Events, request.Event{Type: request.Decided, At: h.AsOf, Outcome: a.Outcome, Basis: a.Basis, Withheld: a.Withheld, Unheard: a.unheard()})
	for _, no := range request.Replay(cal, h).Refused {
		if no.Event == len(h.Events)-1 {
			return &fault.Error{Kind: fault.Unlawful, Field: "outcome", Message: no.Why()}
		}
	}
	return nil
}

func none(string) bool { return false }

// encode writes an answer as it is sealed.
func (a Answer) encode() (string, error) {
	text, err := json.Marshal(a)
	if err != nil {
		return "", fmt.Errorf("encode letter: %w", err)
	}
	return string(text), nil
}

// Answer opens what a letter says.
func (d *Answers) Answer(l cases.Letter) (a Answer, err error) {
	text, err := cases.LetterTable.Opened(d.Vault, l)
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(text), &a)
}
