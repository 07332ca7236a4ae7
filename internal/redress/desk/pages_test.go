package desk

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/redress"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
)

// Every page at three widths: no rule of accessibility broken, nothing refused
// by the policy, nothing wider than the window.
func TestPagesInTheBrowser(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	over := h.register(t, "application", "a2", "first", "accepted", "on", "2026-10-12", "authority_no", "云政复〔2026〕3号")
	over = h.do(t, identity.Clerk, over, redress.Decided, "end", "review_revoked", "at", "2026-11-10", "delivered", "2026-11-12", "orders", "yes", "days", "15", "ref", "云政复决〔2026〕3号")
	direct := h.register(t, "application", "a2", "kind", "suit", "first", "served", "on", "2026-11-02", "authority", "云溪市人民法院", "authority_no", "（2026）云0102行初17号")
	review := h.register(t, "procedure", "simplified", "first", "accepted", "on", "2026-11-16", "authority_no", "云政复〔2026〕9号", "agent", "周敏（政务公开科）")
	review = h.do(t, identity.Clerk, review, redress.Served, "at", "2026-11-18", "procedure", "simplified")
	for _, e := range []Evidence{{Name: "检索记录", Proves: "2026年8月20日已检索档案系统和科室卷宗", MadeOn: "2026-08-20"}, {Name: "补拍的照片", MadeOn: "2026-11-19"}} {
		if err := h.AddEvidence(h.ctx, clerk, review, h.load(t, review.ID).Rev, e); err != nil {
			t.Fatal(err)
		}
	}
	s := httptest.NewServer(h.web)
	defer s.Close()
	p := browser.Open(t, s.URL)
	p.Cookie(&http.Cookie{Name: "role", Value: string(identity.Clerk)})
	for name, at := range map[string]string{"contest-list": path, "contest-new": path + "/new?application=a2", "contest-find": path + "/new", "contest-review": path + "/" + review.ID,
		"contest-ordered": path + "/" + over.ID, "contest-direct": path + "/" + direct.ID, "contest-cell": path + "?year=2026&group=direct_suit&column=4"} {
		for _, w := range []struct {
			width int64
			mark  string
		}{{1440, ""}, {768, "-768"}, {375, "-375"}} {
			p.Width(w.width, 900).Go(at).Accessible().Clean()
			if over := p.Eval(`document.documentElement.scrollWidth-document.documentElement.clientWidth`); over != "0" {
				t.Errorf("%s at %d is %s px too wide", at, w.width, over)
			}
			p.Shot(name + w.mark)
		}
	}
}
