package request

import (
	"strconv"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

// Alarm is one internal warning before a day by which something must be done.
type Alarm string

// The tiers, from the mildest.
const (
	AlarmRemind  Alarm = "remind"  // the answer is due soon
	AlarmDraft   Alarm = "draft"   // the draft should be there by now
	AlarmRaise   Alarm = "raise"   // to the leader
	AlarmChase   Alarm = "chase"   // a unit owes an answer soon
	AlarmOwed    Alarm = "owed"    // a unit's answer is overdue: to the leader
	AlarmConfirm Alarm = "confirm" // a receipt that nobody confirmed
)

// AlarmRule is one internal tier: so many working days before the day (for
// confirm: after the day it came in). They are no law but good practice, and
// each body and unit may set its own.
type AlarmRule struct {
	Alarm       Alarm
	Label       string
	Hint        string
	Days        int // unless set otherwise
	Least, Most int
	Daily       bool // told again each working day, not once
	Errand      bool // about a question to an own unit
}

// Alarms lists the rules, the mildest of each matter first.
func Alarms() []AlarmRule {
	return []AlarmRule{
		{AlarmConfirm, "催办确认收到", "提交后第几个工作日还没有确认就提醒经办", 1, 0, 10, false, false},
		{AlarmRemind, "到期提醒", "期限届满前几个工作日提醒经办", 5, 0, 20, false, false},
		{AlarmDraft, "拟稿期限", "期限届满前几个工作日应当已经拟稿，没有的提醒经办和科室", 3, 0, 20, false, false},
		{AlarmRaise, "升级到负责人", "期限届满前几个工作日还没有答复就报负责人，0 是届满当日；此后每个工作日一次", 0, 0, 10, true, false},
		{AlarmChase, "催办协办科室", "协办期限前几个工作日提醒科室", 1, 0, 10, false, true},
		{AlarmOwed, "协办逾期升级", "协办期限后几个工作日还没有答复就报负责人，此后每个工作日一次", 1, 0, 10, true, true},
	}
}

// AlarmDays are the days of the tiers as a body or a unit has set them; what is
// not set is the rule's own.
type AlarmDays map[Alarm]int

// Of is a tier's days.
func (t AlarmDays) Of(a Alarm) int {
	if n, ok := t[a]; ok {
		return n
	}
	for _, r := range Alarms() {
		if r.Alarm == a {
			return r.Days
		}
	}
	return 0
}

// Check reports days that are out of reach, by the tier's name, and a draft that
// would be wanted after the leader was told.
func (t AlarmDays) Check() error {
	var faults fault.List
	for _, r := range Alarms() {
		if n := t.Of(r.Alarm); n < r.Least || n > r.Most {
			faults.Add(string(r.Alarm), "“"+r.Label+"”填 "+strconv.Itoa(r.Least)+" 至 "+strconv.Itoa(r.Most)+" 的整数")
		}
	}
	if len(faults) == 0 && t.Of(AlarmDraft) < t.Of(AlarmRaise) {
		faults.Add(string(AlarmRaise), "升级应当不早于拟稿期限")
	}
	return faults.Err()
}

// Due is the tier that an application with a running term has reached on a day:
// the gravest of those whose day has come, "" for none. drafted says that the
// draft is on its way.
func (t AlarmDays) Due(cal *calendar.Calendar, due, today calendar.Day, drafted bool) Alarm {
	reached := func(a Alarm) bool { return today >= cal.Add(due, -t.Of(a)) }
	switch {
	case due == 0:
		return ""
	case reached(AlarmRaise):
		return AlarmRaise
	case !drafted && reached(AlarmDraft):
		return AlarmDraft
	case reached(AlarmRemind):
		return AlarmRemind
	}
	return ""
}

// Owed is the tier that a question to an own unit has reached on a day.
func (t AlarmDays) Owed(cal *calendar.Calendar, due, today calendar.Day) Alarm {
	switch {
	case today > due && today >= cal.Add(due, t.Of(AlarmOwed)):
		return AlarmOwed
	case today >= cal.Add(due, -t.Of(AlarmChase)):
		return AlarmChase
	}
	return ""
}

// Unconfirmed is the tier of an application whose receipt nobody has confirmed.
func (t AlarmDays) Unconfirmed(cal *calendar.Calendar, submitted, today calendar.Day) Alarm {
	if today >= cal.Add(submitted, t.Of(AlarmConfirm)) {
		return AlarmConfirm
	}
	return ""
}

// AlarmOf finds a tier's rule.
func AlarmOf(a Alarm) (AlarmRule, bool) {
	for _, r := range Alarms() {
		if r.Alarm == a {
			return r, true
		}
	}
	return AlarmRule{}, false
}
