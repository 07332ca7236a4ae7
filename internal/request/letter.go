package request

import (
	"slices"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/law"
	"yangguang/internal/letter"
)

// The letters on the way to an answer, and those beside it (handbook of the
// house, 3.1). The codes are stored.
const (
	LetterReceipt       letter.Code = "01"  // 登记回执
	LetterCorrection    letter.Code = "02"  // 补正告知书
	LetterExtension     letter.Code = "03"  // 延长答复期限告知书
	LetterThirdParty    letter.Code = "04"  // 征求第三方意见书
	LetterDisclosure    letter.Code = "04b" // 决定公开告知书, to a third party that did not agree
	LetterAgency        letter.Code = "05"  // 征求其他机关意见函
	LetterReasons       letter.Code = "18a" // 要求说明理由通知书
	LetterDelay         letter.Code = "18b" // 延迟答复告知书
	LetterFee           letter.Code = "19"  // 收费通知书
	LetterWithdrawal    letter.Code = "21"  // 撤回确认书
	LetterRectification letter.Code = "22"  // 更正告知书, of records about the applicant
	LetterVoided        letter.Code = "23"  // 文书更正通知书: a letter that was served is void
	LetterConfirmation  letter.Code = "24"  // 收到确认书
	LetterInspection    letter.Code = "25"  // 查阅、抄录安排通知书
	LetterProposal      letter.Code = "26"  // 转主动公开建议答复书
	LetterComplaint     letter.Code = "27"  // 投诉查证结果告知书
)

// The answers (条例 36 and what it leads to).
const (
	AnswerPublished      letter.Code = "06"
	AnswerGranted        letter.Code = "07"
	AnswerPartly         letter.Code = "08"
	AnswerRefused        letter.Code = "09a" // on grounds that bind (14, 15)
	AnswerDiscretion     letter.Code = "09b" // on grounds that leave a choice (16)
	AnswerInquiry        letter.Code = "10"
	AnswerNotHeld        letter.Code = "11"
	AnswerOtherBody      letter.Code = "12"
	AnswerNeedsCreation  letter.Code = "13"
	AnswerUnclear        letter.Code = "14"
	AnswerPetition       letter.Code = "15"
	AnswerRepeated       letter.Code = "16"
	AnswerPublication    letter.Code = "17"
	AnswerAbusive        letter.Code = "18"
	AnswerReconfirmation letter.Code = "18c"
	AnswerLapsed         letter.Code = "20" // no correction in time, or no payment
	AnswerOther          letter.Code = "20b"
	AnswerAnew           letter.Code = "28" // after a review or a judgment
)

// Element is something a letter must hold.
type Element string

// The elements of letters (handbook of the house, 3.2).
const (
	Title         Element = "title"
	Number        Element = "number"
	Addressee     Element = "addressee"
	ReceivedDay   Element = "received_day" // day and channel of receipt
	ApplicationNo Element = "application_no"
	RequestText   Element = "request_text" // what was asked for, word for word
	Decision      Element = "decision"
	Facts         Element = "facts"
	Law           Element = "law" // to the clause
	Reason        Element = "reason"
	RemedyTold    Element = "remedy"
	Signature     Element = "signature" // name of the body and seal
	IssuedDay     Element = "issued_day"
	Service       Element = "service"
	Access        Element = "access"        // how, where, when the information is to be had
	SearchRecord  Element = "search_record" // where and how it was looked for
	OtherBody     Element = "other_body"    // name and contact of the responsible body
	Items         Element = "items"         // what is to be corrected, or is asked
	Until         Element = "until"         // a day by which to act
	DueDay        Element = "due_day"       // last day for the answer
	Amount        Element = "amount"        // fee with its tiers
	HowToPay      Element = "how_to_pay"
	PartHeld      Element = "part_held"      // what is held back and on which ground
	Discretion    Element = "discretion"     // why the discretion of 条例 16 was used
	EarlierAnswer Element = "earlier_answer" // number and day of the answer given before
	Attachments   Element = "attachments"
)

