package holidays

import (
	"errors"
	"fmt"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Finding is one thing that is wrong or doubtful in an arrangement.
type Finding struct {
	Hard    bool // it cannot be kept; otherwise it can, with a reason
	Message string
	Cite    law.Ref // zero where only the program's sense of order speaks
}

// allowance is how many days off the decree gives everybody in a year
// (放假办法 2). Every one of them takes one working day out of the year,
// wherever the notice puts it: a holiday on a weekend is made up for (放假办法
// 6), and what is moved is worked for. So days off on weekdays less worked
// weekend days must come to this number.
type allowance struct {
	since int // first year of the row
	days  int
	cite  law.Ref
}

func allowances() []allowance {
	return []allowance{
		{1980, 11, law.Art("放假办法", 2)},
		{2025, 13, law.Art("放假办法", 2)}, // 除夕 and 5月2日 were added on 2024-11-10
	}
}

// Allowance is how many days off the decree gives in a year.
func Allowance(year int) int {
	days := 0
	for _, a := range allowances() {
		if year >= a.since {
			days = a.days
		}
	}
	return days
}

// festival is a statutory day off that moves in the solar year, with the span
// in which it can fall.
type festival struct {
	name     string
	from, to monthDay
	days     int  // at least so many days off within the span
	national bool // the span holds National Day's week, whose own days do not count
	cite     law.Ref
}

type monthDay struct {
	month time.Month
	day   int
}

func festivals() []festival {
	return []festival{
		{"春节", monthDay{time.January, 20}, monthDay{time.February, 24}, 3, false, law.Art("放假办法", 2).At(2)},
		{"清明节", monthDay{time.April, 4}, monthDay{time.April, 6}, 1, false, law.Art("放假办法", 2).At(3)},
		{"端午节", monthDay{time.May, 25}, monthDay{time.June, 26}, 1, false, law.Art("放假办法", 2).At(5)},
		{"中秋节", monthDay{time.September, 6}, monthDay{time.October, 9}, 1, true, law.Art("放假办法", 2).At(6)},
	}
}

// Check reports what is wrong or doubtful in a year's arrangement: days that
// do not belong to it, days set twice, statutory holidays that are missing, a
// balance of days off that the decree does not give, and long runs of work.
// Nothing found is nil.
func Check(a calendar.Arrangement) []Finding {
	var found []Finding
	sound := calendar.Arrangement{Year: a.Year, Source: a.Source}
	seen := map[calendar.Day]bool{}
	for _, m := range a.Marks {
		switch {
		case !belongs(a.Year, m.Day):
			found = append(found, Finding{Hard: true, Message: fmt.Sprintf("%s不属于%d年的安排，只可以带上年12月下旬和下年1月上旬的日子", m.Day.Chinese(), a.Year)})
		case !m.Off && !m.Day.Weekend():
			found = append(found, Finding{Hard: true, Message: fmt.Sprintf("%s（%s）本来就上班，不必写作调休上班", m.Day.Chinese(), Weekday(m.Day))})
		case seen[m.Day]:
			found = append(found, Finding{Message: m.Day.Chinese() + "写了两次，核对是否把别的日子写成了这一天"})
		default:
			sound.Marks = append(sound.Marks, m)
		}
		seen[m.Day] = true
	}
	var list fault.List
	if err := sound.Validate(); errors.As(err, &list) {
		for _, f := range list {
			cite := f.Cite
			if cite.Zero() {
				cite = law.Art("放假办法", 2)
			}
			found = append(found, Finding{Message: f.Message, Cite: cite})
		}
	}
	found = append(found, missing(sound)...)
	found = append(found, balance(sound)...)
	return append(found, runs(sound)...)
}

// Hard reports whether one of the findings forbids keeping the arrangement.
func Hard(found []Finding) bool {
	for _, f := range found {
		if f.Hard {
			return true
		}
	}
	return false
}

// Doubts are the findings that do not forbid keeping the arrangement.
func Doubts(found []Finding) []Finding {
	var doubts []Finding
	for _, f := range found {
		if !f.Hard {
			doubts = append(doubts, f)
		}
	}
	return doubts
}

// belongs allows the days near the turn of the year that a notice sets too.
func belongs(year int, d calendar.Day) bool {
	return d >= calendar.On(year-1, time.December, 20) && d <= calendar.On(year+1, time.January, 10)
}

// missing looks for the holidays whose day moves. National Day alone covers
// part of the span of 中秋节, so its own three days are not counted there.
func missing(a calendar.Arrangement) []Finding {
	var found []Finding
	for _, f := range festivals() {
		from, to := calendar.On(a.Year, f.from.month, f.from.day), calendar.On(a.Year, f.to.month, f.to.day)
		n := 0
		for _, m := range a.Marks {
			if m.Off && m.Day >= from && m.Day <= to {
				n++
			}
		}
		if f.national {
			// National Day off for seven days, moved weekends included, is what
			// a year without Mid-Autumn in it looks like.
			n -= len(nationalWeek(a))
		}
		if n < f.days {
			found = append(found, Finding{Cite: f.cite, Message: fmt.Sprintf("没有找到%s（%d月%d日至%d月%d日之间至少应当放假%d天）",
				f.name, f.from.month, f.from.day, f.to.month, f.to.day, f.days)})
		}
	}
	return found
}

// nationalWeek lists the days off from 1 to 7 October.
func nationalWeek(a calendar.Arrangement) []calendar.Day {
	var days []calendar.Day
	for _, m := range a.Marks {
		if m.Off && m.Day >= calendar.On(a.Year, time.October, 1) && m.Day <= calendar.On(a.Year, time.October, 7) {
			days = append(days, m.Day)
		}
	}
	return days
}

// balance compares weekdays off less weekend days worked with what the decree
// gives.
func balance(a calendar.Arrangement) []Finding {
	off, worked := 0, 0
	for _, m := range a.Marks {
		switch {
		case m.Off && !m.Day.Weekend():
			off++
		case !m.Off && m.Day.Weekend():
			worked++
		}
	}
	if want := Allowance(a.Year); off-worked != want {
		return []Finding{{Cite: law.Art("放假办法", 2), Message: fmt.Sprintf("工作日放假%d天、周末上班%d天，净放假%d天；法定节日应当净放假%d天，核对是否漏写了日子",
			off, worked, off-worked, want)}}
	}
	return nil
}

// longest is how many days on end are worked at most, as a rule, since the
// decree was amended (放假办法 7).
const longest, longestSince = 6, 2025

// runs finds more working days on end than the decree wants around a holiday.
func runs(a calendar.Arrangement) []Finding {
	if a.Year < longestSince {
		return nil
	}
	c := calendar.New(a)
	var found []Finding
	n := 0
	for d := calendar.On(a.Year, time.January, 1); d <= calendar.On(a.Year+1, time.January, 1); d++ {
		if d.Year() == a.Year && c.Counts(d) {
			n++
			continue
		}
		if n > longest {
			found = append(found, Finding{Cite: law.Art("放假办法", 7), Message: fmt.Sprintf("%s起连续上班%d天，一般不超过%d天",
				(d - calendar.Day(n)).Chinese(), n, longest)})
		}
		n = 0
	}
	return found
}
