package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/redress"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

type house struct {
	*Desk
	kit     *testkit.Kit
	ctx     context.Context
	web     http.Handler
	ordered []redress.Ordered
	apps    map[string]Application
}

// open is the desk on a database, on Friday 20 November 2026, with three
// applications: of b1 an answer one may sue over and one that is to be reviewed
// first, and one of b2.
func open(t testing.TB, k *testkit.Kit) *house {
	t.Helper()
	k.Clock.Set(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
	var err error
	h := &house{kit: k, ctx: context.Background(), apps: map[string]Application{
		"a1": {ID: "a1", Body: "b1", No: "2026-YSQ-0001", Wanted: "城北片区老旧小区改造的设计变更审批文件", Applicant: "王*", Outcome: "予以公开", AnswerNo: "云建公复〔2026〕1号", SentOn: "2026-09-01", ServedOn: "2026-09-01"},
		"a2": {ID: "a2", Body: "b1", No: "2026-YSQ-0002", Wanted: "值班安排", Applicant: "李*", Outcome: "不予公开：内部事务信息", AnswerNo: "云建公复〔2026〕2号", SentOn: "2026-09-01", ServedOn: "2026-09-01", ReviewFirst: true},
		"a3": {ID: "a3", Body: "b2", No: "2026-YSQ-0001", Wanted: "别的机关的申请", Applicant: "赵*"},
	}}
	cal := calendar.New()
	h.Desk, err = New(Config{DB: k.DB, Recorder: k.Recorder, Vault: k.Vault, Now: k.Clock.Now,
		Calendar: func(context.Context) (*calendar.Calendar, error) { return cal, nil }, Kept: func(context.Context, string, int) (bool, error) { return true, nil },
		People: func(context.Context, []string) (map[string]string, error) {
			return map[string]string{"p-clerk": "周敏"}, nil
		},
		Application: func(_ context.Context, who identity.Actor, id string) (Application, error) {
			if a, ok := h.apps[id]; ok && who.SeesBody(a.Body) {
				return a, nil
			}
			return Application{}, cases.NotFound()
		},
		Numbered: func(_ context.Context, who identity.Actor, number string) (Application, error) {
			for _, a := range h.apps {
				if a.No == number && a.Body == who.Body {
					return a, nil
				}
			}
			return Application{}, cases.NotFound()
		}})
	if err != nil {
		t.Fatal(err)
	}
	act.On(k.Recorder, func(_ context.Context, _ *act.Tx, o redress.Ordered) error {
		h.ordered = append(h.ordered, o)
		return nil
	})
	o := webtest.Options()
	o.Menu, o.Now, o.Assets = h.Menu(), h.Now, append(o.Assets, assets)
	s, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Mount(h.Routes()...)
	h.web = s.Handler()
	return h
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k)) }, Migrations())
}

var (
	clerk  = webtest.Somebody(identity.Clerk)
	leader = webtest.Somebody(identity.Leader)
)

