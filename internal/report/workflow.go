package report

import (
	"fmt"

	"yangguang/internal/fault"
	"yangguang/internal/flow"
	"yangguang/internal/identity"
	"yangguang/internal/law"
)

// State is where a version of a report stands.
type State string

// States of a version. A published one is frozen; a correction is a new version
// that restates it.
const (
	Drafting  State = "drafting"
	InReview  State = "in_review"
	Returned  State = "returned"
	Reviewed  State = "reviewed"
	Issued    State = "issued"
	Published State = "published"
	Restated  State = "restated" // a later version stands in its place; both stay public
	Void      State = "void"     // a draft given up before publication
)

// Act is a step of the workflow.
type Act string

// Acts of the workflow.
const (
	Submit  Act = "submit"
	Return  Act = "return"
	Approve Act = "approve"
	Issue   Act = "issue"
	Publish Act = "publish"
	Restate Act = "restate"
	Discard Act = "discard"
)

// Guards of the workflow, by name.
const (
	NoError       = "no-error"       // Check finds no error but such as may stand with a reason, and they have one
	DoubtsReason  = "doubts-reason"  // every warning has its reason
	NotTheDrafter = "not-drafter"    // the person did not draft or submit it
	RestateReason = "restate-reason" // the restatement says why
)

// Workflow is the way of a report from draft to publication.
func Workflow() flow.Machine[State, Act, identity.Role] {
	department, publish := law.Art("条例", 49).Para(1), law.Art("条例", 49)
	content := law.Art("条例", 50).Para(1)
	return flow.Machine[State, Act, identity.Role]{
		Start: Drafting,
		Steps: []flow.Step[State, Act, identity.Role]{
			{From: Drafting, Action: Submit, To: InReview, By: identity.Editor, Cite: content},
			{From: Returned, Action: Submit, To: InReview, By: identity.Editor, Cite: content},
			{From: InReview, Action: Approve, To: Reviewed, By: identity.Reviewer, Cite: law.Art("条例", 17).Para(1)},
			{From: InReview, Action: Return, To: Returned, By: identity.Reviewer, Cite: law.Art("条例", 17).Para(1)},
			{From: Reviewed, Action: Issue, To: Issued, By: identity.Leader, Cite: department},
			{From: Reviewed, Action: Return, To: Returned, By: identity.Leader, Cite: department},
			{From: Issued, Action: Publish, To: Published, By: identity.Editor, Clock: flow.Stop, Cite: publish},
			{From: Issued, Action: Publish, To: Published, By: identity.Leader, Clock: flow.Stop, Cite: publish},
			{From: Published, Action: Restate, To: Restated, By: identity.Editor, Cite: content},
			{From: Drafting, Action: Discard, To: Void, By: identity.Editor},
			{From: Returned, Action: Discard, To: Void, By: identity.Editor},
		},
		Guards: []flow.Guard[State, Act]{
			{From: Drafting, Act: Submit, Name: NoError, Message: "还有不成立的核对项。表内关系和缺少的内容改正，正文和跨表的逐项改正或者说明理由，再提交。", Cite: content},
			{From: Returned, Act: Submit, Name: NoError, Message: "还有不成立的核对项。表内关系和缺少的内容改正，正文和跨表的逐项改正或者说明理由，再提交。", Cite: content},
			{From: Drafting, Act: Submit, Name: DoubtsReason, Message: "还有请核对的项没有说明理由，逐项改正或者说明后再提交。"},
			{From: Returned, Act: Submit, Name: DoubtsReason, Message: "还有请核对的项没有说明理由，逐项改正或者说明后再提交。"},
			{From: InReview, Act: Approve, Name: NotTheDrafter, Message: "编制人不能审核自己编制的报告，由另一人审核。", Cite: law.Art("条例", 17).Para(1)},
			{From: Reviewed, Act: Issue, Name: NotTheDrafter, Message: "编制人不能签发自己编制的报告，由另一人签发。", Cite: law.Art("条例", 17).Para(1)},
			{From: Reviewed, Act: Issue, Name: NoError, Message: "还有不成立的核对项，退回改正或者说明理由后再签发。", Cite: content},
			{From: Issued, Act: Publish, Name: NoError, Message: "还有不成立又没有说明理由的核对项，不能公布。", Cite: content},
			{From: Published, Act: Restate, Name: RestateReason, Message: "更正已公布的报告要写明原因。"},
		},
		States: map[State]string{Drafting: "编制中", InReview: "审核中", Returned: "已退回", Reviewed: "待签发", Issued: "已签发",
			Published: "已公布", Restated: "已更正", Void: "已作废"},
		Actions: map[Act]string{Submit: "提交审核", Return: "退回", Approve: "审核通过", Issue: "签发", Publish: "公布", Restate: "更正", Discard: "作废"},
		Roles:   identity.Role.Label,
	}
}

