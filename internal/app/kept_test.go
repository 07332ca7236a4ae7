package app

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
)

// notKept are the public pages that are rendered anew each time, and why.
var notKept = map[string]string{
	"GET /zz/":                       "sets a cookie and leads home",
	"GET /search":                    "hardly anybody asks for the same words",
	"GET /zfxxgk/gknb/{year}/{file}": "a file", "GET /zfxxgk/gkzn/{file}": "a file", "GET /zfxxgk/fdzdgknr/{id}/{file}": "a file", "GET /zfxxgk/ysqgk/gk/{id}/{file}": "a file",
	"GET /zfxxgk/ysqgk/sq":         "a form that is sent once: it carries its own key",
	"GET /zfxxgk/ysqgk/sq/yg":      "leads on and counts what was found",
	"GET /zfxxgk/ysqgk/sq/jx":      "reads the code of a saved application",
	"GET /zfxxgk/ysqgk/sq/yzm.png": "digits of one form", "GET /zfxxgk/ysqgk/sq/yzm.wav": "digits of one form",
	"GET /zfxxgk/ysqgk/sq/hz":       "the receipt of one applicant",
	"GET /zfxxgk/ysqgk/jd":          "reads the code of an application",
	"GET /zfxxgk/ysqgk/qx":          "hardly anybody reckons with the same days",
	"GET /calendar.ics":             "a person's own address",
	"GET /login":                    "leads somebody in",
	"GET /login/factor":             "in the middle of signing in",
	"GET /login/enrol":              "in the middle of signing in",
	"GET /login/oidc":               "leads on with a state of its own",
	"GET /login/oidc/callback":      "reads a code",
	"GET /setup":                    "reads a one-time code",
	"GET /ggzy/feed.atom":           "a feed",
	"GET /ggzy/xm/{code}/ocds.json": "a file", "GET /ocds/releases.json": "a file of any length", "GET /ocds/records.json": "a file of any length",
	"GET /ocds/extensions/disposal/{file}": "a file",
	"GET /api/v1/openapi.json":             "a call",
	"GET /api/v1/client":                   "a call",
}

// TestEveryPublicPageIsKeptOrSaysWhy holds each route of the map: a page that
// anybody may see is kept or listed with its reason, and no other one is kept.
func TestEveryPublicPageIsKeptOrSaysWhy(t *testing.T) {
	a := opened(t)
	used := map[string]bool{}
	for _, r := range a.Routes() {
		public := slices.Contains(r.Roles, identity.Public) && strings.HasPrefix(r.Pattern, "GET ")
		why := notKept[r.Pattern]
		used[r.Pattern] = why != ""
		switch {
		case r.Kept && !public:
			t.Errorf("%s is kept and not for everybody to read", r.Pattern)
		case r.Kept && why != "":
			t.Errorf("%s is kept, and listed as not to be: %s", r.Pattern, why)
		case !r.Kept && public && why == "":
			t.Errorf("%s is neither kept nor listed with a reason", r.Pattern)
		}
	}
	for pattern := range notKept {
		if !used[pattern] {
			t.Errorf("%s is listed and not mounted", pattern)
		}
	}
}

// portal asks for pages of the portal by a server whose clock moves by whole
// days only, so that only an act can drop what it keeps.
type portal struct {
	t *testing.T
	a *App
	h http.Handler
}

// portalOf gives the instance a server of that clock.
func portalOf(t *testing.T, a *App, now func() time.Time) *portal {
	t.Helper()
	acts := a.now
	a.now = func() time.Time { return calendar.At(now()).Time() }
	if err := a.openSite(); err != nil {
		t.Fatal(err)
	}
	a.now = acts
	return &portal{t, a, a.Handler()}
}

