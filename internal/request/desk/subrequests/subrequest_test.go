package subrequests_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/reminders"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/web/webtest"
)

func TestErrandIsAskedAnsweredAndSeenByItsUnitAlone(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.TakenIn(t, 1)
		w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/ask", url.Values{"ask_unit": {"u1"}, "ask_question": {"查2025年以来的设计变更审批文件"}, "ask_due": {"2026-11-25"}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if sent := h.Out.Take(); len(sent) != 1 || sent[0].To != "p-unit@example.org" || strings.Contains(sent[0].Text+sent[0].Subject, "设计变更") {
			t.Errorf("the unit is told once, and not what is asked: %+v", sent)
		}
		all, err := subrequests.SubRequestsOf(h.Ctx, h.DB, c.ID)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		e := all[0]
		list := webtest.Get(h.Web, identity.UnitHandler, "/console/errands").Body.String()
		webtest.CheckPage(t, list)
		page := webtest.Get(h.Web, identity.UnitHandler, "/console/errands/"+e.ID).Body.String()
		webtest.CheckPage(t, page)
		for _, text := range []string{list, page} {
			if !strings.Contains(text, "查2025年以来") || strings.Contains(text, "王*") || strings.Contains(text, "王小溪") || strings.Contains(text, c.No()) {
				t.Errorf("a unit sees the question and nothing of the applicant: %s", text)
			}
		}
		if !strings.Contains(page, c.Wanted) {
			t.Error("the unit is not told what is wanted")
		}
		if _, err := h.SubRequests.SubRequest(h.Ctx, desktest.HandlerThere, e.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another unit finds it: %v", err)
		}
		stranger := desktest.Clerk
		stranger.Body = "b2"
		if _, err := h.SubRequests.SubRequest(h.Ctx, stranger, e.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another body finds it: %v", err)
		}
		if err := h.SubRequests.Answer(h.Ctx, desktest.Clerk, e, e.Rev, "我来答"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody else answers for the unit: %v", err)
		}
		if w := h.Post(t, identity.UnitHandler, "/console/errands/"+e.ID, url.Values{"rev": {"1"}, "answer": {" "}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("an empty answer: %d", w.Code)
		}
		if w := h.Post(t, identity.UnitHandler, "/console/errands/"+e.ID, url.Values{"rev": {"1"}, "answer": {"查到6份，在档案室"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if sent := h.Out.Take(); len(sent) != 1 || sent[0].To != "p-clerk@example.org" {
			t.Errorf("who asked is told: %+v", sent)
		}
		if err := h.SubRequests.TakeBack(h.Ctx, desktest.Clerk, e, e.Rev, "不用查了"); !fault.Is(err, fault.Conflict) {
			t.Errorf("what is answered is taken back: %v", err)
		}
		shown := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID).Body.String()
		if doc := webtest.CheckPage(t, shown); !strings.Contains(doc.Find(".cw-errands").Text(), "查到6份，在档案室") {
			t.Error("the answer does not stand on the page of the case")
		}
	})
}

func TestErrandIsChecked(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.TakenIn(t, 1)
		for _, tt := range []struct{ unit, question, due, field, because string }{
			{"u9", "查", "2026-11-25", "ask_unit", "no such unit"},
			{"u1", " ", "2026-11-25", "ask_question", "nothing is asked"},
			{"u1", strings.Repeat("长", cases.LongestNote+1), "2026-11-25", "ask_question", "too long"},
			{"u1", "查", "2026-11-19", "ask_due", "a day that has gone by"},
			{"u1", "查", "", "ask_due", "no day"},
			{"u1", "查", "2027-03-01", "ask_due", "later than the answer is due"},
		} {
			_, err := h.SubRequests.Ask(h.Ctx, desktest.Clerk, c, tt.unit, tt.question, tt.due)
			if f := fault.As(err); f == nil || f.Field != tt.field {
				t.Errorf("%s: %v", tt.because, err)
			}
		}
		if _, err := h.SubRequests.Ask(h.Ctx, desktest.HandlerHere, c, "u2", "查", "2026-11-25"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a unit asks another: %v", err)
		}
		w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/ask", url.Values{"ask_unit": {"u1"}, "ask_question": {"查一查去年的"}, "ask_due": {""}})
		if doc := webtest.CheckPage(t, w.Body.String()); w.Code != http.StatusUnprocessableEntity || doc.Find("#f-ask_question").Text() != "查一查去年的" {
			t.Errorf("what was typed is lost: %d", w.Code)
		}
	})
}

