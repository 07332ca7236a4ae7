package request

import (
	"fmt"
	"slices"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Remedy is what a letter tells the applicant to do who does not agree.
type Remedy string

// The remedies.
const (
	NoRemedy          Remedy = "none" // letters about procedure, and withdrawals
	RemedyEither      Remedy = "A"    // review within 60 days, or a suit within 6 months
	RemedyReviewFirst Remedy = "B"    // review first, within 60 days; a suit within 15 days of its decision
	RemedyPerhaps     Remedy = "A′"   // A in a wording that neither promises a suit nor denies one; counts as A
	RemedyBoth        Remedy = "B+A"  // B against the part that is withheld, A against the rest; counts as B
)

// RemedyRule says which remedy the letters about some outcomes tell of, from a
// day on until another rule for the same outcomes takes its place. It is doubtful
// where two texts do not agree: pages say 待法制机构确认.
type RemedyRule struct {
	For      []Outcome
	Told     Remedy
	Since    calendar.Day
	Cites    []law.Ref
	Doubtful bool
}

// interpretedSince is 2025-06-01, the day from which 法释〔2025〕8号 applies.
const interpretedSince calendar.Day = 20240

var (
	noOtherGround = []Outcome{Granted, NotHeld, StillUnclear, AbusiveVolume, Reconfirmation, CorrectionOverdue, FeeOverdue, Other}
	notDocketed   = []Outcome{AdministrativeInquiry, NeedsCreation, Petition, Repeated, Publication} // 法释〔2025〕8号 10②(四)–(八)
	withheldWhole = []Outcome{StateSecret, ForbiddenByLaw, SafetyAndStability, ThirdPartyRights, InternalAffairs, ProcessInformation, EnforcementFile}
	withheldPart  = []Outcome{PartlyGranted}
)

// remedyRules are the rules, those of one group of outcomes in the order of
// their days.
var remedyRules = []RemedyRule{
	{noOtherGround, RemedyEither, inForce, []law.Ref{law.Art("复议法", 20).Para(1), law.Art("行诉法", 44).Para(1), law.Art("行诉法", 46).Para(1)}, false},
	{notDocketed, RemedyEither, inForce, []law.Ref{law.Art("复议法", 20).Para(1), law.Art("行诉法", 44).Para(1), law.Art("行诉法", 46).Para(1)}, false},
	{notDocketed, RemedyPerhaps, interpretedSince, []law.Ref{law.Art("复议法", 20).Para(1), law.Art("公开解释", 1).At(1), law.Art("公开解释", 10).Para(2)}, true},
	{withheldWhole, RemedyEither, inForce, []law.Ref{law.Art("复议法", 20).Para(1), law.Art("行诉法", 46).Para(1)}, false},
	{withheldWhole, RemedyReviewFirst, reviewFirstSince, []law.Ref{law.Art("复议法", 23).Para(1).At(4), law.Art("复议法", 23).Para(2), law.Art("行诉法", 44).Para(2), law.Art("行诉法", 45)}, false},
	{withheldWhole, RemedyReviewFirst, detailedSince, []law.Ref{law.Art("复议法", 23).Para(1).At(4), law.Art("复议法", 23).Para(2), law.Art("复议法实施条例", 31), law.Art("行诉法", 44).Para(2), law.Art("行诉法", 45)}, false},
	{withheldPart, RemedyEither, inForce, []law.Ref{law.Art("复议法", 20).Para(1), law.Art("行诉法", 46).Para(1)}, false},
	{withheldPart, RemedyBoth, reviewFirstSince, []law.Ref{law.Art("复议法", 23).Para(1).At(4), law.Art("复议法", 23).Para(2), law.Art("复议公开意见", 0), law.Art("行诉法", 44), law.Art("行诉法", 45)}, false},
	{withheldPart, RemedyBoth, detailedSince, []law.Ref{law.Art("复议法", 23).Para(1).At(4), law.Art("复议法", 23).Para(2), law.Art("复议法实施条例", 31), law.Art("行诉法", 44), law.Art("行诉法", 45)}, false},
}

// RemedyRules lists them.
func RemedyRules() []RemedyRule { return slices.Clone(remedyRules) }

// RemedyRuleOn is the rule by which a letter of a day tells of the remedy against an
// outcome. Of a partly granted application withheld lists the grounds, nil where
// they were not told; opened says of a repeated one that the earlier answer gave
// the information, without which nothing is doubtful.
func RemedyRuleOn(o Outcome, withheld []Outcome, opened bool, day calendar.Day) RemedyRule {
	as := o
	switch {
	case o == Repeated && !opened:
		as = Granted // 法释〔2025〕8号 10②(四) is only about what has been opened
	case o == PartlyGranted && RemedyOf(o, withheld) == RemedyEither:
		as = Granted // nothing of 条例 14 to 16 is withheld
	}
	var found RemedyRule
	for _, r := range remedyRules {
		if slices.Contains(r.For, as) && (found.For == nil || r.Since <= day) {
			found = r
		}
	}
	if found.For == nil {
		found.Told = NoRemedy
	}
	return found
}

// CountsAs is the remedy as the clock and the ledger of reviews count it: A, B or
// none.
func (r Remedy) CountsAs() Remedy {
	switch r {
	case RemedyPerhaps:
		return RemedyEither
	case RemedyBoth:
		return RemedyReviewFirst
	}
	return r
}

// Silence is what is told of an application that is overdue on a day: before
// 2026-07-01 that opinions differ on whether review must come first, from then on
// that it comes first. It neither promises nor denies a suit.
func Silence(day calendar.Day) (review bool, cites []law.Ref) {
	if day < detailedSince {
		return false, []law.Ref{law.Art("复议法", 23).Para(1).At(3)}
	}
	return true, []law.Ref{law.Art("复议法", 23).Para(1).At(3), law.Art("复议法实施条例", 30).Para(1), law.Art("公开解释", 2).Para(2)}
}

// Cites lists what a remedy rests on.
func (r Remedy) Cites() []law.Ref {
	switch r.CountsAs() {
	case RemedyEither:
		return []law.Ref{law.Art("条例", 51), law.Art("复议法", 20).Para(1), law.Art("行诉法", 46).Para(1)}
	case RemedyReviewFirst:
		return []law.Ref{law.Art("条例", 51), law.Art("复议法", 23).Para(1).At(4), law.Art("复议法", 23).Para(2), law.Art("复议法", 20).Para(1), law.Art("行诉法", 45)}
	}
	return nil
}

// Where names the authorities a letter must tell of.
type Where struct {
	Reviewers []string `json:"Reviewers"` // reviewing authorities; two where the applicant may choose (复议法 28)
	Court     string   `json:"Court"`     // as letters named it once; none is named any more
	Online    string   `json:"Online"`    // address for applying for review over the internet
	Served    bool     `json:"Served"`    // the letter is served over the internet: Online is obligatory (复议法 22②)
}

// Check reports what a remedy would lack: without the authority the time to
// apply for review does not begin to run (复议法 20③).
func (w Where) Check(r Remedy) error {
	if r == NoRemedy {
		return nil
	}
	var faults fault.List
	if len(w.Reviewers) == 0 {
		faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: "reviewers",
			Message: "写明行政复议机关的名称，缺少它不算告知", Cite: law.Art("复议法", 20).Para(3)})
	}
	if w.Served && w.Online == "" {
		faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: "online",
			Message: "通过互联网渠道送达的，同时写明提交行政复议申请书的互联网渠道", Cite: law.Art("复议法", 22).Para(2)})
	}
	return faults.Err()
}

