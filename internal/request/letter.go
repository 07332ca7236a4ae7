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
	LetterProposal      letter.Code = "26"  // 转主动公开建议答复书
	LetterComplaint     letter.Code = "27"  // 投诉查证结果告知书
)

// Regulation is the short name of the act that every answer rests on.
const Regulation = "条例"

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

// The elements of letters about applications, beside those of the frame (handbook
// 3.2).
const (
	ReceivedDay   letter.Element = "received_day" // day and channel of receipt
	ApplicationNo letter.Element = "application_no"
	RequestText   letter.Element = "request_text" // what was asked for, word for word
	Decision      letter.Element = "decision"
	Facts         letter.Element = "facts"
	Law           letter.Element = "law" // to the clause
	Reason        letter.Element = "reason"
	RemedyTold    letter.Element = "remedy"
	Access        letter.Element = "access"        // how, where, when the information is to be had
	SearchRecord  letter.Element = "search_record" // where and how it was looked for
	OtherBody     letter.Element = "other_body"    // name and contact of the responsible body
	Items         letter.Element = "items"         // what is to be corrected, or is asked
	Until         letter.Element = "until"         // a day by which to act
	DueDay        letter.Element = "due_day"       // last day for the answer
	Amount        letter.Element = "amount"        // fee with its tiers
	HowToPay      letter.Element = "how_to_pay"
	PartHeld      letter.Element = "part_held"      // what is held back and on which ground
	Discretion    letter.Element = "discretion"     // why the discretion of 条例 16 was used
	EarlierAnswer letter.Element = "earlier_answer" // number and day of the answer given before
	Opened        letter.Element = "opened"         // what is opened against a third party's will (32)
	Concerned     letter.Element = "concerned"      // the information a third party is asked about, named in the body's words
)

