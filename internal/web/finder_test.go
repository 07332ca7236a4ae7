package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

func TestInitials(t *testing.T) {
	for text, want := range map[string]string{"登记申请": "djsq", "依申请公开": "ysqgk", "年度报告": "ndbg", "12345热线": "12345rx", "阿座": "az", "Word": "word", "": ""} {
		if got := web.Initials(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestFinderShowsWhatOneMay: acts and pages by words and by initials, each to its
// roles, as a page and to the island.
func TestFinderShowsWhatOneMay(t *testing.T) {
	o := webtest.Options()
	o.Begins = []web.MenuItem{{Label: "登记申请", Href: "/console/requests/new", Roles: []identity.Role{identity.Clerk}}}
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(role identity.Role, words string) string {
		r := httptest.NewRequest(http.MethodGet, "/console/search?q="+words, nil)
		r.Header.Set("Accept", "application/json")
		return webtest.Do(s.Handler(), role, r).Body.String()
	}
	for _, tt := range []struct {
		role  identity.Role
		words string
		found bool
	}{{identity.Clerk, "登记", true}, {identity.Clerk, "djsq", true}, {identity.Clerk, "DJ", true}, {identity.Clerk, "xyz", false}, {identity.Leader, "登记", false}} {
		if got := ask(tt.role, tt.words); strings.Contains(got, "/console/requests/new") != tt.found || !strings.HasPrefix(got, "[") {
			t.Errorf("%s asks for %s: %s", tt.role, tt.words, got)
		}
	}
	page := webtest.Get(s.Handler(), identity.Clerk, "/console/search?q=djsq").Body.String()
	webtest.CheckPage(t, page)
	if !strings.Contains(page, "登记申请") {
		t.Error("the page without scripts lacks it")
	}
}
