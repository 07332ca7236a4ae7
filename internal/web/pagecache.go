package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// page is one rendered page of the portal with the headers it is sent with. Its
// compressed form is made when somebody first asks for it.
type page struct {
	key         string
	at          time.Time // of the request it was rendered for
	header      http.Header
	body        []byte
	tag         string // ETag of body
	took        prometheus.Observer
	unchanged   prometheus.Observer
	compress    sync.Once
	small       []byte // gzip; nil where it is not smaller
	smallTag    string
	extra       int // bytes of small that pages counts
	length      []string
	smallLength []string
}

// perHeader is about what a page takes beside its bytes.
const perHeader = 2 << 10

func (x *page) weight() int { return len(x.body) + len(x.key) + perHeader + x.extra }

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

// keyOf is what a page is kept under: whose site, which address, in which dress.
// ok is false when the answer might be about whoever asks.
func keyOf(r *http.Request) (key string, ok bool) {
	h := r.Header
	if r.Method != http.MethodGet && r.Method != http.MethodHead || len(h["Authorization"])+len(h["Hx-Request"])+len(h["Range"]) > 0 {
		return "", false
	}
	p := r.URL.Path
	if strings.HasPrefix(p, "/static/") || strings.HasPrefix(p, "/console") || operational(p) || isAPI(p) {
		return "", false
	}
	dress := ""
	if len(h["Cookie"]) > 0 {
		for _, c := range r.Cookies() {
			if c.Name != "theme" && c.Name != "mode" {
				return "", false
			}
			dress += c.String() + ";"
		}
	}
	return r.Host + "\n" + r.URL.RequestURI() + "\n" + dress, true
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
func (s *Server) rendered(c *capture, key string, at time.Time) *page {
	x := &page{key: key, at: at, body: bytes.Clone(c.body.Bytes()), header: c.Header().Clone(),
		took: s.took.WithLabelValues(c.route, "200"), unchanged: s.took.WithLabelValues(c.route, "304")}
	delete(x.header, "X-Request-Id")
	sum := sha256.Sum256(x.body)
	x.tag = base64.RawURLEncoding.EncodeToString(sum[:18])
	x.tag, x.smallTag = `"`+x.tag+`"`, `"`+x.tag+`-gzip"`
	x.length = []string{strconv.Itoa(len(x.body))}
	x.header["Vary"] = []string{"Accept-Encoding, Cookie, HX-Request"}
	x.header["Cache-Control"] = []string{"no-cache"} // to be asked for again each time, with its ETag
	return x
}

// compressed is the page as gzip. A page that is kept has nothing secret in it,
// so its length may tell what it says.
func (s *Server) compressed(x *page) []byte {
	x.compress.Do(func() {
		var b bytes.Buffer
		z := s.gzips.Get().(*gzip.Writer)
		z.Reset(&b)
		_, _ = z.Write(x.body) // a bytes.Buffer takes everything
		_ = z.Close()
		s.gzips.Put(z)
		if b.Len() < len(x.body) {
			x.small, x.smallLength = bytes.Clone(b.Bytes()), []string{strconv.Itoa(b.Len())}
			s.pages.grow(x, len(x.small))
		}
	})
	return x.small
}

// deliver sends a page that is kept, or says that the asker has it already, and
// gives the status of the answer.
func (s *Server) deliver(w http.ResponseWriter, r *http.Request, x *page) int {
	h := w.Header()
	for name, values := range x.header {
		h[name] = values
	}
	body, tag, length := x.body, x.tag, x.length
	if takesGzip(r.Header) {
		if small := s.compressed(x); small != nil {
			body, tag, length = small, x.smallTag, x.smallLength
			h["Content-Encoding"] = []string{"gzip"}
		}
	}
	h["Etag"] = []string{tag}
	if match := r.Header.Get("If-None-Match"); match != "" && matches(match, tag) {
		delete(h, "Content-Type")
		delete(h, "Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	}
	h["Content-Length"] = length
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may have disconnected
	}
	return http.StatusOK
}

// takesGzip reports whether the asker takes answers in gzip.
func takesGzip(h http.Header) bool {
	for part := range strings.SplitSeq(strings.Join(h["Accept-Encoding"], ","), ",") {
		name, q, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			weight, err := strconv.ParseFloat(strings.TrimPrefix(q, "q="), 64)
			return q == "" || err == nil && weight > 0
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
