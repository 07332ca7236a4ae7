package replayoracle

import (
	"slices"

	"yangguang/internal/calendar"
)

// asLong bounds a walk: no term is that long.
const asLong = 3000

// delivered is the day of a letter's delivery. silent: one that a letter is put
// down with is known from then on, also where its day is still to come.
func (f *file) delivered(l *letter) calendar.Day { return l.delivery }

// joint reports whether 15 working days hold for a question: always for a third
// party's, for an organ's only about what was made jointly.
func (l *letter) joint() bool {
	return l.JointlyMade == nil || *l.JointlyMade || l.Type != "organ_asked"
}

func (l *letter) question() bool { return l.Type != "fee_noticed" }

// lapse is the day with which a question ends by itself; 0: it does not.
func (f *file) lapse(l *letter) calendar.Day {
	if f.delivered(l) == 0 || !l.joint() {
		return 0
	}
	if last := f.week.nth(f.delivered(l), 15); f.week.Known(last) {
		return last
	}
	return 0 // nothing closes on a provisional date by itself
}

// open reports whether a question waits for its answer today.
func (f *file) open(l *letter) bool {
	last := f.lapse(l)
	return l.question() && !l.closed && l.answered == 0 && (last == 0 || f.today <= last)
}

// pause is the last day that a question stops, as far as is known today; forever
// is one that nobody knows.
func (f *file) pause(l *letter) (last calendar.Day, forever bool) {
	lapse := f.lapse(l)
	switch {
	case l.answered != 0 && (lapse == 0 || l.answered <= lapse):
		return l.answered, false
	case lapse != 0:
		return lapse, false
	case !l.joint():
		return 0, true
	case f.delivered(l) != 0:
		return max(f.week.nth(f.delivered(l), 15), f.today), false
	}
	return max(f.week.nth(l.at, 15), f.today), false
}

// stopped reports whether a day does not count for a question; unknown, that
// nobody can tell for that day or any later one. A term in natural days is
// stopped by none; the one that a payment opens after it is again (条例 33③).
func (f *file) stopped(d calendar.Day) (stopped, unknown bool) {
	for _, l := range f.letters {
		if f.natural || !l.stops || l.closed || d <= l.at {
			continue
		}
		last, forever := f.pause(l)
		stopped = stopped || forever || d <= last
		unknown = unknown || forever
	}
	return stopped, unknown
}

// counts reports whether a day of the term counts.
func (f *file) counts(d calendar.Day) bool {
	if f.natural {
		return true
	}
	stopped, _ := f.stopped(d)
	return f.week.Open(d) && !stopped
}

// term walks to the last day of the term, with its extension and without a
// delay. 0: a consultation without an end lies in it.
func (f *file) term() calendar.Day {
	if f.natural {
		last := f.starts
		for range f.total {
			last++
		}
		for !f.week.Open(last) {
			last++
		}
		// silent: 33② adds working days to the end of the term, natural or not
		return f.week.nth(last, f.extra)
	}
	n := 0
	for d := f.starts + 1; d < f.starts+asLong; d++ {
		if _, unknown := f.stopped(d); unknown {
			return 0
		}
		if f.counts(d) {
			n++
		}
		if n == f.total+f.extra {
			return d
		}
	}
	panic("a term without an end")
}

// due is the day on which the term ends as things stand today; 0: none.
func (f *file) due() calendar.Day {
	if f.received == 0 || f.waits() {
		return 0
	}
	last := f.term()
	if last == 0 {
		return 0
	}
	return max(last, f.until) // silent: a delayed date stands though the term be shorter
}

// over reports whether today lies after the due day.
func (f *file) over() bool {
	due := f.due()
	return due != 0 && f.today > due
}

// fee is the fee notice that waits for its payment.
func (f *file) fee() *letter {
	for _, l := range f.letters {
		if !l.question() && !l.closed && l.answered == 0 {
			return l
		}
	}
	return nil
}

func (f *file) waits() bool { return f.correctionWaits || f.fee() != nil }

// rests reports whether the due day rests on a question without delivery: one
// that stops days of the term.
func (f *file) rests() bool {
	last := f.term()
	for _, l := range f.letters {
		if !f.natural && l.stops && f.open(l) && l.joint() && f.delivered(l) == 0 && l.at < last {
			return true
		}
	}
	return false
}

// deemed are the joint questions whose silence counts as consent (条例 34).
func (f *file) deemed() []int {
	found := []int{}
	for _, l := range f.letters {
		last := f.lapse(l)
		if l.Type == "organ_asked" && !l.closed && last != 0 && f.today > last && (l.answered == 0 || l.answered > last) {
			found = append(found, l.index)
		}
	}
	slices.Sort(found)
	return found
}
