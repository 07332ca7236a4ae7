package handle

import (
	"cmp"
	"context"
	"errors"
	"html/template"
	"maps"
	"net/http"
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// step is one step of the workflow as the desk takes it: its row holds the form,
// its reading and when it leads anywhere. The book's row of the same act says
// who may take it in which state, and how it is called.
type step = form.Step[request.Action, offered, *stepForm]

// offered is what is known of a case when its steps are offered.
type offered struct {
	Today     calendar.Day
	Case      cases.Case
	Clock     request.Clock
	Unheard   []web.Option // what was asked and has no answer yet
	Unproved  []web.Option // of these, what is not proved to have arrived
	Excessive bool         // the number was found to be clearly beyond reason
	Charged   bool         // a fee was asked for
}

// stepForm is a step on its way from the form into the book.
type stepForm struct {
	cases.Command
	Case   cases.Case
	Review bool // a step in the letter's own life: Step takes it, not Record

	Sent, Received calendar.Day // of an answer: when it was sent and received; 0 where nothing is said
}

// steps lists the steps that have a form on the desk.
func (d *Handling) steps() form.Steps[request.Action, offered, *stepForm] {
	return slices.Concat(reviewSteps(), d.clockSteps(), d.feeSteps(), d.hearingSteps())
}

// reviewSteps are the steps of a letter from its draft to its service.
func reviewSteps() []step {
	read := func(_ context.Context, f *form.Reader, t *stepForm) error {
		t.Review, t.Note, t.How, t.Proof = true, f.Note("note"), f.Note("how"), f.Note("proof")
		t.Sent, t.Received = f.DayOrNone("sent"), f.DayOrNone("received")
		return nil
	}
	return []step{
		{Action: request.ActionPass, Read: read, Fields: func(offered) []web.Field {
			return []web.Field{form.Text("note", "意见（可不填）", "随稿留给下一步的人看")}
		}},
		{Action: request.ActionSign, Read: read},
		{Action: request.ActionReturn, Read: read, Fields: func(offered) []web.Field { return []web.Field{form.Text("note", "退回的原因", "")} }},
		{Action: request.ActionServe, Read: read, Fields: func(x offered) []web.Field {
			return []web.Field{form.Date("sent", "发出之日", "不早于签发之日，不晚于今天；是否逾期按这一天算", x.Today.String()),
				form.Date("received", "申请人收到之日（可不填）", "还不知道的以后登记；复议、诉讼的期限从收到之日算", ""), serviceChoice(x.Case.Way()),
				form.Text("proof", "送达凭据", "邮件号、回证号或者网上送达记录")}
		}},
	}
}

// serviceChoice asks in which way an answer goes out; it begins with the one the
// applicant asked for.
func serviceChoice(asked request.WayRule) web.Field {
	var pairs []string
	value := ""
	for _, s := range request.Services() {
		pairs = append(pairs, s.Stored, s.Label)
		if s.Service == cmp.Or(asked.Service, request.ServedOnPage) {
			value = s.Stored
		}
	}
	f := form.Choice("how", "送达方式", pairs...)
	f.Value = value
	if asked.Label != "" {
		f.Hint = "申请人要求：" + asked.Label
	}
	return f
}

// note is a remark that may stay empty.
func note() web.Field { return form.Text("note", "说明（可不填）", "") }

// on is the day a step was taken, today unless somebody says otherwise.
func on(x offered, label string) web.Field { return form.Date("at", label, "", x.Today.String()) }

// outside adds to the fields of a step that a letter tells of what is wanted when
// that letter was sent outside the system on an earlier day.
func outside(fields ...web.Field) []web.Field {
	return append(fields, form.Text("outside_number", "补录：系统外已发文书的文号", "日期早于今天的才填；期限届满以后补记的，不停止也不延长期限"), form.Text("outside_proof", "补录：送达凭据", "邮件号、回执编号"))
}

// openStep is one step a person may take on a case, with its fields.
type openStep struct {
	Act    request.Action
	Label  string
	Cite   string
	Open   bool
	Scan   bool // takes the scan of what is put down later
	Fields []web.Field
}

// openSteps lists the steps that roles may take on a case now.
func (d *Handling) openSteps(x offered, roles []identity.Role) (list []openStep) {
	flow, table := request.Workflow(), d.steps()
	for _, a := range flow.Offer(x.Case.State, roles...) {
		s, ok := table.Of(a)
		if !ok || !s.Open(x) {
			continue
		}
		f := openStep{Act: a, Label: flow.ActLabel(a), Fields: s.Form(x)}
		f.Scan = a == request.ActionWithdraw || slices.ContainsFunc(f.Fields, func(x web.Field) bool { return x.Name == string(a)+"_outside_number" })
		f.Label = taken(x.Case.State, a)
		f.Open = slices.Contains([]request.Action{request.ActionPass, request.ActionSign}, a)
		for _, s := range flow.Steps {
			if s.From == x.Case.State && s.Action == a && !s.Cite.Zero() {
				f.Cite = s.Cite.String()
			}
		}
		list = append(list, f)
	}
	return list
}

// taken is what a step is called that is taken in a state.
func taken(from request.State, by request.Action) string {
	if by == request.ActionPass && from == request.Screening {
		return "保密审查通过"
	}
	return request.Workflow().ActLabel(by)
}

// LookedPage is a letter before it is issued, with the form that issues it.
type LookedPage struct {
	web.Shell
	ID, No, Name, Act string
	Posted            []web.Option // names and values of the form
	Paper             template.HTML
	To                string
}

// looksFirst is the context of a form: one that says so has its letter looked at
// before it is issued.
func looksFirst(r *http.Request) context.Context {
	if r.PostFormValue("look") != "" {
		return answers.Look(r.Context())
	}
	return r.Context()
}

// showLooked shows the letter that a form would issue, with one button to issue it.
func (d *Handling) showLooked(w http.ResponseWriter, r *http.Request, c cases.Case, looked *answers.Looked, label string) error {
	p := &LookedPage{Shell: web.Shell{Title: "看过再发出", Current: "/console/requests"}, ID: c.ID, No: c.No(), Name: looked.Kind.Name, Act: label, To: looked.To}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if name == "look" || name == "form_token" {
			continue
		}
		for _, v := range r.PostForm[name] {
			p.Posted = append(p.Posted, web.Option{Value: v, Label: name})
		}
	}
	var err error
	if p.Paper, err = d.Answers.Paper(c, looked); err != nil {
		return err
	}
	return d.Views.Render(w, r, http.StatusOK, "console/looked", p)
}

