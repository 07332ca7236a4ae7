package desk

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

var random = regexp.MustCompile(`name="key" value="[^"]*"|name="key"\s+value="[^"]*"|nonce[^ ]*|事件编号 <b class="num">[^<]*`)

// A report on wrongdoing is, to the accused unit, all below it, and whom it names,
// as if it did not exist: over every route of the ledger, for every role, their
// answers are byte for byte what they were before it was made.
func TestReportsAreHiddenOverEveryRoute(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(t, "unit", "d2")
		open := h.take(t)
		accused := []identity.Role{namedAgent}
		for _, r := range append(everybody(), identity.Leader) {
			accused = append(accused, r+":b1:u2", r+":b1:u21")
		}
		const none = "00000000-0000-0000-0000-000000000000"
		answers := func(id, no string) map[string]string {
			all := map[string]string{}
			for _, who := range accused {
				for _, r := range h.Routes() {
					method, at, _ := strings.Cut(r.Pattern, " ")
					for _, at := range []string{at, at + "?beside=1&subject=住房/物业&show=sent&year=2026"} {
						at = strings.NewReplacer("{id}", id, "{state}", "waiting").Replace(at)
						w := webtest.Get(h.web, who, at)
						if method == "POST" {
							w = webtest.Post(h.web, who, at, url.Values{"act": {"merge"}, "rev": {"1"}, "merge_into": {no}, "reason": {"电话核实诉求内容"}})
						}
						said := fmt.Sprint(w.Code, w.Header().Get("Location"), w.Body.String())
						all[string(who)+" "+r.Pattern+" "+strings.ReplaceAll(at, id, "ID")] = strings.ReplaceAll(strings.ReplaceAll(random.ReplaceAllString(said, ""), id, "ID"), no, "NO")
					}
				}
				merged := strings.ReplaceAll(h.try(who, open, hotline.Merge, "into", no).Body.String(), no, "NO")
				all[string(who)+" merging"] = random.ReplaceAllString(merged, "")
				a := person(who)
				found, err := h.Find(h.ctx, a, no)
				todos, err2 := h.Todos(h.ctx, a)
				if err != nil || err2 != nil {
					t.Fatal(err, err2)
				}
				all[string(who)+" find"] = fmt.Sprint(found)
				all[string(who)+" todos"] = fmt.Sprint(todos)
				v := contact("do", "callers", "key", "one-and-the-same-key-of-letters")
				all[string(who)+" caller"] = random.ReplaceAllString(webtest.Post(h.web, who, path+"/seat", v).Body.String(), "")
			}
			return all
		}
		before := answers(none, "12345-20261120-J00009")
		report := h.take(t, "category", "report", "accused", "u2", "named", "周某", "content", "大厅科收取好处费")
		if report.No != "12345-20261120-J00001" || report.Accused != "u2" || report.Confidential != 1 {
			t.Fatalf("%+v", report)
		}
		after := answers(report.ID, report.No)
		for what, was := range before {
			if after[what] != was {
				t.Errorf("%s differs once the report exists", what)
			}
		}
		if s := h.page(t, identity.Dispatcher, path+"/board"); !strings.Contains(s, "收取好处费") {
			t.Error("who is not accused does not see it either: the test shows nothing")
		}
		if w := h.try(identity.Dispatcher, report, hotline.Dispatch, "unit", "u21"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "不能交给被举报的单位") {
			t.Errorf("handed to below the accused: %d", w.Code)
		}
		if w := h.try(identity.Dispatcher, report, hotline.Dispatch, "unit", "b1"); w.Code != http.StatusSeeOther {
			t.Fatalf("handed to the body above: %d", w.Code)
		}
		for what, was := range answers(report.ID, report.No) {
			if before[what] != was {
				t.Errorf("%s differs once the report is with the body above", what)
			}
		}
		if n := h.holds(t); n.Category[hotline.Report] != 1 {
			t.Errorf("who is not accused counts %d reports", n.Category[hotline.Report])
		}
		if o := h.take(t); o.No != "12345-20261120-00003" {
			t.Errorf("the next number tells of a gap: %s", o.No)
		}
	})
}

// A report on the hotline itself goes to the body above, and its own staff sees
// nothing of it.
func TestReportOnTheHotlineGoesAbove(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	w := webtest.Post(h.web, identity.Agent, path+"/seat", contact("category", "report", "accused", "b1", "content", "热线推诿", "unit", "b2"))
	o := h.newest(t)
	if w.Code != http.StatusSeeOther || o.Body != "b0" || o.State != hotline.Waiting {
		t.Fatalf("%d %+v", w.Code, o)
	}
	if w := webtest.Get(h.web, identity.Dispatcher, path+"/orders/"+o.ID); w.Code != http.StatusNotFound {
		t.Errorf("its own staff sees it: %d", w.Code)
	}
	if s := h.page(t, identity.Role("dispatcher:b0:"), path+"/board"); !strings.Contains(s, "热线推诿") {
		t.Error("the body above does not")
	}
	if n := h.holds(t); n.Contacts != 0 {
		t.Errorf("counted below: %+v", n)
	}
}

