package answers

import (
	"context"
	"slices"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// Facts is what a text may tell of the case beside the elements of its letter.
func Facts(c cases.Case, p cases.Profile, clock request.Clock, had []cases.LoggedEvent) map[letter.Fact]string {
	noted := make([]request.NotedEvent, len(had))
	for i, h := range had {
		noted[i] = request.NotedEvent{Event: h.Event, Note: h.Note}
	}
	f := request.FactsOf(c.Kind, noted, clock)
	f[request.BodyName], f[request.BodyContact] = p.Name, p.Contact
	return f
}

// sent is a letter as the book asks for it.
func sent(l cases.Letter) request.Sent { return request.Sent{Kind: l.Kind, State: l.State} }

// remedyText is the paragraph about the remedy; several items with different
// remedies are told apart.
func (a Answer) remedyText(day calendar.Day) string {
	if !a.several() {
		return a.rule(day).Text(a.Where)
	}
	var list []request.Partial
	for i, x := range a.Items {
		list = append(list, x.told(i+1, day))
	}
	return request.TellEach(list, a.Where)
}

// rule is the law of a day by which the letter tells of the remedy.
func (a Answer) rule(day calendar.Day) request.RemedyRule {
	if a.Outcome == "" {
		return request.RemedyRule{Told: a.Remedy()}
	}
	return request.RemedyRuleOn(a.Outcome, a.Withheld, a.Grounds.EarlierOpened, day)
}

// Proofs lists what the body has to prove for the answer in hand, should it be
// contested; before there is one, what each outcome would ask for. had reports
// which of both it is.
func (d *Answers) Proofs(_ context.Context, drawn []cases.Letter) (list []request.Proof, had bool, err error) {
	l, ok := Current(drawn)
	if !ok {
		var all []request.Outcome
		for _, o := range request.Outcomes() {
			all = append(all, o.Outcome)
		}
		return request.Grounds{}.Proofs(all...), false, nil
	}
	a, err := d.Answer(l)
	if err != nil {
		return nil, false, err
	}
	outcomes := []request.Outcome{a.Outcome}
	for _, x := range a.Items {
		outcomes = append(append(outcomes, x.Outcome), x.Withheld...)
	}
	return a.Grounds.Proofs(append(outcomes, a.Withheld...)...), true, nil
}

// volumes are the grounds of every part of an answer that is not dealt with because
// of an unusual number.
func (a Answer) volumes() (list []request.Grounds) {
	is := func(all ...request.Outcome) bool { return slices.Contains(all, request.AbusiveVolume) }
	if !a.several() && is(a.Outcome) {
		list = append(list, a.Grounds)
	}
	for _, x := range a.Items {
		if a.several() && is(append(x.Withheld, x.Outcome)...) {
			list = append(list, x.Grounds)
		}
	}
	for _, x := range a.Parts {
		if is(x.Ground) {
			list = append(list, x.Grounds)
		}
	}
	return list
}

// reasonsOver refuses an answer that rests on an unusual number while the applicant
// may still say why, and has not (条例 35).
func (d *Answers) reasonsOver(ctx context.Context, db sqldb.Reader, cal *calendar.Calendar, c cases.Case, a Answer) error {
	rest := a.volumes()
	if len(rest) == 0 {
		return nil
	}
	p, err := d.Cases.Profile(ctx, db, c.Body)
	if err != nil {
		return err
	}
	had, err := cases.CaseEvents.Of(ctx, db, c.ID)
	if err != nil {
		return err
	}
	found, err := cases.Findings(ctx, db, c.ID)
	if err != nil {
		return err
	}
	today := d.Cases.Today()
	events := cases.Events(had)
	reasons := request.Replay(cal, request.History{Events: events, AsOf: today}).ReasonsOn(events, cal, p.CorrectionDays, today)
	reasons.Said = slices.ContainsFunc(found, func(f cases.Finding) bool { return f.Kind == cases.Reasons }) ||
		!slices.ContainsFunc(rest, func(g request.Grounds) bool { return strings.TrimSpace(g.ReasonsSaid) == "" })
	if no := reasons.Open(today); no != nil {
		if no.Field = "outcome"; reasons.Asked {
			no.Field = "reasons_said"
		}
		return no
	}
	return nil
}
