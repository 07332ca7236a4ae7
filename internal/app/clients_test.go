package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/client"
	"yangguang/internal/request"
	"yangguang/internal/web/webtest"
)

// Every API call that is mounted stands in the document, and the other way
// round; both are open to who reads, and to nobody else.
func TestDocumentHoldsEveryCall(t *testing.T) {
	c, err := Config{Data: filepath.Join(t.TempDir(), "data"), Log: slog.New(slog.DiscardHandler)}.FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	get := func(method, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, httptest.NewRequest(method, path, nil))
		return w
	}
	found := webtest.CheckOpenAPI(t, get(http.MethodGet, "/api/v1/openapi.json").Body.Bytes())
	var mounted []string
	for _, r := range a.Routes() {
		if _, path, _ := strings.Cut(r.Pattern, " "); strings.HasPrefix(path, "/api/v1/") {
			mounted = append(mounted, r.Pattern)
		}
	}
	slices.Sort(mounted)
	if len(mounted) < 8 || !slices.Equal(found, mounted) {
		t.Errorf("documented: %v\nmounted: %v", found, mounted)
	}
	page := get(http.MethodGet, "/api/").Body.String()
	for _, pattern := range mounted {
		method, path, _ := strings.Cut(pattern, " ")
		if !strings.Contains(page, "<code>"+path+"</code>") {
			t.Errorf("/api/ does not tell of %s", pattern)
		}
		want := http.StatusUnauthorized
		if path == "/api/v1/openapi.json" {
			want = http.StatusOK
		}
		if w := get(method, path); w.Code != want {
			t.Errorf("%s without a secret: %d", pattern, w.Code)
		}
	}
}

// Every step that clients may want to hear of has a name of its own.
func TestToldAs(t *testing.T) {
	named := map[client.EventType]bool{}
	for _, e := range client.Events() {
		named[e.Type] = true
	}
	used := map[client.EventType]bool{toldAs(request.Moved{}): true, toldAs(request.Moved{By: request.ActHearBack, State: request.Consulting}): true}
	for by := range request.Workflow().Acts {
		e := toldAs(request.Moved{By: by, State: request.Handling})
		used[e] = true
		if !named[e] {
			t.Errorf("%s is told as %s, which no client can ask for", by, e)
		}
	}
	for e := range named {
		if !used[e] {
			t.Errorf("nobody is ever told of %s", e)
		}
	}
	if toldAs(request.Moved{By: request.ActHearBack, State: request.Consulting}) == client.Resumed {
		t.Error("the clock is said to run while somebody else is still heard")
	}
}

func TestHookNetworks(t *testing.T) {
	if list, err := (Config{Hooks: " 10.20.0.0/16, fd00::/8 "}).hookNetworks(); err != nil || len(list) != 2 {
		t.Errorf("%v %v", list, err)
	}
	if _, err := (Config{Hooks: "10.20.1.1"}).hookNetworks(); err == nil {
		t.Error("an address without its mask is taken for a network")
	}
}
