package web_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

// counting is a server whose page /n says how often it was rendered.
type counting struct {
	*web.Server
	h      http.Handler
	n      atomic.Int64
	now    atomic.Pointer[time.Time]
	during func() // runs while the page is rendered
}

func count(t *testing.T, limit int) *counting {
	t.Helper()
	c := &counting{during: func() {}}
	c.set("2026-11-20 10:42:00.000")
	o := webtest.Options()
	o.Pages, o.Now = limit, func() time.Time { return *c.now.Load() }
	var err error
	if c.Server, err = web.New(o); err != nil {
		t.Fatal(err)
	}
	show := func(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
		c.during()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for name, value := range map[string]string{"Set-Cookie": r.FormValue("cookie"), "Cache-Control": r.FormValue("cache"), "Content-Type": r.FormValue("type")} {
			if value != "" {
				w.Header().Set(name, value)
			}
		}
		if r.FormValue("notice") != "" {
			web.Notice(r, "已经保存")
		}
		if r.FormValue("missing") != "" {
			w.WriteHeader(http.StatusNotFound)
		}
		_, err := fmt.Fprintf(w, "第 %d 次%s", c.n.Add(1), strings.Repeat("　公开", 200))
		return err
	}
	public := []identity.Role{identity.Public}
	c.Mount(web.Route{Pattern: "GET /n", Roles: public, Do: show, Kept: true}, web.Route{Pattern: "GET /own", Roles: public, Do: show},
		web.Route{Pattern: "GET /console/n", Do: show, Kept: true})
	c.h = c.Handler()
	return c
}

func (c *counting) set(at string) {
	now, err := time.Parse("2006-01-02 15:04:05.000 -0700", at+" +0800")
	if err != nil {
		panic(err)
	}
	c.now.Store(&now)
}

func (c *counting) ask(method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, r)
	return w
}

// TestKept asks for a page, lets something happen, and asks again.
func TestKept(t *testing.T) {
	for _, tt := range []struct {
		path    string
		before  []string // headers of the first asker
		between func(*counting)
		after   []string // of the second
		kept    bool
		because string
	}{
		{path: "/n", kept: true, because: "nothing has happened"},
		{path: "/n?a=1", kept: true, because: "a question is part of the address"},
		{path: "/own", because: "its route does not say so"},
		{path: "/n", between: (*counting).Changed, because: "an act may have changed it"},
		{path: "/n", between: func(c *counting) { c.set("2026-11-20 10:42:00.999") }, kept: true, because: "within the second"},
		{path: "/n", between: func(c *counting) { c.set("2026-11-20 10:42:01.000") }, because: "another process may have written"},
		{path: "/n", between: func(c *counting) { c.set("2026-11-20 10:41:59.000") }, because: "the clock was set back"},
		{path: "/n?cookie=a%3Db", because: "a cookie is for one person"},
		{path: "/n?notice=1", because: "a done-message is shown to one person"},
		{path: "/n?cache=no-store", because: "the page says so"},
		{path: "/n?missing=1", because: "it is no page"},
		{path: "/n?type=application/pdf", because: "files are not kept"},
		{path: "/n", after: []string{"Cookie", "yangguang=x"}, because: "a session may know who it is"},
		{path: "/n", before: []string{"Cookie", "yangguang=x"}, because: "nor is what such a visitor was shown kept"},
		{path: "/n", before: []string{"Cookie", "yangguang=x"}, after: []string{"Cookie", "yangguang=x"}, because: "not even for that visitor"},
		{path: "/n", after: []string{"Cookie", "theme=contrast; yangguang=x"}, because: "wherever the cookie stands"},
		{path: "/n", after: []string{"Cookie", "role=editor"}, because: "somebody has signed in"},
		{path: "/n", before: []string{"Cookie", "role=editor"}, because: "the page of somebody who has signed in is theirs"},
		{path: "/n", after: []string{"Authorization", "Bearer x"}, because: "a caller may be known"},
		{path: "/n", after: []string{"HX-Request", "true"}, because: "a fragment is another answer"},
		{path: "/n", after: []string{"Cookie", "theme=contrast"}, because: "another dress is another page"},
		{path: "/n", before: []string{"Cookie", "mode=elder"}, after: []string{"Cookie", "mode=elder"}, kept: true, because: "the same dress is the same page"},
		{path: "/n", after: []string{"Host", "other.example"}, because: "another host may be another body"},
	} {
		c := count(t, 1<<20)
		first := c.ask(http.MethodGet, tt.path, tt.before...)
		if tt.between != nil {
			tt.between(c)
		}
		r := httptest.NewRequest(http.MethodGet, tt.path, nil)
		for i := 0; i+1 < len(tt.after); i += 2 {
			if tt.after[i] == "Host" {
				r.Host = tt.after[i+1]
			}
			r.Header.Set(tt.after[i], tt.after[i+1])
		}
		w := httptest.NewRecorder()
		c.h.ServeHTTP(w, r)
		if kept := w.Body.String() == first.Body.String(); kept != tt.kept || (c.n.Load() == 1) != tt.kept {
			t.Errorf("%s, because %s: the second answer was kept: %v, rendered %d times", tt.path, tt.because, kept, c.n.Load())
		}
		if w.Header().Get("X-Request-Id") == first.Header().Get("X-Request-Id") {
			t.Errorf("%s: two answers have one number", tt.path)
		}
	}
}

