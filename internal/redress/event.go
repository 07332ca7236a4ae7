package redress

import (
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/law"
)

// Kind is a review or a suit.
type Kind string

// The kinds of contests.
const (
	Review Kind = "review"
	Suit   Kind = "suit"
)

// Label is the kind in Chinese.
func (k Kind) Label() string { return map[Kind]string{Review: "行政复议", Suit: "行政诉讼"}[k] }

// Procedure is how a contest is heard. Disclosure cases may be heard in the
// simplified procedure (复议法 53①(四), 行诉法 82①(三)).
type Procedure string

// The procedures; nothing said means ordinary.
const (
	Ordinary   Procedure = "ordinary"
	Simplified Procedure = "simplified"
)

// Label is the procedure in Chinese.
func (p Procedure) Label() string {
	if p == Simplified {
		return "简易程序"
	}
	return "普通程序"
}

// EventType is what happened in a contest.
type EventType string

// The events of a contest.
const (
	Lodged          EventType = "lodged"           // the authority received the application for review
	CorrectionAsked EventType = "correction_asked" // the applicant was told to correct it
	WasCorrected    EventType = "corrected"
	Accepted        EventType = "accepted" // accepted, or docketed by the court
	Served          EventType = "served"   // the copy reached us
	Converted       EventType = "converted"
	Extended        EventType = "extended"
	Suspended       EventType = "suspended"
	Resumed         EventType = "resumed"
	Answered        EventType = "answered" // our answer with evidence and norms went out
	Decided         EventType = "decided"  // the review was decided
	Judged          EventType = "judged"   // first judgment or ruling
	WeAppealed      EventType = "we_appealed"
	TheyAppealed    EventType = "they_appealed"
	Final           EventType = "final" // the appeal was decided
	Effective       EventType = "effective"
	OpinionReceived EventType = "opinion" // 行政复议意见书 reached us
	Reported        EventType = "reported"
	Complied        EventType = "complied"
	Undone          EventType = "undone" // takes back the event Of
)

// Stage is where a contest stands.
type Stage string

// The stages.
const (
	Admitting  Stage = "admitting"  // lodged, not accepted
	Answering  Stage = "answering"  // the copy is here, our answer is due
	Hearing    Stage = "hearing"    // the authority or the court is to decide
	Halted     Stage = "halted"     // suspended
	Pronounced Stage = "pronounced" // first judgment, not in effect yet
	OnAppeal   Stage = "on_appeal"
	Performing Stage = "performing" // over, something ordered is still to be done
	Closed     Stage = "closed"
)

// Stages lists all of them.
func Stages() []Stage {
	return []Stage{Admitting, Answering, Hearing, Halted, Pronounced, OnAppeal, Performing, Closed}
}

// Label is the stage in Chinese.
func (s Stage) Label() string {
	return map[Stage]string{Admitting: "待受理", Answering: "待本机关答复", Hearing: "审理中", Halted: "中止", Pronounced: "一审已裁判",
		OnAppeal: "二审中", Performing: "待履行", Closed: "已了结"}[s]
}

// Event is one dated fact. Days that were not told are 0.
type Event struct {
	Type       EventType     `json:"type"`
	At         calendar.Day  `json:"at"`
	Procedure  Procedure     `json:"procedure,omitempty"`  // accepted, served
	Delivered  calendar.Day  `json:"delivered,omitzero"`   // the decision or judgment reached us
	End        string        `json:"end,omitempty"`        // decided, judged, final
	Orders     bool          `json:"orders,omitempty"`     // it orders the body to do something
	Procedural bool          `json:"procedural,omitempty"` // the answer fell for its procedure alone
	Days       *int          `json:"days,omitempty"`       // of an extension, or within which to do what is ordered
	Unit       calendar.Unit `json:"unit,omitempty"`       // of Days in an order; natural days unless told
	Ref        string        `json:"ref,omitempty"`        // number of the document
	Of         *int          `json:"of,omitempty"`         // undone: index of the event it takes back
	Staff      []string      `json:"staff,omitempty"`      // answered: who of the body's own staff appears
	// Reply is what the answer to a review says of the act (复议法实施条例 41).
	Reply *Reply `json:"reply,omitempty"`
	// The first event of a review: from which day to which the applicant was before
	// a court because nobody had told that review comes first.
	UntoldFrom calendar.Day `json:"untold_from,omitzero"`
	UntoldTo   calendar.Day `json:"untold_to,omitzero"`
}

// Reply is what the body answers in a review: why its act was lawful, why it was
// appropriate, and what it says to each request of the applicant, each with facts and
// reasons. By names the department or unit that has answered where the government
// itself is contested (复议法实施条例 42).
type Reply struct {
	Lawful string `json:"lawful"`
	Proper string `json:"proper"`
	Claims string `json:"claims"`
	By     string `json:"by,omitempty"`
}

