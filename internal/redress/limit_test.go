package redress

import (
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/figure"
)

func TestLimits(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		name, from, due string
		because         string
	}{
		{ApplyReview, "2026-01-30", "2026-03-31", "sixty natural days"},
		{AnswerReview, "2026-09-24", "2026-10-15", "ten days are working days (88②)"},
		{AnswerReviewSummary, "2026-09-24", "2026-10-09", "five as well"},
		{SendCopySummary, "2026-09-24", "2026-09-30", "and three"},
		{SendCopy, "2026-09-23", "2026-10-10", "and seven"},
		{DecideReviewSummary, "2026-11-02", "2026-12-02", "thirty are not"},
		{SueAfterReview, "2026-11-06", "2026-11-23", "fifteen end on a Saturday"},
		{SueDirectly, "2025-08-31", "2026-02-28", "six months, to the last day of February"},
		{AnswerSuit, "2026-11-02", "2026-11-17", "fifteen natural days"},
		{AppealRuling, "2026-11-02", "2026-11-12", "ten days are natural ones before a court"},
		{ReportOpinion, "2026-09-01", "2026-11-02", "sixty natural days, to a Monday"},
		{AnswerAnew, "2026-09-18", "2026-10-22", "twenty working days"},
	} {
		l, ok := LimitOf(tt.name)
		if !ok {
			t.Fatal(tt.name)
		}
		if got := cal.End(on(t, tt.from), l.Term).Due.String(); got != tt.due {
			t.Errorf("%s from %s (%s): got %s, want %s", tt.name, tt.from, tt.because, got, tt.due)
		}
	}
	for _, l := range Limits() {
		if err := l.Cite.Check(); err != nil || l.Label == "" || l.From == "" || l.Who.Label() == "" {
			t.Errorf("%s: %v", l.Name, err)
		}
	}
}

func TestEnds(t *testing.T) {
	count := map[Result]int{}
	for _, e := range Ends() {
		if err := e.Cite.Check(); err != nil {
			t.Error(err)
		}
		count[e.Result]++
		if e.Anew && e.Result != Corrected {
			t.Errorf("%s: only a correction orders a new answer", e.Name)
		}
		if e.Kind == Review && e.Appeal != "" || e.Kind == Suit && e.Sue {
			t.Errorf("%s: what can follow it", e.Name)
		}
		if _, ok := LimitOf(e.Appeal); e.Appeal != "" && !ok {
			t.Errorf("%s: no limit %s", e.Name, e.Appeal)
		}
	}
	if count[Upheld] != 3 || count[Corrected] != 12 || count[Otherwise] != 8 || count[Pending] != 1 || count[""] != 2 {
		t.Errorf("columns: %v", count)
	}
	if len(Results())+1 != figure.Kinds {
		t.Errorf("%d results, of which the last column of table four is the sum", len(Results()))
	}
	for i, g := range Groups() {
		if c := figure.Four(i+1, 1).Key(); c != "four."+string(g)+".1" {
			t.Errorf("group %d of table four is %s, not %s", i+1, c, g)
		}
		for _, r := range Results() {
			if g.Label() == "" || r.Label() == "" {
				t.Error(g, r)
			}
		}
	}
}

// Every limit is in force from the day of the text that it cites.
func TestEveryLimitHasItsDay(t *testing.T) {
	for _, l := range limits {
		if l.Since == 0 || l.Since.String() < l.Cite.Since() {
			t.Errorf("%s: from %s, its text %s from %s", l.Label, l.Since, l.Cite.Short(), l.Cite.Since())
		}
	}
	for _, r := range anewRules {
		if r.Since == 0 {
			t.Errorf("%s: an order anew without a day", r.Cite.Short())
		}
	}
}
