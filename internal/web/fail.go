package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// Status is the HTTP status that a kind of fault answers with.
func Status(k fault.Kind) int {
	switch k {
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.Throttled:
		return http.StatusTooManyRequests
	case fault.Full:
		return http.StatusInsufficientStorage
	case fault.Invalid, fault.Unlawful:
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}

// failure is the page shown instead of the one asked for.
type failure struct {
	Shell
	Code     int
	Heading  string
	Messages []string
	Cite     string
	Incident string
	Back     string
	Faults   fault.List
	Places   []Place // where to go on from a page of the portal that is not there
}

// fail answers with what went wrong.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		err = tooBig(big.Limit)
	}
	if away := outage(err); away != nil {
		if c := under[*capture](w); c != nil && c.instead && !c.began {
			c.away = true // keeping sends the page it has
			return
		}
		if more, tell := s.outages.tell(time.Now()); tell {
			s.o.Log.Error("cannot serve", "path", r.URL.Path, "error", err.Error(), "untold", more)
		}
		err = away
	}
	page := &failure{Code: http.StatusInternalServerError, Heading: "出了意外"}
	if list := Faults(err); len(list) > 0 {
		f := list[0]
		page.Code, page.Heading, page.Faults = Status(f.Kind), heading(f.Kind), list
		if !f.Cite.Zero() {
			page.Cite = f.Cite.String()
		}
		for _, one := range list {
			page.Messages = append(page.Messages, one.Message)
		}
		if f.Field == "413" {
			page.Code, page.Heading = http.StatusRequestEntityTooLarge, headings[http.StatusRequestEntityTooLarge]
		}
	} else if r.Context().Err() != nil {
		s.o.Log.Info("left before the answer", "method", r.Method, "path", r.URL.Path)
		return
	} else {
		page.Incident = incident()
		page.Messages = []string{"这一步没有完成，已经保存的内容还在。稍后再试；仍不行时把事件编号告诉系统管理员。"}
		s.o.Log.Error("request failed", "incident", page.Incident, "method", r.Method, "path", r.URL.Path, "error", err.Error())
	}
	if page.Code == http.StatusNotFound {
		page.Places = s.places()
	}
	page.refuse(w, err)
	s.show(w, r, page)
}

// outageAfter is what is told as Retry-After while the database is away.
const outageAfter = 10 * time.Second

// outage is what is said of a failure that is the machine's and passes; nil for
// any other.
func outage(err error) error {
	if Faults(err) != nil {
		return nil
	}
	var e *Refusal
	switch {
	case sqldb.IsAway(err):
		e = Refuse(http.StatusServiceUnavailable, "数据库没有应答，系统管理员会收到提醒。已经办完的不会丢；刚才这一步没有保存，过一两分钟再试，填写的内容还在上一页")
	case sqldb.IsFull(err):
		e = Refuse(http.StatusServiceUnavailable, "服务器的磁盘满了，刚才这一步没有保存。已经保存的内容都在，可以照常查看；填写的内容还在上一页，过一会儿再提交")
	default:
		return nil
	}
	e.After = outageAfter
	return e
}

// outages lets one line a second go to the log, however many requests fail.
type outages struct {
	mu     sync.Mutex
	told   time.Time
	untold int
}

// tell says whether a line is due, and how many were left out before it.
func (o *outages) tell(now time.Time) (untold int, due bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if since := now.Sub(o.told); since >= 0 && since < time.Second {
		o.untold++
		return 0, false
	}
	untold, o.untold, o.told = o.untold, 0, now
	return untold, true
}

// Faults are what err tells a person: the list of a form, or one fault; none for
// a failure of the program.
func Faults(err error) fault.List {
	var list fault.List
	if errors.As(err, &list) {
		return list
	}
	if f := fault.As(err); f != nil {
		return fault.List{f}
	}
	return nil
}

func heading(k fault.Kind) string {
	switch k {
	case fault.NotFound:
		return "没有找到"
	case fault.Forbidden:
		return "当前账号不能办这一步"
	case fault.Conflict:
		return "别人刚改过"
	case fault.Throttled:
		return "试得太频繁"
	case fault.Full:
		return "收不下更多文件"
	case fault.Unlawful:
		return "这一步不合规定"
	}
	return "有内容需要修改"
}

// tooBig is the fault of a body over its limit.
func tooBig(limit int64) error {
	most := fmt.Sprintf("%d MB", limit>>20)
	if limit < 1<<20 {
		most = fmt.Sprintf("%d KB", max(limit>>10, 1))
	}
	return &fault.Error{Kind: fault.Invalid, Field: "413", Message: "提交的内容超过 " + most + "。压缩或分开后再传"}
}

