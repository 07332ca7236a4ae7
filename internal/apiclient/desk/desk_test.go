package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/apiclient"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/api"
	"yangguang/internal/web/webtest"
)

type house struct {
	*Desk
	kit  *testkit.Kit
	keys *vault.Vault
	ctx  context.Context
	web  http.Handler
}

func open(t testing.TB, k *testkit.Kit) *house {
	t.Helper()
	k.Clock.Set(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
	keys, err := vault.New(vault.International, k.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return openWith(t, k, keys, true)
}

func openWith(t testing.TB, k *testkit.Kit, keys *vault.Vault, loopback bool) *house {
	t.Helper()
	d, err := New(Config{DB: k.DB, Recorder: k.Recorder, Vault: keys, Now: k.Clock.Now, Base: "https://yunxi.example", Loopback: loopback,
		People: func(context.Context, []string) (map[string]string, error) { return map[string]string{}, nil }},
		api.Operation{Method: "POST", Path: "/api/v1/things", ID: "postThing", Group: "事", Summary: "交", Scope: string(apiclient.WriteRequests),
			Do: func(w http.ResponseWriter, _ *http.Request, who identity.Actor) error {
				_, err := io.WriteString(w, who.ID+" "+who.Body)
				return err
			}})
	if err != nil {
		t.Fatal(err)
	}
	o := webtest.Options()
	o.Menu, o.Now, o.Client, o.Assets = d.Menu(), d.Now, d.Identify, append(o.Assets, assets)
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(d.Routes()...)
	s.Mount(api.Routes(d.table[len(d.Operations()):])...)
	return &house{Desk: d, kit: k, keys: keys, ctx: context.Background(), web: s.Handler()}
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k)) }, Migrations())
}

var (
	admin    = webtest.Somebody(identity.SystemAdmin)
	security = webtest.Somebody(identity.SecurityAdmin)
	stranger = identity.Actor{ID: "p-other", Body: "b2", Roles: []identity.Role{identity.SystemAdmin}, Sees: []string{"b2"}}
)

func described(scopes ...apiclient.Scope) apiclient.Client {
	return apiclient.Client{Name: "市一网通办平台", About: "代收申请；联系市数据局", Scopes: scopes, PerMinute: 60}
}

// client makes a client and gives its id and secret.
func (h *house) client(t *testing.T, scopes ...apiclient.Scope) (id, secret string) {
	t.Helper()
	id, secret, err := h.Create(h.ctx, admin, described(scopes...), "")
	if err != nil {
		t.Fatal(err)
	}
	return id, secret
}

func (h *house) call(method, path, secret string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr = "198.51.100.9:4711"
	if secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	w := httptest.NewRecorder()
	h.web.ServeHTTP(w, r)
	return w
}

func (h *house) again(t *testing.T, id string) apiclient.Client {
	t.Helper()
	c, err := clientOf(h.ctx, h.DB, id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTemplatesFitTheirPages(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	webtest.CheckTemplates(t, h.views, map[string]any{"console/clients": &clientsPage{}, "console/client-new": &newPage{}, "console/client": &clientPage{},
		"console/deliveries": &deliveriesPage{}, "public/api": &apiPage{}})
}

func TestSecretOpensTheDoor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id, secret := h.client(t, apiclient.WriteRequests)
		if w := h.call("POST", "/api/v1/things", secret); w.Code != 200 || w.Body.String() != "client:"+id+" b1" {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		w := h.call("GET", "/api/v1/client", secret)
		var self map[string]any
		dec := json.NewDecoder(w.Body)
		dec.UseNumber()
		if err := dec.Decode(&self); w.Code != 200 || err != nil || selfSchema().Check(self) != nil {
			t.Errorf("%d %v %v", w.Code, err, selfSchema().Check(self))
		}
		other := apiclient.Compose(strings.Repeat("A", apiclient.PrefixLetter), strings.Repeat("B", apiclient.SecretLetter))
		mine, _ := apiclient.PrefixOf(secret)
		wrong := apiclient.Compose(mine, strings.Repeat("B", apiclient.SecretLetter))
		var bodies []string
		for _, s := range []string{"x", other, wrong, secret + "A"} {
			w := h.call("POST", "/api/v1/things", s)
			if w.Code != 401 {
				t.Errorf("%q: %d", s, w.Code)
			}
			bodies = append(bodies, w.Body.String())
		}
		for _, b := range bodies {
			if b != bodies[0] {
				t.Error("a wrong secret can be told from an unknown one")
			}
		}
		if w := h.call("POST", "/api/v1/things", ""); w.Code != 401 {
			t.Errorf("nobody: %d", w.Code)
		}
		if c := h.again(t, id); c.UsedOn != "2026-11-20" {
			t.Errorf("last used %q", c.UsedOn)
		}
	})
}

