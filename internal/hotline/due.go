package hotline

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// Stage is a stretch of an order's way that has a term of its own.
type Stage string

// The stages.
const (
	ToDispatch Stage = "dispatch"
	ToSign     Stage = "sign"
	ToHandle   Stage = "handle"
	ToRule     Stage = "rule" // on an objection or a termination
	ToCheck    Stage = "check"
	ToCall     Stage = "call"
)

// Label is what is to be done within the stage.
func (s Stage) Label() string {
	return map[Stage]string{ToDispatch: "派出", ToSign: "签收", ToHandle: "办理并反馈", ToRule: "裁定", ToCheck: "审核", ToCall: "回访"}[s]
}

// Unit is how a term is counted.
type Unit string

// The units of terms.
const (
	Clock       Unit = "clock"  // minutes, day and night
	Office      Unit = "office" // minutes of office hours
	WorkingDays Unit = "working"
	NaturalDays Unit = "natural"
)

// Length is a term: N minutes or days.
type Length struct {
	N    int
	Unit Unit
}

// String is the term as pages write it: 1 小时, 4 个工作小时, 5 个工作日.
func (l Length) String() string {
	switch l.Unit {
	case WorkingDays:
		return fmt.Sprintf("%d 个工作日", l.N)
	case NaturalDays:
		return fmt.Sprintf("%d 日", l.N)
	}
	n, unit := l.N, "分钟"
	if n%60 == 0 {
		n, unit = n/60, "小时"
	}
	if l.Unit == Office {
		return fmt.Sprintf("办公时间 %d %s", n, unit)
	}
	return fmt.Sprintf("%d %s", n, unit)
}

// TermRule is one term. Where Category, Urgency or Subject is empty it holds for
// all; the more that is named, the stronger.
type TermRule struct {
	Stage    Stage
	Category Category
	Urgency  Urgency
	Subject  string // and all below it: 住房/物业
	Length   Length
	From     calendar.Day // the day it took effect
	Cite     law.Ref      // zero: no statute, set by the body
}

// weight orders the rules that fit, the strongest last.
func (r TermRule) weight() int {
	w := 0
	if r.Category != "" {
		w++
	}
	if r.Urgency != "" {
		w += 2
	}
	if r.Subject != "" {
		w += 4
	}
	return w
}

// fits reports whether a rule holds for an order whose stage began on a day.
func (r TermRule) fits(s Stage, o Order, subject string, day calendar.Day) bool {
	return r.Stage == s && r.From <= day && (r.Category == "" || r.Category == o.Category) && (r.Urgency == "" || r.Urgency == o.Urgency) &&
		(r.Subject == "" || subject == r.Subject || strings.HasPrefix(subject, r.Subject+"/"))
}

// TermOf is the strongest rule that fits; of equal ones the latest. false where
// the profile has none.
func (p Profile) TermOf(s Stage, o Order, subject string, day calendar.Day) (TermRule, bool) {
	var best TermRule
	found := false
	for _, r := range p.Terms {
		if r.fits(s, o, subject, day) && (!found || cmp.Or(r.weight()-best.weight(), int(r.From-best.From)) >= 0) {
			best, found = r, true
		}
	}
	return best, found
}

// Due is until when something must be done, and why.
type Due struct {
	Stage       Stage
	At          time.Time
	From        time.Time
	Rule        TermRule
	Lines       []Line
	Extended    bool // by an approved extension
	Stopped     bool // while the caller is asked, where the profile says so
	Provisional bool
}

// stageOf is the stage of a state, with the instant it began.
func (o Order) stageOf() (Stage, time.Time) {
	switch o.State {
	case Waiting:
		return ToDispatch, o.Since
	case Assigned:
		return ToSign, o.Since
	case InHand:
		return ToHandle, o.Signed
	case Objected, Terminating:
		return ToRule, o.Since
	case Checking:
		return ToCheck, o.Since
	case Calling, Rated:
		return ToCall, o.Since
	}
	return "", time.Time{}
}

