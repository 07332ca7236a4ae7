package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
)

// A fee needs a finding first, is reckoned by the tariff, restarts the term when
// it is paid, and ends the application when it is not.
func TestFeeByThePage(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Handed(t, 1, "2026-11-20")
		notice := []string{"basis", "pages", "parts", "72", "delivered", "2026-11-20", "proof", "回执 8 号"}
		h.Refuses(t, "the number has to be found beyond reason first", 422, "明显超过合理范围", identity.Leader, c, request.ActionNoticeFee, notice...)
		h.Refuses(t, "the finding is written", 422, "写明认定的根据", identity.Leader, c, request.ActionFindExcessive)
		h.Refuses(t, "a head finds it", 403, "负责人", identity.Clerk, c, request.ActionFindExcessive, "note", "一个月内 60 件")
		if strings.Contains(h.Page(t, identity.Leader, c), `value="notice_fee"`) {
			t.Error("a fee is offered before the finding")
		}
		c = h.Do(t, identity.Leader, c, request.ActionFindExcessive, "note", "一个月内 60 件")
		h.Refuses(t, "thirty pages are free", 422, "30 页以内", identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "30")
		h.Refuses(t, "nothing is no number", 422, "大于 0 的整数", identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "0")
		h.Refuses(t, "delivery without proof", 422, "凭据", identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "72", "delivered", "2026-11-20")
		h.Refuses(t, "more than any amount holds", 422, "超出能够记录的范围", identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "9000000000000000000")
		c = h.Do(t, identity.Leader, c, request.ActionNoticeFee, notice...)
		if c.State != request.AwaitingFee || c.DueOn != "" || c.Clock != request.Stopped {
			t.Errorf("%+v", c)
		}
		if s := h.Page(t, identity.Clerk, c); !strings.Contains(s, "信息处理费 420 元") || !strings.Contains(s, "42页×10元=420元") || !strings.Contains(s, "2026年12月18日") {
			t.Errorf("the fee is not shown: %s", s)
		}
		h.Refuses(t, "not all of it", 422, "不一致", identity.Clerk, c, request.ActionPayFee, "amount", "42", "receipt", "票 1")
		h.Refuses(t, "no amount", 422, "填写金额", identity.Clerk, c, request.ActionPayFee, "amount", "四百", "receipt", "票 1")
		h.Refuses(t, "no receipt", 422, "票据号", identity.Clerk, c, request.ActionPayFee, "amount", "420")
		h.Refuses(t, "it has not lapsed", 422, "尚未届满", identity.Leader, c, request.ActionCease)
		h.Stand("2026-12-01")
		c = h.Do(t, identity.Clerk, c, request.ActionPayFee, "amount", "420.00", "receipt", "票 1")
		if c.State != request.Handling || c.DueOn != "2026-12-29" {
			t.Errorf("20 working days after 1 December are 29 December: %+v", c)
		}
		h.Refuses(t, "once is enough", 422, "不重复收费", identity.Leader, c, request.ActionNoticeFee, notice...)
	})
}

func TestFeeByTheItem(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		var last cases.Case
		for i := range 12 {
			last = h.Handed(t, i, "2026-11-20")
		}
		other := desktest.Intake(90)
		other.Channel, other.On, other.Identity = "in_person", "2026-11-20", "330000199001010014"
		if _, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", other); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			parts   int
			fen     int64
			already int
			because string
		}{
			{1, 100_00, 11, "the twelfth of the month"},
			{3, 300_00, 11, "three matters in it"},
			{20, 19*100_00 + 200_00, 11, "the last of them is the 31st"},
		} {
			fee, already, err := h.Handling.FeeOf(h.Ctx, last, "items", tt.parts)
			if err != nil || fee.Fen != tt.fen || already != tt.already {
				t.Errorf("%s: %d after %d, %v", tt.because, fee.Fen, already, err)
			}
		}
		h.Stand("2026-12-01")
		december := h.Handed(t, 50, "2026-12-01")
		if fee, already, err := h.Handling.FeeOf(h.Ctx, december, "items", 1); err != nil || fee.Fen != 0 || already != 0 {
			t.Errorf("another month begins at nothing: %d after %d, %v", fee.Fen, already, err)
		}
		december = h.Do(t, identity.Leader, december, request.ActionFindExcessive, "note", "十一月 12 件")
		h.Refuses(t, "ten a month are free", 422, "10 件以内", identity.Leader, december, request.ActionNoticeFee, "basis", "items", "parts", "1")
		last = h.Do(t, identity.Leader, last, request.ActionFindExcessive, "note", "一个月 12 件")
		last = h.Do(t, identity.Leader, last, request.ActionNoticeFee, "basis", "items", "parts", "3")
		fees, err := cases.FeesOf(h.Ctx, h.DB, last.ID)
		if err != nil || len(fees) != 1 || fees[0].Amount != 300_00 || fees[0].Already != 11 || fees[0].Month != "2026-11" {
			t.Errorf("%v %+v", err, fees)
		}
	})
}

