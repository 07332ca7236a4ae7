package reminders

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/remind"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/web"
)

// DaysFor are the tiers that hold for a unit of a body: its own, else the
// body's, else the program's.
func DaysFor(set remind.Days[request.Reminder], unit string) request.ReminderDays {
	return set.For(unit)
}

// SetReminders sets the tiers of a unit, or with unit "" of the whole body.
func (d *Reminders) SetReminders(ctx context.Context, who identity.Actor, unit string, days request.ReminderDays) error {
	if !who.Has(identity.Leader) {
		return &fault.Error{Kind: fault.Forbidden, Message: "提醒的天数由负责人设定"}
	}
	if err := d.Handling.Assignable(ctx, who.Body, unit, ""); err != nil {
		return err
	}
	if err := days.Check(); err != nil {
		return err
	}
	set, err := subrequests.TierTable.Of(ctx, d.DB, who.Body)
	if err != nil {
		return err
	}
	before := DaysFor(set, unit)
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.alarms", Body: who.Body, Subject: unit}, func(tx *act.Tx) error {
		for _, rule := range request.Reminders() {
			n := days.Of(rule.Reminder)
			if n == before.Of(rule.Reminder) {
				continue
			}
			tx.Detail(string(rule.Reminder), n)
			if err := subrequests.TierTable.Set(ctx, tx, who.Body, unit, rule.Reminder, n, who.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

type tierRow struct {
	Unit, Name string
	Own        bool // differs from the body's
	Days       []int
}

type RemindersPage struct {
	web.Shell
	Rules  []request.ReminderRule
	Rows   []tierRow
	Unit   string
	Name   string
	Fields []web.Field
	Sets   bool
}

func (d *Reminders) tiersPage(r *http.Request, who identity.Actor, errs fault.List) (*RemindersPage, error) {
	ctx := r.Context()
	set, err := subrequests.TierTable.Of(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	units, err := d.Staff.Units(ctx, who.Body)
	if err != nil {
		return nil, fmt.Errorf("units of %s: %w", who.Body, err)
	}
	p := &RemindersPage{Shell: web.Shell{Title: "内部提醒", Current: "/console/requests", Errors: errs}, Rules: request.Reminders(), Unit: r.FormValue("unit"), Name: "全单位", Sets: who.Has(identity.Leader)}
	for _, u := range append([]cases.Unit{{Name: "全单位"}}, units...) {
		days := DaysFor(set, u.ID)
		row := tierRow{Unit: u.ID, Name: u.Name, Own: u.ID != "" && len(set[u.ID]) > 0}
		for _, rule := range p.Rules {
			row.Days = append(row.Days, days.Of(rule.Reminder))
		}
		p.Rows = append(p.Rows, row)
		if u.ID != p.Unit {
			continue
		}
		p.Name = u.Name
		for _, rule := range p.Rules {
			f := web.NewField(errs, string(rule.Reminder), rule.Label, strconv.Itoa(days.Of(rule.Reminder)))
			if r.PostForm.Has(f.Name) {
				f.Value = r.PostFormValue(f.Name)
			}
			f.Hint, f.Mode, f.Locked = rule.Hint, "numeric", !p.Sets
			p.Fields = append(p.Fields, f)
		}
	}
	return p, nil
}

func (d *Reminders) showTiers(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.tiersPage(r, who, nil)
	if err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/alarms", p)
}

func (d *Reminders) doTiers(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	days, wrong := request.ReminderDays{}, fault.List{}
	for _, rule := range request.Reminders() {
		n, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue(string(rule.Reminder))))
		if err != nil {
			wrong.Add(string(rule.Reminder), "“"+rule.Label+"”填一个整数")
		}
		days[rule.Reminder] = n
	}
	err := wrong.Err()
	if err == nil {
		err = d.SetReminders(r.Context(), who, r.PostFormValue("unit"), days)
	}
	if err == nil {
		web.Notice(r, "提醒的天数已保存，从今天起生效")
		return web.SeeOther(w, r, "/console/request-alarms")
	}
	var s web.Shell
	if !s.ShowFaults(err) {
		return err
	}
	p, failed := d.tiersPage(r, who, s.Errors)
	if failed != nil {
		return failed
	}
	return d.Views.Render(w, r, p.FailStatus(), "console/alarms", p)
}

// Routes are the pages of reminders and of the calendar feed.
func (d *Reminders) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /console/request-notices", Roles: cases.Readers(), Do: d.showNotices},
		{Pattern: "POST /console/request-notices", Roles: cases.Readers(), Do: d.doNotices},
		{Pattern: "GET /console/requests/calendar.ics", Roles: cases.Readers(), Do: d.sendAgenda},
		{Pattern: "GET /calendar.ics", Roles: []identity.Role{identity.Public}, Do: d.showFeed},
		{Pattern: "GET /console/request-alarms", Roles: []identity.Role{identity.Clerk, identity.Leader, identity.UnitHandler}, Do: d.showTiers},
		{Pattern: "POST /console/request-alarms", Roles: []identity.Role{identity.Leader}, Whole: true, Do: d.doTiers},
	}
}