// get asks for a page: one that may be kept, or with a cookie of no meaning one
// that is rendered for this asker.
func (p *portal) get(path string, anew bool) (int, string) {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if anew {
		r.AddCookie(&http.Cookie{Name: "anew", Value: "1"})
	}
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

var portalLink = regexp.MustCompile(`href="(/[^"#]*)"`)

// compare walks the portal from its first pages and holds each page that may be
// kept against one that was rendered anew. It gives how many pages it saw.
func (p *portal) compare(after string) int {
	seen := map[string]bool{}
	for _, start := range []string{"/", "/wza/", "/api/", "/zfxxgk/ysqgk/gk/feed.atom", "/b/yunxi/"} {
		p.follow(after, start, seen)
	}
	return len(seen)
}

func (p *portal) follow(after, path string, seen map[string]bool) {
	kept := func(path string) bool {
		return !strings.HasPrefix(path, "/static/") && !strings.Contains(path, "/sq") && !strings.Contains(path, ".") &&
			!strings.HasPrefix(path, "/login") && !strings.HasPrefix(path, "/search") && (!strings.HasPrefix(path, "/b/") || strings.HasPrefix(path, "/b/yunxi/"))
	}
	seen[path] = true
	status, fresh := p.get(path, true)
	if _, shown := p.get(path, false); shown != fresh {
		p.t.Errorf("after %s %s is shown as it was before", after, path)
	}
	if status != http.StatusOK {
		return
	}
	for _, m := range portalLink.FindAllStringSubmatch(fresh, -1) {
		if to := strings.ReplaceAll(m[1], "&amp;", "&"); !seen[to] && kept(to) {
			p.follow(after, to, seen)
		}
	}
}

// TestNoStalePage fills an instance with the sample year, act by act, and after
// the first acts of each kind compares every page of the portal with a fresh
// one, before whoever acted is told that it was done.
func TestNoStalePage(t *testing.T) {
	c, err := DemoConfig(filepath.Join(t.TempDir(), "data"), "127.0.0.1:0").FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	c.Log = slog.New(slog.DiscardHandler)
	l := &loader{clock: &demoClock{limit: time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)}, say: func(string) {}}
	if err := l.read(1); err != nil {
		t.Fatal(err)
	}
	c.Now = l.clock.now
	l.clock.set("2024-12-16")
	if l.a, err = Open(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.a.Close(); err != nil {
			t.Error(err)
		}
	}()
	p := portalOf(t, l.a, l.clock.now)
	const enough = 2 // comparisons after acts of one kind
	done, last, pages := map[string]int{}, int64(0), 0
	l.a.db.AfterCommit(func() {
		kinds, err := actsAfter(t.Context(), l.a, &last)
		if err != nil {
			t.Error(err)
		}
		for _, kind := range kinds {
			if done[kind]++; done[kind] <= enough {
				pages = p.compare(kind)
			}
		}
	})
	if err := l.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"account.body_create", "report.start", "report.save", "report.issue", "report.publish", "request.submit", "request.serve", "request.profile"} {
		if done[kind] == 0 {
			t.Errorf("the sample year has no %s: %v", kind, slices.Sorted(maps.Keys(done)))
		}
	}
	if pages < 20 {
		t.Errorf("only %d pages were compared", pages)
	}
}

// actsAfter names the acts kept since an entry of the audit log.
func actsAfter(ctx context.Context, a *App, last *int64) (kinds []string, err error) {
	rows, err := a.db.QueryContext(ctx, `SELECT seq, act FROM audit_entry WHERE seq > $1 ORDER BY seq`, *last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var kind string
		if err := rows.Scan(last, &kind); err != nil {
			return nil, err
		}
		kinds = append(kinds, kind)
	}
	return kinds, rows.Err()
}

// TestEveryKindOfActDropsPages does an act of each kind that the program knows,
// each with a change that the portal shows.
func TestEveryKindOfActDropsPages(t *testing.T) {
	a := opened(t)
	ctx := t.Context()
	id, err := a.account.CreateBody(ctx, identity.Job(""), account.Body{Code: "bstzb", Name: "宝山市政务服务局", Kind: account.Department})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	p := portalOf(t, a, func() time.Time { return now })
	for kind := range a.ledgers.Acts() {
		p.get("/wza/", false)
		err := a.office.Do(ctx, identity.Job(id), act.Entry{Name: kind, Body: id}, func(tx *act.Tx) error {
			_, told := tx.ExecContext(ctx, `UPDATE account_stamp SET n = n + 1`)
			_, err := tx.ExecContext(ctx, `UPDATE body SET address = $2 WHERE id = $1`, id, kind)
			return errors.Join(told, err)
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, text := p.get("/wza/", false); !strings.Contains(text, kind) {
			t.Errorf("after %s the page is shown as it was before", kind)
		}
	}
}
