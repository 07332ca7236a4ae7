// Package calendar counts days as Chinese statutes do: working days with the
// yearly exchange of weekends for holidays (调休), natural days, and months.
//
// A Calendar is a value made of arrangements, one a year: the ones built in
// (years.csv, the State Council's notices from 2018 on) and those an
// administrator has added or imported. A year without an arrangement counts by
// weekends and the holidays that fall on fixed days of the solar year, and
// every result that touches such a year is provisional: it may move when the
// notice comes, so nothing may end, lapse or be deemed by itself on it.
//
// The package is pure: an arrangement is read from text somebody hands in, and
// "today" is asked of the caller.
package calendar

import (
	"fmt"
	"strings"
	"time"

	"yangguang/internal/fault"
)

// Day is one civil day, counted from 1970-01-01. The zero Day stands for "no
// day": no statute of ours reaches back so far.
type Day int32

// Zone is the zone in which every statutory day begins and ends. China has
// kept one offset since 1991.
func Zone() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }

// On is the day of a date; months and days beyond their range carry over as in
// time.Date.
func On(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// At is the day in Asia/Shanghai on which an instant falls, whatever zone the
// instant is written in.
func At(instant time.Time) Day {
	s := instant.Unix() + 8*60*60
	day := s / 86400
	if s%86400 < 0 {
		day--
	}
	return Day(day)
}

// Parse reads 2026-11-22. Years before 1980 and after 2199 are refused: they
// are slips of the pen. The fault's field is empty; the caller names it.
func Parse(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fault.Field("", fmt.Sprintf("“%s”不是日期。按“2026-11-22”的样子填写，并核对这一天是否存在。", clip(s)))
	}
	if y := t.Year(); y < firstYear || y > lastYear {
		return 0, fault.Field("", fmt.Sprintf("“%s”的年份不在%d年至%d年之间，核对年份。", clip(s), firstYear, lastYear))
	}
	return Day(t.Unix() / 86400), nil
}

// ParseChinese reads 2026年11月22日, as Chinese prints it.
func ParseChinese(s string) (Day, error) {
	t, err := time.Parse("2006年1月2日", strings.TrimSpace(s))
	if err != nil {
		return 0, fault.Field("", fmt.Sprintf("“%s”不是日期。按“2026年11月22日”的样子填写，并核对这一天是否存在。", clip(s)))
	}
	return Parse(t.Format(time.DateOnly))
}

func clip(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

// Time is the day's midnight in UTC, as package time's calendar functions and
// date columns want it.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Date is the day's year, month and day of the month.
func (d Day) Date() (int, time.Month, int) { return d.Time().Date() }

// Year is the day's year.
func (d Day) Year() int { return d.Time().Year() }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday {
	return time.Weekday(((int(d)+4)%7 + 7) % 7) // 1970-01-01 was a Thursday
}

// Weekend reports whether the day is a Saturday or a Sunday.
func (d Day) Weekend() bool { w := d.Weekday(); return w == time.Saturday || w == time.Sunday }

// String is 2026-11-22, and empty for no day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Chinese is 2026年11月22日, as letters and pages print it.
func (d Day) Chinese() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Date()
	return fmt.Sprintf("%d年%d月%d日", y, m, day)
}

// ChineseWeekday is 周五.
func (d Day) ChineseWeekday() string {
	return "周" + [...]string{"日", "一", "二", "三", "四", "五", "六"}[d.Weekday()]
}

// ChineseFull is 2026年12月18日（周五）, and empty for no day.
func (d Day) ChineseFull() string {
	if d == 0 {
		return ""
	}
	return d.Chinese() + "（" + d.ChineseWeekday() + "）"
}

// MarshalText writes the day as String does.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalJSON writes the day as a string, and no day as null.
func (d Day) MarshalJSON() ([]byte, error) {
	if d == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalText reads what MarshalText writes; empty gives no day.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	day, err := Parse(string(text))
	*d = day
	return err
}

// Months is the day n months later: the same day of that month or, where the
// month has none, its last (民法典 202).
func (d Day) Months(n int) Day {
	y, m, day := d.Date()
	last := On(y, m+time.Month(n)+1, 0)
	if _, _, end := last.Date(); day > end {
		return last
	}
	return On(y, m+time.Month(n), day)
}

func weekdayName(w time.Weekday) string {
	return [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}[w]
}
