package redress

import (
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// Party is who must act within a limit.
type Party string

// The parties.
const (
	Us        Party = "us"        // the body whose answer is contested
	Either    Party = "either"    // whichever side does not agree, also the body
	Authority Party = "authority" // 复议机关
	Court     Party = "court"     // 人民法院
	Applicant Party = "applicant" // 申请人、原告
)

// Label is the party in Chinese.
func (p Party) Label() string {
	return map[Party]string{Us: "本机关", Either: "双方当事人", Authority: "复议机关", Court: "人民法院", Applicant: "申请人"}[p]
}

// Limit is one limit of a review or a suit. Its unit in a review follows
// 复议法 88②: three, five, seven and ten days are working days, all others
// natural ones.
type Limit struct {
	Name, Label string
	Term        calendar.Term
	From        string // the day it starts from, in Chinese
	Who         Party
	Cite        law.Ref
	Since       calendar.Day // in force from this day
	Doubtful    bool         // read in no original text; pages say 待核
}

// The names of the limits.
const (
	ApplyReview         = "apply_review"
	AcceptReview        = "accept_review"
	CorrectReview       = "correct_review"
	SendCopy            = "send_copy"
	SendCopySummary     = "send_copy_summary"
	AnswerReview        = "answer_review"
	AnswerReviewSummary = "answer_review_summary"
	DecideReview        = "decide_review"
	ExtendReview        = "extend_review"
	DecideReviewSummary = "decide_review_summary"
	ReportOpinion       = "report_opinion"
	SueAfterReview      = "sue_after_review"
	SueDirectly         = "sue_directly"
	AnswerSuit          = "answer_suit"
	DecideSuit          = "decide_suit"
	DecideSuitSummary   = "decide_suit_summary"
	AppealJudgment      = "appeal_judgment"
	AppealRuling        = "appeal_ruling"
	DecideAppeal        = "decide_appeal"
	AnswerAnew          = "answer_anew"
	Comply              = "comply"
)

func naturalDays(n int) calendar.Term { return calendar.Term{N: n, Unit: calendar.NaturalDays} }
func workingDays(n int) calendar.Term { return calendar.Term{N: n, Unit: calendar.WorkingDays} }
func months(n int) calendar.Term      { return calendar.Term{N: n, Unit: calendar.Months} }

// The days from which the texts that the limits cite are in force: 2024-01-01 (复议法),
// 2017-07-01 (行诉法), 2019-05-15 (条例).
const (
	reviewSince  calendar.Day = 19723
	suitSince    calendar.Day = 17348
	openingSince calendar.Day = 18031
)

var limits = []Limit{
	{ApplyReview, "申请行政复议", reviewDays(60), "知道或者应当知道之日", Applicant, law.Art("复议法", 20).Para(1), reviewSince, false},
	{AcceptReview, "审查是否受理", reviewDays(5), "收到复议申请之日", Authority, law.Art("复议法", 30).Para(1), reviewSince, false},
	{CorrectReview, "补正复议申请材料", reviewDays(10), "收到补正通知之日", Applicant, law.Art("复议法", 31).Para(2), reviewSince, false},
	{SendCopy, "发送复议申请书副本", reviewDays(7), "受理之日", Authority, law.Art("复议法", 48), reviewSince, false},
	{AnswerReview, "提出书面答复并提交证据、依据", reviewDays(10), "收到复议申请书副本之日", Us, law.Art("复议法", 48), reviewSince, false},
	{SendCopySummary, "发送复议申请书副本（简易程序）", reviewDays(3), "受理之日", Authority, law.Art("复议法", 54).Para(1), reviewSince, false},
	{AnswerReviewSummary, "提出书面答复并提交证据、依据（简易程序）", reviewDays(5), "收到复议申请书副本之日", Us, law.Art("复议法", 54).Para(1), reviewSince, false},
	{DecideReview, "作出复议决定", reviewDays(60), "受理之日", Authority, law.Art("复议法", 62).Para(1), reviewSince, false},
	{ExtendReview, "延长作出复议决定的期限（最长）", reviewDays(30), "原期限届满之日", Authority, law.Art("复议法", 62).Para(1), reviewSince, false},
	{DecideReviewSummary, "作出复议决定（简易程序）", reviewDays(30), "受理之日", Authority, law.Art("复议法", 62).Para(2), reviewSince, false},
	{ReportOpinion, "报送行政复议意见书的办理情况", reviewDays(60), "收到意见书之日", Us, law.Art("复议法", 76), reviewSince, false},
	{SueAfterReview, "不服复议决定提起诉讼", naturalDays(15), "收到复议决定书之日", Applicant, law.Art("行诉法", 45), suitSince, false},
	{SueDirectly, "直接提起诉讼", months(6), "知道或者应当知道之日", Applicant, law.Art("行诉法", 46).Para(1), suitSince, false},
	{AnswerSuit, "提交证据、依据和答辩状", naturalDays(15), "收到起诉状副本之日", Us, law.Art("行诉法", 67).Para(1), suitSince, false},
	{DecideSuit, "作出第一审判决", months(6), "立案之日", Court, law.Art("行诉法", 81), suitSince, false},
	{DecideSuitSummary, "审结（简易程序）", naturalDays(45), "立案之日", Court, law.Art("行诉法", 83), suitSince, false},
	{AppealJudgment, "不服第一审判决提起上诉", naturalDays(15), "判决书送达之日", Either, law.Art("行诉法", 85), suitSince, false},
	{AppealRuling, "不服第一审裁定提起上诉", naturalDays(10), "裁定书送达之日", Either, law.Art("行诉法", 85), suitSince, false},
	{DecideAppeal, "作出终审判决", months(3), "收到上诉状之日", Court, law.Art("行诉法", 88), suitSince, false},
	{AnswerAnew, "重新作出答复", workingDays(20), "复议决定书送达或者裁判生效之日", Us, law.Art("条例", 33).Para(2), openingSince, true}, // the length by anewRules
	{Comply, "履行决定书、调解书、判决", calendar.Term{}, "复议决定书送达或者裁判生效之日", Us, law.Art("复议法", 77).Para(1), reviewSince, false},
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

// Limits lists the limits of reviews and suits.
func Limits() []Limit { return slices.Clone(limits) }

// LimitOf finds a limit by its name.
func LimitOf(name string) (Limit, bool) {
	for _, l := range limits {
		if l.Name == name {
			return l, true
		}
	}
	return Limit{}, false
}

func limit(name string) Limit { l, _ := LimitOf(name); return l }