// Two people end one sub-request at once: one wins, the other sees why.
func TestErrandEndsOnce(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.TakenIn(t, 1)
		e, err := h.SubRequests.Ask(h.Ctx, desktest.Clerk, c, "u1", "查档", "2026-11-25")
		if err != nil {
			t.Fatal(err)
		}
		e.State, e.Rev = "open", 1
		results := make(chan error, 2)
		go func() { results <- h.SubRequests.Answer(h.Ctx, desktest.HandlerHere, e, 1, "有三份") }()
		go func() { results <- h.SubRequests.TakeBack(h.Ctx, desktest.Clerk, e, 1, "申请人撤回") }()
		a, b := <-results, <-results
		if (a == nil) == (b == nil) {
			t.Fatalf("both or neither: %v, %v", a, b)
		}
		if a == nil {
			a = b
		}
		if !fault.Is(a, fault.Conflict) || !strings.Contains(a.Error(), "刚被别人答复或者撤回") {
			t.Errorf("the other is told: %v", a)
		}
	})
}

func TestAssignAndNote(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		one, two := h.TakenIn(t, 1), h.TakenIn(t, 2)
		if err := h.Handling.Assign(h.Ctx, desktest.Clerk, []string{one.ID, two.ID}, "u2", "p-other"); err != nil {
			t.Fatal(err)
		}
		for _, c := range []cases.Case{one, two} {
			if c = h.Again(t, c); c.Unit != "u2" || c.Handler != "p-other" || c.Rev != one.Rev {
				t.Errorf("%+v", c)
			}
		}
		for _, tt := range []struct{ unit, handler, field, because string }{
			{"u7", "", "unit", "another body's unit"}, {"u1", "p-editor", "handler", "who does not deal with applications"}, {"u1", "p-x", "handler", "nobody"},
		} {
			if f := fault.As(h.Handling.Assign(h.Ctx, desktest.Clerk, []string{one.ID}, tt.unit, tt.handler)); f == nil || f.Field != tt.field {
				t.Errorf("%s: %v", tt.because, f)
			}
		}
		if err := h.Handling.Assign(h.Ctx, desktest.HandlerHere, []string{one.ID}, "u1", ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a unit assigns: %v", err)
		}
		stranger := desktest.Clerk
		stranger.Body, stranger.Sees = "b2", []string{"b2"}
		if err := h.Handling.Assign(h.Ctx, stranger, []string{one.ID}, "", ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("another body assigns: %v", err)
		}
		ended := h.Do(t, identity.Clerk, two, request.ActionWithdraw)
		if err := h.Handling.Assign(h.Ctx, desktest.Clerk, []string{one.ID, ended.ID}, "u1", ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("what has ended is assigned: %v", err)
		}
		if c := h.Again(t, one); c.Unit != "u2" {
			t.Error("one of several is assigned though another cannot be")
		}
		if w := h.Post(t, identity.Reviewer, "/console/requests/"+one.ID+"/note", url.Values{"note": {"材料在三楼档案室"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		page := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+one.ID).Body.String()
		if doc := webtest.CheckPage(t, page); !strings.Contains(doc.Find(".cw-notes").Text(), "材料在三楼档案室") {
			t.Error("the note is not shown")
		}
		var kept string
		if err := h.DB.QueryRowContext(h.Ctx, `SELECT text FROM request_note`).Scan(&kept); err != nil || strings.Contains(kept, "档案室") {
			t.Errorf("a note lies open in the database: %v", err)
		}
		if w := h.Post(t, identity.Clerk, "/console/requests/"+one.ID+"/note", url.Values{"note": {" "}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("an empty note: %d", w.Code)
		}
	})
}

func TestAlarmDaysAreSetByTheLeader(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		form := url.Values{"unit": {"u2"}, "confirm": {"2"}, "remind": {"8"}, "draft": {"4"}, "raise": {"1"}, "chase": {"2"}, "owed": {"0"}}
		if w := h.Post(t, identity.Clerk, "/console/request-alarms", form); w.Code != http.StatusForbidden && w.Code != http.StatusNotFound {
			t.Errorf("a clerk sets them: %d", w.Code)
		}
		if w := h.Post(t, identity.Leader, "/console/request-alarms", form); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		set, err := subrequests.TierTable.Of(h.Ctx, h.DB, "b1")
		if err != nil {
			t.Fatal(err)
		}
		if there, here := reminders.DaysFor(set, "u2"), reminders.DaysFor(set, "u1"); there.Of(request.ReminderDue) != 8 || there.Of(request.ReminderOverdue) != 0 || here.Of(request.ReminderDue) != 5 {
			t.Errorf("the unit's own are %v, the others' %v", there, here)
		}
		for field, value := range map[string]string{"remind": "21", "draft": "x", "raise": "9"} {
			bad := url.Values{"unit": {""}}
			for k, v := range form {
				bad[k] = v
			}
			bad.Set("unit", "")
			bad.Set(field, value)
			w := h.Post(t, identity.Leader, "/console/request-alarms", bad)
			doc := webtest.CheckPage(t, w.Body.String())
			if got, _ := doc.Find("#f-" + field).Attr("value"); w.Code != http.StatusUnprocessableEntity || got != value || doc.Find("#e-"+field).Length() != 1 {
				t.Errorf("%s=%s: %d, typed %q", field, value, w.Code, got)
			}
		}
	})
}
