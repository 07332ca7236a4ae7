package web

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/prometheus/client_golang/prometheus"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

// The limits of every server. Uploads name a larger body in their Route.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 60 * time.Second
	writeTimeout  = 120 * time.Second
	idleTimeout   = 120 * time.Second
	headerBytes   = 32 << 10
	bodyBytes     = 2 << 20
)

// Options is what a Server stands on.
type Options struct {
	Identify func(*http.Request) (identity.Actor, error) // who asks; a visitor when nobody has signed in
	// Client says which API client makes a call, and that it holds the scope ("":
	// any client may). nil: nobody may call.
	Client   func(r *http.Request, scope string) (identity.Actor, error)
	Site     func(*http.Request) (Site, error) // whose site it is
	Sessions *scs.SessionManager
	Menu     []MenuItem                      // the console's left menu, in order
	Nav      []Link                          // the portal's main navigation, in order
	Proxies  []netip.Prefix                  // whose X-Forwarded-For is believed
	Ready    func(ctx context.Context) error // nil error: requests can be served
	// ReadyNotes are what /readyz adds while requests can be served; Ready's error
	// is told as the reason when they cannot.
	ReadyNotes func(ctx context.Context) []string
	// Banner is what every page of the console says on top; nil: nothing.
	Banner func() []string
	// MetricsToken lets others than this machine read /metrics; "" lets nobody.
	MetricsToken string
	Demo         bool // every page says so
	Secure       bool // behind TLS: cookies are Secure, HSTS is sent
	Log          *slog.Logger
	Now          func() time.Time
	Columns      []Column // the parts of the portal's section 政府信息公开, in order
	Assets       []fs.FS  // style sheets and scripts of ledgers, below assets/ in each
	Manual       fs.FS    // pages (*.md) and images/ of the user's manual, shown in the console; nil: there is none
	Pages        int      // bytes of rendered pages that are kept, see Route.Kept; 0 keeps none
	// Calendar tells the working days of the console's first page; nil: none is drawn.
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	Drafts   Drafts // keeps what is typed and not handed in; nil: nobody does
	Sources         // what ledgers give to home, search and the console's first page
}

// Server serves the routes of all ledgers in the one shell.
type Server struct {
	o      Options
	mux    *http.ServeMux
	views  *Views
	routes []Route
	assets assets
	csp    reports
	took   *prometheus.HistogramVec
	pages  *pages    // nil: none are kept
	gzips  sync.Pool // of *gzip.Writer
	wholes sync.Pool // of *[]byte, each an answer with its head
	bodies bodies
	manual *manual

	outages outages

	// Registry is what /metrics shows; others may add their own counters.
	Registry *prometheus.Registry
}

// New makes a server; it fails when the layout does not parse and when two
// ledgers have files of one name.
func New(o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	views, err := NewViews(own, nil)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	all, err := newAssets(o.Assets)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	book, err := newManual(o.Manual)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s := &Server{o: o, mux: http.NewServeMux(), views: views, assets: all, manual: book}
	s.Registry, s.took = newMetrics()
	if o.Pages > 0 {
		s.pages = newPages(o.Pages)
		s.gzips.New = func() any { return gzip.NewWriter(nil) }
		s.wholes.New = func() any { return new([]byte) }
	}
	o.Sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, r, fmt.Errorf("session: %w", err)) }
	s.mux.HandleFunc("GET /static/", s.serveStatic)
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	s.mux.HandleFunc("GET /readyz", s.ready)
	s.mux.HandleFunc("GET /metrics", s.metrics)
	s.mux.HandleFunc("POST /csp", s.csp.take)
	s.Mount(
		Route{Pattern: "POST /display", Roles: everybody, Do: s.postDisplay},
		Route{Pattern: "GET /{$}", Roles: everybody, Do: s.showHome, Kept: true},
		Route{Pattern: "GET /zz/", Roles: everybody, Do: s.showElder},
		Route{Pattern: "GET /wza/", Roles: everybody, Do: s.showHelp, Kept: true},
		Route{Pattern: "GET /zfxxgk/{$}", Roles: everybody, Do: s.showColumns, Kept: true},
		Route{Pattern: "GET /ysxy/", Roles: everybody, Do: s.showPrivacy, Kept: true},
		Route{Pattern: "GET /wzdt/", Roles: everybody, Do: s.showMap, Kept: true},
		Route{Pattern: "GET /jc/", Roles: everybody, Do: s.showErrors, Kept: true},
		Route{Pattern: "GET /search", Roles: everybody, Do: s.showSearch},
		Route{Pattern: "GET /console/{$}", Do: s.showDesk},
		Route{Pattern: "GET /console/search", Do: s.showFind},
		Route{Pattern: "GET " + helpPath + "{$}", Do: s.showManual},
		Route{Pattern: "GET " + helpPath + "{page}", Do: s.showManual},
		Route{Pattern: "GET " + helpPath + "images/{file}", Do: s.sendPicture},
		Route{Pattern: "/", Roles: everybody, Do: s.notHere},
	)
	return s, nil
}

