package replayoracle_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/request/replayoracle"
)

// Terms worked out by hand from the yearly notices: the oracle's own ground.
func TestOracleCounts(t *testing.T) {
	week := replayoracle.NewWeek(calendar.BuiltIn())
	for _, tt := range []struct{ received, due, extended, because string }{
		{"2024-01-31", "2024-03-04", "2024-04-01", "over 春节 and its two worked Sundays"},
		{"2024-02-09", "2024-03-14", "2024-04-12", "除夕 was a working day that year"},
		{"2024-09-10", "2024-10-14", "2024-11-11", "over 中秋 and 国庆"},
		{"2024-12-20", "2025-01-20", "2025-02-21", "into the next year, with two worked days round 春节"},
		{"2025-01-20", "2025-02-21", "2025-03-21", "with two worked days round 春节"},
		{"2026-01-30", "2026-03-05", "2026-04-02", "with two worked Saturdays"},
		{"2026-02-14", "2026-03-20", "2026-04-20", "received on a worked Saturday"},
		{"2026-09-18", "2026-10-22", "2026-11-19", "with a worked Sunday and Saturday"},
		{"2026-11-20", "2026-12-18", "2027-01-18", "into a year without a notice"},
		{"2020-01-20", "2020-02-25", "2020-03-24", "the holiday that was made longer"},
	} {
		got := replay(t, week, `{"events":[{"type":"received","at":"`+tt.received+`"}],"as_of":"`+tt.received+`"}`)
		longer := replay(t, week, `{"events":[{"type":"received","at":"`+tt.received+`"},{"type":"extended","at":"`+tt.received+`"}],"as_of":"`+tt.received+`"}`)
		if *got.Due != tt.due || *longer.Due != tt.extended {
			t.Errorf("%s: from %s due %s, %s; want %s, %s", tt.because, tt.received, *got.Due, *longer.Due, tt.due, tt.extended)
		}
	}
}

func replay(t *testing.T, week replayoracle.Week, history string) replayoracle.Output {
	t.Helper()
	o, err := replayoracle.Replay(week, []byte(history))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// The program and the oracle call the same files unreadable.
func TestUnreadable(t *testing.T) {
	b := newBench(t)
	for _, history := range []string{
		``, `x`, `[]`, `{}`, `{"events":[]}`, `{"events":{}}`, `{"events":[1],"as_of":"2024-09-10"}`,
		`{"events":[{"type":"received","at":20240910}]}`, `{"events":[{"type":"received","at":"10.9.2024"}]}`,
		`{"events":[{"type":"received"}],"as_of":"2024-09-10"}`, `{"events":[{"at":"2024-09-10"}]}`,
		`{"events":[{"type":"received","at":"2024-09-10","confirmed":"2024-9-1"}]}`,
		`{"events":[{"type":"extended","at":"2024-09-10","days":"20"}]}`,
		`{"events":[{"type":"extended","at":"2024-09-10","days":1.5}]}`,
		`{"events":[{"type":"delivered","at":"2024-09-10","of":"1"}]}`,
		`{"events":[{"type":"decided","at":"2024-09-10","withheld":"internal_affairs"}]}`,
		`{"events":[{"type":"remitted","at":"2024-09-10","unit":"weeks"}]}`,
		`{"events":[{"type":"received","at":"2024-09-10"}]} and more`,
		`{"events":[{"type":"received","at":"2024-09-10"}],"as_of":"yesterday"}`,
	} {
		text, code := b.program([]byte(history))
		if _, err := replayoracle.Replay(b.week, []byte(history)); err == nil || code != 2 {
			t.Errorf("%s: oracle %v, program %d %s", history, err, code, text)
		}
	}
}

// The generator reaches what it was made for: every kind of event applied and
// refused, every row, status and remedy, warnings, restarts, late days.
func TestGeneratorReaches(t *testing.T) {
	week := replayoracle.NewWeek(calendar.BuiltIn())
	g := replayoracle.NewGenerator(week, 1)
	seen := map[string]int{}
	for range 8000 {
		h := g.Next()
		data, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		o, err := replayoracle.Replay(week, data)
		if err != nil {
			seen["unreadable"]++
			continue
		}
		for i, e := range h.Events {
			if h.AsOf != "" && e.At > h.AsOf {
				continue
			}
			verb := "applied "
			if slices.Contains(o.Refused, i) {
				verb = "refused "
			}
			seen[verb+e.Type]++
		}
		seen["status "+o.Status]++
		seen["remedy "+o.Remedy]++
		if o.Row != nil {
			seen[fmt.Sprintf("row %d", *o.Row)]++
		}
		for name, is := range map[string]bool{"provisional": o.Provisional, "warnings": len(o.Warnings) > 0, "late": o.LateDays > 0,
			"deemed": len(o.Deemed) > 0, "regulation": o.Regulation, "restart": o.Starts != nil && *o.Starts != *o.Received,
			"due unknown": o.Received != nil && o.Due == nil} {
			if is {
				seen[name]++
			}
		}
	}
	var rare []string
	for _, want := range wanted() {
		if seen[want] < 5 {
			rare = append(rare, fmt.Sprintf("%s %d", want, seen[want]))
		}
	}
	if len(rare) > 0 {
		t.Errorf("too seldom: %s", strings.Join(rare, ", "))
	}
}

// wanted are the names of what the generator has to reach.
func wanted() []string {
	names := []string{"unreadable", "provisional", "warnings", "late", "deemed", "regulation", "restart", "due unknown",
		"status not_started", "status running", "status stopped", "status ended", "status overdue", "remedy A", "remedy B", "remedy none"}
	for row := 3; row <= 23; row++ {
		names = append(names, fmt.Sprintf("row %d", row))
	}
	for _, kind := range []string{"received", "correction_asked", "correction_received", "third_party_asked", "third_party_answered",
		"organ_asked", "organ_answered", "extended", "delayed", "fee_noticed", "fee_paid", "delivered", "reasons_asked", "decided",
		"withdrawn", "remitted"} {
		names = append(names, "applied "+kind, "refused "+kind)
	}
	return names
}
