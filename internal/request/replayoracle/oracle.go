// Package replayoracle is a second opinion on the clock of an application, for
// tests alone. It was written from the contract of deadline replay and the
// statutes behind it by somebody who had not read the clock, and it shares no
// code with it: it walks the calendar one day after another, keeps what it has
// seen in plain lists, and asks of every day whether it counts. It is slow and
// has no shortcut on purpose.
//
// Where the contract is silent the reading taken is marked "silent:" with the
// statute it leans on.
package replayoracle

import (
	"slices"

	"yangguang/internal/calendar"
)

// letter is something sent out that waits for something to come: a question to
// a third party or another organ, or a fee notice.
type letter struct {
	fact
	delivery calendar.Day // the recorded day of delivery; 0: none
	answered calendar.Day // or paid
	stops    bool         // a question that was put while the term ran
	closed   bool         // by the end of the term in which it was sent
}

// file is everything known of one application on the morning of a day.
type file struct {
	week  Week
	today calendar.Day

	received, starts calendar.Day
	slow             *fact // an ordinary letter confirmed later than it came
	total            int   // days of the present term
	natural          bool  // counted in natural days
	extra            int   // working days added by an extension
	until            calendar.Day

	letters         []*letter
	correction      *fact // asked, ever
	correctionCame  bool
	correctionWaits bool
	extended        bool
	thirdAsked      bool
	reasonsAsked    bool

	end      calendar.Day // 0: open
	outcome  string
	left     *fact // the event that ended it, nil where the fee lapsed
	standing sheet // how things stood on the day of the end

	refused, warned, mayWarn []int
}

// Replay answers a history as deadline replay should: the value of its --json.
// An error means exit code 2. It knows no clock, no file and no program.
func Replay(week Week, data []byte) (Output, error) {
	facts, asOf, err := read(data)
	if err != nil {
		return Output{}, err
	}
	f := &file{week: week}
	var later []fact
	if len(facts) > 0 {
		for f.today = facts[0].at; f.today <= asOf; f.today++ {
			f.morning()
			for _, e := range facts {
				if e.at == f.today {
					f.take(e)
				}
			}
		}
	}
	for _, e := range facts {
		if e.at > asOf { // silent: what lies ahead has not happened; it may be pointed out
			later = append(later, e)
		}
	}
	f.today = asOf
	return f.output(later), nil
}

// morning ends an application whose fee was not paid by yesterday, the 20th
// working day after the notice was delivered: never on a day that may move.
func (f *file) morning() {
	fee := f.fee()
	if f.end != 0 || fee == nil || f.delivered(fee) == 0 {
		return
	}
	last := f.week.nth(f.delivered(fee), 20)
	if f.week.Known(last) && last < f.today {
		f.finish(nil, "fee_overdue", last)
	}
}

// take applies one event of today or refuses it.
func (f *file) take(e fact) {
	if e.Type == "received" {
		f.receive(e)
		return
	}
	ok := f.received != 0 && e.at >= f.received
	switch {
	case !ok:
	case e.Type == "remitted":
		ok = f.remit(e)
	case f.end != 0:
		ok = false
	default:
		ok = f.step(e)
	}
	if !ok {
		f.refused = append(f.refused, e.index)
	}
}

func (f *file) step(e fact) bool {
	switch e.Type {
	case "correction_asked":
		return f.askCorrection(e)
	case "correction_received":
		return f.takeCorrection()
	case "third_party_asked", "organ_asked":
		return f.ask(e)
	case "third_party_answered", "organ_answered":
		return f.answer(e)
	case "delivered":
		return f.deliver(e)
	case "extended":
		return f.extend(e)
	case "delayed":
		return f.delay(e)
	case "fee_noticed":
		return f.notice(e)
	case "fee_paid":
		return f.pay()
	case "reasons_asked":
		f.reasonsAsked = true
		return true
	case "withdrawn":
		f.finish(&e, "", f.today)
		return true
	}
	return f.decide(e)
}

// receive is 条例 31. silent: a confirmation before the day of submission is
// none of "双方确认" and refused; without a channel a confirmation is taken for
// the day of receipt, as 31(二)(三) alone know one.
func (f *file) receive(e fact) {
	on := e.at
	if slices.Contains([]string{"ordinary_mail", "online", "fax"}, e.Channel) || e.Channel == "" && e.confirmed != 0 {
		on = e.confirmed
	}
	switch {
	case f.received != 0, on != 0 && on < e.at:
		f.refused = append(f.refused, e.index)
		return
	case on == 0:
		return
	}
	f.received, f.starts, f.total = on, on, 20
	if e.Channel == "ordinary_mail" && on > e.at {
		f.slow = &e
	}
}

