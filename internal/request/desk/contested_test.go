package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/redress"
	"yangguang/internal/request"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

// refuse drafts the answer that withholds under 16①.
func (h *house) refuse(t *testing.T, c Case, pairs ...string) Case {
	t.Helper()
	v := url.Values{"rev": {fmt.Sprint(c.Rev)}, "outcome": {"internal_affairs 09b"}, "facts": {"所申请的是本机关的值班安排。"}, "reason": {"属于内部管理信息。"},
		"discretion": {"公开会影响值班人员安全。"}, "category": {"后勤管理"}, "reviewers": {"云溪市人民政府"}, "online": {"https://fy.yunxi.example"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	if w := h.post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", v); w.Code != http.StatusSeeOther {
		t.Fatalf("draft: %d\n%s", w.Code, w.Body)
	}
	return h.again(t, c)
}

// refused is an application that was answered so, served today.
func (h *house) refused(t *testing.T, key int) Case {
	t.Helper()
	c, _ := h.submit(t, intake(key))
	c = h.refuse(t, h.do(t, identity.Clerk, c, request.ActConfirm))
	c = h.do(t, identity.UnitHandler, c, request.ActPass)
	c = h.do(t, identity.Reviewer, c, request.ActPass)
	c = h.do(t, identity.Leader, c, request.ActSign)
	return h.do(t, identity.Clerk, c, request.ActServe, "how", "网上查看", "proof", "网上送达记录")
}

// order tells the desk of an order inside an act of another ledger.
func (h *house) order(o Ordered) error {
	return h.Office.Do(h.ctx, clerk, act.Deed{Name: "contest.decided", Body: "b1"}, func(tx *act.Tx) error { return h.Ordered(h.ctx, tx, o) })
}

func TestContested(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.refused(t, 1)
		x, err := h.Contested(h.ctx, clerk, c.ID)
		want := Contested{ID: c.ID, Body: "b1", No: c.No(), Wanted: c.Wanted, Applicant: "王*", Outcome: "不予公开：属于三类内部事务信息", AnswerNo: "云建公复〔2026〕3号",
			ServedOn: "2026-11-20", ReviewFirst: true, Reviewer: x.Reviewer, Court: x.Court}
		if err != nil || x != want {
			t.Errorf("%v\n got %+v\nwant %+v", err, x, want)
		}
		if y, err := h.ContestedNumber(h.ctx, clerk, c.No()); err != nil || y != x {
			t.Errorf("by number: %v %+v", err, y)
		}
		other := identity.Actor{ID: "p9", Body: "b2", Roles: []identity.Role{identity.Clerk}, Sees: []string{"b2"}}
		if _, err := h.Contested(h.ctx, other, c.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another body sees it: %v", err)
		}
		if _, err := h.ContestedNumber(h.ctx, other, c.No()); !fault.Is(err, fault.NotFound) {
			t.Errorf("by its number: %v", err)
		}
		open, _ := h.submit(t, intake(2))
		if y, err := h.Contested(h.ctx, clerk, open.ID); err != nil || y.ServedOn != "" || y.AnswerNo != "" || y.ReviewFirst {
			t.Errorf("no answer yet: %v %+v", err, y)
		}
	})
}

// An order to answer anew opens the case with a clock of its own, and moves no
// published figure.
func TestOrderedAnew(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.refused(t, 1)
		row, year := c.Row, c.EndedYear
		h.kit.Clock.Set(time.Date(2027, 1, 11, 2, 0, 0, 0, time.UTC))
		on := calendar.On(2027, 1, 8)
		if err := h.order(Ordered{Application: c.ID, By: "p-clerk", On: on, Days: 10, Ref: "云溪市人民政府 云政复决〔2027〕1号"}); err != nil {
			t.Fatal(err)
		}
		c = h.again(t, c)
		if c.State != request.Handling || c.ClosedOn != "" || c.DueOn != "2027-01-22" || c.Row != row || c.EndedYear != year {
			t.Errorf("%+v", c)
		}
		h.Contests = func(context.Context, string) ([]web.Link, error) {
			return []web.Link{{Label: "行政复议 2027-FY-0001 · 待履行", Href: "/console/contests/x"}}, nil
		}
		page := func() string {
			w := webtest.Get(h.web, identity.Clerk, "/console/requests/"+c.ID)
			webtest.CheckPage(t, w.Body.String())
			return w.Body.String()
		}
		if s := page(); !strings.Contains(s, "云政复决〔2027〕1号") || !strings.Contains(s, "2027-FY-0001") || !strings.Contains(s, "/console/contests/new?application="+c.ID) {
			t.Error("the page does not lead to the review")
		}
		const warning = "不得以同一事实和理由"
		if strings.Contains(page(), warning) {
			t.Error("warned before there is a new answer")
		}
		c = h.refuse(t, c, "differs", "facts")
		if !strings.Contains(page(), warning) {
			t.Error("the new answer repeats the old one, and nobody is warned")
		}
		if err := h.order(Ordered{Application: c.ID, By: "p-clerk", On: on, Days: 10}); err != nil || h.again(t, c).Rev != c.Rev {
			t.Errorf("an order over an open case moves it: %v", err)
		}
		if err := h.order(Ordered{Application: "nothing", By: "p-clerk", On: on, Days: 10}); !fault.Is(err, fault.NotFound) {
			t.Errorf("an order over nothing: %v", err)
		}
	})
}

// An answer that fell for its procedure alone may be given again.
func TestOrderedForProcedure(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.refused(t, 1)
		if err := h.order(Ordered{Application: c.ID, By: "p-clerk", On: h.today(), Days: 10, Basis: redress.Basis(redress.Review, true)}); err != nil {
			t.Fatal(err)
		}
		h.kit.Clock.Advance(time.Hour)
		c = h.refuse(t, h.again(t, c))
		if w := webtest.Get(h.web, identity.Clerk, "/console/requests/"+c.ID); strings.Contains(w.Body.String(), "不得以同一事实和理由") {
			t.Error("warned of what is allowed")
		}
	})
}
