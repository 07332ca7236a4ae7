package redress

import (
	"slices"

	"yangguang/internal/figure"
	"yangguang/internal/law"
)

// Result is how a review or a suit came out: a column of table four.
type Result string

// The columns of table four, in order; the fifth is their sum.
const (
	Upheld    Result = "upheld"    // 结果维持
	Corrected Result = "corrected" // 结果纠正
	Otherwise Result = "otherwise" // 其他结果
	Pending   Result = "pending"   // 尚未审结
)

// Results lists the columns in their order.
func Results() []Result { return []Result{Upheld, Corrected, Otherwise, Pending} }

// Label is the column's heading.
func (r Result) Label() string {
	return map[Result]string{Upheld: "结果维持", Corrected: "结果纠正", Otherwise: "其他结果", Pending: "尚未审结"}[r]
}

// End is one way a review, an instance of a suit or an appeal ends, and where
// the contest then counts [M+].
type End struct {
	Name, Label string
	Kind        Kind
	Result      Result
	Cite        law.Ref
	Anew        bool   // it can order the body to answer anew
	Appeal      string // limit within which a first judgment can be appealed; "" where it cannot
	Second      bool   // of an appeal: the first judgment stands, or (remanded) is gone
	Sue         bool   // of a review: a suit may follow
	Doubtful    bool   // whether it counts is read nowhere; pages say 待核
}

// The ends of an appeal that are no judgment of their own.
const (
	AppealRejected  = "appeal_rejected"
	AppealWithdrawn = "appeal_withdrawn"
	AppealRemanded  = "appeal_remanded"
	ReviewRefused   = "review_refused"
)

var ends = []End{
	{Name: "review_changed", Label: "变更", Kind: Review, Result: Corrected, Cite: law.Art("复议法", 63), Sue: true},
	{Name: "review_revoked", Label: "撤销或者部分撤销", Kind: Review, Result: Corrected, Cite: law.Art("复议法", 64).Para(1), Anew: true, Sue: true},
	{Name: "review_unlawful", Label: "确认违法", Kind: Review, Result: Corrected, Cite: law.Art("复议法", 65), Sue: true},
	{Name: "review_unlawful_slightly", Label: "确认违法（处理期限、通知送达等程序轻微违法）", Kind: Review, Result: Corrected, Cite: law.Art("复议法实施条例", 59), Sue: true},
	{Name: "review_perform", Label: "责令履行", Kind: Review, Result: Corrected, Cite: law.Art("复议法", 66), Anew: true, Sue: true},
	{Name: "review_void", Label: "确认无效", Kind: Review, Result: Corrected, Cite: law.Art("复议法", 67), Sue: true},
	{Name: "review_upheld", Label: "维持", Kind: Review, Result: Upheld, Cite: law.Art("复议法", 68), Sue: true},
	{Name: "review_claim_rejected", Label: "驳回复议请求", Kind: Review, Result: Upheld, Cite: law.Art("复议法", 69), Sue: true},
	{Name: ReviewRefused, Label: "不予受理", Kind: Review, Result: Otherwise, Cite: law.Art("复议法", 30).Para(2), Sue: true, Doubtful: true},
	{Name: "review_rejected", Label: "驳回复议申请", Kind: Review, Result: Otherwise, Cite: law.Art("复议法", 33), Sue: true},
	{Name: "review_ended", Label: "终止", Kind: Review, Result: Otherwise, Cite: law.Art("复议法", 41)},
	{Name: "review_mediated", Label: "调解", Kind: Review, Result: Otherwise, Cite: law.Art("复议法", 73)},
	{Name: "review_settled", Label: "和解撤回", Kind: Review, Result: Otherwise, Cite: law.Art("复议法", 74)},
	{Name: "suit_rejected", Label: "驳回诉讼请求", Kind: Suit, Result: Upheld, Cite: law.Art("行诉法", 69), Appeal: AppealJudgment},
	{Name: "suit_revoked", Label: "撤销或者部分撤销", Kind: Suit, Result: Corrected, Cite: law.Art("行诉法", 70), Anew: true, Appeal: AppealJudgment},
	{Name: "suit_perform", Label: "责令履行", Kind: Suit, Result: Corrected, Cite: law.Art("行诉法", 72), Anew: true, Appeal: AppealJudgment},
	{Name: "suit_pay", Label: "判决给付", Kind: Suit, Result: Corrected, Cite: law.Art("行诉法", 73), Appeal: AppealJudgment},
	{Name: "suit_unlawful", Label: "确认违法", Kind: Suit, Result: Corrected, Cite: law.Art("行诉法", 74), Appeal: AppealJudgment},
	{Name: "suit_void", Label: "确认无效", Kind: Suit, Result: Corrected, Cite: law.Art("行诉法", 75), Appeal: AppealJudgment},
	{Name: "suit_changed", Label: "变更", Kind: Suit, Result: Corrected, Cite: law.Art("行诉法", 77), Appeal: AppealJudgment},
	{Name: "suit_dismissed", Label: "驳回起诉", Kind: Suit, Result: Otherwise, Cite: law.Art("行诉法", 49), Appeal: AppealRuling},
	{Name: "suit_mediated", Label: "调解", Kind: Suit, Result: Otherwise, Cite: law.Art("行诉法", 60)},
	{Name: "suit_withdrawn", Label: "撤诉", Kind: Suit, Result: Otherwise, Cite: law.Art("行诉法", 62)},
	{Name: AppealRejected, Label: "驳回上诉，维持原判", Kind: Suit, Cite: law.Art("行诉法", 89), Second: true},
	{Name: AppealWithdrawn, Label: "准许撤回上诉", Kind: Suit, Cite: law.Art("行诉法", 62), Second: true},
	{Name: AppealRemanded, Label: "发回重审", Kind: Suit, Result: Pending, Cite: law.Art("行诉法", 89), Second: true},
}

// Ends lists how reviews and suits can end.
func Ends() []End { return slices.Clone(ends) }

// EndOf finds a way to end by its name.
func EndOf(name string) (End, bool) {
	for _, e := range ends {
		if e.Name == name {
			return e, true
		}
	}
	return End{}, false
}

// Group is one of the three groups of table four.
type Group string

// The groups, under the words by which the report's cells are stored.
const (
	Reconsideration Group = figure.Reconsideration
	DirectSuit      Group = figure.DirectSuit
	SuitAfterReview Group = figure.SuitAfterReview
)

// Groups lists them in the order of the table.
func Groups() []Group { return []Group{Reconsideration, DirectSuit, SuitAfterReview} }

// Label is the group's heading.
func (g Group) Label() string {
	return map[Group]string{Reconsideration: "行政复议", DirectSuit: "未经复议直接起诉", SuitAfterReview: "复议后起诉"}[g]
}
