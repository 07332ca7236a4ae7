package request

import (
	"strings"
	"time"
)

// The oracle's own reading of the statute: which event is allowed on which day.

// happen takes an event and says whether it was allowed.
func (l *life) happen(e told) bool {
	if e.typ == "undone" {
		return false // it took nothing back, or it would not come up
	}
	if e.typ == "received" {
		return l.arrive(e)
	}
	if l.received.IsZero() || l.ended && e.typ != "remitted" {
		return false
	}
	if e.delivered.Before(e.at) {
		e.delivered = time.Time{}
	}
	switch e.typ {
	case "correction_asked":
		if l.correctionAsked || l.sinceReceipt > 7 || l.sinceReceipt == 7 && !l.o.open(l.today) ||
			!e.until.IsZero() && e.until.Before(e.at) {
			return false
		}
		l.correctionAsked, l.correctionOpen, l.correctionUntil = true, true, e.until
	case "correction_received":
		if !l.correctionOpen {
			return false
		}
		l.correctionOpen, l.correctionCame = false, true
		l.begin(20)
	case "third_party_asked", "organ_asked":
		h := heard{index: e.index, third: e.typ == "third_party_asked", asked: e.at, from: e.at, limited: true}
		if !e.delivered.IsZero() {
			h.from = e.delivered
		}
		h.limited, h.proved, h.idle = h.third || e.joint, !e.delivered.IsZero(), !l.inTime(e.at)
		h.agrees = !h.third && e.joint
		h.left = l.total - l.used
		l.third = l.third || h.third
		l.hearings = append(l.hearings, h)
	case "third_party_answered", "organ_answered":
		return l.reply(e)
	case "extended":
		days := e.days
		if days == -1 {
			days = 20
		}
		if l.extended || days > 20 || days < 1 || l.waits() || !l.inTime(e.at, e.consented, e.noticed) {
			return false
		}
		l.extended = true
		for i := range l.hearings {
			l.hearings[i].left += days
		}
		if l.natural {
			l.extra, l.reached = days, time.Time{}
			return true
		}
		l.total += days
		if l.used < l.total {
			l.reached = time.Time{}
		}
	case "delayed":
		if l.waits() || !l.inTime(e.at) || e.until.IsZero() || !e.until.After(e.at) || !e.until.After(l.due()) {
			return false
		}
		l.until, l.reasons = e.until, true
	case "reasons_asked":
		l.reasons = true
	case "delivered":
		return l.arrived(e)
	case "fee_noticed":
		if l.waits() || !l.inTime(e.at) || e.at.Year() < 2021 {
			return false
		}
		l.feeOpen, l.feePaid, l.feeIndex = true, false, e.index
		l.feeProved, l.feeFrom, l.feeDays, l.feeLast, l.feeUncertain = !e.delivered.IsZero(), e.delivered, 0, time.Time{}, false
	case "fee_paid":
		if !l.feeOpen {
			return false
		}
		l.feeOpen, l.feePaid = false, true
		l.begin(20)
	case "decided":
		return l.decide(e)
	case "withdrawn":
		l.finish(23, l.today)
	case "remitted":
		return l.again(e)
	}
	return true
}

func (l *life) arrive(e told) bool {
	day := e.at
	switch e.channel {
	case "ordinary_mail", "online", "fax":
		day = e.confirmed
	case "":
		if !e.confirmed.IsZero() {
			day = e.confirmed
		}
	}
	if !l.received.IsZero() || !day.IsZero() && day.Before(e.at) {
		return false
	}
	if day.IsZero() || day.After(l.today) {
		return true // lived through later by oracle.look, which brings it again on its day
	}
	l.received = day
	l.begin(20)
	return true
}

// inTime reports whether all the days lie in the term.
func (l *life) inTime(days ...time.Time) bool {
	due := l.due()
	for _, d := range days {
		if !due.IsZero() && d.After(due) {
			return false
		}
	}
	return true
}

