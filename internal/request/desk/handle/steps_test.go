package handle_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web/webtest"
)

// The head's consent and the notice are two days, both within the term.
func TestExtensionHasTwoDays(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.Stand("2026-10-20")
		c := h.Handed(t, 1, "2026-10-19")
		h.Stand("2026-11-20")
		for _, tt := range []struct {
			consented, told, words string
			because                string
		}{
			{"", "2026-11-13", "填写日期", "no consent"},
			{"2026-11-13", "", "填写日期", "no notice"},
			{"2026-11-16", "2026-11-13", "先经负责人同意", "told before the consent"},
			{"2026-11-13", "2026-11-17", "期限届满日2026年11月16日以前", "told after the term"},
			{"2026-11-13", "2026-11-21", "还没有到", "told tomorrow"},
		} {
			h.Refuses(t, tt.because, 422, tt.words, identity.Leader, c, request.ActionExtend, "days", "5", "note", "核实", "consented", tt.consented, "at", tt.told)
		}
		c = h.Do(t, identity.Leader, c, request.ActionExtend, "days", "5", "note", "核实", "consented", "2026-11-12", "at", "2026-11-16")
		had, err := cases.CaseEvents.Of(h.Ctx, h.DB, c.ID)
		if e := had[1].Event; err != nil || c.DueOn != "2026-11-23" || e.Consented.String() != "2026-11-12" || e.Noticed.String() != "2026-11-16" {
			t.Errorf("%v %+v due %s", err, e, c.DueOn)
		}
	})
}

// Reasons are asked for before a delay is set; neither stops the clock.
func TestReasonsAndDelay(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Handed(t, 1, "2026-11-20")
		h.Refuses(t, "the facts", 422, "数量、频次的事实", identity.Clerk, c, request.ActionAskReasons)
		c = h.Do(t, identity.Clerk, c, request.ActionAskReasons, "note", "本月 40 件")
		if c.DueOn != "2026-12-18" || c.State != request.Handling {
			t.Errorf("asking for reasons moved the clock: %+v", c)
		}
		h.Refuses(t, "what the applicant has said", 422, "申请人说明的理由", identity.Leader, c, request.ActionDelay, "until", "2027-03-31", "note", "量大")
		h.Refuses(t, "a delay that shortens", 422, "不晚于现有期限", identity.Leader, c, request.ActionDelay, "until", "2026-12-01", "note", "量大", "said", "研究需要")
		c = h.Do(t, identity.Leader, c, request.ActionDelay, "until", "2027-03-31", "note", "量大", "said", "研究需要")
		if c.DueOn != "2027-03-31" {
			t.Errorf("due %s", c.DueOn)
		}
		if s := h.Page(t, identity.Clerk, c); !strings.Contains(s, "研究需要") {
			t.Error("the reasons are not on record")
		}
	})
}

// How the applicant was helped is on record; nothing is dropped for want of a
// correction unless a head has found that there was no just cause.
func TestCorrectionIsGuided(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Handed(t, 1, "2026-11-20")
		h.Refuses(t, "guidance", 422, "指导和释明", identity.Clerk, c, request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份", "guide", "")
		c = h.Do(t, identity.Clerk, c, request.ActionAskCorrect, "until", "2026-12-04", "note", "写明年份", "guide", "电话里说明了档案按年份存放")
		if s := h.Page(t, identity.Leader, c); !strings.Contains(s, "电话里说明了档案按年份存放") || strings.Contains(s, `value="find_no_cause"`) {
			t.Error("the guidance is not shown, or the finding is offered too early")
		}
		h.Stand("2026-12-05")
		h.Refuses(t, "a just cause", 422, "等待补正", identity.Leader, c, request.ActionFindNoCause, "cause", "just", "note", "住院")
		h.Refuses(t, "no answer to the question", 422, "选择有没有正当理由", identity.Leader, c, request.ActionFindNoCause, "note", "住院")
		h.Refuses(t, "a clerk does not find", 403, "负责人", identity.Clerk, c, request.ActionFindNoCause, "cause", "none", "note", "联系不上")
		draft := answers.Answer{Kind: "20", Outcome: request.CorrectionOverdue, Elements: letter.Content{request.Facts: "逾期没有补正。", request.Reason: "没有正当理由。"},
			Where: request.Where{Reviewers: []string{"云溪市人民政府"}}}
		if err := h.Answers.Draft(h.Ctx, desktest.Clerk, c, c.Rev, draft); !fault.Is(err, fault.Unlawful) || !strings.Contains(err.Error(), "先认定") {
			t.Errorf("drafted without the finding: %v", err)
		}
		c = h.Do(t, identity.Leader, c, request.ActionFindNoCause, "cause", "none", "note", "联系三次")
		if c.State != request.Correcting || c.ClosedOn != "" {
			t.Errorf("the finding ends nothing: %+v", c)
		}
		if err := h.Answers.Draft(h.Ctx, desktest.Clerk, c, c.Rev, draft); err != nil {
			t.Fatal(err)
		}
		c = h.Do(t, identity.UnitHandler, h.Again(t, c), request.ActionReturn, "note", "写明联系的经过")
		if c.State != request.Correcting {
			t.Errorf("a returned draft leaves the application %s", c.State)
		}
		c = h.Do(t, identity.Clerk, c, request.ActionCorrect, "note", "2025 年的")
		if c.State != request.Handling || c.DueOn == "" {
			t.Errorf("a late correction is a correction: %+v", c)
		}
	})
}

