package request

import (
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
