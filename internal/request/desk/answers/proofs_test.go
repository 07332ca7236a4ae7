package answers_test

import (
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web/webtest"
)

// TestProofsOnTheCase: what has to be proven stands in the case while it is handled,
// with what is there of it once an answer is drafted, and for the ledger of reviews
// (法释〔2025〕8号 5, 6).
func TestProofsOnTheCase(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, _ := h.Submit(t, desktest.Intake(1))
		c = h.Do(t, identity.Clerk, c, request.ActionConfirm)
		page := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID).Body.String()).Find("main").Text()
		for _, want := range []string{"按拟采用的结论收集", "合理检索义务", "密级标识", "公开解释 6②"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not stand on the page of a case in hand", want)
			}
		}
		c = h.Refuse(t, c)
		doc := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID).Body.String())
		list := doc.Find("details:contains('举证清单')").Text()
		if !strings.Contains(list, "人事管理、后勤管理") || !strings.Contains(list, "有") || strings.Contains(list, "合理检索") || strings.Contains(list, "缺") {
			t.Errorf("the answer in hand: %s", list)
		}
		x, err := h.Answers.Contested(h.Ctx, desktest.Clerk, h.Refused(t, 2).ID)
		if err != nil || len(x.Proofs) != 1 || x.Proofs[0].Stands != "后勤管理" {
			t.Errorf("%+v, %v", x.Proofs, err)
		}
	})
}
