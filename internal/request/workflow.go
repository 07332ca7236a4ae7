package request

import (
	"cmp"

	"yangguang/internal/flow"
	"yangguang/internal/identity"
	"yangguang/internal/law"
)

// State is where an application stands on the desk.
type State string

// The states of an application.
const (
	Unconfirmed State = "unconfirmed" // submitted, receipt not confirmed by both sides
	Handling    State = "handling"
	Correcting  State = "correcting" // the applicant is to correct
	Consulting  State = "consulting" // a third party or another agency is heard
	AwaitingFee State = "awaiting_fee"
	Drafted     State = "drafted"   // with the head of the unit
	Screening   State = "screening" // 保密审查
	Signing     State = "signing"   // with the approver
	Serving     State = "serving"   // signed, not served yet
	Answered    State = "answered"
	Ceased      State = "ceased" // withdrawn, or no longer dealt with
	Archived    State = "archived"
)

// Action is what somebody does with an application.
type Action string

// The acts on an application.
const (
	ActionConfirm    Action = "confirm"
	ActionAskCorrect Action = "ask_correction"
	ActionCorrect    Action = "correct"
	ActionConsult    Action = "consult"
	ActionHearBack   Action = "hear_back"
	ActionExtend     Action = "extend"
	ActionDelay      Action = "delay"
	ActionNoticeFee  Action = "notice_fee"
	ActionPayFee     Action = "pay_fee"
	ActionDraft      Action = "draft"
	ActionPass       Action = "pass"
	ActionReturn     Action = "return"
	ActionSign       Action = "sign"
	ActionServe      Action = "serve"
	ActionWithdraw   Action = "withdraw"
	ActionCease      Action = "cease"
	ActionReopen     Action = "reopen"
	ActionArchive    Action = "archive"
	ActionVoid       Action = "void" // a signed answer is taken back; its number stays

	ActionAskReasons    Action = "ask_reasons"    // of an unusual number (35)
	ActionFindExcessive Action = "find_excessive" // the number is clearly beyond reason (42①)
	ActionFindNoCause   Action = "find_no_cause"  // a correction stays out without just cause (30)
	ActionProve         Action = "prove_delivery" // a question or a notice of a fee has reached whom it was sent to
	ActionAtOnce        Action = "answer_at_once" // answered on the spot (33①)
	ActionUndo          Action = "undo"           // what was put down by mistake is taken back
)

// The guards of the workflow.
const (
	NotDrafter     = "not_drafter"     // the drafter neither reviews nor signs
	ElementsThere  = "elements_there"  // the letter holds every required element
	ServiceProved  = "service_proved"  // there is proof of service
	NoJustCause    = "no_just_cause"   // a person found no just cause for the delay
	OrderedAnew    = "ordered_anew"    // a review decision or judgment orders a new answer
	FoundExcessive = "found_excessive" // the number was found to be clearly beyond reason
)

// action is one row of the workflow: an act, what it is called, and every step it
// takes. A new one is a constant and a row here, a row of the event it records
// (event.go), and its form (the rooms' *steps.go).
type action struct {
	Act      Action
	Label    string
	Recorded string // as the audit log names it; "" for Label
	Moves    []move
	Guards   []guard
}

// move leads from some states to another one, or leaves them as they are (To "").
type move struct {
	From  []State
	To    State
	By    []identity.Role
	Clock flow.Clock
	Cite  law.Ref
}

// guard is a condition on the act in some states.
type guard struct {
	From    []State
	Name    string
	Message string
	Cite    law.Ref
}

func from(list ...State) []State { return list }

// Who takes a step.
var (
	clerk     = []identity.Role{identity.Clerk}
	leader    = []identity.Role{identity.Leader}
	unit      = []identity.Role{identity.UnitHandler}
	reviewer  = []identity.Role{identity.Reviewer}
	applicant = []identity.Role{identity.Public, identity.Clerk} // online, or as the clerk was told
	either    = []identity.Role{identity.Clerk, identity.Leader}
)