// Kind of body, as far as the due date asks.
type Kind string

// Kinds of bodies.
const (
	Department Kind = "department" // 县级以上人民政府部门
	Government Kind = "government" // 县级以上地方人民政府
	Township   Kind = "township"   // 乡镇人民政府、街道办事处

	// PublicService is a public enterprise or institution: it owes no report by
	// 条例 49, and one that its ministry orders has its own form and day (55①).
	PublicService Kind = "public_service"
)

// Owing is what a body owes of a report by its day.
type Owing struct {
	Label string
	Cite  law.Ref
}

// Owed lists what is still owed: a department hands its report to the department in
// charge and publishes it (条例 49①), a government publishes it (49②). What a ministry
// or a county orders of others is published.
func Owed(kind Kind, published, handedIn bool) (list []Owing) {
	cite := map[Kind]law.Ref{Department: law.Art("条例", 49).Para(1), Government: law.Art("条例", 49).Para(2), PublicService: law.Art("条例", 55).Para(1)}[kind]
	if !published {
		list = append(list, Owing{"公布", cite})
	}
	if !handedIn && kind == Department {
		list = append(list, Owing{"提交主管部门", cite})
	}
	return list
}

// MayHandIn refuses, as Unlawful, to hand in a report that nobody has signed, one that
// was handed in, and one of a body that hands none in.
func MayHandIn(kind Kind, s State, handedIn bool) error {
	refused := func(message string) error {
		return &fault.Error{Kind: fault.Unlawful, Message: message, Cite: law.Art("条例", 49).Para(1)}
	}
	switch {
	case kind == Government:
		return refused("县级以上地方人民政府的年度报告向社会公布，不提交本级主管部门")
	case handedIn:
		return refused("已经登记过提交之日")
	case s != Issued && s != Published:
		return refused("签发以后再登记提交主管部门")
	}
	return nil
}

// DueRule is the day by which a report is published.
type DueRule struct {
	Kind       Kind
	Month, Day int // of the year after the one reported
	Label      string
	Cite       law.Ref
	Unproved   bool // not in the statute: configurable, shown as 待核
}

// DueRules are the days, a row a kind of body.
func DueRules() []DueRule {
	return []DueRule{
		{Department, 1, 31, "县级以上人民政府部门每年 1 月 31 日前", law.Art("条例", 49).Para(1), false},
		{Government, 3, 31, "县级以上地方人民政府每年 3 月 31 日前", law.Art("条例", 49).Para(2), false},
		{PublicService, 0, 0, "公共企事业单位按有关主管部门的规定", law.Art("条例", 55).Para(1), true},
		{Township, 1, 31, "乡镇、街道按上级部署，暂按每年 1 月 31 日前", law.Ref{}, true},
	}
}

// Due is the day (2026-01-31) by which the report of a year is published, "" for
// one that nobody has set. set is the day a person put down for a kind whose rule
// is Unproved: 2026-10-31, or 01-15 of the year after; "" takes the rule's.
func Due(kind Kind, year int, set string) (day string, rule DueRule) {
	for _, r := range DueRules() {
		if r.Kind == kind {
			rule = r
		}
	}
	switch {
	case rule.Unproved && len(set) == len("2026-10-31"):
		return set, rule
	case rule.Unproved && len(set) == 5:
		return fmt.Sprintf("%04d-%s", year+1, set), rule
	case rule.Month == 0:
		return "", rule
	}
	return fmt.Sprintf("%04d-%02d-%02d", year+1, rule.Month, rule.Day), rule
}
