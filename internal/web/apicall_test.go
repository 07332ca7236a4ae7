package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

// door is a server with an API whose only client has the token "good" and the
// scope "read".
func door(t *testing.T) http.Handler {
	t.Helper()
	s, h := serve(t, func(o *web.Options) {
		o.Client = func(r *http.Request, scope string) (identity.Actor, error) {
			switch r.Header.Get("Authorization") {
			case "Bearer good":
			case "Bearer fast":
				return identity.Actor{}, &web.Refusal{Status: 429, After: 1500 * time.Millisecond, Fault: &fault.Error{Kind: fault.Throttled, Message: "太快"}}
			default:
				return identity.Actor{}, web.Refuse(401, "没有这个密钥")
			}
			if scope != "" && scope != "read" {
				return identity.Actor{}, web.Refuse(403, "没有这项权限")
			}
			return identity.Actor{ID: "client:1", Roles: []identity.Role{identity.Public}}, nil
		}
	})
	s.Mount(web.Route{Pattern: "GET /api/v1/things", Scope: "read", Do: ok}, web.Route{Pattern: "POST /api/v1/things", Scope: "write", Do: ok},
		web.Route{Pattern: "POST /api/v1/notes", Body: 1 << 10, Do: func(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
			if _, err := io.ReadAll(r.Body); err != nil {
				return err
			}
			_, err := io.WriteString(w, who.ID+r.Header.Get("Cookie"))
			return err
		}})
	return h
}

func call(h http.Handler, method, path, token, body string, more ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(more); i += 2 {
		r.Header.Set(more[i], more[i+1])
	}
	return webtest.Do(h, "", r)
}

func TestAPIAnswersAreNeverPages(t *testing.T) {
	h := door(t)
	for _, c := range []struct {
		method, path, token, body string
		status                    int
		because                   string
	}{
		{"GET", "/api/v1/things", "", "", 401, "nobody says who asks"},
		{"GET", "/api/v1/things", "bad", "", 401, "the secret is not known"},
		{"POST", "/api/v1/things", "good", "", 403, "the scope is missing"},
		{"GET", "/api/v1/things", "fast", "", 429, "too many calls"},
		{"GET", "/api/v1/nothing", "good", "", 404, "no such call"},
		{"GET", "/api/v1/nothing", "", "", 404, "no such call for whoever asks"},
		{"DELETE", "/api/v1/things", "good", "", 405, "another method"},
		{"GET", "/api/v1//things", "good", "", 404, "the routes would redirect with a page"},
		{"GET", "/api/v1/x/../things", "good", "", 404, "and here too"},
		{"POST", "/api/v1/notes", "good", strings.Repeat("x", 2<<10), 413, "more than the route takes"},
		{"GET", "/api/v1/invalid", "", "", 422, "faults of fields"},
		{"GET", "/api/v1/broken", "", "", 500, "an incident"},
	} {
		w := call(h, c.method, c.path, c.token, c.body)
		var p struct {
			Type, Title, Detail, Instance string
			Status                        int
			Errors                        []struct{ Field, Detail string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != c.status || p.Status != c.status || p.Title == "" || p.Detail == "" ||
			w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %d %v, want %d because %s: %s", c.method, c.path, w.Code, err, c.status, c.because, w.Body)
		}
		if strings.Contains(w.Body.String(), "on fire") || len(w.Header().Values("Set-Cookie")) > 0 {
			t.Errorf("%s %s tells too much, or sets a cookie", c.method, c.path)
		}
		switch {
		case c.status == 401 && !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Bearer"):
			t.Error("401 does not say how to show who asks")
		case c.status == 429 && w.Header().Get("Retry-After") != "2":
			t.Errorf("429 says to wait %q", w.Header().Get("Retry-After"))
		case c.status == 405 && !strings.Contains(w.Header().Get("Allow"), "GET"):
			t.Error("405 does not say what is allowed")
		case c.status == 422 && (len(p.Errors) != 2 || p.Errors[1].Field != "phone"):
			t.Errorf("the fields are not named: %+v", p.Errors)
		case c.status == 413 && !strings.Contains(p.Detail, "1 KB"):
			t.Errorf("the limit is not told: %s", p.Detail)
		}
	}
}

func TestAPIKnowsNoCookiesAndNeedsNoOrigin(t *testing.T) {
	h := door(t)
	w := call(h, "POST", "/api/v1/notes", "good", "x", "Cookie", "role=clerk", "Origin", "https://portal.example", "Sec-Fetch-Site", "cross-site")
	if w.Code != 200 || w.Body.String() != "client:1" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w.Header().Get("Cache-Control") != "no-store" {
		t.Error("an answer for one client may be kept by others")
	}
	if w := call(h, "GET", "/api/v1/things", "", "", "Cookie", "role=clerk"); w.Code != 401 {
		t.Errorf("a cookie let somebody in: %d", w.Code)
	}
}

func TestThrottledPagesSayHowLong(t *testing.T) {
	_, h := serve(t, nil)
	if w := webtest.Get(h, "", "/x/throttled"); w.Header().Get("Retry-After") != "60" {
		t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
	}
}