var everybody = []identity.Role{identity.Public}

// Mount adds routes. Patterns must not collide; that panics at start, as
// http.ServeMux does.
func (s *Server) Mount(routes ...Route) {
	for _, route := range routes {
		s.routes = append(s.routes, route)
		s.mux.Handle(route.Pattern, s.page(route))
	}
}

// Routes lists what is mounted, for the tests that hold every route against
// every role.
func (s *Server) Routes() []Route { return append([]Route(nil), s.routes...) }

// Handler is the whole chain: recovery and log, pages kept, headers, cross-origin
// refusal, session, site, routes.
func (s *Server) Handler() http.Handler {
	// The site is found first, so that a refusal wears its dress too.
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(s.crossOrigin))
	protection.AddInsecureBypassPattern(apiRoot) // nothing there rests on cookies
	h := s.locate(protection.Handler(s.mux))
	h = s.sessions(h)
	h = s.headers(h)
	h = s.keeping(h)
	return s.record(h)
}

// HTTP is a server for addr with all four timeouts and the header limit set.
func (s *Server) HTTP(addr string) *http.Server {
	return &http.Server{Addr: addr, Handler: s.Handler(), ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: headerBytes, ConnContext: onWire,
		ErrorLog: slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug)}
}

// sessions reads and saves the session of pages; files need none.
func (s *Server) sessions(next http.Handler) http.Handler {
	with := s.o.Sessions.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/static/") || operational(r.URL.Path) || isAPI(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		with.ServeHTTP(w, r)
	})
}

func operational(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/metrics" || path == "/csp"
}

