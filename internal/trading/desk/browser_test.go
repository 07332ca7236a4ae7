package desk

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
	"yangguang/internal/web/webtest"
)

// The pages at three widths: no rule of accessibility broken, nothing refused by
// the policy, nothing wider than the window.
func TestPagesInTheBrowser(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	h.upload(t, "land.json", fmt.Sprintf(land, "330101199003072314", "41000.5"))
	h.enter(t, http.StatusSeeOther, "", call())
	for _, v := range []map[string]string{
		{"kind": "clarification", "title": "澄清公告（第 1 次）", "at": "2026-11-18", "deadline": "2026-12-05", "docs_from": "", "docs_until": ""},
		{"kind": "announcement", "line": "procurement", "project": "ZC-2026-118", "name": "保障性租赁住房智能门锁采购", "title": "智能门锁采购公告", "must": "", "at": "2026-11-20", "docs_from": "2026-11-20", "docs_until": "2026-11-27", "deadline": "2026-12-10", "budget": "386.40 万元"},
	} {
		var pairs []string
		for k, x := range v {
			pairs = append(pairs, k, x)
		}
		h.enter(t, http.StatusSeeOther, "", call(pairs...))
	}
	h.release(t)
	h.enter(t, http.StatusSeeOther, "", call("project", "E9902", "must", "", "deadline", "2026-11-25"))
	waits := h.page(t, identity.Editor, path)
	one, _, _ := strings.Cut(waits[strings.Index(waits, path+"/0"):], `"`)
	s := httptest.NewServer(h.web)
	t.Cleanup(s.Close)
	p := browser.Open(t, s.URL)
	for _, x := range []struct {
		name, path string
		role       identity.Role
	}{{"trading-list", home, ""}, {"trading-project", home + "xm/E9901", ""}, {"trading-console", path, identity.Leader}, {"trading-notice", one, identity.Leader}, {"trading-new", path + "/new", identity.Editor}, {"trading-import", path + "/import", identity.Editor}} {
		if x.role != "" {
			p.Cookie(&http.Cookie{Name: "role", Value: string(x.role)})
		}
		if w := webtest.Get(h.web, x.role, x.path); w.Code != http.StatusOK {
			t.Fatalf("%s: %d", x.path, w.Code)
		}
		p.Go(x.path)
		for _, width := range []int64{375, 768, 1440} {
			p.Width(width, 900).Accessible().Shot(fmt.Sprintf("%s-%d", x.name, width))
			if over := p.Eval(`document.documentElement.scrollWidth-document.documentElement.clientWidth`); over != "0" {
				t.Errorf("%s at %d is %s px too wide", x.path, width, over)
			}
		}
	}
	p.Clean()
}
