package hotline

import (
	"slices"

	"yangguang/internal/flow"
	"yangguang/internal/identity"
	"yangguang/internal/law"
)

// State is where an order stands.
type State string

// The states of an order.
const (
	Waiting     State = "waiting"     // registered, to be dispatched
	Assigned    State = "assigned"    // with a unit that has not signed for it
	InHand      State = "in_hand"     // the unit is at work
	Objected    State = "objected"    // the unit says it is not its duty
	Terminating State = "terminating" // the unit asks to end without a result
	Checking    State = "checking"    // reported back, to be checked
	Calling     State = "calling"     // checked, the caller is to be called back
	Rated       State = "rated"       // called back, to be filed
	Merged      State = "merged"      // the work is done in another order
	Closed      State = "closed"
	Refused     State = "refused"
	Transferred State = "transferred" // to 110 and the like; not chased by us
	Void        State = "void"        // no valid contact
)

// Act is what somebody does with an order.
type Act string

// The acts on an order.
const (
	Register        Act = "register" // the first event of every order
	CloseAtOnce     Act = "close_at_once"
	Coordinate      Act = "coordinate"
	Forward         Act = "forward"
	Dispatch        Act = "dispatch"
	Refuse          Act = "refuse"
	Transfer        Act = "transfer"
	Invalidate      Act = "invalidate"
	Reclassify      Act = "reclassify"
	Merge           Act = "merge"
	Split           Act = "split"
	SignFor         Act = "sign_for"
	Object          Act = "object"
	Uphold          Act = "uphold"
	Redirect        Act = "redirect"
	Designate       Act = "designate"
	ReportBack      Act = "report_back"
	Contacted       Act = "contacted" // the unit has spoken to the caller
	CoAnswer        Act = "co_answer" // a co-handler has answered the lead
	Ask             Act = "ask"       // the caller is asked something
	Answer          Act = "answer"    // and has answered
	AskExtension    Act = "ask_extension"
	Extend          Act = "extend"
	DenyExtension   Act = "deny_extension"
	AskTermination  Act = "ask_termination"
	Terminate       Act = "terminate"
	DenyTermination Act = "deny_termination"
	Chase           Act = "chase"
	Supervise       Act = "supervise"
	Pass            Act = "pass"
	SendBack        Act = "send_back"
	CallBack        Act = "call_back"
	Redo            Act = "redo"
	File            Act = "file"
	Reopen          Act = "reopen" // goes straight back to the unit that dealt with it
	Retake          Act = "retake" // no unit dealt with it: it waits to be dispatched
	Undo            Act = "undo"
)

// The guards of the workflow, which the replay answers.
const (
	MayObject    = "may_object"     // nobody determined or designated the unit
	MayRedirect  = "may_redirect"   // it was not returned for the third time
	AllAnswered  = "all_answered"   // every point and every co-handler
	CallerHeard  = "caller_heard"   // the unit has spoken to the caller
	NotSilent    = "not_silent"     // the last call reached the caller, or enough were tried
	Undoable     = "undoable"       // the last event can be taken back
	ExtensionOpn = "extension_open" // an extension was asked for
	NoExtension  = "no_extension"   // and none is asked for yet, nor is the term over
	NoQuestion   = "no_question"    // no question to the caller is open
	QuestionOpn  = "question_open"
	HadUnit      = "had_unit" // a unit dealt with it before it was closed
	HadNone      = "had_none"
	WorkDone     = "work_done" // the order it was merged into has passed its check
)

type (
	step  = flow.Step[State, Act, identity.Role]
	guard = flow.Guard[State, Act]
)

// way is a row of the table of steps, stop one of the table of guards.
type (
	way struct {
		From   State
		Action Act
		To     State
		By     identity.Role
		Clock  flow.Clock
		Cite   law.Ref
	}
	stop struct {
		From          State
		Act           Act
		Name, Message string
		Cite          law.Ref
	}
)

