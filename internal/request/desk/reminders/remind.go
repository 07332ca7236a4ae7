package reminders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/remind"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/subrequests"
)

// RemindArgs is the job that warns of what is due; digestArgs the one that
// writes the daily mail. Both look every hour whether the day's work is done,
// and may be broken off and done again: what was told is written down together
// with its mails.
type RemindArgs struct{}

// Kind names the job.
func (RemindArgs) Kind() string { return "request_remind" }

type DigestArgs struct{}

// Kind names the job.
func (DigestArgs) Kind() string { return "request_digest" }

func (d *Reminders) Jobs() []job.Kind {
	return []job.Kind{
		job.Every("提醒快到期的申请", time.Hour, func(ctx context.Context, _ RemindArgs) error { return d.Remind(ctx) }),
		job.Every("发送每日邮件", time.Hour, func(ctx context.Context, _ DigestArgs) error { return d.Digest(ctx) }),
	}
}

// furthest is how many working days ahead a tier may lie.
const furthest = 20

// writes reports whether people are written to now: on working days, from the
// morning on.
func (d *Reminders) writes(ctx context.Context) (*calendar.Calendar, bool, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, false, err
	}
	return cal, remind.Open(cal, d.Now()), nil
}

// bodyReminders is what is known of a body while its reminders are gone through.
type bodyReminders struct {
	set    remind.Days[request.Reminder]
	people []identity.Actor
	site   string
}

func (d *Reminders) reminders(ctx context.Context, had map[string]bodyReminders, body string) (bodyReminders, error) {
	if o, ok := had[body]; ok {
		return o, nil
	}
	var o bodyReminders
	var err error
	if o.set, err = subrequests.TierTable.Of(ctx, d.DB, body); err != nil {
		return o, err
	}
	if o.people, err = d.Staff.People(ctx, body); err != nil {
		return o, fmt.Errorf("people of %s: %w", body, err)
	}
	if o.site, err = d.Outbox.Site(ctx, body); err != nil {
		return o, fmt.Errorf("address of %s: %w", body, err)
	}
	had[body] = o
	return o, nil
}

// Remind warns of every application and sub-request that has reached a tier: each
// tier once for a due date, those above the leader's again every working day,
// never twice on a day. One that cannot be told of does not keep the others.
func (d *Reminders) Remind(ctx context.Context) error {
	cal, now, err := d.writes(ctx)
	if err != nil || !now {
		return err
	}
	today, had := d.Cases.Today(), map[string]bodyReminders{}
	var errs []error
	for batch, err := range pressing(ctx, d.DB, cal.Add(today, furthest).String()) {
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		for _, c := range batch {
			errs = append(errs, d.remindCase(ctx, cal, had, c))
		}
	}
	subRequests, err := overdueSubRequests(ctx, d.DB, cal.Add(today, furthest).String())
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	for _, e := range subRequests {
		errs = append(errs, d.remindSubRequest(ctx, cal, had, e))
	}
	return errors.Join(errs...)
}

func (d *Reminders) remindCase(ctx context.Context, cal *calendar.Calendar, had map[string]bodyReminders, c cases.Case) error {
	o, err := d.reminders(ctx, had, c.Body)
	if err != nil {
		return err
	}
	days, today := DaysFor(o.set, c.Unit), d.Cases.Today()
	var tier request.Reminder
	text := ""
	if c.State == request.Unconfirmed {
		submitted, err := calendar.Parse(c.SubmittedOn)
		if err != nil {
			return fmt.Errorf("day of %s: %w", c.ID, err)
		}
		tier, text = days.Unconfirmed(cal, submitted, today), c.No()+" 还没有确认收到，提交于 "+c.SubmittedOn+"。双方确认之日起计算答复期限。"
	} else {
		_, clock, _, err := d.Cases.Replay(ctx, c)
		if err != nil {
			return err
		}
		if clock.Status != request.Running && clock.Status != request.Overdue {
			return nil
		}
		tier = days.Due(cal, clock.Due, today, slices.Contains([]request.State{request.Drafted, request.Screening, request.Signing, request.Serving}, c.State))
		c.DueOn = clock.Due.String()
		text = c.No() + " 应在 " + c.DueOn + " 前答复，还有 " + strconv.Itoa(clock.Left) + " 个工作日。"
		if clock.LateDays > 0 {
			text = c.No() + " 应在 " + c.DueOn + " 前答复，已逾期 " + strconv.Itoa(clock.LateDays) + " 个工作日。"
		}
	}
	if tier == "" {
		return nil
	}
	r := remind.Reminder{Subject: c.ID, Body: c.Body, DueOn: c.DueOn}
	return d.remind(ctx, r, tier, o.owe(c, tier), "政务公开工作台："+c.No(), text+"\n\n"+o.site+"/console/requests/"+c.ID+"\n")
}

// owe are the people whom a tier of an application concerns.
func (o bodyReminders) owe(c cases.Case, tier request.Reminder) []string {
	dealing := []string{c.Handler}
	if !slices.ContainsFunc(o.people, func(p identity.Actor) bool { return p.ID == c.Handler }) {
		dealing = cases.WithRole(o.people, nil, identity.Clerk)
	}
	switch tier {
	case request.ReminderDraft:
		return append(dealing, cases.WithRole(o.people, func(p identity.Actor) bool { return cases.InUnit(p, c.Unit) }, identity.UnitHandler)...)
	case request.ReminderEscalate:
		return append(dealing, cases.WithRole(o.people, nil, identity.Leader)...)
	}
	return dealing
}

func (d *Reminders) remindSubRequest(ctx context.Context, cal *calendar.Calendar, had map[string]bodyReminders, e subrequests.SubRequest) error {
	o, err := d.reminders(ctx, had, e.Body)
	if err != nil {
		return err
	}
	due, err := calendar.Parse(e.DueOn)
	if err != nil {
		return fmt.Errorf("day of sub-request %s: %w", e.ID, err)
	}
	today := d.Cases.Today()
	tier := DaysFor(o.set, e.Unit).Overdue(cal, due, today)
	if tier == "" {
		return nil
	}
	to := cases.WithRole(o.people, func(p identity.Actor) bool { return cases.InUnit(p, e.Unit) }, identity.UnitHandler)
	text := "有一件协办事项应在 " + e.DueOn + " 前答复。"
	if tier == request.ReminderOverdue {
		to = append(append(to, e.AskedBy), cases.WithRole(o.people, nil, identity.Leader)...)
		text = "有一件协办事项应在 " + e.DueOn + " 前答复，已逾期。"
	}
	r := remind.Reminder{Subject: e.Request, Part: e.ID, Body: e.Body, DueOn: e.DueOn}
	return d.remind(ctx, r, tier, to, "政务公开工作台：协办事项", text+"\n\n"+o.site+"/console/errands/"+e.ID+"\n")
}

// remind tells people of one tier and writes it down, all of it or nothing.
func (d *Reminders) remind(ctx context.Context, r remind.Reminder, tier request.Reminder, to []string, subject, text string) error {
	rule, _ := request.ReminderOf(tier)
	r.Tier, r.Day = string(tier), d.Cases.Today().String()
	x := remind.Reminders{DB: d.DB, Recorder: d.Recorder, People: d.Cases.Colleagues(), Log: subrequests.ReminderTable, Act: "request.remind"}
	return x.Once(ctx, r, rule.Daily, cases.Distinct(to), subject, text)
}
