package desk

import (
	"net/http"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/redress"
	"yangguang/internal/request"
	"yangguang/internal/web/webtest"
)

// TestStaffAppears: an answer to a review or a suit names one or two of the body's
// own staff (复议法实施条例 18②, 行诉法 3③), who stand on the page.
func TestStaffAppears(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.register(t)
		for _, tt := range []struct{ staff, because string }{
			{"", "nobody"}, {"  ", "nor a blank"}, {"周敏、李复核、王局", "three are too many"},
		} {
			if w := h.try(t, identity.Leader, c, redress.Answered, "staff", tt.staff); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "不得仅委托律师") || !strings.Contains(w.Body.String(), "第十八条第二款") {
				t.Errorf("%s: %d", tt.because, w.Code)
			}
		}
		c = h.do(t, identity.Leader, c, redress.Answered, "staff", "周敏，李复核")
		if page := h.page(t, identity.Leader, path+"/"+c.ID); !strings.Contains(page, "由周敏、李复核参加") {
			t.Error("who appears does not stand on the page")
		}
	})
}

// TestUntold: the days before a court that the body's own silence about review has
// cost are left out (复议法实施条例 26).
func TestUntold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, tt := range []struct {
			pairs   []string
			says    string
			because string
		}{
			{[]string{"untold_from", "2026-09-10"}, "都要填写", "both days"},
			{[]string{"untold_from", "2026-09-10", "untold_to", "2026-09-01"}, "不早于起诉之日", "in their order"},
			{[]string{"kind", "suit", "untold_from", "2026-09-10", "untold_to", "2026-09-20"}, "只有行政复议", "a suit has no such time"},
		} {
			if w := webtest.Post(h.web, identity.Clerk, path+"/new", registration(tt.pairs...)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), tt.says) {
				t.Errorf("%s: %d", tt.because, w.Code)
			}
		}
		late := h.register(t, "first", "lodged", "on", "2026-11-16")
		if page := h.page(t, identity.Clerk, path+"/"+late.ID); !strings.Contains(page, "超过收到答复之日起60日") {
			t.Error("lodged on the 76th day, and nothing is said")
		}
		c := h.register(t, "first", "lodged", "on", "2026-11-16", "untold_from", "2026-09-10", "untold_to", "2026-10-09")
		if page := h.page(t, identity.Clerk, path+"/"+c.ID); strings.Contains(page, "超过收到答复之日起60日") || !strings.Contains(page, "30日不计入申请期限") {
			t.Error("thirty days before a court are counted against the applicant")
		}
	})
}

// TestProofsOnTheContest: what has to be proven for the contested answer stands beside
// the list of evidence, with what was missing when it was given.
func TestProofsOnTheContest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.apps["a2"]
		a.Proofs = request.Grounds{Category: "后勤管理"}.Proofs(request.InternalAffairs, request.NotHeld)
		h.apps["a2"] = a
		c := h.register(t, "application", "a2")
		page := h.page(t, identity.Clerk, path+"/"+c.ID)
		for _, want := range []string{"要证明的", "人事管理、后勤管理", "公开解释 5②(三)", "办理时有", "合理检索", "办理时缺"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not stand on the page", want)
			}
		}
	})
}

// TestReplyHasThreeColumns: an answer to a review says why the act was lawful, why it
// was appropriate, and what the requests of the applicant come to (复议法实施条例 41); a
// suit has no such columns, and before 2026-07-01 there were none.
func TestReplyHasThreeColumns(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.register(t)
		for _, tt := range []struct{ field, says, because string }{
			{"lawful", "合法性说明事实和理由", "why it was lawful"},
			{"proper", "适当性说明事实和理由", "lawful alone is not enough: 适当性"},
			{"claims", "行政复议请求说明事实和理由", "what is asked for is answered too"},
		} {
			w := h.try(t, identity.Leader, c, redress.Answered, tt.field, "  ")
			if page := webtest.CheckPage(t, w.Body.String()).Find("body").Text(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, tt.says) || !strings.Contains(page, "第四十一条") {
				t.Errorf("%s: %d", tt.because, w.Code)
			}
		}
		c = h.do(t, identity.Leader, c, redress.Answered, "by", "法制科")
		page := h.page(t, identity.Leader, path+"/"+c.ID)
		for _, want := range []string{"就合法性、适当性和复议请求说明了理由", "由法制科提出书面答复"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
	})
	for _, tt := range []struct {
		kind    redress.Kind
		at      calendar.Day
		refused bool
		because string
	}{
		{redress.Review, calendar.On(2026, 7, 1), true, "the day on which the regulation takes effect"},
		{redress.Review, calendar.On(2026, 6, 30), false, "the day before it"},
		{redress.Suit, calendar.On(2026, 11, 20), false, "行诉法 67 asks for evidence, norms and a defence"},
	} {
		if err := redress.Reasoned(tt.kind, tt.at, nil); (err != nil) != tt.refused {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
}
