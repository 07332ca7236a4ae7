package desk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/testkit/golden"
	"yangguang/internal/unsent"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

type house struct {
	*Desk
	kit    *testkit.Kit
	lapsed string // whose session the browser had
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		k.Clock.Set(time.Date(2026, 11, 20, 2, 42, 0, 0, time.UTC))
		h := &house{kit: k}
		keys, err := vault.New(vault.International, k.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		d, err := New(Config{DB: k.DB, Recorder: k.Recorder, Vault: keys, Now: k.Clock.Now,
			Lapsed: func(*http.Request) (string, error) { return h.lapsed, nil }})
		if err != nil {
			t.Fatal(err)
		}
		h.Desk = d
		f(t, h)
	}, Migrations())
}

func (h *house) save(t *testing.T, person, text string, seen int64) int64 {
	t.Helper()
	v, err := h.Save(t.Context(), person, Kept{Form: "/console/x", Page: "/console/x?a=1", Title: "起草", Fields: unsent.Fields{"facts": {text}}}, seen)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestKeptForThirtyDays: a draft is its person's alone, unreadable in the table,
// and forgotten thirty days after it was last saved.
func TestKeptForThirtyDays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		v := h.save(t, "p1", "经检索，申请人张三的档案", 0)
		h.kit.Clock.Advance(20 * 24 * time.Hour)
		h.save(t, "p1", "经检索，申请人张三的档案两份", v)
		if _, ok, err := h.Of(ctx, "p2", "/console/x"); ok || err != nil {
			t.Errorf("another person sees it: %v %v", ok, err)
		}
		var raw string
		if err := h.kit.DB.QueryRowContext(ctx, `SELECT content FROM form_draft`).Scan(&raw); err != nil || strings.Contains(raw, "张三") || raw == "" {
			t.Errorf("in the table stands %q, %v: it is to be sealed", raw, err)
		}
		h.kit.Clock.Advance(29 * 24 * time.Hour)
		k, ok, err := h.Of(ctx, "p1", "/console/x")
		if err != nil || !ok || k.Fields["facts"][0] != "经检索，申请人张三的档案两份" || k.Page != "/console/x?a=1" {
			t.Fatalf("29 days later: %+v %v %v", k, ok, err)
		}
		h.kit.Clock.Advance(2 * 24 * time.Hour)
		if _, ok, _ := h.Of(ctx, "p1", "/console/x"); ok {
			t.Error("31 days later it is shown")
		}
		if err := h.forget(ctx, forgetArgs{}); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := h.kit.DB.QueryRowContext(ctx, `SELECT count(*) FROM form_draft`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d rows, %v: the job forgets", n, err)
		}
	})
}

// TestTwoWindows: what one window has not seen it does not write over; the same
// text twice is no conflict.
func TestTwoWindows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first := h.save(t, "p1", "甲", 0)
		_, err := h.Save(t.Context(), "p1", Kept{Form: "/console/x", Fields: unsent.Fields{"facts": {"乙"}}}, 0)
		var other *Diverged
		if !errors.As(err, &other) || other.Kept.Fields["facts"][0] != "甲" {
			t.Fatalf("the second window is told %v", err)
		}
		if v := h.save(t, "p1", "甲", 0); v != first {
			t.Errorf("the same text made version %d of %d", v, first)
		}
		if v := h.save(t, "p1", "乙", other.Kept.Version); v != first+1 {
			t.Errorf("after looking at both: version %d", v)
		}
		if err := h.Drop(t.Context(), "p1", "/console/x"); err != nil {
			t.Fatal(err)
		}
		if v := h.save(t, "p1", "丙", first+1); v != first+2 {
			t.Errorf("typed on after it was dropped: version %d", v)
		}
	})
}