// Elements lists the labels of all elements.
func Elements() map[Element]string {
	return map[Element]string{
		Title: "标题", Number: "文号", Addressee: "抬头", ReceivedDay: "收到日期和渠道", ApplicationNo: "申请编号",
		RequestText: "申请内容原文", Decision: "处理决定", Facts: "事实", Law: "法律依据到条款项", Reason: "理由",
		RemedyTold: "救济途径", Signature: "署名和印章", IssuedDay: "成文日期", Service: "送达方式", Access: "获取的方式、途径和时间",
		SearchRecord: "检索过程与范围", OtherBody: "负责公开的机关名称和联系方式", Items: "需要补正或者说明的事项", Until: "期限",
		DueDay: "答复期限届满日", Amount: "收费数额和标准", HowToPay: "缴纳方式", PartHeld: "不予公开的部分及依据",
		Discretion: "裁量理由", EarlierAnswer: "已作答复的文号和日期", Attachments: "附件",
	}
}

// LetterKind is one kind of letter. Remedied letters end with the remedy of
// their outcome; letters about procedure carry none.
type LetterKind struct {
	Code     letter.Code
	Name     string // follows the body's name in the title
	Cites    []law.Ref
	To       string // applicant, third_party, organ
	Outcomes []Outcome
	Remedied bool
	Needs    []Element
}

// recipients are whom letters go to.
var recipients = []struct{ To, Label, Called string }{
	{"applicant", "申请人", ""}, // called by what they are
	{"third_party", "第三方", "你方"},
	{"organ", "有关机关", "你单位"},
}

// Recipient is whom the letter goes to, in Chinese.
func (k LetterKind) Recipient() string {
	for _, r := range recipients {
		if r.To == k.To {
			return r.Label
		}
	}
	return ""
}

// Calls is how the letter calls whom it goes to; "" for an applicant, who is
// called as FactsOf says.
func (k LetterKind) Calls() string {
	for _, r := range recipients {
		if r.To == k.To {
			return r.Called
		}
	}
	return ""
}

// frame are the elements every letter has; answer adds what every answer needs.
func frame(more ...Element) []Element {
	return append([]Element{Title, Number, Addressee, Signature, IssuedDay}, more...)
}

func answer(more ...Element) []Element {
	return frame(append([]Element{ReceivedDay, ApplicationNo, RequestText, Decision, Facts, Law, Reason, RemedyTold, Service}, more...)...)
}

// Letters lists every kind of letter in the order of its code.
func Letters() []LetterKind {
	return append(proceedingLetters(), append(answerLetters(), otherLetters()...)...)
}

// proceedingLetters are told on the way to an answer; they carry no remedy.
func proceedingLetters() []LetterKind {
	art := law.Art
	c := func(refs ...law.Ref) []law.Ref { return refs }
	return []LetterKind{
		{LetterReceipt, "登记回执", c(art("条例", 45)), "applicant", nil, false, frame(ReceivedDay, ApplicationNo, RequestText, DueDay)},
		{LetterCorrection, "补正告知书", c(art("条例", 30)), "applicant", nil, false, frame(ReceivedDay, ApplicationNo, RequestText, Law, Items, Until)},
		{LetterExtension, "延长答复期限告知书", c(art("条例", 33).Para(2)), "applicant", nil, false, frame(ReceivedDay, ApplicationNo, Law, Reason, DueDay)},
		{LetterThirdParty, "征求第三方意见书", c(art("条例", 32)), "third_party", nil, false, frame(RequestText, Law, Items, Until)},
		{LetterAgency, "征求其他机关意见函", c(art("条例", 34)), "organ", nil, false, frame(RequestText, Law, Items, Until)},
		{LetterReasons, "要求说明理由通知书", c(art("条例", 35)), "applicant", nil, false, frame(ReceivedDay, ApplicationNo, Facts, Law, Items, Until)},
		{LetterDelay, "延迟答复告知书", c(art("条例", 35)), "applicant", nil, false, frame(ReceivedDay, ApplicationNo, Law, Reason, DueDay)},
		{LetterFee, "收费通知书", c(art("条例", 42).Para(1), art("收费办法", 0)), "applicant", nil, false, frame(ReceivedDay, ApplicationNo, Facts, Law, Amount, HowToPay, Until)},
		{LetterConfirmation, "收到确认书", c(art("条例", 31).At(2), art("条例", 31).At(3)), "applicant", nil, false, frame(ReceivedDay, ApplicationNo, RequestText)},
	}
}

