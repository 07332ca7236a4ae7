package request

import (
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
	Consulting  State = "consulting" // a third party or another organ is heard
	AwaitingFee State = "awaiting_fee"
	Drafted     State = "drafted"   // with the head of the unit
	Screening   State = "screening" // 保密审查
	Signing     State = "signing"   // with the approver
	Serving     State = "serving"   // signed, not served yet
	Answered    State = "answered"
	Ceased      State = "ceased" // withdrawn, or no longer dealt with
	Archived    State = "archived"
)

// Act is what somebody does with an application.
type Act string

// The acts on an application.
const (
	ActConfirm    Act = "confirm"
	ActAskCorrect Act = "ask_correction"
	ActCorrect    Act = "correct"
	ActConsult    Act = "consult"
	ActHearBack   Act = "hear_back"
	ActExtend     Act = "extend"
	ActDelay      Act = "delay"
	ActNoticeFee  Act = "notice_fee"
	ActPayFee     Act = "pay_fee"
	ActDraft      Act = "draft"
	ActPass       Act = "pass"
	ActReturn     Act = "return"
	ActSign       Act = "sign"
	ActServe      Act = "serve"
	ActWithdraw   Act = "withdraw"
	ActCease      Act = "cease"
	ActReopen     Act = "reopen"
	ActArchive    Act = "archive"
	ActVoid       Act = "void" // a signed answer is taken back; its number stays

	ActAskReasons    Act = "ask_reasons"    // of an unusual number (35)
	ActFindExcessive Act = "find_excessive" // the number is clearly beyond reason (42①)
	ActFindNoCause   Act = "find_no_cause"  // a correction stays out without just cause (30)
	ActProve         Act = "prove_delivery" // a question has reached whom it was sent to
	ActAtOnce        Act = "answer_at_once" // answered on the spot (33①)
	ActUndo          Act = "undo"           // what was put down by mistake is taken back
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

// Workflow is the life of an application on the desk (条例 45: register, review,
// handle, answer, archive).
func Workflow() flow.Machine[State, Act, identity.Role] {
	return flow.Machine[State, Act, identity.Role]{
		Start:  Unconfirmed,
		Steps:  steps(),
		Guards: guards(),
		States: map[State]string{
			Unconfirmed: "待确认", Handling: "办理中", Correcting: "待补正", Consulting: "征求意见", AwaitingFee: "待缴费",
			Drafted: "待科室审核", Screening: "待保密审查", Signing: "待签发", Serving: "待送达", Answered: "已答复",
			Ceased: "已终止", Archived: "已归档",
		},
		Acts: map[Act]string{
			ActConfirm: "确认收到", ActAskCorrect: "告知补正", ActCorrect: "收到补正", ActConsult: "征求意见", ActHearBack: "收到意见",
			ActExtend: "延长期限", ActDelay: "延迟答复", ActNoticeFee: "发出收费通知", ActPayFee: "登记缴费", ActDraft: "拟稿",
			ActPass: "审核通过", ActReturn: "退回", ActSign: "签发", ActServe: "送达", ActWithdraw: "撤回申请", ActCease: "终止办理",
			ActReopen: "重新答复", ActArchive: "归档", ActAskReasons: "要求说明理由", ActFindExcessive: "认定明显超过合理范围",
			ActFindNoCause: "认定逾期不补正", ActProve: "登记送达", ActAtOnce: "当场答复", ActUndo: "撤销登记",
			ActVoid: "作废文书",
		},
		Roles: identity.Role.Label,
	}
}

func steps() []flow.Step[State, Act, identity.Role] {
	return []flow.Step[State, Act, identity.Role]{
		{Unconfirmed, ActConfirm, Handling, identity.Clerk, flow.Restart, law.Art("条例", 31)},
		{Unconfirmed, ActWithdraw, Ceased, identity.Public, flow.Stop, law.Ref{}},
		{Unconfirmed, ActWithdraw, Ceased, identity.Clerk, flow.Stop, law.Ref{}},

		{Handling, ActAskCorrect, Correcting, identity.Clerk, flow.Stop, law.Art("条例", 30)},
		{Correcting, ActCorrect, Handling, identity.Public, flow.Restart, law.Art("条例", 30)},
		{Correcting, ActCorrect, Handling, identity.Clerk, flow.Restart, law.Art("条例", 30)},
		{Correcting, ActFindNoCause, Correcting, identity.Leader, flow.Run, law.Art("条例", 30)},
		{Correcting, ActDraft, Drafted, identity.Clerk, flow.Run, law.Art("条例", 30)},

		{Handling, ActConsult, Consulting, identity.Clerk, flow.Pause, law.Art("条例", 33).Para(3)},
		{Consulting, ActConsult, Consulting, identity.Clerk, flow.Pause, law.Art("条例", 33).Para(3)},
		{Consulting, ActProve, Consulting, identity.Clerk, flow.Pause, law.Art("条例", 32)},
		{Consulting, ActHearBack, Handling, identity.Clerk, flow.Resume, law.Art("条例", 32)},
		{Handling, ActHearBack, Handling, identity.Clerk, flow.Run, law.Art("条例", 32)}, // late, or silent
		{Handling, ActExtend, Handling, identity.Leader, flow.Run, law.Art("条例", 33).Para(2)},
		{Consulting, ActExtend, Consulting, identity.Leader, flow.Run, law.Art("条例", 33).Para(2)},
		{Handling, ActAskReasons, Handling, identity.Clerk, flow.Run, law.Art("条例", 35)},
		{Handling, ActDelay, Handling, identity.Leader, flow.Run, law.Art("条例", 35)},

		{Handling, ActFindExcessive, Handling, identity.Leader, flow.Run, law.Art("条例", 42).Para(1)},
		{Handling, ActNoticeFee, AwaitingFee, identity.Leader, flow.Stop, law.Art("条例", 42).Para(1)},
		{AwaitingFee, ActPayFee, Handling, identity.Clerk, flow.Restart, law.Art("收费办法", 0)},
		{AwaitingFee, ActCease, Ceased, identity.Leader, flow.Stop, law.Art("收费办法", 0)},
		{AwaitingFee, ActDraft, Drafted, identity.Clerk, flow.Run, law.Art("收费办法", 0)}, // letter 20, after the lapse

		{Handling, ActAtOnce, Answered, identity.Clerk, flow.Stop, law.Art("条例", 33).Para(1)},
		{Handling, ActDraft, Drafted, identity.Clerk, flow.Run, law.Art("条例", 36)},
		{Drafted, ActPass, Screening, identity.UnitHandler, flow.Run, law.Art("条例", 45)},
		{Drafted, ActReturn, Handling, identity.UnitHandler, flow.Run, law.Art("条例", 45)},
		{Screening, ActPass, Signing, identity.Reviewer, flow.Run, law.Art("条例", 17).Para(2)},
		{Screening, ActReturn, Handling, identity.Reviewer, flow.Run, law.Art("条例", 17).Para(2)},
		{Signing, ActSign, Serving, identity.Leader, flow.Run, law.Art("条例", 45)},
		{Signing, ActReturn, Handling, identity.Leader, flow.Run, law.Art("条例", 45)},
		{Serving, ActServe, Answered, identity.Clerk, flow.Stop, law.Art("条例", 33).Para(2)},
		{Serving, ActVoid, Handling, identity.Leader, flow.Run, law.Art("条例", 45)},
		{Answered, ActVoid, Handling, identity.Leader, flow.Resume, law.Art("条例", 45)},

		{Handling, ActWithdraw, Ceased, identity.Public, flow.Stop, law.Ref{}},
		{Handling, ActWithdraw, Ceased, identity.Clerk, flow.Stop, law.Ref{}},
		{Correcting, ActWithdraw, Ceased, identity.Public, flow.Stop, law.Ref{}},
		{Correcting, ActWithdraw, Ceased, identity.Clerk, flow.Stop, law.Ref{}},
		{Consulting, ActWithdraw, Ceased, identity.Public, flow.Stop, law.Ref{}},
		{Consulting, ActWithdraw, Ceased, identity.Clerk, flow.Stop, law.Ref{}},
		{AwaitingFee, ActWithdraw, Ceased, identity.Public, flow.Stop, law.Ref{}},
		{AwaitingFee, ActWithdraw, Ceased, identity.Clerk, flow.Stop, law.Ref{}},

		{Handling, ActUndo, Handling, identity.Clerk, flow.Run, law.Ref{}},
		{Handling, ActUndo, Handling, identity.Leader, flow.Run, law.Ref{}},
		{Correcting, ActUndo, Correcting, identity.Clerk, flow.Run, law.Ref{}},
		{Correcting, ActUndo, Correcting, identity.Leader, flow.Run, law.Ref{}},
		{Consulting, ActUndo, Consulting, identity.Clerk, flow.Run, law.Ref{}},
		{Consulting, ActUndo, Consulting, identity.Leader, flow.Run, law.Ref{}},
		{AwaitingFee, ActUndo, AwaitingFee, identity.Clerk, flow.Run, law.Ref{}},
		{AwaitingFee, ActUndo, AwaitingFee, identity.Leader, flow.Run, law.Ref{}},
		{Ceased, ActUndo, Handling, identity.Clerk, flow.Run, law.Ref{}},
		{Ceased, ActUndo, Handling, identity.Leader, flow.Run, law.Ref{}},

		{Answered, ActReopen, Handling, identity.Leader, flow.Restart, law.Art("复议法", 64).Para(1)},
		{Ceased, ActReopen, Handling, identity.Leader, flow.Restart, law.Art("复议法", 64).Para(1)},
		{Archived, ActReopen, Handling, identity.Leader, flow.Restart, law.Art("复议法", 64).Para(1)},
		{Answered, ActArchive, Archived, identity.Clerk, flow.Run, law.Art("条例", 45)},
		{Ceased, ActArchive, Archived, identity.Clerk, flow.Run, law.Art("条例", 45)},
	}
}

func guards() []flow.Guard[State, Act] {
	return []flow.Guard[State, Act]{
		{Drafted, ActPass, NotDrafter, "拟稿人不审核自己拟的稿，换一个人审核。", law.Art("条例", 17).Para(1)},
		{Screening, ActPass, NotDrafter, "拟稿人不做自己稿件的保密审查，换一个人审查。", law.Art("条例", 17).Para(1)},
		{Signing, ActSign, NotDrafter, "拟稿人不签发自己拟的稿，换一个人签发。", law.Art("条例", 17).Para(1)},
		{Signing, ActSign, ElementsThere, "答复书缺少必备要素，补齐后再签发。", law.Art("条例", 36)},
		{Serving, ActServe, ServiceProved, "没有送达凭据，先登记邮件号、回证或者网上送达记录。", law.Art("条例", 45)},
		{Correcting, ActFindNoCause, NoJustCause, "申请人有正当理由的，等待补正，不能不再处理。", law.Art("条例", 30)},
		{Correcting, ActDraft, NoJustCause, "逾期不补正有没有正当理由由负责人先认定，再拟不再处理告知书。", law.Art("条例", 30)},
		{Handling, ActNoticeFee, FoundExcessive, "先认定申请的数量、频次明显超过合理范围，再发收费通知。", law.Art("条例", 42).Para(1)},
		{Answered, ActReopen, OrderedAnew, "没有责令重新答复的复议决定或者判决。", law.Art("复议法", 64).Para(1)},
		{Ceased, ActReopen, OrderedAnew, "没有责令重新答复的复议决定或者判决。", law.Art("复议法", 64).Para(1)},
		{Archived, ActReopen, OrderedAnew, "没有责令重新答复的复议决定或者判决。", law.Art("复议法", 64).Para(1)},
	}
}