// No table holds a secret or a signing key in clear.
func TestSecretsAreNotKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id, secret := h.client(t, apiclient.Webhooks)
		key, err := h.AddEndpoint(h.ctx, admin, id, "https://portal.example/hooks", nil)
		if err != nil {
			t.Fatal(err)
		}
		var hash, sealed string
		if err := h.DB.QueryRowContext(h.ctx, `SELECT s.hash, e.secret FROM api_secret s, api_endpoint e`).Scan(&hash, &sealed); err != nil {
			t.Fatal(err)
		}
		told, err := sqldb.List(h.ctx, h.DB, "entry", func(r sqldb.Row) (detail string, err error) {
			err = r.Scan(&detail)
			return detail, err
		}, `SELECT detail FROM audit_entry ORDER BY id`)
		if err != nil {
			t.Fatal(err)
		}
		details := strings.Join(told, "")
		if strings.Contains(hash+sealed+details, secret[15:]) || strings.Contains(sealed+details, key[6:]) || !strings.HasPrefix(sealed, "v1.") {
			t.Error("a secret stands in the database")
		}
		page := webtest.Get(h.web, identity.SystemAdmin, "/console/clients/"+id).Body.String()
		if strings.Contains(page, secret[15:]) || strings.Contains(page, key[6:]) {
			t.Error("a page shows a secret again")
		}
	})
}

func TestScopeAndRate(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, reader := h.client(t, apiclient.ReadRequests)
		w := h.call("POST", "/api/v1/things", reader)
		if w.Code != 403 || !strings.Contains(w.Body.String(), "requests:write") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		_, secret := h.client(t, apiclient.WriteRequests)
		for i := range 60 {
			if w := h.call("POST", "/api/v1/things", secret); w.Code != 200 {
				t.Fatalf("call %d of 60 a minute: %d", i+1, w.Code)
			}
		}
		w = h.call("POST", "/api/v1/things", secret)
		if w.Code != 429 || w.Header().Get("Retry-After") != "1" {
			t.Errorf("call 61: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
		}
		if w := h.call("GET", "/api/v1/client", reader); w.Code != 200 {
			t.Errorf("another client waits too: %d", w.Code)
		}
		h.kit.Clock.Advance(time.Second)
		if w := h.call("POST", "/api/v1/things", secret); w.Code != 200 {
			t.Errorf("after the wait: %d", w.Code)
		}
	})
}

func TestGuessingIsStopped(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	_, secret := h.client(t, apiclient.WriteRequests)
	for range strangersPerMinute {
		if w := h.call("GET", "/api/v1/client", "yg_guess"); w.Code != 401 {
			t.Fatal(w.Code)
		}
	}
	w := h.call("GET", "/api/v1/client", "yg_guess")
	if w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("the address that guessed goes on: %d", w.Code)
	}
	if w := h.call("GET", "/api/v1/client", secret); w.Code != 200 {
		t.Errorf("the right key from there is refused: %d", w.Code)
	}
}

func TestRotationOverlaps(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id, first := h.client(t, apiclient.WriteRequests)
		day, err := apiclient.OverlapOf("day")
		if err != nil {
			t.Fatal(err)
		}
		second, err := h.Rotate(h.ctx, admin, id, 1, day)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{first, second} {
			if w := h.call("GET", "/api/v1/client", s); w.Code != 200 {
				t.Errorf("during the overlap: %d", w.Code)
			}
		}
		h.kit.Clock.Advance(24 * time.Hour)
		if w := h.call("GET", "/api/v1/client", first); w.Code != 401 || !strings.Contains(w.Body.String(), "更换") {
			t.Errorf("the old one after the overlap: %d %s", w.Code, w.Body)
		}
		if w := h.call("GET", "/api/v1/client", second); w.Code != 200 {
			t.Errorf("the new one: %d", w.Code)
		}
		none, _ := apiclient.OverlapOf("none")
		third, err := h.Rotate(h.ctx, admin, id, 2, none)
		if err != nil {
			t.Fatal(err)
		}
		if w := h.call("GET", "/api/v1/client", second); w.Code != 401 {
			t.Errorf("a leaked secret goes on: %d", w.Code)
		}
		if err := h.Revoke(h.ctx, security, id, 3, "合作结束"); err != nil {
			t.Fatal(err)
		}
		if w := h.call("GET", "/api/v1/client", third); w.Code != 401 || !strings.Contains(w.Body.String(), "停用") {
			t.Errorf("a revoked client: %d", w.Code)
		}
		if _, err := h.Rotate(h.ctx, admin, id, 4, day); !fault.Is(err, fault.Conflict) {
			t.Errorf("a revoked client gets a secret: %v", err)
		}
	})
}