// A confidential caller is not the unit's to see; who sees says why.
func TestReveal(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.do(t, identity.Dispatcher, h.take(t, "confidential", "yes"), hotline.Dispatch, "unit", "b2")
		if s := h.page(t, clerkB2, path+"/orders/"+o.ID); !strings.Contains(s, "来电人保密，由 12345 转达") || strings.Contains(s, "138****6021") || strings.Contains(s, "13800006021") || strings.Contains(s, "何") {
			t.Error("潍坊 11③: the unit sees who called")
		}
		reveal := func(who identity.Role, reason string) *httptest.ResponseRecorder {
			return webtest.Post(h.web, who, path+"/orders/"+o.ID+"/reveal", url.Values{"reason": {reason}})
		}
		if w := reveal(clerkB2, "电话核实诉求内容"); w.Code != http.StatusForbidden {
			t.Errorf("潍坊 7: the unit opens it: %d", w.Code)
		}
		if w := reveal(identity.Agent, "看看"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("without a reason: %d", w.Code)
		}
		if w := reveal(identity.Agent, "电话核实诉求内容"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "13800006021") {
			t.Errorf("with one: %d", w.Code)
		}
		var n int
		if err := h.DB.QueryRowContext(h.ctx, `SELECT COUNT(*) FROM audit_entry WHERE act = 'hotline.reveal' AND subject = $1`, o.ID).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d openings in the trail, %v", n, err)
		}
	})
}

func TestCatalogueSuggests(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		item := url.Values{"code": {"07-03"}, "subject": {"住房/物业"}, "unit": {"b2"}, "co": {"t1"}, "from": {"2026-07-15"}}
		if w := webtest.Post(h.web, identity.Dispatcher, path+"/catalogue", item); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		item.Set("code", "07-04")
		item.Set("unit", "t1")
		item.Del("co")
		if w := webtest.Post(h.web, identity.Dispatcher, path+"/catalogue", item); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := webtest.Post(h.web, identity.Dispatcher, path+"/catalogue", url.Values{}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("an empty line: %d", w.Code)
		}
		o := h.take(t)
		if s := h.page(t, identity.Dispatcher, path+"/orders/"+o.ID); !strings.Contains(s, "派给市住建局") || !strings.Contains(s, "派单目录 07-03") {
			t.Error("the catalogue's unit is not suggested")
		}
		o = h.do(t, identity.Dispatcher, o, hotline.Dispatch, "unit", "t1")
		if o.Unit != "t1" {
			t.Error("潍坊 24②: a township leads what the catalogue gives it")
		}
		items, err := itemsOf(h.ctx, h.DB, "b1")
		if err != nil || len(items) != 2 {
			t.Fatal(items, err)
		}
		end := path + "/catalogue/" + items[1].ID + "/end"
		if w := webtest.Post(h.web, identity.Dispatcher, end, url.Values{}); w.Code != http.StatusSeeOther {
			t.Errorf("%d", w.Code)
		}
		if w := webtest.Post(h.web, identity.Dispatcher, end, url.Values{}); w.Code != http.StatusNotFound {
			t.Errorf("ended twice: %d", w.Code)
		}
		if w := h.try(identity.Dispatcher, h.take(t), hotline.Dispatch, "unit", "t1"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("an item that has ended still gives: %d", w.Code)
		}
	})
}

func TestProfileHoldsFromItsDay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		choose := func(key, from string) int {
			return webtest.Post(h.web, identity.Leader, path+"/profile", url.Values{"profile": {key}, "from": {from}}).Code
		}
		for _, tt := range []struct {
			key, from string
			want      int
			because   string
		}{{"weifang", "2026-11-19", 422, "what has begun keeps its rules"}, {"nowhere", "2026-11-23", 422, "a place without a profile"}, {"weifang", "2026-11-23", 303, "from Monday on"}} {
			if got := choose(tt.key, tt.from); got != tt.want {
				t.Errorf("%s: %d", tt.because, got)
			}
		}
		before := h.take(t, "unit", "b2")
		h.kit.Clock.Set(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC))
		after := h.take(t, "unit", "b2")
		for o, want := range map[*Order]int{&before: http.StatusSeeOther, &after: http.StatusUnprocessableEntity} {
			h.kit.Clock.Advance(time.Minute)
			signed := h.do(t, clerkB2, *o, hotline.SignFor)
			if w := h.try(clerkB2, signed, hotline.AskExtension, "until", "2026-12-10", "reason", "审计"); w.Code != want {
				t.Errorf("潍坊 20①(二): an order of %s: %d, want %d", o.Day, w.Code, want)
			}
		}
		for _, at := range []string{"/profile?profile=jinan", "/profile", "/counts", "/catalogue", "/board", "/board/waiting", "/board/closed"} {
			webtest.CheckPage(t, h.page(t, identity.Leader, path+at))
		}
		webtest.CheckPage(t, h.page(t, identity.Agent, path+"/seat"))
		webtest.CheckPage(t, h.page(t, clerkB2, path+"/unit"))
	})
}