const (
	agent      = identity.Agent
	dispatcher = identity.Dispatcher
	unit       = identity.UnitHandler
	inspector  = identity.Inspector
)

// Workflow is the way of an order from the contact to the closed loop.
func Workflow() flow.Machine[State, Act, identity.Role] {
	return flow.Machine[State, Act, identity.Role]{Start: Waiting, Steps: steps(), Guards: guards(), States: stateLabels(), Actions: actLabels(), Roles: identity.Role.Label}
}

func steps() (all []step) {
	for _, w := range ways() {
		all = append(all, step(w))
	}
	return all
}

func guards() (all []guard) {
	for _, s := range stops() {
		all = append(all, guard(s))
	}
	return all
}

// ways are the steps: at the hotline before a unit has the order, at the unit, and
// at the hotline again.
func ways() []way { return slices.Concat(atHotline(), atUnit(), afterwards()) }

func atHotline() []way {
	return []way{
		{Waiting, CloseAtOnce, Closed, agent, flow.Stop, law.Art("潍坊", 18).Para(2)},
		{Waiting, CloseAtOnce, Closed, dispatcher, flow.Stop, law.Art("潍坊", 18).Para(2)},
		{Waiting, Coordinate, Closed, agent, flow.Stop, law.Art("济南", 29).Para(1)},
		{Waiting, Coordinate, Closed, dispatcher, flow.Stop, law.Art("济南", 29).Para(1)},
		{Waiting, Forward, Closed, agent, flow.Stop, law.Art("热线意见", 0)},
		{Waiting, Forward, Closed, dispatcher, flow.Stop, law.Art("热线意见", 0)},
		{Waiting, Dispatch, Assigned, dispatcher, flow.Run, law.Art("北京", 11).Para(2)},
		{Waiting, Dispatch, Assigned, agent, flow.Run, law.Art("北京", 11).Para(2)},
		{Waiting, Refuse, Refused, agent, flow.Stop, law.Art("潍坊", 19).Para(2)},
		{Waiting, Refuse, Refused, dispatcher, flow.Stop, law.Art("潍坊", 19).Para(2)},
		{Waiting, Transfer, Transferred, agent, flow.Stop, law.Art("北京", 11).Para(3).At(1)},
		{Waiting, Transfer, Transferred, dispatcher, flow.Stop, law.Art("北京", 11).Para(3).At(1)},
		{Waiting, Invalidate, Void, agent, flow.Stop, law.Ref{}},
		{Waiting, Invalidate, Void, dispatcher, flow.Stop, law.Ref{}},
		{Waiting, Reclassify, Waiting, dispatcher, flow.Run, law.Ref{}},
		{Waiting, Merge, Merged, dispatcher, flow.Run, law.Art("热线提升意见", 0)},
		{Merged, Split, Waiting, dispatcher, flow.Run, law.Art("热线提升意见", 0)},
	}
}

