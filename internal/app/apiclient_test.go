package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/act"
	"yangguang/internal/apiclient"
	"yangguang/internal/identity"
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

// What moves an application reaches the outbox of the client it came through.
func TestMovesReachTheOutbox(t *testing.T) {
	c, err := Config{Data: filepath.Join(t.TempDir(), "data"), Log: slog.New(slog.DiscardHandler)}.FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	a, err := Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	admin := identity.Actor{ID: "p-admin", Body: "b1", Roles: []identity.Role{identity.SystemAdmin}}
	id, secret, err := a.apiclient.Create(ctx, admin, apiclient.Client{Name: "市一网通办平台", About: "代收申请", Scopes: []apiclient.Scope{apiclient.Webhooks}, PerMinute: 60}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.apiclient.AddEndpoint(ctx, admin, id, "https://portal.example/hooks", nil); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{id, ""} {
		err = a.office.Do(ctx, identity.Job("b1"), act.Entry{Name: "request.serve", Body: "b1"}, func(tx *act.Tx) error {
			tx.Emit(request.Moved{Case: "c1", Body: "b1", Number: "2026-YSQ-0001", State: request.Handling, By: request.ActionFindExcessive, Client: to})
			tx.Emit(request.Moved{Case: "c1", Body: "b1", Number: "2026-YSQ-0001", State: request.Handling, By: request.ActionUndo, Event: "looked_into", Client: to}) // internal
			tx.Emit(request.Moved{Case: "c1", Body: "b1", Number: "2026-YSQ-0001", State: request.Answered, By: request.ActionServe, Event: request.Decided, Client: to})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var n int
	var kind, payload string
	if err := a.db.QueryRowContext(ctx, `SELECT count(*), max(type), max(payload) FROM api_delivery`).Scan(&n, &kind, &payload); err != nil || n != 1 ||
		kind != string(apiclient.Answered) || !strings.Contains(payload, "已答复") {
		t.Errorf("%d messages, %s %s: %v", n, kind, payload, err)
	}
	names, err := a.people(ctx, []string{apiclient.Actor(id), "nobody"})
	if err != nil || names[apiclient.Actor(id)] != "接口：市一网通办平台" {
		t.Errorf("%v %v", names, err)
	}
	r := httptest.NewRequest(http.MethodGet, "/api/v1/client", nil)
	r.Header.Set("Authorization", "Bearer "+secret)
	w := httptest.NewRecorder()
	if a.Handler().ServeHTTP(w, r); w.Code != http.StatusOK {
		t.Errorf("the secret opens nothing: %d", w.Code)
	}
}

// Every event that clients may want to hear of has a name of its own.
func TestToldAs(t *testing.T) {
	named := map[apiclient.EventType]bool{}
	for _, e := range apiclient.Events() {
		named[e.Type] = true
	}
	used := map[apiclient.EventType]bool{toldAs(request.Moved{Event: request.Received}): true, toldAs(request.Moved{Event: request.Decided, State: request.Ceased}): true}
	for event := range request.EventTypes() {
		e := toldAs(request.Moved{By: request.ActionConfirm, Event: event, State: request.Handling})
		used[e] = true
		if !named[e] {
			t.Errorf("%s is told as %s, which no client can ask for", event, e)
		}
	}
	for e := range named {
		if !used[e] {
			t.Errorf("nobody is ever told of %s", e)
		}
	}
	if toldAs(request.Moved{Event: request.AgencyAnswered, State: request.Consulting}) == apiclient.Resumed {
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
