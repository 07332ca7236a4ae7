package request

import (
	"slices"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
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
	}
	for i := range r.hearings {
		if h := &r.hearings[i]; h.answered == 0 && h.ends(x) >= x {
			return Consulting
		}
	}
	return Handling
}

// Hearing is one question to a third party or another agency, as the clock sees
// it.
type Hearing struct {
	Event       int  // index of the event that asked
	Third       bool // a third party, not another agency
	Asked       calendar.Day
	Last        calendar.Day // last day for an answer; 0 where the law sets none
	Answered    calendar.Day // 0: not yet
	Over        bool         // answered, or its last day has passed
	Delivered   bool         // it has reached whom it was sent to
	Late        bool         // asked, or put down, after the due day: it stops nothing
	Used, Left  int          // working days since it was asked or delivered, and to its last day
	Provisional bool         // Last may move when a year's holidays are announced
	Consents    bool         // silence counts as consent by now (条例 34)
}

// Hearings lists the questions of the present term, in the order in which they
// were asked, on the day looked at.
func (c Clock) Hearings(cal *calendar.Calendar) []Hearing {
	var list []Hearing
	for _, h := range c.hearings {
		x := Hearing{Event: int(h.event), Third: h.third, Asked: h.asked, Last: h.last, Answered: h.answered, Provisional: h.provisional, Delivered: h.delivered, Late: h.late,
			Over: h.answered != 0 || h.ends(c.asOf) < c.asOf, Consents: slices.Contains(c.Consents, int(h.event))}
		end := c.asOf
		if h.answered != 0 {
			end = h.answered
		}
		if h.last != 0 && !h.provisional && h.delivered {
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

// StateAfter is where a step leads: while the application is open and no answer
// is under way its events say so. An application that the clock has ended for
// want of a fee waits for the letter that tells of it.
func StateAfter(from State, by Action, c Clock) State {
	to := from
	for _, s := range workflow.Steps {
		if s.From == from && s.Action == by {
			to = s.To
			break
		}
	}
	switch {
	case c.End == 0 && slices.Contains(openStates, to):
		return c.Open
	case c.Unpaid() && to == Handling:
		return AwaitingFee
	}
	return to
}

// Unpaid reports whether the clock has ended an application for want of a fee.
func (c Clock) Unpaid() bool { return c.End != 0 && c.Outcome == FeeOverdue }

// undone reports whether an event was taken back, or took one back.
func (c Clock) undone(i int) bool { return slices.Contains(c.Undone, i) }

// takeBack finds which events are taken back up to the day looked at. An event
// is taken back once, by one put down after it; what takes back cannot itself be
// taken back, the mistaken event is put down again instead. Order is that of the
// days.
func (r *replay) takeBack(events []Event, order []int) {
	for at, i := range order {
		e := &events[i]
		if e.Type != Undone || e.At > r.asOf || e.Of == nil {
			continue
		}
		of := *e.Of
		if slices.Contains(order[:at], of) && events[of].Type != Undone && !slices.Contains(r.undone, of) {
			r.undone = append(r.undone, of, i)
		}
	}
}

// notUndone says why an event took nothing back.
func (r *replay) notUndone(e *Event) *Note {
	switch {
	case e.Of == nil:
		return &Note{text: "没有写明撤销哪一条登记"}
	case slices.Contains(r.undone, *e.Of):
		return &Note{text: "这一条登记已经撤销过"}
	}
	return &Note{text: "要撤销的登记不存在、在此之后，或者本身是撤销；撤销不能再撤销，把原来的事重新登记一次"}
}

// Undoing is what is known of an event that somebody wants to take back because it
// was put down by mistake.
type Undoing struct {
	Type EventType
	Own  bool // the applicant put it down
	Late bool // the due day is over
}

// Proved reports whether the mistake needs a proof (条例 31, 33): after the due day,
// of what would move the term where it is put down anew.
func (u Undoing) Proved() bool {
	r := u.Type.rule()
	return r != nil && u.Late && r.LateBy != ""
}

// MayUndo says why somebody may not take an event back; nil when they may.
func MayUndo(who identity.Actor, u Undoing) error {
	r, by := u.Type.rule(), identity.Role("")
	if r == nil {
		r = Undone.rule() // what is not known cannot be taken back either
	}
	if by = r.UndoneBy; u.Proved() {
		by = r.LateBy
	}
	switch {
	case r.UndoneBy == "":
		return &fault.Error{Kind: fault.Unlawful, Message: r.Stays}
	case u.Own && u.Type == Withdrawn:
		return &fault.Error{Kind: fault.Unlawful, Message: "申请人自己在网上撤回的，不能由本机关撤销登记；申请人可以重新申请"}
	case !who.Has(by) && by != r.UndoneBy:
		return &fault.Error{Kind: fault.Forbidden, Message: "答复期限已经届满，“" + r.Label + "”由" + by.Label() + "凭登记有误的凭据撤销，当前账号没有这个角色"}
	case !who.Has(by):
		return &fault.Error{Kind: fault.Forbidden, Message: "“" + r.Label + "”由" + by.Label() + "撤销，当前账号没有这个角色"}
	}
	return nil
}

// UndoneWith is the kind of letter by which whoever had got a letter that told of
// an event is told that it is void; "" for an event that no letter tells of.
func (t EventType) UndoneWith() letter.Code {
	if r := t.rule(); r != nil {
		return r.UndoneWith
	}
	return ""
}

// Ceases reports whether an event of a type may have ended an application
// without an answer, so that it can still be taken back after the end.
func (t EventType) Ceases() bool {
	r := t.rule()
	return r != nil && r.Ceases
}

// Standing leaves out what was taken back, and the taking back.
func Standing(events []Event) []Event {
	back := map[int]bool{}
	for i, e := range events {
		if e.Type == Undone && e.Of != nil {
			back[i], back[*e.Of] = true, true
		}
	}
	var left []Event
	for i, e := range events {
		if !back[i] {
			left = append(left, e)
		}
	}
	return left
}

// Awaits reports whether the event by its index is a question or the notice of a
// fee that is still open and not known to have arrived.
func (c Clock) Awaits(event int) bool {
	if c.FeeUnproved != nil && *c.FeeUnproved == event {
		return true
	}
	return c.End == 0 && slices.ContainsFunc(c.hearings, func(h hearing) bool { return int(h.event) == event && h.answered == 0 && !h.delivered })
}

// LastAnswer is the last decision that stands.
func LastAnswer(events []Event) (Event, bool) { return latest(Standing(events), Decided) }

// StruckDown is the last decision, and whether a review or a judgment has ordered
// a new one since.
func (c Clock) StruckDown(events []Event) (last Event, ordered bool) {
	for i, e := range events {
		switch {
		case c.undone(i):
		case e.Type == Decided:
			last, ordered = e, false
		case e.Type == Remitted:
			ordered = true
		}
	}
	return last, ordered
}

// latest is the last event of some types.
func latest(events []Event, types ...EventType) (Event, bool) {
	for i := len(events) - 1; i >= 0; i-- {
		if slices.Contains(types, events[i].Type) {
			return events[i], true
		}
	}
	return Event{}, false
}

// hearing is one question to a third party or another agency: the days after
// asked do not count until it ends.
type hearing struct {
	asked       calendar.Day
	from        calendar.Day // the count of its own days begins after it
	last        calendar.Day // last day for an answer, 0 where the law sets none
	answered    calendar.Day
	event       int32
	third       bool // a third party, not another agency
	delivered   bool // it has reached whom it was sent to
	late        bool // asked after the due day: it stops nothing
	provisional bool // last may move when a year's holidays are announced
	joint       bool // another agency is heard on what was made jointly
}

// floats reports whether a hearing has a last day that rests on no delivery, so
// that it ends by an answer alone.
func (h *hearing) floats() bool { return h.last != 0 && !h.delivered && h.answered == 0 }

// never is later than every day.
const never = calendar.Day(1<<31 - 1)

// ends is the last day that does not count, looked at on day x. A limit that is
// provisional, or runs from no recorded delivery, closes nothing: an answer may
// still be in time, and until there is one the hearing goes on.
func (h *hearing) ends(x calendar.Day) calendar.Day {
	switch closes := h.delivered && !h.provisional; {
	case h.answered != 0 && (h.last == 0 || !closes):
		return h.answered
	case h.answered != 0:
		return min(h.answered, h.last)
	case h.last == 0:
		return never
	case !closes:
		return max(h.last, x)
	}
	return h.last
}

// run counts the days of a hearing: from its delivery, or as a forecast from the
// day it was asked.
func (h *hearing) run(r *replay, asked, delivered calendar.Day) {
	h.from, h.delivered = asked, delivered != 0
	if h.delivered {
		h.from = delivered
	}
	switch {
	case h.third:
		h.last = r.cal.Add(h.from, r.terms.thirdParty)
	case h.joint:
		h.last = r.cal.Add(h.from, r.terms.agency)
	}
	h.provisional = r.cal.Provisional(h.from, h.last)
}

// Outside is a letter that was sent outside the system before its event was put
// down: its number, what proves that it arrived, and the scan of it by its id.
type Outside struct{ Number, Proof, Scan string }

// Dated reports whether a letter of the program is the event itself.
func (t EventType) Dated() bool {
	r := t.rule()
	return r != nil && !r.Dated.Zero()
}

// PutDown settles on which day an event of today may stand. What the program
// tells by a letter bears the day of that letter; an earlier day is taken only
// for a letter sent outside the system, with its number, proof and scan, and is
// marked as put down later. Whatever else has happened bears its own day. Faults
// are Unlawful and name the fields at, delivered, outside_number, outside_proof, files.
func (e *Event) PutDown(today calendar.Day, o Outside) error {
	r := e.Type.rule()
	if no := e.tooEarly("delivered", e.Delivered); no != nil {
		return fault.List{no}
	}
	if r == nil || r.Dated.Zero() || e.At >= today && o == (Outside{}) {
		return nil
	}
	var faults fault.List
	want := func(field, value, message string) {
		if strings.TrimSpace(value) == "" {
			faults = append(faults, &fault.Error{Kind: fault.Unlawful, Field: field, Message: message, Cite: r.Dated})
		}
	}
	if o == (Outside{}) {
		want("at", "", "“"+r.Label+"”的日期就是告知文书的日期，只能是今天；早于今天的，只补录系统外已经发出的文书，在下面填写文号、送达凭据，附扫描件")
		return faults.Err()
	}
	want("outside_number", o.Number, "补录系统外已发的文书，写明文号")
	want("outside_proof", o.Proof, "补录系统外已发的文书，写明送达凭据")
	want("files", o.Scan, "补录系统外已发的文书，附扫描件")
	if err := faults.Err(); err != nil {
		return err
	}
	if e.Outside = strings.TrimSpace(o.Number); e.At < today {
		e.Entered = today
	}
	return nil
}
