package calendar

import "fmt"

// Unit is how a term is counted.
type Unit string

// The units statutes use.
const (
	WorkingDays Unit = "working" // 工作日
	NaturalDays Unit = "natural" // 日
	Months      Unit = "months"  // 月
)

// Label is the unit in Chinese, as it follows the number: 20个工作日, 60日, 6个月.
func (u Unit) Label() string {
	switch u {
	case WorkingDays:
		return "个工作日"
	case NaturalDays:
		return "日"
	case Months:
		return "个月"
	}
	return string(u)
}

// Term is a length of time as a statute states it.
type Term struct {
	N    int
	Unit Unit
}

// Line explains one day of a count.
type Line struct {
	Date   Day    `json:"date"`
	Counts bool   `json:"counts"`
	N      int    `json:"n"` // how many have counted up to and including this day
	Why    string `json:"why"`
}

// End is where a term ends, and what stands behind it.
type End struct {
	Due         Day
	Nominal     Day // where it would end if that day were a working day
	Provisional bool
}

// End gives the last day of a term that begins on the day after from. Working
// days end on the last of them. Natural days and months end on the
// corresponding day (a month without it: on its last), and when offices are
// closed then, on the first working day after (复议法 88①、行诉法 101, which
// refer to 民诉法 on periods).
func (c *Calendar) End(from Day, t Term) End {
	e := End{Due: from}
	switch t.Unit {
	case WorkingDays:
		e.Due = c.Add(from, t.N)
		e.Nominal = e.Due
	case NaturalDays:
		e.Nominal = from + Day(t.N)
		e.Due = c.Next(e.Nominal)
	case Months:
		e.Nominal = from.Months(t.N)
		e.Due = c.Next(e.Nominal)
	}
	e.Provisional = c.Provisional(from, e.Due)
	return e
}

// Explain lists every day of a term with the reason why it counts or does not.
func (c *Calendar) Explain(from Day, t Term) []Line {
	e := c.End(from, t)
	if t.Unit == WorkingDays {
		return c.Days(from, e.Due)
	}
	lines := make([]Line, 0, max(0, e.Due-from))
	for d := from + 1; d <= e.Due; d++ {
		l := Line{Date: d, Counts: d <= e.Nominal, N: int(min(d, e.Nominal) - from), Why: "自然日"}
		if open, why := c.Working(d); d >= e.Nominal && e.Due > e.Nominal {
			switch {
			case d == e.Nominal:
				l.Why = "期间最后一日，" + why + "，顺延"
			case open:
				l.Why = "顺延至此日，" + why
			default:
				l.Why = "顺延，" + why
			}
		}
		lines = append(lines, l)
	}
	return lines
}

// Days lists every day after from up to and including to, counting the working
// ones.
func (c *Calendar) Days(from, to Day) []Line {
	lines := make([]Line, 0, max(0, to-from))
	n := 0
	for d := from + 1; d <= to; d++ {
		open, why := c.Working(d)
		if open {
			n++
		}
		lines = append(lines, Line{Date: d, Counts: open, N: n, Why: why})
	}
	return lines
}

// String is the term as a letter writes it: 20个工作日, 60日, 6个月.
func (t Term) String() string { return fmt.Sprintf("%d%s", t.N, t.Unit.Label()) }