// registration is the form of one: a review of a1 whose copy came on 16 November.
func registration(pairs ...string) url.Values {
	v := url.Values{"application": {"a1"}, "kind": {"review"}, "authority": {"云溪市人民政府"}, "first": {"served"}, "on": {"2026-11-16"}, "procedure": {"ordinary"},
		"third": {"某建设公司"}, "opponent": {"周律师"}, "claim": {"请求公开全部附件"}, "key": {fmt.Sprintf("a-key-of-twenty-letters-%s", strings.Join(pairs, "-"))}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// register takes a contest down in the console and gives it back.
func (h *house) register(t *testing.T, pairs ...string) Contest {
	t.Helper()
	w := webtest.Post(h.web, identity.Clerk, path+"/new", registration(pairs...))
	if w.Code != http.StatusSeeOther {
		t.Fatalf("register: %d\n%s", w.Code, w.Body)
	}
	return h.load(t, strings.TrimPrefix(w.Header().Get("Location"), path+"/"))
}

func (h *house) load(t *testing.T, id string) Contest {
	t.Helper()
	c, err := contestOf(h.ctx, h.DB, id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (h *house) try(t *testing.T, role identity.Role, c Contest, by redress.EventType, pairs ...string) *httptest.ResponseRecorder {
	t.Helper()
	v := url.Values{"act": {string(by)}, "rev": {fmt.Sprint(c.Rev)}, string(by) + "_at": {h.today().String()}, "answered_staff": {"周敏、李复核"}, "answered_lawful": {"依据充分，程序合法。"}, "answered_proper": {"裁量适当。"}, "answered_claims": {"请求没有事实根据。"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(string(by)+"_"+pairs[i], pairs[i+1])
	}
	return webtest.Post(h.web, role, path+"/"+c.ID+"/act", v)
}

func (h *house) do(t *testing.T, role identity.Role, c Contest, by redress.EventType, pairs ...string) Contest {
	t.Helper()
	if w := h.try(t, role, c, by, pairs...); w.Code != http.StatusSeeOther {
		t.Fatalf("%s as %s: %d\n%s", by, role, w.Code, w.Body)
	}
	return h.load(t, c.ID)
}

func (h *house) page(t *testing.T, role identity.Role, at string) string {
	t.Helper()
	w := webtest.Get(h.web, role, at)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d\n%s", at, w.Code, w.Body)
	}
	webtest.CheckPage(t, w.Body.String())
	return w.Body.String()
}

func TestTemplatesFitTheirPages(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	webtest.CheckTemplates(t, h.views, map[string]any{"console/contests": &listPage{}, "console/newcontest": &registerPage{}, "console/contest": &contestPage{}})
}

// A review that corrects the body: registered, answered, decided, carried out.
func TestReviewThatCorrects(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if s := h.page(t, identity.Clerk, path+"/new?number=2026-YSQ-0001"); !strings.Contains(s, "设计变更审批文件") || !strings.Contains(s, "王*") {
			t.Error("the application is not shown")
		}
		c := h.register(t)
		if c.No() != "2026-FY-0001" || c.Stage != redress.Answering || c.AnswerNo != "云建公复〔2026〕1号" {
			t.Fatalf("%+v", c)
		}
		s := h.page(t, identity.Clerk, path+"/"+c.ID)
		for _, want := range []string{"2026年11月30日", "提出书面答复并提交证据、依据", "云建公复〔2026〕1号", `href="/console/requests/a1"`} {
			if !strings.Contains(s, want) {
				t.Errorf("the page does not show %s", want)
			}
		}
		if strings.Contains(s, "某建设公司") || strings.Contains(s, "周律师") {
			t.Error("who else takes part is shown")
		}
		if w := h.try(t, identity.Clerk, c, redress.Answered); w.Code != http.StatusForbidden {
			t.Errorf("the clerk decides that the answer goes out: %d", w.Code)
		}
		c = h.do(t, identity.Leader, c, redress.Answered, "at", "2026-11-18")
		c = h.do(t, identity.Clerk, c, redress.Accepted, "at", "2026-11-13")
		if w := h.try(t, identity.Clerk, c, redress.Decided, "end", "review_upheld", "at", "2026-11-17"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "的登记冲突") {
			t.Errorf("decided before the answer went out: %d", w.Code)
		}
		if w := h.try(t, identity.Clerk, c, redress.Decided, "end", "suit_revoked"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a review ended as a suit: %d", w.Code)
		}
		c = h.do(t, identity.Clerk, c, redress.Decided, "end", "review_revoked", "at", "2026-11-18", "delivered", "2026-11-19", "orders", "yes", "days", "15", "ref", "云政复决〔2026〕9号")
		if c.Stage != redress.Performing || c.ConcludedOn != "2026-11-18" {
			t.Errorf("%+v", c)
		}
		want := redress.Ordered{Body: "b1", Application: "a1", Contest: c.ID, By: "p-clerk", On: dayOf("2026-11-19"), Due: dayOf("2026-12-04"), Days: 15, Unit: calendar.NaturalDays, Ref: "云溪市人民政府 云政复决〔2026〕9号", Reached: dayOf("2026-11-19"), Basis: "复议法 64①"}
		if len(h.ordered) != 1 || h.ordered[0] != want {
			t.Errorf("told %+v", h.ordered)
		}
		if s := h.page(t, identity.Leader, path+"/"+c.ID); !strings.Contains(s, "2026年12月4日") || !strings.Contains(s, "重新作出答复") {
			t.Error("the order is not shown")
		}
		if w := h.try(t, identity.Clerk, c, redress.Undone, "of", "3", "note", "填错"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "不能撤销") {
			t.Errorf("an order that was passed on is taken back: %d", w.Code)
		}
		if w := h.try(t, identity.Leader, c, redress.Complied); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "凭据") {
			t.Errorf("complied without proof: %d", w.Code)
		}
		todos, err := h.Todos(h.ctx, clerk)
		if err != nil || len(todos) != 1 || todos[0].Due != "2026-12-04" {
			t.Errorf("%v %+v", err, todos)
		}
		if s := h.page(t, identity.Leader, path+"/"+c.ID); strings.Contains(s, "申请已重新答复") {
			t.Error("the answer that fell is taken for the new one")
		}
		a := h.apps["a1"]
		a.SentOn, a.ServedOn, a.AnswerNo = "2026-11-20", "2026-11-20", "云建公复〔2026〕8号"
		h.apps["a1"] = a
		if s := h.page(t, identity.Leader, path+"/"+c.ID); !strings.Contains(s, "申请已重新答复") || !strings.Contains(s, "8号") {
			t.Error("the new answer is not seen")
		}
		c = h.do(t, identity.Leader, c, redress.Complied, "note", "云建公复〔2026〕8号，当日送达")
		if todos, err := h.Todos(h.ctx, leader); c.Stage != redress.Closed || err != nil || len(todos) != 0 {
			t.Errorf("%+v %v %v", c, todos, err)
		}
		h.counted(t, 2026, map[string]int64{"four.reconsideration.2": 1})
		h.counted(t, 2027, nil)
		if s := h.page(t, identity.Clerk, path+"?view=ended"); !strings.Contains(s, c.No()) {
			t.Error("what is over is not listed")
		}
	})
}

// counted wants exactly these cells of table four, and each to open as many
// contests as it counts.
func (h *house) counted(t *testing.T, year int, want map[string]int64) {
	t.Helper()
	figures, err := h.Count(h.ctx, "b1", year)
	if err != nil || len(figures) != 12 {
		t.Fatalf("%v, %d cells", err, len(figures))
	}
	for _, f := range figures {
		if f.N != want[f.Name.String()] {
			t.Errorf("%d %s: %d, want %d", year, f.Name, f.N, want[f.Name.String()])
		}
		if n := strings.Count(h.page(t, identity.Leader, f.Href), `<div class="d `); int64(n) != f.N {
			t.Errorf("%s opens %d contests, counts %d", f.Name, n, f.N)
		}
	}
}

func TestTableFour(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.register(t, "application", "a2", "first", "accepted", "on", "2025-12-20")
		h.counted(t, 2025, map[string]int64{"four.reconsideration.4": 1})
		r = h.do(t, identity.Clerk, r, redress.Decided, "end", "review_upheld", "at", "2026-01-04", "delivered", "2026-01-06")
		h.counted(t, 2025, map[string]int64{"four.reconsideration.4": 1})
		h.counted(t, 2026, map[string]int64{"four.reconsideration.1": 1})
		after := h.register(t, "application", "a2", "kind", "suit", "review", r.ID, "first", "accepted", "on", "2026-01-20", "authority", "云溪市人民法院")
		if after.No() != "2026-SS-0001" {
			t.Error(after.No())
		}
		direct := h.register(t, "application", "a2", "kind", "suit", "first", "served", "on", "2026-11-16", "authority", "云溪市人民法院")
		if s := h.page(t, identity.Clerk, path+"/"+direct.ID); !strings.Contains(s, "应当先申请行政复议") {
			t.Error("a direct suit over a refusal under 14 to 16 is not marked")
		}
		if s := h.page(t, identity.Clerk, path); !strings.Contains(s, "应先复议") {
			t.Error("nor in the list")
		}
		if s := h.page(t, identity.Clerk, path+"/"+after.ID); strings.Contains(s, "应当先申请行政复议") || strings.Contains(s, "起15日，核对") {
			t.Error("a suit after a review, docketed fourteen days after it was served, is in order")
		}
		h.counted(t, 2026, map[string]int64{"four.reconsideration.1": 1, "four.suit_after_reconsideration.4": 1, "four.direct_suit.4": 1})
		h.do(t, identity.Clerk, direct, redress.Judged, "end", "suit_withdrawn", "at", "2026-11-19")
		h.counted(t, 2026, map[string]int64{"four.reconsideration.1": 1, "four.suit_after_reconsideration.4": 1, "four.direct_suit.3": 1})
	})
}

