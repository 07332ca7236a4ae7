package request

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// Sheet is the calculation sheet of a clock: what `deadline replay --json`
// prints, and what is printed for a court.
type Sheet struct {
	Received    calendar.Day    `json:"received"`
	Starts      calendar.Day    `json:"starts"`
	Due         calendar.Day    `json:"due"`
	Status      Status          `json:"status"`
	Used        *int            `json:"used"`
	Left        *int            `json:"left"`
	Provisional bool            `json:"provisional"`
	Row         *int            `json:"row"`
	Remedy      Remedy          `json:"remedy"`
	Clauses     []string        `json:"clauses"`
	Days        []calendar.Line `json:"days"`
	Refused     []Note          `json:"refused"`
	Warnings    []Note          `json:"warnings"`
	LateDays    int             `json:"late_days"`
	End         calendar.Day    `json:"end"`
	Outcome     Outcome         `json:"outcome,omitempty"`
	Consents    []int           `json:"deemed_consent"`
	Undone      []int           `json:"undone,omitempty"`         // taken back, with what took them back
	Idle        []Note          `json:"without_effect,omitempty"` // put down after the due day: stop and extend nothing
}

// Sheet writes the clock out, every day of the present term explained.
func (c Clock) Sheet(cal *calendar.Calendar) Sheet {
	s := Sheet{
		Received: c.Received, Starts: c.Starts, Due: c.Due, Status: c.Status, Provisional: c.Provisional,
		Remedy: c.Remedy, Clauses: []string{}, Days: c.Days(cal), Refused: append([]Note{}, c.Refused...),
		Warnings: append([]Note{}, c.Warnings...), LateDays: c.LateDays, End: c.End, Outcome: c.Outcome,
		Consents: append([]int{}, c.Consents...), Undone: c.Undone, Idle: c.Idle,
	}
	if c.Counted {
		s.Used, s.Left = &c.Used, &c.Left
	}
	if c.Row != 0 {
		s.Row = &c.Row
	}
	for _, ref := range c.Clauses() {
		s.Clauses = append(s.Clauses, ref.Short())
	}
	return s
}

// Days explains every day after Starts up to and including Due; where an agency
// without a limit is being heard, up to the day looked at. It is empty while no
// term runs.
func (c Clock) Days(cal *calendar.Calendar) []calendar.Line {
	last := c.Due
	if last == 0 && c.Counted {
		last = c.asOf
	}
	lines := make([]calendar.Line, 0, max(0, last-c.Starts))
	n := 0
	if c.Unit == calendar.NaturalDays {
		for d := c.Starts + 1; d <= last; d++ {
			n++
			_, why := cal.Working(d)
			lines = append(lines, calendar.Line{Date: d, Counts: true, N: n, Why: "自然日，" + why})
		}
		return lines
	}
	for d := c.Starts + 1; d <= last; d++ {
		open, why := cal.Working(d)
		if heard := c.heard(d); open && heard != "" {
			open, why = false, heard
		}
		if open {
			if n++; n > c.Total && c.until != 0 {
				why += "，延迟答复期限内（条例 35）"
			}
		}
		lines = append(lines, calendar.Line{Date: d, Counts: open, N: n, Why: why})
	}
	return lines
}

// heard says who is being heard on a day that would otherwise count.
func (c Clock) heard(d calendar.Day) string {
	h, ok := c.hearingOn(d)
	if !ok {
		return ""
	}
	who := "第三方"
	if !h.third {
		who = "其他机关"
	}
	if h.answered == 0 && d > c.asOf {
		return "征求" + who + "意见，不计（尚未答复，按期满之日推算，条例 33③）"
	}
	return "征求" + who + "意见，不计（条例 33③）"
}

// hearingOn is the hearing for which a day does not count, if there is one.
func (c Clock) hearingOn(d calendar.Day) (hearing, bool) {
	for _, h := range c.hearings {
		if c.Unit != calendar.NaturalDays && !h.late && h.asked < d && d <= h.ends(c.asOf) {
			return h, true
		}
	}
	return hearing{}, false
}

// Heard reports whether somebody is being heard on a day, and whether it is a
// third party rather than another agency.
func (c Clock) Heard(d calendar.Day) (heard, third bool) {
	h, ok := c.hearingOn(d)
	return ok, ok && h.third
}

// Note says something about one event, by its index in the history.
type Note struct {
	Event int
	Cite  law.Ref // zero where no clause stands behind it

	// The sentence is put together when somebody reads it: text with {day},
	// {n}, {most} and {said} filled in.
	text string
	day  calendar.Day
	most int32
	n    int
	said string
}

// Why is the sentence, in Chinese, with its clause.
func (n Note) Why() string {
	why := strings.NewReplacer("{day}", n.day.Chinese(), "{n}", strconv.Itoa(n.n), "{most}", strconv.Itoa(int(n.most)), "{said}", clip(n.said)).Replace(n.text)
	if !n.Cite.Zero() {
		why += "（" + n.Cite.Short() + "）"
	}
	return why
}

// MarshalJSON writes {"event": 3, "why": "…"}.
func (n Note) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Event int    `json:"event"`
		Why   string `json:"why"`
	}{n.Event, n.Why()})
}

// refuse says why the law does not allow an event.
func refuse(cite law.Ref, text string) *Note { return &Note{Cite: cite, text: text} }

func (n *Note) on(day calendar.Day) *Note { n.day = day; return n }

func (r *replay) count(c *Clock, x calendar.Day) {
	if r.paused || r.end == 0 && r.waiting() {
		return
	}
	c.Counted = true
	c.Used = r.counted(x, x)
	switch {
	case c.Due == 0:
		c.Left = max(0, r.total-c.Used)
	case x > c.Due: // after the term nothing stops the count any more
		over := r.cal.Count(c.Due, x)
		if !r.natural {
			c.Used = r.counted(c.Due, x) + over
		}
		c.LateDays = over
	case r.until != 0 || r.natural:
		c.Left = r.counted(c.Due, x) - c.Used
	default:
		c.Left = r.total - c.Used
	}
}

// provisional reports of an open application whether the day it waits for lies in
// a year whose holidays are not known: the last one of the term, or while none
// runs the one on which a fee that is not paid would end it.
func (r *replay) provisional(due calendar.Day) bool {
	if due != 0 {
		return r.cal.Provisional(r.starts, due)
	}
	return r.fee.open && r.fee.provisional
}

// warnUndelivered names the questions and notices of which no delivery is known
// and which nobody has answered or paid: nothing happens by silence there.
func (r *replay) warnUndelivered() {
	n := len(r.undelivered)
	for range r.pending {
		n++
	}
	if n == 0 {
		return
	}
	const text = "没有登记送达，期满不发生效力；送达以后可以补记"
	r.warnings = slices.Grow(r.warnings, n)
	for _, i := range r.undelivered {
		r.warn(int(i), &Note{text: text})
	}
	for i := range r.pending {
		r.warn(int(i), &Note{text: text})
	}
}

// pending yields the letters of the present term of which no delivery is known.
func (r *replay) pending(yield func(event int32) bool) {
	for i := range r.hearings {
		if h := &r.hearings[i]; h.floats() && !yield(h.event) {
			return
		}
	}
	if r.fee.sent && !r.fee.paid && !r.fee.delivered {
		yield(r.fee.event)
	}
}
