package request

import (
	"strings"
	"testing"

	"yangguang/internal/calendar"
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

// When an answer that went out is received, by its service and the way the
// applicant chose; the labels of services decide nothing.
func TestServices(t *testing.T) {
	reworded := Services()
	for i := range reworded {
		reworded[i].Label = "另一种说法"
	}
	for _, tt := range []struct {
		stored    string
		way       Way
		told, day string
		receipt   string
		because   string
	}{
		{"网上查看", WayOnline, "", "2026-11-27", Electronically, "复议法实施条例 23①(四): it is where the applicant chose to read"},
		{"网上查看", WayOnline, "2026-11-30", "2026-11-27", Electronically, "whatever day is told besides"},
		{"网上查看", WayPost, "", "", Electronically, "who chose paper need not look at the page"},
		{"网上查看", WayPost, "2026-11-30", "2026-11-30", Electronically, "but may have looked"},
		{"电子邮件", WayMail, "", "", Electronically, "a mail that was sent has not arrived yet"},
		{"电子邮件", WayMail, "2026-11-30", "2026-11-30", Electronically, "until its arrival is told"},
		{"邮寄", WayPost, "", "", ByPost, "23①(三): by the receipt of the post"},
		{"邮寄", WayPost, "2026-11-30", "2026-11-30", ByPost, "which is put down"},
		{"当面领取", WayCollect, "", "2026-11-27", SignedFor, "23①(二): handed over and signed for"},
		{"托人带去", WayPost, "", "", ByPost, "words of an earlier release"},
		{"托人带去", WayPost, "2026-11-30", "2026-11-30", ByPost, "count as a letter"},
	} {
		var way WayRule
		for _, w := range Ways() {
			if w.Way == tt.way {
				way = w
			}
		}
		var told calendar.Day
		if tt.told != "" {
			told = on(tt.told)
		}
		for name, s := range map[string]ServiceRule{"as it comes": ServiceOf(tt.stored), "reworded": serviceAmong(reworded, tt.stored)} {
			got := ""
			if day := s.Arrives(way, on("2026-11-27"), told); day != 0 {
				got = day.String()
			}
			if got != tt.day || s.Receipt != tt.receipt {
				t.Errorf("%s, %s (%s, %s): received %q as %s, want %q as %s", tt.stored, tt.way, tt.because, name, got, s.Receipt, tt.day, tt.receipt)
			}
		}
	}
	if got := ServedOnPage.Stored(); got != "网上查看" {
		t.Errorf("what stands on the page is stored as %q", got)
	}
}