// Text is the paragraph a letter ends with. It is empty for letters without a
// remedy; B never offers a suit that skips review.
func (r Remedy) Text(w Where) string { return r.against(w, "本答复") }

// OfDecision is Text of a letter that answers nobody: a third party that is told of
// a decision.
func (r Remedy) OfDecision(w Where) string { return r.against(w, "本决定") }

// against is Text of a letter that calls itself so.
func (r Remedy) against(w Where, itself string) string {
	reviewer, online := strings.Join(w.Reviewers, "或者"), w.online()
	switch r {
	case RemedyPerhaps:
		return fmt.Sprintf("对%s不服的，可以自收到之日起60日内向%s申请行政复议；依法可以提起行政诉讼的，也可以自收到之日起6个月内向%s起诉。", itself, reviewer, competent) + online
	case RemedyBoth:
		return fmt.Sprintf("对其中不予公开的部分不服的，应当自收到之日起60日内先向%s申请行政复议，对行政复议决定不服的，可以自收到行政复议决定书之日起15日内依法向%s提起行政诉讼", reviewer, competent) + restOf +
			fmt.Sprintf("不服的，可以自收到之日起60日内向%s申请行政复议，或者自收到之日起6个月内依法向%s提起行政诉讼。", reviewer, competent) + online
	case RemedyEither:
		return fmt.Sprintf("对%s不服的，可以自收到之日起60日内向%s申请行政复议，或者自收到之日起6个月内依法向%s提起行政诉讼。", itself, reviewer, competent) + online
	case RemedyReviewFirst:
		return fmt.Sprintf("对本决定不服的，应当自收到之日起60日内先向%s申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起15日内依法向%s提起行政诉讼。", reviewer, competent) + online
	}
	return ""
}

