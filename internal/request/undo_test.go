package request

import (
	"fmt"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

func TestUndo(t *testing.T) {
	const consult, extend = `{"type":"third_party_asked","at":"2024-09-20"}`, `{"type":"extended","at":"2024-10-14"}`
	undo := func(day string, of int) string { return fmt.Sprintf(`{"type":"undone","at":"%s","of":%d}`, day, of) }
	for _, tt := range []struct {
		asOf    string
		events  []string
		want    string // status, due, refused events, undone events
		because string
	}{
		{"2024-10-16", []string{online, extend, undo("2024-10-15", 1)}, "running 2024-10-16 [] [1 2]", "the extension never was"},
		{"2024-10-14", []string{online, extend, undo("2024-10-15", 1)}, "running 2024-11-13 [] []", "before the day of the undo it still stands"},
		{"2024-10-16", []string{online, extend, undo("2024-10-15", 1), `{"type":"extended","at":"2024-10-16","days":5}`}, "running 2024-10-23 [] [1 2]", "and may be put down anew"},
		{"2024-09-25", []string{online, correct, undo("2024-09-19", 1), strings.Replace(correct, "09-18", "09-23", 1)}, "stopped  [] [1 2]", "the one correction was not used up"},
		{"2024-09-25", []string{online, consult, undo("2024-09-23", 1)}, "running 2024-10-16 [] [1 2]", "nobody was heard, every day counts"},
		{"2024-10-30", []string{online, feeNotice, undo("2024-10-29", 1)}, "overdue 2024-10-16 [] [1 2]", "what lapsed on a mistaken notice had not lapsed"},
		{"2024-10-15", []string{online, `{"type":"withdrawn","at":"2024-10-08"}`, undo("2024-10-08", 1)}, "running 2024-10-16 [] [1 2]", "a withdrawal that was somebody else's"},
		{"2024-10-15", []string{online, undo("2024-09-13", 0)}, "not_started  [] [0 1]", "the receipt itself"},
		{"2024-10-15", []string{online, extend}, "running 2024-11-13 [] []", "no undo, no trace"},
		{"2024-10-15", []string{online, extend, undo("2024-10-14", 1), undo("2024-10-15", 1)}, "running 2024-10-16 [3] [1 2]", "twice"},
		{"2024-10-15", []string{online, extend, undo("2024-10-14", 1), undo("2024-10-15", 2)}, "running 2024-10-16 [3] [1 2]", "an undo is not undone"},
		{"2024-10-15", []string{online, undo("2024-09-13", 1)}, "running 2024-10-16 [1] []", "nor does it take itself back"},
		{"2024-10-15", []string{online, undo("2024-09-13", 7)}, "running 2024-10-16 [1] []", "there is no such event"},
		{"2024-10-15", []string{online, undo("2024-09-13", -1)}, "running 2024-10-16 [1] []", "nor such"},
		{"2024-10-15", []string{online, `{"type":"undone","at":"2024-09-13"}`}, "running 2024-10-16 [1] []", "of what is not told"},
		{"2024-10-15", []string{online, undo("2024-10-13", 2), extend}, "running 2024-11-13 [1] []", "what is still to come cannot be taken back"},
		{"2024-10-15", []string{online, online, undo("2024-10-13", 1)}, "running 2024-10-16 [] [1 2]", "what the law would not have allowed is struck out with it"},
	} {
		c := replayed(t, tt.asOf, tt.events...)
		var refused []int
		for _, n := range c.Refused {
			refused = append(refused, n.Event)
			if why := n.Why(); why == "" || strings.Contains(why, "{") {
				t.Errorf("%s: says %q", tt.because, why)
			}
		}
		if got := fmt.Sprint(c.Status, " ", c.Due, " ", refused, " ", c.Undone); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.because, got, tt.want)
		}
	}
}