// Two administrators rotate the secret at once: one wins, the other sees why.
func TestTwoRotateAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id, _ := h.client(t, apiclient.WriteRequests)
		errs := make([]error, 2)
		var wait sync.WaitGroup
		for i := range errs {
			wait.Go(func() { _, errs[i] = h.Rotate(h.ctx, admin, id, 1, apiclient.Overlaps()[0]) })
		}
		wait.Wait()
		won, lost := 0, 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case fault.Is(err, fault.Conflict):
				lost++
			}
		}
		if won != 1 || lost != 1 {
			t.Errorf("%v", errs)
		}
	})
}

func TestWhoMay(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	id, _ := h.client(t, apiclient.WriteRequests, apiclient.Webhooks)
	if _, err := h.AddEndpoint(h.ctx, security, id, "https://x.example/", nil); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the security administrator adds an endpoint: %v", err)
	}
	if _, err := h.Rotate(h.ctx, security, id, 1, apiclient.Overlaps()[0]); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the security administrator rotates: %v", err)
	}
	if _, _, err := h.Create(h.ctx, webtest.Somebody(identity.Clerk), described(apiclient.WriteRequests), ""); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a clerk makes a client: %v", err)
	}
	for what, err := range map[string]error{
		"see":    func() error { _, err := h.clientPage(h.ctx, stranger, id); return err }(),
		"revoke": h.Revoke(h.ctx, stranger, id, 1, "x"), "rotate": func() error { _, err := h.Rotate(h.ctx, stranger, id, 1, apiclient.Overlaps()[0]); return err }(),
		"change": func() error {
			c := described(apiclient.ReadRequests)
			c.ID = id
			return h.Change(h.ctx, stranger, c, 1)
		}(),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("another body's administrator may %s: %v", what, err)
		}
	}
	for role, status := range map[identity.Role]int{identity.SystemAdmin: 200, identity.SecurityAdmin: 200, identity.Clerk: 403, identity.Leader: 403, "": 303} {
		if w := webtest.Get(h.web, role, "/console/clients/"+id); w.Code != status {
			t.Errorf("%q: %d, want %d", role, w.Code, status)
		}
	}
}

// From the form to a secret that works, and on to a change and a revocation.
func TestConsole(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		form := url.Values{"key": {"form-1"}, "name": {"市一网通办平台"}, "about": {"代收申请"}, "scopes": {"requests:write", "webhooks"}, "per_minute": {"none"}}
		w := webtest.Post(h.web, identity.SystemAdmin, "/console/clients/new", form)
		if webtest.CheckPage(t, w.Body.String()); w.Code != 422 || !strings.Contains(w.Body.String(), `value="市一网通办平台"`) ||
			!strings.Contains(w.Body.String(), `value="webhooks" checked`) || !strings.Contains(w.Body.String(), "10 至 6000 的整数") {
			t.Fatalf("%d\n%s", w.Code, w.Body)
		}
		form.Set("per_minute", "100")
		w = webtest.Post(h.web, identity.SystemAdmin, "/console/clients/new", form)
		webtest.CheckPage(t, w.Body.String())
		secret := regexp.MustCompile(`yg_[A-Z2-7]{10}_[A-Z2-7]{52}`).FindString(w.Body.String())
		if w.Code != 200 || secret == "" || w.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%d %v", w.Code, w.Header())
		}
		if w := h.call("GET", "/api/v1/client", secret); w.Code != 200 {
			t.Errorf("the shown secret: %d", w.Code)
		}
		w = webtest.Post(h.web, identity.SystemAdmin, "/console/clients/new", form)
		if w.Code != 303 {
			t.Errorf("the form sent twice: %d", w.Code)
		}
		all := h.listed(t)
		if len(all) != 1 {
			t.Fatalf("%v", all)
		}
		to := "/console/clients/" + all[0].ID
		for _, step := range []struct {
			do     string
			form   url.Values
			status int
			says   string
		}{
			{"hook", url.Values{"url": {"http://portal.example/x"}}, 422, "https://"},
			{"hook", url.Values{"url": {"https://portal.example/x"}, "events": {"request.answered"}}, 200, "whsec_"},
			{"change", url.Values{"rev": {"1"}, "name": {""}, "about": {"代收"}, "scopes": {"requests:read"}, "per_minute": {"100"}}, 422, "填写接入方的名称"},
			{"change", url.Values{"rev": {"1"}, "name": {"新名称"}, "about": {"代收"}, "scopes": {"requests:read"}, "per_minute": {"100"}}, 303, ""},
			{"change", url.Values{"rev": {"1"}, "name": {"旧页面"}, "about": {"代收"}, "scopes": {"requests:read"}, "per_minute": {"100"}}, 409, "别人改过"},
			{"rotate", url.Values{"rev": {"2"}, "overlap": {"ever"}}, 422, "还能用多久"},
			{"rotate", url.Values{"rev": {"2"}, "overlap": {"day"}}, 200, "新的接口密钥"},
			{"revoke", url.Values{"rev": {"3"}, "reason": {" "}}, 422, "停用的原因"},
			{"revoke", url.Values{"rev": {"3"}, "reason": {"合作结束"}}, 303, ""},
			{"nothing", nil, 404, ""},
		} {
			w := webtest.Post(h.web, identity.SystemAdmin, to+"/"+step.do, step.form)
			if w.Code != step.status || !strings.Contains(w.Body.String(), step.says) {
				t.Errorf("%s %v: %d, want %d saying %q", step.do, step.form, w.Code, step.status, step.says)
			}
			if w.Code == 422 || w.Code == 200 {
				webtest.CheckPage(t, w.Body.String())
			}
		}
		for _, path := range []string{"/console/clients", "/console/clients/new", to, to + "/deliveries", to + "/deliveries?state=dead"} {
			w := webtest.Get(h.web, identity.SystemAdmin, path)
			if webtest.CheckPage(t, w.Body.String()); w.Code != 200 {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
	})
}