// A suit through both instances; the leader appeals.
func TestSuit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.register(t, "kind", "suit", "first", "accepted", "on", "2026-10-12", "authority", "云溪市人民法院")
		c = h.do(t, identity.Clerk, c, redress.Served, "at", "2026-10-14")
		c = h.do(t, identity.Leader, c, redress.Answered, "at", "2026-10-20")
		c = h.do(t, identity.Clerk, c, redress.Judged, "end", "suit_revoked", "at", "2026-11-11", "delivered", "2026-11-12", "orders", "yes", "days", "30", "procedural", "yes")
		if c.Stage != redress.Pronounced || len(h.ordered) != 0 {
			t.Errorf("a judgment that is not in effect orders nothing: %+v", c)
		}
		if w := h.try(t, identity.Clerk, c, redress.Effective); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("in effect before its time: %d", w.Code)
		}
		if w := h.try(t, identity.Clerk, c, redress.WeAppealed); w.Code != http.StatusForbidden {
			t.Errorf("the clerk appeals: %d", w.Code)
		}
		c = h.do(t, identity.Leader, c, redress.WeAppealed)
		c = h.do(t, identity.Clerk, c, redress.Final, "end", redress.AppealRejected, "delivered", h.today().String())
		if c.Stage != redress.Performing || len(h.ordered) != 1 || h.ordered[0].Due != dayOf("2026-12-21") || h.ordered[0].Basis != "行诉法 70(三)" || h.ordered[0].Reached != dayOf("2026-11-12") {
			t.Errorf("%+v %+v", c, h.ordered)
		}
	})
}

