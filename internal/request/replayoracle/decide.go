package replayoracle

import (
	"slices"
	"strings"

	"yangguang/internal/calendar"
)

// decide ends the application, unless what the decision supposes has not
// happened: then it is no decision and the clock runs on.
func (f *file) decide(e fact) bool {
	supposes := append([]string{e.Outcome}, e.Withheld...)
	for _, ground := range supposes {
		if !f.stands(ground, e) {
			return false
		}
	}
	if f.heard() {
		switch {
		case slices.Contains(supposes, "third_party_rights"):
			f.warned = append(f.warned, e.index)
		case slices.Contains([]string{"granted", "partly_granted"}, e.Outcome):
			// silent: giving what a third party is still being heard about
			// decides on its rights too (条例 32); a warning is as good as none.
			f.mayWarn = append(f.mayWarn, e.index)
		}
	}
	if e.Outcome == "" { // silent: no row can be told; it may be pointed out
		f.mayWarn = append(f.mayWarn, e.index)
	}
	f.finish(&e, e.Outcome, f.today)
	return true
}

// stands reports whether the precondition of a ground has happened.
func (f *file) stands(ground string, e fact) bool {
	switch ground {
	case "third_party_rights":
		return f.thirdAsked || strings.TrimSpace(e.Unheard) != ""
	case "still_unclear":
		return f.correction != nil && f.correctionCame
	case "correction_overdue":
		return f.correctionWaits && f.correction.until != 0 && f.correction.until < f.today
	case "fee_overdue":
		fee := f.fee()
		return fee != nil && f.delivered(fee) != 0 && f.week.nth(f.delivered(fee), 20) < f.today
	case "abusive_volume":
		return f.reasonsAsked
	}
	return true
}

// heard reports whether a third party is being heard today.
func (f *file) heard() bool {
	for _, l := range f.letters {
		if l.Type == "third_party_asked" && f.open(l) {
			return true
		}
	}
	return false
}

// finish ends the application and closes what was open. How things stood is
// kept as it was.
func (f *file) finish(by *fact, outcome string, on calendar.Day) {
	f.standing = f.sheet()
	f.standing.provisional = f.standing.due != 0 && f.rests() // what has ended moves for no holiday
	if outcome == "correction_overdue" || outcome == "fee_overdue" {
		f.standing = sheet{received: f.received, starts: f.starts}
	}
	f.end, f.outcome, f.left = on, outcome, by
	now := f.today
	f.today = on // what ends with a day is silent through that day no longer than it
	f.standing.deemed = f.deemed()
	f.today = now
	for _, l := range f.letters {
		l.closed = true
	}
	f.correctionWaits = false
}

// remedy is A, B or none by the law of the day of the decision.
func (f *file) remedy() string {
	if f.end == 0 || f.outcome == "" {
		return "none"
	}
	first := slices.Contains(grounds, f.outcome)
	if f.outcome == "partly_granted" {
		first = f.left.Withheld == nil
		for _, w := range f.left.Withheld {
			first = first || slices.Contains(grounds, w)
		}
	}
	if first && f.end.String() >= "2024-01-01" {
		return "B"
	}
	return "A"
}

// row is the row of table three.
func (f *file) row() *int {
	n := 23
	switch {
	case f.end == 0, f.left != nil && f.left.Type == "decided" && f.outcome == "":
		return nil
	case f.outcome != "":
		n = 3 + slices.Index(outcomes, f.outcome)
	}
	return &n
}
