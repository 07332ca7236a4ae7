package desk

import (
	"net/http"
	"strings"
	"testing"

	"yangguang/internal/hotline"
	"yangguang/internal/identity"
)

// Merging shares the work alone: category, handling, caller and call back stay.
func TestMerge(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		lead, other, third := h.take(t), h.take(t, "category", "help"), h.take(t)
		if w := h.try(identity.Dispatcher, other, hotline.Merge, "into", "12345-20261120-99999"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "没有查到这个编号") {
			t.Errorf("merged into nothing: %d", w.Code)
		}
		if w := h.try(identity.Dispatcher, other, hotline.Merge, "into", other.No); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("merged into itself: %d", w.Code)
		}
		other = h.do(t, identity.Dispatcher, other, hotline.Merge, "into", lead.No)
		if w := h.try(identity.Dispatcher, third, hotline.Merge, "into", other.No); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("merged into one that is merged: %d", w.Code)
		}
		if n := h.holds(t); n.Valid != 3 || n.Category[hotline.Help] != 1 {
			t.Errorf("counted as %+v", n)
		}
		lead = h.do(t, identity.Dispatcher, lead, hotline.Dispatch, "unit", "b2")
		lead = h.do(t, clerkB2, lead, hotline.SignFor)
		if s := h.page(t, identity.Dispatcher, path+"/orders/"+lead.ID); !strings.Contains(s, "并入这一件的 1 件") {
			t.Error("the order does not show what was merged into it")
		}
		lead = h.do(t, clerkB2, lead, hotline.ReportBack, "result", "solved", "point1", "已公示", "point2", "已存入")
		h.do(t, identity.Dispatcher, lead, hotline.Pass)
		other = h.load(t, other.ID)
		if other.State != hotline.Calling || other.Category != hotline.Help || other.Unit != "b2" {
			t.Errorf("the merged order has a call back of its own: %+v", other)
		}
		again := h.do(t, identity.Dispatcher, h.take(t), hotline.Merge, "into", third.No)
		h.do(t, identity.Dispatcher, third, hotline.CloseAtOnce, "reason", "已答复")
		if again = h.load(t, again.ID); again.State != hotline.Waiting {
			t.Errorf("what was merged into an order that ended without work waits again: %s", again.State)
		}
		h.holds(t)
	})
}

// The side ways: objection, ruling, help, questions, extension, termination.
func TestSideWays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.do(t, identity.Dispatcher, h.take(t), hotline.Dispatch, "unit", "b2", "co", "大厅科")
		o = h.do(t, clerkB2, o, hotline.Object, "reason", "应由物业科承办")
		if s := h.page(t, identity.Dispatcher, path+"/board"); !strings.Contains(s, "异议与裁定 1 件") {
			t.Error("the board does not show the objection")
		}
		o = h.do(t, identity.Dispatcher, o, hotline.Designate, "unit", "d2", "co", "大厅科", "reason", "指定")
		if w := h.try(clerkD2, o, hotline.Object, "reason", "不办"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "不得退回") {
			t.Errorf("潍坊 22②: %d", w.Code)
		}
		o = h.do(t, clerkD2, o, hotline.SignFor)
		if w := h.try(identity.Role("unit:b1:u2"), o, hotline.ReportBack, "result", "solved", "point1", "一", "point2", "二"); w.Code != http.StatusForbidden {
			t.Errorf("who helps reports back: %d", w.Code)
		}
		o = h.do(t, clerkD2, o, hotline.Ask, "reason", "哪几部电梯")
		o = h.do(t, identity.Agent, o, hotline.Answer, "reason", "三部")
		if w := h.try(clerkD2, o, hotline.AskExtension, "until", "2026-12-10", "rank", "statute", "reason", "审计"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("the act is named: %d", w.Code)
		}
		o = h.do(t, clerkD2, o, hotline.AskExtension, "until", "2026-12-10", "reason", "审计")
		o = h.do(t, identity.Dispatcher, o, hotline.Extend)
		if s := h.page(t, clerkD2, path+"/orders/"+o.ID); !strings.Contains(s, "2026年12月10日 23:59") {
			t.Error("the extension is not shown")
		}
		if w := h.try(clerkD2, o, hotline.ReportBack, "result", "solved", "point1", "一", "point2", "二"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("the lead does not wait for who helps: %d", w.Code)
		}
		o = h.do(t, identity.Role("unit:b1:u2"), o, hotline.CoAnswer, "reason", "已核对")
		o = h.do(t, clerkD2, o, hotline.AskTermination, "reason", "已进入诉讼")
		o = h.do(t, identity.Dispatcher, o, hotline.DenyTermination)
		o = h.do(t, identity.Dispatcher, o, hotline.Supervise, "reason", "逾期")
		o = h.do(t, clerkD2, o, hotline.ReportBack, "result", "solved", "point1", "一", "point2", "二")
		o = h.do(t, identity.Dispatcher, o, hotline.SendBack, "reason", "缺账目")
		if o.State != hotline.InHand {
			t.Errorf("%s", o.State)
		}
		h.holds(t)
	})
}
