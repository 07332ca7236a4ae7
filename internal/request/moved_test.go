package request

import (
	"strings"
	"testing"

	"yangguang/internal/calendar"
)

// TestMovedFrom: who was told a last day is told another one when the working days
// change, and by nothing else (条例 33②, 放假办法 7).
func TestMovedFrom(t *testing.T) {
	later, err := calendar.ParseYear(2027, "2027-01-01,休,元旦\n2027-01-04,休,元旦\n2027-01-05,休,元旦")
	if err != nil {
		t.Fatal(err)
	}
	before, after := calendar.New(), calendar.New(later)
	received := Event{Type: Received, At: on("2026-12-24"), Channel: InPerson}
	told := Replay(before, History{Events: []Event{received}, AsOf: received.At}).Due
	asked := Event{Type: ThirdPartyAsked, At: on("2026-12-28")}
	decided := Event{Type: Decided, At: on("2026-12-30"), Outcome: Granted}
	first := 1
	for _, tt := range []struct {
		cal     *calendar.Calendar
		events  []Event
		told    calendar.Day
		since   int
		moved   bool
		because string
	}{
		{after, []Event{received}, told, 1, true, "the new year has taken two working days out"},
		{before, []Event{received}, told, 1, false, "nothing has changed"},
		{after, []Event{received}, 0, 1, false, "nobody was told a day"},
		{after, []Event{received, decided}, told, 1, false, "it has ended"},
		{after, []Event{received, {Type: CorrectionAsked, At: on("2026-12-28")}}, told, 1, false, "no term runs while a correction is awaited (30)"},
		{after, []Event{received, {Type: Extended, At: on("2026-12-28"), Consented: on("2026-12-28"), Noticed: on("2026-12-28")}}, told, 1, false, "the extension told another day since"},
		{after, []Event{received, {Type: Extended, At: on("2026-12-28"), Consented: on("2026-12-28"), Noticed: on("2026-12-28")}}, told, 2, true, "of which the holidays have moved the day as well"},
		{after, []Event{received, asked}, told, 1, false, "the receipt said that hearings are counted apart (33③)"},
		{after, []Event{received, asked, {Type: Undone, At: on("2026-12-28"), Of: &first}}, told, 1, true, "a hearing that was taken back moves nothing"},
		{after, []Event{received, {Type: ReasonsAsked, At: on("2026-12-28")}}, told, 1, true, "asking for reasons moves no term"},
	} {
		c := Replay(tt.cal, History{Events: tt.events, AsOf: on("2026-12-31")})
		if got := c.MovedFrom(tt.told, tt.events, tt.since); got != tt.moved {
			t.Errorf("%v (%s): %t, due %s", tt.events, tt.because, got, c.Due)
		}
	}
	said := MovedSays(on("2027-01-22"), on("2027-01-26"), 2027)
	if !strings.Contains(said[Reason], "2027年1月22日") || !strings.Contains(said[Reason], "2027年的放假安排") || said[DueDay] != "2027年1月26日" {
		t.Errorf("%v", said)
	}
}