// What can be answered on the spot is, on the day it came (33①), and archived.
func TestAnsweredOnTheSpot(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		old := h.Handed(t, 1, "2026-11-19")
		h.Refuses(t, "yesterday's", 422, "当日", identity.Clerk, old, request.ActionAtOnce, "what", "可以公开，当场提供", "note", "复印 2 页", "proof", "签收单 1")
		c := h.Handed(t, 2, "2026-11-20")
		h.Refuses(t, "proof", 422, "凭据", identity.Clerk, c, request.ActionAtOnce, "what", "可以公开，当场提供", "note", "复印 2 页", "reviewer", "李法制")
		h.Refuses(t, "what is given is reviewed before", 422, "公开审查人", identity.Clerk, c, request.ActionAtOnce, "what", "可以公开，当场提供", "note", "复印 2 页", "reviewer", "", "proof", "签收单 1")
		h.Refuses(t, "archived before it ended", 409, "", identity.Clerk, c, request.ActionArchive, "place", "2026-永久-1")
		c = h.Do(t, identity.Clerk, c, request.ActionAtOnce, "what", "可以公开，当场提供", "note", "复印 2 页", "reviewer", "李法制", "proof", "签收单 1")
		if c.State != request.Answered || c.Row != 3 || c.ClosedOn != "2026-11-20" {
			t.Errorf("%+v", c)
		}
		h.Refuses(t, "where it is kept", 422, "卷宗号", identity.Clerk, c, request.ActionArchive)
		c = h.Do(t, identity.Clerk, c, request.ActionArchive, "place", "2026-永久-1")
		if s := h.Page(t, identity.Clerk, c); c.State != request.Archived || c.Row != 3 || !strings.Contains(s, "2026-永久-1") {
			t.Errorf("%+v", c)
		}
		gone, _ := h.Submit(t, desktest.Intake(3))
		h.Refuses(t, "a withdrawal needs its proof", 422, "撤回的凭据", identity.Clerk, gone, request.ActionWithdraw, "proof", "")
		gone = h.Do(t, identity.Clerk, gone, request.ActionWithdraw, "proof", "撤回信")
		gone = h.Do(t, identity.Clerk, gone, request.ActionArchive, "place", "2026-永久-2")
		if gone.State != request.Archived || gone.ClosedOn != "2026-11-20" {
			t.Errorf("withdrawn before it was received: %+v", gone)
		}
	})
}

