package web_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

// serve is a server with the routes of a small invented ledger.
func serve(t *testing.T, change func(*web.Options)) (*web.Server, http.Handler) {
	t.Helper()
	o := webtest.Options()
	if change != nil {
		change(&o)
	}
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	public, clerk := []identity.Role{identity.Public}, []identity.Role{identity.Clerk}
	answers := func(err error) web.Handler {
		return func(http.ResponseWriter, *http.Request, identity.Actor) error { return err }
	}
	fails := func(k fault.Kind) error {
		return fmt.Errorf("act: %w", &fault.Error{Kind: k, Message: "说明", Cite: law.Art("条例", 33)})
	}
	for path, err := range map[string]error{
		"invalid": fault.List{fault.Field("name", "填写姓名"), fault.Field("phone", "手机号应为 11 位数字")}, "missing": fails(fault.NotFound),
		"forbidden": fails(fault.Forbidden), "conflict": fails(fault.Conflict), "unlawful": fails(fault.Unlawful),
		"throttled": fails(fault.Throttled), "broken": errors.New("disk 5 is on fire"),
	} {
		s.Mount(web.Route{Pattern: "GET /x/" + path, Roles: public, Do: answers(err)},
			web.Route{Pattern: "GET /console/x/" + path, Do: answers(err)},
			web.Route{Pattern: "GET /api/v1/" + path, Roles: public, Do: answers(err)})
	}
	s.Mount(
		web.Route{Pattern: "GET /x/panic", Roles: public, Do: func(http.ResponseWriter, *http.Request, identity.Actor) error { panic("gone") }},
		web.Route{Pattern: "GET /console/clerk", Roles: clerk, Do: ok}, web.Route{Pattern: "GET /console/any", Do: ok},
		web.Route{Pattern: "GET /open", Roles: public, Do: ok}, web.Route{Pattern: "GET /api/v1/clerk", Roles: clerk, Do: ok},
		web.Route{Pattern: "POST /x/form", Roles: public, Do: readForm},
		web.Route{Pattern: "POST /x/large", Roles: public, Do: readForm, Body: 8 << 20},
		web.Route{Pattern: "GET /x/address", Roles: public, Do: func(w http.ResponseWriter, _ *http.Request, who identity.Actor) error {
			_, err := io.WriteString(w, who.Address)
			return err
		}},
		web.Route{Pattern: "POST /x/done", Roles: public, Do: func(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
			web.Notice(r, "已经保存")
			return web.SeeOther(w, r, "/")
		}},
	)
	return s, s.Handler()
}

func ok(w http.ResponseWriter, _ *http.Request, _ identity.Actor) error {
	_, err := io.WriteString(w, "ok")
	return err
}

func readForm(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	return ok(w, r, who)
}

func TestRoles(t *testing.T) {
	_, h := serve(t, nil)
	for _, c := range []struct {
		role    identity.Role
		path    string
		status  int
		because string
	}{
		{"", "/open", 200, "public lets everybody in"},
		{identity.Editor, "/open", 200, "also who has signed in"},
		{"", "/console/any", 303, "a visitor is led to the sign-in"},
		{identity.Editor, "/console/any", 200, "no roles means every signed-in person"},
		{"", "/console/clerk", 303, "a visitor is led to the sign-in"},
		{identity.Editor, "/console/clerk", 403, "the role is missing"},
		{identity.Clerk, "/console/clerk", 200, "the role is there"},
		{"", "/api/v1/clerk", 401, "an API call is never led to a page"},
		{identity.Clerk, "/api/v1/clerk", 401, "a browser's cookies count for nothing there"},
		{"", "/nothing", 404, "no ledger serves it"},
		{identity.Editor, "/console/nothing", 404, "no ledger serves it"},
	} {
		if w := webtest.Get(h, c.role, c.path); w.Code != c.status {
			t.Errorf("%s as %q: %d, want %d, because %s", c.path, c.role, w.Code, c.status, c.because)
		}
	}
	w := webtest.Get(h, "", "/console/clerk?page=2")
	if to := w.Header().Get("Location"); to != "/login?next=%2Fconsole%2Fclerk%3Fpage%3D2" {
		t.Errorf("sign-in forgets where to go: %s", to)
	}
	if body := webtest.Get(h, identity.Editor, "/console/clerk").Body.String(); !strings.Contains(body, "依申请经办") {
		t.Error("the 403 page does not say which role can do it")
	}
}

