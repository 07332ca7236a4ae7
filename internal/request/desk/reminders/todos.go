package reminders

import (
	"context"
	"fmt"
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/remind"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/todo"
)

// turns says whose turn an application in a state is, and what there is to do.
var turns = []struct {
	state request.State
	by    identity.Role
	label string
}{
	{request.Drafted, identity.UnitHandler, "答复待科室审核"},
	{request.Screening, identity.Reviewer, "答复待保密审查"},
	{request.Signing, identity.Leader, "答复待签发"},
	{request.Serving, identity.Clerk, "答复已签发，待送达"},
}

// shadowDays are the working days before its shadow due day for which the head is
// alarmed of an application that nobody has confirmed.
const shadowDays = 5

// Todos is what the applications ask of a person: the steps that are theirs,
// what is not confirmed, what came to its last day, what units owe, and what is
// due within the tiers of the body.
func (d *Reminders) Todos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	if !who.Has(identity.Clerk, identity.UnitHandler, identity.Reviewer, identity.Leader) {
		return nil, nil
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	set, err := subrequests.TierTable.Of(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	list, cut, err := waiting(ctx, d.DB, who.Body, cal.Add(d.Cases.Today(), furthest).String())
	if err != nil {
		return nil, err
	}
	silent, err := stillAsked(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	if list, err = d.Cases.InScope(ctx, who, list); err != nil {
		return nil, err
	}
	if silent, err = d.Cases.InScope(ctx, who, silent); err != nil {
		return nil, err
	}
	list = joined(list, silent)
	over, err := d.ranOut(ctx, cal, list, silent)
	if err != nil {
		return nil, err
	}
	var todos []todo.Item
	unconfirmed, oldest := 0, ""
	for _, c := range list {
		if c.State == request.Unconfirmed && c.ClosedOn == "" {
			unconfirmed++
			if oldest == "" || c.SubmittedOn < oldest {
				oldest = c.SubmittedOn
			}
			continue
		}
		todos = append(todos, d.todoOf(cal, DaysFor(set, c.Unit), c, who, over[c.ID])...)
	}
	todos = append(todos, d.alarm(cal, list, who)...)
	if unconfirmed > 0 && who.Has(identity.Clerk) {
		day, err := calendar.Parse(oldest)
		if err != nil {
			return nil, fmt.Errorf("read the day of the oldest unconfirmed application of %s: %w", who.Body, err)
		}
		todos = append(todos, todo.Item{Label: "网上和传真收到的申请待双方确认", Href: "/console/requests?show=unconfirmed", Count: unconfirmed,
			Due: cal.Add(day, DaysFor(set, "").Of(request.ReminderConfirm)).String()})
	}
	if cut {
		todos = append(todos, rest())
	}
	overdue, err := d.overdueSubRequests(ctx, cal, set, who)
	return append(todos, overdue...), err
}

// joined is a list with those of another that it lacks.
func joined(list, more []cases.Case) []cases.Case {
	for _, c := range more {
		if !slices.ContainsFunc(list, func(x cases.Case) bool { return x.ID == c.ID }) {
			list = append(list, c)
		}
	}
	return list
}

// rest says that the to-dos name only those due first.
func rest() todo.Item {
	return todo.Item{Label: fmt.Sprintf("待办先列最早到期的 %d 件，其余在办理队列", mostWaiting), Href: "/console/requests"}
}

// alarm tells the head of applications that nobody has confirmed, and whose term
// would soon be over if it were counted from the submission (指导案例26号).
func (d *Reminders) alarm(cal *calendar.Calendar, list []cases.Case, who identity.Actor) []todo.Item {
	soon, n := cal.Add(d.Cases.Today(), shadowDays), 0
	for _, c := range list {
		at, err := calendar.Parse(c.SubmittedOn)
		if err == nil && c.State == request.Unconfirmed && c.ClosedOn == "" && soon >= request.ShadowDue(cal, request.Online, at) {
			n++
		}
	}
	if n == 0 || !who.Has(identity.Leader) {
		return nil
	}
	return []todo.Item{{Label: "申请还没有确认，自提交之日算的答复期限将到（指导案例26号）", Href: "/console/requests?show=unconfirmed", Count: n, Urgent: true}}
}

// todoOf is what one application asks of somebody: at most one line.
func (d *Reminders) todoOf(cal *calendar.Calendar, days request.ReminderDays, c cases.Case, who identity.Actor, over lapse) []todo.Item {
	line := func(label, due string) []todo.Item {
		return []todo.Item{{Label: c.No() + " " + label, Href: "/console/requests/" + c.ID, Due: due, Urgent: due != "" && due <= d.Cases.Today().String()}}
	}
	for _, t := range turns {
		if c.State == t.state && who.Has(t.by) && (t.by != identity.UnitHandler || c.Unit == "" || cases.InUnit(who, c.Unit) || who.Unit == "") {
			return line(t.label, c.DueOn)
		}
	}
	due, err := calendar.Parse(c.DueOn)
	runs := err == nil && c.ClosedOn == "" && (c.Clock == request.Running || c.Clock == request.Overdue)
	deals := who.Has(identity.Clerk) && (c.Handler == "" || c.Handler == who.ID) || c.Handler == who.ID
	switch {
	case runs && who.Has(identity.Leader) && days.Due(cal, due, d.Cases.Today(), true) == request.ReminderEscalate:
		return line("到期还没有答复", c.DueOn)
	case over.label != "" && who.Has(identity.Clerk, identity.Leader):
		return line(over.label, over.day)
	case deals && runs && c.State == request.Handling && due < d.Cases.Today():
		return line("已经逾期，还没有拟稿", c.DueOn)
	case deals && runs && c.State == request.Handling && days.Due(cal, due, d.Cases.Today(), false) != "":
		return line("快到期，还没有拟稿", c.DueOn)
	}
	return nil
}

// lapse is a day that went by without an answer from outside.
type lapse struct{ label, day string }

// ranOut finds, by the application's id, which day went by: of a correction, of
// a hearing, of a fee. The events of all of them come in one query.
func (d *Reminders) ranOut(ctx context.Context, cal *calendar.Calendar, list, silent []cases.Case) (map[string]lapse, error) {
	var ids []string
	for _, c := range list {
		if c.State == request.Correcting || c.State == request.AwaitingFee {
			ids = append(ids, c.ID)
		}
	}
	for _, c := range silent {
		ids = append(ids, c.ID)
	}
	ids = cases.Distinct(ids)
	events, err := cases.EventsOf(ctx, d.DB, ids)
	if err != nil {
		return nil, err
	}
	today, over := d.Cases.Today(), map[string]lapse{}
	for _, id := range ids {
		clock := request.Replay(cal, request.History{Events: events[id], AsOf: today})
		switch {
		case clock.CorrectBy != 0 && today > clock.CorrectBy:
			over[id] = lapse{"补正期限已过，认定有无正当理由", clock.CorrectBy.String()}
		case clock.End != 0 && clock.Outcome == request.FeeOverdue:
			over[id] = lapse{"逾期未缴费，送达不再处理告知书", clock.End.String()}
		}
		for _, h := range clock.Hearings(cal) {
			if h.Over && h.Answered == 0 && clock.End == 0 {
				over[id] = lapse{"征求意见期满没有答复，由本机关决定", h.Last.String()}
			}
		}
	}
	return over, nil
}

// overdueSubRequests is what units owe: to a unit its own, to who asked and to the leader what
// is overdue.
func (d *Reminders) overdueSubRequests(ctx context.Context, cal *calendar.Calendar, set remind.Days[request.Reminder], who identity.Actor) ([]todo.Item, error) {
	all, err := subrequests.SubRequestsIn(ctx, d.DB, who.Body, true)
	if err != nil {
		return nil, err
	}
	var todos []todo.Item
	today := d.Cases.Today()
	for _, e := range all {
		due, err := calendar.Parse(e.DueOn)
		if err != nil {
			return nil, fmt.Errorf("day of sub-request %s: %w", e.ID, err)
		}
		switch raised := DaysFor(set, e.Unit).Overdue(cal, due, today) == request.ReminderOverdue; {
		case e.MayAnswer(who):
			todos = append(todos, todo.Item{Label: "协办事项待答复", Href: subrequests.SubRequestsPath + "/" + e.ID, Due: e.DueOn, Urgent: today >= due})
		case e.AskedBy == who.ID && today > due, raised && who.Has(identity.Leader):
			todos = append(todos, todo.Item{Label: "协办事项逾期没有答复", Href: subrequests.SubRequestsPath + "/" + e.ID, Due: e.DueOn, Urgent: true})
		}
	}
	return todos, nil
}
