package web

import (
	"encoding/json"
	"errors"
	"math"
	"net"
	"net/http"
	"net/netip"
	"path"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

// apiRoot is where API calls stand. Below it there are no cookies, no sessions
// and no pages: who asks is told by the Authorization header, and whatever goes
// wrong is answered as RFC 9457.
const apiRoot = "/api/v1/"

// isAPI reports whether a path is an API call's, with or without a body's
// prefix before it.
func isAPI(path string) bool {
	if rest, ok := strings.CutPrefix(path, "/b/"); ok {
		_, rest, _ = strings.Cut(rest, "/")
		path = "/" + rest
	}
	return strings.HasPrefix(path, apiRoot)
}

const noCall = "没有这个接口。全部接口见 /api/v1/openapi.json"

// untidy reports a path that the routes would answer by leading elsewhere, with
// a page.
func untidy(p string) bool { c := path.Clean(p); return c != p && c+"/" != p }

// Refusal is a fault that names its HTTP status itself, where the kind of the
// fault does not: 401 for a caller who is not known, 415 for a content type,
// 429 with the time to wait.
type Refusal struct {
	Status int
	Fault  *fault.Error
	After  time.Duration // told as Retry-After, in whole seconds; 0: not told
}

// Error gives the fault's message.
func (e *Refusal) Error() string { return e.Fault.Error() }

// Unwrap gives the fault.
func (e *Refusal) Unwrap() error { return e.Fault }

// Refuse makes a Refusal.
func Refuse(status int, message string) *Refusal {
	return &Refusal{Status: status, Fault: &fault.Error{Kind: fault.Invalid, Message: message}}
}

// waits is what a caller is told to wait when a throttled answer names no time.
const waits = time.Minute

// refuse puts what a Refusal says into the answer.
func (p *failure) refuse(w http.ResponseWriter, err error) {
	after := time.Duration(0)
	if p.Code == http.StatusTooManyRequests {
		after = waits
	}
	var r *Refusal
	if errors.As(err, &r) {
		p.Code = r.Status
		if h := headings[r.Status]; h != "" {
			p.Heading = h
		}
		if r.After > 0 {
			after = r.After
		}
	}
	if after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(after.Seconds()))))
	}
	if p.Code == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="api"`)
	}
}

// headings are the titles of the statuses that no kind of fault has.
var headings = map[int]string{
	http.StatusBadRequest: "请求读不出来", http.StatusUnauthorized: "没有通过身份验证", http.StatusForbidden: "没有这项权限", http.StatusMethodNotAllowed: "方法不对",
	http.StatusServiceUnavailable: "现在忙", http.StatusRequestEntityTooLarge: "内容太大", http.StatusUnsupportedMediaType: "内容类型不对",
}

// caller says who makes an API call. The cookies of a browser count for
// nothing: a page of another site could bring them along.
func (s *Server) caller(r *http.Request, route Route) (identity.Actor, error) {
	r.Header.Del("Cookie")
	who := identity.Actor{Roles: []identity.Role{identity.Public}}
	who.Address, _, _ = net.SplitHostPort(r.RemoteAddr)
	if allowed(route.Roles, who) || route.Pattern == "/" {
		return who, nil
	}
	if s.o.Client == nil {
		return who, Refuse(http.StatusUnauthorized, "本站没有开通接口")
	}
	known, err := s.o.Client(r, route.Scope)
	if known.Address == "" {
		known.Address = who.Address
	}
	return known, err
}

// oneFault is one entry of a problem's errors.
type oneFault struct {
	Field  string `json:"field,omitempty"` // of the JSON sent
	Detail string `json:"detail"`
	Basis  string `json:"basis,omitempty"` // clause behind it
}

// problem is RFC 9457; its type leads to the chapter of /api/ on that status.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, page *failure) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(page.Code)
	p := struct {
		Type     string     `json:"type"`
		Title    string     `json:"title"`
		Status   int        `json:"status"`
		Detail   string     `json:"detail"`
		Instance string     `json:"instance"`
		Incident string     `json:"incident,omitempty"`
		Basis    string     `json:"basis,omitempty"`
		Errors   []oneFault `json:"errors,omitempty"`
	}{"/api/#" + strconv.Itoa(page.Code), page.Heading, page.Code, strings.Join(page.Messages, "；"), r.URL.Path, page.Incident, page.Cite, nil}
	for _, f := range page.Faults {
		if f.Field == "" || f.Field == "413" {
			continue
		}
		one := oneFault{Field: f.Field, Detail: f.Message}
		if !f.Cite.Zero() {
			one.Basis = f.Cite.String()
		}
		p.Errors = append(p.Errors, one)
	}
	_ = json.NewEncoder(w).Encode(p) // the client may have disconnected
}

// peer is the address of whoever asked: the nearest one that no trusted proxy
// stands for.
func (s *Server) peer(r *http.Request) string {
	host, port, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0 && s.trusted(host); i-- {
		next := strings.TrimSpace(chain[i])
		if with, err := netip.ParseAddrPort(next); err == nil { // some proxies add the port
			next = with.Addr().String()
		}
		if _, err := netip.ParseAddr(next); err != nil {
			break
		}
		host = next
	}
	return net.JoinHostPort(host, port)
}

func (s *Server) trusted(host string) bool {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range s.o.Proxies {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}
