package e2e

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
)

// published brings a notice from its draft to the portal, by the people of the
// demo, and gives its id.
func published(t *testing.T, base string) string {
	t.Helper()
	editor := as(t, base, "editor")
	_, page := editor.do(http.MethodGet, "/console/publication/new?kind=notice", nil)
	key := formKey.FindStringSubmatch(page)
	if key == nil {
		t.Fatal("the form of a document has no key")
	}
	r, page := editor.do(http.MethodPost, "/console/publication/new", url.Values{"key": {key[1]}, "kind": {"notice"}, "entry": {"20.15"}, "openness": {"proactive"}, "act": {"submit"},
		"title": {"关于调整服务大厅办公时间的通知"}, "content": {"自下周一起，服务大厅的办公时间调整为 9:00 至 17:00。"}, "formed_on": {"2026-11-20"}})
	at := r.Header.Get("Location")
	if r.StatusCode != http.StatusSeeOther || !strings.HasPrefix(at, "/console/publication/") {
		t.Fatalf("hand in a document: %d\n%s", r.StatusCode, page)
	}
	for _, step := range []struct{ login, act string }{{"reviewer", "pass"}, {"reviewer", "pass"}, {"reviewer", "pass"}, {"leader", "sign"}} {
		person := as(t, base, step.login)
		_, page := person.do(http.MethodGet, at, nil)
		rev := revision.FindStringSubmatch(page)
		if rev == nil {
			t.Fatalf("%s cannot %s", step.login, step.act)
		}
		if r, page := person.do(http.MethodPost, at+"/act", url.Values{"act": {step.act}, "rev": {rev[1]}}); r.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: %d\n%s", step.act, r.StatusCode, page)
		}
	}
	if r, page := editor.do(http.MethodGet, "/zfxxgk/fdzdgknr/"+path.Base(at), nil); r.StatusCode != http.StatusOK || !strings.Contains(page, "9:00 至 17:00") {
		t.Fatalf("it is not public: %d", r.StatusCode)
	}
	return path.Base(at)
}
