package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/render"
	"yangguang/internal/testkit"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

type house struct {
	*Desk
	kit *testkit.Kit
	ctx context.Context
	web http.Handler
}

// open is the desk on a database, on Friday 20 November 2026.
func open(t testing.TB, k *testkit.Kit) *house {
	t.Helper()
	k.Clock.Set(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
	h := &house{kit: k, ctx: context.Background()}
	cal, phone := calendar.New(), regexp.MustCompile(`1[3-9]\d{9}`)
	var err error
	h.Desk, err = New(Config{DB: k.DB, Recorder: k.Recorder, Now: k.Clock.Now,
		Calendar: func(context.Context) (*calendar.Calendar, error) { return cal, nil },
		People: func(_ context.Context, ids []string) (map[string]string, error) {
			names := map[string]string{}
			for _, id := range ids {
				names[id] = "某" + id
			}
			return names, nil
		},
		Fonts: func() (*render.Fonts, error) { return render.LoadFonts(render.FontFiles{}) },
		Screens: func(_ context.Context, _, text string) ([]string, error) {
			if phone.MatchString(text) {
				return []string{"手机号码（137****5529）"}, nil
			}
			return nil, nil
		},
		Code: func(context.Context, string) (string, error) { return "990100456", nil },
		Colleagues: func(context.Context, string) ([]identity.Actor, error) {
			return []identity.Actor{webtest.Somebody(identity.Editor), {ID: "p-next", Name: "许航", Body: "b1", Sees: []string{"b1"}, Roles: []identity.Role{identity.Editor}}, webtest.Somebody(identity.Leader)}, nil
		},
		Stands:  func(context.Context, string) (publication.Stands, error) { return publication.Usual, nil },
		Address: func(*http.Request) string { return "http://zjj.yunxi.example" }})
	if err != nil {
		t.Fatal(err)
	}
	o := webtest.Options()
	o.Menu, o.Now, o.Assets, o.Pages = h.Menu(), h.Now, append(o.Assets, assets), 1<<20
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	k.DB.AfterCommit(s.Changed)
	s.Mount(h.Routes()...)
	h.web = s.Handler()
	return h
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k)) }, Migrations())
}