// show writes the failure in the caller's media type.
func (s *Server) show(w http.ResponseWriter, r *http.Request, page *failure) {
	if isAPI(r.URL.Path) || AsksJSON(r) {
		s.problem(w, r, page)
		return
	}
	page.Title = page.Heading
	if page.Code == http.StatusUnprocessableEntity {
		page.Title = "错误：" + page.Heading
	}
	page.Back = "/"
	name := "public/failure"
	if strings.HasPrefix(r.URL.Path, "/console") && about(r).actor.SignedIn() {
		name, page.Back = "console/failure", "/console/"
	}
	if err := s.views.Render(w, r, page.Code, name, page); err != nil {
		s.o.Log.Error("failure page", "error", err.Error())
		http.Error(w, page.Heading, page.Code)
	}
}

// turnAway answers somebody whose role does not reach: to sign in first, or
// told which role can do it.
func (s *Server) turnAway(w http.ResponseWriter, r *http.Request, route Route, who identity.Actor) {
	if !who.SignedIn() && !isAPI(r.URL.Path) {
		next := ""
		if r.Method == http.MethodGet {
			next = "?next=" + url.QueryEscape(r.URL.RequestURI())
		} else if page := s.held(r); page != "" {
			next = "?next=" + url.QueryEscape(page)
		}
		to := SiteOf(r).Prefix + "/login" + next
		if r.Header.Get("HX-Request") != "" {
			// A sign-in page must not be swapped into a corner of the old one.
			w.Header().Set("HX-Redirect", to)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	labels := make([]string, 0, len(route.Roles))
	for _, role := range route.Roles {
		labels = append(labels, role.Label())
	}
	if !who.SignedIn() {
		s.show(w, r, &failure{Code: http.StatusUnauthorized, Heading: "没有登录", Messages: []string{"登录后才能办这一步"}})
		return
	}
	message := "登录后才能办这一步"
	if len(labels) > 0 {
		message = "这一页由" + strings.Join(labels, "、") + "使用。需要时找安全管理员调整角色"
	}
	s.fail(w, r, &fault.Error{Kind: fault.Forbidden, Message: message})
}

// SafeNext is where a sign-in may lead: a path on this site, never another's.
func SafeNext(next string) string {
	if !Local(next) {
		return "/console/"
	}
	return next
}

// Local reports whether an address leads to a path on this site.
func Local(href string) bool {
	u, err := url.Parse(href)
	return err == nil && !u.IsAbs() && u.Host == "" && strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") &&
		!strings.ContainsAny(href, "\\\r\n\t")
}

// crossOrigin answers a state-changing request that came from another site.
func (s *Server) crossOrigin(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, &failure{Code: http.StatusForbidden, Heading: "没有提交",
		Messages: []string{"这次提交来自别的网站，没有受理。从本网站的页面重新提交"}})
}

// notHere is every address that no ledger serves; one that is served in another
// way (a form's address opened by hand) says so with 405.
func (s *Server) notHere(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.mux.Handler(other); pattern != "/" && method != r.Method {
			w.Header().Add("Allow", method)
		}
	}
	if w.Header().Get("Allow") != "" && isAPI(r.URL.Path) {
		return Refuse(http.StatusMethodNotAllowed, "这个地址不接受"+r.Method+"，可用的方法见应答的 Allow")
	}
	if w.Header().Get("Allow") != "" {
		s.show(w, r, &failure{Code: http.StatusMethodNotAllowed, Heading: "这一步从页面里办", Messages: []string{"这个地址只接收表单。回到上一页，从页面里的按钮办"}})
		return nil
	}
	if isAPI(r.URL.Path) {
		return &fault.Error{Kind: fault.NotFound, Message: noCall}
	}
	return &fault.Error{Kind: fault.NotFound, Message: noPage}
}

const noPage = "没有这个页面。从首页找，或搜索标题、文号"

// postDisplay keeps how this visitor likes to read: elder mode, contrast.
func (s *Server) postDisplay(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	if err := Form(r); err != nil {
		return err
	}
	for name, values := range map[string][]string{"mode": {"", "elder"}, "theme": {"", "contrast"}} {
		if !r.Form.Has(name) {
			continue
		}
		for _, v := range values {
			if r.Form.Get(name) == v {
				s.keepDisplay(w, name, v)
			}
		}
	}
	http.Redirect(w, r, SafeNext(r.Form.Get("next")), http.StatusSeeOther)
	return nil
}

// keepDisplay sets the cookie that the next page's <html> follows.
func (s *Server) keepDisplay(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 86400, HttpOnly: true,
		Secure: s.o.Secure, SameSite: http.SameSiteLaxMode})
}

// aborted reports a panic that means to break off the answer.
func aborted(p any) bool {
	err, ok := p.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}

// rescue turns a panic of a page into an incident, as long as nothing has been
// sent yet.
func (s *Server) rescue(w http.ResponseWriter, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if aborted(p) || sent(w) {
		panic(p)
	}
	s.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
}