// locate finds whose site the request is for, takes the site's prefix off the
// path and goes to the routes.
func (s *Server) locate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/static/") || operational(r.URL.Path) {
			s.mux.ServeHTTP(w, r)
			return
		}
		about := &visit{server: s}
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, about))
		r.RemoteAddr = s.peer(r)
		site, err := s.o.Site(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		about.site = site
		if isAPI(r.URL.Path) && untidy(r.URL.Path) {
			s.fail(w, r, &fault.Error{Kind: fault.NotFound, Message: noCall})
			return
		}
		if site.Prefix != "" {
			if r = below(r, site.Prefix); operational(r.URL.Path) { // a proxy's rule for /metrics must not be passed by
				s.fail(w, r, &fault.Error{Kind: fault.NotFound, Message: noPage})
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// below is the request as the routes see it under a body's prefix.
func below(r *http.Request, prefix string) *http.Request {
	u := *r.URL
	u.Path = "/" + strings.TrimPrefix(strings.TrimPrefix(u.Path, prefix), "/")
	u.RawPath = ""
	r2 := r.Clone(r.Context())
	r2.URL = &u
	return r2
}

// page runs one route: body limit, who asks, role, handler, error page.
func (s *Server) page(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		defer func() { s.observe(route, w, began) }()
		defer s.rescue(w, r)
		limit := limitOf(route, r)
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		identify := s.o.Identify
		if isAPI(r.URL.Path) {
			identify = func(r *http.Request) (identity.Actor, error) { return s.caller(r, route) }
		}
		who, err := identify(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if who.Address == "" {
			who.Address, _, _ = net.SplitHostPort(r.RemoteAddr)
		}
		about(r).actor = who
		if !allowed(route.Roles, who) {
			s.turnAway(w, r, route, who)
			return
		}
		if route.Whole && who.Scoped() {
			s.fail(w, r, &fault.Error{Kind: fault.Forbidden, Message: "这一页是全单位的，您的授权范围是部分机构。需要时由安全管理员把授权范围改为全单位"})
			return
		}
		done, err := s.admit(w, r, limit)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		defer done()
		if err := s.tokenChecked(r); err != nil {
			s.fail(w, r, err)
			return
		}
		if who.SignedIn() {
			w.Header().Set("Cache-Control", "no-store")
			s.tellLeft(w, r, who)
		} else if route.Kept {
			mayKeep(w, route.Pattern)
		}
		if err := route.Do(w, r, who); err != nil {
			s.fail(w, r, err)
			return
		}
		s.draftDone(w, r, who)
	})
}

func allowed(roles []identity.Role, who identity.Actor) bool {
	for _, role := range roles {
		if role == identity.Public || who.Has(role) {
			return true
		}
	}
	return len(roles) == 0 && who.SignedIn()
}

// shownTo reports whether somebody finds an entry in the menu.
func (m MenuItem) shownTo(who identity.Actor) bool {
	return allowed(m.Roles, who) && !(m.Whole && who.Scoped())
}

// visit is what the chain has found out about a request.
type visit struct {
	server *Server
	site   Site
	actor  identity.Actor
	once   map[string]any // what was found once for it
}

type visitKey struct{}

func about(r *http.Request) *visit {
	v, _ := r.Context().Value(visitKey{}).(*visit)
	if v == nil {
		v = &visit{}
	}
	return v
}

// SiteOf is the site a request is for.
func SiteOf(r *http.Request) Site { return about(r).site }

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if s.o.Ready != nil {
		if err := s.o.Ready(r.Context()); err != nil {
			s.o.Log.Error("not ready", "error", err)
			http.Error(w, "not ready: "+err.Error(), http.StatusServiceUnavailable)
			return
		}
	}
	fmt.Fprintln(w, "ready")
	if s.o.ReadyNotes != nil {
		for _, note := range s.o.ReadyNotes(r.Context()) {
			fmt.Fprintln(w, "note: "+note)
		}
	}
}

// Notice leaves a done-message for the next page this visitor is shown.
func Notice(r *http.Request, message string) {
	if s := about(r).server; s != nil {
		s.o.Sessions.Put(r.Context(), "notice", message)
	}
}

// Keep leaves a text in this visitor's session, under a ledger's own name; ""
// takes it away. The session lies in the database: what is secret in the text
// must be sealed.
func Keep(r *http.Request, name, text string) {
	if s := about(r).server; s != nil && s.o.Sessions.GetString(r.Context(), name) != text { // the row is written when something changed
		if text == "" {
			s.o.Sessions.Remove(r.Context(), name)
			return
		}
		s.o.Sessions.Put(r.Context(), name, text)
	}
}

// Kept gives what Keep left in this visitor's session, "" without.
func Kept(r *http.Request, name string) string {
	if s := about(r).server; s != nil {
		return s.o.Sessions.GetString(r.Context(), name)
	}
	return ""
}

// SeeOther answers a form that was accepted: on to path within the same site.
func SeeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, SiteOf(r).Prefix+path, http.StatusSeeOther)
	return nil
}

// Form reads the posted form; a body over the limit is told as such, one that is
// no form as what it is.
func Form(r *http.Request) error {
	err := r.ParseForm()
	var big *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &big):
		return tooBig(big.Limit)
	case Faults(err) != nil || r.Context().Err() != nil:
		return err
	}
	return Refuse(http.StatusBadRequest, "提交的内容读不出来，没有收。回到上一页再提交一次；仍不行时换一个浏览器")
}
