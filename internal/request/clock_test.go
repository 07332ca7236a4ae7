package request

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"yangguang/internal/calendar"
)

// replayed reads events as the command line does and replays them.
func replayed(t *testing.T, asOf string, events ...string) Clock {
	t.Helper()
	h, err := ParseHistory([]byte(`{"events":[` + strings.Join(events, ",") + `],"as_of":"` + asOf + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	return Replay(calendar.New(), h)
}

const (
	online    = `{"type":"received","at":"2024-09-10","channel":"online","confirmed":"2024-09-12"}`
	askThird  = `{"type":"third_party_asked","at":"2024-09-20","delivered":"2024-09-23"}`
	correct   = `{"type":"correction_asked","at":"2024-09-18","until":"2024-09-30"}`
	corrected = `{"type":"correction_received","at":"2024-09-24"}`
	feeNotice = `{"type":"fee_noticed","at":"2024-09-24","delivered":"2024-09-25"}`
)

func TestReceipt(t *testing.T) {
	for _, tt := range []struct {
		event, received string
		warned          bool
		because         string
	}{
		{`{"type":"received","at":"2024-09-10","channel":"in_person"}`, "2024-09-10", false, "in person: the day it is handed in"},
		{`{"type":"received","at":"2024-09-10","channel":"in_person","confirmed":"2024-09-12"}`, "2024-09-10", false, "a confirmation changes nothing in person"},
		{`{"type":"received","at":"2024-09-10","channel":"registered_mail","confirmed":"2024-09-12"}`, "2024-09-10", false, "registered mail: the day it is signed for"},
		{`{"type":"received","at":"2024-09-10","channel":"ordinary_mail","confirmed":"2024-09-10"}`, "2024-09-10", false, "an ordinary letter, confirmed the same day"},
		{`{"type":"received","at":"2024-09-10","channel":"ordinary_mail","confirmed":"2024-09-11"}`, "2024-09-11", true, "an ordinary letter confirmed a day late: counted from then, and warned of"},
		{`{"type":"received","at":"2024-09-10","channel":"ordinary_mail"}`, "", false, "an ordinary letter never confirmed"},
		{`{"type":"received","at":"2024-09-10","channel":"online","confirmed":"2024-09-12"}`, "2024-09-12", false, "online: both sides confirm"},
		{`{"type":"received","at":"2024-09-10","channel":"online"}`, "", false, "online, not confirmed: the clock does not start"},
		{`{"type":"received","at":"2024-09-10","channel":"fax","confirmed":"2024-12-01"}`, "", false, "confirmed after the day looked at"},
		{`{"type":"received","at":"2024-09-10"}`, "2024-09-10", false, "no channel told"},
	} {
		c := replayed(t, "2024-10-08", tt.event)
		if got := c.Received.String(); got != tt.received || (len(c.Warnings) > 0) != tt.warned {
			t.Errorf("%s: got %q, warnings %v", tt.because, got, c.Warnings)
		}
		if (c.Status == NotStarted) != (tt.received == "") {
			t.Errorf("%s: status %s", tt.because, c.Status)
		}
	}
}

func TestClock(t *testing.T) {
	const (
		extend = `{"type":"extended","at":"2024-10-16","days":20,"consented":"2024-10-15","noticed":"2024-10-16"}`
		decide = `{"type":"decided","at":"2024-10-14","outcome":"granted","basis":"36(二)"}`
	)
	for _, tt := range []struct {
		events  []string
		asOf    string
		want    string // status due used left row late provisional
		because string
	}{
		{[]string{online}, "2024-09-12", "running 2024-10-16 0 20 0 0 false", "the day of receipt is not counted"},
		{[]string{online}, "2024-10-08", "running 2024-10-16 13 7 0 0 false", "Mid-Autumn and National Day off, 14 and 29 September worked"},
		{[]string{online}, "2024-10-16", "running 2024-10-16 20 0 0 0 false", "the last day lasts to its end"},
		{[]string{online}, "2024-10-18", "overdue 2024-10-16 22 0 0 2 false", "two working days over"},
		{[]string{online, askThird, `{"type":"third_party_answered","at":"2024-09-27"}`}, "2024-09-27", "stopped 2024-10-23 5 15 0 0 false", "stopped through the day of the answer"},
		{[]string{online, askThird, `{"type":"third_party_answered","at":"2024-09-27"}`}, "2024-09-28", "running 2024-10-23 5 15 0 0 false", "and no longer"},
		{[]string{online, askThird}, "2024-09-20", "running 2024-11-07 5 15 0 0 false", "the day of asking counts; silence is projected to the 15th working day after delivery"},
		{[]string{online, askThird}, "2024-10-17", "stopped 2024-11-07 5 15 0 0 false", "the 15th working day still stops the clock"},
		{[]string{online, askThird}, "2024-10-18", "running 2024-11-07 6 14 0 0 false", "silence has ended the hearing"},
		{[]string{online, askThird, `{"type":"third_party_answered","at":"2024-10-30"}`}, "2024-10-30", "running 2024-11-07 14 6 0 0 false", "a late answer changes nothing"},
		{[]string{online, askThird, `{"type":"organ_asked","at":"2024-09-24"}`, `{"type":"third_party_answered","at":"2024-09-27"}`, `{"type":"organ_answered","at":"2024-10-10"}`},
			"2024-10-10", "stopped 2024-10-30 5 15 0 0 false", "two hearings that overlap are united"},
		{[]string{online, `{"type":"organ_asked","at":"2024-09-20","jointly_made":false}`}, "2024-12-20", "stopped - 5 15 0 0 false", "a consultation that is not about joint making has no statutory end"},
		{[]string{online, correct}, "2024-09-30", "stopped - - - 0 0 false", "a correction is awaited"},
		{[]string{online, correct, corrected}, "2024-10-08", "running 2024-10-25 6 14 0 0 false", "the count begins anew when it is received"},
		{[]string{online, extend}, "2024-10-16", "running 2024-11-13 20 20 0 0 false", "an extension on the last day"},
		{[]string{online, strings.Replace(extend, "20,", "10,", 1)}, "2024-10-16", "running 2024-10-30 20 10 0 0 false", "a shorter one"},
		{[]string{online, `{"type":"extended","at":"2024-10-14"}`}, "2024-10-16", "running 2024-11-13 20 20 0 0 false", "without a number it is the most the law gives"},
		{[]string{online, extend, feeNotice}, "2024-10-25", "stopped - - - 0 0 false", "a fee is awaited"},
		{[]string{online, feeNotice}, "2024-10-28", "stopped - - - 0 0 false", "on the 20th working day it can still be paid"},
		{[]string{online, feeNotice}, "2024-10-29", "ended - - - 22 0 false", "unpaid, the application ends"},
		{[]string{online, feeNotice, `{"type":"fee_paid","at":"2024-10-11"}`}, "2024-10-11", "running 2024-11-07 0 20 0 0 false", "payment begins the count anew"},
		{[]string{online, `{"type":"extended","at":"2024-09-20"}`, feeNotice, `{"type":"fee_paid","at":"2024-10-11"}`}, "2024-10-11", "running 2024-11-07 0 20 0 0 false", "a restart gives 20 days, an extension used stays used"},
		{[]string{online, `{"type":"delayed","at":"2024-10-10","until":"2025-01-10"}`}, "2024-12-31", "running 2025-01-10 74 7 0 0 false", "a reasonable date without cap"},
		{[]string{online, decide}, "2024-12-31", "ended 2024-10-16 18 2 3 0 false", "the count stands still at the decision"},
		{[]string{online, strings.Replace(decide, "10-14", "10-21", 1)}, "2024-12-31", "ended 2024-10-16 23 0 3 3 false", "a late decision is applied"},
		{[]string{online, `{"type":"withdrawn","at":"2024-10-21"}`}, "2024-12-31", "ended 2024-10-16 23 0 23 3 false", "a withdrawal does not make up for what was late before it"},
		{[]string{online, `{"type":"withdrawn","at":"2024-10-08"}`, `{"type":"remitted","at":"2025-03-10"}`}, "2025-03-10", "running 2025-04-08 0 20 0 0 false", "also where it was called withdrawn"},
		{[]string{online, decide, `{"type":"remitted","at":"2025-03-10"}`}, "2025-03-10", "running 2025-04-08 0 20 0 0 false", "an order to answer anew opens a new term"},
		{[]string{online, decide, `{"type":"remitted","at":"2025-03-10","days":10}`}, "2025-03-10", "running 2025-03-24 0 10 0 0 false", "of the length it sets"},
		{[]string{strings.ReplaceAll(online, "2024-09-1", "2026-12-1")}, "2026-12-20", "running 2027-01-11 5 15 0 0 true", "2027 has no notice yet"},
		{[]string{`{"type":"received","at":"2026-11-27"}`, `{"type":"fee_noticed","at":"2026-12-15","delivered":"2026-12-15"}`}, "2027-03-01", "stopped - - - 0 0 true", "nothing lapses on a provisional date"},
		{[]string{`{"type":"received","at":"2026-11-27"}`, `{"type":"third_party_asked","at":"2026-12-15"}`}, "2027-02-01", "stopped 2027-02-11 12 8 0 0 true", "nor does a hearing close: were it to end today, so many days would be left"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`}, "2024-10-08", "stopped 2024-11-06 5 15 0 0 true", "no delivery: silence is only a forecast, from the day of asking"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`}, "2024-12-20", "stopped 2025-01-13 5 15 0 0 true", "and ends nothing: were it answered today, so many days would be left"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`, `{"type":"delivered","at":"2024-09-23","of":1}`}, "2024-10-18", "running 2024-11-07 6 14 0 0 false", "the delivery may be put down later"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`, `{"type":"third_party_answered","at":"2024-11-29"}`}, "2024-11-29", "stopped 2024-12-20 5 15 0 0 false", "without a delivery an answer is never late"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-10-17","delivered":"2024-10-17"}`}, "2024-10-18", "overdue 2024-10-16 22 0 0 2 false", "asked after the due day it stops nothing"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-10-17"}`}, "2024-10-18", "overdue 2024-10-16 22 0 0 2 false", "and makes no day provisional"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-10-16"}`}, "2024-10-18", "overdue 2024-10-16 22 0 0 2 false", "on the last day no day is left that it could keep from counting"},
		{[]string{online, `{"type":"fee_noticed","at":"2024-09-24"}`}, "2025-03-03", "stopped - - - 0 0 false", "a notice of which no delivery is known never lapses"},
		{[]string{online, `{"type":"fee_noticed","at":"2024-09-24"}`, `{"type":"delivered","at":"2024-09-25","of":1}`}, "2024-10-29", "ended - - - 22 0 false", "once it is known the days run"},
		{[]string{online, correct, `{"type":"decided","at":"2024-10-08","outcome":"correction_overdue"}`}, "2024-12-31", "ended - - - 21 0 false", "found by a person, after the last day for it"},
		{[]string{online, decide, `{"type":"remitted","at":"2025-03-10","days":15,"unit":"natural"}`}, "2025-03-17", "running 2025-03-25 7 8 0 0 false", "an order in natural days keeps its unit"},
		{[]string{online, decide, `{"type":"remitted","at":"2025-03-07","days":15,"unit":"natural"}`}, "2025-03-22", "running 2025-03-24 15 2 0 0 false", "its last day is a Saturday: it ends on the Monday"},
		{[]string{online, decide, `{"type":"remitted","at":"2025-03-07","days":15,"unit":"natural"}`, `{"type":"third_party_asked","at":"2025-03-10"}`}, "2025-03-26", "overdue 2025-03-24 19 0 0 2 false", "no hearing stops it; how late it is stands in working days"},
		{[]string{online, decide, `{"type":"remitted","at":"2025-03-07","days":15,"unit":"natural"}`, `{"type":"extended","at":"2025-03-10","days":5}`}, "2025-03-10", "running 2025-03-31 3 21 0 0 false", "an extension adds working days to its end"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`, strings.Replace(decide, "10-14", "10-15", 1)}, "2024-12-31", "ended 2024-11-06 5 15 3 0 true", "the end keeps the day as it stood, and that it rests on no delivery"},
		{[]string{decide, online}, "2024-12-31", "ended 2024-10-16 18 2 3 0 false", "written down in the wrong order"},
	} {
		c := replayed(t, tt.asOf, tt.events...)
		due, used, left := c.Due.String(), "-", "-"
		if due == "" {
			due = "-"
		}
		if c.Counted {
			used, left = fmt.Sprint(c.Used), fmt.Sprint(c.Left)
		}
		if got := fmt.Sprintf("%s %s %s %s %d %d %v", c.Status, due, used, left, c.Row, c.LateDays, c.Provisional); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.because, got, tt.want)
		}
		if len(c.Refused) > 0 && !strings.Contains(tt.because, "fee is awaited") {
			t.Errorf("%s: refused %d: %s", tt.because, c.Refused[0].Event, c.Refused[0].Why())
		}
	}
}

func TestVectors(t *testing.T) {
	for _, tt := range []struct{ received, due string }{
		{"2024-01-31", "2024-03-04"}, {"2024-02-09", "2024-03-14"}, {"2024-09-10", "2024-10-14"}, {"2024-12-20", "2025-01-20"},
		{"2025-01-20", "2025-02-21"}, {"2026-01-30", "2026-03-05"}, {"2026-02-14", "2026-03-20"}, {"2026-09-18", "2026-10-22"},
		{"2026-11-20", "2026-12-18"}, {"2020-01-20", "2020-02-25"}, {"2024-09-12", "2024-10-16"},
	} {
		c := replayed(t, tt.received, `{"type":"received","at":"`+tt.received+`","channel":"in_person"}`)
		if c.Due.String() != tt.due {
			t.Errorf("received %s: due %s, want %s", tt.received, c.Due, tt.due)
		}
	}
}

func TestRefusedEvents(t *testing.T) {
	const decide = `{"type":"decided","at":"2024-10-14","outcome":"granted"}`
	for _, tt := range []struct {
		events  []string
		event   int // the index that is refused
		cite    string
		because string
	}{
		{[]string{correct}, 0, "条例 31", "nothing happens before the receipt"},
		{[]string{online, strings.Replace(correct, "09-18", "09-11", 1)}, 1, "条例 31", "earlier than the confirmation"},
		{[]string{online, online}, 1, "条例 31", "received twice"},
		{[]string{`{"type":"received","at":"2024-09-10","channel":"fax","confirmed":"2024-09-09"}`}, 0, "条例 31(三)", "confirmed before it was sent"},
		{[]string{online, strings.Replace(correct, "09-18", "09-25", 1)}, 1, "条例 30", "the eighth working day"},
		{[]string{online, correct, corrected, strings.Replace(correct, "09-18", "09-24", 1)}, 3, "条例 30", "a second correction"},
		{[]string{online, corrected}, 1, "条例 30", "a correction nobody asked for"},
		{[]string{online, `{"type":"extended","at":"2024-10-14","days":21}`}, 1, "条例 33②", "more than 20"},
		{[]string{online, `{"type":"extended","at":"2024-10-14","days":0}`}, 1, "条例 33②", "by nothing"},
		{[]string{online, `{"type":"extended","at":"2024-10-17"}`}, 1, "条例 33②", "after the due date"},
		{[]string{online, `{"type":"extended","at":"2024-10-16","noticed":"2024-10-17"}`}, 1, "条例 33②", "the applicant was told too late"},
		{[]string{online, `{"type":"extended","at":"2024-10-14"}`, `{"type":"extended","at":"2024-10-15"}`}, 2, "条例 33②", "twice"},
		{[]string{online, correct, `{"type":"extended","at":"2024-09-19"}`}, 2, "条例 33②", "while no term runs"},
		{[]string{online, `{"type":"organ_asked","at":"2024-09-20","jointly_made":false}`, `{"type":"delayed","at":"2024-09-23","until":"2024-09-23"}`}, 2, "条例 35", "to the day on which it is told: that delays nothing, also while a consultation without a last day lets none be told"},
		{[]string{`{"type":"received","at":"2020-12-28"}`, `{"type":"fee_noticed","at":"2020-12-31"}`}, 1, "收费办法", "the day before the tariff applies"},
		{[]string{online, `{"type":"fee_noticed","at":"2024-10-17"}`}, 1, "收费办法", "after the due date"},
		{[]string{online, feeNotice, `{"type":"fee_noticed","at":"2024-09-26"}`}, 2, "收费办法", "while one is open"},
		{[]string{online, `{"type":"fee_paid","at":"2024-09-24"}`}, 1, "收费办法", "nothing to pay"},
		{[]string{online, feeNotice, `{"type":"fee_paid","at":"2024-10-29"}`}, 2, "", "paid after the end"},
		{[]string{online, `{"type":"third_party_answered","at":"2024-09-24"}`}, 1, "条例 32", "nobody was asked"},
		{[]string{online, askThird, `{"type":"organ_answered","at":"2024-09-24"}`}, 2, "条例 34", "somebody else was asked"},
		{[]string{online, askThird, `{"type":"third_party_answered","at":"2024-09-24","of":0}`}, 2, "条例 32", "the receipt is no question"},
		{[]string{online, askThird, `{"type":"delivered","at":"2024-09-24","of":1}`}, 2, "条例 32", "delivered twice"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`, `{"type":"delivered","at":"2024-09-24"}`}, 2, "条例 32", "which letter?"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`, `{"type":"delivered","at":"2024-09-24","of":0}`}, 2, "条例 32", "the receipt is no letter"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`, `{"type":"delivered","at":"2024-09-19","of":1}`}, 2, "条例 32", "before it was sent"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`, `{"type":"third_party_answered","at":"2024-09-23"}`, `{"type":"delivered","at":"2024-09-24","of":1}`}, 3, "条例 32", "it has been answered"},
		{[]string{online, feeNotice, `{"type":"fee_paid","at":"2024-09-26"}`, `{"type":"delivered","at":"2024-09-27","of":1}`}, 3, "收费办法", "it has been paid"},
		{[]string{online, feeNotice, `{"type":"delivered","at":"2024-09-27","of":1}`}, 2, "收费办法", "a notice delivered twice"},
		{[]string{online, `{"type":"decided","at":"2024-10-14","outcome":"correction_overdue"}`}, 1, "条例 30", "A1: row 21 and nobody was ever asked to correct"},
		{[]string{online, `{"type":"correction_asked","at":"2024-09-18"}`, `{"type":"decided","at":"2024-10-14","outcome":"correction_overdue"}`}, 2, "条例 30", "no last day was told"},
		{[]string{online, `{"type":"decided","at":"2024-10-14","outcome":"fee_overdue"}`}, 1, "收费办法", "A1: row 22 and no notice"},
		{[]string{online, `{"type":"fee_noticed","at":"2024-09-24"}`, `{"type":"decided","at":"2024-12-14","outcome":"fee_overdue"}`}, 2, "收费办法", "A2: a notice of which no delivery is known"},
		{[]string{online, `{"type":"decided","at":"2024-10-14","outcome":"third_party_rights"}`}, 1, "条例 32", "A1: row 8 and nobody was heard"},
		{[]string{online, `{"type":"decided","at":"2024-10-14","outcome":"still_unclear"}`}, 1, "条例 30", "unclear after what correction"},
		{[]string{online, correct, `{"type":"decided","at":"2024-10-14","outcome":"still_unclear"}`}, 2, "条例 30", "it was asked, but never came"},
		{[]string{online, `{"type":"decided","at":"2024-10-14","outcome":"abusive_volume"}`}, 1, "条例 35", "reasons were not asked"},
		{[]string{online, `{"type":"decided","at":"2024-10-14","outcome":"partly_granted","withheld":["third_party_rights"]}`}, 1, "条例 32", "A5: a part held back wants what the whole would"},
		{[]string{online, `{"type":"decided","at":"2024-10-14","outcome":"partly_granted","withheld":["state_secret","fee_overdue"]}`}, 1, "收费办法", "whatever it is held back for"},
		{[]string{online, `{"type":"delayed","at":"2024-10-14"}`}, 1, "条例 35", "delayed to no day"},
		{[]string{online, `{"type":"delayed","at":"2024-10-14","until":"2024-10-15"}`}, 1, "条例 35", "a delay that shortens"},
		{[]string{online, decide, `{"type":"decided","at":"2024-10-15"}`}, 2, "", "decided twice"},
		{[]string{online, correct, `{"type":"decided","at":"2024-09-30","outcome":"correction_overdue"}`}, 2, "条例 30", "on the last day it can still come"},
		{[]string{online, correct, corrected, `{"type":"decided","at":"2024-10-08","outcome":"correction_overdue"}`}, 3, "条例 30", "it did come"},
		{[]string{online, feeNotice, `{"type":"decided","at":"2024-10-28","outcome":"fee_overdue"}`}, 2, "收费办法", "on the last day it can still be paid"},
		{[]string{online, `{"type":"remitted","at":"2024-10-08"}`}, 1, "复议法 64①", "there is no decision yet"},
	} {
		c := replayed(t, "2024-12-31", tt.events...)
		if len(c.Refused) != 1 || c.Refused[0].Event != tt.event {
			t.Errorf("%s: refused %v", tt.because, c.Refused)
			continue
		}
		if why := c.Refused[0].Why(); !strings.Contains(why, tt.cite) || strings.Contains(why, "{") {
			t.Errorf("%s: says %q, which does not name %s", tt.because, why, tt.cite)
		}
	}
}

func TestWarnings(t *testing.T) {
	decide := func(outcome string) string {
		return `{"type":"decided","at":"2024-10-14","outcome":"` + outcome + `"}`
	}
	for _, tt := range []struct {
		events  []string
		want    string
		because string
	}{
		{[]string{online, `{"type":"reasons_asked","at":"2024-09-20"}`, decide("abusive_volume")}, "", "reasons were asked"},
		{[]string{online, `{"type":"delayed","at":"2024-10-10","until":"2024-11-10"}`, decide("abusive_volume")}, "", "a delay supposes that they were"},
		{[]string{online, askThird, decide("third_party_rights")}, "征求第三方意见还没有结果（条例 32）", "the third party may still answer"},
		{[]string{online, askThird, `{"type":"third_party_answered","at":"2024-09-27"}`, decide("third_party_rights")}, "", "it has"},
		{[]string{online, askThird, strings.Replace(decide("third_party_rights"), "10-14", "10-18", 1)}, "", "its days are over"},
		{[]string{online, strings.Replace(decide("third_party_rights"), "}", `,"unheard":"公司已经注销"}`, 1)}, "", "why nobody could be heard is told"},
		{[]string{online, correct, corrected, decide("still_unclear")}, "", "corrected, and still unclear"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`}, "没有登记送达，期满不发生效力；送达以后可以补记", "a question of which no delivery is known"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`, `{"type":"third_party_answered","at":"2024-09-27"}`}, "", "it was answered all the same"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20"}`, decide("granted"), `{"type":"remitted","at":"2024-11-04"}`}, "没有登记送达，期满不发生效力；送达以后可以补记", "an earlier term's, for good"},
		{[]string{online, `{"type":"organ_asked","at":"2024-09-20","jointly_made":false}`}, "", "where the statute sets no days nothing is wanted"},
		{[]string{online, `{"type":"fee_noticed","at":"2024-09-24"}`}, "没有登记送达，期满不发生效力；送达以后可以补记", "a notice of which no delivery is known"},
		{[]string{online, `{"type":"fee_noticed","at":"2024-09-24"}`, `{"type":"fee_paid","at":"2024-09-26"}`}, "", "paid all the same"},
		{[]string{online, `{"type":"third_party_asked","at":"2024-09-20","delivered":"2024-09-19"}`}, "送达日早于发出日，按没有送达计算", "delivered before it was sent"},
		{[]string{online, `{"type":"decided","at":"2024-10-14"}`}, "没有写明处理结果，不能计入年报表三", "a decision without an outcome"},
		{[]string{online, `{"type":"decided","at":"2024-10-14","outcome":"granted","basis":"条例第三十六条"}`}, "依据“条例第三十六条”不是可以识别的条款", "a basis nobody can look up"},
		{[]string{online, `{"type":"decided","at":"2024-10-14","outcome":"granted","basis":"99"}`}, "依据“99”不是可以识别的条款", "there is no such article"},
		{[]string{online, `{"type":"decided","at":"2025-10-14","outcome":"granted"}`}, "在计算日2024年12月31日之后，未计入", "it has not happened yet"},
		{[]string{`{"type":"received","at":"2019-05-10"}`}, "收到日早于现行《条例》施行之日2019年5月15日，计算仅供参考（条例 56）", "the older regulation applied"},
	} {
		c := replayed(t, "2024-12-31", tt.events...)
		got := ""
		if len(c.Warnings) > 0 {
			got = c.Warnings[0].Why()
		}
		if got != tt.want {
			t.Errorf("%s: got %q", tt.because, got)
		}
	}
}