// Who waits for both sides to confirm is chased.
func TestUnconfirmedAreChased(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		for i, tt := range []struct {
			channel, day, words string
			late                bool
			because             string
		}{
			{"online", "2026-11-20", "已等待确认 0 个工作日", false, "the same day"},
			{"online", "2026-11-23", "已等待确认 1 个工作日", false, "a weekend between: one working day"},
			{"fax", "2026-11-24", "已等待确认 2 个工作日", true, "more than one"},
			{"ordinary_mail", "2026-11-20", "今天内确认", false, "a letter, on its day"},
			{"ordinary_mail", "2026-11-21", "当日没有确认", true, "on the next day the day is over, a Saturday too"},
		} {
			h.Stand("2026-11-20")
			in := desktest.Intake(i)
			in.Channel, in.On = tt.channel, "2026-11-20"
			c, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in)
			if err != nil || c.State != request.Unconfirmed {
				t.Fatal(err, c.State)
			}
			h.Stand(tt.day)
			if s := h.Page(t, identity.Clerk, c); !strings.Contains(s, tt.words) || tt.late != strings.Contains(s, `<p class="warn">`) {
				t.Errorf("%s: %s is not told, or in another tone", tt.because, tt.words)
			}
			if s := webtest.Get(h.Web, identity.Clerk, "/console/requests").Body.String(); tt.late != (strings.Contains(s, "日待确认") || strings.Contains(s, "未当日确认")) {
				t.Errorf("%s: the queue says otherwise", tt.because)
			}
			h.Refuses(t, "a day to come", 422, "还没有到", identity.Clerk, c, request.ActionConfirm, "at", "2026-12-24")
			h.Refuses(t, "before it came", 422, "早于", identity.Clerk, c, request.ActionConfirm, "at", "2026-11-18")
			c = h.Do(t, identity.Clerk, c, request.ActionConfirm, "how", "电话")
			if s := h.Page(t, identity.Clerk, c); !strings.Contains(s, "电话确认") || tt.channel == "ordinary_mail" && tt.late != strings.Contains(s, "应当于收到的当日") {
				t.Errorf("%s: how it was confirmed, or that it was late, is not told", tt.because)
			}
		}
	})
}

// What comes out of order, or rests on nothing, is told and leaves all as it was.
func TestNothingIsLost(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		in := desktest.Intake(1)
		in.Channel, in.On = "in_person", "2026-11-21"
		if _, _, err := h.Intakes.Submit(h.Ctx, desktest.Clerk, "b1", in); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "还没有到") {
			t.Errorf("received tomorrow: %v", err)
		}
		c := h.Handed(t, 2, "2026-11-20")
		h.Refuses(t, "consulted before it was received", 422, "申请尚未收到", identity.Clerk, c, request.ActionConsult, "who", "third", "at", "2026-11-19")
		h.Refuses(t, "corrected though nobody asked", 409, "", identity.Clerk, c, request.ActionCorrect, "note", "2025 年的")
		h.Refuses(t, "no such day", 422, "填写日期", identity.Clerk, c, request.ActionConsult, "who", "third", "at", "2026-02-30")
		w := h.Try(t, identity.Clerk, c, request.ActionAskCorrect, "until", "x", "note", "写明年份", "guide", "电话里说明")
		for _, typed := range []string{"写明年份", "电话里说明"} {
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), typed) {
				t.Errorf("%d: %s is lost", w.Code, typed)
			}
		}
	})
}