func (h *house) serve(t *testing.T) http.Handler {
	t.Helper()
	o := webtest.Options()
	o.Drafts, o.Now = h.Desk, h.kit.Clock.Now
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(h.Ledger().Routes...)
	s.Mount(web.Route{Pattern: "POST /console/long", Roles: []identity.Role{identity.Clerk}, Do: func(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
		if err := web.Form(r); err != nil {
			return err
		}
		return web.SeeOther(w, r, "/console/")
	}})
	return s.Handler()
}

// TestOverTheNet walks the calls that the island makes: saved, given back, both
// texts at a conflict, gone once the form was handed in.
func TestOverTheNet(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		save := func(text, seen string) *httptest.ResponseRecorder {
			return webtest.Post(server, identity.Clerk, "/console/drafts/save?form=/console/long&page=/console/new&title=登记&seen="+seen, url.Values{"facts": {text}, "form_token": {"x"}})
		}
		w := save("半句话", "0")
		var a keptAnswer
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || a.Version != 1 || a.Saved != "10:42" {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		w = save("另一句", "0")
		if body := w.Body.String(); w.Code != http.StatusConflict || !strings.Contains(body, "半句话") || !strings.Contains(body, "另一句") || strings.Contains(body, "form_token") {
			t.Errorf("a second window: %d %s", w.Code, body)
		}
		if body := webtest.Get(server, identity.Clerk, "/console/drafts/kept?form=/console/long&form=/console/none").Body.String(); !strings.Contains(body, "半句话") || strings.Contains(body, "none") {
			t.Errorf("given back: %s", body)
		}
		if body := webtest.Get(server, identity.Leader, "/console/drafts/kept?form=/console/long").Body.String(); strings.TrimSpace(body) != "{}" {
			t.Errorf("somebody else's: %s", body)
		}
		page := webtest.Get(server, identity.Clerk, "/console/drafts").Body.String()
		webtest.CheckPage(t, page)
		if !strings.Contains(page, "半句话") || !strings.Contains(page, `href="/console/new"`) {
			t.Errorf("the list lacks the draft")
		}
		webtest.Post(server, identity.Clerk, "/console/long", url.Values{"facts": {"整句话"}, "draft_form": {"/console/long"}})
		if all, err := h.All(t.Context(), "p-clerk"); err != nil || len(all) != 0 {
			t.Errorf("handed in, and %d drafts are left, %v", len(all), err)
		}
		save("又一句", "0")
		webtest.Post(server, identity.Clerk, "/console/drafts/drop", url.Values{"form": {"/console/long"}})
		if all, _ := h.All(t.Context(), "p-clerk"); len(all) != 0 {
			t.Error("dropped, and still there")
		}
	})
}

// TestSessionEndedAtPost: the form of somebody whose session has ended is kept for
// that person alone; one of nobody, or without a word, is not.
func TestSessionEndedAtPost(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := h.serve(t)
		post := func(text string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(http.MethodPost, "/console/long", strings.NewReader(url.Values{"facts": {text}, "act": {"extend"}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.Header.Set("Referer", "http://example.com/console/new?x=1")
			return webtest.Do(server, "", r)
		}
		if to := post("写了一半").Header().Get("Location"); to != "/login" {
			t.Errorf("a stranger's form leads to %s", to)
		}
		h.lapsed = "p-clerk"
		if to := post("写了一半").Header().Get("Location"); to != "/login?next="+url.QueryEscape("/console/new?x=1") {
			t.Errorf("leads to %s, back to the form's page it should", to)
		}
		k, ok, err := h.Of(t.Context(), "p-clerk", "/console/long#extend")
		if err != nil || !ok || k.Fields["facts"][0] != "写了一半" {
			t.Errorf("kept %+v %v %v", k, ok, err)
		}
		if all, _ := h.All(t.Context(), "p-leader"); len(all) != 0 {
			t.Error("somebody else who signs in here sees it")
		}
	})
}

func TestTemplates(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		webtest.CheckTemplates(t, h.views, map[string]any{"console/drafts": &draftsPage{}})
	})
}

func TestStored(t *testing.T) {
	golden.Job[forgetArgs](t)
	golden.Check[content](t, "content")
}