// Partial is the remedy against a part of a letter, and what that part is called in
// it: 第二项. An empty name is the whole.
type Partial struct {
	Rule RemedyRule
	Part string
}

// Text is the paragraph of a letter on which the rule bears: where a review comes
// first it names the clauses by which it does.
func (r RemedyRule) Text(w Where) string { return r.first() + r.Told.Text(w) }

// first names the clauses by which a review comes first; "" where none does.
func (r RemedyRule) first() string {
	if r.Told != RemedyReviewFirst && r.Told != RemedyBoth {
		return ""
	}
	var on []law.Ref
	for _, c := range r.Cites {
		if c == law.Art("复议法", 23).Para(1).At(4) || c == law.Art("复议法实施条例", 31) {
			on = append(on, c)
		}
	}
	return "根据" + law.FullList(on) + "，"
}

// TellEach is the paragraph of a letter about several items: where their remedies
// differ each is told, the review that comes first before all others.
func TellEach(items []Partial, w Where) string {
	var first, either, perhaps []string
	on := ""
	for _, x := range items {
		if named := x.Rule.first(); named != "" {
			on = named
		}
		switch x.Rule.Told {
		case RemedyReviewFirst:
			first = append(first, x.Part)
		case RemedyBoth:
			first, either = append(first, x.Part+"中不予公开的部分"), append(either, x.Part+"中予以公开的部分")
		case RemedyEither:
			either = append(either, x.Part)
		case RemedyPerhaps:
			perhaps = append(perhaps, x.Part)
		}
	}
	switch {
	case len(either)+len(perhaps) == 0 && len(first) > 0:
		return on + RemedyReviewFirst.Text(w)
	case len(first)+len(perhaps) == 0 && len(either) > 0:
		return RemedyEither.Text(w)
	case len(first)+len(either) == 0 && len(perhaps) > 0:
		return RemedyPerhaps.Text(w)
	}
	return on + w.each(first, either, perhaps)
}

// each tells of remedies that differ.
func (w Where) each(first, either, perhaps []string) string {
	reviewer, text, rested := strings.Join(w.Reviewers, "或者"), "", false
	if len(first) > 0 {
		text = fmt.Sprintf("对其中不予公开的部分（%s）不服的，应当自收到之日起60日内先向%s申请行政复议，对行政复议决定不服的，可以自收到行政复议决定书之日起15日内依法向%s提起行政诉讼", strings.Join(first, "、"), reviewer, competent)
	}
	rest := func(names []string) string {
		switch {
		case len(names) == 0:
			return ""
		case text == "":
			return "对" + strings.Join(names, "、")
		case rested:
			return "；对" + strings.Join(names, "、")
		}
		rested = true
		return restOf + "（" + strings.Join(names, "、") + "）"
	}
	if named := rest(either); named != "" {
		text += named + fmt.Sprintf("不服的，可以自收到之日起60日内向%s申请行政复议，或者自收到之日起6个月内依法向%s提起行政诉讼", reviewer, competent)
	}
	if named := rest(perhaps); named != "" {
		text += named + fmt.Sprintf("不服的，可以自收到之日起60日内向%s申请行政复议；依法可以提起行政诉讼的，也可以自收到之日起6个月内向%s起诉", reviewer, competent)
	}
	return text + "。" + w.online()
}

// online tells where a review can be applied for over the internet.
func (w Where) online() string {
	if w.Online == "" {
		return ""
	}
	return fmt.Sprintf("行政复议申请书也可以通过互联网提交：%s。", w.Online)
}

// competent is the court that letters name: which one it is depends on who is sued
// after a review, and on the level of the body (行诉法 15, 18①, 26②③).
const competent = "有管辖权的人民法院"

// restOf begins what a letter of two remedies tells of the part that is given.
const restOf = "；对其余部分"

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

// BodyKind sorts bodies by who reviews their acts. The strings are stored.
type BodyKind string

