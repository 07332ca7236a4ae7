package publication

import (
	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// Trigger is the event after which the days of a clock count.
type Trigger string

// The events that start a clock.
const (
	Formed           Trigger = "formed"            // the information came to be, or changed
	Approved         Trigger = "approved"          // a people's congress approved it
	Endorsed         Trigger = "endorsed"          // the finance office gave its reply
	Decided          Trigger = "decided"           // a decision was made
	ApprovalReceived Trigger = "approval_received" // the document of approval came in
	Annulled         Trigger = "annulled"          // a public decision was changed, revoked or found unlawful
)

// Label is what the day of the event is called on a form.
func (t Trigger) Label() string {
	return map[Trigger]string{Formed: "形成或者变更之日", Approved: "批准之日", Endorsed: "批复之日", Decided: "作出决定之日",
		ApprovalReceived: "收到批准文件之日", Annulled: "变更、撤销之日"}[t]
}

// Rank is how high the document stands that sets a term.
type Rank string

// The ranks of a basis.
const (
	Statute    Rank = "statute"    // 法律
	Regulation Rank = "regulation" // 行政法规、地方性法规
	Rule       Rank = "rule"       // 规章
	Policy     Rank = "policy"     // 政策文件
)

// Label is the rank in Chinese.
func (r Rank) Label() string {
	return map[Rank]string{Statute: "法律", Regulation: "法规", Rule: "规章", Policy: "政策文件"}[r]
}

// Displaces reports whether a term of this rank may stand in the place of the
// general one: only that of a law or a regulation does (条例 26, second sentence).
func (r Rank) Displaces() bool { return r == Statute || r == Regulation }

// Clock is within what time something is owed.
type Clock struct {
	Trigger Trigger
	Term    calendar.Term
	Rank    Rank
	Cite    law.Ref
}

// Zero reports whether there is no clock.
func (c Clock) Zero() bool { return c.Term.N == 0 }

// General is the term of whatever has none of its own.
func General() Clock {
	return Clock{Formed, calendar.Term{N: 20, Unit: calendar.WorkingDays}, Regulation, law.Art("条例", 26)}
}

// Due is the last day of a clock, with how it is counted.
type Due struct {
	Clock       Clock
	From, Day   calendar.Day
	Provisional bool // the calendar of a year up to it is not known yet
	Days        []calendar.Line
}

// Due counts a clock from the day of its event. A term of natural days is not
// prolonged when its last day is no working day: the acts that set one have no
// rule for it, and the earlier day is on time under every reading [M].
func (c Clock) Due(cal *calendar.Calendar, from calendar.Day) Due {
	if c.Zero() || from == 0 {
		return Due{Clock: c}
	}
	end := cal.End(from, c.Term)
	d := Due{Clock: c, From: from, Day: end.Due, Provisional: end.Provisional, Days: cal.Explain(from, c.Term)}
	if c.Term.Unit == calendar.NaturalDays {
		d.Day = from + calendar.Day(c.Term.N)
		for len(d.Days) > 0 && d.Days[len(d.Days)-1].Date > d.Day {
			d.Days = d.Days[:len(d.Days)-1]
		}
	}
	return d
}

// Late is how many days after its last day something is on a day, in the unit of
// the clock; 0 while it is on time.
func (d Due) Late(cal *calendar.Calendar, on calendar.Day) int {
	switch {
	case d.Day == 0 || on <= d.Day:
		return 0
	case d.Clock.Term.Unit == calendar.WorkingDays:
		return max(1, cal.Count(d.Day, on))
	}
	return int(on - d.Day)
}

// Showing is for how long something must stay public at the least.
type Showing struct {
	Term calendar.Term
	Cite law.Ref
}

// Last is the last day on which what was public from a day on must still be; 0
// where nothing says so.
func (s Showing) Last(cal *calendar.Calendar, public calendar.Day) calendar.Day {
	if s.Term.N == 0 || public == 0 {
		return 0
	}
	return cal.End(public, s.Term).Due
}
