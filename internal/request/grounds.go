package request

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
	"yangguang/internal/letter"
)

// Answer is a question a person has answered, or not yet.
type Answer string

// The answers.
const (
	NotAnswered Answer = ""
	Yes         Answer = "yes"
	No          Answer = "no"
)

// Level is the rank of the norm a ground rests on.
type Level string

// The ranks that matter: a law or an administrative regulation can forbid
// (条例 14) or give a special procedure (36(七)); lower norms cannot.
const (
	Statute                  Level = "law"                       // 法律
	AdministrativeRegulation Level = "administrative_regulation" // 行政法规
	LocalRegulation          Level = "local_regulation"          // 地方性法规
	DepartmentRule           Level = "rule"                      // 规章
)

// Opinion is what a third party has said.
type Opinion string

// The opinions. Silence is none of them: the body decides by the statute (32).
const (
	NotHeard Opinion = ""
	Agreed   Opinion = "agreed"
	Objected Opinion = "objected"
	Silent   Opinion = "silent"
)

// Categories lists the kinds of information that 条例 16 names for an outcome:
// three of internal affairs, four of process information.
func Categories(o Outcome) []string {
	switch o {
	case InternalAffairs:
		return []string{"人事管理", "后勤管理", "内部工作流程"}
	case ProcessInformation:
		return []string{"讨论记录", "过程稿", "磋商信函", "请示报告"}
	}
	return nil
}

// Dangers lists what opening may endanger (条例 14): one of them is chosen, with
// the facts that show it.
func Dangers() []string {
	return []string{"国家安全", "公共安全", "经济安全", "社会稳定"}
}

// Interests lists what of a third party opening may harm (条例 15).
func Interests() []string {
	return []string{"商业秘密", "个人隐私", "商业秘密和个人隐私", "其他合法权益"}
}

// Grounds is what is put on record before an outcome may be chosen: the facts
// and answers its statute asks for.
type Grounds struct {
	Facts         string  `json:"Facts"`
	Reason        string  `json:"Reason"`
	SecretBasis   string  `json:"SecretBasis"` // number or day of the decision that made it a state secret (14)
	Norm          string  `json:"Norm"`        // the norm that forbids, or regulates access, to the clause
	NormLevel     Level   `json:"NormLevel"`
	Category      string  `json:"Category"`   // of 条例 16
	Discretion    string  `json:"Discretion"` // why the discretion of 条例 16 is used
	MustBeOpen    Answer  `json:"MustBeOpen"` // does a law, regulation or rule say it is to be open (16②)
	ThirdParty    Opinion `json:"ThirdParty"`
	ReasonSound   Answer  `json:"ReasonSound"` // is the third party's reason sound (32)
	PublicGood    bool    `json:"PublicGood"`  // not opening it would gravely affect the public interest (15, 32)
	ThirdTold     bool    `json:"ThirdTold"`   // the third party was told of the decision to open, in writing
	Separable     Answer  `json:"Separable"`   // can it be treated apart (37)
	Search        string  `json:"Search"`      // where and how it was looked for
	OtherKnown    Answer  `json:"OtherKnown"`  // is the responsible body known (36(五))
	OtherBody     string  `json:"OtherBody"`
	OtherContact  string  `json:"OtherContact"`
	HeldFrom      string  `json:"HeldFrom"`    // society: received from citizens or organisations; the keeper answers (10①)
	Access        string  `json:"Access"`      // address, issue, attachment, time and place
	Earlier       string  `json:"Earlier"`     // id of the same applicant's application answered before (36(六))
	EarlierSame   bool    `json:"EarlierSame"` // it is the same applicant
	VolumeFacts   string  `json:"VolumeFacts"` // number and frequency (35)
	ReasonsAsked  bool    `json:"ReasonsAsked"`
	EarlierOpened bool    `json:"EarlierOpened,omitempty"` // the earlier answer gave the information
	Unheard       string  `json:"Unheard,omitempty"`       // why no third party could be heard (32) [M]
	Danger        string  `json:"Danger,omitempty"`        // of Dangers (14)
	Interest      string  `json:"Interest,omitempty"`      // of Interests (15)
	ReasonsSaid   string  `json:"ReasonsSaid,omitempty"`   // what the applicant has said of the number, and when (35)
	Harm          string  `json:"Harm,omitempty"`          // the body's own reason, where the third party's is not sound (15)
	Own           string  `json:"Own,omitempty"`           // the decision of an outcome of row 23, in its own words
}

