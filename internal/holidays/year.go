package holidays

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// Kind is what a day is to an office.
type Kind string

// Blank stands for a cell of the month's table outside the month.
const (
	Blank  Kind = ""
	Work   Kind = "work"   // an ordinary working day
	Worked Kind = "worked" // a weekend day that is worked
	Off    Kind = "off"    // a weekday or weekend day off by the arrangement
	Rest   Kind = "rest"   // an ordinary weekend day
)

// Cell is one day of a month's table.
type Cell struct {
	Day  calendar.Day
	N    int // day of the month, 0 for a blank
	Kind Kind
	Why  string // in Chinese, as calendar.Working says it
}

// Badge is the one character that tells days apart without colour: 休, 班.
func (c Cell) Badge() string {
	switch c.Kind {
	case Off:
		return "休"
	case Worked:
		return "班"
	}
	return ""
}

// Month is one month as a table of weeks that begin on Monday.
type Month struct {
	N       int
	Weeks   [][]Cell
	Working int
	Notes   []string // what is out of the ordinary: 1日至3日放假（元旦）
}

// View is a whole year as pages show it.
type View struct {
	Year        int
	Provisional bool
	Months      []Month
	Working     int // working days of the year
	Off         int // days off by the arrangement, weekends among them included
	Worked      int // weekend days worked
}

// ViewYear lays a year out, month by month.
func ViewYear(c *calendar.Calendar, year int) View {
	v := View{Year: year, Provisional: !c.Known(year)}
	marks := map[calendar.Day]bool{}
	for _, a := range c.Years() {
		for _, m := range a.Marks {
			marks[m.Day] = true
		}
	}
	for m := time.January; m <= time.December; m++ {
		month := viewMonth(c, year, m, marks)
		v.Working += month.Working
		for _, week := range month.Weeks {
			for _, cell := range week {
				switch cell.Kind {
				case Off:
					v.Off++
				case Worked:
					v.Worked++
				}
			}
		}
		v.Months = append(v.Months, month)
	}
	return v
}

func viewMonth(c *calendar.Calendar, year int, m time.Month, marks map[calendar.Day]bool) Month {
	month := Month{N: int(m)}
	first, last := calendar.On(year, m, 1), calendar.On(year, m+1, 0)
	week := make([]Cell, (int(first.Weekday())+6)%7, 7)
	for d := first; d <= last; d++ {
		open, why := c.Working(d)
		cell := Cell{Day: d, N: int(d-first) + 1, Kind: kindOf(d, open, marks[d]), Why: why}
		if open {
			month.Working++
		}
		if week = append(week, cell); len(week) == 7 {
			month.Weeks, week = append(month.Weeks, week), make([]Cell, 0, 7)
		}
	}
	if len(week) > 0 {
		month.Weeks = append(month.Weeks, append(week, make([]Cell, 7-len(week))...))
	}
	month.Notes = notes(month)
	return month
}

func kindOf(d calendar.Day, open, marked bool) Kind {
	switch {
	case open && d.Weekend():
		return Worked
	case open:
		return Work
	case d.Weekend() && !marked:
		return Rest
	}
	return Off
}

// notes joins days that stand together and say the same.
func notes(m Month) []string {
	var days []Cell
	for _, week := range m.Weeks {
		for _, cell := range week {
			if cell.Kind == Off || cell.Kind == Worked {
				days = append(days, cell)
			}
		}
	}
	var out []string
	for i := 0; i < len(days); {
		j := i + 1
		for j < len(days) && days[j].Day == days[j-1].Day+1 && days[j].Why == days[i].Why {
			j++
		}
		span := fmt.Sprintf("%d日", days[i].N)
		if j-i > 1 {
			span = fmt.Sprintf("%d日至%d日", days[i].N, days[j-1].N)
		}
		out = append(out, span+" "+days[i].Why)
		i = j
	}
	return out
}

// Weekday names a day of the week: 星期五.
func Weekday(d calendar.Day) string {
	return [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}[d.Weekday()]
}

// Consequences says what follows from a year being provisional, for pages.
func Consequences() []string {
	return []string{
		"到期日先按周末和日期固定的节日（元旦、劳动节、国庆节）推算，跨入这一年的到期日都标“暂定”。",
		"农历节日和调休还没有计入，推算的日子可能偏早：本机关按它提前办，不据此自动判定申请人、第三方逾期，也不自动视为同意或者终止。",
		"通知公布并录入后，全部到期日自动重新推算。",
	}
}

// remindFrom is the month from which next year's arrangement is asked for. The
// notices of 2024, 2025 and 2026 came between late October and early November.
const remindFrom = time.November

// Wanted lists the years whose arrangement ought to be there by today and is
// not: this year, and from November on the next.
func Wanted(c *calendar.Calendar, today calendar.Day) []int {
	year, month, _ := today.Date()
	years := []int{year}
	if month >= remindFrom {
		years = append(years, year+1)
	}
	var wanted []int
	for _, y := range years {
		if !c.Known(y) {
			wanted = append(wanted, y)
		}
	}
	return wanted
}

// Difference is one day that counts otherwise in another calendar.
type Difference struct {
	Day           calendar.Day
	Before, After string // why it counts or not, in Chinese
	Opens         bool   // it becomes a working day
}

// Differences lists the days of a year, and of the weeks around its turn, on
// which offices are open in one calendar and closed in the other.
func Differences(before, after *calendar.Calendar, year int) []Difference {
	var out []Difference
	for d := calendar.On(year-1, time.December, 20); d <= calendar.On(year+1, time.January, 10); d++ {
		was, why := before.Working(d)
		is, because := after.Working(d)
		if was != is {
			out = append(out, Difference{Day: d, Before: why, After: because, Opens: is})
		}
	}
	return out
}

// mostDays bounds the calculator: a year's working days, and then some.
const mostDays = 400

// Count is one calculation: when a term that begins after a day ends, with
// every day explained.
type Count struct {
	From  calendar.Day
	Term  calendar.Term
	End   calendar.End
	Lines []calendar.Line
	Cite  law.Ref
}

// Calculate reads what somebody typed ("2026-11-20", "20", "working", "natural"
// or "months") and counts. Faults name the fields "from", "n" and "unit".
func Calculate(c *calendar.Calendar, from, n, unit string) (Count, error) {
	var faults fault.List
	day, err := calendar.Parse(strings.TrimSpace(from))
	if err != nil {
		faults.Add("from", fault.As(err).Message)
	}
	t := calendar.Term{Unit: calendar.Unit(unit)}
	most := mostDays
	switch t.Unit {
	case calendar.WorkingDays, calendar.NaturalDays:
	case calendar.Months:
		most = mostDays / 30
	default:
		faults.Add("unit", "选择按工作日、日还是月计算")
	}
	if t.N, err = strconv.Atoi(strings.TrimSpace(n)); err != nil || t.N < 1 || t.N > most {
		faults.Add("n", fmt.Sprintf("期限填写1至%d的整数", most))
	}
	if err := faults.Err(); err != nil {
		return Count{}, err
	}
	return Count{From: day, Term: t, End: c.End(day, t), Lines: c.Explain(day, t), Cite: clause(t.Unit)}, nil
}

// clause is what a kind of term rests on: the days off that are no working days
// (放假办法 2), and the end that moves off a holiday (复议法 88①, which refers
// to the law of civil procedure).
func clause(u calendar.Unit) law.Ref {
	if u == calendar.WorkingDays {
		return law.Art("放假办法", 2)
	}
	return law.Art("复议法", 88).Para(1)
}
