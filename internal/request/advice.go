package request

import (
	"slices"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/letter"
)

// Advice is something an applicant can do, with what it rests on. A doubtful one
// follows no settled reading; pages say 待核.
type Advice struct {
	Text     string
	Cites    []law.Ref
	Doubtful bool
}

func advice(text string, cites ...law.Ref) Advice { return Advice{Text: text, Cites: cites} }

// complaint is open at every time (条例 51, 47②).
func complaint() Advice {
	return advice("认为没有依法答复处理的，可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报。", law.Art("条例", 51), law.Art("条例", 47).Para(2))
}

// LastDays are the last days of the remedies of an answer or of an application
// that is overdue, as the book on reviews and suits counts them.
type LastDays struct{ Review, Suit calendar.Day }

// Advise lists the remedies open at a stage. An answer's remedy is A or B as its
// letter says; a refusal under 14 to 16 never offers a suit that skips review. day
// is the day on which it is told.
func Advise(s ProgressStage, r Remedy, day calendar.Day, until LastDays, w Where) []Advice {
	reviewer, court := "有管辖权的行政复议机关", competent
	if len(w.Reviewers) > 0 {
		reviewer = strings.Join(w.Reviewers, "或者")
	}
	review := ""
	if until.Review != 0 {
		review = "，到 " + until.Review.ChineseFull() + "为止"
	}
	var list []Advice
	switch {
	case s == StageOverdue:
		first, cites := Silence(day)
		due := advice("可以自期限届满之日起 60 日内先向"+reviewer+"申请行政复议"+review+"；对行政复议决定不服的，再依法提起行政诉讼。", append(cites, law.Art("复议法", 20).Para(1))...)
		list := []Advice{advice("可以先联系本机关，问清办到哪一步。"), complaint()}
		if first {
			return append(list, due)
		}
		doubt := advice("逾期不答复是不是必须先复议再起诉，各地口径不一。先申请行政复议，对复议决定不服的再起诉，不影响起诉的权利。", cites...)
		doubt.Doubtful = true
		return append(list, advice("可以向"+reviewer+"申请行政复议：从期限届满之日起 60 日内"+review+"。", law.Art("复议法", 20).Para(1)), doubt)
	case s == StageAnswered || s == StageLapsed:
		list = ofAnswer(r, reviewer, court, review, until)
	case s == StageWithdrawn:
		return nil
	default:
		return []Advice{advice("到期没有收到答复的，可以先联系本机关，也可以申请行政复议。", law.Art("条例", 51)), complaint()}
	}
	if w.Online != "" && len(list) > 0 {
		list = append(list, advice("行政复议申请书可以在网上提交："+w.Online, law.Art("复议法", 22).Para(2)))
	}
	return append(list, complaint())
}

func ofAnswer(r Remedy, reviewer, court, review string, until LastDays) []Advice {
	suit := ""
	if until.Suit != 0 {
		suit = "，到 " + until.Suit.ChineseFull() + "为止"
	}
	switch r {
	case RemedyPerhaps:
		doubt := advice("依法可以提起行政诉讼的，也可以在收到之日起 6 个月内向"+court+"起诉"+suit+"。", law.Art("行诉法", 46).Para(1), law.Art("公开解释", 10).Para(2))
		doubt.Doubtful = true
		return []Advice{advice("对答复不服的，可以在收到之日起 60 日内向"+reviewer+"申请行政复议"+review+"；", law.Art("复议法", 20).Para(1)), doubt}
	case RemedyBoth:
		return append(ofAnswer(RemedyReviewFirst, reviewer, court, review, until),
			advice("对其余部分不服的，可以在收到之日起 60 日内向"+reviewer+"申请行政复议"+review+"，也可以在收到之日起 6 个月内向"+court+"提起行政诉讼"+suit+"。", law.Art("复议法", 20).Para(1), law.Art("行诉法", 46).Para(1)))
	case RemedyEither:
		return []Advice{advice("对答复不服的，可以在收到之日起 60 日内向"+reviewer+"申请行政复议"+review+"；", law.Art("复议法", 20).Para(1)),
			advice("也可以在收到之日起 6 个月内向"+court+"提起行政诉讼"+suit+"。", law.Art("行诉法", 46).Para(1))}
	case RemedyReviewFirst:
		return []Advice{advice("对不予公开的决定不服的，应当先申请行政复议：在收到之日起 60 日内向"+reviewer+"提出"+review+"。",
			law.Art("复议法", 23).Para(1).At(4), law.Art("复议法", 20).Para(1)),
			advice("对行政复议决定不服的，可以在收到复议决定书之日起 15 日内向"+court+"提起行政诉讼。", law.Art("行诉法", 45))}
	}
	return nil
}