// draft is the form of a document that may be handed in.
func draft(kind publication.Kind, pairs ...string) url.Values {
	k, _ := publication.KindOf(kind)
	v := url.Values{"kind": {string(kind)}, "title": {"关于调整公积金业务办理时间的通知"}, "content": {"各区（县）：\n　　自即日起，业务办理时间调整如下。"}, "entry": {string(k.Item)},
		"formed_on": {"2026-11-18"}, "openness": {"proactive"}, "act": {"save"}, "key": {fmt.Sprintf("a-key-of-twenty-letters-%s-%s", kind, strings.Join(pairs, "-"))}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// write keeps a draft in the console and gives it back.
func (h *house) write(t *testing.T, kind publication.Kind, pairs ...string) Item {
	t.Helper()
	w := webtest.Post(h.web, identity.Editor, path+"/new", draft(kind, pairs...))
	if w.Code != http.StatusSeeOther {
		t.Fatalf("draft: %d\n%s", w.Code, w.Body)
	}
	return h.load(t, strings.TrimPrefix(w.Header().Get("Location"), path+"/"))
}

func (h *house) load(t *testing.T, id string) Item {
	t.Helper()
	x, err := itemOf(h.ctx, h.DB, id)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// try takes a step in the console.
func (h *house) try(t *testing.T, role identity.Role, x Item, by publication.Action, pairs ...string) *httptest.ResponseRecorder {
	t.Helper()
	v := url.Values{"act": {string(by)}, "rev": {fmt.Sprint(x.Rev)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(string(by)+"_"+pairs[i], pairs[i+1])
	}
	return webtest.Post(h.web, role, path+"/"+x.ID+"/act", v)
}

func (h *house) do(t *testing.T, role identity.Role, x Item, by publication.Action, pairs ...string) Item {
	t.Helper()
	if w := h.try(t, role, x, by, pairs...); w.Code != http.StatusSeeOther {
		t.Fatalf("%s as %s in %s: %d\n%s", by, role, x.State, w.Code, w.Body)
	}
	return h.load(t, x.ID)
}

// submit hands a draft in as its form does.
func (h *house) submit(t *testing.T, x Item) Item {
	t.Helper()
	if err := h.Take(h.ctx, webtest.Somebody(identity.Editor), x.ID, x.Rev, publication.Submit, Opinion{}); err != nil {
		t.Fatal(err)
	}
	return h.load(t, x.ID)
}

// reviewed brings a draft up to the signature.
func (h *house) reviewed(t *testing.T, x Item) Item {
	t.Helper()
	x = h.submit(t, x)
	for range 3 {
		x = h.do(t, identity.Reviewer, x, publication.Pass)
	}
	return x
}

// release brings a draft to the public.
func (h *house) release(t *testing.T, x Item) Item {
	t.Helper()
	return h.do(t, identity.Leader, h.reviewed(t, x), publication.Sign)
}

func (h *house) portal(address string) *httptest.ResponseRecorder {
	return webtest.Get(h.web, "", address)
}

// TestWalk is the way of a document through the whole house: screening stops it,
// it is put right, reviewed, signed, public, corrected and withdrawn.
func TestWalk(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.write(t, publication.Notice, "content", "联系人许航，手机13700005529。")
		v := draft(publication.Notice, "content", "联系人许航，手机13700005529。", "act", "submit", "rev", fmt.Sprint(x.Rev))
		w := webtest.Post(h.web, identity.Editor, path+"/"+x.ID, v)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "137****5529") || strings.Contains(w.Body.String(), "已送初审") {
			t.Fatalf("a mobile number goes to review: %d", w.Code)
		}
		x = h.load(t, x.ID)
		v.Set("rev", fmt.Sprint(x.Rev))
		v.Set("content", "联系电话0571-00000107。")
		if w := webtest.Post(h.web, identity.Editor, path+"/"+x.ID, v); w.Code != http.StatusSeeOther {
			t.Fatalf("%d\n%s", w.Code, w.Body)
		}
		x = h.load(t, x.ID)
		if x.State != publication.FirstReview || x.Version != 1 {
			t.Fatalf("handed in: %s, version %d", x.State, x.Version)
		}
		if w := h.portal(column + x.ID); w.Code != http.StatusNotFound {
			t.Errorf("a text under review is public: %d", w.Code)
		}
		x = h.do(t, identity.Reviewer, x, publication.Return, "opinion", "写明办理时间")
		v.Set("rev", fmt.Sprint(x.Rev))
		v.Set("content", "自即日起，周一至周五办理。联系电话0571-00000107。")
		v.Set("act", "save")
		if w := webtest.Post(h.web, identity.Editor, path+"/"+x.ID, v); w.Code != http.StatusSeeOther {
			t.Fatalf("%d\n%s", w.Code, w.Body)
		}
		x = h.release(t, h.load(t, x.ID))
		if x.State != publication.IsPublic || x.PublicOn != "2026-11-20" || x.IndexNumber != "990100456/2026-00001" || x.Version != 2 {
			t.Fatalf("%+v", x)
		}
		h.isPublic(t, x)
		h.correct(t, x)
	})
}

// isPublic looks for a document in every place of the portal.
func (h *house) isPublic(t *testing.T, x Item) {
	t.Helper()
	w := h.portal(column + x.ID)
	doc := webtest.CheckPage(t, w.Body.String())
	webtest.CheckMeta(t, doc, "article")
	for _, want := range []string{"周一至周五办理", "990100456/2026-00001", "（此件公开发布）", "2026年11月20日"} {
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page lacks %q: %d", want, w.Code)
		}
	}
	for _, place := range []string{column, column + "?entry=20.15", column + "?q=公积金", column + "feed.atom", column + "?format=csv"} {
		if w := h.portal(place); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), x.Title) {
			t.Errorf("%s does not show it: %d", place, w.Code)
		}
	}
	if w := h.portal(column + "?entry=20.7"); strings.Contains(w.Body.String(), x.Title) {
		t.Error("it stands under another entry")
	}
	for _, file := range []string{"wenjian.pdf", "wenjian.docx"} {
		if w := h.portal(column + x.ID + "/" + file); w.Code != http.StatusOK || w.Body.Len() < 1000 {
			t.Errorf("%s: %d, %d bytes", file, w.Code, w.Body.Len())
		}
	}
	found, err := h.Search(h.ctx, webtest.Site, "公积金")
	if err != nil || len(found) != 1 {
		t.Errorf("searched: %v, %v", found, err)
	}
}

