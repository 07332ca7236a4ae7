package desk

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/redress"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// step is one step of a contest as the desk takes it: its row holds the form,
// its reading and when it leads anywhere. The book's row of the same event says
// who may take it at which stage, and how it is called.
type step = form.Step[redress.EventType, offered, *taking]

// offered is what is known of a contest when its steps are offered.
type offered struct {
	Today calendar.Day
	Case  Contest
	Clock redress.Clock
	Had   []LoggedEvent
}

// run reports whether a limit was set, or whether one is open.
func (x offered) run(name string, open bool) bool {
	for _, r := range x.Clock.Runs {
		if r.Name == name && (!open || r.Open()) {
			return true
		}
	}
	return false
}

// taking is an event on its way from the form into the book.
type taking struct {
	Event redress.Event
	Note  string
}

func note() web.Field { return form.Text("note", "说明（可不填）", "") }

func ref() web.Field { return form.Text("ref", "文书编号（可不填）", "") }

func at(x offered, label string) web.Field { return form.Date("at", label, "", x.Today.String()) }

// steps are the forms of the events; what is not here is a day, a number and a
// note.
func steps() form.Steps[redress.EventType, offered, *taking] {
	began := func(x offered) []web.Field {
		return []web.Field{at(x, "日期"), form.Choice("procedure", "适用的程序", "", "不改变", string(redress.Ordinary), "普通程序", string(redress.Simplified), "简易程序"), ref(), note()}
	}
	sent := func(x offered) []web.Field { return []web.Field{at(x, "提交之日"), ref(), note()} }
	answers := func(x offered) []web.Field {
		list := []web.Field{at(x, "提交之日"), form.Text("staff", "参加的本机关工作人员", "一至两名，用顿号分开；复议不得只委托律师")}
		if x.Case.Kind == redress.Review {
			list = append(list, form.Area("lawful", "合法性", "书面答复就行政行为的合法性说明的事实和理由"), form.Area("proper", "适当性", "就适当性说明的事实和理由"),
				form.Area("claims", "对行政复议请求", "就申请人的每一项请求说明的事实和理由"), form.Text("by", "提出书面答复的部门或者机构（可不填）", "本级政府复议自己的案件，由原承办的部门或者机构提出（复议法实施条例 42）"))
		}
		return append(list, ref(), note())
	}
	ended := func(second bool) func(offered) []web.Field {
		return func(x offered) []web.Field { return append(endFields(x, second), ref(), note()) }
	}
	return form.Steps[redress.EventType, offered, *taking]{
		{Action: redress.Lodged, Read: plain, Fields: plainFields, Leads: func(x offered) bool {
			return !x.run(redress.AcceptReview, false) && !x.run(redress.CorrectReview, false)
		}},
		{Action: redress.CorrectionAsked, Read: plain, Leads: func(x offered) bool { return x.run(redress.AcceptReview, true) && !x.run(redress.CorrectReview, false) },
			Fields: func(x offered) []web.Field {
				return []web.Field{at(x, "日期"), form.Date("delivered", "申请人收到通知之日（可不填）", "", ""), note()}
			}},
		{Action: redress.WasCorrected, Read: plain, Fields: plainFields, Leads: func(x offered) bool { return x.run(redress.CorrectReview, true) }},
		{Action: redress.Accepted, Read: readBegun, Fields: began, Leads: func(x offered) bool { return x.Clock.Accepted == 0 || x.Clock.Deemed }},
		{Action: redress.Served, Read: readBegun, Fields: began, Leads: func(x offered) bool {
			return !x.run(redress.AnswerReview, false) && !x.run(redress.AnswerReviewSummary, false) && !x.run(redress.AnswerSuit, false)
		}},
		{Action: redress.Converted, Read: plain, Fields: plainFields, Leads: func(x offered) bool { return x.Clock.Procedure == redress.Simplified }},
		{Action: redress.Extended, Read: readExtension, Leads: func(x offered) bool { return x.Clock.Procedure == redress.Ordinary }, Fields: func(x offered) []web.Field {
			return []web.Field{at(x, "日期"), form.Number("days", "延长几日", "1 至 30", "30"), ref(), note()}
		}},
		{Action: redress.Answered, Read: readAnswered, Fields: answers},
		{Action: redress.Reported, Read: plain, Fields: sent, Leads: func(x offered) bool { return x.run(redress.ReportOpinion, true) }},
		{Action: redress.Decided, Read: readEnd, Fields: ended(false)},
		{Action: redress.Judged, Read: readEnd, Fields: ended(false)},
		{Action: redress.Final, Read: readEnd, Fields: ended(true)},
		{Action: redress.Complied, Read: plain, Leads: func(x offered) bool { return x.run(redress.AnswerAnew, true) || x.run(redress.Comply, true) },
			Fields: func(x offered) []web.Field {
				return []web.Field{at(x, "履行之日"), form.Text("note", "履行的凭据", "例如新答复的文号和送达日")}
			}},
		{Action: redress.Undone, Read: readUndoing, Leads: func(x offered) bool { return len(undoable(x).Options) > 0 }, Fields: func(x offered) []web.Field {
			return []web.Field{undoable(x), form.Text("note", "撤销的原因", "")}
		}},
	}
}