// Verdict is what an applicant says of the answer: whether it solved what was
// wanted. No reason is asked for.
type Verdict string

// The five verdicts.
const (
	Solved    Verdict = "solved"
	HalfWay   Verdict = "half_way"
	Disagrees Verdict = "disagrees" // should have been given
	NotIt     Verdict = "not_it"    // something else was given
	NotClear  Verdict = "not_clear" // cannot be read or understood
)

// VerdictRule is one verdict with what can be done next.
type VerdictRule struct {
	Verdict Verdict
	Label   string
	Next    []Advice
}

// Verdicts lists the five in their order.
func Verdicts() []VerdictRule {
	again := advice("再申请一次，把名称、文号或者时间写得更具体；联系承办人也可以问清怎样写。", law.Art("条例", 29).Para(2).At(2))
	return []VerdictRule{
		{Solved, "解决了", []Advice{advice("这些信息对别人也有用的，可以建议本机关主动公开。", law.Art("条例", 44).Para(2))}},
		{HalfWay, "解决了一部分", []Advice{again, advice("对没有公开的部分不服的，按下面的途径办。")}},
		{Disagrees, "没有解决，认为应当公开", []Advice{advice("按下面的途径申请行政复议或者诉讼。"), complaint()}},
		{NotIt, "没有解决，给的不是要的信息", []Advice{again, advice("答复里与自己有关的记录不准确的，可以要求更正。", law.Art("条例", 41))}},
		{NotClear, "没有解决，看不懂或者打不开", []Advice{advice("可以要求换一种形式提供，或者安排查阅、抄录。", law.Art("条例", 40)),
			advice("阅读困难或者视听障碍的，本机关应当提供必要的帮助。", law.Art("条例", 43))}},
	}
}

// VerdictOf finds a verdict's rule.
func VerdictOf(v Verdict) (VerdictRule, bool) {
	for _, r := range Verdicts() {
		if r.Verdict == v {
			return r, true
		}
	}
	return VerdictRule{}, false
}

// Demand is one thing an applicant can say beyond the steps of the workflow, and
// how it can be settled.
type Demand struct {
	Kind, Label string
	Cite        law.Ref
	Lacks       string // what is told where no text says it; "" where none is needed
	Results     []DemandResult
}

// DemandResult is one way to settle a demand, with the letter that answers it and
// the sentence in which the letter tells it; no Letter where none answers.
type DemandResult struct {
	Result, Label string
	Letter        letter.Code
	Decision      string
}

// DemandReasons is the kind of the demand that only answers a question of the
// body's (条例 35); all others follow an answer.
const DemandReasons = "reasons"

// demands are what an applicant can say. Reasons are no demand; no letter answers
// them.
var demands = []Demand{
	{DemandReasons, "说明申请的理由", law.Art("条例", 35), "写明申请的理由", []DemandResult{{Result: "sound", Label: "理由合理"}, {Result: "unsound", Label: "理由不合理"}}},
	{"rectify", "要求更正记录", law.Art("条例", 41), "写明哪一处记录不准确、准确的是什么、有什么证据", []DemandResult{
		{"corrected", "审核属实，已更正", LetterRectification, "经审核属实，有关记录已经更正。"},
		{"not_so", "审核不属实，不更正", LetterRectification, "经审核不属实，有关记录不予更正。"},
		{"passed_on", "不属于本机关职能，已转送有权更正的机关", LetterRectification, "要求更正的事项不属于本机关职能范围，已经转送有权更正的行政机关处理。"},
		{"told_where", "不属于本机关职能，告知向有权更正的机关提出", LetterRectification, "要求更正的事项不属于本机关职能范围，可以向有权更正的行政机关提出。"},
	}},
	{"publish", "建议主动公开", law.Art("条例", 44).Para(2), "", []DemandResult{
		{"published", "属于主动公开的范围，已主动公开", LetterProposal, "建议公开的信息属于主动公开的范围，本机关已经主动公开。"},
		{"not_in_scope", "不属于主动公开的范围", LetterProposal, "经审核，建议公开的信息不属于主动公开的范围，本机关不主动公开。"},
	}},
}

