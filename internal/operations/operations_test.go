package operations

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestShort(t *testing.T) {
	for _, tt := range []struct{ in, want, because string }{
		{"", "", "nothing failed"},
		{"send mail: the mail server answered 451\ngoroutine 1 [running]", "send mail: the mail server answered 451", "the first line alone, and a code of three digits stays"},
		{"no mailbox <li.ming@example.org>", "no mailbox <***>", "an address of a person"},
		{"call 13800001234 failed", "call *** failed", "a telephone number"},
		{"id 33010019900101123X", "id ***", "an identity number"},
		{"dial 0571-0000 0000: refused", "dial ***: refused", "written in groups"},
		{"bad name “张三”", "bad name ***", "what was typed"},
		{`open "secret": no such file`, "open ***: no such file", "what was typed"},
		{"a\x00b\u202ec", "a b c", "what would disturb the page"},
	} {
		if got := Short(tt.in); got != tt.want {
			t.Errorf("%s: %q", tt.because, got)
		}
	}
	if got := Short(strings.Repeat("长", 500)); utf8.RuneCountInString(got) != errorLimit+1 {
		t.Errorf("%d characters", utf8.RuneCountInString(got))
	}
}

func FuzzShort(f *testing.F) {
	f.Add("send mail to a@b.c: 13800001234")
	f.Fuzz(func(t *testing.T, s string) {
		got := Short(s)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > errorLimit+1 || strings.ContainsAny(got, "\n\x00") {
			t.Errorf("%q", got)
		}
	})
}

func TestReason(t *testing.T) {
	for _, tt := range []struct {
		reason, because string
		ok              bool
	}{
		{"  ", "blank", false}, {strings.Repeat("因", 301), "too long", false}, {"邮件服务器已恢复", "said", true},
	} {
		if err := Reason(tt.reason); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
}

func TestAgo(t *testing.T) {
	now := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		before time.Duration
		want   string
	}{
		{time.Second, "刚刚"}, {-time.Second, "马上"}, {12 * time.Minute, "12 分钟前"}, {-12 * time.Minute, "12 分钟后"},
		{3 * time.Hour, "3 小时前"}, {47 * time.Hour, "47 小时前"}, {5 * 24 * time.Hour, "5 天前"},
	} {
		if got := Ago(now.Add(-tt.before), now); got != tt.want {
			t.Errorf("%s: %s", tt.before, got)
		}
	}
}
