package web_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

const formKind, filesKind = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"

// TestBodyLimits: a form without files keeps to 2 MB whatever its route takes.
func TestBodyLimits(t *testing.T) {
	s, h := serve(t, nil)
	public := []identity.Role{identity.Public}
	whole := func(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return fmt.Errorf("read: %w", err)
		}
		return ok(w, r, who)
	}
	s.Mount(web.Route{Pattern: "POST /x/files", Roles: public, Do: whole, Body: 8 << 20},
		web.Route{Pattern: "POST /api/v1/files", Roles: public, Do: whole, Body: 8 << 20},
		web.Route{Pattern: "POST /x/tiny", Roles: public, Do: whole, Body: 1 << 10})
	for _, tt := range []struct {
		path, kind string
		size       int
		announced  bool
		status     int
		because    string
	}{
		{"/x/form", formKind, 1 << 20, true, 200, "a long text"},
		{"/x/form", formKind, 3 << 20, true, 413, "a usual route"},
		{"/x/large", formKind, 3 << 20, true, 413, "a route for files, and a form without"},
		{"/x/large", formKind, 3 << 20, false, 413, "one that does not say how long it is"},
		{"/x/files", "", 3 << 20, false, 413, "no type at all"},
		{"/x/files", filesKind, 3 << 20, true, 200, "a form with files"},
		{"/x/files", filesKind, 3 << 20, false, 200, "in pieces"},
		{"/x/files", filesKind, 9 << 20, true, 413, "more than the route takes"},
		{"/x/form", filesKind, 3 << 20, true, 200, "a route without files reads none of them"},
		{"/api/v1/files", "application/json", 3 << 20, true, 200, "a call that may be large"},
		{"/api/v1/files", "application/json", 9 << 20, true, 413, "and not larger"},
		{"/x/tiny", formKind, 2 << 10, true, 413, "a route that takes less"},
	} {
		r := httptest.NewRequest(http.MethodPost, tt.path, strings.NewReader("a="+strings.Repeat("x", tt.size)))
		r.Header.Set("Content-Type", tt.kind)
		if !tt.announced {
			r.ContentLength = -1
		}
		if w := webtest.Do(h, "", r); w.Code != tt.status {
			t.Errorf("%s %s: %d, want %d", tt.path, tt.because, w.Code, tt.status)
		}
	}
	w := webtest.Post(h, "", "/x/large", url.Values{"a": {strings.Repeat("x", 3<<20)}})
	if !strings.Contains(w.Body.String(), "2 MB") {
		t.Error("the limit is not told")
	}
}

// TestWhatIsNoFormIsRefused: bad input is told as such, and is no incident.
func TestWhatIsNoFormIsRefused(t *testing.T) {
	_, h := serve(t, nil)
	for because, body := range map[string]string{"a broken escape": "a=%zz", "a semicolon": "a=1;b=2", "too many fields": strings.Repeat("a=1&", 10_001)} {
		r := httptest.NewRequest(http.MethodPost, "/x/form", strings.NewReader(body))
		r.Header.Set("Content-Type", formKind)
		if w := webtest.Do(h, "", r); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "读不出来") {
			t.Errorf("%s: %d", because, w.Code)
		}
	}
}

// busy is a server whose route holds every request until it is let go. It is
// made outside of a test's bubble, where sessions sweep for ever, and its channel
// inside.
type busy struct {
	h       http.Handler
	inside  atomic.Int64
	release chan struct{}
}

func newBusy(t *testing.T, body int64) *busy {
	t.Helper()
	s, h := serve(t, nil)
	b := &busy{h: h}
	s.Mount(web.Route{Pattern: "POST /x/busy", Roles: []identity.Role{identity.Public}, Body: body, Do: func(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return err
		}
		b.inside.Add(1)
		defer b.inside.Add(-1)
		<-b.release
		return ok(w, r, who)
	}})
	return b
}

// post sends size bytes of an announced length from an address; the answer comes
// on the channel.
func (b *busy) post(ctx context.Context, kind, address string, announced int64, size int) <-chan *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/x/busy", bytes.NewReader(make([]byte, size)))
	r.ContentLength, r.RemoteAddr = announced, address
	r.Header.Set("Content-Type", kind)
	done := make(chan *httptest.ResponseRecorder, 1)
	go func() {
		w := httptest.NewRecorder()
		b.h.ServeHTTP(w, r)
		done <- w
	}()
	return done
}

