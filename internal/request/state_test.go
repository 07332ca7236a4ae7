package request

import (
	"strings"
	"testing"

	"yangguang/internal/fault"
)

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
