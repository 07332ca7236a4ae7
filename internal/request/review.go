package request

import (
	"fmt"
	"regexp"
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// BodyKind sorts bodies by who reviews their acts.
type BodyKind string

// The kinds of bodies that 复议法 24 to 28 tell apart.
const (
	Department         BodyKind = "department"        // 政府工作部门
	Government         BodyKind = "government"        // 地方人民政府
	Provincial         BodyKind = "provincial"        // 省级人民政府
	DispatchedOrgan    BodyKind = "dispatched_organ"  // 派出机关：街道办事处等
	DispatchedOffice   BodyKind = "dispatched_office" // 派出机构，以自己名义
	Authorised         BodyKind = "authorised"        // 授权组织
	StateCouncilOffice BodyKind = "state_council"     // 国务院部门
	Vertical           BodyKind = "vertical"          // 海关、金融、外汇、税务、国家安全等垂直领导机关
	Justice            BodyKind = "justice"           // 履行行政复议机构职责的司法行政部门
)

// Reviewer says who reviews the acts of a kind of body. Several are the
// applicant's choice.
type Reviewer struct {
	Kind BodyKind
	By   []string // described; the body's record names them
	Cite law.Ref
}

var reviewers = []Reviewer{
	{Department, []string{"本级人民政府"}, law.Art("复议法", 24).Para(1).At(1)},
	{Government, []string{"上一级人民政府"}, law.Art("复议法", 24).Para(1).At(2)},
	{Provincial, []string{"作出行政行为的省、自治区、直辖市人民政府"}, law.Art("复议法", 24).Para(2)},
	{DispatchedOrgan, []string{"设立它的人民政府"}, law.Art("复议法", 24).Para(1).At(3)},
	{DispatchedOffice, []string{"设立它的部门的本级人民政府"}, law.Art("复议法", 24).Para(4)},
	{Authorised, []string{"管理它的人民政府，或者管理它的部门的本级人民政府"}, law.Art("复议法", 24).Para(1).At(4)},
	{StateCouncilOffice, []string{"本部门"}, law.Art("复议法", 25)},
	{Vertical, []string{"上一级主管部门"}, law.Art("复议法", 27)},
	{Justice, []string{"本级人民政府", "上一级司法行政部门"}, law.Art("复议法", 28)},
}

// ReviewerOf finds who reviews the acts of a kind of body.
func ReviewerOf(k BodyKind) (Reviewer, bool) {
	for _, r := range reviewers {
		if r.Kind == k {
			return r, true
		}
	}
	return Reviewer{}, false
}

// CaseLimit is one limit of a review or a suit. Its unit follows 复议法 88②:
// three, five, seven and ten days are working days, all others natural ones.
type CaseLimit struct {
	Name, Label string
	Term        calendar.Term
	From        string // the day it starts from, in Chinese
	Cite        law.Ref
}

func naturalDays(n int) calendar.Term { return calendar.Term{N: n, Unit: calendar.NaturalDays} }

var caseLimits = []CaseLimit{
	{"apply_review", "申请行政复议", reviewDays(60), "知道或者应当知道之日", law.Art("复议法", 20).Para(1)},
	{"accept_review", "审查是否受理", reviewDays(5), "收到复议申请之日", law.Art("复议法", 30).Para(1)},
	{"correct_review", "补正复议申请材料", reviewDays(10), "收到补正通知之日", law.Art("复议法", 31).Para(2)},
	{"answer_review", "提出书面答复并提交证据、依据", reviewDays(10), "收到复议申请书副本之日", law.Art("复议法", 48)},
	{"answer_review_summary", "提出书面答复并提交证据、依据（简易程序）", reviewDays(5), "收到复议申请书副本之日", law.Art("复议法", 54).Para(1)},
	{"decide_review", "作出复议决定", reviewDays(60), "受理之日", law.Art("复议法", 62).Para(1)},
	{"extend_review", "延长作出复议决定的期限（最长）", reviewDays(30), "原期限届满之日", law.Art("复议法", 62).Para(1)},
	{"decide_review_summary", "作出复议决定（简易程序）", reviewDays(30), "受理之日", law.Art("复议法", 62).Para(2)},
	{"report_opinion", "报送行政复议意见书的办理情况", reviewDays(60), "收到意见书之日", law.Art("复议法", 76)},
	{"sue_after_review", "不服复议决定提起诉讼", naturalDays(15), "收到复议决定书之日", law.Art("行诉法", 45)},
	{"sue_directly", "直接提起诉讼", calendar.Term{N: 6, Unit: calendar.Months}, "知道或者应当知道之日", law.Art("行诉法", 46).Para(1)},
	{"answer_suit", "提交证据、依据和答辩状", naturalDays(15), "收到起诉状副本之日", law.Art("行诉法", 67).Para(1)},
}

// shortTerms are the lengths that the review act counts in working days.
var shortTerms = struct {
	days []int
	cite law.Ref
}{[]int{3, 5, 7, 10}, law.Art("复议法", 88).Para(2)}

// reviewDays gives a term of the review act its unit.
func reviewDays(n int) calendar.Term {
	if slices.Contains(shortTerms.days, n) {
		return workingDays(n)
	}
	return naturalDays(n)
}

// CaseLimits lists the limits of reviews and suits.
func CaseLimits() []CaseLimit { return slices.Clone(caseLimits) }

// CaseLimitOf finds a limit by its name.
func CaseLimitOf(name string) (CaseLimit, bool) {
	for _, l := range caseLimits {
		if l.Name == name {
			return l, true
		}
	}
	return CaseLimit{}, false
}

// Result is how a review or a suit came out: a column of table four.
type Result string

// The columns of table four, in order.
const (
	Upheld    Result = "upheld"    // 结果维持
	Corrected Result = "corrected" // 结果纠正
	Otherwise Result = "otherwise" // 其他结果
	Pending   Result = "pending"   // 尚未审结
)

// CaseEnd is one way a review or a suit ends, and where it counts [M+].
type CaseEnd struct {
	Name, Label string
	Suit        bool // of a suit; otherwise of a review
	Result      Result
	Cite        law.Ref
	Anew        bool // it can order the body to answer anew
}

var caseEnds = []CaseEnd{
	{"review_changed", "变更", false, Corrected, law.Art("复议法", 63), false},
	{"review_revoked", "撤销或者部分撤销", false, Corrected, law.Art("复议法", 64).Para(1), true},
	{"review_unlawful", "确认违法", false, Corrected, law.Art("复议法", 65), false},
	{"review_perform", "责令履行", false, Corrected, law.Art("复议法", 66), true},
	{"review_void", "确认无效", false, Corrected, law.Art("复议法", 67), false},
	{"review_upheld", "维持", false, Upheld, law.Art("复议法", 68), false},
	{"review_claim_rejected", "驳回复议请求", false, Upheld, law.Art("复议法", 69), false},
	{"review_rejected", "驳回复议申请", false, Otherwise, law.Art("复议法", 33), false},
	{"review_ended", "终止", false, Otherwise, law.Art("复议法", 41), false},
	{"review_mediated", "调解", false, Otherwise, law.Art("复议法", 73), false},
	{"review_settled", "和解撤回", false, Otherwise, law.Art("复议法", 74), false},
	{"suit_rejected", "驳回诉讼请求", true, Upheld, law.Art("行诉法", 69), false},
	{"suit_revoked", "撤销或者部分撤销", true, Corrected, law.Art("行诉法", 70), true},
	{"suit_perform", "责令履行", true, Corrected, law.Art("行诉法", 72), true},
	{"suit_pay", "判决给付", true, Corrected, law.Art("行诉法", 73), false},
	{"suit_unlawful", "确认违法", true, Corrected, law.Art("行诉法", 74), false},
	{"suit_void", "确认无效", true, Corrected, law.Art("行诉法", 75), false},
	{"suit_changed", "变更", true, Corrected, law.Art("行诉法", 77), false},
	{"suit_withdrawn", "撤诉", true, Otherwise, law.Art("行诉法", 62), false},
}

// CaseEnds lists how reviews and suits can end.
func CaseEnds() []CaseEnd { return slices.Clone(caseEnds) }

// SameAgain reports that a new answer after an order repeats the old one: the
// same outcome on the same basis. Review and court forbid that for the same
// facts and reasons, unless the old answer fell for its procedure alone
// (复议法 64②, 行诉法 71); people judge the facts, so it is a warning.
func SameAgain(before, after Event, procedureOnly bool) *Note {
	if procedureOnly || before.Outcome != after.Outcome || before.Basis != after.Basis {
		return nil
	}
	return &Note{Cite: law.Art("复议法", 64).Para(2),
		text: "重新作出的答复与被撤销的答复结果和条款相同；不得以同一事实和理由作出相同或者基本相同的答复"}
}

// LetterNumber writes the number of a letter: 某公复〔2026〕7号.
func LetterNumber(mark string, year, n int) string {
	return fmt.Sprintf("%s〔%d〕%d号", mark, year, n)
}

// letterNumber is the form of a number: the mark, the whole year in 六角括号,
// the ordinal without leading zeros.
var letterNumber = regexp.MustCompile(`^[\p{Han}A-Za-z]+〔(19|20)\d{2}〕[1-9]\d*号$`)

// NumberForm reports whether a number is written as it should be.
func NumberForm(s string) bool { return letterNumber.MatchString(s) }