// Demands lists what an applicant can say beyond the steps of the workflow.
func Demands() []Demand { return slices.Clone(demands) }

// DemandOf finds a demand by its kind.
func DemandOf(kind string) (Demand, bool) {
	for _, d := range demands {
		if d.Kind == kind {
			return d, true
		}
	}
	return Demand{}, false
}

// Result finds one way to settle a demand; false for one that it does not know.
func (d Demand) Result(result string) (DemandResult, bool) {
	for _, r := range d.Results {
		if r.Result == result {
			return r, true
		}
	}
	return DemandResult{}, false
}

// HowToApply tells the public how to apply, a paragraph each.
func HowToApply() []string {
	var ways []string
	for _, c := range Channels() {
		ways = append(ways, c.Label)
	}
	return []string{"主动公开以外的政府信息，公民、法人或者其他组织可以申请公开，不必说明用途。渠道有：" + strings.Join(ways, "；") + "。",
		"申请写明：姓名或者名称、身份证明、联系方式；申请公开的信息的名称、文号或者便于查询的其他特征性描述；获取信息的方式、途径（" + law.Art("条例", 29).Para(2).String() + "）。",
		"书面申请确有困难的，可以口头提出，由工作人员代为填写。阅读困难或者视听障碍的，提供必要的帮助（" + law.Art("条例", 29).Para(1).String() + "、" + law.Art("条例", 43).String() + "）。",
		"申请内容不明确的，在 7 个工作日内一次性告知补正；没有正当理由逾期不补正的，视为放弃申请（" + law.Art("条例", 30).String() + "）。"}
}

// WhenAnswered tells the public from which day the limits are counted.
func WhenAnswered() string {
	return "能够当场答复的，当场答复；不能当场答复的，从收到申请的次日起计算期限。征求第三方和其他机关意见所需的时间不计算在内（" + law.Art("条例", 33).String() + "）。"
}

// WhatItCosts tells the public when a fee may be charged.
func WhatItCosts() string {
	return "依申请提供政府信息不收取费用。申请的数量、频次明显超过合理范围的，可以收取信息处理费，按件或者按量选一种，不重复收（" +
		law.Art("条例", 42).Para(1).String() + "、" + law.Art("收费办法", 0).String() + "）。"
}

// WhatAnswersOffer lists the remedies that the answers of a body may offer, each
// once; the complaint, which is open at every time, comes last.
func WhatAnswersOffer(w Where) (list []string) {
	told := map[string]bool{}
	for _, r := range []Remedy{RemedyEither, RemedyReviewFirst, NoRemedy} {
		all := Advise(StageAnswered, r, 0, LastDays{}, w)
		if r != NoRemedy {
			all = all[:len(all)-1]
		}
		for _, a := range all {
			if !told[a.Text] {
				told[a.Text], list = true, append(list, a.Text)
			}
		}
	}
	return list
}

// OutcomeGroup is one of the six groups in which a clerk looks for an outcome.
type OutcomeGroup struct {
	Label    string
	Outcomes []Outcome
}