// want is one thing an outcome asks for.
type want struct {
	field   string
	missing func(g Grounds) bool
	message string
	cite    law.Ref
	since   calendar.Day // in force from this day
}

// Check reports what still stands against choosing an outcome.
func (g Grounds) Check(o Outcome) error { return g.CheckFor(o, "") }

// CheckFor is Check for an outcome that a kind of letter tells: one that says that
// the information is not here asks who has it, one that it is nowhere how it was
// looked for.
func (g Grounds) CheckFor(o Outcome, code letter.Code) error { return g.CheckOn(o, code, endOfDays) }

// endOfDays is a day on which every rule that is known is in force.
const endOfDays calendar.Day = math.MaxInt32

// CheckOn is CheckFor by the rules that are in force on a day.
func (g Grounds) CheckOn(o Outcome, code letter.Code, day calendar.Day) error {
	var faults fault.List
	for _, w := range append(wants(o, code), always(o)...) {
		if w.since <= day && w.missing(g) {
			faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: w.field, Message: w.message, Cite: w.cite})
		}
	}
	return faults.Err()
}

func blank(pick func(Grounds) string) func(Grounds) bool {
	return func(g Grounds) bool { return strings.TrimSpace(pick(g)) == "" }
}

// always is what every refusal asks for: facts and reason (36(三)).
func always(o Outcome) []want {
	if !o.Refusal() {
		return nil
	}
	art := law.Art("条例", 36).At(3)
	return []want{
		{"facts", blank(func(g Grounds) string { return g.Facts }), "写明不予公开所根据的事实", art, inForce},
		{"reason", blank(func(g Grounds) string { return g.Reason }), "写明不予公开的理由", art, inForce},
	}
}

func wants(o Outcome, code letter.Code) []want {
	switch o {
	case Granted, PartlyGranted:
		return openWants(o)
	case NotHeld:
		return notHeldWants(code)
	case StateSecret, ForbiddenByLaw, SafetyAndStability, ThirdPartyRights, AdministrativeInquiry:
		return protectionWants(o)
	case InternalAffairs, ProcessInformation, EnforcementFile:
		return discretionWants(o)
	}
	return otherWants(o)
}

func openWants(o Outcome) []want {
	list := []want{
		{"access", blank(func(g Grounds) string { return g.Access }), "写明获取的方式、途径和时间，或者附上信息", law.Art("条例", 36).At(2), inForce},
		{"third_told", func(g Grounds) bool { return g.ThirdParty == Objected && !g.ThirdTold },
			"第三方不同意公开的，先把决定公开的内容和理由书面告知第三方，再提供", law.Art("条例", 32), inForce},
		{"public_good", func(g Grounds) bool { return g.ThirdParty == Objected && g.ReasonSound == Yes && !g.PublicGood },
			"第三方有合理理由不同意的不予公开；认为不公开会对公共利益造成重大影响的，写明认定", law.Art("条例", 32), inForce},
	}
	if o == Granted {
		list = append(list, want{"reason", func(g Grounds) bool {
			return g.Overrides(o, "") != nil && (strings.TrimSpace(g.Reason) == "" || strings.Contains(g.Reason, overriding.not))
		}, "写明为什么不公开可能对公共利益造成重大影响；不写“" + overriding.not + "”", law.Art("条例", 15), inForce})
	}
	if o == PartlyGranted {
		list = append(list,
			want{"separable", func(g Grounds) bool { return g.Separable != Yes }, "部分公开以能够区分处理为前提，先认定能否区分", law.Art("条例", 37), inForce},
			want{"reason", blank(func(g Grounds) string { return g.Reason }), "对不予公开的内容说明理由", law.Art("条例", 37), inForce})
	}
	return list
}

// leastHarm is the least number of characters that say which harm there would be.
const leastHarm = 10