// What was put down by mistake is taken back; both entries stay to be seen.
func TestUndo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.register(t, "first", "accepted", "on", "2026-11-10")
		c = h.do(t, identity.Clerk, c, redress.Decided, "end", "review_upheld")
		h.counted(t, 2026, map[string]int64{"four.reconsideration.1": 1})
		if w := h.try(t, identity.Clerk, c, redress.Undone, "of", "1"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("taken back without a reason: %d", w.Code)
		}
		c = h.do(t, identity.Clerk, c, redress.Undone, "of", "1", "note", "登记错了案件")
		h.counted(t, 2026, map[string]int64{"four.reconsideration.4": 1})
		if s := h.page(t, identity.Clerk, path+"/"+c.ID); !strings.Contains(s, "已撤销") || !strings.Contains(s, "登记错了案件") || c.Stage != redress.Hearing {
			t.Error("what was taken back is gone")
		}
	})
}

func TestEvidence(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.register(t)
		add := func(name, made, permitted string) *httptest.ResponseRecorder {
			return webtest.Post(h.web, identity.Clerk, path+"/"+c.ID+"/evidence", url.Values{"rev": {fmt.Sprint(h.load(t, c.ID).Rev)}, "name": {name}, "proves": {"检索过"}, "made_on": {made}, "permitted": {permitted}})
		}
		if w := add("", "", ""); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "检索过") {
			t.Errorf("without a name: %d", w.Code)
		}
		for _, x := range [][3]string{{"检索记录", "2026-08-20", ""}, {"补拍的照片", "2026-11-17", ""}, {"准许补充的说明", "2026-11-18", "yes"}} {
			if w := add(x[0], x[1], x[2]); w.Code != http.StatusSeeOther {
				t.Fatal(w.Code, w.Body)
			}
		}
		s := h.page(t, identity.Clerk, path+"/"+c.ID)
		if strings.Count(s, "不作为认定答复合法的依据") != 1 {
			t.Error("only what was gathered since the answer is marked")
		}
		all, err := evidenceOf(h.ctx, h.DB, c.ID)
		if err != nil || len(all) != 3 {
			t.Fatal(err, all)
		}
		strike := func(why string) int {
			return webtest.Post(h.web, identity.Clerk, path+"/"+c.ID+"/strike", url.Values{"rev": {fmt.Sprint(h.load(t, c.ID).Rev)}, "evidence": {all[1].ID}, "why": {why}}).Code
		}
		if strike("") != http.StatusUnprocessableEntity || strike("答复以后形成") != http.StatusSeeOther || strike("再来一次") != http.StatusNotFound {
			t.Error("a line is struck once, with a reason")
		}
		if s := h.page(t, identity.Clerk, path+"/"+c.ID); !strings.Contains(s, "已划去：答复以后形成") || strings.Contains(s, "不作为认定答复合法的依据") {
			t.Error("a struck line stays, and warns no more")
		}
	})
}