// OutcomeGroups are the outcomes in the groups of table three, in its order.
func OutcomeGroups() []OutcomeGroup {
	return []OutcomeGroup{
		{"予以公开", []Outcome{Granted}},
		{"部分公开", []Outcome{PartlyGranted}},
		{"不予公开", []Outcome{StateSecret, ForbiddenByLaw, SafetyAndStability, ThirdPartyRights, InternalAffairs, ProcessInformation, EnforcementFile, AdministrativeInquiry}},
		{"无法提供", []Outcome{NotHeld, NeedsCreation, StillUnclear}},
		{"不予处理", []Outcome{Petition, Repeated, Publication, AbusiveVolume, Reconfirmation}},
		{"其他处理", []Outcome{CorrectionOverdue, FeeOverdue, Other}},
	}
}

// whenUsed says in one sentence each when an outcome is the right one.
var whenUsed = map[Outcome]string{
	Granted:               "信息由本机关制作或者保存，可以全部公开；已经主动公开的告知获取的方式、途径",
	PartlyGranted:         "能够区分处理：一部分可以公开，另一部分属于不予公开的情形",
	StateSecret:           "已经依法定密并且在保密期限内",
	ForbiddenByLaw:        "法律、行政法规写明禁止公开，写到条款",
	SafetyAndStability:    "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
	ThirdPartyRights:      "涉及商业秘密、个人隐私，公开会损害第三方合法权益，并且征求过第三方意见",
	InternalAffairs:       "人事管理、后勤管理、内部工作流程三类内部事务信息",
	ProcessInformation:    "讨论记录、过程稿、磋商信函、请示报告四类，法律、法规、规章没有规定应当公开",
	EnforcementFile:       "信息在行政执法案卷里，法律、法规、规章没有规定应当公开",
	AdministrativeInquiry: "工商、不动产登记等信息，有关法律、行政法规对获取另有规定",
	NotHeld:               "检索过，信息不存在或者不由本机关公开；知道由谁公开的告知名称和联系方式",
	NeedsCreation:         "没有现成的信息，需要加工、分析才能得到",
	StillUnclear:          "告知补正并收到补正以后，申请内容仍然不明确",
	Petition:              "申请的内容是信访、投诉、举报等活动",
	Repeated:              "同一申请人就相同内容的申请，本机关已经答复过",
	Publication:           "要求提供公报、报刊、书籍等公开出版物",
	AbusiveVolume:         "数量、频次明显超过合理范围，要求说明理由后认为理由不合理",
	Reconfirmation:        "要求对已经获取的信息确认真伪或者重新出具",
	CorrectionOverdue:     "告知补正后没有正当理由逾期不补正，由负责人认定",
	FeeOverdue:            "逾期没有按收费通知缴纳费用",
	Other:                 "以上都不是，写明情形",
}

// WhenUsed says when an outcome is the right one, "" for an unknown one.
func WhenUsed(o Outcome) string { return whenUsed[o] }

// Notices are what somebody is told before a form about applications asks for
// data about them (个保法 17①, 30). What the forms ask for is what 条例 29② lets
// them ask: who applies and how to reach them.
func Notices() []identity.Notice {
	return []identity.Notice{
		{Form: "申请政府信息公开", Asks: []string{"姓名或者单位名称", "证件种类和号码", "联系电话", "电子邮箱或者邮寄地址", "所需的帮助", "代理人的姓名、证件号码、电话"},
			Sensitive: []string{"证件号码", "所需的帮助（可能反映健康状况）"},
			Needed:    "条例要求申请写明身份证明；证件号码加密保存，只在办理这件申请时核对，页面上遮住大部分。所需的帮助不填不影响办理",
			Why:       "登记、办理、答复这件申请，送达文书；年度报告只统计申请人的类别和件数",
			Duty:      []law.Ref{law.Art("条例", 29).Para(2), law.Art("条例", 43), law.Art("条例", 45)},
			Kept:      "随案卷归档，按本机关的归档范围和保管期限表保存。没有提交的草稿到期自动删除"},
		{Form: "找回申请编号", Asks: []string{"手机号", "证件号码的最后 6 位"}, Sensitive: []string{"证件号码的最后 6 位"},
			Needed: "没有查询码时，用来认出是申请人本人；不另外保存",
			Why:    "找到您提交过的申请", Duty: []law.Ref{law.Art("条例", 45)}, Kept: "查完不保存"},
	}
}
