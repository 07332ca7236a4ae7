package subrequests

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/notify"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

func ended() error {
	return &fault.Error{Kind: fault.Conflict, Message: "这件协办事项刚被别人答复或者撤回，刚才填的没有保存。看过现在的情况再办"}
}

func missing() error {
	return &fault.Error{Kind: fault.NotFound, Message: "没有这件协办事项。回到协办事项列表再打开"}
}

// Ask puts a question about an application to an own unit, to be answered by a
// day that is not later than the answer itself is due.
func (d *SubRequests) Ask(ctx context.Context, who identity.Actor, c cases.Case, unit, question, due string) (SubRequest, error) {
	if !who.Has(identity.Clerk, identity.Leader) {
		return SubRequest{}, &fault.Error{Kind: fault.Forbidden, Message: "交科室协办由依申请经办或者负责人办理"}
	}
	e := SubRequest{ID: sqldb.NewID(), Request: c.ID, Body: c.Body, Unit: unit, Question: strings.TrimSpace(question), DueOn: strings.TrimSpace(due), AskedBy: who.ID}
	units, err := d.Staff.Units(ctx, c.Body)
	if err != nil {
		return e, fmt.Errorf("units of %s: %w", c.Body, err)
	}
	if err := e.check(c, units, d.Cases.Today()); err != nil {
		return e, err
	}
	people, err := d.Staff.People(ctx, c.Body)
	if err != nil {
		return e, fmt.Errorf("people of %s: %w", c.Body, err)
	}
	to := cases.WithRole(people, func(p identity.Actor) bool { return cases.InUnit(p, unit) }, identity.UnitHandler)
	mail, err := d.mail(ctx, e, to, "有新的协办事项", "请在 "+e.DueOn+" 前答复。")
	if err != nil {
		return e, err
	}
	return e, d.Recorder.Do(ctx, who, act.Entry{Name: "request.errand_ask", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		e.AskedAt = sqldb.Time{Time: tx.Now()}
		tx.Detail("errand", e.ID)
		tx.Detail("unit", unit)
		tx.Detail("due", e.DueOn)
		if err := insert(ctx, tx, e); err != nil {
			return err
		}
		_, err := d.Cases.Colleagues().Send(ctx, tx, mail)
		return err
	})
}

func (e SubRequest) check(c cases.Case, units []cases.Unit, today calendar.Day) error {
	var faults fault.List
	if c.ClosedOn != "" {
		return &fault.Error{Kind: fault.Conflict, Message: "这件申请已经办结，不再交科室协办"}
	}
	if !slices.ContainsFunc(units, func(u cases.Unit) bool { return u.ID == e.Unit }) {
		faults.Add("ask_unit", "选择协办的科室")
	}
	if n := utf8.RuneCountInString(e.Question); n == 0 || n > cases.LongestNote {
		faults.Add("ask_question", fmt.Sprintf("写明要科室查什么、给什么，1 至 %d 个字", cases.LongestNote))
	}
	switch day, err := calendar.Parse(e.DueOn); {
	case err != nil:
		faults.Add("ask_due", "填写科室答复的期限")
	case day < today:
		faults.Add("ask_due", "期限不早于今天")
	case c.DueOn != "" && e.DueOn > c.DueOn && c.DueOn >= today.String():
		faults.Add("ask_due", "科室的期限不晚于答复期限届满日 "+c.DueOn)
	}
	return faults.Err()
}

// MayAnswer says whether a sub-request is somebody's to answer.
func (e SubRequest) MayAnswer(who identity.Actor) bool {
	return e.State == "open" && who.Body == e.Body && who.Has(identity.UnitHandler) && cases.InUnit(who, e.Unit)
}

// mayRead says whether somebody may see a sub-request: those who deal with the
// application, and the unit that is asked.
func (e SubRequest) mayRead(who identity.Actor) bool {
	return who.Body == e.Body && (who.Has(identity.Clerk, identity.Leader) && (who.Covers(e.Unit) || e.AskedBy == who.ID) || who.Has(identity.UnitHandler) && cases.InUnit(who, e.Unit))
}

