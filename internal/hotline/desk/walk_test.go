package desk

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// An order from the contact to the closed loop, by each role.
func TestClosedLoop(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.take(t)
		if o.No != "12345-20261120-00001" || o.State != hotline.Waiting || o.Handling != hotline.Dispatched || o.DueAt != time.Date(2026, 11, 20, 3, 42, 0, 0, time.UTC).UnixMilli() {
			t.Fatalf("%+v", o)
		}
		if s := o.Caller.String() + o.Phone.String() + o.Address.String(); strings.Contains(s, "何秀英") || strings.Contains(s, "6021") || strings.Contains(s, "3号楼") {
			t.Error("the caller is not sealed")
		}
		if s := h.page(t, identity.Dispatcher, path+"/board"); !strings.Contains(s, "电梯广告收入") {
			t.Error("the board does not show what waits")
		}
		if w := webtest.Get(h.web, clerkB2, path+"/orders/"+o.ID); w.Code != http.StatusNotFound {
			t.Errorf("a unit sees what was not handed to it: %d", w.Code)
		}
		o = h.do(t, identity.Dispatcher, o, hotline.Dispatch, "unit", "b2")
		s := h.page(t, clerkB2, path+"/orders/"+o.ID)
		for _, want := range []string{"签收", "公示账目", "存入公共收益专户", "何*", "138****6021"} {
			if !strings.Contains(s, want) {
				t.Errorf("the unit's page does not show %s", want)
			}
		}
		if strings.Contains(s, "何秀英") || strings.Contains(s, "13800006021") {
			t.Error("the caller is shown in clear")
		}
		if w := h.try(identity.Dispatcher, o, hotline.SignFor); w.Code != http.StatusForbidden {
			t.Errorf("the dispatcher signs for the unit: %d", w.Code)
		}
		o = h.do(t, clerkB2, o, hotline.SignFor)
		if s := h.page(t, clerkB2, path+"/orders/"+o.ID); !strings.Contains(s, "2026年11月27日 17:30") || !strings.Contains(s, "5 个工作日") {
			t.Error("the due day is not told")
		}
		if w := h.try(clerkB2, o, hotline.ReportBack, "result", "solved", "point1", "已公示"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "要点 2 还没有回答") || !strings.Contains(w.Body.String(), "已公示") {
			t.Errorf("a point is left open, or what was typed is lost: %d", w.Code)
		}
		o = h.do(t, clerkB2, o, hotline.ReportBack, "result", "solved", "point1", "已公示", "point2", "已存入")
		if w := h.try(identity.Dispatcher, o, hotline.File); w.Code != http.StatusConflict {
			t.Errorf("filed without a check: %d", w.Code)
		}
		o = h.do(t, identity.Dispatcher, o, hotline.Pass)
		o = h.do(t, identity.Inspector, o, hotline.CallBack, "called", "reached", "rating", "1")
		o = h.do(t, identity.Inspector, o, hotline.Redo, "reason", "账目没有看到")
		if o.State != hotline.InHand || o.Unit != "b2" {
			t.Errorf("done again by %s, %s", o.Unit, o.State)
		}
		o = h.do(t, clerkB2, o, hotline.ReportBack, "result", "solved", "point1", "已公示", "point2", "已存入")
		o = h.do(t, identity.Dispatcher, o, hotline.Pass)
		o = h.do(t, identity.Agent, o, hotline.CallBack, "called", "reached", "rating", "5")
		o = h.do(t, identity.Dispatcher, o, hotline.File)
		if o.State != hotline.Closed || o.ClosedAt == 0 || o.DueAt != 0 {
			t.Errorf("%+v", o)
		}
		o = h.do(t, identity.Agent, o, hotline.Reopen, "reason", "又停了公示")
		if s := h.page(t, clerkB2, path+"/unit"); !strings.Contains(s, "电梯广告收入") || o.State != hotline.InHand {
			t.Error("the reopened order is not with its handler")
		}
		if n := h.holds(t); n.Contacts != 1 || n.Category[hotline.Complaint] != 1 || n.Handling[hotline.Dispatched] != 1 {
			t.Errorf("counted as %+v", n)
		}
		var acts int
		if err := h.DB.QueryRowContext(h.ctx, `SELECT COUNT(*) FROM audit_entry WHERE subject = $1`, o.ID).Scan(&acts); err != nil || acts != 12 {
			t.Errorf("%d acts in the audit log, %v", acts, err)
		}
		webtest.CheckPage(t, h.page(t, identity.Dispatcher, path+"/orders/"+o.ID))
	})
}