func TestReveal(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.register(t)
		if w := webtest.Post(h.web, identity.Clerk, path+"/"+c.ID+"/reveal", url.Values{"reason": {""}}); w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "某建设公司") {
			t.Errorf("shown without a reason: %d", w.Code)
		}
		w := webtest.Post(h.web, identity.Clerk, path+"/"+c.ID+"/reveal", url.Values{"reason": {"核对第三人名称，准备答复"}})
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "某建设公司") || !strings.Contains(w.Body.String(), "周律师") {
			t.Errorf("not shown: %d", w.Code)
		}
		if _, err := h.Vault.Rotate(vault.ForSealing, vault.International, h.Now()); err != nil {
			t.Fatal(err)
		}
		if n, err := h.Vault.Reseal(h.ctx, h.Columns(), 10); err != nil || n != 4 { // the third party and its agent, what is contested, what is claimed
			t.Errorf("%d sealed again, %v", n, err)
		}
		if shown, err := h.Reveal(h.ctx, clerk, h.load(t, c.ID), "核对第三人名称，准备答复"); err != nil || shown["third"] != "某建设公司" {
			t.Errorf("%v %v", shown, err)
		}
	})
}

// One body never sees another's, whatever the address.
func TestOtherBodies(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.register(t)
		other := identity.Actor{ID: "p9", Body: "b2", Roles: []identity.Role{identity.Clerk, identity.Leader}, Sees: []string{"b2"}}
		if _, err := h.visible(h.ctx, other, c.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another body's clerk sees it: %v", err)
		}
		above := identity.Actor{ID: "p8", Body: "b0", Roles: []identity.Role{identity.Supervisor, identity.Clerk}, Sees: []string{"b0", "b1"}}
		if _, err := h.editable(h.ctx, above, c.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the supervisor works on it: %v", err)
		}
		in := Intake{Application: "a1", Kind: "review", Authority: "云溪市人民政府", First: "served", On: "2026-11-16"}
		if _, err := h.Register(h.ctx, above, in); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the supervisor registers one: %v", err)
		}
		if all, _, err := h.standings(h.ctx, "b2"); err != nil || len(all) != 0 {
			t.Errorf("%v %v", all, err)
		}
		if todos, err := h.Todos(h.ctx, other); err != nil || len(todos) != 0 {
			t.Errorf("%v %v", todos, err)
		}
		for _, v := range []url.Values{registration("application", "a3"), registration("application", "nothing")} {
			if w := webtest.Post(h.web, identity.Clerk, path+"/new", v); w.Code != http.StatusNotFound {
				t.Errorf("registered over another body's application: %d", w.Code)
			}
		}
		if w := webtest.Post(h.web, identity.Clerk, path+"/new", registration("kind", "suit", "review", c.ID, "application", "a2")); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a suit after the review of another application: %d", w.Code)
		}
		if found, err := h.Find(h.ctx, clerk, "2026-FY-0001"); err != nil || len(found) != 1 {
			t.Errorf("not found by its number: %v %v", err, found)
		}
		if found, err := h.Find(h.ctx, other, "2026-FY-0001"); err != nil || len(found) != 0 {
			t.Errorf("found by another body: %v %v", err, found)
		}
		if w := webtest.Get(h.web, identity.Clerk, path+"/new?number=2026-YSQ-0099"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "2026-YSQ-0099") {
			t.Errorf("a number that is none: %d", w.Code)
		}
	})
}

