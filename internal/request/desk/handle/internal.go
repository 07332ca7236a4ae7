package handle

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/web"
)

// caseInternal is what the page of a case shows of the office's everyday work.
type caseInternal struct {
	Ruler       []Tick
	Columns     int      // of the ruler
	Skipped     int      // working days that do not count
	Late        bool     // days beyond the due day are drawn
	Because     []string // why the term is as long as it is
	Awaited     string   // for whom it waits, where no term runs
	Tasks       []web.Step
	Done        int    // of the tasks
	Unit        string // name of the unit that deals with it
	Handler     string
	Notes       []noteRow
	SubRequests []subrequests.SubRequestRow
	Told        []toldRow
	Editable    bool        // may write notes
	Assigns     []web.Field // nil for who may not
	Asks        []web.Field // of a question to a unit; nil for who may not
	Note        web.Field
	Opened      string // the form that is open: what was typed into it was refused
}

type noteRow struct{ Text, Who, At string }

type toldRow struct{ Day, Label, Due string }

func (d *Handling) internalWork(r *http.Request, who identity.Actor, c cases.Case, cal *calendar.Calendar, clock request.Clock, had []cases.LoggedEvent) (caseInternal, error) {
	ctx := r.Context()
	o := caseInternal{Because: clock.Because(), Awaited: awaited(c, clock, had)}
	o.Ruler = markRuler(Ruler(cal, clock, d.Cases.Today()), clock)
	o.Columns = columns(o.Ruler)
	for _, t := range o.Ruler {
		o.Late = o.Late || strings.HasPrefix(t.Class, "ov")
		if strings.HasPrefix(t.Class, "pz") {
			o.Skipped++
		}
	}
	file, err := d.Answers.Dossier(ctx, d.DB, cal, c, clock, had)
	if err != nil {
		return o, err
	}
	list := file.Checklist()
	o.Done = request.Finished(list)
	for _, t := range list {
		tone := map[request.StageState]string{request.StageNow: "b", request.StageWaiting: "t"}[t.State]
		o.Tasks = append(o.Tasks, web.Step{Label: t.Label, State: t.State.Label(), Tone: tone})
	}
	if err := d.fillPapers(r, &o, c); err != nil {
		return o, err
	}
	return o, d.fillForms(ctx, &o, who, cal, c)
}

// fillPapers adds sub-requests, notes and reminders.
func (d *Handling) fillPapers(r *http.Request, o *caseInternal, c cases.Case) error {
	ctx := r.Context()
	told, err := subrequests.ReminderTable.Of(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	for _, x := range told {
		rule, _ := request.ReminderOf(request.Reminder(x.Tier))
		o.Told = append(o.Told, toldRow{x.Day, rule.Label, x.DueOn})
	}
	subRequests, err := subrequests.SubRequestsOf(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	if o.SubRequests, err = d.SubRequests.SubRequestRows(r, c.Body, subRequests, told); err != nil {
		return err
	}
	all, err := remarks(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	ids := []string{c.Handler}
	for _, n := range all {
		ids = append(ids, n.Person)
	}
	names, err := d.People(ctx, cases.Distinct(ids))
	if err != nil {
		return err
	}
	o.Handler = names[c.Handler]
	for _, n := range all {
		if n.Text.Empty() { // forgotten with the applicant
			o.Notes = append(o.Notes, noteRow{"（已随申请人资料清除）", cmp.Or(names[n.Person], n.Person), cases.Stamp(n.At)})
			continue
		}
		o.Notes = append(o.Notes, noteRow{d.Vault.Text(n.Text, n.place()), cmp.Or(names[n.Person], n.Person), cases.Stamp(n.At)})
	}
	return nil
}

// fillForms adds what somebody may do: assign, ask a unit, write a note.
func (d *Handling) fillForms(ctx context.Context, o *caseInternal, who identity.Actor, cal *calendar.Calendar, c cases.Case) error {
	units, err := d.Staff.Units(ctx, c.Body)
	if err != nil {
		return fmt.Errorf("units of %s: %w", c.Body, err)
	}
	if c.Unit != "" {
		o.Unit = cases.UnitName(units, c.Unit)
	}
	if who.Body != c.Body {
		return nil
	}
	o.Editable = true
	o.Note = web.Field{Name: "note", Label: "写备注", Kind: "textarea", Hint: "只在单位内部看，保存后不能修改"}
	if !who.Has(identity.Clerk, identity.Leader) || c.ClosedOn != "" {
		return nil
	}
	if o.Assigns, err = d.assignFields(ctx, c); err != nil {
		return err
	}
	due := cal.Add(d.Cases.Today(), askDays).String()
	if c.DueOn != "" && due > c.DueOn && c.DueOn >= d.Cases.Today().String() {
		due = c.DueOn
	}
	o.Asks = []web.Field{{Name: "ask_unit", Label: "协办科室", Kind: "select", Options: append([]web.Option{{Label: "还没有选"}}, unitOptions(units)...)},
		{Name: "ask_question", Label: "要科室查什么、给什么", Kind: "textarea", Hint: "科室能看到这里和申请的内容，看不到申请人。不写申请人的姓名和联系方式"},
		{Name: "ask_due", Label: "科室答复的期限", Kind: "date", Value: due}}
	return nil
}

// askDays is how many working days a unit is given unless another day is set.
const askDays = 3

// typed puts back what was typed into a form that was refused.
func (o *caseInternal) typed(r *http.Request, form string, errs fault.List) {
	o.Opened = form
	fields := map[string][]web.Field{"assign": o.Assigns, "ask": o.Asks}[form]
	for i := range fields {
		fields[i].Value, fields[i].Fault = r.PostFormValue(fields[i].Name), web.NewField(errs, fields[i].Name, "", "").Fault
	}
	if form == "note" {
		o.Note.Value, o.Note.Fault = r.PostFormValue("note"), web.NewField(errs, "note", "", "").Fault
	}
}
