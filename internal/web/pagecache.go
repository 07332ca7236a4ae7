package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// page is one rendered page of the portal as it is sent. Its compressed form is
// made when somebody first asks for it.
type page struct {
	key       address
	at        time.Time // of the request it was rendered for
	plain     encoded
	compress  sync.Once
	small     *encoded // gzip; nil where it is not smaller
	extra     int      // bytes of small that pages counts
	took      prometheus.Observer
	unchanged prometheus.Observer
}

// encoded is a form of a page: its bytes and all of its headers.
type encoded struct {
	header http.Header
	lines  []byte // see wire.whole
	body   []byte
	tag    string // its ETag
}

// address is what a page is kept under: whose site, which page, in which dress.
type address struct{ host, path, dress string }

// perHeader is about what a page takes beside its bytes.
const perHeader = 4 << 10

func (x *page) weight() int {
	return len(x.plain.body) + len(x.key.host) + len(x.key.path) + len(x.key.dress) + perHeader + x.extra
}

// Changed drops the pages that are kept. It is called when an act is kept,
// before whoever acted is told so; nobody who has been told is shown a page from
// before.
func (s *Server) Changed() {
	if s.pages != nil {
		s.pages.acts.Add(1)
	}
}

// keeping answers what may be answered from the pages kept, and keeps what a
// route that says so (Route.Kept) has rendered. It stands outside of sessions
// and identities: a request that carries anything that could name a person does
// not come to it.
func (s *Server) keeping(next http.Handler) http.Handler {
	if s.pages == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, ok := keyOf(r)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		now := s.o.Now()
		e := s.pages.since(now)
		x := s.pages.get(key, e, now)
		if x == nil {
			old := s.pages.old(key, now)
			c := &capture{ResponseWriter: w, instead: old != nil}
			next.ServeHTTP(c, r)
			if c.away {
				s.deliver(w, r, old)
				return
			}
			if !c.kept {
				return
			}
			x = s.rendered(c, key, now)
			s.pages.put(x, e)
			s.deliver(w, r, x)
			return
		}
		began := time.Now()
		if status := s.deliver(w, r, x); status == http.StatusOK {
			x.took.Observe(time.Since(began).Seconds())
		} else {
			x.unchanged.Observe(time.Since(began).Seconds())
		}
	})
}

// keyOf says what is asked for; ok is false when the answer might be about
// whoever asks.
func keyOf(r *http.Request) (key address, ok bool) {
	h := r.Header
	if r.RequestURI == "" || r.Method != http.MethodGet && r.Method != http.MethodHead || len(h["Authorization"])+len(h["Hx-Request"])+len(h["Range"]) > 0 {
		return key, false
	}
	p := r.URL.Path
	if strings.HasPrefix(p, "/static/") || strings.HasPrefix(p, "/console") || operational(p) || isAPI(p) {
		return key, false
	}
	dress := ""
	if len(h["Cookie"]) > 0 {
		for _, c := range r.Cookies() {
			if c.Name != "theme" && c.Name != "mode" {
				return key, false
			}
			dress += c.String() + ";"
		}
	}
	return address{r.Host, r.RequestURI, dress}, true
}

// capture holds back a page that may be kept; any other answer passes through.
type capture struct {
	http.ResponseWriter
	route string // pattern of the route, where it lets its pages be kept
	began bool
	kept  bool
	body  bytes.Buffer

	instead bool // an older page is there, should the database not answer
	away    bool // it does not
}

// WriteHeader decides whether the page is kept.
func (c *capture) WriteHeader(status int) {
	if c.began {
		return
	}
	c.began = true
	h := c.Header()
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	c.kept = c.route != "" && status == http.StatusOK && (kind == "text/html" || kind == "application/atom+xml") &&
		len(h["Set-Cookie"])+len(h["Cache-Control"])+len(h["Content-Encoding"]) == 0
	if !c.kept {
		c.ResponseWriter.WriteHeader(status)
	}
}