// Who does not pay ends by the clock; the case says so, and a head closes it.
func TestFeeLapses(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.Stand("2026-11-02")
		c := h.Handed(t, 1, "2026-11-02")
		c = h.Do(t, identity.Leader, c, request.ActionFindExcessive, "note", "一个月内 60 件")
		c = h.Do(t, identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "31", "delivered", h.Cases.Today().String(), "proof", "EMS 1")
		h.Stand("2026-11-30")
		h.Refuses(t, "the last day is not over", 422, "尚未届满", identity.Leader, c, request.ActionCease)
		h.Stand("2026-12-01")
		if s := h.Page(t, identity.Leader, c); !strings.Contains(s, "已终止（逾期未缴费）") || !strings.Contains(s, "文书 20") || !strings.Contains(s, `value="cease"`) || strings.Contains(s, `value="pay_fee"`) {
			t.Errorf("the lapse is not shown: %s", s)
		}
		h.Refuses(t, "too late to pay", 422, "已于2026年11月30日办结", identity.Clerk, c, request.ActionPayFee, "amount", "10", "receipt", "票 1")
		c = h.Do(t, identity.Leader, c, request.ActionCease)
		if c.State != request.Ceased || c.Row != 22 || c.EndedYear != 2026 || c.ClosedOn != "2026-11-30" {
			t.Errorf("%+v", c)
		}
		h.Counted(t, 2026, map[string]int64{"three.1.1": 1, "three.22.1": 1})
		c = h.Undo(t, identity.Leader, c, 2, "通知寄错了地址")
		if c.State != request.Handling || c.Row != 0 || c.EndedYear != 0 || c.ClosedOn != "" {
			t.Errorf("the mistaken notice is taken back: %+v", c)
		}
		if fees, err := cases.FeesOf(h.Ctx, h.DB, c.ID); err != nil || len(fees) != 0 {
			t.Errorf("its fee stands: %v %v", fees, err)
		}
		h.Counted(t, 2026, map[string]int64{"three.1.1": 1, "three.25.1": 1})
	})
}

