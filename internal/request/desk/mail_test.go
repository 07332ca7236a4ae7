package desk_test

import (
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/desktest"
)

// An applicant who left an address learns by mail that there is something new,
// and by nothing in the mail what it is.
func TestApplicantIsTold(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(1)
		in.Email = "applicant@example.org"
		c, code := h.Submit(t, in)
		if sent := h.Out.Take(); len(sent) != 0 {
			t.Errorf("what an applicant did is no news to them: %+v", sent)
		}
		mails := func(why string, want int) {
			t.Helper()
			sent := h.Out.Take()
			if len(sent) != want {
				t.Errorf("%s: %d mails, want %d", why, len(sent), want)
			}
			for _, m := range sent {
				text := m.Subject + m.Text
				if m.To != "applicant@example.org" || !strings.Contains(text, "https://zjj.yunxi.example/zfxxgk/ysqgk/jd") {
					t.Errorf("%+v", m)
				}
				for _, secret := range []string{"王", "小区", "YSQ", "补正", "330000"} {
					if strings.Contains(text, secret) {
						t.Errorf("%s: the mail says %q: %s", why, secret, text)
					}
				}
			}
		}
		c = h.Do(t, identity.Clerk, c, request.ActionConfirm)
		mails("confirmed", 1)
		c = h.Do(t, identity.Clerk, c, request.ActionAskCorrect, "until", "2026-12-01", "note", "写明年份")
		mails("to be corrected", 1)
		c = h.Do(t, identity.Clerk, c, request.ActionCorrect, "note", "2025年")
		mails("what came from them", 0)
		other, _ := h.Submit(t, desktest.Intake(2))
		h.Do(t, identity.Clerk, other, request.ActionConfirm)
		mails("who left no address", 0)
		if w := h.Try(t, identity.Clerk, c, request.ActionAskCorrect, "until", "2026-12-01", "note", "再补正"); w.Code != 422 {
			t.Errorf("a second correction: %d", w.Code)
		}
		mails("what was refused", 0)
		own := url.Values{"number": {c.No()}, "code": {code}, "sure": {"yes"}}
		w := h.Post(t, "", "/zfxxgk/ysqgk/jd/withdraw", own)
		if c = h.Again(t, c); c.State != request.Ceased {
			t.Fatalf("withdrawn: %d %s", w.Code, c.State)
		}
		mails("what they did themselves", 0)
	})
}