// answerLetters are answers; each names the remedy of its outcome.
func answerLetters() []LetterKind {
	art := law.Art
	c := func(refs ...law.Ref) []law.Ref { return refs }
	o := func(list ...Outcome) []Outcome { return list }
	return []LetterKind{
		{AnswerPublished, "主动公开信息告知书", c(art("条例", 36).At(1)), "applicant", o(Granted), true, answer(Access)},
		{AnswerGranted, "公开告知书", c(art("条例", 36).At(2)), "applicant", o(Granted), true, answer(Access)},
		{AnswerPartly, "部分公开告知书", c(art("条例", 37)), "applicant", o(PartlyGranted), true, answer(Access, PartHeld)},
		{AnswerRefused, "不予公开告知书", c(art("条例", 36).At(3), art("条例", 14), art("条例", 15)), "applicant", o(StateSecret, ForbiddenByLaw, SafetyAndStability, ThirdPartyRights), true, answer()},
		{AnswerDiscretion, "不予公开告知书", c(art("条例", 36).At(3), art("条例", 16)), "applicant", o(InternalAffairs, ProcessInformation, EnforcementFile), true, answer(Discretion)},
		{AnswerInquiry, "行政查询事项告知书", c(art("条例", 36).At(7)), "applicant", o(AdministrativeInquiry), true, answer(Access)},
		{AnswerNotHeld, "信息不存在告知书", c(art("条例", 36).At(4)), "applicant", o(NotHeld), true, answer(SearchRecord)},
		{AnswerOtherBody, "非本机关信息告知书", c(art("条例", 36).At(5)), "applicant", o(NotHeld), true, answer(OtherBody)},
		{AnswerNeedsCreation, "不予提供告知书", c(art("条例", 38)), "applicant", o(NeedsCreation), true, answer()},
		{AnswerUnclear, "补正后仍不明确告知书", c(art("条例", 30)), "applicant", o(StillUnclear), true, answer(Items)},
		{AnswerPetition, "不作为政府信息公开申请处理告知书", c(art("条例", 39).Para(1)), "applicant", o(Petition), true, answer(Access)},
		{AnswerRepeated, "不予重复处理告知书", c(art("条例", 36).At(6)), "applicant", o(Repeated), true, answer(EarlierAnswer)},
		{AnswerPublication, "公开出版物获取途径告知书", c(art("条例", 39).Para(2)), "applicant", o(Publication), true, answer(Access)},
		{AnswerAbusive, "不予处理告知书", c(art("条例", 35)), "applicant", o(AbusiveVolume), true, answer()},
		{AnswerReconfirmation, "不予处理告知书", nil, "applicant", o(Reconfirmation), true, answer()},
		{AnswerLapsed, "不再处理告知书", c(art("条例", 30), art("收费办法", 0)), "applicant", o(CorrectionOverdue, FeeOverdue), true, answer()},
		{AnswerOther, "其他处理告知书", nil, "applicant", o(Other), true, answer()},
		{AnswerAnew, "重新答复告知书", c(art("复议法", 64).Para(2), art("行诉法", 71)), "applicant", nil, true, answer(EarlierAnswer)},
	}
}

// otherLetters go to others, or set right what was sent.
func otherLetters() []LetterKind {
	art := law.Art
	c := func(refs ...law.Ref) []law.Ref { return refs }
	return []LetterKind{
		{LetterDisclosure, "决定公开告知书", c(art("条例", 32)), "third_party", nil, true, frame(Decision, Law, Reason, RemedyTold)},
		{LetterWithdrawal, "撤回确认书", nil, "applicant", nil, false, frame(ReceivedDay, ApplicationNo)},
		{LetterRectification, "更正告知书", c(art("条例", 41)), "applicant", nil, true, frame(Decision, Facts, Law, Reason, RemedyTold)},
		{LetterVoided, "文书更正通知书", nil, "applicant", nil, false, frame(EarlierAnswer, Reason)},
		{LetterInspection, "查阅、抄录安排通知书", c(art("条例", 40)), "applicant", nil, false, frame(ApplicationNo, Access)},
		{LetterProposal, "转主动公开建议答复书", c(art("条例", 44).Para(2)), "applicant", nil, false, frame(Decision, Law, Reason)},
		{LetterComplaint, "投诉查证结果告知书", c(art("条例", 47).Para(2)), "applicant", nil, false, frame(Decision, Facts, Law)},
	}
}

