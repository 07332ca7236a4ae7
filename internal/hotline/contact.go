package hotline

import "slices"

// Channel is the way in which a contact came.
type Channel string

// The channels.
const (
	Telephone Channel = "telephone"
	Website   Channel = "website"
	App       Channel = "app"
	Message   Channel = "message" // short message, WeChat
	Mail      Channel = "mail"    // the mayor's mailbox
	Visit     Channel = "visit"
	Superior  Channel = "superior" // passed down from above
)

// Category is what a valid contact wants; each has exactly one.
type Category string

// The categories.
const (
	Consultation Category = "consultation"
	Complaint    Category = "complaint"
	Report       Category = "report" // 举报: a report on wrongdoing
	Help         Category = "help"
	Suggestion   Category = "suggestion"
	Other        Category = "other"
	Praise       Category = "praise"
)

// Handling is how a valid contact is dealt with; each has exactly one at every
// moment, from its registration on.
type Handling string

// The ways of handling. A contact that nobody has decided on counts as
// dispatched: it waits to be.
const (
	ClosedAtOnce Handling = "closed_at_once"
	Dispatched   Handling = "dispatched"
	Coordinated  Handling = "coordinated"
	Forwarded    Handling = "forwarded"
)

// Invalid is why a contact is no valid one; "" for a valid one.
type Invalid string

// The reasons.
const (
	Silent    Invalid = "silent"
	Misdialed Invalid = "misdialed"
	Harassing Invalid = "harassing"
	Repeated  Invalid = "repeated" // the same contact once more, by the same person
	CutOff    Invalid = "cut_off"  // broke off before the matter was told
	Mistaken  Invalid = "mistaken" // registered by mistake
)

// Urgency is how soon a contact must be dealt with.
type Urgency string

// The urgencies.
const (
	Ordinary Urgency = "ordinary"
	Urgent   Urgency = "urgent"
	Critical Urgency = "critical"
)

// Named is a value with its label in Chinese.
type Named[T ~string] struct {
	Value T
	Label string
}

// Channels lists the channels in the order of the seat's page.
func Channels() []Named[Channel] {
	return []Named[Channel]{{Telephone, "电话"}, {Website, "网站"}, {App, "手机客户端"}, {Message, "短信、微信"}, {Mail, "信箱"}, {Visit, "来访"}, {Superior, "上级转来"}}
}

// Categories lists the categories in the order of their keys at the seat.
func Categories() []Named[Category] {
	return []Named[Category]{{Consultation, "咨询"}, {Complaint, "投诉"}, {Report, "举报"}, {Help, "求助"}, {Suggestion, "建议"}, {Other, "其他"}, {Praise, "表扬"}}
}

// Handlings lists the ways of handling.
func Handlings() []Named[Handling] {
	return []Named[Handling]{{ClosedAtOnce, "立即办结"}, {Dispatched, "交办"}, {Coordinated, "协调办结"}, {Forwarded, "转阅"}}
}

// Invalids lists the reasons for which a contact is not valid.
func Invalids() []Named[Invalid] {
	return []Named[Invalid]{{Silent, "无声"}, {Misdialed, "误拨"}, {Harassing, "骚扰"}, {Repeated, "重复"}, {CutOff, "中断未说明事项"}, {Mistaken, "误登"}}
}

// Urgencies lists the urgencies.
func Urgencies() []Named[Urgency] {
	return []Named[Urgency]{{Ordinary, "一般"}, {Urgent, "紧急"}, {Critical, "特急"}}
}

// LabelOf is the label of a value among the named ones, or the value itself.
func LabelOf[T ~string](all []Named[T], v T) string {
	if i := slices.IndexFunc(all, func(n Named[T]) bool { return n.Value == v }); i >= 0 {
		return all[i].Label
	}
	return string(v)
}

// Known reports whether a value is one of the named ones.
func Known[T ~string](all []Named[T], v T) bool {
	return slices.ContainsFunc(all, func(n Named[T]) bool { return n.Value == v })
}