func atUnit() []way {
	return []way{
		{Assigned, SignFor, InHand, unit, flow.Restart, law.Art("潍坊", 16)},
		{Assigned, Object, Objected, unit, flow.Run, law.Art("潍坊", 22).Para(1)},
		{InHand, Object, Objected, unit, flow.Run, law.Art("潍坊", 22).Para(1)},
		{Objected, Uphold, Assigned, dispatcher, flow.Run, law.Art("潍坊", 22).Para(2)},
		{Objected, Redirect, Assigned, dispatcher, flow.Run, law.Art("北京", 12).Para(3)},
		{Objected, Designate, Assigned, dispatcher, flow.Run, law.Art("潍坊", 22).Para(2)},
		{InHand, Contacted, InHand, unit, flow.Run, law.Art("北京", 15).At(1)},
		{InHand, CoAnswer, InHand, unit, flow.Run, law.Art("北京", 14).Para(2)},
		{InHand, Ask, InHand, unit, flow.Pause, law.Art("潍坊", 12)},
		{InHand, Answer, InHand, agent, flow.Resume, law.Art("潍坊", 12)},
		{InHand, Answer, InHand, unit, flow.Resume, law.Art("潍坊", 12)},
		{InHand, AskExtension, InHand, unit, flow.Run, law.Art("北京", 15).At(2)},
		{InHand, Extend, InHand, dispatcher, flow.Run, law.Art("北京", 15).At(2)},
		{InHand, DenyExtension, InHand, dispatcher, flow.Run, law.Art("北京", 15).At(2)},
		{InHand, AskTermination, Terminating, unit, flow.Run, law.Art("潍坊", 21)},
		{Terminating, Terminate, Calling, dispatcher, flow.Stop, law.Art("潍坊", 21)},
		{Terminating, DenyTermination, InHand, dispatcher, flow.Run, law.Art("潍坊", 21)},
		{Assigned, Chase, Assigned, dispatcher, flow.Run, law.Art("潍坊", 26)},
		{InHand, Chase, InHand, dispatcher, flow.Run, law.Art("潍坊", 26)},
		{Assigned, Supervise, Assigned, dispatcher, flow.Run, law.Art("潍坊", 26)},
		{InHand, Supervise, InHand, dispatcher, flow.Run, law.Art("潍坊", 26)},
		{InHand, ReportBack, Checking, unit, flow.Stop, law.Art("潍坊", 20).Para(1)},
	}
}

func afterwards() []way {
	return []way{
		{Checking, Pass, Calling, dispatcher, flow.Run, law.Art("济南", 27).Para(1)},
		{Merged, Pass, Calling, dispatcher, flow.Run, law.Art("热线提升意见", 0)}, // with the order that did the work
		{Checking, SendBack, InHand, dispatcher, flow.Run, law.Art("济南", 27).Para(2)},
		{Calling, CallBack, Rated, agent, flow.Run, law.Art("潍坊", 25)},
		{Calling, CallBack, Rated, inspector, flow.Run, law.Art("潍坊", 25)},
		{Rated, CallBack, Rated, agent, flow.Run, law.Art("潍坊", 25)},
		{Rated, CallBack, Rated, inspector, flow.Run, law.Art("潍坊", 25)},
		{Rated, Redo, InHand, dispatcher, flow.Restart, law.Art("济南", 27).Para(2)},
		{Rated, Redo, InHand, inspector, flow.Restart, law.Art("济南", 27).Para(2)},
		{Rated, File, Closed, dispatcher, flow.Run, law.Art("济南", 22).Para(2)},
		{Rated, File, Closed, inspector, flow.Run, law.Art("济南", 22).Para(2)},
		{Closed, Reopen, InHand, agent, flow.Restart, law.Art("潍坊", 14)},
		{Closed, Reopen, InHand, dispatcher, flow.Restart, law.Art("潍坊", 14)},
		{Closed, Retake, Waiting, agent, flow.Restart, law.Art("潍坊", 14)},
		{Closed, Retake, Waiting, dispatcher, flow.Restart, law.Art("潍坊", 14)},
		{Assigned, Undo, Waiting, dispatcher, flow.Run, law.Ref{}},
		{Closed, Undo, Waiting, agent, flow.Run, law.Ref{}},
		{Closed, Undo, Waiting, dispatcher, flow.Run, law.Ref{}},
		{Refused, Undo, Waiting, dispatcher, flow.Run, law.Ref{}},
		{Void, Undo, Waiting, dispatcher, flow.Run, law.Ref{}},
		{Merged, Undo, Waiting, dispatcher, flow.Run, law.Ref{}},
	}
}