func TestCountedIn(t *testing.T) {
	decide := func(day, outcome string) string {
		return `{"type":"decided","at":"` + day + `","outcome":"` + outcome + `"}`
	}
	remit := func(day string) string { return `{"type":"remitted","at":"` + day + `"}` }
	for _, tt := range []struct {
		asOf    string
		events  []string
		want    string // year and row of table three
		because string
	}{
		{"2024-10-08", []string{online}, "0 0", "still open"},
		{"2024-12-31", []string{online, decide("2024-10-14", "granted")}, "2024 3", "decided"},
		{"2025-06-30", []string{online, decide("2024-10-14", "granted")}, "2024 3", "and looked at later"},
		{"2024-12-31", []string{online, decide("2024-12-31", "granted")}, "2024 3", "the last day of the year is of the year"},
		{"2025-01-01", []string{online, decide("2025-01-01", "granted")}, "2025 3", "after midnight it is the next one"},
		{"2024-12-31", []string{online, decide("2025-01-01", "granted")}, "0 0", "at midnight of 31 December it was open"},
		{"2024-12-31", []string{online, decide("2024-10-14", "state_secret"), remit("2024-11-04")}, "2024 5", "open again, but it counts where it ended first"},
		{"2024-12-31", []string{online, decide("2024-10-14", "state_secret"), remit("2024-11-04"), decide("2024-11-20", "granted")}, "2024 3", "answered anew in the same year: the last answer's row"},
		{"2025-03-31", []string{online, decide("2024-10-14", "state_secret"), remit("2024-11-04"), decide("2025-01-02", "granted")}, "2024 5", "answered anew in a later year: what was published stays"},
		{"2025-03-31", []string{online, decide("2024-10-14", "state_secret"), remit("2024-11-04"), decide("2024-12-02", "not_held"), remit("2025-01-06"), decide("2025-01-20", "granted")},
			"2024 13", "the last one within the first year"},
		{"2024-12-31", []string{online, decide("2024-10-14", "granted"), remit("2024-11-04"), `{"type":"withdrawn","at":"2024-11-20"}`}, "2024 23", "withdrawn after an order"},
		{"2024-12-31", []string{online, `{"type":"withdrawn","at":"2024-10-08"}`}, "2024 23", "withdrawn"},
		{"2024-10-29", []string{online, feeNotice}, "2024 22", "lapsed by the clock"},
		{"2025-01-01", []string{`{"type":"received","at":"2024-11-20"}`, `{"type":"fee_noticed","at":"2024-12-03","delivered":"2024-12-03"}`}, "2024 22", "lapsed with the end of 31 December"},
		{"2024-12-31", []string{`{"type":"received","at":"2024-11-20"}`, `{"type":"fee_noticed","at":"2024-12-03","delivered":"2024-12-03"}`}, "0 0", "on that day it could still be paid"},
		{"2024-12-31", []string{online, decide("2024-10-14", "granted"), `{"type":"undone","at":"2024-10-15","of":1}`}, "0 0", "a decision taken back never counted"},
		{"2025-01-31", []string{online, decide("2024-10-14", "granted"), `{"type":"undone","at":"2024-10-15","of":1}`, decide("2025-01-06", "not_held")}, "2025 13", "the next one does"},
		{"2024-12-31", []string{online, decide("2024-10-14", "granted"), `{"type":"undone","at":"2025-01-06","of":1}`}, "2024 3", "taken back next year: at the end of this one it stood"},
		{"2024-12-31", []string{online, `{"type":"withdrawn","at":"2024-10-08"}`, `{"type":"undone","at":"2024-10-08","of":1}`, decide("2024-10-14", "granted")}, "2024 3", "a withdrawal taken back"},
		{"2024-12-31", []string{online, `{"type":"decided","at":"2024-10-14"}`}, "2024 0", "a decision that names no outcome has no row"},
	} {
		c := replayed(t, tt.asOf, tt.events...)
		if got := fmt.Sprint(c.CountedIn, " ", c.CountedRow); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.because, got, tt.want)
		}
	}
}

func TestOpenState(t *testing.T) {
	third := func(day string) string {
		return `{"type":"third_party_asked","at":"` + day + `","delivered":"` + day + `"}`
	}
	agency := `{"type":"organ_asked","at":"2024-09-20","delivered":"2024-09-20"}`
	for _, tt := range []struct {
		asOf    string
		events  []string
		want    State
		because string
	}{
		{"2024-09-12", []string{`{"type":"received","at":"2024-09-12","channel":"online"}`}, Unconfirmed, "not confirmed"},
		{"2024-09-12", []string{online}, Handling, "received"},
		{"2024-09-20", []string{online, correct}, Correcting, "a correction is awaited"},
		{"2024-10-20", []string{online, correct}, Correcting, "it never ends by itself"},
		{"2024-10-08", []string{online, correct, corrected}, Handling, "corrected"},
		{"2024-09-20", []string{online, feeNotice}, Handling, "the notice is of a later day"},
		{"2024-09-26", []string{online, feeNotice}, AwaitingFee, "a fee is awaited"},
		{"2024-09-20", []string{online, third("2024-09-20")}, Consulting, "a third party is heard, from the day on which it was asked"},
		{"2024-09-24", []string{online, third("2024-09-20"), agency, `{"type":"third_party_answered","at":"2024-09-24"}`}, Consulting, "one of two has answered"},
		{"2024-09-25", []string{online, third("2024-09-20"), agency, `{"type":"third_party_answered","at":"2024-09-24"}`, `{"type":"organ_answered","at":"2024-09-25"}`}, Handling, "both have"},
		{"2024-10-17", []string{online, third("2024-09-23")}, Consulting, "the 15th working day is not over"},
		{"2024-10-18", []string{online, third("2024-09-23")}, Handling, "it is: silence ends the hearing"},
		{"2024-12-18", []string{online, `{"type":"organ_asked","at":"2024-09-20","jointly_made":false}`}, Consulting, "no limit, no end"},
		{"2024-09-25", []string{online, third("2024-09-20"), `{"type":"undone","at":"2024-09-23","of":1}`}, Handling, "the question was taken back"},
		{"2024-09-25", []string{online, third("2024-09-20"), `{"type":"third_party_answered","at":"2024-09-23"}`, `{"type":"undone","at":"2024-09-24","of":2}`}, Consulting, "the answer was"},
		{"2024-09-25", []string{online, correct, `{"type":"undone","at":"2024-09-24","of":1}`}, Handling, "the correction was"},
	} {
		if c := replayed(t, tt.asOf, tt.events...); c.Open != tt.want {
			t.Errorf("%s: got %s, want %s", tt.because, c.Open, tt.want)
		}
	}
}

