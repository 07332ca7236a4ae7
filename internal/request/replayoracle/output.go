package replayoracle

import (
	"slices"

	"yangguang/internal/calendar"
)

// Day is one day of the count.
type Day struct {
	Date   string `json:"date"`
	Counts bool   `json:"counts"`
	N      int    `json:"n"`
}

// Output is what deadline replay prints, without its prose: refusals and
// warnings by the index of their event. Nil stands for null.
type Output struct {
	Received    *string `json:"received"`
	Starts      *string `json:"starts"`
	Due         *string `json:"due"`
	Status      string  `json:"status"`
	Used        *int    `json:"used"`
	Left        *int    `json:"left"`
	Provisional bool    `json:"provisional"`
	Row         *int    `json:"row"`
	Remedy      string  `json:"remedy"`
	ReviewFirst bool    `json:"review_first"` // 复议法 23①(四) is among the clauses
	Regulation  bool    `json:"regulation"`   // 复议法实施条例 31 is
	Days        []Day   `json:"days"`
	Refused     []int   `json:"refused"`
	Warnings    []int   `json:"warnings"`
	LateDays    int     `json:"late_days"`
	End         *string `json:"end"`
	Deemed      []int   `json:"deemed_consent"`
	MayWarn     []int   `json:"may_warn"` // where the contract neither asks for a warning nor bars it
}

// sheet is how the term stands on one day.
type sheet struct {
	received, starts, due calendar.Day
	status                string
	used, left            *int
	provisional           bool
	days                  []Day
	late                  int
	deemed                []int
}

// sheet counts the present term up to today.
func (f *file) sheet() sheet {
	s := sheet{received: f.received, starts: f.starts, deemed: f.deemed()}
	if f.waits() {
		s.status, s.provisional = "stopped", f.mayMove()
		return s
	}
	s.due = f.due()
	last := s.due
	if last == 0 {
		last = f.today
	}
	used, left, n := 0, 0, 0
	for d := f.starts + 1; d <= max(last, f.today); d++ {
		counts := f.counts(d)
		if s.due != 0 && d > s.due { // after the due day nothing stops
			counts = f.natural || f.week.Open(d)
		}
		switch {
		case counts && d <= f.today:
			used++
		case counts:
			left++
		}
		if counts {
			n++
		}
		if d <= last {
			s.days = append(s.days, Day{d.String(), counts, n})
		}
		if s.due != 0 && d > s.due && f.week.Open(d) {
			s.late++
		}
	}
	if s.due == 0 {
		left = max(0, f.total+f.extra-used)
	}
	s.used, s.left = &used, &left
	s.status = f.status(s.due)
	s.provisional = f.provisional(s.due)
	return s
}

func (f *file) status(due calendar.Day) string {
	stopped, _ := f.stopped(f.today)
	switch {
	case due != 0 && f.today > due:
		return "overdue"
	case stopped:
		return "stopped"
	}
	return "running"
}

// provisional reports whether the due day may still move by itself.
func (f *file) provisional(due calendar.Day) bool {
	if due == 0 {
		return f.mayMove()
	}
	for d := f.starts + 1; d <= due; d++ {
		if !f.week.Known(d) {
			return true
		}
	}
	return f.rests()
}

// mayMove reports, while there is no due day, whether the day on which an unpaid
// fee notice would lapse lies in a year without a notice. silent: the contract
// says "something would lapse" and uses that word of fee notices alone; a
// hearing closes, and one without an end is told to be not provisional.
func (f *file) mayMove() bool {
	fee := f.fee()
	return fee != nil && f.delivered(fee) != 0 && !f.week.Known(f.week.nth(f.delivered(fee), 20))
}

func (f *file) output(later []fact) Output {
	o := Output{Status: "not_started", Remedy: "none", Days: []Day{}, Refused: []int{}, Warnings: []int{}, Deemed: []int{}, MayWarn: f.mayWarn}
	if f.received != 0 && f.received <= f.today {
		s := f.standing
		if f.end == 0 {
			s = f.sheet()
		} else {
			s.status = "ended"
		}
		o.Received, o.Starts, o.Due = text(s.received), text(s.starts), text(s.due)
		o.Status, o.Used, o.Left, o.Provisional = s.status, s.used, s.left, s.provisional
		o.Days, o.LateDays, o.Deemed = append(o.Days, s.days...), s.late, append(o.Deemed, s.deemed...)
		o.Row, o.Remedy, o.End = f.row(), f.remedy(), text(f.end)
	}
	o.ReviewFirst = o.Remedy == "B"
	o.Regulation = o.Remedy == "B" && f.end.String() >= "2026-07-01"
	o.Refused = append(o.Refused, f.refused...)
	o.Warnings = append(o.Warnings, f.warned...)
	if f.slow != nil && f.received <= f.today {
		o.Warnings = append(o.Warnings, f.slow.index)
	}
	for _, l := range f.letters {
		if l.joint() && l.answered == 0 && f.delivered(l) == 0 {
			o.Warnings = append(o.Warnings, l.index)
		}
	}
	for _, e := range later {
		o.MayWarn = append(o.MayWarn, e.index)
	}
	slices.Sort(o.Refused)
	slices.Sort(o.Warnings)
	o.Warnings = slices.Compact(o.Warnings)
	return o
}

func text(d calendar.Day) *string {
	if d == 0 {
		return nil
	}
	s := d.String()
	return &s
}