func TestConsentBySilence(t *testing.T) {
	for _, tt := range []struct {
		event, asOf string
		want        int
		because     string
	}{
		{`{"type":"organ_asked","at":"2024-09-20","delivered":"2024-09-23"}`, "2024-10-18", 1, "jointly made, delivered, 15 working days over"},
		{`{"type":"organ_asked","at":"2024-09-20","delivered":"2024-09-23"}`, "2024-10-17", 0, "the 15th day is not over"},
		{`{"type":"organ_asked","at":"2024-09-20"}`, "2024-12-18", 0, "no proof of delivery"},
		{`{"type":"organ_asked","at":"2024-09-20","delivered":"2024-09-23","jointly_made":false}`, "2024-12-18", 0, "not jointly made: 条例 11 knows no silence"},
		{askThird, "2024-12-18", 0, "a third party's silence is never consent"},
	} {
		if c := replayed(t, tt.asOf, online, tt.event); len(c.Consents) != tt.want {
			t.Errorf("%s: got %v", tt.because, c.Consents)
		}
	}
}

func TestSheet(t *testing.T) {
	data, err := os.ReadFile("testdata/full.json")
	if err != nil {
		t.Fatal(err)
	}
	h, err := ParseHistory(data)
	if err != nil {
		t.Fatal(err)
	}
	cal := calendar.New()
	s := Replay(cal, h).Sheet(cal)
	if got, want := strings.Join(s.Clauses, " "), "条例 31(三) 条例 33② 条例 30 条例 32 条例 33③ 条例 34 条例 42① 收费办法 复议法 64① 行诉法 70 条例 37"; got != want {
		t.Errorf("rests on %s", got)
	}
	out, err := json.Marshal(replayed(t, "2024-10-08", online, correct, askThird).Sheet(cal))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"received":"2024-09-12","starts":"2024-09-12","due":null,"status":"stopped","used":null,"left":null,"provisional":false,"row":null,"remedy":"none",` +
		`"clauses":["条例 31(三)","条例 33②","条例 30","条例 32","条例 33③"],"days":[],"refused":[],"warnings":[],"late_days":0,"end":null,"deemed_consent":[]}`
	if string(out) != want {
		t.Errorf("got  %s\nwant %s", out, want)
	}
	days := replayed(t, "2024-09-25", online, askThird).Sheet(cal).Days
	for date, why := range map[string]string{
		"2024-09-14": "工作日（星期六调休上班）",
		"2024-09-16": "放假（中秋节）",
		"2024-09-23": "征求第三方意见，不计（条例 33③）",
		"2024-09-28": "休息日（星期六）",
		"2024-10-17": "征求第三方意见，不计（尚未答复，按期满之日推算，条例 33③）",
		"2024-11-07": "工作日",
	} {
		found := false
		for _, d := range days {
			if d.Date.String() == date {
				found = true
				if d.Why != why {
					t.Errorf("%s: %s", date, d.Why)
				}
			}
		}
		if !found {
			t.Errorf("%s is not explained", date)
		}
	}
}

func TestParseHistoryRefuses(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{``, "不能按JSON读出"},
		{`{"events":[]} x`, "不能按JSON读出"},
		{`{"events":{}}`, "值类型不对"},
		{`{"events":[]}`, "无从计算"},
		{`{"events":[{"type":"rceived","at":"2024-09-10"}]}`, "第0个事件（从0数起）的类型“rceived”不认识"},
		{`{"events":[{"type":"received"}]}`, "没有日期"},
		{`{"events":[{"type":"received","at":"2024-02-30"}]}`, "不是日期"},
		{`{"events":[{"type":"received","at":20240210}]}`, "值类型不对"},
		{`{"events":[{"type":"received","at":"2024-02-10","channel":"pigeon"}]}`, "渠道“pigeon”不认识"},
		{`{"events":[{"type":"decided","at":"2024-02-10","outcome":"maybe"}]}`, "处理结果“maybe”不认识"},
		{`{"events":[{"type":"decided","at":"2024-02-10","withheld":["maybe"]}]}`, "不予公开的理由“maybe”不认识"},
		{`{"events":[{"type":"remitted","at":"2024-02-10","unit":"weeks"}]}`, "单位“weeks”不认识"},
		{strings.Repeat(" ", 4<<20+1), "超过4MB"},
		{`{"events":[` + strings.Repeat(`{"type":"withdrawn","at":"2024-02-10"},`, 10_000) + `{"type":"withdrawn","at":"2024-02-10"}]}`, "超过10000个"},
	} {
		if _, err := ParseHistory([]byte(tt.in)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.60q: got %v, want %s", tt.in, err, tt.want)
		}
	}
	h, err := ParseHistory([]byte("\ufeff" + `{"events":[{"type":"received","at":"2024-02-10","unknown":1},{"type":"withdrawn","at":"2024-02-08"}]}`))
	if err != nil || h.AsOf.String() != "2024-02-10" {
		t.Errorf("without as_of it is the latest day: %s, %v", h.AsOf, err)
	}
}
