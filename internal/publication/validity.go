package publication

import "yangguang/internal/calendar"

// Validity is whether a policy document is in force.
type Validity string

// The states of a policy document.
const (
	NotYet   Validity = "not_yet"  // public, but before its first day
	InForce  Validity = "in_force" // 现行有效
	Expired  Validity = "expired"  // 失效: its last day is over
	Repealed Validity = "repealed" // 废止
)

// Label is the state in Chinese.
func (v Validity) Label() string {
	return map[Validity]string{NotYet: "未施行", InForce: "现行有效", Expired: "失效", Repealed: "废止"}[v]
}

// Tone is the colour of its tag.
func (v Validity) Tone() string {
	return map[Validity]string{NotYet: "a", InForce: "g"}[v]
}

// Force is the days on which a document begins and ends to hold; 0 for none.
type Force struct {
	From, Until calendar.Day // the first and the last day it holds
	Repealed    calendar.Day // the day from which it is repealed
}

// On is whether it is in force on a day.
func (f Force) On(day calendar.Day) Validity {
	switch {
	case f.Repealed != 0 && day >= f.Repealed:
		return Repealed
	case f.Until != 0 && day > f.Until:
		return Expired
	case f.From != 0 && day < f.From:
		return NotYet
	}
	return InForce
}

// Ended is the first day on which it does not hold any more; 0 while it does not
// end.
func (f Force) Ended() calendar.Day {
	last := calendar.Day(0)
	if f.Until != 0 {
		last = f.Until + 1
	}
	if f.Repealed != 0 && (last == 0 || f.Repealed < last) {
		last = f.Repealed
	}
	return last
}

// Table is what table two counts of a body's normative documents.
type Table struct{ Made, Repealed, Effective int64 }

// Count counts normative documents for a year: made by the day on the document,
// repealed when they ended in the year, be it by a repeal or by their own last
// day, effective at the end of 31 December. Both ends count as 废止, else made,
// repealed and effective would not add up from year to year [M].
func Count(year int, made calendar.Day, f Force) (t Table) {
	first, last := calendar.On(year, 1, 1), calendar.On(year, 12, 31)
	ended := f.Ended()
	if made >= first && made <= last {
		t.Made = 1
	}
	if ended >= first && ended <= last {
		t.Repealed = 1
	}
	if made <= last && (ended == 0 || ended > last) {
		t.Effective = 1
	}
	return t
}
