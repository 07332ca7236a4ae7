package calendar

import (
	"cmp"
	_ "embed"
	"slices"
	"time"

	"yangguang/internal/law"
)

//go:embed years.csv
var builtIn string

// The years a Calendar answers for at once; beyond them it still answers, by
// weekends, one day at a time.
const (
	firstYear = 1980
	lastYear  = 2199
)

// Calendar knows which days count. It is read-only once made and may be shared.
type Calendar struct {
	known map[int]Arrangement
	days  map[Day]Mark
	first Day
	// sureFrom to sureTo is the longest run of days in known years.
	sureFrom, sureTo Day
	// before[i] is how many working days lie before first+i; working[n] is the
	// nth of them. Together they answer Add and Count without a loop.
	before  []int32
	working []Day
}

// New makes a calendar of the built-in years and the given ones. A given year
// replaces the built-in one; among several for one year the last wins.
// Days which a notice sets in the year before or after its own (the Sunday of
// December that is worked for New Year) override that year's.
func New(added ...Arrangement) *Calendar {
	c := &Calendar{known: map[int]Arrangement{}, days: map[Day]Mark{}, first: On(firstYear, 1, 1)}
	for _, a := range slices.Concat(BuiltIn(), added) {
		c.known[a.Year] = a
	}
	years := c.Years()
	for _, own := range []bool{true, false} {
		for _, a := range years {
			for _, m := range a.Marks {
				if (m.Day.Year() == a.Year) == own {
					c.days[m.Day] = m
				}
			}
		}
	}
	c.count()
	for i := 0; i < len(years); {
		j := i + 1
		for j < len(years) && years[j].Year == years[j-1].Year+1 {
			j++
		}
		from, to := On(years[i].Year, 1, 1), On(years[j-1].Year, 12, 31)
		if to-from > c.sureTo-c.sureFrom {
			c.sureFrom, c.sureTo = from, to
		}
		i = j
	}
	return c
}

// BuiltIn lists the arrangements that come with the program.
func BuiltIn() []Arrangement {
	all, err := parseYears(builtIn)
	if err != nil {
		panic(err) // the package's test reads the same table
	}
	for i := range all {
		all[i].Source = "国务院办公厅节假日安排通知"
	}
	return all
}

// count lays the rule out over all years at once: weeks first, then the fixed
// holidays of years without a notice, then what the notices say.
func (c *Calendar) count() {
	end := On(lastYear+1, 1, 1)
	open := make([]bool, end-c.first)
	for i, w := 0, int(c.first.Weekday()); i < len(open); i, w = i+1, (w+1)%7 {
		open[i] = w != int(time.Saturday) && w != int(time.Sunday)
	}
	for year := firstYear; year <= lastYear; year++ {
		for _, h := range solarHolidays() {
			for d := h.first; d <= h.last && year >= h.since && !c.Known(year); d++ {
				open[On(year, h.month, d)-c.first] = false
			}
		}
	}
	for d, m := range c.days {
		if d >= c.first && d < end {
			open[d-c.first] = !m.Off
		}
	}
	c.before = make([]int32, len(open)+1)
	c.working = make([]Day, 0, len(open)*5/7+7)
	for i, o := range open {
		if o {
			c.working = append(c.working, c.first+Day(i))
		}
		c.before[i+1] = int32(len(c.working))
	}
}

// works is the rule for one day; count lays the same rule out for all of them.
func (c *Calendar) works(d Day) bool {
	if m, ok := c.days[d]; ok {
		return !m.Off
	}
	if d.Weekend() {
		return false
	}
	return c.Known(d.Year()) || solarHoliday(d) == ""
}

// Known reports whether the year's arrangement is there. Days of other years
// are provisional.
func (c *Calendar) Known(year int) bool { _, ok := c.known[year]; return ok }

// Years lists the arrangements the calendar stands on, by year.
func (c *Calendar) Years() []Arrangement {
	var years []Arrangement
	for _, a := range c.known {
		years = append(years, a)
	}
	slices.SortFunc(years, func(a, b Arrangement) int { return cmp.Compare(a.Year, b.Year) })
	return years
}

// Working reports whether offices are open on a day, and why, in Chinese.
func (c *Calendar) Working(d Day) (bool, string) {
	mark, marked := c.days[d]
	switch {
	case marked && mark.Off:
		return false, "放假（" + mark.Name + "）"
	case marked && d.Weekend():
		return true, "工作日（" + weekdayName(d.Weekday()) + "调休上班）"
	case marked:
		return true, "工作日"
	case d.Weekend():
		return false, "休息日（" + weekdayName(d.Weekday()) + "）"
	case c.Known(d.Year()):
		return true, "工作日"
	}
	if name := solarHoliday(d); name != "" {
		return false, "放假（" + name + "，暂定）"
	}
	return true, "工作日（暂定，当年放假安排尚未公布）"
}

// Counts reports whether a day is a working day, without saying why.
func (c *Calendar) Counts(d Day) bool {
	if i := int(d - c.first); i >= 0 && i < len(c.before)-1 {
		return c.before[i+1] > c.before[i]
	}
	return c.works(d)
}

// Add gives the nth working day after a day, and for a negative n the nth
// before it; n = 0 gives the day itself.
func (c *Calendar) Add(from Day, n int) Day {
	if n == 0 {
		return from
	}
	if i := int(from - c.first); i >= 0 && i < len(c.before)-1 {
		// The last working day up to from is number before[i+1]-1.
		at := int(c.before[i+1]) - 1 + n
		if n < 0 {
			at = int(c.before[i]) + n
		}
		if at >= 0 && at < len(c.working) {
			return c.working[at]
		}
	}
	step := Day(1)
	if n < 0 {
		step, n = -1, -n
	}
	for d := from; ; {
		if d += step; c.works(d) {
			if n--; n == 0 {
				return d
			}
		}
	}
}

// Count is how many working days lie after from, up to and including to; it is
// 0 when to is not later.
func (c *Calendar) Count(from, to Day) int {
	if to <= from {
		return 0
	}
	i, j := int(from-c.first)+1, int(to-c.first)+1
	if i >= 0 && j < len(c.before) {
		return int(c.before[j] - c.before[i])
	}
	n := 0
	for d := from + 1; d <= to; d++ {
		if c.works(d) {
			n++
		}
	}
	return n
}

// Next is the first working day on or after a day.
func (c *Calendar) Next(d Day) Day {
	if c.Counts(d) {
		return d
	}
	return c.Add(d, 1)
}

// Provisional reports whether a day after from, up to and including to, lies in
// a year whose arrangement is not known.
func (c *Calendar) Provisional(from, to Day) bool {
	if to <= from || from+1 >= c.sureFrom && to <= c.sureTo {
		return false
	}
	for y := (from + 1).Year(); y <= to.Year(); y++ {
		if !c.Known(y) {
			return true
		}
	}
	return false
}

// solarHoliday names the national holidays that fall on the same day of the
// solar year every year (放假办法 2). The lunar ones, and the days off that the
// yearly notice moves, cannot be known before it.
func solarHoliday(d Day) string {
	y, m, day := d.Date()
	for _, h := range solarHolidays() {
		if h.month == m && day >= h.first && day <= h.last && y >= h.since {
			return h.name
		}
	}
	return ""
}

type solar struct {
	name        string
	month       time.Month
	first, last int
	since       int // first year of the row (放假办法 as amended 2024-11-10 added 5-2)
	cite        law.Ref
}
