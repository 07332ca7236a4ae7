package web

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"
)

// policy is the content security policy of every answer: nothing inline,
// nothing from elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; report-uri /csp"

// headers sets what every answer carries.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("X-Frame-Options", "DENY")
		if s.o.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// reports counts what browsers report against the policy.
type reports struct {
	n    atomic.Int64
	last atomic.Value
}

func (c *reports) take(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 8<<10))
	c.n.Add(1)
	c.last.Store(string(body))
	w.WriteHeader(http.StatusNoContent)
}

// PolicyReports is how many content-security reports have come since the
// start, and the last of them; the browser walks want none.
func (s *Server) PolicyReports() (n int64, last string) {
	last, _ = s.csp.last.Load().(string)
	return s.csp.n.Load(), last
}

// record logs each answer (never a query string, a body or a cookie) and turns
// a panic into an incident.
func (s *Server) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		id := incident()
		w.Header()["X-Request-Id"] = []string{id}
		seen := &watched{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if aborted(p) {
					panic(p)
				}
				n := incident()
				s.o.Log.Error("panic", "incident", n, "method", r.Method, "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
				if seen.status == 0 {
					http.Error(seen, "出了意外，事件编号 "+n, http.StatusInternalServerError)
				}
			}
			if s.o.Log.Enabled(r.Context(), slog.LevelInfo) && !strings.HasPrefix(r.URL.Path, "/static/") {
				s.o.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("id", id), slog.String("method", r.Method), slog.String("path", r.URL.Path),
					slog.Int("status", seen.status), slog.Int64("ms", time.Since(began).Milliseconds()))
			}
		}()
		next.ServeHTTP(seen, r)
	})
}

// watched remembers the status of an answer.
type watched struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers the status.
func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write answers 200 when nothing was said before.
func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// sent reports whether an answer has begun, through what wraps its writer.
func sent(w http.ResponseWriter) bool {
	if c := under[*capture](w); c != nil && c.began {
		return true
	}
	seen := under[*watched](w)
	return seen != nil && seen.status != 0
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// incident is a number that the page shows and the log carries.
func incident() string {
	var b [5]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	var text [2 * len(b)]byte
	hex.Encode(text[:], b[:])
	return string(bytes.ToUpper(text[:]))
}
