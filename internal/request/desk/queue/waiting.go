package queue

import (
	"cmp"
	"strconv"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// ConfirmWithin is in how many working days an application that came over the
// internet or by fax ought to be confirmed, where the body has not said. The
// statute sets none; the handbook suggests one.
const ConfirmWithin = 1

// Waited is how many working days an application has waited for both sides to
// confirm it, and whether that is too long.
func (d *Queue) Waited(cal *calendar.Calendar, c cases.Case) (days int, late bool) {
	submitted, err := calendar.Parse(c.SubmittedOn)
	if err != nil || c.State != request.Unconfirmed || c.ClosedOn != "" {
		return 0, false
	}
	rule, _ := request.RuleOf(c.Channel)
	days = cal.Count(submitted, d.Cases.Today())
	if rule.SameDay {
		return days, d.Cases.Today() > submitted
	}
	return days, days > cmp.Or(d.ConfirmWithin, ConfirmWithin)
}

// Overlong is the number a queue shows of an application that has waited too
// long to be confirmed, and what it counts.
func (d *Queue) Overlong(cal *calendar.Calendar, c cases.Case) (days, unit string, late bool) {
	n, late := d.Waited(cal, c)
	if n == 0 { // a letter that came on a Friday, on the Saturday after
		return "待", "未当日确认", late
	}
	return strconv.Itoa(n), "日待确认", late
}
