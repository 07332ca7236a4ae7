package request

import (
	"slices"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// Outcome is the legal result of an application.
type Outcome string

// The outcomes in the order of rows 3 to 23 of table three.
const (
	Granted               Outcome = "granted"
	PartlyGranted         Outcome = "partly_granted"
	StateSecret           Outcome = "state_secret"
	ForbiddenByLaw        Outcome = "forbidden_by_law"
	SafetyAndStability    Outcome = "safety_and_stability"
	ThirdPartyRights      Outcome = "third_party_rights"
	InternalAffairs       Outcome = "internal_affairs"
	ProcessInformation    Outcome = "process_information"
	EnforcementFile       Outcome = "enforcement_file"
	AdministrativeInquiry Outcome = "administrative_inquiry"
	NotHeld               Outcome = "not_held"
	NeedsCreation         Outcome = "needs_creation"
	StillUnclear          Outcome = "still_unclear"
	Petition              Outcome = "petition"
	Repeated              Outcome = "repeated"
	Publication           Outcome = "publication"
	AbusiveVolume         Outcome = "abusive_volume"
	Reconfirmation        Outcome = "reconfirmation"
	CorrectionOverdue     Outcome = "correction_overdue"
	FeeOverdue            Outcome = "fee_overdue"
	Other                 Outcome = "other"
)

// OutcomeRule is one outcome: where it counts, what it rests on, and which
// remedy its letter must name.
type OutcomeRule struct {
	Outcome  Outcome
	Row      int // of table three
	Label    string
	Cites    []law.Ref
	Remedy   Remedy
	Duty     Duty // how strictly the statute speaks
	Since    calendar.Day
	Doubtful bool // the row follows usage, not a text; pages say 待核
}

// Duty is how strictly a ground of refusal binds the body.
type Duty string

// The three strengths of 条例 14 to 16, and none for other outcomes.
const (
	NoDuty        Duty = ""
	Barred        Duty = "不予公开"   // 14
	Forbidden     Duty = "不得公开"   // 15
	Discretionary Duty = "可以不予公开" // 16: the reason for using the discretion is written down
)

var outcomes = []OutcomeRule{
	{Granted, 3, "予以公开", []law.Ref{law.Art("条例", 36).At(1), law.Art("条例", 36).At(2)}, RemedyEither, NoDuty, inForce, false},
	{PartlyGranted, 4, "部分公开", []law.Ref{law.Art("条例", 37)}, RemedyReviewFirst, NoDuty, inForce, false},
	{StateSecret, 5, "不予公开：属于国家秘密", []law.Ref{law.Art("条例", 14), law.Art("条例", 36).At(3)}, RemedyReviewFirst, Barred, inForce, false},
	{ForbiddenByLaw, 6, "不予公开：其他法律行政法规禁止公开", []law.Ref{law.Art("条例", 14), law.Art("条例", 36).At(3)}, RemedyReviewFirst, Barred, inForce, false},
	{SafetyAndStability, 7, "不予公开：危及“三安全一稳定”", []law.Ref{law.Art("条例", 14), law.Art("条例", 36).At(3)}, RemedyReviewFirst, Barred, inForce, false},
	{ThirdPartyRights, 8, "不予公开：保护第三方合法权益", []law.Ref{law.Art("条例", 15), law.Art("条例", 32), law.Art("条例", 36).At(3)}, RemedyReviewFirst, Forbidden, inForce, false},
	{InternalAffairs, 9, "不予公开：属于三类内部事务信息", []law.Ref{law.Art("条例", 16).Para(1), law.Art("条例", 36).At(3)}, RemedyReviewFirst, Discretionary, inForce, false},
	{ProcessInformation, 10, "不予公开：属于四类过程性信息", []law.Ref{law.Art("条例", 16).Para(2), law.Art("条例", 36).At(3)}, RemedyReviewFirst, Discretionary, inForce, false},
	{EnforcementFile, 11, "不予公开：属于行政执法案卷", []law.Ref{law.Art("条例", 16).Para(2), law.Art("条例", 36).At(3)}, RemedyReviewFirst, Discretionary, inForce, false},
	{AdministrativeInquiry, 12, "不予公开：属于行政查询事项", []law.Ref{law.Art("条例", 36).At(7)}, RemedyEither, NoDuty, inForce, false},
	{NotHeld, 13, "无法提供：本机关不掌握相关政府信息", []law.Ref{law.Art("条例", 36).At(4), law.Art("条例", 36).At(5)}, RemedyEither, NoDuty, inForce, false},
	{NeedsCreation, 14, "无法提供：没有现成信息需要另行制作", []law.Ref{law.Art("条例", 38)}, RemedyEither, NoDuty, inForce, false},
	{StillUnclear, 15, "无法提供：补正后申请内容仍不明确", []law.Ref{law.Art("条例", 30), law.Art("条例", 29).Para(2).At(2)}, RemedyEither, NoDuty, inForce, false},
	{Petition, 16, "不予处理：信访举报投诉类申请", []law.Ref{law.Art("条例", 39).Para(1)}, RemedyEither, NoDuty, inForce, false},
	{Repeated, 17, "不予处理：重复申请", []law.Ref{law.Art("条例", 36).At(6)}, RemedyEither, NoDuty, inForce, false},
	{Publication, 18, "不予处理：要求提供公开出版物", []law.Ref{law.Art("条例", 39).Para(2)}, RemedyEither, NoDuty, inForce, false},
	{AbusiveVolume, 19, "不予处理：无正当理由大量反复申请", []law.Ref{law.Art("条例", 35)}, RemedyEither, NoDuty, inForce, false},
	{Reconfirmation, 20, "不予处理：要求行政机关确认或重新出具已获取信息", []law.Ref{law.Art("年报格式", 0)}, RemedyEither, NoDuty, inForce, true},
	{CorrectionOverdue, 21, "其他处理：无正当理由逾期不补正", []law.Ref{law.Art("条例", 30)}, RemedyEither, NoDuty, inForce, false},
	{FeeOverdue, 22, "其他处理：逾期未按收费通知要求缴纳费用", []law.Ref{law.Art("条例", 42).Para(1), law.Art("收费办法", 0)}, RemedyEither, NoDuty, feeInForce, false},
	{Other, 23, "其他处理：其他", []law.Ref{law.Art("年报格式", 0)}, RemedyEither, NoDuty, inForce, true},
}

// Outcomes lists the 21 outcomes in the order of the rows.
func Outcomes() []OutcomeRule { return slices.Clone(outcomes) }

// OutcomeOf finds an outcome's rule.
func OutcomeOf(o Outcome) (OutcomeRule, bool) {
	if r := o.rule(); r != nil {
		return *r, true
	}
	return OutcomeRule{}, false
}

func (o Outcome) rule() *OutcomeRule {
	for i := range outcomes {
		if outcomes[i].Outcome == o {
			return &outcomes[i]
		}
	}
	return nil
}

// WithdrawnRow is the row in which a withdrawal counts [M].
const WithdrawnRow = 23

// Refusal reports whether an outcome withholds information on a ground of
// 条例 14 to 16, against which review must come first (复议法 23①(四), read by
// 法释〔2025〕8号 as "mainly 14, 15, 16").
func (o Outcome) Refusal() bool {
	r := o.rule()
	return r != nil && r.Row >= 5 && r.Row <= 11
}

// RemedyOf is the remedy a letter must name. withheld lists the grounds on
// which parts of a partly granted application are held back; nil means they
// were not told.
func RemedyOf(o Outcome, withheld []Outcome) Remedy {
	return o.rule().remedy(withheld)
}

// RemedyOn is RemedyOf by the law of the day of the decision: before 2024-01-01
// nothing had to be reviewed first.
func RemedyOn(o Outcome, withheld []Outcome, day calendar.Day) Remedy {
	return o.rule().remedyOn(withheld, day)
}

// remedyOn is the remedy by the law of the day of the decision.
func (r *OutcomeRule) remedyOn(withheld []Outcome, day calendar.Day) Remedy {
	if remedy := r.remedy(withheld); remedy != RemedyReviewFirst || day >= reviewFirstSince {
		return remedy
	}
	return RemedyEither
}

func (r *OutcomeRule) remedy(withheld []Outcome) Remedy {
	if r == nil {
		return NoRemedy
	}
	if r.Outcome == PartlyGranted && withheld != nil && !slices.ContainsFunc(withheld, Outcome.Refusal) {
		return RemedyEither
	}
	return r.Remedy
}

// Combined is the outcome of an application that asked for several items: one
// outcome if all agree, otherwise partly granted where anything was given, and
// the outcome of the lowest row where nothing was. An application counts once.
func Combined(items []Outcome) Outcome {
	if len(items) == 0 {
		return ""
	}
	whole := items[0]
	for _, o := range items {
		switch {
		case o == whole:
		case slices.Contains(items, Granted) || slices.Contains(items, PartlyGranted):
			return PartlyGranted
		case row(o) < row(whole):
			whole = o
		}
	}
	return whole
}

func row(o Outcome) int { r, _ := OutcomeOf(o); return r.Row }

func (r *replay) decide(i int, e *Event) *Note {
	if no := r.unfounded(e.Outcome, e); no != nil {
		return no
	}
	for _, o := range e.Withheld {
		if no := r.unfounded(o, e); no != nil {
			return no
		}
	}
	if (e.Outcome == ThirdPartyRights || slices.Contains(e.Withheld, ThirdPartyRights)) && slices.ContainsFunc(r.hearings, func(h hearing) bool { return h.third && h.answered == 0 && h.ends(e.At) >= e.At }) {
		r.warn(i, &Note{text: "征求第三方意见还没有结果", Cite: law.Art("条例", 32)})
	}
	rule := e.Outcome.rule()
	if e.Basis == "" || !r.basis(e.Basis) {
		if e.Basis != "" {
			r.warn(i, &Note{text: "依据“{said}”不是可以识别的条款", said: e.Basis})
		}
		if rule != nil && r.clauses.basis == nil {
			r.clauses.basis = slices.Clip(rule.Cites)
		} else if rule != nil {
			r.clauses.basis = append(r.clauses.basis, rule.Cites...)
		}
	}
	if rule == nil {
		r.warn(i, &Note{text: "没有写明处理结果，不能计入年报表三"})
	}
	r.finish(e.At, rule, e.Withheld)
	return nil
}

// basis cites the clause a decision names, if it can be read and exists.
func (r *replay) basis(s string) bool {
	refs, err := law.ParseBasis(s, "条例")
	if err != nil {
		return false
	}
	for _, ref := range refs {
		if ref.Check() != nil {
			return false
		}
	}
	r.clauses.basis = append(r.clauses.basis, refs...)
	return true
}

// unfounded refuses an outcome whose precondition does not stand in the events:
// what the statute lets follow from a step cannot be had without the step.
func (r *replay) unfounded(o Outcome, e *Event) *Note {
	switch o {
	case ThirdPartyRights:
		if !r.thirdParty && strings.TrimSpace(e.Unheard) == "" {
			return refuse(law.Art("条例", 32), "没有书面征求过第三方意见，不能以保护第三方合法权益为由不予公开")
		}
	case StillUnclear:
		if !r.correction.received {
			return refuse(law.Art("条例", 30), "没有告知过补正并收到补正，不能以补正后仍不明确答复")
		}
	case AbusiveVolume:
		if !r.reasons {
			return refuse(law.Art("条例", 35), "没有要求过申请人说明理由，不能以申请理由不合理不予处理")
		}
	case CorrectionOverdue:
		return r.correction.overdue(e.At)
	case FeeOverdue:
		return r.fee.overdue(e.At)
	}
	return nil
}

// overdue refuses to find on a day that a correction stays out: a person finds it,
// after the last day for it.
func (c correction) overdue(day calendar.Day) *Note {
	art := law.Art("条例", 30)
	switch {
	case !c.asked:
		return refuse(art, "没有告知过补正，不能以逾期不补正终止")
	case c.received:
		return refuse(art, "申请人已经补正")
	case !c.open:
		return refuse(art, "没有尚待补正的告知")
	case c.until == 0:
		return refuse(art, "补正告知没有写明补正期限，无从认定逾期")
	case day <= c.until:
		return refuse(art, "补正期限到{day}为止，尚未届满").on(c.until)
	}
	return nil
}

// overdue refuses to end an application for want of a fee on a day on which that
// can still be paid, or was never asked for.
func (f fee) overdue(day calendar.Day) *Note {
	art := law.Art("收费办法", 0)
	switch {
	case !f.sent:
		return refuse(art, "没有发出过收费通知，不能以逾期不缴费终止")
	case f.paid:
		return refuse(art, "申请人已经缴费")
	case !f.open:
		return refuse(art, "没有尚待缴费的收费通知")
	case !f.delivered:
		return refuse(art, "收费通知没有送达凭据，缴费期限没有起算，不能以逾期不缴费终止")
	case day <= f.lapse:
		return refuse(art, "缴费期限到{day}为止，尚未届满").on(f.lapse)
	}
	return nil
}

// proof is what the body has to prove for an outcome, should it be contested, and
// what of it stands in the grounds.
type proof struct {
	of     func(Outcome, Grounds) bool
	proves string
	stands func(Grounds) string
	cite   law.Ref
	since  calendar.Day // in force from this day
}

// proofs is the table (法释〔2025〕8号 5, 6): the first row that fits an outcome says
// what is to be proven.
var proofs = []proof{
	{only(Granted, PartlyGranted, func(g Grounds) bool { return g.ThirdParty == Objected && g.PublicGood }), "认定公共利益的理由，以及不公开可能对公共利益造成重大影响", func(g Grounds) string { return g.Reason }, law.Art("公开解释", 5).Para(2).At(2), interpretedSince},
	{only(Granted, PartlyGranted, nil), "公开的事实，以及已经告知获取的方式、途径", func(g Grounds) string { return g.Access }, law.Art("公开解释", 5).Para(2).At(1), interpretedSince},
	{only(InternalAffairs, "", nil), "信息属于人事管理、后勤管理或者内部工作流程信息", func(g Grounds) string { return g.Category }, law.Art("公开解释", 5).Para(2).At(3), interpretedSince},
	{only(ProcessInformation, "", nil), "信息是作出行政处理决定之前形成的内部讨论记录、过程稿、磋商信函、请示报告等", func(g Grounds) string { return g.Category }, law.Art("公开解释", 5).Para(2).At(4), interpretedSince},
	{only(EnforcementFile, "", nil), "信息是执法过程中形成并记录于执法案卷的当事人信息、调查笔录、询问笔录等", func(g Grounds) string { return g.Facts }, law.Art("公开解释", 5).Para(2).At(5), interpretedSince},
	{only(NotHeld, "", func(g Grounds) bool { return g.OtherKnown == NotAnswered }), "已经尽到合理检索义务：检索的地方、方法、时间和结果", func(g Grounds) string { return g.Search }, law.Art("公开解释", 5).Para(2).At(6), interpretedSince},
	{only(StateSecret, "", nil), "密级标识、保密期限或者其他证明材料", func(g Grounds) string { return g.SecretBasis }, law.Art("公开解释", 6).Para(1), interpretedSince},
	{only(SafetyAndStability, "", nil), "公开后可能产生不利影响的证据或者合理说明", func(g Grounds) string { return g.Facts }, law.Art("公开解释", 6).Para(2), interpretedSince},
	{only(ForbiddenByLaw, AdministrativeInquiry, nil), "所依据的法律、行政法规的条款，以及信息属于它规定的范围", func(g Grounds) string { return g.Norm }, law.Art("公开解释", 5).Para(1), interpretedSince},
	{only(ThirdPartyRights, "", nil), "征求意见书、送达凭据和第三方的意见（无法征求的，无法征求的事实），以及会造成的损害", heardThird, law.Art("公开解释", 5).Para(1), interpretedSince},
	{func(o Outcome, _ Grounds) bool { return o.rule() != nil }, "作出这一处理所根据的事实和适用的条款", func(g Grounds) string { return g.Facts }, law.Art("公开解释", 5).Para(1), interpretedSince},
}

// only fits two outcomes, where the grounds are such; "" and nil for none and any.
func only(a, b Outcome, such func(Grounds) bool) func(Outcome, Grounds) bool {
	return func(o Outcome, g Grounds) bool { return (o == a || b != "" && o == b) && (such == nil || such(g)) }
}

func heardThird(g Grounds) string {
	if g.ThirdParty != NotHeard {
		return "已经书面征求"
	}
	return g.Unheard
}

// Proof is one thing that has to be proven for an outcome, and what stands of it:
// "" where it is still missing.
type Proof struct {
	Outcome, Proves, Stands string
	Cite                    law.Ref
}

// Proofs lists what has to be proven for outcomes, each once.
func (g Grounds) Proofs(outcomes ...Outcome) (list []Proof) {
	for i, o := range outcomes {
		if slices.Contains(outcomes[:i], o) {
			continue
		}
		for _, p := range proofs {
			if p.of(o, g) {
				r, _ := OutcomeOf(o)
				list = append(list, Proof{r.Label, p.proves, strings.TrimSpace(p.stands(g)), p.cite})
				break
			}
		}
	}
	return list
}