// Two race each step of the workflow: one wins, the other is told in words that
// somebody was faster.
func TestTwoRaceEachStep(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		raced := map[string]bool{}
		race := func(c cases.Case, by request.Action, f func(cases.Case) error) cases.Case {
			t.Helper()
			done := make(chan error, 2)
			for range 2 {
				go func() { done <- f(c) }()
			}
			first, second := <-done, <-done
			if first != nil {
				first, second = second, first
			}
			if first != nil || !fault.Is(second, fault.Conflict) || !strings.Contains(second.Error(), "刚被别人办过下一步") {
				t.Errorf("%s in %s: %v and %v", by, c.State, first, second)
			}
			raced[fmt.Sprint(c.State, " ", by)] = true
			return h.Again(t, c)
		}
		form := func(c cases.Case, role identity.Role, by request.Action, pairs ...string) cases.Case {
			t.Helper()
			who := desktest.Clerk
			who.Roles = []identity.Role{role}
			return race(c, by, func(c cases.Case) error { return h.Handling.RunStep(h.Ctx, who, c, c.Rev, by, h.Filled(by, pairs...)) })
		}
		who := func(role identity.Role) identity.Actor {
			a := desktest.Clerk
			a.ID, a.Roles = "p-"+string(role), []identity.Role{role}
			return a
		}
		step := func(c cases.Case, role identity.Role, by request.Action, note string) cases.Case {
			t.Helper()
			return race(c, by, func(c cases.Case) error {
				return h.Answers.Step(h.Ctx, who(role), c, c.Rev, by, note, "邮寄", "EMS 9")
			})
		}
		undo := func(c cases.Case, seq int) cases.Case {
			t.Helper()
			both := desktest.Clerk
			both.Roles = []identity.Role{identity.Clerk, identity.Leader}
			return race(c, request.ActionUndo, func(c cases.Case) error {
				return h.Cases.Undo(h.Ctx, both, c, c.Rev, seq, "登记到别的案件了", "")
			})
		}
		draft := func(c cases.Case, kind letter.Code, o request.Outcome) cases.Case {
			t.Helper()
			a := answers.Answer{Kind: kind, Outcome: o, Elements: letter.Content{request.Facts: "经查。", request.Reason: "理由。", request.Access: "见附件。"},
				Where: request.Where{Reviewers: []string{"云溪市人民政府"}}}
			return race(c, request.ActionDraft, func(c cases.Case) error { return h.Answers.Draft(h.Ctx, who(identity.Clerk), c, c.Rev, a) })
		}
		key := 0
		fresh := func() cases.Case { key++; return h.Handed(t, key, h.Cases.Today().String()) }

		c, _ := h.Submit(t, desktest.Intake(1000))
		form(c, identity.Clerk, request.ActionWithdraw, "proof", "撤回信")
		c, _ = h.Submit(t, desktest.Intake(1001))
		c = form(c, identity.Clerk, request.ActionConfirm)
		c = form(c, identity.Clerk, request.ActionConsult, "who", "third", "party", "甲", "contact", "乙", "concerned", "审批文件")
		c = form(c, identity.Clerk, request.ActionConsult, "who", "joint", "party", "丙")
		heard, _ := h.Handling.Hearings(h.Ctx, h.DB, c.ID)
		c = form(c, identity.Clerk, request.ActionProve, "of", heard[1].ID, "proof", "EMS 1")
		c = form(c, identity.Leader, request.ActionExtend, "days", "5", "note", "核实", "consented", h.Cases.Today().String())
		c = form(c, identity.Clerk, request.ActionHearBack, "of", heard[0].ID, "opinion", "agreed", "said", "同意")
		c = undo(c, 6)
		form(c, identity.Clerk, request.ActionWithdraw, "proof", "撤回信")
		undo(form(fresh(), identity.Leader, request.ActionExtend, "days", "5", "note", "核实", "consented", h.Cases.Today().String()), 2)

		c = form(fresh(), identity.Clerk, request.ActionAskCorrect, "until", "2026-12-04", "note", "年份", "guide", "电话")
		c = undo(c, 2)
		c = form(c, identity.Clerk, request.ActionAskCorrect, "until", "2026-12-04", "note", "年份", "guide", "电话")
		c = form(c, identity.Clerk, request.ActionCorrect, "note", "2025")
		c = form(c, identity.Clerk, request.ActionAskReasons, "note", "40 件")
		c = form(c, identity.Leader, request.ActionExtend, "days", "5", "note", "核实", "consented", h.Cases.Today().String())
		c = form(c, identity.Leader, request.ActionDelay, "until", "2027-03-31", "note", "量大", "said", "研究")
		c = form(c, identity.Leader, request.ActionFindExcessive, "note", "40 件")
		c = form(c, identity.Leader, request.ActionNoticeFee, "basis", "pages", "parts", "31")
		form(c, identity.Clerk, request.ActionPayFee, "amount", "10", "receipt", "票 1")

		fee := func() cases.Case {
			c := form(fresh(), identity.Leader, request.ActionFindExcessive, "note", "40 件")
			return form(c, identity.Leader, request.ActionNoticeFee, "basis", "pages", "parts", "31")
		}
		undo(fee(), 2)
		form(fee(), identity.Clerk, request.ActionWithdraw, "proof", "撤回信")
		c = form(fresh(), identity.Clerk, request.ActionAskCorrect, "until", "2026-12-04", "note", "年份", "guide", "电话")
		form(c, identity.Clerk, request.ActionWithdraw, "proof", "撤回信")
		c = form(fresh(), identity.Clerk, request.ActionWithdraw, "proof", "撤回信")
		c = undo(c, 2)
		c = form(c, identity.Clerk, request.ActionAtOnce, "what", "当场提供", "note", "2 页", "reviewer", "李法制", "proof", "签收单")
		c = form(c, identity.Clerk, request.ActionArchive, "place", "1")
		race(c, request.ActionReopen, func(c cases.Case) error { return h.Reopen(c) })

		c = draft(fresh(), "07", request.Granted)
		c = step(c, identity.UnitHandler, request.ActionReturn, "改")
		c = step(draft(c, "07", request.Granted), identity.UnitHandler, request.ActionPass, "")
		c = step(c, identity.Reviewer, request.ActionReturn, "改")
		c = step(step(draft(c, "07", request.Granted), identity.UnitHandler, request.ActionPass, ""), identity.Reviewer, request.ActionPass, "")
		c = step(c, identity.Leader, request.ActionReturn, "改")
		c = step(step(draft(c, "07", request.Granted), identity.UnitHandler, request.ActionPass, ""), identity.Reviewer, request.ActionPass, "")
		void := func(c cases.Case) cases.Case {
			t.Helper()
			all, err := cases.LetterTable.Of(h.Ctx, h.DB, c.ID)
			l, ok := answers.Current(all)
			if err != nil || !ok {
				t.Fatal("no letter", err)
			}
			return race(c, request.ActionVoid, func(c cases.Case) error {
				return h.Answers.Void(h.Ctx, who(identity.Leader), c, c.Rev, l.ID, "文号编错")
			})
		}
		again := func(c cases.Case) cases.Case {
			t.Helper()
			return step(step(draft(c, "07", request.Granted), identity.UnitHandler, request.ActionPass, ""), identity.Reviewer, request.ActionPass, "")
		}
		extended := func(c cases.Case) {
			t.Helper()
			form(c, identity.Leader, request.ActionExtend, "days", "5", "note", "核实", "consented", h.Cases.Today().String())
		}
		extended(draft(fresh(), "07", request.Granted)) // the term runs on while the answer is reviewed
		extended(step(draft(fresh(), "07", request.Granted), identity.UnitHandler, request.ActionPass, ""))
		extended(again(fresh()))
		c = again(void(step(c, identity.Leader, request.ActionSign, "")))
		c = again(void(step(step(c, identity.Leader, request.ActionSign, ""), identity.Clerk, request.ActionServe, "")))
		c = step(step(c, identity.Leader, request.ActionSign, ""), identity.Clerk, request.ActionServe, "")
		race(c, request.ActionReopen, func(c cases.Case) error { return h.Reopen(c) })

		c = form(fresh(), identity.Clerk, request.ActionConsult, "who", "third", "party", "甲", "contact", "乙", "concerned", "审批文件", "delivered", h.Cases.Today().String(), "proof", "EMS 2")
		late := form(fresh(), identity.Clerk, request.ActionAskCorrect, "until", "2026-12-04", "note", "年份", "guide", "电话")
		told := func(c cases.Case) cases.Case { return form(c, identity.Clerk, request.ActionProve, "proof", "EMS 3") }
		owing, owes := told(fee()), told(fee())
		gone := form(fresh(), identity.Clerk, request.ActionWithdraw, "proof", "撤回信")
		h.Stand("2026-12-21")
		c = form(c, identity.Leader, request.ActionExtend, "days", "5", "note", "核实", "consented", h.Cases.Today().String())
		form(c, identity.Clerk, request.ActionHearBack, "opinion", "silent")
		late = form(late, identity.Leader, request.ActionFindNoCause, "cause", "none", "note", "联系三次")
		draft(late, "20", request.CorrectionOverdue)
		draft(owes, "20", request.FeeOverdue)
		unpaid := form(owing, identity.Leader, request.ActionCease)
		race(unpaid, request.ActionReopen, func(c cases.Case) error { return h.Reopen(c) })
		form(gone, identity.Clerk, request.ActionArchive, "place", "2")

		for _, s := range request.Workflow().Steps {
			if name := fmt.Sprint(s.From, " ", s.Action); !raced[name] {
				t.Errorf("%s was not raced", name)
			}
		}
	})
}