func protectionWants(o Outcome) []want {
	low := func(g Grounds) bool { return g.NormLevel != Statute && g.NormLevel != AdministrativeRegulation }
	norm := blank(func(g Grounds) string { return g.Norm })
	switch o {
	case StateSecret:
		return []want{{"secret_basis", blank(func(g Grounds) string { return g.SecretBasis }), "写明定密的依据（定密文号或者日期）", law.Art("条例", 14), inForce}}
	case ForbiddenByLaw:
		return []want{
			{"norm", norm, "写明禁止公开的法律、行政法规条款", law.Art("条例", 14), inForce},
			{"norm_level", low, "禁止公开只能依据法律、行政法规；地方性法规、规章不可以", law.Art("条例", 14), inForce},
		}
	case SafetyAndStability:
		return []want{{"danger", func(g Grounds) bool { return !slices.Contains(Dangers(), g.Danger) },
			"选定公开后可能危及的是哪一种：" + strings.Join(Dangers(), "、") + "，并在事实里写明具体的危险", law.Art("条例", 14), inForce}}
	case ThirdPartyRights:
		return []want{
			{"interest", func(g Grounds) bool { return !slices.Contains(Interests(), g.Interest) },
				"选定涉及第三方的什么：" + strings.Join(Interests(), "、"), law.Art("条例", 15), inForce},
			{"third_party", func(g Grounds) bool { return g.ThirdParty == Agreed }, "第三方已经同意公开，不能再以保护第三方为由不予公开", law.Art("条例", 15), inForce},
			{"public_good", func(g Grounds) bool { return g.PublicGood }, "已认定不公开会对公共利益造成重大影响，应当予以公开", law.Art("条例", 15), inForce},
			{"reason_sound", func(g Grounds) bool { return g.ThirdParty == Objected && g.ReasonSound == NotAnswered }, "先判断第三方不同意的理由是否合理", law.Art("条例", 32), inForce},
			{"harm", func(g Grounds) bool {
				return g.ThirdParty == Objected && g.ReasonSound == No && utf8.RuneCountInString(strings.TrimSpace(g.Harm)) < leastHarm
			},
				"第三方的理由不合理的，不能只凭它不予公开；本机关认为公开会损害第三方合法权益的，写明会造成什么损害，至少 10 个字", law.Art("条例", 32), inForce},
		}
	}
	return []want{
		{"norm", norm, "写明对获取有特别规定的法律、行政法规条款", law.Art("条例", 36).At(7), inForce},
		{"norm_level", low, "特别规定只能是法律、行政法规；规章不可以", law.Art("条例", 36).At(7), inForce},
	}
}

func discretionWants(o Outcome) []want {
	list := []want{{"discretion", blank(func(g Grounds) string { return g.Discretion }), "“可以不予公开”是裁量，写明为什么这次不公开", law.Art("条例", 16), inForce}}
	if kinds := Categories(o); kinds != nil {
		list = append(list, want{"category", func(g Grounds) bool { return !slices.Contains(kinds, g.Category) },
			"选定属于哪一类：" + strings.Join(kinds, "、"), law.Art("条例", 16), inForce})
	}
	if o == InternalAffairs {
		return list
	}
	return append(list,
		want{"must_be_open", func(g Grounds) bool { return g.MustBeOpen == NotAnswered }, "先答有没有法律、法规、规章规定应当公开", law.Art("条例", 16).Para(2), inForce},
		want{"must_be_open", func(g Grounds) bool { return g.MustBeOpen == Yes }, "法律、法规、规章规定应当公开的，从其规定，不能不予公开", law.Art("条例", 16).Para(2), inForce})
}

func otherWants(o Outcome) []want {
	art := law.Art("条例", 36)
	switch o {
	case Other:
		return []want{{"own", blank(func(g Grounds) string { return g.Own }), "写明这件申请怎样处理：其他处理没有统一的决定句", law.Art("条例", 33).Para(2), inForce}}
	case NeedsCreation:
		return []want{{"separable", func(g Grounds) bool { return g.Separable != No }, "先认定能否区分处理；能够区分的，应当提供可以公开的内容", law.Art("条例", 38), inForce}}
	case Petition:
		return []want{{"access", blank(func(g Grounds) string { return g.Access }), "告知可以通过什么渠道提出", law.Art("条例", 39).Para(1), inForce}}
	case Repeated:
		return []want{
			{"earlier", blank(func(g Grounds) string { return g.Earlier }), "关联已经答复过的申请", art.At(6), inForce},
			{"earlier", func(g Grounds) bool { return g.Earlier != "" && !g.EarlierSame }, "已答复的申请是别人提出的，不算重复申请", art.At(6), inForce},
		}
	case AbusiveVolume:
		return []want{
			{"volume_facts", blank(func(g Grounds) string { return g.VolumeFacts }), "写明申请的数量、频次，说明为什么明显超过合理范围", law.Art("条例", 35), inForce},
			{"reasons_asked", func(g Grounds) bool { return !g.ReasonsAsked }, "先要求申请人说明理由，认为不合理的才能不予处理", law.Art("条例", 35), inForce},
		}
	}
	return nil
}