func TestEveryActIsAudited(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id, _ := h.client(t, apiclient.Webhooks)
		key, err := h.AddEndpoint(h.ctx, admin, id, "https://portal.example/x", nil)
		if err != nil || key == "" {
			t.Fatal(err)
		}
		hooks, err := endpointsOf(h.ctx, h.DB, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []func() error{
			func() error { _, err := h.RotateKey(h.ctx, admin, id, hooks[0].ID); return err },
			func() error { return h.Switch(h.ctx, admin, id, hooks[0].ID, false) },
			func() error { return h.Ping(h.ctx, admin, id, hooks[0].ID) },
			func() error { c := described(apiclient.Webhooks); c.ID = id; return h.Change(h.ctx, admin, c, 1) },
			func() error { _, err := h.Rotate(h.ctx, admin, id, 2, apiclient.Overlaps()[0]); return err },
			func() error { return h.Revoke(h.ctx, security, id, 3, "合作结束") },
		} {
			if err := f(); err != nil {
				t.Error(err)
			}
		}
		acts, err := query(h.ctx, h.DB, func(r scanner) (s string, err error) { return s, r.Scan(&s) }, `SELECT act FROM audit_entry WHERE act LIKE 'client.%' ORDER BY at, id`)
		want := "[client.create client.hook_add client.hook_rotate client.hook_switch client.hook_test client.change client.rotate client.revoke]"
		if err != nil || fmt.Sprint(acts) != want {
			t.Errorf("%v %v", acts, err)
		}
	})
}

func TestDocumentAndPage(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	w := webtest.Get(h.web, "", "/api/v1/openapi.json")
	found := webtest.CheckOpenAPI(t, w.Body.Bytes())
	if w.Code != 200 || fmt.Sprint(found) != "[GET /api/v1/client GET /api/v1/openapi.json POST /api/v1/things]" {
		t.Errorf("%d %v", w.Code, found)
	}
	for _, o := range h.table {
		for _, a := range o.Answers {
			if a.Schema != nil && a.Example != nil {
				if err := a.Schema.Check(a.Example); err != nil {
					t.Errorf("example of %s: %v", o.ID, err)
				}
			}
		}
	}
	text, err := apiclient.Event{Type: apiclient.Answered, Number: "2026-YSQ-0001", External: "7", State: "answered", Label: "已答复", Due: "2026-12-18"}.Write("e1", "https://x.example", 1, h.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.Parse([]byte(text), envelopeSchema()); err != nil {
		t.Errorf("a message does not keep to its description: %v", err)
	}
	page := webtest.Get(h.web, "", "/api/")
	doc := webtest.CheckPage(t, page.Body.String())
	for _, s := range api.Statuses() {
		if doc.Find(fmt.Sprintf(`[id="%d"]`, s.Code)).Length() != 1 {
			t.Errorf("a problem's type leads to /api/#%d, which is not there", s.Code)
		}
	}
}

func TestNames(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	id, _ := h.client(t, apiclient.WriteRequests)
	names, err := h.Names(h.ctx, []string{"p-clerk", apiclient.Actor(id), apiclient.Actor("gone")})
	if err != nil || len(names) != 1 || names[apiclient.Actor(id)] != "接口：市一网通办平台" {
		t.Errorf("%v %v", names, err)
	}
}
