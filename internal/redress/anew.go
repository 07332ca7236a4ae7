package redress

import (
	"cmp"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// detailedSince is 2026-07-01, the day of 复议法实施条例 (国务院令第836号);
// interpretedSince 2025-06-01, that of 法释〔2025〕8号.
const (
	detailedSince    calendar.Day = 20635
	interpretedSince calendar.Day = 20240
)

// AnewRule says within what time the body acts anew where the order names none:
// of one kind of contest, over an application or over something else, from a day
// on until another rule for the same takes its place. A term of no length means
// that the law sets none.
type AnewRule struct {
	Kind     Kind
	Apart    bool // no application is behind it
	Term     calendar.Term
	Since    calendar.Day
	Cite     law.Ref
	Doubtful bool
}

// anewRules are the rules, those for the same in the order of their days. An
// application for information has its term in 条例 33②; what has none in law has the
// sixty days of 复议法实施条例 58① after a review that revoked, and none otherwise.
var anewRules = []AnewRule{
	{Review, false, workingDays(20), openingSince, law.Art("条例", 33).Para(2), true},
	{Review, false, workingDays(20), detailedSince, law.Art("复议法实施条例", 58).Para(1), false},
	{Review, true, calendar.Term{}, reviewSince, law.Art("复议法", 64).Para(1), false},
	{Review, true, naturalDays(60), detailedSince, law.Art("复议法实施条例", 58).Para(1), false},
	{Suit, false, workingDays(20), openingSince, law.Art("条例", 33).Para(2), true},
	{Suit, false, workingDays(20), interpretedSince, law.Art("公开解释", 11), false},
	{Suit, true, calendar.Term{}, suitSince, law.Art("行诉法", 70), false},
}

// AnewRules lists them.
func AnewRules() []AnewRule { return append([]AnewRule{}, anewRules...) }

// anewRule is the rule for an order that took effect on a day.
func anewRule(k Kind, apart bool, day calendar.Day) (found AnewRule) {
	for _, r := range anewRules {
		if r.Kind == k && r.Apart == apart && (found.Kind == "" || r.Since <= day) {
			found = r
		}
	}
	return found
}

// orderRuns is what the end of the contest orders.
func (r *replay) orderRuns() []Run {
	if r.order == nil {
		return nil
	}
	x := Run{Limit: limit(Comply), From: r.ordered, Done: r.complied}
	if r.end.Anew {
		x.Limit, x.Default = limit(AnswerAnew), true
		rule := anewRule(r.h.Kind, r.h.Apart, r.ordered)
		if r.end.Name == "review_perform" && r.h.Apart { // 58① is about acts that were revoked
			rule.Term = calendar.Term{}
		}
		x.Term, x.Cite, x.Doubtful = rule.Term, rule.Cite, rule.Doubtful
	} else if r.h.Kind == Suit {
		x.Cite = mustComply
	}
	if r.order.Days != nil {
		x.Cite = cmp.Or(r.statedBy(), x.Cite)
		x.Default, x.Doubtful = false, false
		x.Term = calendar.Term{N: *r.order.Days, Unit: cmp.Or(r.order.Unit, calendar.NaturalDays)}
	}
	if x.Term.N > 0 {
		e := r.cal.End(r.ordered, x.Term)
		x.Due, x.Nominal, x.Provisional = e.Due, e.Nominal, e.Provisional
	}
	return []Run{x}
}

// statedBy is the clause of a decision that names its own term; zero for one that
// orders no new answer.
func (r *replay) statedBy() law.Ref {
	if r.end.Anew {
		return r.end.Cite
	}
	return law.Ref{}
}

// untold are the days that do not count in the time to apply for review: the body
// had not told that review comes first, and the applicant sued instead, from the
// suit to the service of the ruling that dismissed it (复议法实施条例 26).
type untold struct{ from, to calendar.Day }

// days is how many they are within the time that began after answered; 0 before
// the regulation took effect.
func (u untold) days(answered, lodged calendar.Day) calendar.Day {
	if u.from == 0 || u.to < u.from || u.from <= answered || lodged < detailedSince {
		return 0
	}
	return u.to - u.from + 1
}

// tooLate reports whether a review was applied for after the time for it.
func (r *replay) tooLate() bool {
	if r.h.Kind != Review || r.h.AnswerServed == 0 || r.lodged == 0 {
		return false
	}
	e := r.cal.End(r.h.AnswerServed, limit(ApplyReview).Term)
	return r.lodged > r.cal.Next(e.Nominal+r.untold.days(r.h.AnswerServed, r.lodged))
}
