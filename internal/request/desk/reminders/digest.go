package reminders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/remind"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/todo"
)

// WantDigest keeps whether somebody wants the daily mail.
func (d *Reminders) WantDigest(ctx context.Context, who identity.Actor, wanted bool) error {
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.digest", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		tx.Detail("wanted", wanted)
		return subrequests.DigestTable.Set(ctx, tx, who, wanted)
	})
}

// Digest writes the daily mail to those who want it: once a day, on working
// days, to nobody for whom nothing waits.
func (d *Reminders) Digest(ctx context.Context) error {
	_, now, err := d.writes(ctx)
	if err != nil || !now {
		return err
	}
	all, err := subrequests.DigestTable.All(ctx, d.DB)
	if err != nil {
		return err
	}
	var errs []error
	had := map[string]bodyReminders{}
	for _, w := range all {
		errs = append(errs, d.digestFor(ctx, had, w))
	}
	return errors.Join(errs...)
}

func (d *Reminders) digestFor(ctx context.Context, had map[string]bodyReminders, w remind.Reader) error {
	o, err := d.reminders(ctx, had, w.Body)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(o.people, func(p identity.Actor) bool { return p.ID == w.Person })
	if i < 0 {
		return nil // the account was closed since
	}
	todos, err := d.Todos(ctx, o.people[i])
	if err != nil || len(todos) == 0 {
		return err
	}
	today := d.Cases.Today()
	mail, err := d.Cases.Colleagues().Prepare(ctx, w.Body, []string{w.Person}, "政务公开工作台：今天的待办", digestText(todos, today, o.site))
	if err != nil {
		return err
	}
	entry := act.Entry{Name: "request.digest_send", Body: w.Body, Subject: w.Person, Key: "request.digest:" + w.Person + ":" + today.String()}
	return d.Recorder.Do(ctx, identity.Job(w.Body), entry, func(tx *act.Tx) error {
		n, err := d.Cases.Colleagues().Send(ctx, tx, mail)
		tx.Detail("lines", len(todos))
		tx.Detail("mails", n)
		return err
	})
}

// digestText is the mail: numbers, days and addresses. Mail lies open on its
// way, so nothing of an applicant or of what was asked for stands in it.
func digestText(todos []todo.Item, today calendar.Day, site string) string {
	todos = todo.Order(todos, today.String())
	late, now := 0, 0
	for _, t := range todos {
		switch {
		case t.Late(today.String()):
			late++
		case t.Urgent || t.Due == today.String():
			now++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s：依申请公开有 %d 项待办", today.Chinese(), len(todos))
	if late > 0 {
		fmt.Fprintf(&b, "，其中 %d 项已过期限", late)
	}
	if now > 0 {
		fmt.Fprintf(&b, "，%d 项今天要办", now)
	}
	b.WriteString("。\n\n")
	for i, t := range todos {
		if i == mostLines {
			fmt.Fprintf(&b, "……另有 %d 项。\n", len(todos)-i)
			break
		}
		fmt.Fprintf(&b, "%d. %s", i+1, t.Label)
		if t.Due != "" {
			b.WriteString("，" + t.Due)
		}
		if t.Count > 1 {
			fmt.Fprintf(&b, "，%d 件", t.Count)
		}
		b.WriteString("\n   " + site + t.Href + "\n")
	}
	fmt.Fprintf(&b, "\n全部待办：%s/console/\n不再收这封邮件：%s%s\n", site, site, noticesPath)
	return b.String()
}

// mostLines is how many todos a digest lists.
const mostLines = 30
