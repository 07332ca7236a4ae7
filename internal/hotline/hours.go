package hotline

import (
	"fmt"
	"time"

	"yangguang/internal/calendar"
)

// Interval is a stretch of office hours, in minutes from midnight.
type Interval struct{ From, To int }

// Hours are the office hours from a day on, the pause at noon between two
// intervals.
type Hours struct {
	From      calendar.Day
	Intervals []Interval
}

// Timetable is a body's office hours through time, the earliest first.
type Timetable []Hours

// Of are the intervals of a day.
func (t Timetable) Of(day calendar.Day) []Interval {
	var of []Interval
	for _, h := range t {
		if h.From <= day {
			of = h.Intervals
		}
	}
	return of
}

// Line explains a stretch of a count: a day, whether it counts, how much of the
// term has gone by at its end, and why.
type Line struct {
	Day     calendar.Day
	Counts  bool
	Through string // 3 天, 90 分钟
	Why     string
}

// moment is the instant of a day's minute.
func moment(day calendar.Day, minute int) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, minute, 0, 0, calendar.Zone())
}

// closing is when offices close on a day.
func (t Timetable) closing(day calendar.Day) time.Time {
	of := t.Of(day)
	if len(of) == 0 {
		return moment(day, 24*60)
	}
	return moment(day, of[len(of)-1].To)
}

// mostDays is how far a count of office hours looks ahead.
const mostDays = 400

// add counts office hours from an instant on. What is left when an interval ends
// goes on in the next one; a term that is used up at the end of one ends there.
func (t Timetable) add(cal *calendar.Calendar, from time.Time, term time.Duration) (time.Time, []Line) {
	var lines []Line
	left := term
	for day := calendar.At(from); day < calendar.At(from)+mostDays; day++ {
		open, why := cal.Working(day)
		if !open {
			lines = append(lines, Line{Day: day, Through: gone(term - left), Why: why})
			continue
		}
		for _, iv := range t.Of(day) {
			start, end := moment(day, iv.From), moment(day, iv.To)
			if from.After(start) {
				start = from
			}
			room := end.Sub(start)
			if room <= 0 {
				continue
			}
			used := min(room, left)
			left -= used
			lines = append(lines, Line{day, true, gone(term - left), start.Format("15:04") + "—" + start.Add(used).Format("15:04")})
			if left == 0 {
				return start.Add(used), lines
			}
		}
	}
	return time.Time{}, lines
}

// within is how much office time lies between two instants.
func (t Timetable) within(cal *calendar.Calendar, s Span) time.Duration {
	var sum time.Duration
	for day := calendar.At(s.From); day <= calendar.At(s.To) && day < calendar.At(s.From)+mostDays; day++ {
		if !cal.Counts(day) {
			continue
		}
		for _, iv := range t.Of(day) {
			start, end := moment(day, iv.From), moment(day, iv.To)
			if s.From.After(start) {
				start = s.From
			}
			if s.To.Before(end) {
				end = s.To
			}
			sum += max(0, end.Sub(start))
		}
	}
	return sum
}

func gone(d time.Duration) string { return fmt.Sprintf("%d 分钟", int(d.Minutes())) }