// askCorrection is 条例 30: once, within 7 working days of receipt, which
// hearings do not suspend. silent: a term that ends before it is set is none.
func (f *file) askCorrection(e fact) bool {
	if f.correction != nil || e.at > f.week.nth(f.received, 7) || e.until != 0 && e.until < e.at {
		return false
	}
	f.correction, f.correctionWaits = &e, true
	return true
}

func (f *file) takeCorrection() bool {
	if !f.correctionWaits {
		return false
	}
	f.correctionWaits, f.correctionCame = false, true
	f.restart()
	return true
}

// restart gives 20 working days from today; what an extension or a delay had
// added is gone, and the extension stays used.
func (f *file) restart() {
	f.starts, f.total, f.natural, f.extra, f.until = f.today, 20, false, 0, 0
}

// ask is a question to a third party (条例 32) or another organ (34). After the
// due day it is put and counts as put, and stops nothing.
func (f *file) ask(e fact) bool {
	l := &letter{fact: e, stops: !f.over()}
	f.record(l)
	if e.Type == "third_party_asked" {
		f.thirdAsked = true
	}
	return true
}

// record keeps a letter; a delivery before it was sent counts as none and is
// warned of.
func (f *file) record(l *letter) {
	l.delivery = l.fact.delivered
	if l.delivery != 0 && l.delivery < l.at {
		l.delivery = 0
		f.warned = append(f.warned, l.index)
	}
	f.letters = append(f.letters, l)
}

// answer closes the question it names, else the earliest open one of its kind.
// silent: where none is open, one whose 15 days are over takes a late answer,
// which changes nothing ("no answer, or a later one").
func (f *file) answer(e fact) bool {
	kind := map[string]string{"third_party_answered": "third_party_asked", "organ_answered": "organ_asked"}[e.Type]
	var open, over []*letter
	for _, l := range f.letters {
		switch {
		case l.Type != kind || l.answered != 0 || l.closed || e.Of != nil && *e.Of != l.index:
		case f.open(l):
			open = append(open, l)
		default:
			over = append(over, l)
		}
	}
	for _, l := range append(open, over...) {
		l.answered = e.at
		return true
	}
	return false
}

// deliver records the delivery of one letter, once, before it is answered. silent:
// the end closes every letter, so that none of an ended term is delivered after it.
func (f *file) deliver(e fact) bool {
	for _, l := range f.letters {
		if e.Of != nil && *e.Of == l.index && l.delivery == 0 && l.answered == 0 && !l.closed {
			l.delivery = e.at
			return true
		}
	}
	return false
}

// extend is 条例 33②. silent: while a correction or a payment is waited for no
// term runs that could be extended.
func (f *file) extend(e fact) bool {
	days := 20
	if e.Days != nil {
		days = *e.Days
	}
	if f.extended || f.waits() || days < 1 || days > 20 {
		return false
	}
	if due := f.due(); due != 0 && (e.at > due || e.consented > due || e.noticed > due) {
		return false
	}
	f.extended, f.extra = true, days
	return true
}

// delay is 条例 35: a date. silent: it is set within the term (33) and lies
// behind it, or it delays nothing; no term runs while something is waited for.
func (f *file) delay(e fact) bool {
	due := f.due()
	if e.until == 0 || f.waits() || due != 0 && (e.at > due || e.until <= due) || e.until <= e.at {
		return false
	}
	f.until, f.reasonsAsked = e.until, true
	return true
}

// notice is the fee notice of 条例 42, sent up to the due day. silent: none
// while the application itself is still unclear, none beside one that is open.
// The 收费办法 is in
// force since 2021-01-01, and nothing could be charged before.
func (f *file) notice(e fact) bool {
	if e.At < "2021-01-01" || f.waits() || f.over() {
		return false
	}
	f.record(&letter{fact: e})
	return true
}

func (f *file) pay() bool {
	fee := f.fee()
	if fee == nil {
		return false
	}
	fee.answered = f.today
	f.restart()
	return true
}

// remit is an order to answer anew: a new term after the end, with no hearing
// and nothing else to wait for.
func (f *file) remit(e fact) bool {
	days := 20
	if e.Days != nil {
		days = *e.Days
	}
	if f.end == 0 || days < 1 {
		return false
	}
	f.restart()
	f.total, f.natural = days, e.Unit == "natural"
	f.end, f.outcome, f.left = 0, "", nil
	return true
}