// SubRequest is one that somebody may see; any other is not there.
func (d *SubRequests) SubRequest(ctx context.Context, who identity.Actor, id string) (SubRequest, error) {
	e, err := subRequestOf(ctx, d.DB, id)
	if err == nil && !e.mayRead(who) {
		err = missing()
	}
	return e, err
}

// Answer keeps a unit's answer and tells whoever asked.
func (d *SubRequests) Answer(ctx context.Context, who identity.Actor, e SubRequest, seen int64, answer string) error {
	answer = strings.TrimSpace(answer)
	if !e.MayAnswer(who) {
		if e.State != "open" {
			return ended()
		}
		return &fault.Error{Kind: fault.Forbidden, Message: "这件事项由协办的科室答复"}
	}
	if n := utf8.RuneCountInString(answer); n == 0 || n > cases.LongestNote {
		return fault.Field("answer", fmt.Sprintf("写 1 至 %d 个字", cases.LongestNote))
	}
	mail, err := d.mail(ctx, e, []string{e.AskedBy}, "协办事项已答复", "科室的答复在案件页上。")
	if err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.errand_answer", Body: e.Body, Subject: e.Request}, func(tx *act.Tx) error {
		e.State, e.Answer, e.EndedBy, e.EndedAt = "answered", answer, who.ID, sqldb.Time{Time: tx.Now()}
		tx.Detail("errand", e.ID)
		if err := end(ctx, tx, e, seen); err != nil {
			return err
		}
		_, err := d.Cases.Colleagues().Send(ctx, tx, mail)
		return err
	})
}

// TakeBack withdraws a sub-request that was not answered, with a reason.
func (d *SubRequests) TakeBack(ctx context.Context, who identity.Actor, e SubRequest, seen int64, reason string) error {
	reason = strings.TrimSpace(reason)
	switch {
	case e.State != "open":
		return ended()
	case who.Body != e.Body || !who.Has(identity.Clerk, identity.Leader):
		return &fault.Error{Kind: fault.Forbidden, Message: "撤回由依申请经办或者负责人办理"}
	case reason == "" || utf8.RuneCountInString(reason) > cases.LongestNote:
		return fault.Field("reason", "写明撤回的原因，科室要知道")
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.errand_withdraw", Body: e.Body, Subject: e.Request, Reason: reason}, func(tx *act.Tx) error {
		e.State, e.Answer, e.EndedBy, e.EndedAt = "withdrawn", reason, who.ID, sqldb.Time{Time: tx.Now()}
		tx.Detail("errand", e.ID)
		return end(ctx, tx, e, seen)
	})
}

// mail prepares a mail about a sub-request: its address and its day, nothing
// of what is asked.
func (d *SubRequests) mail(ctx context.Context, e SubRequest, to []string, subject, text string) (notify.Mailing, error) {
	site, err := d.Outbox.Site(ctx, e.Body)
	if err != nil {
		return notify.Mailing{}, fmt.Errorf("address of %s: %w", e.Body, err)
	}
	return d.Cases.Colleagues().Prepare(ctx, e.Body, to, "政务公开工作台："+subject, text+"\n\n"+site+"/console/errands/"+e.ID+"\n")
}

func SubRequestState(state string) string {
	return map[string]string{"open": "等待答复", "answered": "已答复", "withdrawn": "已撤回"}[state]
}

// standing is what the list says of the day a sub-request is due.
func standing(cal *calendar.Calendar, e SubRequest, today calendar.Day) (days, unit, tone string) {
	due, err := calendar.Parse(e.DueOn)
	switch {
	case e.State == "answered":
		return "复", "已答复", ""
	case e.State != "open" || err != nil:
		return "撤", "已撤回", ""
	case today > due:
		return fmt.Sprint(cal.Count(due, today)), "日逾期", "r"
	}
	n := cal.Count(today, due)
	if n <= (request.ReminderDays{}).Of(request.ReminderChase) {
		tone = "a"
	}
	return fmt.Sprint(n), "工作日", tone
}