// actions are the acts in the order in which pages offer them.
var actions = []action{
	{Act: ActionConfirm, Label: "确认收到", Recorded: "确认收到申请", Moves: []move{
		{From: from(Unconfirmed), To: Handling, By: clerk, Clock: flow.Restart, Cite: law.Art("条例", 31)},
	}},
	{Act: ActionAskCorrect, Label: "告知补正", Moves: []move{
		{From: from(Handling), To: Correcting, By: clerk, Clock: flow.Stop, Cite: law.Art("条例", 30)},
	}},
	{Act: ActionCorrect, Label: "收到补正", Moves: []move{
		{From: from(Correcting), To: Handling, By: applicant, Clock: flow.Restart, Cite: law.Art("条例", 30)},
	}},
	{Act: ActionFindNoCause, Label: "认定逾期不补正", Moves: []move{
		{From: from(Correcting), By: leader, Cite: law.Art("条例", 30)},
	}, Guards: []guard{
		{From: from(Correcting), Name: NoJustCause, Message: "申请人有正当理由的，等待补正，不能不再处理。", Cite: law.Art("条例", 30)},
	}},
	{Act: ActionConsult, Label: "征求意见", Moves: []move{
		{From: from(Handling, Consulting), To: Consulting, By: clerk, Clock: flow.Pause, Cite: law.Art("条例", 33).Para(3)},
	}},
	{Act: ActionProve, Label: "登记送达", Moves: []move{
		{From: from(Consulting), By: clerk, Clock: flow.Pause, Cite: law.Art("条例", 32)},
		{From: from(AwaitingFee), By: clerk, Cite: law.Art("收费办法", 0)},
	}},
	{Act: ActionHearBack, Label: "收到意见", Moves: []move{
		{From: from(Consulting), To: Handling, By: clerk, Clock: flow.Resume, Cite: law.Art("条例", 32)},
		{From: from(Handling), By: clerk, Cite: law.Art("条例", 32)}, // late, or silent
	}},
	{Act: ActionExtend, Label: "延长期限", Recorded: "延长答复期限", Moves: []move{
		{From: from(Handling, Consulting), By: leader, Cite: law.Art("条例", 33).Para(2)},
		{From: from(Drafted, Screening, Signing), By: leader, Cite: law.Art("条例", 33).Para(2)}, // the term runs on while an answer is reviewed
	}},
	{Act: ActionAskReasons, Label: "要求说明理由", Moves: []move{
		{From: from(Handling), By: clerk, Cite: law.Art("条例", 35)},
	}},
	{Act: ActionDelay, Label: "延迟答复", Moves: []move{
		{From: from(Handling), By: leader, Cite: law.Art("条例", 35)},
	}},
	{Act: ActionFindExcessive, Label: "认定明显超过合理范围", Recorded: "认定数量、频次明显超过合理范围", Moves: []move{
		{From: from(Handling), By: leader, Cite: law.Art("条例", 42).Para(1)},
	}},
	{Act: ActionNoticeFee, Label: "发出收费通知", Moves: []move{
		{From: from(Handling), To: AwaitingFee, By: leader, Clock: flow.Stop, Cite: law.Art("条例", 42).Para(1)},
	}, Guards: []guard{
		{From: from(Handling), Name: FoundExcessive, Message: "先认定申请的数量、频次明显超过合理范围，再发收费通知。", Cite: law.Art("条例", 42).Para(1)},
	}},
	{Act: ActionPayFee, Label: "登记缴费", Moves: []move{
		{From: from(AwaitingFee), To: Handling, By: clerk, Clock: flow.Restart, Cite: law.Art("收费办法", 0)},
	}},
	{Act: ActionCease, Label: "终止办理", Moves: []move{
		{From: from(AwaitingFee), To: Ceased, By: leader, Clock: flow.Stop, Cite: law.Art("收费办法", 0)},
	}},
	{Act: ActionAtOnce, Label: "当场答复", Moves: []move{
		{From: from(Handling), To: Answered, By: clerk, Clock: flow.Stop, Cite: law.Art("条例", 33).Para(1)},
	}},
	{Act: ActionDraft, Label: "拟稿", Recorded: "拟写答复", Moves: []move{
		{From: from(Handling), To: Drafted, By: clerk, Cite: law.Art("条例", 36)},
		{From: from(Correcting), To: Drafted, By: clerk, Cite: law.Art("条例", 30)},
		{From: from(AwaitingFee), To: Drafted, By: clerk, Cite: law.Art("收费办法", 0)}, // letter 20, after the lapse
	}, Guards: []guard{
		{From: from(Correcting), Name: NoJustCause, Message: "逾期不补正有没有正当理由由负责人先认定，再拟不再处理告知书。", Cite: law.Art("条例", 30)},
	}},
	{Act: ActionPass, Label: "审核通过", Recorded: "审核答复", Moves: []move{
		{From: from(Drafted), To: Screening, By: unit, Cite: law.Art("条例", 45)},
		{From: from(Screening), To: Signing, By: reviewer, Cite: law.Art("条例", 17).Para(2)},
	}, Guards: []guard{
		{From: from(Drafted), Name: NotDrafter, Message: "拟稿人不审核自己拟的稿，换一个人审核。", Cite: law.Art("条例", 17).Para(1)},
		{From: from(Screening), Name: NotDrafter, Message: "拟稿人不做自己稿件的保密审查，换一个人审查。", Cite: law.Art("条例", 17).Para(1)},
	}},
	{Act: ActionSign, Label: "签发", Recorded: "签发答复", Moves: []move{
		{From: from(Signing), To: Serving, By: leader, Cite: law.Art("条例", 45)},
	}, Guards: []guard{
		{From: from(Signing), Name: NotDrafter, Message: "拟稿人不签发自己拟的稿，换一个人签发。", Cite: law.Art("条例", 17).Para(1)},
		{From: from(Signing), Name: ElementsThere, Message: "答复书缺少必备要素，补齐后再签发。", Cite: law.Art("条例", 36)},
	}},
	{Act: ActionReturn, Label: "退回", Recorded: "退回答复", Moves: []move{
		{From: from(Drafted), To: Handling, By: unit, Cite: law.Art("条例", 45)},
		{From: from(Screening), To: Handling, By: reviewer, Cite: law.Art("条例", 17).Para(2)},
		{From: from(Signing), To: Handling, By: leader, Cite: law.Art("条例", 45)},
	}},
	{Act: ActionServe, Label: "送达", Recorded: "送达答复", Moves: []move{
		{From: from(Serving), To: Answered, By: clerk, Clock: flow.Stop, Cite: law.Art("条例", 33).Para(2)},
	}, Guards: []guard{
		{From: from(Serving), Name: ServiceProved, Message: "没有送达凭据，先登记邮件号、回证或者网上送达记录。", Cite: law.Art("条例", 45)},
	}},
	{Act: ActionVoid, Label: "作废文书", Moves: []move{
		{From: from(Serving), To: Handling, By: leader, Cite: law.Art("条例", 45)},
		{From: from(Answered), To: Handling, By: leader, Clock: flow.Resume, Cite: law.Art("条例", 45)},
	}},
	{Act: ActionWithdraw, Label: "撤回申请", Moves: []move{
		{From: from(Unconfirmed, Handling, Correcting, Consulting, AwaitingFee), To: Ceased, By: applicant, Clock: flow.Stop},
	}},
	{Act: ActionUndo, Label: "撤销登记", Moves: []move{
		{From: from(Handling, Correcting, Consulting, AwaitingFee), By: either},
		{From: from(Ceased), To: Handling, By: either},
	}},
	{Act: ActionReopen, Label: "重新答复", Moves: []move{
		{From: from(Answered, Ceased, Archived), To: Handling, By: leader, Clock: flow.Restart, Cite: law.Art("复议法", 64).Para(1)},
	}, Guards: []guard{
		{From: from(Answered, Ceased, Archived), Name: OrderedAnew, Message: "没有责令重新答复的复议决定或者判决。", Cite: law.Art("复议法", 64).Para(1)},
	}},
	{Act: ActionArchive, Label: "归档", Moves: []move{
		{From: from(Answered, Ceased), To: Archived, By: clerk, Cite: law.Art("条例", 45)},
	}},
}

