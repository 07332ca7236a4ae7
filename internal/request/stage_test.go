package request

import (
	"slices"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// whole is the file of an application that was refused, served and lacks
// nothing.
func whole() File {
	return File{State: Answered, Number: "2026-YSQ-0001", Confirmed: true, Complete: true, Events: 3, Outcome: NotHeld, Search: true,
		Drafted: true, Passed: true, Screened: true, Signed: true, Served: true, Proof: true}
}

func TestArchiveWantsAllFiveStages(t *testing.T) {
	for _, tt := range []struct {
		change  func(*File)
		missing string // "" for a file that may be put away
		because string
	}{
		{func(*File) {}, "", "register, review, handle, answer and an end are all on record (条例 45)"},
		{func(f *File) { f.Passed = false }, "没有科室审核", "an answer nobody in the unit looked at"},
		{func(f *File) { f.Screened = false }, "没有保密审查", "条例 17②: nothing goes out unscreened"},
		{func(f *File) { f.Signed = false }, "没有负责人签发", "a letter nobody signed"},
		{func(f *File) { f.Served = false }, "答复没有送达", "an answer that never left the house"},
		{func(f *File) { f.Proof = false }, "没有送达凭据", "service without proof"},
		{func(f *File) { f.Search = false }, "没有检索记录", "条例 36(四): what was not looked for is not known to be missing"},
		{func(f *File) { f.Outcome, f.Search = Granted, false }, "", "what is given needs no search record"},
		{func(f *File) {
			*f = File{State: Answered, Number: "2026-YSQ-0005", Confirmed: true, Events: 2, Outcome: Granted, AtOnce: true, Proof: true}
		}, "", "answered on the spot: there is no letter that anybody could review (条例 33①)"},
		{func(f *File) {
			*f = File{State: Answered, Number: "2026-YSQ-0006", Confirmed: true, Events: 2, Outcome: Granted, AtOnce: true}
		}, "没有申请人签收的凭据", "and the applicant signed for it"},
		{func(f *File) { f.Confirmed = false }, "没有确认收到申请之日", "no day of receipt, no register"},
		{func(f *File) { f.Asked, f.Heard = 2, 1 }, "征求的意见还没有结果", "a third party is still heard"},
		{func(f *File) { f.SubRequests, f.Done = 1, 0 }, "交科室协办的事项", "a unit still owes its answer"},
		{func(f *File) { f.State = Handling }, "还没有办结", "what goes on is not put away"},
		{func(f *File) {
			*f = File{State: Ceased, Number: "2026-YSQ-0002", Confirmed: true, Withdrawn: true, Events: 2}
		}, "", "a withdrawn application has neither reviews nor an answer"},
		{func(f *File) { *f = File{State: Ceased, Number: "2026-YSQ-0003", Withdrawn: true, Events: 1} }, "", "withdrawn before it counted as received"},
		{func(f *File) {
			*f = File{State: Ceased, Number: "2026-YSQ-0004", Confirmed: true, Events: 2, Outcome: FeeOverdue}
		}, "没有负责人签发", "a lapse for want of payment ends by law, and its letter is still wanted"},
	} {
		f := whole()
		tt.change(&f)
		err := f.Archivable()
		switch {
		case tt.missing == "" && err != nil:
			t.Errorf("%s: %v", tt.because, err)
		case tt.missing != "" && (err == nil || !strings.Contains(err.Error(), tt.missing)):
			t.Errorf("%s: %v does not say %q", tt.because, err, tt.missing)
		}
	}
	var labels []string
	for _, s := range whole().Stages() {
		labels = append(labels, s.Label)
	}
	if !slices.Equal(labels, []string{"登记", "审核", "办理", "答复", "归档"}) {
		t.Errorf("the stages are %v, in the words of 条例 45", labels)
	}
}

func TestChecklist(t *testing.T) {
	for _, tt := range []struct {
		file    File
		want    string // name:state of every line
		because string
	}{
		{File{State: Unconfirmed, Number: "1", Complete: true}, "receipt:now elements:later draft:later pass:later screen:later sign:later serve:later archive:later", "first both sides confirm"},
		{File{State: Handling, Confirmed: true, Complete: true}, "receipt:done elements:done draft:now pass:later screen:later sign:later serve:later archive:later", "received and whole: draft"},
		{File{State: Correcting, Confirmed: true, Complete: true}, "receipt:done elements:waiting draft:later pass:later screen:later sign:later serve:later archive:later", "the applicant is to correct"},
		{File{State: Consulting, Confirmed: true, Complete: true, Asked: 2, Heard: 1}, "receipt:done elements:done hearings:waiting draft:now pass:later screen:later sign:later serve:later archive:later", "somebody outside is heard; drafting may begin"},
		{File{State: Handling, Confirmed: true, Complete: true, SubRequests: 1}, "receipt:done elements:done errands:now draft:now pass:later screen:later sign:later serve:later archive:later", "an own unit looks for the papers"},
		{File{State: Screening, Confirmed: true, Complete: true, Outcome: NotHeld, Search: true, Drafted: true, Passed: true}, "receipt:done elements:done search:done draft:done pass:done screen:now sign:later serve:later archive:later", "a draft of 不存在 shows its search record"},
		{File{State: Handling, Confirmed: true, Complete: true, Outcome: NotHeld}, "receipt:done elements:done search:now draft:now pass:later screen:later sign:later serve:later archive:later", "and wants one"},
		{whole(), "receipt:done elements:done search:done draft:done pass:done screen:done sign:done serve:done archive:now", "served: put it away"},
		{File{State: Ceased, Confirmed: true, Complete: true, Withdrawn: true}, "receipt:done elements:done archive:now", "withdrawn: there is no answer to draw up"},
		{File{State: Answered, Confirmed: true, Complete: true, Outcome: Granted, AtOnce: true, Proof: true}, "receipt:done elements:done serve:done archive:now", "answered on the spot"},
		{File{State: Archived, Confirmed: true, Complete: true, Withdrawn: true}, "receipt:done elements:done archive:done", "put away"},
	} {
		var got []string
		for _, x := range tt.file.Checklist() {
			got = append(got, x.Name+":"+string(x.State))
			if x.Label == "" || x.State.Label() == "" || x.Cite.Zero() || x.Cite.Check() != nil {
				t.Errorf("%s: the line %s has no label or no clause", tt.because, x.Name)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.because, strings.Join(got, " "), tt.want)
		}
	}
	if n := Finished(whole().Checklist()); n != 8 {
		t.Errorf("%d lines are done, want all but the archive", n)
	}
}

func TestClauseTexts(t *testing.T) {
	day := func(s string) calendar.Day {
		d, err := calendar.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, w := range clauseTexts {
		if w.Text == "" && !w.Doubtful {
			t.Errorf("clause %s has no words and is not marked 待核", w.Cite.Short())
		}
	}
	cal := calendar.New()
	twenty := 20
	h := History{AsOf: day("2026-11-09"), Events: []Event{{Type: Received, At: day("2026-10-20"), Channel: Online, Confirmed: day("2026-10-21")},
		{Type: ThirdPartyAsked, At: day("2026-11-03"), Delivered: day("2026-11-03")}}}
	c := Replay(cal, h)
	because := strings.Join(c.Because(), "；")
	for _, want := range []string{"20个工作日内答复（条例 33②）", "征求第三方和其他机关意见所需时间不计算在内（条例 33③）", "最长再延20个工作日"} {
		if !strings.Contains(because, want) {
			t.Errorf("%q is not told: %s", want, because)
		}
	}
	h.Events = append(h.Events, Event{Type: ThirdPartyAnswered, At: day("2026-11-09")},
		Event{Type: Extended, At: day("2026-11-09"), Days: &twenty, Consented: day("2026-11-09"), Noticed: day("2026-11-09")})
	c = Replay(cal, h)
	if because := strings.Join(c.Because(), "；"); !strings.Contains(because, "已经延长过一次") || strings.Contains(because, "最长再延") {
		t.Errorf("what was extended is not extended again: %s", because)
	}
	var cites []law.Ref
	for _, w := range c.Texts() {
		cites = append(cites, w.Cite)
	}
	if !slices.Contains(cites, law.Art("条例", 31).At(3)) || !slices.Contains(cites, law.Art("条例", 32)) {
		t.Errorf("the sheet cites %v", cites)
	}
	if list := (Clock{}).Because(); list != nil {
		t.Errorf("nothing has come in, and yet: %v", list)
	}
}
