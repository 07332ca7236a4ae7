package handle_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
)

// The parts of the case page on hearings, fees and what was taken back can be
// used by everybody, at each width.
func TestStandingInTheBrowser(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	h.Stand("2026-11-02")
	c := h.Handed(t, 1, "2026-11-02")
	c = h.Do(t, identity.Leader, c, request.ActionFindExcessive, "note", "同一申请人十月、十一月共申请 61 件，内容多为同一项目的不同楼栋。")
	c = h.Do(t, identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "120", "delivered", "2026-11-02", "proof", "EMS 1012")
	c = h.Do(t, identity.Clerk, c, request.ActionPayFee, "amount", "1100", "receipt", "财票 000731")
	h.Stand("2026-11-04")
	c = h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "third", "party", "云溪市中元设计有限公司", "contact", "人民路 1 号", "note", "是否同意公开设计变更图纸", "delivered", "2026-11-04", "proof", "EMS 1011")
	c = h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "joint", "party", "云溪市自然资源局")
	c = h.Do(t, identity.Leader, c, request.ActionExtend, "days", "10", "note", "需要核实")
	c = h.Undo(t, identity.Leader, c, 6, "登记到别的案件了")
	h.Stand("2026-11-10")
	heard, err := h.Handling.Hearings(h.Ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	c = h.Do(t, identity.Clerk, c, request.ActionHearBack, "of", heard[0].ID, "opinion", "objected", "said", "图纸是商业秘密", "sound", "yes")
	server := httptest.NewServer(h.Web)
	t.Cleanup(server.Close)
	p := browser.Open(t, server.URL)
	p.Cookie(&http.Cookie{Name: "role", Value: string(identity.Clerk)})
	p.Go("/console/requests/" + c.ID)
	p.Eval(`document.querySelectorAll(".rq-undo,.rq-heard details,.mt-step").forEach((d,i)=>{d.open=i%3==0})||""`)
	for _, width := range []int64{375, 768, 1440} {
		p.Width(width, 1500).Accessible().Shot(fmt.Sprintf("request-standing-%d", width))
	}
	p.Clean()
}
