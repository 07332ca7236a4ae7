package web_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"yangguang/internal/identity"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

type boardPage struct{ web.Shell }

// boards is a ledger with a page that shows its sheet.
func boards(t *testing.T, sheet string) []web.Route {
	t.Helper()
	views, err := web.NewViews(fstest.MapFS{"templates/public/board.html": {Data: []byte(
		`{{define "head"}}<link rel="stylesheet" href="{{.Asset "` + sheet + `"}}">{{end}}{{define "main"}}<h1>公示栏</h1>{{end}}`)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return []web.Route{{Pattern: "GET /board", Roles: []identity.Role{identity.Public}, Do: func(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
		return views.Render(w, r, http.StatusOK, "public/board", &boardPage{})
	}}}
}

// A ledger's sheet is served under a name with a hash of its content, to be kept
// for ever, as the platform's are.
func TestAssetsOfLedgers(t *testing.T) {
	tree := fstest.MapFS{"assets/board.css": {Data: []byte(".board{margin:0}")}, "templates/board.html": {Data: []byte("{{.}}")}}
	s, h := serve(t, func(o *web.Options) { o.Assets = []fs.FS{tree} })
	s.Mount(boards(t, "board.css")...)
	page := webtest.Get(h, "", "/board").Body.String()
	m := regexp.MustCompile(`href="(/static/board\.[0-9a-f]{12}\.css)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page names no sheet: %s", page)
	}
	for _, tt := range []struct{ path, cache, body, because string }{
		{m[1], "public, max-age=31536000, immutable", ".board{margin:0}", "the hashed name never changes its content"},
		{"/static/board.css", "no-cache", ".board{margin:0}", "the plain name may"},
	} {
		w := webtest.Get(h, "", tt.path)
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != tt.cache || w.Body.String() != tt.body || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("%s: %d %v", tt.because, w.Code, w.Header())
		}
	}
	if w := webtest.Get(h, "", "/static/board.html"); w.Code != http.StatusNotFound {
		t.Errorf("what lies beside assets/ is served: %d", w.Code)
	}
}

func TestUnknownAssetShowsNoPage(t *testing.T) {
	s, h := serve(t, nil)
	s.Mount(boards(t, "board.css")...)
	if w := webtest.Get(h, "", "/board"); w.Code != http.StatusInternalServerError {
		t.Errorf("a page without its sheet: %d", w.Code)
	}
}

// The template function knows the platform's files alone; what the build makes
// may be missing.
func TestAssetNamedInATemplate(t *testing.T) {
	for _, tt := range []struct {
		template, want string
		fails          bool
		because        string
	}{
		{`{{asset "base.css"}}`, "/static/base.", false, "the platform's sheet"},
		{`{{with asset "app.js"}}{{.}}{{end}}`, "", false, "a program built without the interface has none"},
		{`{{asset "bsae.css"}}`, "", true, "a slip of the pen leaves a page without its sheet"},
		{`{{asset "board.css"}}`, "", true, "a ledger's file is found through the page"},
	} {
		files := fstest.MapFS{"templates/public/x.html": {Data: []byte(`{{define "main"}}` + tt.template + `{{end}}`)}}
		views, err := web.NewViews(files, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		err = views.Render(w, httptest.NewRequest("GET", "/", nil), http.StatusOK, "public/x", &boardPage{})
		if (err != nil) != tt.fails || !tt.fails && !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("%s (%s): %v", tt.template, tt.because, err)
		}
	}
}

func TestAssetsOfOneName(t *testing.T) {
	sheet := fstest.MapFS{"assets/board.css": {Data: []byte("a{}")}}
	for _, trees := range [][]fs.FS{{sheet, sheet}, {fstest.MapFS{"assets/base.css": {Data: []byte("a{}")}}}} {
		o := webtest.Options()
		o.Assets = trees
		if _, err := web.New(o); err == nil || !strings.Contains(err.Error(), "two files are called") {
			t.Errorf("one of the two would not be served: %v", err)
		}
	}
}
