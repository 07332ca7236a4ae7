package request

import (
	"slices"

	"yangguang/internal/calendar"
)

// openStates are the states that follow from the events alone.
var openStates = []State{Unconfirmed, Handling, Correcting, Consulting, AwaitingFee}

// OpenStates lists the states of an open application that its events decide;
// the others say how far an answer has come.
func OpenStates() []State { return slices.Clone(openStates) }

// open is the state on the desk on day x as far as the events tell. A hearing
// goes on until it is answered or its limit has passed.
func (r *replay) open(x calendar.Day) State {
	switch {
	case r.received == 0:
		return Unconfirmed
	case r.correction.open:
		return Correcting
	case r.fee.open:
		return AwaitingFee
	case slices.ContainsFunc(r.hearings, func(h hearing) bool { return h.answered == 0 && h.ends(x) >= x }):
		return Consulting
	}
	return Handling
}

// Hearing is one question to a third party or another organ, as the clock sees
// it.
type Hearing struct {
	Event       int  // index of the event that asked
	Third       bool // a third party, not another organ
	Asked       calendar.Day
	Last        calendar.Day // last day for an answer; 0 where the law sets none
	Answered    calendar.Day // 0: not yet
	Over        bool         // answered, or its last day has passed
	Used, Left  int          // working days since it was asked or delivered, and to its last day
	Provisional bool         // Last may move when a year's holidays are announced
	Consents    bool         // silence counts as consent by now (条例 34)
}

// Hearings lists the questions of the present term, in the order in which they
// were asked, on the day looked at.
func (c Clock) Hearings(cal *calendar.Calendar) []Hearing {
	var list []Hearing
	for _, h := range c.hearings {
		x := Hearing{Event: int(h.event), Third: h.third, Asked: h.asked, Last: h.last, Answered: h.answered, Provisional: h.provisional,
			Over: h.answered != 0 || h.ends(c.asOf) < c.asOf, Consents: slices.Contains(c.Consents, int(h.event))}
		end := c.asOf
		if h.answered != 0 {
			end = h.answered
		}
		if h.last != 0 && !h.provisional {
			end = min(end, h.last)
		}
		x.Used = cal.Count(h.from, end)
		if h.last > end {
			x.Left = cal.Count(end, h.last)
		}
		list = append(list, x)
	}
	return list
}
