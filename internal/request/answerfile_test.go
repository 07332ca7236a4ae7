package request

import (
	"strings"
	"testing"

	"yangguang/internal/calendar"
)

func TestTakesAnswerFiles(t *testing.T) {
	for state, want := range map[State]bool{Unconfirmed: false, Handling: true, Correcting: true, Consulting: true, AwaitingFee: true, Drafted: true,
		Screening: true, Signing: true, Serving: false, Answered: false, Ceased: false, Archived: false} {
		if TakesAnswerFiles(state) != want {
			t.Errorf("%s: %v, for what was signed goes out as it is", state, !want)
		}
	}
	if len(Workflow().States) != 12 {
		t.Error("a state is new: say whether it takes files")
	}
}

func TestDownloadUntil(t *testing.T) {
	for _, tt := range []struct {
		received, renewed, want string
		because                 string
	}{
		{"", "", "", "nobody knows when it was received: no end"},
		{"", "2026-11-20", "", "nor after a renewal"},
		{"2026-11-20", "", "2026-12-20", "thirty days"},
		{"2026-11-20", "2026-12-21", "2027-01-20", "and thirty more from the renewal"},
		{"2026-11-20", "2026-11-01", "2026-12-20", "a renewal before it shortens nothing"},
	} {
		day := func(s string) calendar.Day {
			if s == "" {
				return 0
			}
			return on(s)
		}
		if got := DownloadUntil(day(tt.received), day(tt.renewed)); got != day(tt.want) {
			t.Errorf("%s: %s", tt.because, got)
		}
	}
}

func TestFormDiffers(t *testing.T) {
	online, post, inspect := WayOf("电子文件，在网上查看"), WayOf("纸质，邮寄"), WayOf("到本机关查阅、抄录")
	for _, tt := range []struct {
		way     WayRule
		outcome Outcome
		how     string
		differs bool
		because string
	}{
		{online, Granted, "网上查看", false, "as asked"},
		{online, Granted, "邮寄", true, "条例 40: paper instead"},
		{post, PartlyGranted, "网上查看", true, "a file instead of paper"},
		{post, NotHeld, "网上查看", false, "nothing was given"},
		{inspect, Granted, "当面领取", false, "on the premises"},
		{WayOf("其他"), Granted, "邮寄", false, "a way that asks for nothing"},
	} {
		if n := tt.way.Differs(tt.outcome, tt.how); (n != nil) != tt.differs || n != nil && n.Cite.Short() != "条例 40" {
			t.Errorf("%s: %v", tt.because, n)
		}
	}
}

func TestShadowDue(t *testing.T) {
	cal := calendar.New()
	for _, tt := range []struct {
		channel Channel
		want    string
		because string
	}{
		{Online, "2026-12-18", "指导案例26号: twenty working days from the submission"},
		{Fax, "2026-12-18", "a fax is confirmed too"},
		{InPerson, "", "handed in: its own term runs"},
	} {
		want := calendar.Day(0)
		if tt.want != "" {
			want = on(tt.want)
		}
		if got := ShadowDue(cal, tt.channel, on("2026-11-20")); got != want {
			t.Errorf("%s: %s", tt.because, got)
		}
	}
	if text := ReceiptNotice(); !strings.Contains(text, "以双方确认之日为收到申请之日") || !strings.Contains(text, "第三十一条第（三）项") {
		t.Errorf("the notice: %s", text)
	}
}
