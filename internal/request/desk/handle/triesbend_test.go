package handle_test

import (
	"net/http"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
)

// confirmed is an application that came over the internet and was confirmed on the
// day.
func confirmed(t *testing.T, h *desktest.House, key int) cases.Case {
	c, _ := h.Submit(t, desktest.Intake(key))
	return h.Do(t, identity.Clerk, c, request.ActionConfirm, "how", "电话")
}

// taken says how a try went that may be taken: "taken" or the screen.
func takenOr(t *testing.T, code int, said func() string) string {
	t.Helper()
	if code == http.StatusSeeOther {
		return "taken"
	}
	return said()
}

// undoing takes the first event of an application back on a day.
func undoing(day string, role identity.Role, proof string) func(*testing.T, *desktest.House, int) string {
	return func(t *testing.T, h *desktest.House, key int) string {
		c := confirmed(t, h, key)
		h.Stand(day)
		w := h.TryUndoProved(t, role, c, 1, "确认之日写错了", proof)
		return takenOr(t, w.Code, func() string { return screen(t, w) })
	}
}

// withdrawn puts down on a day that an application was withdrawn on the 23rd, with
// the scan or without, and tells how it ended.
func withdrawn(day string, scan bool) func(*testing.T, *desktest.House, int) string {
	return func(t *testing.T, h *desktest.House, key int) string {
		c := handed(t, h, key)
		h.Stand(day)
		if !scan {
			return screen(t, h.Try(t, identity.Clerk, c, request.ActionWithdraw, "at", "2026-11-23"))
		}
		w := h.TryScanned(t, identity.Clerk, c, request.ActionWithdraw, "at", "2026-11-23")
		if w.Code != http.StatusSeeOther {
			return screen(t, w)
		}
		_, clock, _, err := h.Cases.Replay(h.Ctx, h.Again(t, c))
		if err != nil {
			t.Fatal(err)
		}
		return told(t, h, c) + " ended " + clock.End.String() + " letters " + h.KindsOf(t, c) + h.LastDetail(t, "request.withdraw")
	}
}

// triesOfTheBends are tries to bend what has been put down: taking it back, moving
// it, putting it down later than it happened.
var triesOfTheBends = []attempt{
	{"D2", "a receipt is taken back on its last day by a clerk", undoing("2026-12-18", identity.Clerk, ""), []string{"taken"}, nil},
	{"D2", "after it by nobody but the head", undoing("2026-12-21", identity.Clerk, "邮件"), []string{"答复期限已经届满", "由负责人"}, []string{"taken"}},
	{"D2", "who proves the mistake", undoing("2026-12-21", identity.Leader, ""), []string{"登记有误的凭据", "第三十一条"}, []string{"taken"}},
	{"D2", "and then it is", undoing("2026-12-21", identity.Leader, "邮件记录 7"), []string{"taken"}, nil},
	{"D2", "a receipt that was taken back is not confirmed on a later day without proof", func(t *testing.T, h *desktest.House, key int) string {
		c := confirmed(t, h, key)
		h.Stand("2026-12-17")
		c = h.Undo(t, identity.Clerk, c, 1, "确认之日写错了")
		return screen(t, h.Try(t, identity.Clerk, c, request.ActionConfirm))
	}, []string{"登记有误的凭据", "第三十一条"}, nil},
	{"D4", "a withdrawal dated back wants its scan", withdrawn("2026-12-02", false), []string{"扫描件", "第四十五条"}, nil},
	{"D4", "with it, it is marked as put down later, and its letter goes out", withdrawn("2026-12-02", true),
		[]string{"补录：2026年11月23日收到撤回", "ended 2026-11-23", "21 served", `"put_down_later":"2026-11-23"`}, nil},
	{"D4", "after the due day it ends the application on the day it is put down", withdrawn("2026-12-21", true),
		[]string{"期限届满以后登记，按登记之日办结", "ended 2026-12-21", "21 served"}, nil},
}
