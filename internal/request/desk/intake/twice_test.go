package intake_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/request"
	"yangguang/internal/request/desk/desktest"
)

// TestSentTwice: the same text of the same person within a day is pointed out before
// it is sent, and taken all the same where it is meant (条例 29, 36(六)).
func TestSentTwice(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		form := func(key int, pairs ...string) url.Values {
			in := desktest.Intake(key)
			v := url.Values{"key": {in.Key}, "kind": {in.Kind}, "name": {in.Name}, "document": {"resident_id"}, "identity": {in.Identity}, "phone": {in.Phone}, "wanted": {in.Wanted}, "form": {in.Form}, "go": {"submit"}}
			for i := 0; i+1 < len(pairs); i += 2 {
				v.Set(pairs[i], pairs[i+1])
			}
			return v
		}
		count := func() (n int) {
			if err := h.DB.QueryRowContext(h.Ctx, `SELECT COUNT(*) FROM request_case`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		h.Submit(t, desktest.Intake(1))
		wanted := desktest.Intake(1).Wanted
		for _, tt := range []struct {
			form    url.Values
			later   time.Duration
			told    bool
			because string
		}{
			{form(2, "go", "how", "from", "check"), 0, true, "on the page of checking, before anything is sent"},
			{form(2), 0, true, "or instead of sending it, where the page was older"},
			{form(2, "wanted", "　"+strings.ReplaceAll(wanted, "的", "的 ")+"。"), 0, true, "spaces and marks make no other text"},
			{form(1), 0, false, "the same form sent again is the same application"},
			{form(2, "wanted", "供水水质检测月报"), 0, false, "another text"},
			{form(3, "identity", desktest.Card(1)), 0, false, "another person"},
			{form(4, "again", "yes"), 0, false, "it is meant: taken all the same"},
			{form(5), 24*time.Hour + time.Minute, false, "more than a day later"},
		} {
			h.Kit.Clock.Set(h.Kit.Clock.Now().Add(tt.later))
			before := count()
			w := h.Post(t, "", "/zfxxgk/ysqgk/sq", tt.form)
			told := strings.Contains(w.Body.String(), "已经提交过内容相同的申请") && strings.Contains(w.Body.String(), `name="again"`)
			if told != tt.told || told && count() != before || !told && w.Code != http.StatusSeeOther {
				t.Errorf("%s: told %t, status %d, %d more", tt.because, told, w.Code, count()-before)
			}
		}
	})
	if request.SameText("", "。") || !request.SameText("甲、乙", "甲 乙。") || request.SameText("甲乙", "甲丙") {
		t.Error("nothing is no text, marks make no difference, words do")
	}
}