// LetterFor lists the kinds of letter that announce an outcome.
func LetterFor(o Outcome) []LetterKind {
	var kinds []LetterKind
	for _, k := range Letters() {
		if slices.Contains(k.Outcomes, o) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// KindOf finds a kind of letter by its code.
func KindOf(code letter.Code) (LetterKind, bool) {
	for _, k := range Letters() {
		if k.Code == code {
			return k, true
		}
	}
	return LetterKind{}, false
}

// AnswerKinds lists the kinds of letter that can announce an outcome: those of
// LetterFor and, for what is no application under the regulation at all, the
// answers to a request for correction (41) and to a proposal to publish (44②).
func AnswerKinds(o Outcome) []LetterKind {
	kinds := LetterFor(o)
	if o == Other {
		for _, code := range []letter.Code{LetterRectification, LetterProposal} {
			k, _ := KindOf(code)
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// Anew is the kind of letter that answers anew what a review or a judgment
// ordered: it needs what the answer of its own kind needs, and names the answer
// it takes the place of.
func (k LetterKind) Anew() LetterKind {
	again, _ := KindOf(AnswerAnew)
	for _, e := range k.Needs {
		if !slices.Contains(again.Needs, e) {
			again.Needs = append(again.Needs, e)
		}
	}
	again.Outcomes, again.Cites = k.Outcomes, append(slices.Clone(again.Cites), k.Cites...)
	return again
}

// RemedyFor is the remedy a letter of this kind names for an outcome: none in
// letters about procedure.
func (k LetterKind) RemedyFor(o Outcome, withheld []Outcome) Remedy {
	if !k.Remedied {
		return NoRemedy
	}
	if o == "" {
		return RemedyEither // the decision to open, told to a third party (32)
	}
	return RemedyOf(o, withheld)
}

// CitesOf is what a letter about an outcome rests on: the clauses of its kind
// where they are narrower than those of the outcome, or the outcome has none in
// the statute. It is empty where a person has to say.
func (k LetterKind) CitesOf(o Outcome) []law.Ref {
	rule := o.rule()
	if rule == nil || rule.Doubtful {
		return k.Cites
	}
	for _, c := range k.Cites {
		if !slices.Contains(rule.Cites, c) {
			return rule.Cites
		}
	}
	if len(k.Cites) == 0 {
		return rule.Cites
	}
	return k.Cites
}

// Draft is a letter before it is signed: what each element says.
type Draft map[Element]string

// Check reports the elements a letter of this kind lacks, a remedy where it may
// not stand, and a suit offered where review must come first.
func (k LetterKind) Check(d Draft, r Remedy) error {
	var faults fault.List
	for _, e := range k.Needs {
		if strings.TrimSpace(d[e]) == "" {
			f := &fault.Error{Kind: fault.Unlawful, Field: string(e), Message: "缺少“" + Elements()[e] + "”"}
			if len(k.Cites) > 0 {
				f.Cite = k.Cites[0]
			}
			faults = append(faults, f)
		}
	}
	told := d[RemedyTold]
	switch {
	case !k.Remedied && strings.TrimSpace(told) != "":
		faults.Add(string(RemedyTold), "程序性文书不写复议、诉讼途径，删去这一段")
	case r == RemedyReviewFirst && (strings.Contains(told, "6个月") || strings.Contains(told, "六个月") || !strings.Contains(told, "先向")):
		faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: string(RemedyTold),
			Message: "不予公开的决定应当告知先申请行政复议，不写直接起诉", Cite: law.Art("复议法", 23).Para(2)})
	case k.Remedied && r == RemedyEither && strings.Contains(told, "先向"):
		faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: string(RemedyTold),
			Message: "这个结论可以直接起诉，不写先申请行政复议", Cite: law.Art("行诉法", 44).Para(1)})
	}
	for _, e := range Written() {
		if no := SuitMentioned(d[e]); no != "" && r == RemedyReviewFirst {
			faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: string(e), Cite: law.Art("复议法", 23).Para(2),
				Message: "“" + Elements()[e] + "”里不写“" + no + "”：救济途径由结论决定，单独成段"})
		}
	}
	return faults.Err()
}