// Write keeps the bytes, or passes them on.
func (c *capture) Write(b []byte) (int, error) {
	c.WriteHeader(http.StatusOK)
	if c.kept {
		return c.body.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (c *capture) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// mayKeep tells the capture below w, if there is one, that the answer of a route
// to a visitor nobody knows may be kept.
func mayKeep(w http.ResponseWriter, route string) {
	if c := under[*capture](w); c != nil {
		c.route = route
	}
}

// under finds the writer of one type among those that wrap each other.
func under[T http.ResponseWriter](w http.ResponseWriter) (none T) {
	for {
		if x, ok := w.(T); ok {
			return x
		}
		inner, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return none
		}
		w = inner.Unwrap()
	}
}

// rendered makes a page of what was captured. What is told of one request only
// is left out.
func (s *Server) rendered(c *capture, key address, at time.Time) *page {
	x := &page{key: key, at: at, took: s.took.WithLabelValues(c.route, "200"), unchanged: s.took.WithLabelValues(c.route, "304"),
		plain: encoded{header: c.Header().Clone(), body: bytes.Clone(c.body.Bytes())}}
	h := x.plain.header
	delete(h, "X-Request-Id")
	sum := sha256.Sum256(x.plain.body)
	x.plain.tag = `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
	h["Etag"] = []string{x.plain.tag}
	h["Content-Length"] = []string{strconv.Itoa(len(x.plain.body))}
	h["Vary"] = []string{"Accept-Encoding, Cookie, HX-Request"}
	h["Cache-Control"] = []string{"no-cache"} // to be asked for again each time, with its ETag
	x.plain.lines = lines(h)
	return x
}

// compressed is the page as gzip, nil where that is not smaller. A page that is
// kept has nothing secret in it, so its length may tell what it says.
func (s *Server) compressed(x *page) *encoded {
	x.compress.Do(func() {
		var b bytes.Buffer
		z := s.gzips.Get().(*gzip.Writer)
		z.Reset(&b)
		_, _ = z.Write(x.plain.body) // a bytes.Buffer takes everything
		_ = z.Close()
		s.gzips.Put(z)
		if b.Len() >= len(x.plain.body) {
			return
		}
		small := &encoded{header: maps.Clone(x.plain.header), body: bytes.Clone(b.Bytes()), tag: strings.TrimSuffix(x.plain.tag, `"`) + `-gzip"`}
		small.header["Etag"] = []string{small.tag}
		small.header["Content-Length"] = []string{strconv.Itoa(len(small.body))}
		small.header["Content-Encoding"] = []string{"gzip"}
		small.lines = lines(small.header)
		x.small = small
		s.pages.grow(x, len(small.body))
	})
	return x.small
}

// deliver sends a page that is kept, or says that the asker has it already, and
// gives the status of the answer.
func (s *Server) deliver(w http.ResponseWriter, r *http.Request, x *page) int {
	form := &x.plain
	if takesGzip(r.Header) {
		if small := s.compressed(x); small != nil {
			form = small
		}
	}
	match := r.Header.Get("If-None-Match")
	has := match != "" && matches(match, form.tag)
	if wire := wireOf(r); wire != nil && !has && r.Method == http.MethodGet {
		wire.whole(w, form, &s.wholes)
		return http.StatusOK
	}
	h := w.Header()
	for name, values := range form.header {
		h[name] = values
	}
	if has {
		delete(h, "Content-Type")
		delete(h, "Content-Encoding")
		delete(h, "Content-Length")
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(form.body) // the client may have disconnected
	}
	return http.StatusOK
}

// takesGzip reports whether the asker takes answers in gzip.
func takesGzip(h http.Header) bool {
	for _, line := range h["Accept-Encoding"] {
		for part := range strings.SplitSeq(line, ",") {
			name, q, _ := strings.Cut(part, ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") {
				q = strings.ReplaceAll(q, " ", "")
				if q == "" {
					return true
				}
				weight, err := strconv.ParseFloat(strings.TrimPrefix(q, "q="), 64)
				return err == nil && weight > 0
			}
		}
	}
	return false
}

// matches reports whether a tag is among those of If-None-Match, which are
// compared weakly (RFC 9110, 13.1.2).
func matches(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}
