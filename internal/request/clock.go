package request

import (
	"cmp"
	"slices"

	"yangguang/internal/calendar"
)

// Status is what the clock does on the day a history is looked at.
type Status string

// The statuses of a clock.
const (
	NotStarted Status = "not_started" // not received yet
	Running    Status = "running"
	Stopped    Status = "stopped" // somebody is heard, or a correction or a fee is awaited
	Ended      Status = "ended"
	Overdue    Status = "overdue"
)

// Label is the status in Chinese.
func (s Status) Label() string {
	return map[Status]string{NotStarted: "未起算", Running: "计算中", Stopped: "停", Ended: "已办结", Overdue: "逾期"}[s]
}

// Clock is what a history comes to on its day. Days that cannot be told are 0.
type Clock struct {
	Received    calendar.Day
	Starts      calendar.Day // the day from which the present term counts; the next working day is day 1
	Due         calendar.Day // last day of the term; 0 while a correction, a fee or an agency without a limit is awaited
	Status      Status
	Counted     bool          // Used and Left can be told
	Used, Left  int           // days of the present term, by its unit, up to and including AsOf
	Total       int           // days the present term has, by its unit
	Unit        calendar.Unit // working days, or the natural ones in which an order to answer anew was given
	Extended    bool          // an extension was given
	Provisional bool          // Due may still move: a year is not announced, or a question is not known to have arrived
	Undelivered bool          // Due rests on a question of which no delivery is known
	Row         int           // of table three; 0 before the end
	Outcome     Outcome
	Remedy      Remedy
	Refused     []Note
	Warnings    []Note
	Idle        []Note       // put down after the due day, so that they stop and extend nothing
	LateDays    int          // working days after the due date, up to the decision or to AsOf
	End         calendar.Day // the day the application ended
	// Consents lists the questions to other organs (by index) whose silence
	// counts as consent by now (条例 34).
	Consents []int
	// Undone lists the events that were taken back (by index): neither they nor
	// what took them back were applied.
	Undone []int
	// Open is where the application stands on the desk by its events alone: one of
	// OpenStates. It means nothing after the end.
	Open State
	// CountedIn is the year in which table three counts the application, 0 while
	// it has not ended: that of its first end. CountedRow is the row of the last
	// end within that year. An order to answer anew moves neither.
	CountedIn, CountedRow int
	FeeUnproved           *int         // the notice of a fee (by index) that is to be paid and not known to have arrived; nil for none
	CorrectBy, PayBy      calendar.Day // last day of a correction or a payment that is awaited, where there is one

	asOf     calendar.Day
	until    calendar.Day
	hearings []hearing
	clauses  clauses
}

// lateEntries finds the events that were put down only after the due day as it
// stood when that was done, by what had been put down before them. It is nil
// where every event was put down on its own day.
func lateEntries(cal *calendar.Calendar, events []Event) []bool {
	var late []bool
	for i := range events {
		if e := &events[i]; e.Entered > e.At {
			if late == nil {
				late = make([]bool, len(events))
			}
			var before Clock
			replayWith(&before, cal, History{Events: events[:i], AsOf: e.Entered}, late)
			late[i] = before.End == 0 && before.Due != 0 && e.Entered > before.Due
		}
	}
	return late
}

// Unannounced reports whether the term runs into a year whose holidays are not
// known.
func (c Clock) Unannounced(cal *calendar.Calendar) bool {
	return c.End == 0 && c.Due != 0 && cal.Provisional(c.Starts, c.Due)
}

// Replay finds what the events of an application come to on the day h.AsOf.
// Events are taken in the order of their days; one the law does not allow, or
// any after the end, is not applied and stands in Refused. Events after AsOf
// are left out with a warning.
func Replay(cal *calendar.Calendar, h History) (c Clock) {
	replayWith(&c, cal, h, lateEntries(cal, h.Events))
	return c
}

// few is how many events a history has at most as a rule: their order needs no
// memory of its own.
const few = 32