// The kinds of bodies that 复议法 24 to 28 and 实施条例 33 tell apart.
const (
	Department           BodyKind = "department"
	Government           BodyKind = "government"
	Provincial           BodyKind = "provincial"
	DispatchedAgency     BodyKind = "dispatched_organ"
	Prefectural          BodyKind = "prefectural"
	DispatchedOffice     BodyKind = "dispatched_office"
	DistrictOffice       BodyKind = "district_office"
	Authorised           BodyKind = "authorised"
	InternalUnit         BodyKind = "internal_unit"
	DepartmentUnit       BodyKind = "department_unit"
	StateCouncilOffice   BodyKind = "state_council"
	StateCouncilBranch   BodyKind = "state_council_branch"
	StateCouncilMandated BodyKind = "state_council_authorised"
	Vertical             BodyKind = "vertical"
	Justice              BodyKind = "justice"
)

// Reviewer says who reviews the acts of a kind of body. Several are the
// applicant's choice.
type Reviewer struct {
	Kind  BodyKind
	Label string   // what such a body is
	By    []string // described; the body's record names them
	Cite  law.Ref
	Since calendar.Day
}

var reviewers = []Reviewer{
	{Department, "政府工作部门", []string{"本级人民政府"}, law.Art("复议法", 24).Para(1).At(1), reviewFirstSince},
	{Government, "县级以上地方人民政府、乡镇人民政府", []string{"上一级人民政府"}, law.Art("复议法", 24).Para(1).At(2), reviewFirstSince},
	{Provincial, "省级人民政府", []string{"作出行政行为的省、自治区、直辖市人民政府"}, law.Art("复议法", 24).Para(2), reviewFirstSince},
	{DispatchedAgency, "派出机关（街道办事处、行政公署等）", []string{"设立它的人民政府"}, law.Art("复议法", 24).Para(1).At(3), reviewFirstSince},
	{Prefectural, "行政公署的工作部门和它所辖的县级人民政府", []string{"省、自治区人民政府设立的派出机关（行政公署）"}, law.Art("复议法", 24).Para(3), reviewFirstSince},
	{DispatchedOffice, "派出机构，以自己的名义", []string{"设立它的部门的本级人民政府"}, law.Art("复议法", 24).Para(4), reviewFirstSince},
	{DistrictOffice, "直辖市、设区的市的部门按行政区划设立的派出机构", []string{"设立它的部门的本级人民政府", "它所在地的人民政府"}, law.Art("复议法", 24).Para(4), reviewFirstSince},
	{Authorised, "法律、法规、规章授权的组织", []string{"管理它的人民政府，或者管理它的部门的本级人民政府"}, law.Art("复议法", 24).Para(1).At(4), reviewFirstSince},
	{InternalUnit, "经授权以自己名义的内设机构，设立它的机关有行政复议职责（政府、国务院部门、垂直领导的机关）", []string{"设立它的行政机关"}, law.Art("复议法实施条例", 33), detailedSince},
	{DepartmentUnit, "经授权以自己名义的内设机构，设立它的机关没有行政复议职责（地方政府的部门等）", []string{"对设立它的行政机关有管辖权的行政复议机关"}, law.Art("复议法实施条例", 33), detailedSince},
	{StateCouncilOffice, "国务院部门", []string{"本部门"}, law.Art("复议法", 25).At(1), reviewFirstSince},
	{StateCouncilBranch, "国务院部门的派出机构，以自己的名义", []string{"设立它的国务院部门"}, law.Art("复议法", 25).At(2), reviewFirstSince},
	{StateCouncilMandated, "国务院部门管理的法律、行政法规、部门规章授权的组织", []string{"管理它的国务院部门"}, law.Art("复议法", 25).At(3), reviewFirstSince},
	{Vertical, "垂直领导的机关（海关、金融、外汇、税务、国家安全）", []string{"上一级主管部门"}, law.Art("复议法", 27), reviewFirstSince},
	{Justice, "履行行政复议机构职责的司法行政部门", []string{"本级人民政府", "上一级司法行政部门"}, law.Art("复议法", 28), reviewFirstSince},
}

// Reviewers lists who reviews whom, in the order of the statute.
func Reviewers() []Reviewer { return slices.Clone(reviewers) }

// ReviewerOf finds who reviews the acts of a kind of body.
func ReviewerOf(k BodyKind) (Reviewer, bool) {
	for _, r := range reviewers {
		if r.Kind == k {
			return r, true
		}
	}
	return Reviewer{}, false
}