// Two hearings that overlap each have their own days.
func TestHearings(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		asOf    string
		events  []string
		want    string // per hearing: used left last over consents
		because string
	}{
		{"2024-09-24", []string{online, askThird}, "1 14 2024-10-17 false false;", "delivered on the 23rd, its first day is the 24th"},
		{"2024-09-24", []string{online, askThird, `{"type":"organ_asked","at":"2024-09-24","delivered":"2024-09-24"}`}, "1 14 2024-10-17 false false;0 15 2024-10-18 false false;", "each its own"},
		{"2024-10-18", []string{online, askThird, `{"type":"organ_asked","at":"2024-09-24","delivered":"2024-09-24"}`}, "15 0 2024-10-17 true false;15 0 2024-10-18 false false;", "one is over"},
		{"2024-10-19", []string{online, askThird, `{"type":"organ_asked","at":"2024-09-24","delivered":"2024-09-24"}`}, "15 0 2024-10-17 true false;15 0 2024-10-18 true true;", "both are; only the organ's silence is consent"},
		{"2024-10-08", []string{online, askThird, `{"type":"third_party_answered","at":"2024-09-27"}`}, "4 11 2024-10-17 true false;", "its days stand still at the answer"},
		{"2024-12-20", []string{online, `{"type":"organ_asked","at":"2024-12-18","jointly_made":false}`}, "2 0  false false;", "no limit"},
	} {
		got := ""
		for _, h := range replayed(t, tt.asOf, tt.events...).Hearings(cal) {
			got += fmt.Sprint(h.Used, " ", h.Left, " ", h.Last, " ", h.Over, " ", h.Consents, ";")
		}
		if got != tt.want {
			t.Errorf("%s: got %s", tt.because, got)
		}
	}
}

func TestUndoable(t *testing.T) {
	all := identity.Actor{ID: "p", Roles: []identity.Role{identity.Clerk, identity.Leader}}
	for e := range EventTypes() {
		if err := MayUndo(all, Undoing{Type: e}); (err != nil) != (e == Decided || e == Undone) || err != nil && (!fault.Is(err, fault.Unlawful) || err.Error() == "") {
			t.Errorf("%s: %v", e, err)
		}
	}
	for _, tt := range []struct {
		event   EventType
		by      identity.Role
		own     bool
		late    bool
		want    fault.Kind // 0 where it may be
		because string
	}{
		{CorrectionAsked, identity.Clerk, false, false, 0, "a clerk's own step"},
		{Extended, identity.Clerk, false, false, fault.Forbidden, "the head decided it"},
		{Extended, identity.Leader, false, false, 0, "and takes it back"},
		{Withdrawn, identity.Clerk, false, false, 0, "put down by a clerk"},
		{Withdrawn, identity.Clerk, true, false, fault.Unlawful, "the applicant withdrew it"},
		{CorrectionReceived, identity.Clerk, true, false, 0, "a correction of the applicant may stand with the wrong case"},
		{Received, identity.Clerk, false, false, 0, "a day that was written wrong"},
		{Received, identity.Clerk, false, true, fault.Forbidden, "D2: after the due day it would move the term"},
		{Received, identity.Leader, false, true, 0, "the head takes it back then, with a proof"},
		{CorrectionReceived, identity.Clerk, true, true, fault.Forbidden, "a correction put down anew begins the term anew"},
		{FeePaid, identity.Clerk, false, true, fault.Forbidden, "so does a payment"},
		{ThirdPartyAnswered, identity.Clerk, false, true, fault.Forbidden, "an answer of a later day stops the term longer"},
		{AgencyAnswered, identity.Clerk, false, true, fault.Forbidden, "of another organ too"},
		{Delivered, identity.Clerk, false, true, fault.Forbidden, "so does a delivery"},
		{CorrectionAsked, identity.Clerk, false, true, 0, "without it the term is shorter, not longer"},
		{"invented", identity.Clerk, false, false, fault.Unlawful, "nothing is known of it"},
	} {
		err := MayUndo(identity.Actor{ID: "p", Roles: []identity.Role{tt.by}}, Undoing{tt.event, tt.own, tt.late})
		if tt.want == 0 && err != nil || tt.want != 0 && !fault.Is(err, tt.want) {
			t.Errorf("%s (%s): %v", tt.event, tt.because, err)
		}
	}
	for _, s := range OpenStates() {
		if Workflow().StateLabel(s) == string(s) {
			t.Errorf("%s is no state of the desk", s)
		}
	}
}
