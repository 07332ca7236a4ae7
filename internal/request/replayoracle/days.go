package replayoracle

import (
	"time"

	"yangguang/internal/calendar"
)

// Week says of every civil day whether offices are open, from the marks of the
// yearly notices alone: it walks and looks up, and computes nothing.
type Week struct {
	marks map[calendar.Day]bool // true: off
	years map[int]bool          // the years that have a notice
}

// NewWeek reads the notices.
func NewWeek(notices []calendar.Arrangement) Week {
	w := Week{map[calendar.Day]bool{}, map[int]bool{}}
	for _, n := range notices {
		w.years[n.Year] = true
		for _, m := range n.Marks {
			w.marks[m.Day] = m.Off
		}
	}
	return w
}

// Open reports whether a day is a working day. A year without a notice has its
// weekends and the holidays that the 放假办法 (2, as of 2024-11-10) fixes to a
// day of the solar year: 1 January, 1 and 2 May, 1 to 3 October.
func (w Week) Open(d calendar.Day) bool {
	if off, marked := w.marks[d]; marked {
		return !off
	}
	if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		return false
	}
	if w.Known(d) {
		return true
	}
	switch d.String()[5:] {
	case "01-01", "05-01", "05-02", "10-01", "10-02", "10-03":
		return false
	}
	return true
}

// Known reports whether the day's year has a notice.
func (w Week) Known(d calendar.Day) bool { return w.years[d.Year()] }

// nth walks to the nth working day after a day.
func (w Week) nth(after calendar.Day, n int) calendar.Day {
	d := after
	for n > 0 {
		d++
		if w.Open(d) {
			n--
		}
	}
	return d
}