// stepOf is the form of an event.
func stepOf(t redress.EventType) step {
	if s, ok := steps().Of(t); ok {
		return s
	}
	return step{Action: t, Fields: plainFields, Read: plain}
}

func plainFields(x offered) []web.Field { return []web.Field{at(x, "日期"), ref(), note()} }

// plain reads the days, the number and the note of a step.
func plain(_ context.Context, f *form.Reader, t *taking) error {
	t.Event.At, t.Event.Delivered, t.Event.Ref, t.Note = f.Day("at"), f.DayOrNone("delivered"), f.Note("ref"), f.Note("note")
	return nil
}

func readAnswered(ctx context.Context, f *form.Reader, t *taking) error {
	names := strings.FieldsFunc(f.Note("staff"), func(r rune) bool { return strings.ContainsRune("、，,；; ", r) })
	t.Event.Staff = append(t.Event.Staff, names...)
	if reply := (redress.Reply{Lawful: f.Note("lawful"), Proper: f.Note("proper"), Claims: f.Note("claims"), By: f.Note("by")}); reply != (redress.Reply{}) {
		t.Event.Reply = &reply
	}
	return plain(ctx, f, t)
}

func readBegun(ctx context.Context, f *form.Reader, t *taking) error {
	t.Event.Procedure = redress.Procedure(f.Value("procedure"))
	return plain(ctx, f, t)
}

func readExtension(ctx context.Context, f *form.Reader, t *taking) error {
	readDays(f, t)
	return plain(ctx, f, t)
}

func readEnd(ctx context.Context, f *form.Reader, t *taking) error {
	t.Event.End, t.Event.Orders, t.Event.Procedural, t.Event.Unit = f.Value("end"), f.Yes("orders"), f.Yes("procedural"), calendar.Unit(f.Value("unit"))
	if _, known := redress.EndOf(t.Event.End); !known {
		f.Add("end", "选择结果")
	}
	readDays(f, t)
	return plain(ctx, f, t)
}

// readDays reads a number of days that may stay empty.
func readDays(f *form.Reader, t *taking) {
	if f.Value("days") != "" {
		n := f.Int("days", "填写天数，例如 15")
		t.Event.Days = &n
	}
}

func readUndoing(_ context.Context, f *form.Reader, t *taking) error {
	of := f.Int("of", "选择撤销哪一条")
	t.Event.At, t.Event.Of, t.Note = f.Today(), &of, f.Note("note")
	return nil
}

