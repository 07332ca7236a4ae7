package hotline

import (
	"strings"
	"testing"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

// life takes events one after the other, five minutes apart; all must be allowed.
func life(t *testing.T, p Profile, events ...Event) []Event {
	t.Helper()
	at := when(t, "2026-11-16 10:00")
	var log []Event
	for i, e := range events {
		if e.At.IsZero() {
			e.At = at.Add(time.Duration(i) * 5 * time.Minute)
		}
		if i > 0 {
			if _, err := Take(p, log, time.Time{}, e, everybody...); err != nil {
				t.Fatalf("%s: %v", e.Type, err)
			}
		}
		log = append(log, e)
	}
	return log
}

var (
	registered = Event{Type: Register, Category: Complaint, Urgency: Ordinary, Points: []string{"公示账目", "存入专户"}}
	dispatched = Event{Type: Dispatch, Unit: "u1"}
	signed     = Event{Type: SignFor}
	heard      = Event{Type: Contacted}
	reported   = Event{Type: ReportBack, Answers: []string{"已公示", "已存入"}, Result: Solved}
	passed     = Event{Type: Pass}
	called     = Event{Type: CallBack, Called: Reached, Rating: 5}
	missed     = Event{Type: CallBack, Called: Unreachable}
	objected   = Event{Type: Object, Reason: "不属于本单位职责，应由城管局承办"}
	redirected = Event{Type: Redirect, Unit: "u2", Reason: "目录 05-07"}
	closed     = Event{Type: CloseAtOnce, Reason: "按季度拨付"}
)

func TestWorkflowIsSound(t *testing.T) {
	if err := Workflow().Check(); err != nil {
		t.Error(err)
	}
	for _, n := range needs {
		if n.act.Label() == "" {
			t.Errorf("a need stands on %q, which is no act", n.act)
		}
	}
}

func TestTake(t *testing.T) {
	weifang, jinan, beijing, own := ProfileOf("weifang"), ProfileOf("jinan"), ProfileOf("beijing"), ProfileOf("own")
	later := when(t, "2026-12-01 17:30")
	for _, tt := range []struct {
		p       Profile
		before  []Event
		e       Event
		by      identity.Role
		state   State
		refusal string // "" for allowed
		because string
	}{
		{weifang, []Event{registered}, closed, agent, Closed, "", "潍坊 18②: what can be answered at once is"},
		{weifang, []Event{registered}, Event{Type: CloseAtOnce}, agent, "", "答复了什么", "an answer is put down"},
		{weifang, []Event{registered}, dispatched, agent, Assigned, "", "潍坊 18②: what cannot is handed on"},
		{weifang, []Event{registered}, Event{Type: Dispatch}, agent, "", "一个主办单位", "潍坊 22③: one unit leads"},
		{weifang, []Event{registered}, Event{Type: Dispatch, Unit: "u1", Co: []string{"u1"}}, dispatcher, "", "不能同时是协办", "the lead does not help itself"},
		{weifang, []Event{registered}, dispatched, unit, "", "需要由", "a unit dispatches nothing"},
		{weifang, []Event{registered}, Event{Type: Refuse, Code: "disclosure", Reason: "申请信息公开"}, agent, "", "该走什么途径", "潍坊 19②: who is refused for a procedure is told where to go"},
		{weifang, []Event{registered}, Event{Type: Refuse, Code: "disclosure", Reason: "申请信息公开", Way: "依申请公开，文澜路1号"}, agent, Refused, "", "潍坊 19①(一): an application for information is led to its own channel"},
		{weifang, []Event{registered}, Event{Type: Refuse, Code: "petition", Reason: "已信访"}, agent, Refused, "", "潍坊 19①(二) owes no way"},
		{weifang, []Event{registered}, Event{Type: Refuse, Code: "petition"}, agent, "", "说明不予受理的理由", "潍坊 19②: the reason is always told"},
		{weifang, []Event{registered}, Event{Type: Refuse, Code: "beyond", Reason: "超出职责"}, agent, "", "选择不予受理的情形", "北京 11③(五) is no reason in 潍坊"},
		{beijing, []Event{registered}, Event{Type: Refuse, Code: "beyond", Reason: "超出职责", Way: "向物业协会反映"}, agent, Refused, "", "it is one in 北京"},
		{beijing, []Event{registered}, Event{Type: Transfer}, agent, Transferred, "", "北京 11③(一): what is urgent goes to its line at once"},
		{weifang, []Event{registered, {Type: Transfer}}, Event{Type: Chase}, dispatcher, "", "不能", "what was transferred is not chased by us"},
		{weifang, []Event{registered, dispatched}, signed, unit, InHand, "", "signed for"},
		{weifang, []Event{registered, dispatched}, objected, unit, Objected, "", "潍坊 22①: what is clearly not its duty a unit asks to return"},
		{weifang, []Event{registered, dispatched}, Event{Type: Object}, unit, "", "为什么不属于本单位职责", "a return without a reason"},
		{weifang, []Event{registered, dispatched, objected, {Type: Uphold, Reason: "目录列明"}}, objected, unit, "", "不得退回", "潍坊 22②: the unit that was determined may not return"},
		{weifang, []Event{registered, dispatched, objected, {Type: Designate, Unit: "u2", Reason: "指定"}}, objected, unit, "", "不得退回", "潍坊 22②: nor the one that was designated"},
		{weifang, []Event{registered, dispatched, objected, redirected}, objected, unit, Objected, "", "潍坊 22①: the next unit may: one order is not returned once only"},
		{weifang, []Event{registered, dispatched, objected}, Event{Type: Redirect, Unit: "u1", Reason: "再派"}, dispatcher, "", "改派给别的单位", "a redirection to the same unit is an upholding"},
		{weifang, []Event{registered, dispatched, objected, redirected, objected, {Type: Redirect, Unit: "u3", Reason: "再改"}, objected}, Event{Type: Redirect, Unit: "u4", Reason: "再改"}, dispatcher, "", "只能指定", "the third return leads to designation"},
		{weifang, []Event{registered, dispatched, objected, redirected, objected, {Type: Redirect, Unit: "u3", Reason: "再改"}, objected}, Event{Type: Designate, Unit: "u4", Reason: "指定"}, dispatcher, Assigned, "", "which is open"},
		{weifang, []Event{registered, dispatched, signed}, reported, unit, Checking, "", "every point is answered"},
		{weifang, []Event{registered, dispatched, signed}, Event{Type: ReportBack, Answers: []string{"已公示", " "}, Result: Solved}, unit, "", "要点没有回答", "one is not"},
		{weifang, []Event{registered, dispatched, signed}, Event{Type: ReportBack, Answers: reported.Answers}, unit, "", "选择解决情况", "a report says how it ended"},
		{weifang, []Event{registered, dispatched, signed}, Event{Type: ReportBack, Answers: reported.Answers, Result: Unsolved, Reason: "没有经费"}, unit, "", "解决方案", "潍坊 20①(三): what cannot be solved needs a plan"},
		{weifang, []Event{registered, dispatched, signed}, Event{Type: ReportBack, Answers: reported.Answers, Result: Unsolved, Plan: "列入明年"}, unit, "", "解释说明", "潍坊 20①(三): and an explanation"},
		{weifang, []Event{registered, dispatched, signed}, Event{Type: ReportBack, Answers: reported.Answers, Result: Unsolved, Reason: "没有经费", Plan: "列入明年"}, unit, Checking, "", "with both it goes"},
		{jinan, []Event{registered, dispatched, signed}, Event{Type: ReportBack, Answers: reported.Answers, Result: Unsolved, Reason: "没有经费", Plan: "列入明年"}, unit, "", "明确的解决时限", "济南 24①(三): a day by which it is solved"},
		{jinan, []Event{registered, dispatched, signed}, Event{Type: ReportBack, Answers: reported.Answers, Result: Unsolved, Reason: "没有经费", Plan: "列入明年", Until: later}, unit, Checking, "", "济南 24①(三) is kept"},
		{beijing, []Event{registered, dispatched, signed}, reported, unit, "", "先联系来电人", "北京 15(一): the caller is heard first"},
		{beijing, []Event{registered, dispatched, signed, heard}, reported, unit, Checking, "", "北京 15(一) is kept"},
		{weifang, []Event{registered, dispatched, signed}, Event{Type: AskExtension, Reason: "复杂", Until: later}, unit, "", "只有法律、法规", "潍坊 20①(二): a reason alone lengthens nothing"},
		{weifang, []Event{registered, dispatched, signed}, Event{Type: AskExtension, Reason: "复杂", Until: later, Rank: Rule, Basis: "某规章 5"}, unit, "", "规章不能延长", "潍坊 20①(二): 规章 does not do"},
		{jinan, []Event{registered, dispatched, signed}, Event{Type: AskExtension, Reason: "复杂", Until: later, Rank: Rule, Basis: "某规章 5"}, unit, InHand, "", "济南 24①(二): 规章 does"},
		{weifang, []Event{registered, dispatched, signed}, Event{Type: AskExtension, Reason: "复杂", Until: later, Rank: Statute}, unit, "", "名称和条款", "the act is named"},
		{own, []Event{registered, dispatched, signed, {Type: AskExtension, Reason: "复杂", Until: later}}, Event{Type: AskExtension, Reason: "复杂", Until: later}, unit, "", "已经申请过延期", "one at a time"},
		{own, []Event{registered, dispatched, signed, {Type: AskExtension, Reason: "复杂", Until: later}}, Event{Type: Extend}, dispatcher, InHand, "", "an extension is approved"},
		{own, []Event{registered, dispatched, signed}, Event{Type: Extend}, dispatcher, "", "没有待批准", "not without being asked for"},
		{own, []Event{registered, dispatched, signed, {Type: Ask, Reason: "几栋楼"}}, Event{Type: Ask, Reason: "哪一天"}, unit, "", "一次问完", "one question at a time"},
		{own, []Event{registered, dispatched, signed}, Event{Type: Answer, Reason: "三栋"}, agent, "", "没有在等", "no answer without a question"},
		{weifang, []Event{registered, dispatched, signed}, Event{Type: File}, unit, "", "不能", "潍坊 21: a unit ends nothing by itself"},
		{weifang, []Event{registered, dispatched, signed, {Type: AskTermination, Reason: "已进入诉讼"}}, Event{Type: Terminate, Reason: "已解释"}, unit, "", "需要由", "潍坊 21: the hotline decides"},
		{weifang, []Event{registered, dispatched, signed, {Type: AskTermination, Reason: "已进入诉讼"}}, Event{Type: Terminate, Reason: "已解释"}, dispatcher, Calling, "", "潍坊 21: in writing, checked, explained"},
		{jinan, []Event{registered, dispatched, signed, reported}, Event{Type: File}, dispatcher, "", "不能", "济南 27①: nothing is filed that was not checked"},
		{jinan, []Event{registered, dispatched, signed, reported, passed}, Event{Type: File}, dispatcher, "", "不能", "济南 27①: nor without a call back"},
		{jinan, []Event{registered, dispatched, signed, reported, passed, called}, Event{Type: File}, dispatcher, Closed, "", "济南 27①: checked, called, filed"},
		{own, []Event{registered, dispatched, signed, reported, passed, missed}, Event{Type: File}, dispatcher, "", "三次未接通", "one missed call is no call back"},
		{own, []Event{registered, dispatched, signed, reported, passed, missed, missed, missed}, Event{Type: File}, dispatcher, Closed, "", "three are enough"},
		{jinan, []Event{registered, dispatched, signed, reported, passed, {Type: CallBack, Called: Reached, Rating: 1}}, Event{Type: Redo, Reason: "没有解决"}, inspector, InHand, "", "济南 27②: who is unhappy has it done again"},
		{own, []Event{registered, dispatched, signed, reported, passed, called, {Type: File}}, Event{Type: Reopen, Reason: "又停了"}, agent, InHand, "", "a reopened order is with its handler at once"},
		{own, []Event{registered, closed}, Event{Type: Reopen, Reason: "又停了"}, agent, "", "用“重新处理”", "nobody handled it"},
		{own, []Event{registered, closed}, Event{Type: Retake, Reason: "又停了"}, agent, Waiting, "", "so it waits to be dispatched"},
		{own, []Event{registered, closed}, Event{Type: Undo, At: when(t, "2026-11-20 10:00")}, agent, Waiting, "", "a closing is taken back as long as nothing followed"},
		{own, []Event{registered, dispatched}, Event{Type: Undo, At: when(t, "2026-11-16 10:05").Add(30 * time.Second)}, dispatcher, Waiting, "", "a dispatch within thirty seconds"},
		{own, []Event{registered, dispatched}, Event{Type: Undo, At: when(t, "2026-11-16 10:05").Add(31 * time.Second)}, dispatcher, "", "不能撤销", "not later"},
		{own, []Event{registered, dispatched, {Type: Chase}}, Event{Type: Undo, At: when(t, "2026-11-16 10:10")}, dispatcher, "", "不能撤销", "nor when something followed"},
		{own, []Event{registered}, Event{Type: Reclassify, Category: Report}, dispatcher, "", "重新登记", "信访 30③: a complaint that others saw becomes no report on wrongdoing"},
		{own, []Event{registered}, Event{Type: Reclassify, Category: Help}, dispatcher, Waiting, "", "other categories may be put right"},
		{own, []Event{registered, {Type: Dispatch, Unit: "u1", Co: []string{"u2"}}, signed}, reported, unit, "", "要点没有回答", "the lead waits for who helps"},
		{own, []Event{registered, {Type: Dispatch, Unit: "u1", Co: []string{"u2"}}, signed, {Type: CoAnswer, Unit: "u2"}}, reported, unit, Checking, "", "who has answered"},
		{own, []Event{registered, {Type: Dispatch, Unit: "u1", Co: []string{"u2"}}, signed}, Event{Type: ReportBack, Answers: reported.Answers, Result: Solved, Silent: []string{"u2"}}, unit, Checking, "", "or notes the silence"},
	} {
		log := life(t, tt.p, tt.before...)
		if tt.e.At.IsZero() {
			tt.e.At = log[len(log)-1].At.Add(5 * time.Minute)
		}
		o, err := Take(tt.p, log, time.Time{}, tt.e, tt.by)
		switch {
		case tt.refusal == "" && (err != nil || o.State != tt.state):
			t.Errorf("%s: %s, %v; want %s", tt.because, o.State, err, tt.state)
		case tt.refusal != "" && (err == nil || !strings.Contains(err.Error(), tt.refusal) || fault.As(err) == nil):
			t.Errorf("%s: %v, want %q", tt.because, err, tt.refusal)
		}
	}
}

func TestExtensionEndsWithTheTerm(t *testing.T) {
	log := life(t, ProfileOf("own"), registered, dispatched, signed)
	due := when(t, "2026-11-23 17:30")
	ask := Event{Type: AskExtension, Reason: "复杂", Until: when(t, "2026-12-01 17:30")}
	for at, want := range map[string]bool{"2026-11-23 17:30": true, "2026-11-23 17:31": false} {
		ask.At = when(t, at)
		if _, err := Take(ProfileOf("own"), log, due, ask, unit); (err == nil) != want {
			t.Errorf("asked at %s: %v", at, err)
		}
	}
}

func TestOffers(t *testing.T) {
	own := ProfileOf("own")
	log := life(t, own, registered, dispatched, objected, Event{Type: Uphold, Reason: "目录列明"})
	if got := Offers(own, log, time.Time{}, when(t, "2026-11-16 12:00"), unit); len(got) != 1 || got[0] != SignFor {
		t.Errorf("a unit that was determined is offered %v", got)
	}
	log = life(t, own, registered, dispatched, signed)
	for _, a := range Offers(own, log, time.Time{}, when(t, "2026-11-16 12:00"), unit) {
		if a == Answer || a == CallBack {
			t.Errorf("offered %s", a)
		}
	}
}

func TestRating(t *testing.T) {
	for r, label := range map[Rating]string{0: "未评价", 1: "非常不满意", 2: "不满意", 3: "基本满意", 5: "非常满意", 9: "未评价"} {
		if r.Label() != label || r.Unhappy() != (r == 1 || r == 2) {
			t.Errorf("%d is %s", r, r.Label())
		}
	}
}

func TestProfilesRestOnTheirStatutes(t *testing.T) {
	for _, p := range Profiles() {
		if p.Key != "own" && len(p.Clauses) < 5 || len(p.Refusals()) < 4 {
			t.Errorf("%s has %d clauses and %d reasons of refusal", p.Label, len(p.Clauses), len(p.Refusals()))
		}
		ways := 0
		for _, r := range p.Refusals() {
			if r.Code == "disclosure" && (!r.Way || r.Guide == "") {
				t.Errorf("%s does not lead an application for information to its channel", p.Label)
			}
			if r.Way {
				ways++
			}
			if p.Key != "own" && r.Cite.Zero() {
				t.Errorf("%s refuses for %s without a clause", p.Label, r.Label)
			}
		}
		for _, c := range p.Clauses {
			if p.Key != "own" && (c.Cite.Zero() || c.Cite.Statute != p.Label) {
				t.Errorf("%s rests %s on %s", p.Label, c.What, c.Cite)
			}
		}
		for _, s := range []Stage{ToDispatch, ToSign, ToHandle, ToRule, ToCheck, ToCall} {
			if _, ok := p.TermOf(s, Order{Category: Help, Urgency: Ordinary}, "", when2026); !ok || s.Label() == "" {
				t.Errorf("%s has no term to %s: without one nothing may be dispatched (北京 13)", p.Label, s)
			}
		}
		if ways == 0 {
			t.Errorf("%s never tells a way", p.Label)
		}
	}
	if ProfileOf("nowhere").Key != "own" || ProfileOf("jinan").Label != "济南" {
		t.Error("a place without a statute has its own rules")
	}
}
