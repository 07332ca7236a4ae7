package request

import (
	"fmt"
	"strings"
	"testing"

	"yangguang/internal/calendar"
)

// An event that is put down after the due day with an earlier date saves nothing:
// what was known when it was put down decides.
func TestPutDownTooLate(t *testing.T) {
	const decide = `{"type":"decided","at":"2024-10-21","outcome":"granted"}`
	for _, tt := range []struct {
		event   string
		asOf    string
		want    string // due late extended refused idle
		because string
	}{
		{`{"type":"third_party_asked","at":"2024-09-20","delivered":"2024-09-23"}`, "2024-10-21", "2024-11-07 0 false 0 0", "put down on its day it stops the clock"},
		{`{"type":"third_party_asked","at":"2024-09-20","delivered":"2024-09-23","entered":"2024-10-16","outside":"某函〔2024〕5号"}`, "2024-10-21", "2024-11-07 0 false 0 0", "so does one put down on the last day"},
		{`{"type":"third_party_asked","at":"2024-09-20","delivered":"2024-09-23","entered":"2024-10-17","outside":"某函〔2024〕5号"}`, "2024-10-21", "2024-10-16 3 false 0 1", "A0: after it, nothing"},
		{`{"type":"extended","at":"2024-10-15","entered":"2024-10-16"}`, "2024-10-21", "2024-11-13 0 true 0 0", "an extension in time"},
		{`{"type":"extended","at":"2024-10-15","entered":"2024-10-18"}`, "2024-10-21", "2024-10-16 3 false 0 1", "A0: an extension that was never told in time"},
		{`{"type":"correction_asked","at":"2024-09-18","until":"2024-09-30","entered":"2024-10-18"}`, "2024-10-21", "2024-10-16 3 false 1 0", "a correction remembered afterwards"},
		{`{"type":"fee_noticed","at":"2024-09-24","delivered":"2024-09-25","entered":"2024-10-18"}`, "2024-10-21", "2024-10-16 3 false 1 0", "a fee"},
		{`{"type":"delayed","at":"2024-10-10","until":"2025-01-10","entered":"2024-10-18"}`, "2024-10-21", "2024-10-16 3 false 1 0", "a delay"},
	} {
		c := replayed(t, tt.asOf, online, tt.event)
		if got := fmt.Sprint(c.Due, " ", c.LateDays, " ", c.Extended, " ", len(c.Refused), " ", len(c.Idle)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.because, got, tt.want)
		}
		for _, n := range append(c.Refused, c.Idle...) {
			if why := n.Why(); !strings.Contains(why, "才登记，期限已经届满") || !strings.Contains(why, "（") || strings.Contains(why, "{") {
				t.Errorf("%s: says %q", tt.because, why)
			}
		}
		if c := replayed(t, "2024-10-21", online, tt.event, decide); len(c.Idle) > 0 && c.LateDays != 3 {
			t.Errorf("%s: answered %d days late", tt.because, c.LateDays)
		}
	}
	// What was put down before decides, not what was put down later with an
	// earlier day.
	c := replayed(t, "2024-10-21", online, `{"type":"extended","at":"2024-10-10"}`, `{"type":"third_party_asked","at":"2024-09-20","delivered":"2024-09-23","entered":"2024-10-17"}`)
	if c.Due.String() != "2024-12-05" || len(c.Idle) != 0 {
		t.Errorf("within an extended term the question is in time: due %s, %v", c.Due, c.Idle)
	}
}

// The remedy is that of the law of the day of the decision.
func TestRemedyByDay(t *testing.T) {
	for _, tt := range []struct {
		day, outcome string
		want         Remedy
		cites        string
		because      string
	}{
		{"2023-12-29", "state_secret", RemedyEither, "", "before 2024-01-01 nothing had to be reviewed first"},
		{"2024-01-02", "state_secret", RemedyReviewFirst, "复议法 23①(四)", "复议法 as revised"},
		{"2026-06-30", "partly_granted", RemedyReviewFirst, "复议法 23①(四)", "the regulation was not in force"},
		{"2026-07-01", "partly_granted", RemedyReviewFirst, "复议法 23①(四) 复议法实施条例 31", "国务院令第836号"},
		{"2026-07-01", "administrative_inquiry", RemedyEither, "", "not one of 14 to 16"},
	} {
		at, err := calendar.Parse(tt.day)
		if err != nil {
			t.Fatal(err)
		}
		c := replayed(t, tt.day, `{"type":"received","at":"`+(at-10).String()+`"}`, `{"type":"decided","at":"`+tt.day+`","outcome":"`+tt.outcome+`"}`)
		var cites []string
		for _, ref := range c.Clauses() {
			if strings.HasPrefix(ref.Statute, "复议法") {
				cites = append(cites, ref.Short())
			}
		}
		if c.Remedy != tt.want || strings.Join(cites, " ") != tt.cites {
			t.Errorf("%s: %s, rests on %s", tt.because, c.Remedy, cites)
		}
	}
}
