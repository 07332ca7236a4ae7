package desk

import (
	"net/http"
	"strings"
	"testing"

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
