package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/web"
)

// asked sends a request with some headers and cookies.
func asked(h http.Handler, method, path, body string, cookies []*http.Cookie, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// A form that rests on a session's cookie and does not tell where it comes from
// needs the session's token, which stands in the pages that such a browser is
// given.
func TestAFormThatTellsNothingNeedsTheSessionsToken(t *testing.T) {
	s, h := serve(t, nil)
	s.Mount(web.Route{Pattern: "POST /api/v1/thing", Roles: []identity.Role{identity.Public}, Do: ok})
	session := asked(h, "POST", "/x/done", "", nil).Result().Cookies()
	other := asked(h, "POST", "/x/done", "", nil).Result().Cookies()
	if len(session) != 1 || len(other) != 1 {
		t.Fatal(session, other)
	}
	page := asked(h, "GET", "/wza/", "", session).Body.String()
	field := regexp.MustCompile(`<form[^>]*method="post"[^>]*><input type="hidden" name="form_token" value="([^"]+)">`)
	tokens := field.FindAllStringSubmatch(page, -1)
	if len(tokens) == 0 || len(tokens) != strings.Count(page, `method="post"`) {
		t.Fatalf("%d of %d forms bear a token", len(tokens), strings.Count(page, `method="post"`))
	}
	token := url.QueryEscape(tokens[0][1])
	for _, x := range []struct {
		path, body string
		cookies    []*http.Cookie
		headers    []string
		status     int
		because    string
	}{
		{"/x/form", "a=b", session, nil, 403, "nothing says that it is ours"},
		{"/x/form", "a=b", session, []string{"Referer", "https://evil.example/"}, 403, "a Referer is not asked at all"},
		{"/x/form", "a=b&form_token=" + token, session, nil, 200, "the session's token"},
		{"/x/form?form_token=" + token, "a=b", session, nil, 200, "in the address, as forms with files bear it"},
		{"/x/form", "a=b&form_token=" + token, other, nil, 403, "another session's token"},
		{"/x/form", "a=b&form_token=", session, nil, 403, "an empty one"},
		{"/x/form", "a=b", session, []string{"Sec-Fetch-Site", "same-origin"}, 200, "a browser that tells"},
		{"/x/form", "a=b", session, []string{"Origin", "http://example.com"}, 200, "an older one that tells"},
		{"/x/form", "a=b", nil, nil, 200, "no cookie, so nothing rests on it"},
		{"/api/v1/thing", "a=b", session, nil, 200, "calls rest on a key and no cookie"},
	} {
		if w := asked(h, "POST", x.path, x.body, x.cookies, x.headers...); w.Code != x.status {
			t.Errorf("%s: %d, want %d", x.because, w.Code, x.status)
		}
	}
	if page := asked(h, "GET", "/wza/", "", session, "Sec-Fetch-Site", "none").Body.String(); strings.Contains(page, "form_token") {
		t.Error("a browser that tells needs no token")
	}
	if page := asked(h, "GET", "/wza/", "", nil).Body.String(); strings.Contains(page, "form_token") {
		t.Error("a page without a session has a token")
	}
}