// The letter that tells of the lapse goes round like every answer and is no
// second end; nothing else is answered while a fee is awaited.
func TestLetterOfTheLapse(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.Stand("2026-11-02")
		c := h.Handed(t, 1, "2026-11-02")
		c = h.Do(t, identity.Leader, c, request.ActionFindExcessive, "note", "一个月内 60 件")
		c = h.Do(t, identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "31", "delivered", h.Cases.Today().String(), "proof", "EMS 1")
		a := answers.Answer{Kind: "20", Outcome: request.FeeOverdue, Elements: letter.Content{request.Facts: "逾期没有缴费。", request.Reason: "没有缴费。"},
			Where: request.Where{Reviewers: []string{"云溪市人民政府"}}}
		other := answers.Answer{Kind: "07", Outcome: request.Granted, Elements: letter.Content{request.Facts: "经查。", request.Reason: "理由。", request.Access: "见附件。"},
			Where: request.Where{Reviewers: []string{"云溪市人民政府"}}}
		for _, x := range []answers.Answer{a, other} {
			if err := h.Answers.Draft(h.Ctx, desktest.Clerk, c, c.Rev, x); !fault.Is(err, fault.Unlawful) {
				t.Errorf("%s while the fee can still be paid: %v", x.Outcome, err)
			}
		}
		h.Stand("2026-12-01")
		if err := h.Answers.Draft(h.Ctx, desktest.Clerk, c, c.Rev, other); !fault.Is(err, fault.Unlawful) {
			t.Errorf("granted after the lapse: %v", err)
		}
		if err := h.Answers.Draft(h.Ctx, desktest.Clerk, c, c.Rev, a); err != nil {
			t.Fatal(err)
		}
		c = h.Do(t, identity.UnitHandler, h.Again(t, c), request.ActionReturn, "note", "写明通知的日期")
		if c.State != request.AwaitingFee {
			t.Errorf("returned to %s", c.State)
		}
		if err := h.Answers.Draft(h.Ctx, desktest.Clerk, c, c.Rev, a); err != nil {
			t.Fatal(err)
		}
		c = h.Do(t, identity.UnitHandler, h.Again(t, c), request.ActionPass)
		c = h.Do(t, identity.Reviewer, c, request.ActionPass)
		c = h.Do(t, identity.Leader, c, request.ActionSign)
		c = h.Do(t, identity.Clerk, c, request.ActionServe, "how", "邮寄", "proof", "EMS 9")
		had, err := cases.CaseEvents.Of(h.Ctx, h.DB, c.ID)
		if err != nil || len(had) != 2 || c.State != request.Answered || c.Row != 22 || c.ClosedOn != "2026-11-30" {
			t.Errorf("%d events: %+v %v", len(had), c, err)
		}
		// Taken back, the letter is written again; the end stays the clock's.
		told, _ := answers.Current(h.LettersOf(t, c))
		if err := h.Answers.Void(h.Ctx, desktest.Leader, c, c.Rev, told.ID, "通知的日期写错"); err != nil {
			t.Fatal(err)
		}
		c = h.Again(t, c)
		if kinds := h.KindsOf(t, c); c.State != request.AwaitingFee || c.Row != 22 || c.ClosedOn != "2026-11-30" || !strings.Contains(kinds, "20 voided") || !strings.Contains(kinds, "23 ") {
			t.Errorf("%s %d %s, letters %s", c.State, c.Row, c.ClosedOn, kinds)
		}
		if err := h.Answers.Draft(h.Ctx, desktest.Clerk, c, c.Rev, a); err != nil {
			t.Errorf("written again: %v", err)
		}
	})
}

// Nothing lapses on a day that may still move.
func TestNothingLapsesProvisionally(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.Stand("2026-12-14")
		c := h.Handed(t, 1, "2026-12-14")
		if s := h.Page(t, identity.Clerk, c); !strings.Contains(s, "暂定") {
			t.Error("a term into a year without a calendar is not called provisional")
		}
		c = h.Do(t, identity.Leader, c, request.ActionFindExcessive, "note", "一个月内 60 件")
		c = h.Do(t, identity.Leader, c, request.ActionNoticeFee, "basis", "pages", "parts", "31", "delivered", h.Cases.Today().String(), "proof", "EMS 1")
		h.Stand("2027-02-01")
		h.Refuses(t, "provisional", 422, "暂定", identity.Leader, c, request.ActionCease)
		if _, err := h.Cases.Refresh(h.Ctx, act.Entry{Name: "request.refresh"}, 0); err != nil {
			t.Fatal(err)
		}
		if c = h.Again(t, c); c.ClosedOn != "" || c.State != request.AwaitingFee {
			t.Errorf("it lapsed: %+v", c)
		}
	})
}