// notHeldWants is what an answer asks for that gives nothing because it is not
// there, or not here. Without a kind of letter the answers tell which it is.
func notHeldWants(code letter.Code) []want {
	art := law.Art("条例", 36)
	other := func(g Grounds) bool {
		return code == AnswerOtherBody || code != AnswerNotHeld && g.OtherKnown != NotAnswered
	}
	return []want{
		{"search", func(g Grounds) bool { return !other(g) && strings.TrimSpace(g.Search) == "" }, "写明检索的过程和范围，经检索没有才能告知不存在", art.At(4), inForce},
		{"other_known", func(g Grounds) bool { return other(g) && g.OtherKnown == NotAnswered }, "先答能不能确定由哪个机关负责公开；不能确定的，答复书里写明不能确定", art.At(5), inForce},
		{"other_body", func(g Grounds) bool {
			return other(g) && g.OtherKnown == Yes && (strings.TrimSpace(g.OtherBody) == "" || strings.TrimSpace(g.OtherContact) == "")
		}, "能够确定负责公开的机关的，写明其名称和联系方式", art.At(5), inForce},
		{"reason", func(g Grounds) bool { return other(g) && strings.TrimSpace(g.Reason) == "" }, "不属于本机关负责公开的，说明理由", art.At(5), inForce},
		{"held_from", func(g Grounds) bool { return other(g) && g.HeldFrom == "society" },
			"从公民、法人和其他组织获取的信息由保存的机关负责公开，不能以不是本机关制作为由推出", law.Art("条例", 10).Para(1), inForce},
	}
}

// Need is something that has to be written down with a step.
type Need string

// What has to be written down.
const (
	NeedProof            Need = "proof"       // that a letter was served
	NeedReason           Need = "reason"      // of an item that is not given
	NeedReviewers        Need = "reviewers"   // whom a body's letters name
	NeedUnpublished      Need = "unpublished" // why what several asked for is not published
	NeedNotAnApplication Need = "aside"       // why something that came in is no application
	NeedWithdrawal       Need = "withdrawal"  // what proves that an applicant withdrew
	NeedApplication      Need = "application" // what was filed as an application is registered as one
	NeedReviewer         Need = "reviewer"    // who reviewed what is given on the spot
	NeedOpened           Need = "opened"      // what is opened against a third party's will
	NeedGround           Need = "ground"      // on which ground a part is held back
	NeedConcerned        Need = "concerned"   // about which information a third party is asked
	NeedEarlier          Need = "earlier"     // which answer an application repeats
	NeedAnswered         Need = "answered"    // what is repeated was answered
	NeedSameApplicant    Need = "same"        // by the same applicant
	NeedMistake          Need = "mistake"     // what proves that something was put down by mistake, where the term moves with it
	NeedWithdrawalScan   Need = "withdrawn"   // the scan of a withdrawal that is put down later
	NeedReceived         Need = "received"    // what was handed in was received on that day
	NeedCorrectionTerm   Need = "term"        // a correction has a reasonable time after its letter
	NeedArrival          Need = "arrival"     // the letter that asked for a correction has arrived in time
	NeedObjection        Need = "objection"   // an objection that was put down stands in the answer
	NeedObjected         Need = "objected"    // an objection that an answer rests on was put down
	NeedConsent          Need = "consent"     // the head's consent to an extension comes after the receipt
)