// TestKeptUntilMidnight renders a page just before the day ends in China.
func TestKeptUntilMidnight(t *testing.T) {
	c := count(t, 1<<20)
	c.set("2026-11-20 23:59:59.900")
	c.ask(http.MethodGet, "/n")
	c.set("2026-11-21 00:00:00.000")
	if w := c.ask(http.MethodGet, "/n"); !strings.HasPrefix(w.Body.String(), "第 2 次") {
		t.Errorf("yesterday's page is shown today: %.20s", w.Body)
	}
}

// TestActWhileRendering keeps an act while the page is being rendered: what it
// has read may be from before.
func TestActWhileRendering(t *testing.T) {
	c := count(t, 1<<20)
	c.during = c.Changed
	c.ask(http.MethodGet, "/n")
	c.during = func() {}
	if w := c.ask(http.MethodGet, "/n"); !strings.HasPrefix(w.Body.String(), "第 2 次") {
		t.Errorf("a page from before the act is shown: %.20s", w.Body)
	}
}

// TestKeptHeaders holds what is sent with a kept page, and what a browser or
// cache in between may do with it.
func TestKeptHeaders(t *testing.T) {
	c := count(t, 1<<20)
	plain := c.ask(http.MethodGet, "/n")
	small := c.ask(http.MethodGet, "/n", "Accept-Encoding", "br, gzip;q=0.5")
	for _, w := range []*httptest.ResponseRecorder{plain, small} {
		for name, want := range map[string]string{"Vary": "Accept-Encoding, Cookie, HX-Request", "Cache-Control": "no-cache", "Content-Length": fmt.Sprint(w.Body.Len()),
			"Content-Type": "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"} {
			if got := strings.Join(w.Header().Values(name), "|"); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if policy := w.Header().Get("Content-Security-Policy"); policy == "" || strings.Contains(policy, "nonce") {
			t.Errorf("the policy %q may not be the same twice", policy)
		}
	}
	z, err := gzip.NewReader(small.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || string(text) != plain.Body.String() {
		t.Errorf("compressed it is another page: %v", err)
	}
	tag, smallTag := plain.Header().Get("ETag"), small.Header().Get("ETag")
	if tag == "" || tag == smallTag {
		t.Errorf("two forms of a page have the tags %q and %q", tag, smallTag)
	}
	for _, tt := range []struct {
		match, encoding string
		status          int
		because         string
	}{
		{tag, "", 304, "the asker has it"},
		{"W/" + tag, "", 304, "tags are compared weakly"},
		{`"x", ` + tag, "", 304, "one of several"},
		{"*", "", 304, "any"},
		{smallTag, "gzip", 304, "compressed"},
		{smallTag, "", 200, "the asker has what it cannot read"},
		{tag, "gzip;q=0", 304, "gzip is refused"},
		{`"x"`, "", 200, "another page"},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			w := c.ask(method, "/n", "If-None-Match", tt.match, "Accept-Encoding", tt.encoding)
			empty := tt.status == 304 || method == http.MethodHead
			if w.Code != tt.status || (w.Body.Len() == 0) != empty || w.Header().Get("ETag") == "" {
				t.Errorf("%s, %s: %d with %d bytes and the tag %s", tt.because, method, w.Code, w.Body.Len(), w.Header().Get("ETag"))
			}
		}
	}
	head := c.ask(http.MethodHead, "/n")
	for _, name := range []string{"Content-Length", "ETag", "Content-Type", "Vary", "Cache-Control"} {
		if head.Header().Get(name) != plain.Header().Get(name) {
			t.Errorf("HEAD says %s %q, GET %q", name, head.Header().Get(name), plain.Header().Get(name))
		}
	}
	if head := count(t, 1<<20).ask(http.MethodHead, "/n"); head.Body.Len() != 0 || head.Header().Get("Content-Length") != plain.Header().Get("Content-Length") {
		t.Error("a HEAD for a page that nobody has rendered yet is answered otherwise")
	}
	c.Changed()
	if w := c.ask(http.MethodGet, "/n", "If-None-Match", tag); w.Code != 200 {
		t.Errorf("after a change the old tag is answered with %d", w.Code)
	}
}

// TestKeptIsBounded asks for many pages: those used least go first, and what is
// kept stays within its bytes, compressed forms counted.
func TestKeptIsBounded(t *testing.T) {
	const limit = 64 << 10
	c := count(t, limit)
	for i := range 100 {
		c.ask(http.MethodGet, fmt.Sprintf("/n?a=%d", i), "Accept-Encoding", "gzip")
		c.ask(http.MethodGet, "/n?a=0", "Accept-Encoding", "gzip")
		if bytes, pages := c.Held(); bytes > limit || i > 50 && (pages < 5 || bytes < limit/2) {
			t.Fatalf("%d pages of %d bytes are kept, the limit is %d", pages, bytes, limit)
		}
	}
	if n := c.n.Load(); n != 100 {
		t.Errorf("100 pages were rendered %d times: the one used most was dropped", n)
	}
	c.Changed()
	c.ask(http.MethodGet, "/n")
	if _, pages := c.Held(); pages != 1 {
		t.Errorf("%d pages are kept after a change", pages)
	}
}
