package web_test

import (
	"bytes"
	"database/sql/driver"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

// failing is a server whose pages fail as long as it is told to.
type failing struct {
	s   *web.Server
	h   http.Handler
	why atomic.Pointer[error]
	now time.Time
	log bytes.Buffer
}

func newFailing(t *testing.T) *failing {
	t.Helper()
	f := &failing{now: time.Date(2025, 11, 17, 2, 0, 0, 0, time.UTC)}
	f.s, f.h = serve(t, func(o *web.Options) {
		o.Pages, o.Now, o.Log = 1<<20, func() time.Time { return f.now }, slog.New(slog.NewTextHandler(&f.log, nil))
	})
	page := func(w http.ResponseWriter, _ *http.Request, _ identity.Actor) error {
		if why := f.why.Load(); why != nil {
			return fmt.Errorf("read rows: %w", *why)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, err := io.WriteString(w, "<p>公开的年报")
		return err
	}
	public := []identity.Role{identity.Public}
	f.s.Mount(web.Route{Pattern: "GET /x/kept", Roles: public, Do: page, Kept: true}, web.Route{Pattern: "GET /x/other", Roles: public, Do: page},
		web.Route{Pattern: "GET /api/v1/other", Roles: public, Do: page})
	return f
}

func (f *failing) fail(err error) { f.why.Store(&err) }

func (f *failing) get(path string, cookie bool) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if cookie {
		r.AddCookie(&http.Cookie{Name: "anew", Value: "1"})
	}
	w := httptest.NewRecorder()
	f.h.ServeHTTP(w, r)
	return w
}

// TestOutageIsToldAsSuch: a database that is away and a disk that is full are 503
// with words and no incident.
func TestOutageIsToldAsSuch(t *testing.T) {
	f := newFailing(t)
	for _, tt := range []struct {
		err    error
		status int
		says   string
	}{
		{driver.ErrBadConn, 503, "数据库没有应答"},
		{&pgconn.PgError{Code: "57P01"}, 503, "数据库没有应答"},
		{&pgconn.PgError{Code: "53100"}, 503, "磁盘满了"},
		{&pgconn.PgError{Code: "42P01"}, 500, "事件编号"},
	} {
		f.fail(tt.err)
		for _, path := range []string{"/x/other", "/x/kept", "/api/v1/other"} {
			w := f.get(path, false)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) && path != "/api/v1/other" {
				t.Errorf("%s %v: %d", path, tt.err, w.Code)
			}
			if (w.Header().Get("Retry-After") == "10") != (tt.status == 503) {
				t.Errorf("%s %v: Retry-After %q", path, tt.err, w.Header().Get("Retry-After"))
			}
		}
	}
}

// TestKeptPagesOutliveTheDatabase: what was rendered is sent while it is away,
// unless an act dropped it; nothing else, and to nobody who is known.
func TestKeptPagesOutliveTheDatabase(t *testing.T) {
	f := newFailing(t)
	for _, tt := range []struct {
		path    string
		cookie  bool
		act     bool
		later   time.Duration
		status  int
		because string
	}{
		{"/x/kept", false, false, time.Minute, 200, "a published page"},
		{"/x/kept", false, false, 11 * time.Hour, 200, "in the evening"},
		{"/x/kept", false, false, 12*time.Hour + time.Minute, 503, "half a day old"},
		{"/x/kept", false, false, 15 * time.Hour, 503, "the day has ended"},
		{"/x/kept", true, false, time.Minute, 503, "somebody who may be known"},
		{"/x/kept", false, true, time.Minute, 503, "an act may have taken it away"},
		{"/x/other", false, false, time.Minute, 503, "a page that is not kept"},
	} {
		f.why.Store(nil)
		began := f.now
		if w := f.get(tt.path, tt.cookie); w.Code != http.StatusOK {
			t.Fatalf("%s before: %d", tt.path, w.Code)
		}
		if tt.act {
			f.s.Changed()
		}
		f.fail(driver.ErrBadConn)
		f.now = began.Add(tt.later)
		w := f.get(tt.path, tt.cookie)
		if w.Code != tt.status || (tt.status == 200) != strings.Contains(w.Body.String(), "公开的年报") {
			t.Errorf("%s: %d, want %d", tt.because, w.Code, tt.status)
		}
		f.now = began
		f.s.Changed()
	}
	f.why.Store(nil)
	f.get("/x/kept", false)
	f.fail(&pgconn.PgError{Code: "42P01"})
	f.now = f.now.Add(time.Minute)
	if w := f.get("/x/kept", false); w.Code != http.StatusInternalServerError {
		t.Errorf("a page that fails by itself is hidden behind an old one: %d", w.Code)
	}
}

// TestOutageIsOneLineASecond, however many ask.
func TestOutageIsOneLineASecond(t *testing.T) {
	f := newFailing(t)
	f.fail(driver.ErrBadConn)
	began := time.Now()
	for range 500 {
		f.get("/x/other", false)
	}
	most := 1 + int(time.Since(began)/time.Second)
	if n := strings.Count(f.log.String(), "level=ERROR"); n < 1 || n > most {
		t.Errorf("%d lines in %s", n, time.Since(began))
	}
	if webtest.CheckPage(t, f.get("/x/other", false).Body.String()) == nil {
		t.Error("no page")
	}
}

// TestOperationsHaveOneAddress: below a body's prefix there are none.
func TestOperationsHaveOneAddress(t *testing.T) {
	_, h := serve(t, func(o *web.Options) {
		o.Site = func(r *http.Request) (web.Site, error) {
			site := webtest.Site
			if strings.HasPrefix(r.URL.Path, "/b/yunxi/") {
				site.Prefix = "/b/yunxi"
			}
			return site, nil
		}
	})
	for path, status := range map[string]int{"/metrics": 200, "/readyz": 200, "/healthz": 200, "/b/yunxi/metrics": 404, "/b/yunxi/readyz": 404, "/b/yunxi/healthz": 404,
		"/b/yunxi/": 200} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = "127.0.0.1:9"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != status || status == 404 && strings.Contains(w.Body.String(), "go_goroutines") {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
		}
	}
}