func TestSignedOutFragmentLeavesThePage(t *testing.T) {
	_, h := serve(t, nil)
	r := httptest.NewRequest("GET", "/console/any", nil)
	r.Header.Set("HX-Request", "true")
	if w := webtest.Do(h, "", r); w.Code != 401 || !strings.HasPrefix(w.Header().Get("HX-Redirect"), "/login") || w.Body.Len() > 0 {
		t.Errorf("%d %v %q", w.Code, w.Header(), w.Body)
	}
}

func TestErrorPages(t *testing.T) {
	_, h := serve(t, nil)
	for _, c := range []struct {
		name   string
		status int
		says   string
	}{
		{"invalid", 422, "手机号应为 11 位数字"}, {"missing", 404, "说明"}, {"forbidden", 403, "说明"}, {"conflict", 409, "别人刚改过"},
		{"unlawful", 422, "《条例》第"}, {"throttled", 429, "说明"}, {"broken", 500, "事件编号"},
	} {
		for prefix, role := range map[string]identity.Role{"/x/": "", "/console/x/": identity.Clerk} {
			w := webtest.Get(h, role, prefix+c.name)
			body := w.Body.String()
			if w.Code != c.status || !strings.Contains(body, c.says) {
				t.Errorf("%s%s: %d, want %d saying %q", prefix, c.name, w.Code, c.status, c.says)
			}
			if strings.Contains(body, "on fire") {
				t.Errorf("%s%s tells people what only the log may hold", prefix, c.name)
			}
			doc := webtest.CheckPage(t, body)
			if console := doc.Find(".bar").Length() > 0; console != (role != "") {
				t.Errorf("%s%s wears the wrong dress", prefix, c.name)
			}
			if c.status == 422 && !strings.HasPrefix(doc.Find("title").Text(), "错误：") {
				t.Errorf("%s: title %q", c.name, doc.Find("title").Text())
			}
		}
		w := webtest.Get(h, "", "/api/v1/"+c.name)
		var problem struct {
			Title, Detail, Basis, Incident string
			Status                         int
		}
		if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || problem.Status != c.status || w.Code != c.status ||
			w.Header().Get("Content-Type") != "application/problem+json" || problem.Title == "" {
			t.Errorf("api %s: %d %v %+v", c.name, w.Code, err, problem)
		}
	}
}