func stops() []stop {
	again := "已经裁定由本单位办理，不得退回。办理有困难的，可以申请延期或者会商"
	undo := "这一步已经接着办了，不能撤销"
	return []stop{
		{Assigned, Object, MayObject, again, law.Art("潍坊", 22).Para(2)},
		{InHand, Object, MayObject, again, law.Art("潍坊", 22).Para(2)},
		{Objected, Redirect, MayRedirect, "这一件已经第三次退回，只能指定承办单位", law.Art("潍坊", 22).Para(2)},
		{InHand, ReportBack, AllAnswered, "还有要点没有回答。不能解决的，写明原因和可行的办法", law.Art("潍坊", 20).Para(1).At(3)},
		{InHand, ReportBack, CallerHeard, "先联系来电人，听取意见，再反馈", law.Art("北京", 15).At(1)},
		{InHand, AskExtension, NoExtension, "已经申请过延期，或者期限已到：先反馈进展，由热线机构决定", law.Art("北京", 15).At(2)},
		{InHand, Extend, ExtensionOpn, "没有待批准的延期申请", law.Art("北京", 15).At(2)},
		{InHand, DenyExtension, ExtensionOpn, "没有待批准的延期申请", law.Art("北京", 15).At(2)},
		{InHand, Ask, NoQuestion, "已经有一个问题在等来电人回答，一次问完", law.Art("潍坊", 12)},
		{InHand, Answer, QuestionOpn, "没有在等来电人回答的问题", law.Art("潍坊", 12)},
		{Merged, Pass, WorkDone, "并入的那一件审核通过以后，这一件自动转入回访", law.Art("热线提升意见", 0)},
		{Rated, File, NotSilent, "还没有联系上来电人：换个时段再拨，三次未接通才能归档", law.Art("济南", 27).Para(1)},
		{Closed, Reopen, HadUnit, "没有单位办过这一件，用“重新处理”", law.Art("潍坊", 14)},
		{Closed, Retake, HadNone, "有单位办过这一件，用“重新打开”直接回到承办单位", law.Art("潍坊", 14)},
		{Assigned, Undo, Undoable, undo, law.Ref{}},
		{Closed, Undo, Undoable, undo, law.Ref{}},
		{Refused, Undo, Undoable, undo, law.Ref{}},
		{Void, Undo, Undoable, undo, law.Ref{}},
		{Merged, Undo, Undoable, undo, law.Ref{}},
	}
}

func stateLabels() map[State]string {
	return map[State]string{Waiting: "待派", Assigned: "待签收", InHand: "办理中", Objected: "异议待裁定", Terminating: "终止待审核", Checking: "待审核", Calling: "待回访",
		Rated: "已回访", Merged: "已并单", Closed: "已办结", Refused: "不予受理", Transferred: "已转紧急热线", Void: "无效"}
}

func actLabels() map[Act]string {
	return map[Act]string{CloseAtOnce: "直接答复并办结", Coordinate: "协调办结", Forward: "转阅", Dispatch: "派单", Refuse: "不予受理", Transfer: "转紧急热线", Invalidate: "改为无效",
		Reclassify: "更正类别", Merge: "并单", Split: "撤出并单", SignFor: "签收", Object: "申请退回", Uphold: "维持", Redirect: "改派", Designate: "指定承办单位", ReportBack: "提交反馈",
		Contacted: "登记联系来电人", Ask: "向来电人提问", Answer: "登记来电人的回答", AskExtension: "申请延期", Extend: "批准延期", DenyExtension: "不批准延期",
		AskTermination: "提请终止办理", Terminate: "同意终止", DenyTermination: "不同意终止", Chase: "催办", Supervise: "督办", Pass: "审核通过", SendBack: "退回重办",
		CallBack: "登记回访", Redo: "重办", File: "归档", Reopen: "重新打开", Retake: "重新处理", CoAnswer: "协办答复", Register: "登记诉求", Undo: "撤销上一步"}
}

// Label is the state in Chinese.
func (s State) Label() string { return stateLabels()[s] }

// Label is the act in Chinese.
func (a Act) Label() string { return actLabels()[a] }

// Open reports whether something is still to be done with an order.
func (s State) Open() bool {
	switch s {
	case Closed, Refused, Transferred, Void:
		return false
	}
	return true
}
