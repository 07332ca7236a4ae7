package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/identity"
)

// Drafts keeps what people type into the forms of the console and have not handed
// in.
type Drafts interface {
	// Hold keeps a form that came after its session had ended, for the person whose
	// session it was; false when nobody can be told.
	Hold(r *http.Request, page string, posted url.Values) (bool, error)
	// Done forgets the draft of a form that was handed in.
	Done(ctx context.Context, person, form string) error
}

// draftField names, in a form that is handed in, the draft that was kept of it.
const draftField = "draft_form"

// sessionLeft tells how many seconds a session has left unless something is asked.
const sessionLeft = "X-Session-Left"

// left is how many seconds somebody's session holds without another request, 0
// where nobody counts.
func (s *Server) left(who identity.Actor) int {
	if who.Until.IsZero() {
		return 0
	}
	return max(1, int(who.Until.Sub(s.now())/time.Second))
}

// now is the instant of the server's clock.
func (s *Server) now() time.Time {
	if s.o.Now == nil {
		return time.Now()
	}
	return s.o.Now()
}

// draftDone forgets the draft of a form that a handler has taken: it led on to
// another page.
func (s *Server) draftDone(w http.ResponseWriter, r *http.Request, who identity.Actor) {
	seen := under[*watched](w)
	if s.o.Drafts == nil || r.Method != http.MethodPost || seen == nil || seen.status != http.StatusSeeOther {
		return
	}
	form := r.PostForm.Get(draftField)
	if form == "" && r.MultipartForm != nil && len(r.MultipartForm.Value[draftField]) > 0 {
		form = r.MultipartForm.Value[draftField][0]
	}
	if form == "" {
		return
	}
	if err := s.o.Drafts.Done(r.Context(), who.ID, form); err != nil { // the act is done all the same
		s.o.Log.Warn("draft not forgotten", "error", err.Error())
	}
}

// held keeps a form of the console whose session had ended and gives the page to
// come back to after signing in, "" when nothing was kept.
func (s *Server) held(r *http.Request) string {
	if s.o.Drafts == nil || r.Method != http.MethodPost || !strings.HasPrefix(r.URL.Path, "/console/") || AsksJSON(r) {
		return ""
	}
	err := r.ParseMultipartForm(bodyBytes)
	if errors.Is(err, http.ErrNotMultipart) {
		err = r.ParseForm()
	}
	if err != nil {
		return ""
	}
	page := "/console/drafts"
	if from, err := url.Parse(r.Referer()); err == nil && strings.Contains(from.Path, "/console/") && from.Host == r.Host {
		page = from.RequestURI()
	}
	kept, err := s.o.Drafts.Hold(r, page, r.PostForm)
	if err != nil {
		s.o.Log.Error("form of an ended session not kept", "error", err.Error())
	}
	if !kept {
		return ""
	}
	Notice(r, "登录已过期，刚才填写的内容已经保留。登录后回到原来的页面，内容还在")
	return page
}

// tellLeft says in an answer of the console how long the session has left.
func (s *Server) tellLeft(w http.ResponseWriter, r *http.Request, who identity.Actor) {
	if n := s.left(who); n > 0 && strings.HasPrefix(r.URL.Path, "/console") {
		w.Header().Set(sessionLeft, strconv.Itoa(n))
	}
}