func TestExport(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.register(t, "authority", "=HYPERLINK(1)")
		w := webtest.Get(h.web, identity.Leader, path+"/export")
		s := w.Body.String()
		if w.Code != http.StatusOK || !strings.HasPrefix(s, "\ufeff编号,") || !strings.Contains(s, c.No()) || strings.Contains(s, ",=HYPERLINK") {
			t.Errorf("%d %s", w.Code, s)
		}
		if strings.Contains(s, "某建设公司") || strings.Contains(s, "王") {
			t.Error("the export holds personal data")
		}
		if n := strings.Count(webtest.Get(h.web, identity.Leader, path+"/export?view=ended").Body.String(), "\n"); n != 1 {
			t.Errorf("%d lines of what is over", n)
		}
	})
}

// The same form twice is one record; two people take the same step, one wins.
func TestRaces(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		together := func(n int, f func(i int) int) map[int]int {
			codes := make([]int, n)
			var wg sync.WaitGroup
			for i := range n {
				wg.Go(func() { codes[i] = f(i) })
			}
			wg.Wait()
			got := map[int]int{}
			for _, c := range codes {
				got[c]++
			}
			return got
		}
		if got := together(8, func(int) int {
			return webtest.Post(h.web, identity.Clerk, path+"/new", registration("key", "the-same-key-of-letters")).Code
		}); got[http.StatusSeeOther] != 8 {
			t.Errorf("%v", got)
		}
		all, err := contestsOf(h.ctx, h.DB, "b1")
		if err != nil || len(all) != 1 {
			t.Fatalf("%d records of one form, %v", len(all), err)
		}
		got := together(6, func(i int) int {
			if i%2 == 0 {
				return h.try(t, identity.Leader, all[0], redress.Answered).Code
			}
			return h.try(t, identity.Clerk, all[0], redress.Accepted, "at", "2026-11-13").Code
		})
		if got[http.StatusSeeOther] != 1 || got[http.StatusConflict] != 5 {
			t.Errorf("%v", got)
		}
		if got := together(5, func(i int) int {
			return webtest.Post(h.web, identity.Clerk, path+"/new", registration("key", fmt.Sprintf("another-key-of-letters-%d", i))).Code
		}); got[http.StatusSeeOther] != 5 {
			t.Errorf("%v", got)
		}
		numbers := map[int]bool{}
		all, err = contestsOf(h.ctx, h.DB, "b1")
		for _, c := range all {
			numbers[c.Number] = true
		}
		if err != nil || len(numbers) != 6 || !numbers[1] || !numbers[6] {
			t.Errorf("the numbers have a gap: %v", numbers)
		}
	})
}

func TestBadIntake(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	for _, tt := range []struct {
		pairs []string
		want  string
	}{
		{[]string{"on", "2026-11-21"}, "还没有到"},
		{[]string{"on", "昨天"}, "填写日期"},
		{[]string{"kind", ""}, "选择行政复议或者行政诉讼"},
		{[]string{"kind", "suit", "first", "lodged"}, "第一件事"},
		{[]string{"first", "decided"}, "第一件事"},
		{[]string{"authority", " "}, "复议机关或者人民法院的名称"},
		{[]string{"claim", strings.Repeat("长", mostText+1)}, "超过4000字"},
	} {
		w := webtest.Post(h.web, identity.Clerk, path+"/new", registration(tt.pairs...))
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), tt.want) || !strings.Contains(w.Body.String(), "a-key-of-twenty-letters") {
			t.Errorf("%.40v: %d", tt.pairs, w.Code)
		}
	}
	if all, err := contestsOf(h.ctx, h.DB, "b1"); err != nil || len(all) != 0 {
		t.Errorf("%v %v", all, err)
	}
}

// The column's CHECK knows the stages of the book.
func TestStagesAreKept(t *testing.T) {
	text, err := migrations.ReadFile("migrations/0001_contest.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range redress.Stages() {
		if !strings.Contains(string(text), "'"+string(s)+"'") {
			t.Errorf("the database does not know %s", s)
		}
	}
}