// LetterKind is one kind of letter about applications: to the applicant, a third
// party or an agency (To), with the outcomes that it announces. One that announces
// none is about procedure, or goes beside an answer.
type LetterKind struct {
	letter.Kind
	Outcomes []Outcome
	Free     *Free // nil for one that a step sends
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

// answer are the elements that every answer needs, with those of its own.
func answer(more ...letter.Element) []letter.Element {
	return letter.Frame(append([]letter.Element{ReceivedDay, ApplicationNo, RequestText, Decision, Facts, Law, Reason, RemedyTold, letter.Service}, more...)...)
}

// Letters lists every kind of letter in the order of its code.
func Letters() []LetterKind {
	return slices.Concat(proceedingLetters(), answerLetters(), otherLetters(), freeLetters(), complaintLetters(), movedLetters())
}

// everyLetter is Letters, made once: an act asks for several of its kinds. Nobody
// changes what is in it, and what is appended to a list of it goes elsewhere.
var everyLetter = clipped(Letters())

func clipped(all []LetterKind) []LetterKind {
	for i, k := range all {
		all[i].Cites, all[i].Needs, all[i].Outcomes = slices.Clip(k.Cites), slices.Clip(k.Needs), slices.Clip(k.Outcomes)
	}
	return all
}

// proceedingLetters are told on the way to an answer; they carry no remedy.
func proceedingLetters() []LetterKind {
	art := law.Art
	c := func(refs ...law.Ref) []law.Ref { return refs }
	return []LetterKind{
		{Kind: letter.Kind{Code: LetterReceipt, Name: "登记回执", Cites: c(art("条例", 45)), To: "applicant", Needs: letter.Frame(ReceivedDay, ApplicationNo, RequestText, DueDay)}},
		{Kind: letter.Kind{Code: LetterCorrection, Name: "补正告知书", Cites: c(art("条例", 30)), To: "applicant", Needs: letter.Frame(ReceivedDay, ApplicationNo, RequestText, Law, Items, Until)}},
		{Kind: letter.Kind{Code: LetterExtension, Name: "延长答复期限告知书", Cites: c(art("条例", 33).Para(2)), To: "applicant", Needs: letter.Frame(ReceivedDay, ApplicationNo, Law, Reason, DueDay)}},
		{Kind: letter.Kind{Code: LetterThirdParty, Name: "征求第三方意见书", Cites: c(art("条例", 32)), To: "third_party", Needs: letter.Frame(Concerned, Law, Items, Until)}},
		{Kind: letter.Kind{Code: LetterAgency, Name: "征求其他机关意见函", Cites: c(art("条例", 34)), To: "organ", Needs: letter.Frame(RequestText, Law, Items, Until)}},
		{Kind: letter.Kind{Code: LetterReasons, Name: "要求说明理由通知书", Cites: c(art("条例", 35)), To: "applicant", Needs: letter.Frame(ReceivedDay, ApplicationNo, Facts, Law, Items, Until)}},
		{Kind: letter.Kind{Code: LetterDelay, Name: "延迟答复告知书", Cites: c(art("条例", 35)), To: "applicant", Needs: letter.Frame(ReceivedDay, ApplicationNo, Law, Reason, DueDay)}},
		{Kind: letter.Kind{Code: LetterFee, Name: "收费通知书", Cites: c(art("条例", 42).Para(1), art("收费办法", 0)), To: "applicant", Needs: letter.Frame(ReceivedDay, ApplicationNo, Facts, Law, Amount, HowToPay, Until)}},
		{Kind: letter.Kind{Code: LetterConfirmation, Name: "收到确认书", Cites: c(art("条例", 31).At(2), art("条例", 31).At(3)), To: "applicant", Needs: letter.Frame(ReceivedDay, ApplicationNo, RequestText)}},
	}
}

// answerLetters are answers; each names the remedy of its outcome.
func answerLetters() []LetterKind {
	art := law.Art
	c := func(refs ...law.Ref) []law.Ref { return refs }
	o := func(list ...Outcome) []Outcome { return list }
	return []LetterKind{
		{Kind: letter.Kind{Code: AnswerPublished, Name: "主动公开信息告知书", Cites: c(art("条例", 36).At(1)), To: "applicant", Remedied: true, Needs: answer(Access)}, Outcomes: o(Granted)},
		{Kind: letter.Kind{Code: AnswerGranted, Name: "公开告知书", Cites: c(art("条例", 36).At(2)), To: "applicant", Remedied: true, Needs: answer(Access)}, Outcomes: o(Granted)},
		{Kind: letter.Kind{Code: AnswerPartly, Name: "部分公开告知书", Cites: c(art("条例", 37)), To: "applicant", Remedied: true, Needs: answer(Access, PartHeld)}, Outcomes: o(PartlyGranted)},
		{Kind: letter.Kind{Code: AnswerRefused, Name: "不予公开告知书", Cites: c(art("条例", 36).At(3), art("条例", 14), art("条例", 15)), To: "applicant", Remedied: true, Needs: answer()}, Outcomes: o(StateSecret, ForbiddenByLaw, SafetyAndStability, ThirdPartyRights)},
		{Kind: letter.Kind{Code: AnswerDiscretion, Name: "不予公开告知书", Cites: c(art("条例", 36).At(3), art("条例", 16)), To: "applicant", Remedied: true, Needs: answer(Discretion)}, Outcomes: o(InternalAffairs, ProcessInformation, EnforcementFile)},
		{Kind: letter.Kind{Code: AnswerInquiry, Name: "行政查询事项告知书", Cites: c(art("条例", 36).At(7)), To: "applicant", Remedied: true, Needs: answer(Access)}, Outcomes: o(AdministrativeInquiry)},
		{Kind: letter.Kind{Code: AnswerNotHeld, Name: "信息不存在告知书", Cites: c(art("条例", 36).At(4)), To: "applicant", Remedied: true, Needs: answer(SearchRecord)}, Outcomes: o(NotHeld)},
		{Kind: letter.Kind{Code: AnswerOtherBody, Name: "非本机关信息告知书", Cites: c(art("条例", 36).At(5)), To: "applicant", Remedied: true, Needs: answer(OtherBody)}, Outcomes: o(NotHeld)},
		{Kind: letter.Kind{Code: AnswerNeedsCreation, Name: "不予提供告知书", Cites: c(art("条例", 38)), To: "applicant", Remedied: true, Needs: answer()}, Outcomes: o(NeedsCreation)},
		{Kind: letter.Kind{Code: AnswerUnclear, Name: "补正后仍不明确告知书", Cites: c(art("条例", 30)), To: "applicant", Remedied: true, Needs: answer(Items)}, Outcomes: o(StillUnclear)},
		{Kind: letter.Kind{Code: AnswerPetition, Name: "不作为政府信息公开申请处理告知书", Cites: c(art("条例", 39).Para(1)), To: "applicant", Remedied: true, Needs: answer(Access)}, Outcomes: o(Petition)},
		{Kind: letter.Kind{Code: AnswerRepeated, Name: "不予重复处理告知书", Cites: c(art("条例", 36).At(6)), To: "applicant", Remedied: true, Needs: answer(EarlierAnswer)}, Outcomes: o(Repeated)},
		{Kind: letter.Kind{Code: AnswerPublication, Name: "公开出版物获取途径告知书", Cites: c(art("条例", 39).Para(2)), To: "applicant", Remedied: true, Needs: answer(Access)}, Outcomes: o(Publication)},
		{Kind: letter.Kind{Code: AnswerAbusive, Name: "不予处理告知书", Cites: c(art("条例", 35)), To: "applicant", Remedied: true, Needs: answer()}, Outcomes: o(AbusiveVolume)},
		{Kind: letter.Kind{Code: AnswerReconfirmation, Name: "不予处理告知书", To: "applicant", Remedied: true, Needs: answer()}, Outcomes: o(Reconfirmation)},
		{Kind: letter.Kind{Code: AnswerLapsed, Name: "不再处理告知书", Cites: c(art("条例", 30), art("收费办法", 0)), To: "applicant", Remedied: true, Needs: answer()}, Outcomes: o(CorrectionOverdue, FeeOverdue)},
		{Kind: letter.Kind{Code: AnswerOther, Name: "其他处理告知书", To: "applicant", Remedied: true, Needs: answer()}, Outcomes: o(Other)},
		{Kind: letter.Kind{Code: AnswerAnew, Name: "重新答复告知书", Cites: c(art("复议法", 64).Para(2), art("行诉法", 71)), To: "applicant", Remedied: true, Needs: answer(EarlierAnswer)}},
	}
}

// otherLetters go to others, or set right what was sent.
func otherLetters() []LetterKind {
	art := law.Art
	c := func(refs ...law.Ref) []law.Ref { return refs }
	return []LetterKind{
		{Kind: letter.Kind{Code: LetterDisclosure, Name: "决定公开告知书", Cites: c(art("条例", 15), art("条例", 32)), To: "third_party", Remedied: true, Needs: letter.Frame(Decision, Opened, Law, Reason, RemedyTold)}},
		{Kind: letter.Kind{Code: LetterWithdrawal, Name: "撤回确认书", To: "applicant", Needs: letter.Frame(ReceivedDay, ApplicationNo)}},
		{Kind: letter.Kind{Code: LetterRectification, Name: "更正告知书", Cites: c(art("条例", 41)), To: "applicant", Remedied: true, Needs: letter.Frame(Decision, Facts, Law, Reason, RemedyTold)}},
		{Kind: letter.Kind{Code: LetterVoided, Name: "文书更正通知书", To: "applicant", Needs: letter.Frame(EarlierAnswer, Reason)}},
	}
}

// complaintLetters answer what is no application.
func complaintLetters() []LetterKind {
	return []LetterKind{
		{Kind: letter.Kind{Code: LetterProposal, Name: "转主动公开建议答复书", Cites: []law.Ref{law.Art("条例", 44).Para(2)}, To: "applicant", Needs: letter.Frame(Decision, Law, Reason)}},
		{Kind: letter.Kind{Code: LetterComplaint, Name: "投诉查证结果告知书", Cites: []law.Ref{law.Art("条例", 47).Para(2)}, To: "applicant", Needs: letter.Frame(Decision, Facts, Law)}},
	}
}

// LetterFor lists the kinds of letter that announce an outcome.
func LetterFor(o Outcome) []LetterKind {
	var kinds []LetterKind
	for _, k := range everyLetter {
		if slices.Contains(k.Outcomes, o) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// KindOf finds a kind of letter by its code.
func KindOf(code letter.Code) (LetterKind, bool) {
	for _, k := range everyLetter {
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

// Several is this kind of letter where it answers several items: what the kind
// itself asks for stands in each item.
func (k LetterKind) Several() LetterKind {
	needs := letter.Frame(ReceivedDay, ApplicationNo, RequestText, Decision, Law, RemedyTold, letter.Service)
	if k.Code == AnswerAnew {
		needs = append(needs, EarlierAnswer)
	}
	k.Needs = needs
	return k
}

// ItemNeeds lists what a person writes of one of several items that this kind of
// letter answers.
func (k LetterKind) ItemNeeds() (list []letter.Element) {
	whole := k.Several().Needs
	for _, e := range k.Needs {
		if !slices.Contains(whole, e) {
			list = append(list, e)
		}
	}
	return list
}

// PartlyCites are the clauses of a partly granted application: that what can be
// opened is given, the rest treated apart, the ground of each part, and that the
// reasons are told (条例 36(二), 37, 36(三)).
func PartlyCites(grounds []Outcome) []law.Ref {
	lists := [][]law.Ref{{law.Art("条例", 36).At(2)}}
	for _, o := range grounds {
		lists = append(lists, o.WithheldCites())
	}
	return SeveralCites(PartlyGranted, lists)
}

// WithheldCites are the clauses on which a part is held back: those of its ground,
// or 37 alone for what is no government information.
func (o Outcome) WithheldCites() []law.Ref {
	if r := o.rule(); r != nil && !r.Doubtful {
		return r.Cites
	}
	return []law.Ref{law.Art("条例", 37)}
}

// GroundsCited are the clauses of an item or a part of a letter that has named the
// regulation already, with the norm of another act and what a person wrote.
func GroundsCited(cites []law.Ref, norm, written string) string {
	var list []string
	for _, s := range []string{law.BriefList(cites), norm, written} {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return strings.Join(list, "、")
}

// SeveralCites are the clauses of a letter about several items or parts, each
// once: the separation first where something is given, the duty to give reasons
// last.
func SeveralCites(whole Outcome, lists [][]law.Ref) []law.Ref {
	reasons := law.Art("条例", 36).At(3)
	var once []law.Ref
	add := func(r law.Ref) {
		if !slices.Contains(once, r) {
			once = append(once, r)
		}
	}
	for i, list := range lists {
		for _, r := range list {
			if r != reasons {
				add(r)
			}
		}
		if i == 0 && whole == PartlyGranted {
			add(law.Art("条例", 37))
		}
	}
	for _, list := range lists {
		if slices.Contains(list, reasons) {
			add(reasons)
		}
	}
	return once
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

// Check reports the elements a letter of this kind lacks, a remedy where it may
// not stand, and a suit offered where review must come first.
func (k LetterKind) Check(d letter.Content, r Remedy) error {
	faults := language.Missing(k.Kind, d)
	told, _, _ := strings.Cut(d[RemedyTold], restOf)
	switch r = r.CountsAs(); {
	case !k.Remedied && strings.TrimSpace(told) != "":
		faults.Add(string(RemedyTold), "程序性文书不写复议、诉讼途径，删去这一段")
	case r == RemedyReviewFirst && (strings.Contains(told, "6个月") || strings.Contains(told, "六个月") || !strings.Contains(told, "先向")):
		faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: string(RemedyTold),
			Message: "不予公开的决定应当告知先申请行政复议，不写直接起诉", Cite: law.Art("复议法", 23).Para(2)})
	case k.Remedied && r == RemedyEither && strings.Contains(told, "先向"):
		faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: string(RemedyTold),
			Message: "这个结论可以直接起诉，不写先申请行政复议", Cite: law.Art("行诉法", 44).Para(1)})
	}
	for _, e := range language.Written {
		if no := language.TellsOfRemedy(d[e]); no != "" && r == RemedyReviewFirst {
			faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: string(e), Cite: law.Art("复议法", 23).Para(2),
				Message: "“" + language.Label(e) + "”里不写“" + no + "”：救济途径由结论决定，单独成段"})
		}
	}
	return faults.Err()
}
