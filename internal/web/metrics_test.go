package web_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

func TestMetricsAreNotForEverybody(t *testing.T) {
	_, h := serve(t, func(o *web.Options) { o.MetricsToken = "letmesee" })
	webtest.Get(h, identity.Clerk, "/console/clerk")
	for _, c := range []struct {
		peer, forwarded, token string
		status                 int
		because                string
	}{
		{"127.0.0.1:9", "", "", 200, "this machine"},
		{"[::1]:9", "", "", 200, "this machine"},
		{"203.0.113.7:9", "", "", 404, "somebody else"},
		{"127.0.0.1:9", "203.0.113.7", "", 404, "a proxy on this machine asks for somebody else"},
		{"203.0.113.7:9", "", "letmesee", 200, "knows the token"},
		{"203.0.113.7:9", "", "letmese", 404, "does not know it"},
	} {
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if c.token != "" {
			r.Header.Set("Authorization", "Bearer "+c.token)
		}
		w := webtest.Do(h, "", r)
		if w.Code != c.status {
			t.Errorf("%+v: %d", c, w.Code)
		}
		if c.status == 200 && !strings.Contains(w.Body.String(), `yangguang_http_seconds_count{route="GET /console/clerk",status="200"} 1`) {
			t.Error("the answer of a route is not counted")
		}
	}
}
