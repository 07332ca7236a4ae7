package trading

import (
	"fmt"
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

// Verdict is what a period came to.
type Verdict string

// The verdicts.
const (
	NotBegun Verdict = "not_begun"
	Running  Verdict = "running"
	Met      Verdict = "met"
	Short    Verdict = "short" // fewer days than there must be
	Late     Verdict = "late"  // more days than there may be
	// Doubtful is kept by the letter, but its last day was a day of rest and did
	// not move: no statute says that it must.
	Doubtful Verdict = "doubtful"
)

// Label is the verdict in Chinese.
func (v Verdict) Label() string {
	return map[Verdict]string{NotBegun: "未开始", Running: "进行中", Met: "符合", Short: "不足", Late: "超期", Doubtful: "末日未顺延，待核"}[v]
}

// Finding is one period of one project.
type Finding struct {
	Period
	Start, End  calendar.Day // End is 0 while it is not known
	Due         calendar.Day // the earliest end of what must last, the latest of a limit
	Days        int          // that passed between them, in the period's unit
	Verdict     Verdict
	Provisional bool // it touches a year whose holidays are not arranged
	Binding     bool // broken, it is refused; else a person is told
}

// Broken reports whether the period was not kept.
func (f Finding) Broken() bool { return f.Verdict == Short || f.Verdict == Late }

// Judge holds a period from start to end against the calendar as of a day. must
// says that the project has to be tendered by law.
func (p Period) Judge(c *calendar.Calendar, start, end, today calendar.Day, must bool) Finding {
	f := Finding{Period: p, Start: start, End: end, Verdict: NotBegun, Binding: p.Law() && (must || !p.Must)}
	if start == 0 {
		return f
	}
	term := c.End(start, p.Term)
	f.Due, f.Provisional = term.Nominal, term.Provisional
	if p.Rest == Moves {
		f.Due = term.Due
	}
	if end == 0 {
		if f.Verdict = Running; p.Most && today > f.Due {
			f.Verdict = Late
		}
		return f
	}
	f.Days = int(end - start)
	if p.Unit == calendar.WorkingDays {
		f.Days = c.Count(start, end)
	}
	switch {
	case p.Most && end > f.Due:
		f.Verdict = Late
	case !p.Most && end < term.Nominal:
		f.Verdict = Short
	case !p.Most && end < f.Due:
		f.Verdict = Doubtful
	case !p.Most && today <= end:
		f.Verdict = Running
	default:
		f.Verdict = Met
	}
	return f
}

// find is the day of an anchor among a project's notices, the last one that says
// it; 0 for none. after leaves out what does not lie behind a day's notice.
func (a Anchor) find(notices []Notice) (day calendar.Day) {
	for _, n := range notices {
		if slices.Contains(a.Kinds, n.Kind) && n.Day(a.Point) != 0 {
			day = n.Day(a.Point)
		}
	}
	return day
}

// Measure judges all periods of a project by its notices, which stand in the
// order in which they were published. A period that begins with every
// clarification is judged for each.
func Measure(c *calendar.Calendar, notices []Notice, today calendar.Day) (all []Finding) {
	if len(notices) == 0 {
		return nil
	}
	last := notices[len(notices)-1]
	method, must := methodOf(notices), mustOf(notices)
	for _, p := range Periods() {
		var starts []calendar.Day
		for _, n := range notices {
			if d := n.Day(p.From.Point); slices.Contains(p.From.Kinds, n.Kind) && d != 0 {
				starts = append(starts, d)
			}
		}
		if !(slices.Equal(p.From.Kinds, []Kind{Clarification}) || len(starts) == 0) {
			starts = starts[len(starts)-1:]
		}
		for _, start := range starts {
			if p.applies(last.Line, method, start) {
				all = append(all, p.Judge(c, start, p.To.find(notices), today, must))
			}
		}
	}
	return all
}

func methodOf(notices []Notice) (m Method) {
	for _, n := range notices {
		if n.Method != "" {
			m = n.Method
		}
	}
	return m
}

func mustOf(notices []Notice) bool {
	return slices.ContainsFunc(notices, func(n Notice) bool { return n.Must })
}

// Admit says what stands against publishing a notice after those of its project:
// the faults that refuse it, and of what a person is told.
func Admit(c *calendar.Calendar, before []Notice, n Notice) (refused fault.List, told []string) {
	day := n.Day(Published)
	for _, x := range Contents() {
		if x.Line == n.Line && x.Kind == n.Kind && x.Broken(n) {
			refused = append(refused, &fault.Error{Kind: fault.Unlawful, Message: x.Message, Cite: x.Cite})
		}
	}
	after := append(slices.Clone(before), n)
	for _, f := range Measure(c, after, day) {
		if !f.Broken() || !slices.Contains(f.From.Kinds, n.Kind) && !slices.Contains(f.To.Kinds, n.Kind) {
			continue
		}
		message := f.Sentence()
		if f.Binding {
			refused = append(refused, &fault.Error{Kind: fault.Unlawful, Message: message, Cite: f.Cite})
			continue
		}
		told = append(told, message+"（"+f.Says()+"）")
	}
	for _, f := range Measure(c, before, day) {
		if f.ID == "works-candidates" && n.Kind == Result && f.End != 0 && day <= f.End {
			message := "候选人公示期到" + f.End.Chinese() + "才满，满后再发中标结果"
			if f.Binding {
				refused = append(refused, &fault.Error{Kind: fault.Unlawful, Message: message, Cite: f.Cite})
			} else {
				told = append(told, message)
			}
		}
	}
	return refused, told
}

// Sentence says what is wrong with a broken period, and what would be right.
func (f Finding) Sentence() string {
	if f.Verdict == Late {
		return fmt.Sprintf("%s不超过%s，应当在%s前，现在是%s", f.Label, f.Term, f.Due.Chinese(), f.End.Chinese())
	}
	return fmt.Sprintf("%s不少于%s，现在只有%d%s；%s以后才够", f.Label, f.Term, f.Days, f.Unit.Label(), (f.Due - 1).Chinese())
}