// replayWith replays a history of which is known what was put down too late. The
// clock it fills in is a zero one.
func replayWith(c *Clock, cal *calendar.Calendar, h History, late []bool) {
	r := replay{cal: cal, terms: termsOn(h.AsOf), asOf: h.AsOf, entered: late}
	if plain(h.Events) {
		for i := range h.Events {
			r.take(i, &h.Events[i])
		}
	} else {
		var room [few]int
		order := room[:0]
		for i := range h.Events {
			order = append(order, i)
		}
		slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(h.Events[i].At, h.Events[j].At) })
		r.takeBack(h.Events, order)
		for _, i := range order {
			if len(r.undone) == 0 || !slices.Contains(r.undone, i) {
				r.take(i, &h.Events[i])
			}
		}
	}
	r.lapse(h.AsOf)
	r.clock(c, h.AsOf)
}

// take lets one event happen, or notes why it cannot.
func (r *replay) take(i int, e *Event) {
	if e.At > r.asOf {
		r.warn(i, &Note{text: "在计算日{day}之后，未计入", day: r.asOf})
		return
	}
	r.lapse(e.At)
	none := e.Delivered != 0 && e.Delivered < e.At
	if none {
		x := *e
		x.Delivered = 0
		e = &x
	}
	if no := r.apply(i, e); no != nil {
		no.Event = i
		r.refused = append(r.refused, *no)
	} else if none {
		r.warn(i, &Note{text: "送达日早于发出日，按没有送达计算"})
	}
}

// plain reports whether events stand in the order of their days and none takes
// another back.
func plain(events []Event) bool {
	for i := range events {
		if events[i].Type == Undone || i > 0 && events[i].At < events[i-1].At {
			return false
		}
	}
	return true
}

// replay is the state between events.
type replay struct {
	cal   *calendar.Calendar
	terms *terms
	asOf  calendar.Day

	received, starts, until calendar.Day
	total                   int
	natural                 bool // total counts natural days, as an order to answer anew may
	added                   int  // working days by which a term of natural days was extended
	extended                bool
	hearings                []hearing
	entered                 []bool  // which events were put down only after the due day; nil for none
	undelivered             []int32 // letters of earlier terms of which no delivery was recorded

	correction correction
	fee        fee
	reasons    bool // reasons were asked for an unusual number
	thirdParty bool // a third party was heard in some term

	end     calendar.Day
	row     int
	outcome Outcome
	remedy  Remedy
	paused  bool // the end came while no term ran

	first    calendar.Day // the first end
	firstRow int          // of the last end in the year of the first

	undone []int // events taken back, and those that took them back

	clauses                 clauses
	refused, warnings, idle []Note
}

type correction struct {
	asked, open, received bool
	until                 calendar.Day
}

type fee struct {
	sent, paid, open bool
	delivered        bool
	event            int32
	lapse            calendar.Day // last day to pay; 0 while no delivery is known
	provisional      bool
}

// waiting reports whether no term runs because the applicant is to act.
func (r *replay) waiting() bool { return r.correction.open || r.fee.open }

// due is the last day of the present term looked at on day x: the total-th
// counting day after starts, or the day a delay was set to, whichever is later.
// It is 0 while there is none.
func (r *replay) due(x calendar.Day) calendar.Day {
	day, _ := r.term(x)
	return day
}

// term is due, and whether that day rests on a question of which no delivery is
// known. A term of natural days is stopped by no hearing; where its last day is no
// working day it is the next one.
func (r *replay) term(x calendar.Day) (due calendar.Day, floats bool) {
	if r.received == 0 || r.paused || r.end == 0 && r.waiting() {
		return 0, false
	}
	if r.natural {
		return max(r.cal.Add(r.cal.Next(r.starts+calendar.Day(r.total)), r.added), r.until), false
	}
	at, rest := r.starts, r.total
	for i := range r.hearings {
		h := &r.hearings[i]
		if h.late {
			continue
		}
		end := h.ends(x)
		if end <= at {
			floats = floats || h.floats()
			continue
		}
		if h.asked > at {
			n := r.cal.Count(at, h.asked)
			if n >= rest {
				break
			}
			rest -= n
		}
		if end == never {
			return 0, false
		}
		floats = floats || h.floats()
		at = end
	}
	return max(r.cal.Add(at, rest), r.until), floats
}