// endFields ask for the end of a review or an instance; second for one that may
// end a second instance.
func endFields(x offered, second bool) []web.Field {
	end := web.Field{Name: "end", Label: "结果", Kind: "select", Options: []web.Option{{Value: "", Label: "还没有选"}}}
	for _, e := range redress.Ends() {
		if e.Kind != x.Case.Kind || e.Second && !second {
			continue
		}
		label := e.Label
		if e.Result.Label() != "" && e.Result != redress.Pending {
			label += "（表四：" + e.Result.Label() + "）"
		}
		if e.Doubtful {
			label += " 待核"
		}
		end.Options = append(end.Options, web.Option{Value: e.Name, Label: label})
	}
	return []web.Field{end, at(x, "作出之日"), form.Date("delivered", "本机关收到之日（可不填）", "", ""),
		form.Choice("orders", "责令本机关重新答复或者履行", "", "没有", "yes", "责令"), form.Number("days", "责令在几日以内", "没有写明的不填：对申请的重新答复20个工作日，法律、法规没有规定期限的60日", ""),
		form.Choice("unit", "天数的单位", string(calendar.NaturalDays), "日", string(calendar.WorkingDays), "工作日"),
		form.Choice("procedural", "只因程序违法而撤销", "", "不是", "yes", "是，可以维持原来的结论")}
}

// undoable lists the entries that may be taken back.
func undoable(x offered) web.Field {
	f := web.Field{Name: "of", Label: "撤销哪一条", Kind: "select"}
	gone := map[int]bool{}
	for _, h := range x.Had {
		if h.Event.Type == redress.Undone && h.Event.Of != nil {
			gone[*h.Event.Of] = true
		}
	}
	for i := len(x.Had) - 1; i > 0; i-- { // the first entry is what the contest is known by
		if e := x.Had[i].Event; e.Type != redress.Undone && !gone[i] {
			f.Options = append(f.Options, web.Option{Value: strconv.Itoa(i), Label: e.At.String() + " " + labelOf(x.Case.Kind, e.Type)})
		}
	}
	return f
}

func labelOf(k redress.Kind, t redress.EventType) string { a, _ := redress.ActOf(k, t); return a.Label }

// openStep is one step a person may take on a contest, with its fields.
type openStep struct {
	Type   redress.EventType
	Label  string
	Cite   string
	Open   bool
	Fields []web.Field
}

// openSteps lists the steps that roles may take on a contest now; those that the
// replay would refuse as things stand are left out.
func openSteps(x offered, roles []identity.Role) (list []openStep) {
	for _, a := range redress.Acts(x.Case.Kind, x.Clock.Stage, roles...) {
		s := stepOf(a.Type)
		if !s.Open(x) {
			continue
		}
		f := openStep{Type: a.Type, Label: a.Label, Fields: s.Form(x)}
		if !a.Cite.Zero() {
			f.Cite = a.Cite.String()
		}
		list = append(list, f)
	}
	return list
}

// doAct takes one step; what is refused comes back with its reason and
// everything that was typed.
func (d *Desk) doAct(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.editable(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	by := redress.EventType(r.PostFormValue("act"))
	if _, ok := redress.ActOf(c.Kind, by); !ok {
		return cases.NotFound()
	}
	t := &taking{Event: redress.Event{Type: by}}
	err = stepOf(by).Take(r.Context(), form.Read(r, string(by), d.today()), t)
	if err == nil {
		err = d.Record(r.Context(), who, c, form.Rev(r), t.Event, t.Note)
	}
	if err == nil {
		web.Notice(r, fmt.Sprintf("%s，已登记", labelOf(c.Kind, by)))
		return web.SeeOther(w, r, path+"/"+c.ID)
	}
	return d.again(w, r, who, err, func(p *contestPage) {
		for i := range p.OpenSteps {
			if p.OpenSteps[i].Type != by {
				continue
			}
			p.OpenSteps[i].Open = true
			form.Retype(p.OpenSteps[i].Fields, r, p.Errors)
		}
	})
}

// again shows the contest's page with what went wrong.
func (d *Desk) again(w http.ResponseWriter, r *http.Request, who identity.Actor, err error, mend func(*contestPage)) error {
	p, failed := d.contestPage(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.views, "console/contest", p, err, func() { mend(p) })
}