// workflow is made once: a queue asks it for every line.
var workflow = machine()

// Workflow is the life of an application on the desk (条例 45: register, review,
// handle, answer, archive). It is shared and not to be changed.
func Workflow() flow.Machine[State, Action, identity.Role] { return workflow }

// machine writes the rows out as steps.
func machine() flow.Machine[State, Action, identity.Role] {
	m := flow.Machine[State, Action, identity.Role]{
		Start: Unconfirmed,
		States: map[State]string{
			Unconfirmed: "待确认", Handling: "办理中", Correcting: "待补正", Consulting: "征求意见", AwaitingFee: "待缴费",
			Drafted: "待科室审核", Screening: "待保密审查", Signing: "待签发", Serving: "待送达", Answered: "已答复",
			Ceased: "已终止", Archived: "已归档",
		},
		Actions: map[Action]string{},
		Roles:   identity.Role.Label,
	}
	for _, a := range actions {
		m.Actions[a.Act] = a.Label
		for _, x := range a.Moves {
			for _, state := range x.From {
				for _, by := range x.By {
					m.Steps = append(m.Steps, flow.Step[State, Action, identity.Role]{From: state, Action: a.Act, To: cmp.Or(x.To, state), By: by, Clock: x.Clock, Cite: x.Cite})
				}
			}
		}
		for _, g := range a.Guards {
			for _, state := range g.From {
				m.Guards = append(m.Guards, flow.Guard[State, Action]{From: state, Act: a.Act, Name: g.Name, Message: g.Message, Cite: g.Cite})
			}
		}
	}
	return m
}

// Recorded names every act as the audit log shows it.
func Recorded() map[Action]string {
	all := make(map[Action]string, len(actions))
	for _, a := range actions {
		all[a.Act] = cmp.Or(a.Recorded, a.Label)
	}
	return all
}

// takesAnswerFiles are the states in which files may be put to an answer or
// taken out of it: until it is signed. What was signed goes out as it is.
var takesAnswerFiles = map[State]bool{Handling: true, Correcting: true, Consulting: true, AwaitingFee: true, Drafted: true, Screening: true, Signing: true}

// TakesAnswerFiles reports whether the files of an answer may still be changed.
func TakesAnswerFiles(s State) bool { return takesAnswerFiles[s] }