func TestUndoOnTheDesk(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Handed(t, 1, "2026-11-16")
		c = h.Do(t, identity.Leader, c, request.ActionExtend, "days", "20", "note", "核实")
		if c.DueOn != "2027-01-12" {
			t.Fatalf("extended to %s", c.DueOn)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "third", "at", "2026-11-17")
		for _, tt := range []struct {
			role    identity.Role
			seq     int
			reason  string
			status  int
			words   string
			because string
		}{
			{identity.Clerk, 3, "错", 422, "至少 4 个字", "a reason is wanted"},
			{identity.Clerk, 2, "登记到别的案件了", 403, "由负责人撤销", "what the head did, a head takes back"},
			{identity.Clerk, 1, "收到日写错了", 422, "先撤销后面的", "later events rest on it"},
			{identity.Clerk, 9, "登记到别的案件了", 409, "", "there is no such event"},
			{identity.Reviewer, 3, "登记到别的案件了", 403, "", "not a reviewer"},
		} {
			w := h.TryUndo(t, tt.role, c, tt.seq, tt.reason)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.words) {
				t.Errorf("%s: %d %s", tt.because, w.Code, desktest.Said(w.Body.String()))
			}
			if tt.status == 422 && !strings.Contains(w.Body.String(), tt.reason) {
				t.Errorf("%s: what was typed is lost", tt.because)
			}
		}
		late := c
		c = h.Undo(t, identity.Clerk, c, 3, "登记到别的案件了")
		if heard, err := h.Handling.Hearings(h.Ctx, h.DB, c.ID); err != nil || len(heard) != 0 || c.State != request.Handling {
			t.Errorf("the hearing stands: %+v %v", heard, err)
		}
		if w := h.TryUndo(t, identity.Clerk, late, 3, "登记到别的案件了"); w.Code != http.StatusConflict {
			t.Errorf("who looked at an older state: %d", w.Code)
		}
		if w := h.TryUndo(t, identity.Clerk, c, 3, "登记到别的案件了"); w.Code != 422 {
			t.Errorf("twice: %d", w.Code)
		}
		if w := h.TryUndo(t, identity.Clerk, c, 4, "撤销的撤销登记"); w.Code != 422 || !strings.Contains(w.Body.String(), "重新登记一次") {
			t.Errorf("an undo is undone: %d", w.Code)
		}
		c = h.Undo(t, identity.Leader, c, 2, "登记到别的案件了")
		if c.DueOn != "2026-12-14" {
			t.Errorf("due %s", c.DueOn)
		}
		if s := h.Page(t, identity.Clerk, c); strings.Count(s, "已撤销") != 4 || !strings.Contains(s, "登记到别的案件了") {
			t.Error("what was taken back is not struck out")
		}
		c = h.Undo(t, identity.Clerk, c, 1, "收到日写错了")
		if c.State != request.Unconfirmed || c.ReceivedOn != "" || c.DueOn != "" {
			t.Errorf("%+v", c)
		}
		h.Refuses(t, "D2: handed in on the 16th, it was received then", 422, "不能确认成更晚的一天", identity.Clerk, c, request.ActionConfirm, "at", "2026-11-17")
		c = h.Do(t, identity.Clerk, c, request.ActionConfirm, "at", "2026-11-13")
		if c.ReceivedOn != "2026-11-13" || c.DueOn != "2026-12-11" {
			t.Errorf("the right day of receipt: %+v", c)
		}
	})
}

// A withdrawal by mistake is taken back by the body, one by the applicant is not.
func TestUndoOfAWithdrawal(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Handed(t, 1, "2026-11-20")
		c = h.Do(t, identity.Clerk, c, request.ActionWithdraw)
		c = h.Undo(t, identity.Clerk, c, 2, "撤回的是另一件")
		if c.State != request.Handling || c.DueOn != "2026-12-18" || c.ClosedOn != "" {
			t.Errorf("%+v", c)
		}
		own, code := h.Submit(t, desktest.Intake(2))
		own = h.Do(t, identity.Clerk, own, request.ActionConfirm)
		h.Post(t, "", "/zfxxgk/ysqgk/jd/withdraw", url.Values{"number": {own.No()}, "code": {code}})
		own = h.Again(t, own)
		if w := h.TryUndo(t, identity.Clerk, own, 2, "劝他不要撤回"); own.State != request.Ceased || w.Code != 422 || !strings.Contains(w.Body.String(), "申请人自己") {
			t.Errorf("%s: %d %s", own.State, w.Code, desktest.Said(w.Body.String()))
		}
	})
}