// correct brings a corrected text in the place of a public one, and withdraws it
// as mistaken: it stands nowhere any more.
func (h *house) correct(t *testing.T, x Item) {
	t.Helper()
	fixed := h.write(t, publication.Notice, "corrects", x.ID, "content", "自即日起，周一至周六办理。")
	fixed = h.release(t, fixed)
	if fixed.IndexNumber != x.IndexNumber {
		t.Errorf("the correction is numbered %s, what it corrects %s", fixed.IndexNumber, x.IndexNumber)
	}
	if w := h.portal(column + x.ID); w.Code != http.StatusSeeOther || w.Header().Get("Location") != column+fixed.ID {
		t.Errorf("the old address answers %d, to %s", w.Code, w.Header().Get("Location"))
	}
	if w := h.portal(column + fixed.ID); !strings.Contains(w.Body.String(), "这是更正后的文本") || !strings.Contains(w.Body.String(), "周一至周六") {
		t.Error("the correction does not say what it is")
	}
	if w := h.portal(column); strings.Count(w.Body.String(), x.Title) != 1 {
		t.Error("the list shows both or none")
	}
	if w := h.try(t, identity.Leader, fixed, publication.Withdraw, "withdrawal", "mistaken"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason it is withdrawn: %d", w.Code)
	}
	gone := h.do(t, identity.Leader, fixed, publication.Withdraw, "withdrawal", "mistaken", "opinion", "内容有误")
	w := h.portal(column + gone.ID)
	webtest.CheckPage(t, w.Body.String())
	if w.Code != http.StatusGone || !strings.Contains(w.Body.String(), "内容有误") {
		t.Errorf("the address of what was withdrawn answers %d", w.Code)
	}
	for _, place := range []string{column, column + gone.ID, column + gone.ID + "/wenjian.pdf", column + "?q=公积金", column + "feed.atom", column + "?format=csv"} {
		if w := h.portal(place); strings.Contains(w.Body.String(), "调整公积金") || strings.Contains(w.Body.String(), "周一至") {
			t.Errorf("%s still shows the text", place)
		}
	}
	for _, id := range []string{x.ID, gone.ID} {
		y := h.load(t, id)
		texts, err := versionsOf(h.ctx, h.DB, id)
		if err != nil || y.Title != "" || y.Content != "" || y.Digest == "" || slices.ContainsFunc(texts, func(v version) bool { return v.Content != "" || v.Digest == "" }) {
			t.Errorf("the record still holds what should never have been public: %+v, %v", y, err)
		}
	}
	if w := webtest.Get(h.web, identity.Editor, path+"/"+gone.ID); w.Code != http.StatusOK {
		t.Errorf("the record cannot be opened: %d", w.Code)
	}
	n := 0
	if err := h.DB.QueryRowContext(h.ctx, `SELECT COUNT(*) FROM audit_entry WHERE act LIKE 'publication.%'`).Scan(&n); err != nil || n != 18 {
		t.Errorf("the audit log has %d entries, %v", n, err)
	}
}

// TestStates holds the CHECK of the column against the book.
func TestStates(t *testing.T) {
	k := testkit.SQLite(t, Migrations())
	var schema string
	if err := k.DB.QueryRowContext(t.Context(), `SELECT sql FROM sqlite_master WHERE name = 'publication_item'`).Scan(&schema); err != nil {
		t.Fatal(err)
	}
	for _, s := range publication.Review().All() {
		if !strings.Contains(schema, "'"+string(s)+"'") {
			t.Errorf("the column does not take %s", s)
		}
	}
	for _, w := range publication.Withdrawals() {
		if !strings.Contains(schema, "'"+string(w.Withdrawal)+"'") {
			t.Errorf("the column does not take %s", w.Withdrawal)
		}
	}
	if n := len(slices.DeleteFunc(publication.Review().All(), func(s publication.State) bool { return (Item{State: s}).lane() != working })); n != mostStates {
		t.Errorf("%d states are worked on, %d are looked for", n, mostStates)
	}
}

// TestTemplates type-checks the pages.
func TestTemplates(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	webtest.CheckTemplates(t, h.views, map[string]any{"console/publications": &listPage{}, "console/newpublication": &newKindPage{}, "console/publication": &itemPage{},
		"public/column": &columnPage{}, "public/document": &publicPage{}, "public/gone": &gonePage{}, "console/board": &boardPage{}, "console/column": &columnForm{}})
	for _, at := range []string{path, path + "?show=mine", path + "?show=public", path + "/new", path + "/new?kind=normative", boardPath, boardPath + "/new"} {
		w := webtest.Get(h.web, identity.Editor, at)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", at, w.Code)
		}
		webtest.CheckPage(t, w.Body.String())
	}
}
