package publication

import (
	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// Kind is what a document is. The strings are stored.
type Kind string

// The kinds of documents.
const (
	Notice           Kind = "notice"
	PolicyDocument   Kind = "policy"
	Normative        Kind = "normative"
	Order            Kind = "order"
	Planning         Kind = "planning"
	Statistics       Kind = "statistics"
	ServiceGuide     Kind = "service_guide"
	Licence          Kind = "licence"
	Penalty          Kind = "penalty"
	GovernmentBudget Kind = "government_budget"
	Budget           Kind = "budget"
	Emergency        Kind = "emergency"
	Recruitment      Kind = "recruitment"
	LandNotice       Kind = "land_notice"
	LandPlan         Kind = "land_plan"
	LandApproved     Kind = "land_approved"
	Other            Kind = "other"
)

// Counted is in which figures of the annual report a kind counts.
type Counted string

// What is counted beside the items of the portal.
const (
	AsPolicy    Counted = "policy"
	AsNormative Counted = "normative"
	AsFiscal    Counted = "fiscal"
)

// KindRule is what holds for one kind of document.
type KindRule struct {
	Kind     Kind
	Label    string
	Item     Item      // where in the catalogue it stands
	Clock    Clock     // until when it is to be public
	Internal Clock     // a day that a rule or a policy sets within it; zero: none
	Showing  Showing   // how long it must stay
	Retract  Clock     // until when it is to be withdrawn once it was annulled; zero: no day is set
	Number   Numbering // what its number looks like
	Counts   []Counted
}

// Kinds are the kinds of documents in the order in which they are offered.
func Kinds() []KindRule {
	working := func(n int) calendar.Term { return calendar.Term{N: n, Unit: calendar.WorkingDays} }
	natural := func(n int) calendar.Term { return calendar.Term{N: n, Unit: calendar.NaturalDays} }
	general := General()
	policy := Clock{Decided, working(7), Policy, law.Art("双公示通知", 0)}
	decided := Clock{Decided, general.Term, general.Rank, general.Cite}
	budget := Clock{Endorsed, natural(20), Statute, law.Art("预算法", 14).Para(2)}
	return []KindRule{
		{Kind: Notice, Label: "通知公告", Item: "20.15", Clock: general},
		{Kind: PolicyDocument, Label: "政策文件（不是规范性文件）", Item: "20.3", Clock: general, Number: DocumentNumber, Counts: []Counted{AsPolicy}},
		{Kind: Normative, Label: "行政规范性文件", Item: "20.1", Clock: general, Number: DocumentNumber, Counts: []Counted{AsPolicy, AsNormative}},
		{Kind: Order, Label: "规章、令、公告", Item: "20.1", Clock: general, Number: OrderNumber, Counts: []Counted{AsPolicy}},
		{Kind: Planning, Label: "规划", Item: "20.3", Clock: general},
		{Kind: Statistics, Label: "统计信息", Item: "20.4", Clock: general},
		{Kind: ServiceGuide, Label: "办事指南", Item: "20.5", Clock: general},
		{Kind: Licence, Label: "行政许可决定", Item: "20.5", Clock: decided, Internal: policy},
		{Kind: Penalty, Label: "行政处罚决定", Item: "20.6", Clock: decided, Internal: policy,
			Retract: Clock{Annulled, working(3), Statute, law.Art("处罚法", 48).Para(2)}},
		{Kind: GovernmentBudget, Label: "政府预算、决算", Item: "20.7", Clock: Clock{Approved, natural(20), Statute, law.Art("预算法", 14).Para(1)}, Counts: []Counted{AsFiscal}},
		{Kind: Budget, Label: "部门预算、决算", Item: "20.7", Clock: budget, Counts: []Counted{AsFiscal}},
		{Kind: Emergency, Label: "应急信息", Item: "20.12", Clock: general},
		{Kind: Recruitment, Label: "招考、录用", Item: "20.14", Clock: general},
		{Kind: LandNotice, Label: "征收土地预公告", Item: "21.1", Clock: general, Showing: Showing{working(10), law.Art("土地条例", 26).Para(2)}},
		{Kind: LandPlan, Label: "征地补偿安置方案公告", Item: "21.1", Clock: general, Showing: Showing{natural(30), law.Art("土地条例", 28).Para(1)}},
		{Kind: LandApproved, Label: "征收土地公告", Item: "21.1", Clock: Clock{ApprovalReceived, working(15), Regulation, law.Art("土地条例", 31)}},
		{Kind: Other, Label: "其他信息", Item: "20.15", Clock: general},
	}
}

// KindOf finds a kind.
func KindOf(k Kind) (KindRule, bool) {
	for _, x := range Kinds() {
		if x.Kind == k {
			return x, true
		}
	}
	return KindRule{}, false
}

// Label is the kind in Chinese, "" for none.
func (k Kind) Label() string {
	x, _ := KindOf(k)
	return x.Label
}

// Counting are the kinds that count in a figure.
func Counting(as Counted) (kinds []Kind) {
	for _, x := range Kinds() {
		for _, c := range x.Counts {
			if c == as {
				kinds = append(kinds, x.Kind)
			}
		}
	}
	return kinds
}