// Act is one kind of event as people put it down: in which kind of contest, at
// which stages, and who. Facts are the clerk's; what the body itself does
// (answering, appealing, having complied) is the leader's to decide.
type Act struct {
	Type   EventType
	Kinds  []Kind
	Label  string
	Stages []Stage
	By     identity.Role
	Cite   law.Ref
}

var (
	review = []Kind{Review}
	suit   = []Kind{Suit}
	both   = []Kind{Review, Suit}
	open   = []Stage{Admitting, Answering, Hearing}
)

var acts = []Act{
	{Lodged, review, "复议机关收到申请", []Stage{Admitting}, identity.Clerk, law.Art("复议法", 30).Para(1)},
	{CorrectionAsked, review, "告知申请人补正", []Stage{Admitting}, identity.Clerk, law.Art("复议法", 31).Para(1)},
	{WasCorrected, review, "申请人已补正", []Stage{Admitting}, identity.Clerk, law.Art("复议法", 31).Para(2)},
	{Accepted, review, "受理", open, identity.Clerk, law.Art("复议法", 30).Para(1)},
	{Accepted, suit, "法院立案", open, identity.Clerk, law.Art("行诉法", 67).Para(1)},
	{Served, review, "收到复议申请书副本", []Stage{Admitting, Hearing}, identity.Clerk, law.Art("复议法", 48)},
	{Served, suit, "收到起诉状副本", []Stage{Hearing}, identity.Clerk, law.Art("行诉法", 67).Para(1)},
	{Answered, review, "同意并提交书面答复和证据", []Stage{Answering}, identity.Leader, law.Art("复议法", 48)},
	{Answered, suit, "同意并提交答辩状和证据", []Stage{Answering}, identity.Leader, law.Art("行诉法", 67).Para(1)},
	{Converted, review, "转为普通程序", []Stage{Answering, Hearing}, identity.Clerk, law.Art("复议法", 55)},
	{Converted, suit, "转为普通程序", []Stage{Answering, Hearing}, identity.Clerk, law.Art("行诉法", 84)},
	{Extended, review, "延长复议期限", []Stage{Answering, Hearing}, identity.Clerk, law.Art("复议法", 62).Para(1)},
	{Suspended, review, "中止", []Stage{Answering, Hearing}, identity.Clerk, law.Art("复议法", 39).Para(1)},
	{Suspended, suit, "中止", []Stage{Answering, Hearing, OnAppeal}, identity.Clerk, law.Art("行诉法", 101)},
	{Resumed, review, "恢复审理", []Stage{Halted}, identity.Clerk, law.Art("复议法", 39).Para(2)},
	{Resumed, suit, "恢复审理", []Stage{Halted}, identity.Clerk, law.Art("行诉法", 101)},
	{Decided, review, "登记复议结果", []Stage{Admitting, Answering, Hearing, Halted}, identity.Clerk, law.Art("复议法", 75).Para(1)},
	{Judged, suit, "登记一审裁判", []Stage{Answering, Hearing, Halted}, identity.Clerk, law.Art("行诉法", 81)},
	{WeAppealed, suit, "决定上诉", []Stage{Pronounced}, identity.Leader, law.Art("行诉法", 85)},
	{TheyAppealed, suit, "对方上诉", []Stage{Pronounced}, identity.Clerk, law.Art("行诉法", 85)},
	{Effective, suit, "裁判生效", []Stage{Pronounced}, identity.Clerk, law.Art("行诉法", 85)},
	{Final, suit, "登记二审裁判", []Stage{OnAppeal, Halted}, identity.Clerk, law.Art("行诉法", 89)},
	{OpinionReceived, review, "收到复议意见书", []Stage{Answering, Hearing, Halted, Performing, Closed}, identity.Clerk, law.Art("复议法", 76)},
	{Reported, review, "报送意见书办理情况", []Stage{Answering, Hearing, Halted, Performing}, identity.Leader, law.Art("复议法", 76)},
	{Complied, review, "确认履行完毕", []Stage{Performing}, identity.Leader, law.Art("复议法", 77).Para(1)},
	{Complied, suit, "确认履行完毕", []Stage{Performing}, identity.Leader, law.Art("行诉法", 94)},
	{Undone, both, "撤销一条登记", Stages(), identity.Clerk, law.Ref{}},
}

// Acts lists what somebody holding one of the roles may put down in a contest
// of a kind at a stage; without roles, what anybody may.
func Acts(k Kind, s Stage, roles ...identity.Role) []Act {
	var list []Act
	for _, a := range acts {
		if in(a.Kinds, k) && in(a.Stages, s) && (len(roles) == 0 || in(roles, a.By)) {
			list = append(list, a)
		}
	}
	return list
}

// ActOf finds the act of a type in a kind of contest.
func ActOf(k Kind, t EventType) (Act, bool) {
	for _, a := range acts {
		if a.Type == t && in(a.Kinds, k) {
			return a, true
		}
	}
	return Act{}, false
}

func in[T comparable](list []T, x T) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}
