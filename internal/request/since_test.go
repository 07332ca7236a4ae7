package request

import (
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// Every rule has a day from which it is in force, none earlier than the text that it
// cites; what follows usage alone (待核) has no text to be older than.
func TestEveryRowHasItsDay(t *testing.T) {
	n := 0
	row := func(table, what string, cites []law.Ref, since calendar.Day, doubtful bool) {
		n++
		if since == 0 {
			t.Errorf("%s: %q is in force from no day", table, what)
		}
		for _, c := range cites {
			if day, err := calendar.Parse(c.Since()); !doubtful && (err != nil || since < day) {
				t.Errorf("%s: %q is in force from %s, its text %s from %s", table, what, since, c.Short(), c.Since())
			}
		}
	}
	one := func(c law.Ref) []law.Ref { return []law.Ref{c} }
	for _, o := range Outcomes() {
		row("outcomes", o.Label, o.Cites, o.Since, o.Doubtful)
		for _, k := range AnswerKinds(o.Outcome) {
			for _, w := range append(wants(o.Outcome, k.Code), always(o.Outcome)...) {
				row("grounds", w.message, one(w.cite), w.since, false)
			}
		}
	}
	for _, x := range needs {
		row("needs", x.message, one(x.cite), x.since, false)
	}
	for _, x := range proofs {
		row("proofs", x.proves, one(x.cite), x.since, false)
	}
	for _, x := range Limits() {
		row("limits", x.Label, one(x.Cite), x.Since, x.Doubtful)
	}
	for _, x := range Reviewers() {
		row("reviewers", x.Label, one(x.Cite), x.Since, false)
	}
	for _, x := range RemedyRules() {
		row("remedies", string(x.Told), nil, x.Since, x.Doubtful)
	}
	if n < 120 {
		t.Errorf("only %d rows were read", n)
	}
}

// A rule asks for nothing before its day.
func TestARuleBeginsOnItsDay(t *testing.T) {
	for _, tt := range []struct {
		day     calendar.Day
		asked   bool
		because string
	}{
		{inForce - 1, false, "2019-05-14: the regulation of 2019 is not in force yet"},
		{inForce, true, "2019-05-15"},
		{detailedSince, true, "and goes on"},
	} {
		if err := (Grounds{Facts: "经查。", Reason: "理由。"}).CheckOn(StateSecret, "", tt.day); (err != nil) != tt.asked {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
}