// What the seat does in one act: closing at once, refusing, transferring,
// dispatching, and a contact that is no valid one.
func TestSeat(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, tt := range []struct {
			pairs   []string
			state   hotline.State
			because string
		}{
			{[]string{"do", "close", "answer", "按季度拨付"}, hotline.Closed, "closed at once"},
			{[]string{"do", "coordinate", "answer", "三方通话，物业答应今天修"}, hotline.Closed, "coordinated"},
			{[]string{"do", "refuse", "code", "disclosure", "answer", "申请公开文件", "way", "依申请公开，文澜路1号"}, hotline.Refused, "led to its channel"},
			{[]string{"do", "transfer", "category", "help"}, hotline.Transferred, "to 110"},
			{[]string{"unit", "b2"}, hotline.Assigned, "dispatched at the seat"},
			{[]string{"invalid", "silent", "content", "", "category", ""}, hotline.Void, "silent"},
			{nil, hotline.Waiting, "for the dispatcher"},
		} {
			if o := h.take(t, tt.pairs...); o.State != tt.state {
				t.Errorf("%s: %s", tt.because, o.State)
			}
		}
		n := h.holds(t)
		if n.Contacts != 7 || n.Valid != 6 || n.Invalid[hotline.Silent] != 1 || n.Handling[hotline.ClosedAtOnce] != 3 || n.Handling[hotline.Coordinated] != 1 || n.Handling[hotline.Dispatched] != 2 {
			t.Errorf("counted as %+v", n)
		}
		for _, tt := range []struct {
			pairs         []string
			says, because string
		}{
			{[]string{"do", "close"}, "写明答复了什么", "an answer is put down"},
			{[]string{"do", "refuse", "code", "disclosure", "answer", "申请公开"}, "该走什么途径", "潍坊 19②"},
			{[]string{"category", ""}, "选择诉求类型", "a category is chosen"},
			{[]string{"content", ""}, "写明来电人反映什么", "潍坊 18①: what is told is put down"},
			{[]string{"unit", "t1"}, "不得交镇街", "潍坊 24②: a township leads what the catalogue gives it"},
			{[]string{"unit", "b9"}, "并入市城管局", "a body that is no more"},
			{[]string{"category", "report"}, "选择被举报的单位", "whom a report accuses is told"},
			{[]string{"accused", "u2"}, "只有举报", "only a report accuses"},
			{[]string{"category", "report", "accused", "d2", "unit", "d2"}, "不能交给被举报的单位", "信访 30③"},
		} {
			w := webtest.Post(h.web, identity.Agent, path+"/seat", contact(tt.pairs...))
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), tt.says) {
				t.Errorf("%s: %d, want %s", tt.because, w.Code, tt.says)
			}
			if !strings.Contains(w.Body.String(), "13800006021") {
				t.Errorf("%s: what was typed is lost", tt.because)
			}
			webtest.CheckPage(t, w.Body.String())
		}
		s := webtest.Post(h.web, identity.Agent, path+"/seat", contact("do", "callers")).Body.String()
		if !strings.Contains(s, "30 天内来过电") || !strings.Contains(s, "12345-20261120-00005") {
			t.Error("the caller's earlier orders are not shown")
		}
		if s := h.page(t, identity.Agent, path+"/seat?beside=1&subject=住房/物业"); !strings.Contains(s, "不作建议") || !strings.Contains(s, "同类诉求") || strings.Contains(s, "<html") {
			t.Errorf("what stands beside the form: %s", s)
		}
	})
}

// Sixty-four senders of one form make one order, with one number.
func TestOneFormOneOrder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := contact()
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				if w := webtest.Post(h.web, identity.Agent, path+"/seat", v); w.Code != http.StatusSeeOther {
					t.Errorf("%d", w.Code)
				}
			})
		}
		wg.Wait()
		if n := h.holds(t); n.Contacts != 1 {
			t.Errorf("%d contacts", n.Contacts)
		}
	})
}

// Two people take the same step: one is told that the other was faster.
func TestRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.take(t)
		h.do(t, identity.Dispatcher, o, hotline.Dispatch, "unit", "b2")
		w := h.try(identity.Agent, o, hotline.Dispatch, "unit", "d2")
		if w.Code != http.StatusConflict || h.load(t, o.ID).Unit != "b2" {
			t.Errorf("dispatched twice: %d", w.Code)
		}
		if w := h.try(identity.Dispatcher, h.load(t, o.ID), hotline.Undo); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a dispatch is taken back after a minute: %d", w.Code)
		}
	})
}

func TestDispatchCanBeTakenBackUnseen(t *testing.T) {
	h := open(t, testkit.SQLite(t, Migrations()))
	o := h.take(t, "unit", "b2")
	if w := webtest.Get(h.web, clerkB2, path+"/orders/"+o.ID); w.Code != http.StatusNotFound {
		t.Errorf("the unit sees it at once: %d", w.Code)
	}
	if s := h.page(t, clerkB2, path+"/unit"); strings.Contains(s, "电梯广告收入") {
		t.Error("its list too")
	}
	o = h.do(t, identity.Dispatcher, o, hotline.Undo)
	if o.State != hotline.Waiting || o.Unit != "" {
		t.Errorf("%+v", o)
	}
	urgent := h.take(t, "unit", "b2", "urgency", "critical")
	if s := h.page(t, clerkB2, path+"/orders/"+urgent.ID); !strings.Contains(s, "签收") {
		t.Error("what is critical is not seen at once")
	}
}