// Due is the term of an order as it stands; false where none runs.
func (p Profile) Due(cal *calendar.Calendar, o Order, subject string, now time.Time) (Due, bool) {
	stage, from := o.stageOf()
	rule, ok := p.TermOf(stage, o, subject, calendar.At(from))
	if stage == "" || !ok {
		return Due{}, false
	}
	d := p.count(cal, rule, from, o, now)
	if stage == ToHandle && !o.Granted.IsZero() {
		d.At, d.Extended = o.Granted, true
	}
	return d, true
}

// HandleDue is by when a unit that signs at an instant would have to report back.
func (p Profile) HandleDue(cal *calendar.Calendar, o Order, subject string, signed time.Time) (Due, bool) {
	rule, ok := p.TermOf(ToHandle, o, subject, calendar.At(signed))
	if !ok {
		return Due{}, false
	}
	return p.count(cal, rule, signed, Order{}, signed), true
}

func (p Profile) count(cal *calendar.Calendar, rule TermRule, from time.Time, o Order, now time.Time) Due {
	from = from.In(calendar.Zone())
	d := Due{Stage: rule.Stage, From: from, Rule: rule}
	var pauses []Span
	if p.AskingStops && rule.Stage == ToHandle {
		pauses = o.Asked
		d.Stopped = o.questionOpen()
	}
	switch rule.Length.Unit {
	case Clock:
		term := time.Duration(rule.Length.N) * time.Minute
		for _, s := range pauses {
			term += until(s, now).Sub(s.From)
		}
		d.At = from.Add(term)
		d.Lines = []Line{{calendar.At(d.At), true, rule.Length.String(), "昼夜连续计算"}}
	case Office:
		term := time.Duration(rule.Length.N) * time.Minute
		for _, s := range pauses {
			term += p.Hours.within(cal, Span{s.From, until(s, now)})
		}
		d.At, d.Lines = p.Hours.add(cal, from, term)
	default:
		d.days(cal, p.Hours, pauses, now)
	}
	d.Provisional = cal.Provisional(calendar.At(from), calendar.At(d.At))
	return d
}

// days counts whole days after the day on which the stage began, to the end of
// the office hours of the last. A day after the one on which the caller was
// asked, up to the one of the answer, does not count.
func (d *Due) days(cal *calendar.Calendar, hours Timetable, pauses []Span, now time.Time) {
	day, n := calendar.At(d.From), 0
	for limit := day + mostDays; n < d.Rule.Length.N && day < limit; {
		day++
		open, why := true, "自然日"
		if d.Rule.Length.Unit == WorkingDays {
			open, why = cal.Working(day)
		}
		for _, s := range pauses {
			if open && day > calendar.At(s.From) && day <= calendar.At(until(s, now)) {
				open, why = false, "等来电人回答，不计"
			}
		}
		if open {
			n++
		}
		d.Lines = append(d.Lines, Line{day, open, fmt.Sprintf("%d 天", n), why})
	}
	d.At = hours.closing(day)
}

func until(s Span, now time.Time) time.Time {
	if s.To.IsZero() {
		return now
	}
	return s.To
}

// Tone is how near a due instant is: "r" past, "a" in the last third of the term,
// "" before.
func (d Due) Tone(now time.Time) string {
	switch left := d.At.Sub(now); {
	case d.Stopped:
		return "t"
	case left < 0:
		return "r"
	case left*3 < d.At.Sub(d.From):
		return "a"
	}
	return ""
}

// Left is what a list says of the time left: 剩 39 分钟, 超 2 小时, 剩 3 天.
func (d Due) Left(now time.Time) string {
	left, word := d.At.Sub(now), "剩"
	switch {
	case d.Stopped:
		return "等来电人回答，停"
	case left < 0:
		left, word = -left, "超"
	}
	switch minutes := int(left.Minutes()); {
	case minutes < 60:
		return fmt.Sprintf("%s %d 分钟", word, minutes)
	case minutes < 24*60:
		return fmt.Sprintf("%s %d 小时", word, minutes/60)
	default:
		return fmt.Sprintf("%s %d 天", word, minutes/(24*60))
	}
}