func TestPanicBecomesAnIncident(t *testing.T) {
	var log bytes.Buffer
	_, h := serve(t, func(o *web.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	w := webtest.Get(h, "", "/x/panic?name=secret")
	webtest.CheckPage(t, w.Body.String())
	if w.Code != 500 || !strings.Contains(w.Body.String(), "事件编号") || !strings.Contains(log.String(), "panic: gone") {
		t.Errorf("%d, log %s", w.Code, log.String())
	}
	if strings.Contains(log.String(), "secret") {
		t.Error("the log holds a query string")
	}
}

func TestHeadersOnEveryAnswer(t *testing.T) {
	_, h := serve(t, nil)
	for _, path := range []string{"/", "/open", "/nothing", "/x/broken", "/x/panic", "/healthz", "/readyz", "/metrics", "/console/any",
		"/static/base.css", "/static/none.css", "/api/v1/broken", "/zz/", "/search?q=a"} {
		head := webtest.Get(h, "", path).Header()
		csp := head.Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
			"form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "report-uri /csp"} {
			if !strings.Contains(csp, rule) {
				t.Errorf("%s: policy lacks %s", path, rule)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: %s", path, csp)
		}
		if head.Get("X-Content-Type-Options") != "nosniff" || head.Get("Referrer-Policy") == "" || head.Get("X-Request-Id") == "" {
			t.Errorf("%s: %v", path, head)
		}
	}
}

func TestCrossSitePosts(t *testing.T) {
	_, h := serve(t, nil)
	for _, c := range []struct {
		name, value string
		status      int
		because     string
	}{
		{"Sec-Fetch-Site", "cross-site", 403, "the browser says that another site sent it"},
		{"Sec-Fetch-Site", "same-site", 403, "a neighbour's subdomain is another site too"},
		{"Origin", "https://evil.example", 403, "old browsers say it by Origin"},
		{"Origin", "null", 403, "a sandboxed frame has no origin of ours"},
		{"Sec-Fetch-Site", "same-origin", 200, "our own page"},
		{"Origin", "http://example.com", 200, "our own page in an old browser"},
		{"X-Nothing", "", 200, "no browser sent it, so no browser's cookies came along"},
	} {
		r := httptest.NewRequest("POST", "/x/form", strings.NewReader("a=b"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(c.name, c.value)
		w := webtest.Do(h, "", r)
		if w.Code != c.status {
			t.Errorf("%s: %s: %d, want %d, because %s", c.name, c.value, w.Code, c.status, c.because)
		}
		if c.status == 403 {
			if doc := webtest.CheckPage(t, w.Body.String()); !strings.Contains(doc.Text(), webtest.Site.Name) {
				t.Error("the refusal does not say whose site it is")
			}
		}
	}
}

func TestServerLimits(t *testing.T) {
	s, _ := serve(t, nil)
	h := s.HTTP("127.0.0.1:0")
	if h.ReadHeaderTimeout <= 0 || h.ReadTimeout <= 0 || h.WriteTimeout <= 0 || h.IdleTimeout <= 0 || h.MaxHeaderBytes <= 0 || h.MaxHeaderBytes > 1<<17 {
		t.Errorf("%+v", h)
	}
}

func TestNextStaysHere(t *testing.T) {
	for next, want := range map[string]string{
		"/console/reports?year=2025": "/console/reports?year=2025", "": "/console/", "console": "/console/", "https://evil.example/": "/console/",
		"//evil.example": "/console/", "/\\evil.example": "/console/", "/a\r\nSet-Cookie: x": "/console/", "javascript:alert(1)": "/console/",
		"/\t/evil.example": "/console/", "http:/evil": "/console/",
	} {
		if got := web.SafeNext(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
		if got := web.Local(next); got != (next == want) {
			t.Errorf("%q is local: %t", next, got)
		}
	}
}

func TestWhoStandsBehindAProxy(t *testing.T) {
	_, h := serve(t, nil)
	for _, c := range []struct{ peer, forwarded, want, because string }{
		{"192.0.2.1:9", "203.0.113.7", "203.0.113.7", "a trusted proxy says for whom it asks"},
		{"192.0.2.1:9", "6.6.6.6, 203.0.113.7, 192.0.2.5", "203.0.113.7", "only what trusted proxies wrote counts"},
		{"203.0.113.7:9", "6.6.6.6", "203.0.113.7", "anybody can write the header"},
		{"192.0.2.1:9", "nonsense", "192.0.2.1", "what is no address is no address"},
		{"192.0.2.1:9", "203.0.113.7:4711", "203.0.113.7", "some proxies add the port"},
		{"192.0.2.1:9", "[2001:db8::7]:4711", "2001:db8::7", "to IPv6 too"},
		{"192.0.2.1:9", "", "192.0.2.1", "nothing was said"},
		{"[::ffff:192.0.2.1]:9", "2001:db8::7", "2001:db8::7", "IPv6, and IPv4 written as IPv6"},
	} {
		r := httptest.NewRequest("GET", "/x/address", nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-For", c.forwarded)
		if got := webtest.Do(h, "", r).Body.String(); got != c.want {
			t.Errorf("%s for %q: %s, want %s, because %s", c.peer, c.forwarded, got, c.want, c.because)
		}
	}
}

func TestSessionCookie(t *testing.T) {
	for _, secure := range []bool{false, true} {
		_, h := serve(t, func(o *web.Options) { o.Sessions, o.Secure = web.NewSessions(o.Sessions.Store, secure), secure })
		w := webtest.Post(h, "", "/x/done", nil)
		cookies := w.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("cookies %v", cookies)
		}
		c := cookies[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || strings.HasPrefix(c.Name, "__Host-") != secure || c.Path != "/" {
			t.Errorf("secure %v: %s", secure, c)
		}
		if hsts := w.Header().Get("Strict-Transport-Security") != ""; hsts != secure {
			t.Errorf("HSTS %v on secure %v", hsts, secure)
		}
	}
}

func TestNoticeIsShownOnce(t *testing.T) {
	_, h := serve(t, nil)
	cookie := webtest.Post(h, "", "/x/done", nil).Result().Cookies()[0]
	for i, want := range []bool{true, false} {
		r := httptest.NewRequest("GET", "/", nil)
		r.AddCookie(cookie)
		if got := strings.Contains(webtest.Do(h, "", r).Body.String(), "已经保存"); got != want {
			t.Errorf("visit %d: notice %v", i+1, got)
		}
	}
}

func TestDisplayIsKept(t *testing.T) {
	_, h := serve(t, nil)
	w := webtest.Post(h, "", "/display", url.Values{"theme": {"contrast"}, "mode": {"elder"}, "next": {"//evil.example"}})
	if to := w.Header().Get("Location"); strings.Contains(to, "evil") {
		t.Errorf("led away to %s", to)
	}
	r := httptest.NewRequest("GET", "/", nil)
	for _, c := range w.Result().Cookies() {
		r.AddCookie(c)
	}
	html := webtest.CheckPage(t, webtest.Do(h, "", r).Body.String()).Find("html")
	if theme, mode := html.AttrOr("data-theme", ""), html.AttrOr("data-mode", ""); theme != "contrast" || mode != "elder" {
		t.Errorf("theme %q, mode %q", theme, mode)
	}
	if w := webtest.Post(h, "", "/display", url.Values{"theme": {"x\" onload"}}); len(w.Result().Cookies()) != 0 {
		t.Error("a theme that is none was kept")
	}
}

func TestBodyBelowAPrefix(t *testing.T) {
	_, h := serve(t, func(o *web.Options) {
		o.Site = func(r *http.Request) (web.Site, error) {
			s := webtest.Site
			if strings.HasPrefix(r.URL.Path, "/b/zjj/") {
				s.Prefix = "/b/zjj"
			}
			return s, nil
		}
	})
	if w := webtest.Get(h, "", "/b/zjj/open"); w.Code != 200 {
		t.Errorf("route below a prefix: %d", w.Code)
	}
	doc := webtest.CheckPage(t, webtest.Get(h, "", "/b/zjj/").Body.String())
	if href := doc.Find(".brand a").AttrOr("href", ""); href != "/b/zjj/" {
		t.Errorf("home leads to %s", href)
	}
	if to := webtest.Get(h, "", "/b/zjj/console/any").Header().Get("Location"); !strings.HasPrefix(to, "/b/zjj/login?next=%2Fconsole") {
		t.Errorf("sign-in at %s", to)
	}
}

func TestPolicyReportsAreCounted(t *testing.T) {
	s, h := serve(t, nil)
	r := httptest.NewRequest("POST", "/csp", strings.NewReader(`{"csp-report":{}}`))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := webtest.Do(h, "", r); w.Code != 204 {
		t.Errorf("%d", w.Code)
	}
	if n, last := s.PolicyReports(); n != 1 || last != `{"csp-report":{}}` {
		t.Errorf("%d %s", n, last)
	}
}

func TestStaticFiles(t *testing.T) {
	_, h := serve(t, nil)
	address := web.Asset("base.css")
	r := httptest.NewRequest("GET", address, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := webtest.Do(h, "", r)
	if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Encoding") != "gzip" ||
		!strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") || len(w.Result().Cookies()) != 0 {
		t.Errorf("%s: %d %v", address, w.Code, w.Header())
	}
	if w := webtest.Get(h, "", "/static/base.css"); w.Header().Get("Cache-Control") != "no-cache" {
		t.Error("a name without hash must not be kept")
	}
	if w := webtest.Get(h, "", "/static/..%2fserver.go"); w.Code == 200 {
		t.Error("sources are served")
	}
}

func TestPublicPageCannotUseConsolePartial(t *testing.T) {
	_, err := web.NewViews(fstest.MapFS{"templates/public/a.html": {Data: []byte(`{{define "main"}}{{template "rail" .}}{{end}}`)}}, nil)
	if err == nil {
		t.Error("a public page may use the console's menu")
	}
	_, err = web.NewViews(fstest.MapFS{
		"templates/console/_x.html": {Data: []byte(`{{define "x"}}x{{end}}`)},
		"templates/public/a.html":   {Data: []byte(`{{define "main"}}{{template "x" .}}{{end}}`)}}, nil)
	if err == nil {
		t.Error("a public page may use a ledger's console partial")
	}
}

func TestFormAddressOpenedByHand(t *testing.T) {
	_, h := serve(t, nil)
	w := webtest.Get(h, "", "/x/form")
	if w.Code != 405 || w.Header().Get("Allow") != "POST" {
		t.Errorf("%d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
	webtest.CheckPage(t, w.Body.String())
}
