package desk_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web/webtest"
)

// TestHolidaysMoveDays: when a year's holidays are entered, whoever was told
// another last day is listed, and all are told by one act (条例 33②, 放假办法 7).
func TestHolidaysMoveDays(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		near := h.Register(t, 1, "2026-11-20", "危房鉴定报告")
		h.Kit.Clock.Set(time.Date(2026, 12, 24, 2, 0, 0, 0, time.UTC))
		in := desktest.Intake(7)
		in.Email = "wang@example.org"
		first, _ := h.Submit(t, in)
		first = h.Do(t, identity.Clerk, first, request.ActionConfirm)
		second := h.Register(t, 2, "2026-12-24", "设计变更审批文件")
		heard := h.Do(t, identity.Clerk, h.Register(t, 3, "2026-12-24", "评审意见"), request.ActionConsult, "who", "third")
		told := first.DueOn

		year, err := calendar.ParseYear(2027, "2027-01-01,休,元旦\n2027-01-04,休,元旦\n2027-01-05,休,元旦")
		if err != nil {
			t.Fatal(err)
		}
		announced := calendar.New(year)
		later := func(context.Context) (*calendar.Calendar, error) { return announced, nil }
		h.Cases.Calendar, h.Answers.Calendar = later, later
		for range 2 { // broken off and done again
			if err := h.Answers.DaysMoved(h.Ctx, 2027); err != nil {
				t.Fatal(err)
			}
		}
		page := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, "/console/request-days").Body.String()).Find("main").Text()
		for _, c := range []cases.Case{first, second} {
			if !strings.Contains(page, c.No()) {
				t.Errorf("%s was told another day and is not listed", c.No())
			}
		}
		if strings.Contains(page, near.No()) || strings.Contains(page, heard.No()) || !strings.Contains(page, told) {
			t.Errorf("a term of 2026, or one that a hearing has moved, is listed:\n%s", page)
		}
		todos, err := h.Answers.Todos(h.Ctx, desktest.Clerk)
		if err != nil || len(todos) != 1 || todos[0].Count != 2 {
			t.Errorf("%+v, %v", todos, err)
		}
		if w := h.Post(t, identity.Leader, "/console/request-days", nil); w.Code != http.StatusForbidden {
			t.Errorf("the leader writes to applicants: %d", w.Code)
		}
		h.Out.Take()
		if w := h.Post(t, identity.Clerk, "/console/request-days", nil); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if n := h.Audited(t, "request.tell_days"); n != 1 {
			t.Errorf("%d acts, want one for all", n)
		}
		if n := len(h.Out.Take()); n != 1 {
			t.Errorf("%d mails, want one, to who left an address", n)
		}
		for _, c := range []cases.Case{first, second} {
			all, err := cases.LetterTable.Of(h.Ctx, h.DB, c.ID)
			if err != nil || all[0].Kind != request.LetterMoved || !all[0].Number.Valid {
				t.Fatalf("%v %v", all, err)
			}
			a, err := h.Answers.Answer(all[0])
			due, _ := calendar.Parse(told)
			if err != nil || !strings.Contains(a.Elements[request.Reason], due.Chinese()) || a.Elements[request.DueDay] != announced.Add(h.Cases.Today(), 20).Chinese() {
				t.Errorf("%+v %v", a.Elements, err)
			}
		}
		// Nobody is told twice, and the day told now is what a later change starts from.
		if err := h.Answers.DaysMoved(h.Ctx, 2027); err != nil {
			t.Fatal(err)
		}
		if w := h.Post(t, identity.Clerk, "/console/request-days", nil); w.Code != http.StatusConflict {
			t.Errorf("told again: %d", w.Code)
		}
	})
}
