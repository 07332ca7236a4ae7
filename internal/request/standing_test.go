package request

import (
	"strings"
	"testing"

	"yangguang/internal/fault"
)

// An answer is sent after it was signed and received after it was sent; neither
// lies ahead.
func TestSending(t *testing.T) {
	for _, tt := range []struct {
		signed, sent, received string
		fields                 string
		because                string
	}{
		{"2026-11-27", "2026-11-27", "", "", "signed and sent on Friday, put down on Monday"},
		{"2026-11-27", "2026-11-27", "2026-11-30", "", "received today"},
		{"2026-11-27", "2026-11-26", "", "sent", "A9: sent before it was signed"},
		{"2026-11-27", "2026-12-01", "", "sent", "not sent yet"},
		{"2026-11-27", "2026-11-28", "2026-11-27", "received", "received before it was sent"},
		{"2026-11-27", "2026-11-28", "2026-12-01", "received", "not received yet"},
	} {
		s := Sending{Signed: on(tt.signed), Sent: on(tt.sent)}
		if tt.received != "" {
			s.Received = on(tt.received)
		}
		var fields []string
		for _, f := range fault.ListOf(s.Check(on("2026-11-30"))) {
			if f.Kind != fault.Unlawful || f.Cite.Short() != "条例 33②" {
				t.Errorf("%s: %v", tt.because, f)
			}
			fields = append(fields, f.Field)
		}
		if got := strings.Join(fields, " "); got != tt.fields {
			t.Errorf("%s: got %q", tt.because, got)
		}
	}
}

// Day 0 of the sixty days by the way of service (复议法实施条例 23①).
func TestReceipts(t *testing.T) {
	ways := map[string]string{GivenAtOnce: "(一)", SignedFor: "(二)", RefusedToSign: "(二)", ByPost: "(三)", Electronically: "(四)", Announced: "(五)", ToldLater: "(六)"}
	for _, r := range Receipts() {
		if err := r.Cite.Check(); err != nil || r.Cite.Short() != "复议法实施条例 23①"+ways[r.Way] || r.Label == "" || r.Day == "" {
			t.Errorf("%s: %+v, %v", r.Way, r, err)
		}
		delete(ways, r.Way)
	}
	if len(ways) > 0 {
		t.Errorf("not told: %v", ways)
	}
}

// An event that a letter tells of has the day of the letter; an earlier one wants
// the letter that was sent outside.
func TestPutDown(t *testing.T) {
	full := Outside{Number: "云水函〔2026〕5号", Proof: "EMS 1", Scan: "f-1"}
	for _, tt := range []struct {
		event   EventType
		day     string
		outside Outside
		fields  string
		entered string
		because string
	}{
		{ThirdPartyAsked, "2026-11-29", Outside{}, "", "", "today, with today's letter"},
		{ThirdPartyAsked, "2026-10-29", Outside{}, "at", "", "A0: a question of a month ago"},
		{Extended, "2026-11-20", Outside{}, "at", "", "A0: an extension of nine days ago"},
		{FeeNoticed, "2026-11-28", Outside{}, "at", "", "a fee"},
		{CorrectionAsked, "2026-11-28", Outside{}, "at", "", "a correction"},
		{Delayed, "2026-11-28", Outside{}, "at", "", "a delay"},
		{ReasonsAsked, "2026-11-28", Outside{}, "at", "", "reasons"},
		{AgencyAsked, "2026-11-28", Outside{}, "at", "", "another organ"},
		{Extended, "2026-11-20", Outside{Number: "云水函〔2026〕5号"}, "outside_proof files", "", "a number alone proves nothing"},
		{Extended, "2026-11-20", full, "", "2026-11-29", "with number, proof and scan, marked as put down later"},
		{Extended, "2026-11-29", full, "", "", "sent outside today"},
		{ThirdPartyAnswered, "2026-11-20", Outside{}, "", "", "what others do bears its own day"},
		{FeePaid, "2026-11-20", Outside{}, "", "", "a payment"},
		{Received, "2026-11-20", Outside{}, "", "", "the receipt is the day both sides confirmed"},
		{Withdrawn, "2026-11-20", Outside{}, "", "", "a withdrawal has its own proof"},
	} {
		e := Event{Type: tt.event, At: on(tt.day)}
		var fields []string
		for _, f := range fault.ListOf(e.PutDown(on("2026-11-29"), tt.outside)) {
			if f.Kind != fault.Unlawful || f.Cite.Zero() {
				t.Errorf("%s: %v", tt.because, f)
			}
			fields = append(fields, f.Field)
		}
		if got := strings.Join(fields, " "); got != tt.fields || e.Entered.String() != tt.entered || (e.Outside != "") != (tt.outside == full) {
			t.Errorf("%s: fields %q, %+v", tt.because, got, e)
		}
	}
}
