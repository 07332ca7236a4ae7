package request

import (
	"strconv"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
)

// Reminder is one internal warning before a day by which something must be done.
type Reminder string

// The tiers, from the mildest.
const (
	ReminderDue      Reminder = "remind"  // the answer is due soon
	ReminderDraft    Reminder = "draft"   // the draft should be there by now
	ReminderEscalate Reminder = "raise"   // to the leader
	ReminderChase    Reminder = "chase"   // a unit owes an answer soon
	ReminderOverdue  Reminder = "owed"    // a unit's answer is overdue: to the leader
	ReminderConfirm  Reminder = "confirm" // a receipt that nobody confirmed
)

// ReminderRule is one internal tier: so many working days before the day (for
// confirm: after the day it came in). They are no law but good practice, and
// each body and unit may set its own.
type ReminderRule struct {
	Reminder    Reminder
	Label       string
	Hint        string
	Days        int // unless set otherwise
	Least, Most int
	Daily       bool // told again each working day, not once
	SubRequest  bool // about a question to an own unit
}

// Reminders lists the rules, the mildest of each matter first.
func Reminders() []ReminderRule {
	return []ReminderRule{
		{ReminderConfirm, "催办确认收到", "提交后第几个工作日还没有确认就提醒经办", 1, 0, 10, false, false},
		{ReminderDue, "到期提醒", "期限届满前几个工作日提醒经办", 5, 0, 20, false, false},
		{ReminderDraft, "拟稿期限", "期限届满前几个工作日应当已经拟稿，没有的提醒经办和科室", 3, 0, 20, false, false},
		{ReminderEscalate, "升级到负责人", "期限届满前几个工作日还没有答复就报负责人，0 是届满当日；此后每个工作日一次", 0, 0, 10, true, false},
		{ReminderChase, "催办协办科室", "协办期限前几个工作日提醒科室", 1, 0, 10, false, true},
		{ReminderOverdue, "协办逾期升级", "协办期限后几个工作日还没有答复就报负责人，此后每个工作日一次", 1, 0, 10, true, true},
	}
}

// ReminderDays are the days of the tiers as a body or a unit has set them; what is
// not set is the rule's own.
type ReminderDays map[Reminder]int

// Of is a tier's days.
func (t ReminderDays) Of(a Reminder) int {
	if n, ok := t[a]; ok {
		return n
	}
	for _, r := range Reminders() {
		if r.Reminder == a {
			return r.Days
		}
	}
	return 0
}

// Check reports days that are out of reach, by the tier's name, and a draft that
// would be wanted after the leader was told.
func (t ReminderDays) Check() error {
	var faults fault.List
	for _, r := range Reminders() {
		if n := t.Of(r.Reminder); n < r.Least || n > r.Most {
			faults.Add(string(r.Reminder), "“"+r.Label+"”填 "+strconv.Itoa(r.Least)+" 至 "+strconv.Itoa(r.Most)+" 的整数")
		}
	}
	if len(faults) == 0 && t.Of(ReminderDraft) < t.Of(ReminderEscalate) {
		faults.Add(string(ReminderEscalate), "升级应当不早于拟稿期限")
	}
	return faults.Err()
}

// Due is the tier that an application with a running term has reached on a day:
// the gravest of those whose day has come, "" for none. drafted says that the
// draft is on its way.
func (t ReminderDays) Due(cal *calendar.Calendar, due, today calendar.Day, drafted bool) Reminder {
	reached := func(a Reminder) bool { return today >= cal.Add(due, -t.Of(a)) }
	switch {
	case due == 0:
		return ""
	case reached(ReminderEscalate):
		return ReminderEscalate
	case !drafted && reached(ReminderDraft):
		return ReminderDraft
	case reached(ReminderDue):
		return ReminderDue
	}
	return ""
}

// Overdue is the tier that a question to an own unit has reached on a day.
func (t ReminderDays) Overdue(cal *calendar.Calendar, due, today calendar.Day) Reminder {
	switch {
	case today > due && today >= cal.Add(due, t.Of(ReminderOverdue)):
		return ReminderOverdue
	case today >= cal.Add(due, -t.Of(ReminderChase)):
		return ReminderChase
	}
	return ""
}

// Unconfirmed is the tier of an application whose receipt nobody has confirmed.
func (t ReminderDays) Unconfirmed(cal *calendar.Calendar, submitted, today calendar.Day) Reminder {
	if today >= cal.Add(submitted, t.Of(ReminderConfirm)) {
		return ReminderConfirm
	}
	return ""
}

// ReminderOf finds a tier's rule.
func ReminderOf(a Reminder) (ReminderRule, bool) {
	for _, r := range Reminders() {
		if r.Reminder == a {
			return r, true
		}
	}
	return ReminderRule{}, false
}