// TestLargeBodiesTakeTurns: four at a time, two of one network, 256 MB together.
func TestLargeBodiesTakeTurns(t *testing.T) {
	one := func(i int) string { return fmt.Sprintf("203.0.113.%d:9", i) }
	same := func(i int) string { return fmt.Sprintf("[2001:db8::%d]:9", i+1) }
	for _, tt := range []struct {
		announced int64
		from      func(i int) string
		most      int64
		because   string
	}{
		{3 << 20, one, 4, "four"},
		{100 << 20, one, 2, "256 MB"},
		{-1, one, 2, "what does not say its length counts as the largest"},
		{3 << 20, same, 2, "two of one network"},
		{1 << 20, same, 9, "one that is not large waits for nobody"},
	} {
		b := newBusy(t, 110<<20)
		synctest.Test(t, func(t *testing.T) {
			b.release = make(chan struct{})
			var all []<-chan *httptest.ResponseRecorder
			for i := range 9 {
				all = append(all, b.post(t.Context(), filesKind, tt.from(i), tt.announced, 10))
			}
			synctest.Wait()
			if n := b.inside.Load(); n != tt.most {
				t.Errorf("%s: %d at a time, want %d", tt.because, n, tt.most)
			}
			close(b.release)
			for _, done := range all {
				if w := <-done; w.Code != http.StatusOK {
					t.Errorf("%s: %d after waiting", tt.because, w.Code)
				}
			}
		})
	}
}

// TestWaitingEnds: who has waited for half a minute is told so, and who leaves
// while waiting takes nobody's place.
func TestWaitingEnds(t *testing.T) {
	b := newBusy(t, 110<<20)
	synctest.Test(t, func(t *testing.T) {
		b.release = make(chan struct{})
		var held []<-chan *httptest.ResponseRecorder
		for range 2 {
			held = append(held, b.post(t.Context(), filesKind, "203.0.113.1:9", 3<<20, 10))
		}
		synctest.Wait()
		ctx, leave := context.WithCancel(t.Context())
		gone := b.post(ctx, filesKind, "203.0.113.1:9", 3<<20, 10)
		began := time.Now()
		late := b.post(t.Context(), filesKind, "203.0.113.1:9", 3<<20, 10)
		synctest.Wait()
		leave()
		<-gone
		w := <-late
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || time.Since(began) != 30*time.Second {
			t.Errorf("%d after %v", w.Code, time.Since(began))
		}
		if s := w.Body.String(); !strings.Contains(s, "填写的内容还在上一页") {
			t.Error("nothing says what became of what was typed")
		}
		close(b.release)
		for _, done := range held {
			if w := <-done; w.Code != http.StatusOK {
				t.Errorf("%d", w.Code)
			}
		}
	})
}

// TestSmallBodiesTogether: many small ones are as good as a large one.
func TestSmallBodiesTogether(t *testing.T) {
	b := newBusy(t, 0)
	synctest.Test(t, func(t *testing.T) {
		b.release = make(chan struct{})
		var all []<-chan *httptest.ResponseRecorder
		for i := range 16 {
			all = append(all, b.post(t.Context(), formKind, fmt.Sprintf("203.0.113.%d:9", i), 2<<20, 2<<20))
		}
		synctest.Wait()
		if w := <-b.post(t.Context(), formKind, "198.51.100.1:9", 10, 10); w.Code != http.StatusServiceUnavailable {
			t.Errorf("with 32 MB being read: %d", w.Code)
		}
		close(b.release)
		for _, done := range all {
			if w := <-done; w.Code != http.StatusOK {
				t.Errorf("%d", w.Code)
			}
		}
		if w := <-b.post(t.Context(), formKind, "198.51.100.1:9", 10, 10); w.Code != http.StatusOK {
			t.Errorf("after they are read: %d", w.Code)
		}
	})
}

// TestWhoLeavesIsNoIncident: a visitor who hangs up leaves no line of an error.
func TestWhoLeavesIsNoIncident(t *testing.T) {
	var log bytes.Buffer
	s, h := serve(t, func(o *web.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	s.Mount(web.Route{Pattern: "GET /x/slow", Roles: []identity.Role{identity.Public}, Do: func(_ http.ResponseWriter, r *http.Request, _ identity.Actor) error {
		return fmt.Errorf("read rows: %w", r.Context().Err())
	}})
	ctx, leave := context.WithCancel(t.Context())
	leave()
	webtest.Do(h, "", httptest.NewRequestWithContext(ctx, http.MethodGet, "/x/slow", nil))
	if strings.Contains(log.String(), "ERROR") || !strings.Contains(log.String(), "left before the answer") {
		t.Error(log.String())
	}
}
