package web

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"regexp"

	"github.com/alexedwards/scs/v2"
)

// Browsers tell where a form comes from, by Sec-Fetch-Site or Origin, and what
// comes from elsewhere is refused. One that tells neither (the IE mode of some)
// shows by a token of its session that it was given the page: the token stands in
// the forms of pages sent to such a browser, and nobody who lacks the session's
// cookie can make it.

// tokenField is the field of a form, or of its address, that bears the token.
const tokenField = "form_token"

// tokenOf is the token of a session.
func tokenOf(session string) string {
	sum := sha256.Sum256([]byte("form token\x00" + session))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// telling reports whether a browser says where its forms come from.
func telling(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != ""
}

// tokenChecked refuses a form that carries a session's cookie, does not tell where
// it comes from and lacks the session's token.
func (s *Server) tokenChecked(r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions || isAPI(r.URL.Path) || telling(r) {
		return nil
	}
	c, err := r.Cookie(s.o.Sessions.Cookie.Name)
	if err != nil {
		return nil // nothing rests on a cookie
	}
	given := r.URL.Query().Get(tokenField)
	if given == "" {
		if err := Form(r); err != nil {
			return err
		}
		given = r.PostForm.Get(tokenField)
	}
	if subtle.ConstantTimeCompare([]byte(given), []byte(tokenOf(c.Value))) != 1 {
		return Refuse(http.StatusForbidden, "这次提交看不出来自本网站的页面，没有受理。回到上一页刷新后再提交一次；仍不行时换一个浏览器")
	}
	return nil
}

var (
	postForm  = regexp.MustCompile(`<form\b[^>]*\bmethod="post"[^>]*>`)
	formTo    = regexp.MustCompile(`\baction="([^"]*)"`)
	multipart = []byte(`multipart/form-data`)
)

// withTokens puts the session's token into the forms of a page for a browser that
// does not tell where forms come from. A form with files bears it in its address,
// so that it is read before they are.
func (s *Server) withTokens(r *http.Request, page []byte) []byte {
	if telling(r) || isAPI(r.URL.Path) || !postForm.Match(page) {
		return page
	}
	m, ctx := s.o.Sessions, r.Context()
	if m.Token(ctx) == "" && m.Status(ctx) == scs.Modified { // it gets its cookie with this page
		if err := m.RenewToken(ctx); err != nil {
			return page
		}
	}
	session := m.Token(ctx)
	if session == "" {
		c, err := r.Cookie(m.Cookie.Name)
		if err != nil {
			return page
		}
		session = c.Value
	}
	token := tokenOf(session)
	return postForm.ReplaceAllFunc(page, func(form []byte) []byte {
		if bytes.Contains(form, multipart) {
			form = formTo.ReplaceAllFunc(form, func(to []byte) []byte {
				mark := "?"
				if bytes.Contains(to, []byte("?")) {
					mark = "&amp;"
				}
				return append(to[:len(to)-1:len(to)-1], mark+tokenField+"="+token+`"`...)
			})
		}
		return append(form[:len(form):len(form)], `<input type="hidden" name="`+tokenField+`" value="`+token+`">`...)
	})
}