// needs are the needs with what is told where one is not met.
var needs = []struct {
	need    Need
	kind    fault.Kind
	message string
	cite    law.Ref
	since   calendar.Day // in force from this day
}{
	{NeedProof, fault.Unlawful, "写明送达的方式和凭据", law.Art("条例", 45), inForce},
	{NeedReason, fault.Unlawful, "写明理由", law.Art("条例", 36).At(3), inForce},
	{NeedReviewers, fault.Unlawful, "写明行政复议机关的全称，缺少它不算告知", law.Art("复议法", 20).Para(3), reviewFirstSince},
	{NeedUnpublished, fault.Invalid, "写明不纳入主动公开的理由", law.Art("条例", 44).Para(1), inForce},
	{NeedNotAnApplication, fault.Invalid, "写明为什么不属于获取政府信息，至少 6 个字", law.Art("条例", 2), inForce},
	{NeedWithdrawal, fault.Unlawful, "写明申请人撤回的凭据（撤回信、电子邮件、录音编号）；没有凭据的不登记撤回，申请人可以在查询页自己撤回", law.Art("条例", 45), inForce},
	{NeedApplication, fault.Unlawful, "以政府信息公开申请的形式提出的，不能登记成“不属于申请”：登记为申请，属于信访、投诉、举报的，用告知书告知不作为申请处理和相应渠道（计入表三第16行）", law.Art("条例", 39).Para(1), inForce},
	{NeedOpened, fault.Unlawful, "写明决定公开的政府信息内容：第三方要知道公开的是哪些", law.Art("条例", 32), inForce},
	{NeedGround, fault.Unlawful, "选择不予公开的部分属于哪一种情形：每一部分都要过它自己的检查，在答复书里写明条款和理由", law.Art("条例", 37), inForce},
	{NeedConcerned, fault.Unlawful, "写明征求意见的是哪些政府信息：写信息的名称和内容，不照抄申请人的原话，不写申请人", law.Art("条例", 32), inForce},
	{NeedEarlier, fault.Unlawful, "关联已经答复过的申请：填写它的申请编号；系统启用以前答复的，写明本机关答复书的文号（例如“某建公复〔2020〕1号”）和日期", law.Art("条例", 36).At(6), inForce},
	{NeedAnswered, fault.Unlawful, "关联的申请还没有答复，或者没有作出答复就终止了，不是已经答复过的相同信息", law.Art("条例", 36).At(6), inForce},
	{NeedSameApplicant, fault.Unlawful, "关联的申请是别人提出的，不算重复申请", law.Art("条例", 36).At(6), inForce},
	{NeedConsent, fault.Unlawful, "负责人同意之日不早于收到申请之日：还没有收到的申请不能先同意延长", law.Art("条例", 33).Para(2), inForce},
	{NeedMistake, fault.Unlawful, "撤销或者改晚这一条会改变答复期限的起算：写明登记有误的凭据（回执、邮件记录、缴费凭证的编号）", law.Art("条例", 31), inForce},
	{NeedWithdrawalScan, fault.Unlawful, "撤回之日早于今天的，附申请人撤回材料的扫描件，记作补录", law.Art("条例", 45), inForce},
	{NeedReceived, fault.Unlawful, "当面提交、签收的申请，以提交、签收之日为收到申请之日，不能确认成更晚的一天", law.Art("条例", 31), inForce},
	{NeedCorrectionTerm, fault.Unlawful, "补正期限要合理：最后一天晚于告知之日", law.Art("条例", 30), inForce},
	{NeedArrival, fault.Unlawful, "补正告知书没有登记送达，或者到补正期限以后才送达，不能认定逾期不补正：先登记送达的方式和凭据", law.Art("条例", 30), inForce},
	{NeedObjection, fault.Unlawful, "登记的意见里有第三方不同意公开的，不能按没有人反对答复：选“不同意公开”，写明决定公开的内容和理由，先书面告知第三方", law.Art("条例", 32), inForce},
	{NeedObjected, fault.Unlawful, "没有登记过第三方不同意公开的意见：先登记收到的意见，再按它答复", law.Art("条例", 32), inForce},
	{NeedReviewer, fault.Unlawful, "当场提供信息内容的，写明公开审查人；没有审查过的，只能当场告知已经公开的信息在哪里看", law.Art("条例", 17).Para(2), inForce},
}

// Unmet is the fault of a form's field where a need is not met.
func (n Need) Unmet(field string) *fault.Error {
	for _, x := range needs {
		if x.need == n {
			return &fault.Error{Kind: x.kind, Field: field, Message: x.message, Cite: x.cite}
		}
	}
	return fault.Field(field, "写明"+string(n))
}

// HeardAs refuses an answer that tells the opinion of third parties otherwise than it
// was put down; objected is whether one of them has said no.
func (g Grounds) HeardAs(o Outcome, code letter.Code, objected bool) *fault.Error {
	switch {
	case objected && o == Granted && code != AnswerPublished && g.ThirdParty != Objected:
		return NeedObjection.Unmet("third_party")
	case !objected && g.ThirdParty == Objected && (o == Granted || o == PartlyGranted || o == ThirdPartyRights):
		return NeedObjected.Unmet("third_party")
	}
	return nil
}