// counted is how many days of the present term have counted up to and
// including day d, looked at on day x.
func (r *replay) counted(d, x calendar.Day) int {
	if r.natural {
		return int(d - r.starts)
	}
	at, n := r.starts, 0
	for i := range r.hearings {
		h := &r.hearings[i]
		end := h.ends(x)
		if h.late || end <= at || h.asked >= d {
			continue
		}
		if h.asked > at {
			n += r.cal.Count(at, h.asked)
		}
		if end >= d {
			return n
		}
		at = end
	}
	return n + r.cal.Count(at, d)
}

// hearingOn reports whether day d does not count because somebody is being heard.
func (r *replay) hearingOn(d, x calendar.Day) bool {
	if r.natural {
		return false
	}
	for i := range r.hearings {
		if h := &r.hearings[i]; !h.late && h.asked < d && d <= h.ends(x) {
			return true
		}
	}
	return false
}

// lapse ends the application when the fee has not been paid in time, unless no
// delivery of the notice is known or the last day to pay is provisional.
func (r *replay) lapse(day calendar.Day) {
	if r.end == 0 && r.fee.open && r.fee.delivered && !r.fee.provisional && day > r.fee.lapse {
		r.finish(r.fee.lapse, FeeOverdue.rule(), nil)
	}
}

// finish ends the application by an outcome, or by none.
func (r *replay) finish(day calendar.Day, rule *OutcomeRule, withheld []Outcome) {
	r.paused = r.waiting() || rule != nil && (rule.Outcome == CorrectionOverdue || rule.Outcome == FeeOverdue)
	r.end = day
	if rule != nil {
		r.row, r.outcome = rule.Row, rule.Outcome
	}
	r.tally(day)
	r.clauses.drop(clauseReviewFirst, clauseReviewPart)
	if r.remedy = rule.remedyOn(withheld, day); r.remedy == RemedyReviewFirst {
		r.clauses.add(clauseReviewFirst)
		if day >= detailedSince {
			r.clauses.add(clauseReviewPart)
		}
	}
	r.correction.open, r.fee.open = false, false
}

// tally counts an end: the first says the year, the last of that year the row.
func (r *replay) tally(day calendar.Day) {
	if r.first == 0 {
		r.first = day
	}
	if r.first == day || r.first.Year() == day.Year() {
		r.firstRow = r.row
	}
}

// clock fills in what the state comes to on a day.
func (r *replay) clock(c *Clock, asOf calendar.Day) {
	x := asOf
	if r.end != 0 {
		x = r.end
	}
	c.Received, c.Starts, c.Status, c.Remedy, c.Total, c.Unit, c.Extended = r.received, r.starts, NotStarted, NoRemedy, r.total, calendar.WorkingDays, r.extended
	c.clauses, c.Refused, c.End, c.asOf, c.until, c.hearings, c.Undone, c.Open, c.Idle = r.clauses, r.refused, r.end, x, r.until, r.hearings, r.undone, r.open(x), r.idle
	r.warnUndelivered()
	c.Warnings = r.warnings
	if r.natural {
		c.Unit = calendar.NaturalDays
	}
	if r.correction.open {
		c.CorrectBy = r.correction.until
	}
	if r.fee.open {
		c.PayBy = r.fee.lapse
		if !r.fee.delivered {
			i := int(r.fee.event)
			c.FeeUnproved = &i
		}
	}
	if r.first != 0 {
		c.CountedIn, c.CountedRow = r.first.Year(), r.firstRow
	}
	if r.received == 0 {
		return
	}
	var floats bool
	c.Due, floats = r.term(x)
	c.Status = r.status(x, c.Due)
	r.count(c, x)
	c.Undelivered = floats
	c.Provisional = floats || r.end == 0 && r.provisional(c.Due)
	if r.end != 0 {
		c.Row, c.Outcome, c.Remedy = r.row, r.outcome, r.remedy
	}
	for i := range r.hearings {
		if h := &r.hearings[i]; h.joint && h.delivered && (h.answered == 0 || h.answered > h.last) && !h.provisional && x > h.last {
			c.Consents = append(c.Consents, int(h.event))
		}
	}
}

func (r *replay) status(x, due calendar.Day) Status {
	switch {
	case r.end != 0:
		return Ended
	case r.waiting():
		return Stopped
	case due != 0 && x > due:
		return Overdue
	case r.hearingOn(x, x):
		return Stopped
	}
	return Running
}

func (r *replay) warn(i int, n *Note) {
	n.Event = i
	r.warnings = append(r.warnings, *n)
}
