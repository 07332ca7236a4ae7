package answers_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/redress"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

func TestContested(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Refused(t, 1)
		x, err := h.Answers.Contested(h.Ctx, desktest.Clerk, c.ID)
		want := answers.Contested{ID: c.ID, Body: "b1", No: c.No(), Wanted: c.Wanted, Applicant: "王*", Outcome: "不予公开：属于三类内部事务信息", AnswerNo: "云建公复〔2026〕3号",
			SentOn: "2026-11-20", ServedOn: "2026-11-20", ReviewFirst: true, Reviewer: x.Reviewer, Court: x.Court,
			Proofs: request.Grounds{Category: "后勤管理"}.Proofs(request.InternalAffairs)}
		if err != nil || !reflect.DeepEqual(x, want) {
			t.Errorf("%v\n got %+v\nwant %+v", err, x, want)
		}
		if y, err := h.Answers.ContestedNumber(h.Ctx, desktest.Clerk, c.No()); err != nil || !reflect.DeepEqual(y, x) {
			t.Errorf("by number: %v %+v", err, y)
		}
		other := identity.Actor{ID: "p9", Body: "b2", Roles: []identity.Role{identity.Clerk}, Sees: []string{"b2"}}
		if _, err := h.Answers.Contested(h.Ctx, other, c.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another body sees it: %v", err)
		}
		if _, err := h.Answers.ContestedNumber(h.Ctx, other, c.No()); !fault.Is(err, fault.NotFound) {
			t.Errorf("by its number: %v", err)
		}
		open, _ := h.Submit(t, desktest.Intake(2))
		if y, err := h.Answers.Contested(h.Ctx, desktest.Clerk, open.ID); err != nil || y.ServedOn != "" || y.AnswerNo != "" || y.ReviewFirst {
			t.Errorf("no answer yet: %v %+v", err, y)
		}
	})
}

// An order to answer anew opens the case with a clock of its own, and moves no
// published figure.
func TestOrderedAnew(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Refused(t, 1)
		row, year := c.Row, c.EndedYear
		h.Kit.Clock.Set(time.Date(2027, 1, 11, 2, 0, 0, 0, time.UTC))
		on := calendar.On(2027, 1, 8)
		if err := h.Order(answers.Ordered{Application: c.ID, By: "p-clerk", On: on, Days: 10, Ref: "云溪市人民政府 云政复决〔2027〕1号", Reached: on - 30, Basis: "复议法 64①"}); err != nil {
			t.Fatal(err)
		}
		c = h.Again(t, c)
		if c.State != request.Handling || c.ClosedOn != "" || c.DueOn != "2027-01-22" || c.Row != row || c.EndedYear != year {
			t.Errorf("%+v", c)
		}
		_, _, had, err := h.Cases.Replay(h.Ctx, c)
		if err != nil || had[len(had)-1].Event.Reached != on-30 || had[len(had)-1].Event.At != on {
			t.Errorf("the body received it before its days begin: %v %+v", err, had)
		}
		h.Handling.Contests = func(context.Context, string) ([]web.Link, error) {
			return []web.Link{{Label: "行政复议 2027-FY-0001 · 待履行", Href: "/console/contests/x"}}, nil
		}
		page := func() string {
			w := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID)
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
		c = h.Refuse(t, c, "differs", "facts")
		if !strings.Contains(page(), warning) {
			t.Error("the new answer repeats the old one, and nobody is warned")
		}
		if err := h.Order(answers.Ordered{Application: c.ID, By: "p-clerk", On: on, Days: 10}); err != nil || h.Again(t, c).Rev != c.Rev {
			t.Errorf("an order over an open case moves it: %v", err)
		}
		if err := h.Order(answers.Ordered{Application: "nothing", By: "p-clerk", On: on, Days: 10}); !fault.Is(err, fault.NotFound) {
			t.Errorf("an order over nothing: %v", err)
		}
	})
}

// An answer that fell for its procedure alone may be given again.
func TestOrderedForProcedure(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Refused(t, 1)
		if err := h.Order(answers.Ordered{Application: c.ID, By: "p-clerk", On: h.Cases.Today(), Days: 10, Basis: redress.Basis(redress.End{Kind: redress.Review}, true)}); err != nil {
			t.Fatal(err)
		}
		h.Kit.Clock.Advance(time.Hour)
		c = h.Refuse(t, h.Again(t, c))
		if w := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID); strings.Contains(w.Body.String(), "不得以同一事实和理由") {
			t.Error("warned of what is allowed")
		}
	})
}