func (l *life) reply(e told) bool {
	third := e.typ == "third_party_answered"
	pick := -1
	for i, h := range l.hearings {
		if h.third != third || !h.replied.IsZero() {
			continue
		}
		if e.of != -1 {
			if h.index == e.of {
				pick = i
			}
			continue
		}
		// Still open today: not yet over, or over only with today.
		if h.uncertain || !h.proved || !h.over || h.days == 15 && l.lastOf(h) {
			pick = i
			break
		}
		if pick == -1 {
			pick = i
		}
	}
	if pick == -1 {
		return false
	}
	l.hearings[pick].replied = l.today
	return true
}

// lastOf reports whether today is the 15th day of a hearing.
func (l *life) lastOf(h heard) bool {
	d, n := h.from, 0
	for n < 15 {
		d = d.AddDate(0, 0, 1)
		if l.o.open(d) {
			n++
		}
	}
	return d.Equal(l.today)
}

// arrived takes the news that a letter has reached whom it was sent to.
func (l *life) arrived(e told) bool {
	for i := range l.hearings {
		h := &l.hearings[i]
		if h.index == e.of && e.of != -1 {
			if h.proved || !h.replied.IsZero() {
				return false
			}
			h.proved, h.from, h.days, h.over, h.uncertain = true, l.today, 0, false, false
			return true
		}
	}
	if e.of == -1 || !l.feeOpen || l.feeProved || l.feeIndex != e.of {
		return false
	}
	l.feeProved, l.feeFrom = true, l.today
	return true
}

// founded reports whether an outcome stands on what has happened.
func (l *life) founded(outcome string, e told) bool {
	switch outcome {
	case "third_party_rights":
		return l.third || e.unheard
	case "still_unclear":
		return l.correctionCame
	case "abusive_volume":
		return l.reasons
	case "correction_overdue":
		return l.correctionOpen && !l.correctionUntil.IsZero() && e.at.After(l.correctionUntil)
	case "fee_overdue":
		return l.feeOpen && l.feeProved && !l.feeLast.IsZero() && l.today.After(l.feeLast)
	}
	return true
}

func (l *life) decide(e told) bool {
	for _, o := range append([]string{e.outcome}, e.withheld...) {
		if !l.founded(o, e) {
			return false
		}
	}
	row := 0
	for i, name := range strings.Fields("granted partly_granted state_secret forbidden_by_law safety_and_stability third_party_rights internal_affairs process_information enforcement_file administrative_inquiry not_held needs_creation still_unclear petition repeated publication abusive_volume reconfirmation correction_overdue fee_overdue other") {
		if name == e.outcome {
			row = i + 3
		}
	}
	l.finish(row, l.today)
	return true
}

func (l *life) again(e told) bool {
	days := e.days
	if days == -1 {
		days = 20
	}
	if !l.ended || days < 1 || days > 3660 {
		return false
	}
	l.ended, l.frozen, l.row, l.end = false, false, 0, time.Time{}
	l.hearings = nil
	l.begin(days)
	l.natural = e.natural
	return true
}

// uncertain reports whether the last day of the term may still move: because a
// year's holidays are not known, or a question that lengthens it is not known to
// have arrived. While no term runs it is the last day to pay that may.
func (l *life) uncertain(due time.Time) bool {
	if due.IsZero() {
		if l.ended || !l.feeOpen || !l.feeProved {
			return false
		}
		c := l.clone()
		for c.feeLast.IsZero() {
			c.pass()
		}
		return c.feeUncertain
	}
	for _, h := range l.hearings {
		if h.limited && !h.idle && !l.natural && !h.proved && h.replied.IsZero() && h.left > 0 {
			return true
		}
	}
	for d := l.starts.AddDate(0, 0, 1); !l.ended && !d.After(due); d = d.AddDate(0, 0, 1) {
		if !l.o.known[d.Year()] {
			return true
		}
	}
	return false
}

// leftUntil counts the days that will still count up to a day set by a delay.
func (l *life) leftUntil(x, due time.Time) int {
	c := l.dream()
	before := c.used
	for c.today.Before(due) {
		c.pass()
	}
	if x.After(due) {
		return 0
	}
	return c.used - before
}