// doAct takes one step on a case; what is refused comes back with its reason
// and everything that was typed.
func (d *Handling) doAct(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx := r.Context()
	c, err := d.Cases.Editable(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	posted, err := d.Attachments.Read(r, who, c.Body)
	if err != nil {
		return err
	}
	by := request.Action(r.PostFormValue("act"))
	if err := d.keepScan(ctx, r, who, c, by, posted); err != nil {
		return err
	}
	err = d.read(looksFirst(r), who, c, form.Rev(r), by, form.Read(r, string(by), d.Cases.Today()))
	if looked := (*answers.Looked)(nil); errors.As(err, &looked) {
		return d.showLooked(w, r, c, looked, request.Workflow().ActLabel(by))
	}
	if err == nil {
		web.Notice(r, taken(c.State, by)+"，已登记")
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	return d.againWith(w, r, who, err, func(p *CasePage) {
		for i := range p.OpenSteps {
			if x := &p.OpenSteps[i]; x.Act == by {
				x.Open = true
				form.Retype(x.Fields, r, p.Errors)
			}
		}
	})
}

// Perform does a step as its form tells: fields by their names without the step's
// own prefix. What is missing or cannot be is told on "step_field". An act that
// has no form on the desk is NotFound.
func (d *Handling) Perform(ctx context.Context, who identity.Actor, c cases.Case, seen int64, by request.Action, fields map[string]string) error {
	return d.RunStep(ctx, who, c, seen, by, func(name string) string { return fields[name] })
}

func (d *Handling) RunStep(ctx context.Context, who identity.Actor, c cases.Case, seen int64, by request.Action, v func(string) string) error {
	return d.read(ctx, who, c, seen, by, form.From(v, string(by), d.Cases.Today()))
}

// read reads a step's form and takes the step.
func (d *Handling) read(ctx context.Context, who identity.Actor, c cases.Case, seen int64, by request.Action, f *form.Reader) error {
	s, ok := d.steps().Of(by)
	if !ok {
		return cases.Missing()
	}
	t := &stepForm{Case: c, Command: cases.Command{By: by}}
	if err := d.sentOutside(ctx, f, t); err != nil {
		return err
	}
	if err := s.Take(ctx, f, t); err != nil {
		return d.Cases.UnlessStale(ctx, c, seen, err)
	}
	if t.Review {
		return d.Answers.StepOn(ctx, who, c, seen, by, t.Note, answers.Dispatch{How: t.How, Proof: t.Proof, Sent: t.Sent, Received: t.Received})
	}
	return d.Cases.Record(ctx, who, c, seen, t.Command)
}
