package e2e

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/app"
	"yangguang/internal/web"
	"yangguang/internal/web/browser"
)

// house is the demo, served.
type house struct {
	base   string
	routes []web.Route
	config app.Config
	stop   func()
}

// open serves a demo of its own until the test ends.
func open(t *testing.T) *house {
	t.Helper()
	return openWith(t, "", nil)
}

// openWith is open on a database, "" for SQLite, by a clock, nil for the
// machine's.
func openWith(t *testing.T, database string, now func() time.Time) *house {
	t.Helper()
	config, err := app.DemoConfig(t.TempDir(), "127.0.0.1:0").FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	config.Database, config.Now = database, now
	config.Log = slog.New(slog.DiscardHandler)
	if err := app.LoadDemo(t.Context(), config, app.DemoOptions{}); err != nil {
		t.Fatal(err)
	}
	h := &house{config: config}
	h.serve(t)
	return h
}

// serve serves the house until the test ends or it is stopped.
func (h *house) serve(t *testing.T) {
	t.Helper()
	a, err := app.Open(t.Context(), h.config)
	if err != nil {
		t.Fatal(err)
	}
	l, err := a.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, l) }()
	h.stop = sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
		if err := a.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	t.Cleanup(h.stop)
	h.base, h.routes = "http://"+l.Addr().String(), a.Routes()
}

// restart stops the house and serves it again, at another address: what comes
// round by itself comes when it starts.
func (h *house) restart(t *testing.T) {
	t.Helper()
	h.stop()
	h.serve(t)
}

// walk opens a browser and signs somebody in; nobody for "".
func (h *house) walk(t *testing.T, login string) *browser.Page {
	t.Helper()
	p := browser.Open(t, h.base)
	if login == "" {
		return p
	}
	p.Go("/login").Click("#f-login").Type(login).Click("#f-password").Type(app.DemoPassword).Submit(".ac-card form button")
	if p.Path() != "/console/" {
		t.Fatalf("%s is at %s after signing in: %s", login, p.Path(), p.Text("main"))
	}
	return p
}

// client is somebody with a cookie jar and no browser.
type client struct {
	http.Client
	t     *testing.T
	base  string
	login string
}

// as signs somebody in over HTTP; a visitor for "".
func as(t *testing.T, base, login string) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, base: base, login: login}
	c.Jar = jar
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.signIn()
	return c
}

func (c *client) signIn() {
	c.t.Helper()
	if c.login == "" {
		return
	}
	r, body := c.do(http.MethodPost, "/login", url.Values{"login": {c.login}, "password": {app.DemoPassword}})
	if r.StatusCode != http.StatusSeeOther {
		c.t.Fatalf("sign in as %s: %d %s", c.login, r.StatusCode, body)
	}
}

// do sends a request and gives the answer with its body.
func (c *client) do(method, path string, form url.Values) (*http.Response, string) {
	c.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	q, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if form != nil {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	q.Header.Set("Origin", c.base) // a client that tells where it comes from needs no token in its forms
	r, err := c.Do(q)
	if err != nil {
		c.t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r, string(text)
}

var hrefs = regexp.MustCompile(`href="(/[^"#]*)"`)

// links are the addresses on a page that begin with prefix, each once.
func (c *client) links(path, prefix string) []string {
	c.t.Helper()
	_, body := c.do(http.MethodGet, path, nil)
	var found []string
	for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
		if strings.HasPrefix(m[1], prefix) && !slices.Contains(found, m[1]) {
			found = append(found, m[1])
		}
	}
	return found
}

// draft is the address of the 2025 report that waits for an editor.
func (c *client) draft() string {
	c.t.Helper()
	for _, at := range c.links("/console/", "/console/reports/") {
		if _, page := c.do(http.MethodGet, at, nil); strings.Contains(page, "data-autosave") {
			return at
		}
	}
	c.t.Fatalf("no report waits for %s to be written", c.login)
	return ""
}

var registered = regexp.MustCompile(`^(/console/requests/[0-9a-f-]{36})/receipt$`)

var formKey = regexp.MustCompile(`name="key" value="([^"]+)"`)

// register takes an application down at the window and gives its address.
func (c *client) register() string {
	c.t.Helper()
	_, page := c.do(http.MethodGet, "/console/requests/new", nil)
	key := formKey.FindStringSubmatch(page)
	if key == nil {
		c.t.Fatal("the form of an application has no key")
	}
	r, answer := c.do(http.MethodPost, "/console/requests/new", url.Values{"key": {key[1]}, "channel": {"in_person"}, "on": {"2026-11-20"}, "kind": {"person"},
		"name": {"王小溪"}, "identity": {"330000199001010006"}, "phone": {"13800006021"}, "address": {"云溪市文澜路2号"},
		"wanted": {"青枫里地块安置方案附图第七版"}, "form": {"电子文件，在网上查看"}})
	at := registered.FindStringSubmatch(r.Header.Get("Location"))
	if r.StatusCode != http.StatusSeeOther || at == nil {
		c.t.Fatalf("register an application: %d %s", r.StatusCode, answer)
	}
	return at[1]
}

// partner registers an API client and gives its address.
func (c *client) partner() string {
	c.t.Helper()
	c.do(http.MethodPost, "/console/clients/new", url.Values{"key": {"partner"}, "name": {"市一网通办平台"}, "about": {"代收申请；联系市数据局"},
		"scopes": {"requests:write", "requests:read", "webhooks"}, "per_minute": {"120"}})
	found := slices.DeleteFunc(c.links("/console/clients", "/console/clients/"), func(to string) bool { return to == "/console/clients/new" })
	if len(found) == 0 {
		c.t.Fatal("no API client was registered")
	}
	return found[0]
}

// contest registers a review over an application and gives its address.
func (c *client) contest(application string) string {
	c.t.Helper()
	return c.contestOn(application, "2026-11-20")
}

// contestOn is contest for a copy that was served on a day.
func (c *client) contestOn(application, day string) string {
	c.t.Helper()
	_, page := c.do(http.MethodGet, "/console/contests/new?application="+application[strings.LastIndex(application, "/")+1:], nil)
	key := formKey.FindStringSubmatch(page)
	if key == nil {
		c.t.Fatal("the form of a review has no key")
	}
	r, _ := c.do(http.MethodPost, "/console/contests/new", url.Values{"key": {key[1]}, "application": {application[strings.LastIndex(application, "/")+1:]},
		"kind": {"review"}, "authority": {"云溪市人民政府"}, "first": {"served"}, "on": {day}, "procedure": {"ordinary"}})
	at := r.Header.Get("Location")
	if r.StatusCode != http.StatusSeeOther || !strings.HasPrefix(at, "/console/contests/") {
		c.t.Fatalf("register a review: %d %s", r.StatusCode, at)
	}
	return at
}
