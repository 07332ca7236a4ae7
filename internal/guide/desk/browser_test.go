package desk

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"yangguang/internal/identity"
	requestdesk "yangguang/internal/request/desk"
	"yangguang/internal/testkit"
	"yangguang/internal/web/browser"
)

// Both pages at three widths: no rule of accessibility broken, nothing refused
// by the policy, nothing wider than the window.
func TestPagesInTheBrowser(t *testing.T) {
	h := open(t, testkit.SQLite(t, requestdesk.Migrations()))
	h.follows(t, 1)
	s := httptest.NewServer(h.web)
	t.Cleanup(s.Close)
	p := browser.Open(t, s.URL)
	for _, x := range []struct {
		name, path string
		role       identity.Role
	}{{"guide", column, ""}, {"guide-form", formPath, identity.Editor}} {
		if x.role != "" {
			p.Cookie(&http.Cookie{Name: "role", Value: string(x.role)})
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
