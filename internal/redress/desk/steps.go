package desk

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/redress"
	"yangguang/internal/web"
)

// deedForm is one step a person may take on a contest, with its fields.
type deedForm struct {
	Type   redress.EventType
	Label  string
	Cite   string
	Open   bool
	Fields []web.Field
}

// fieldsOf is what a step asks for.
func fieldsOf(c Contest, a redress.Act, had []Happening, today calendar.Day) []web.Field {
	name := func(field string) string { return string(a.Type) + "_" + field }
	at := web.Field{Name: name("at"), Label: "日期", Kind: "date", Value: today.String()}
	note := text(name("note"), "说明（可不填）", "")
	ref := text(name("ref"), "文书编号（可不填）", "")
	switch a.Type {
	case redress.Accepted, redress.Served:
		return []web.Field{at, choice(name("procedure"), "适用的程序", "", "不改变", string(redress.Ordinary), "普通程序", string(redress.Simplified), "简易程序"), ref, note}
	case redress.CorrectionAsked:
		return []web.Field{at, {Name: name("delivered"), Label: "申请人收到通知之日（可不填）", Kind: "date"}, note}
	case redress.Extended:
		days := text(name("days"), "延长几日", "1 至 30")
		days.Value, days.Mode = "30", "numeric"
		return []web.Field{at, days, ref, note}
	case redress.Decided, redress.Judged, redress.Final:
		return append(endFields(c, a, at), ref, note)
	case redress.Complied:
		at.Label, note.Label, note.Hint = "履行之日", "履行的凭据", "例如新答复的文号和送达日"
		return []web.Field{at, note}
	case redress.Undone:
		note.Label = "撤销的原因"
		return []web.Field{undoable(name("of"), c, had), note}
	case redress.Answered, redress.Reported:
		at.Label = "提交之日"
		return []web.Field{at, ref, note}
	}
	return []web.Field{at, ref, note}
}

// endFields ask for the end of a review or an instance.
func endFields(c Contest, a redress.Act, at web.Field) []web.Field {
	name := func(field string) string { return string(a.Type) + "_" + field }
	at.Label = "作出之日"
	end := web.Field{Name: name("end"), Label: "结果", Kind: "select", Options: []web.Option{{Value: "", Label: "还没有选"}}}
	for _, e := range redress.Ends() {
		if e.Kind != c.Kind || e.Second && a.Type != redress.Final {
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
	days := text(name("days"), "责令在几日以内", "没有写明的不填，重新答复按20个工作日（待核）")
	days.Mode = "numeric"
	return []web.Field{end, at, {Name: name("delivered"), Label: "本机关收到之日（可不填）", Kind: "date"},
		choice(name("orders"), "责令本机关重新答复或者履行", "", "没有", "yes", "责令"), days,
		choice(name("unit"), "天数的单位", string(calendar.NaturalDays), "日", string(calendar.WorkingDays), "工作日"),
		choice(name("procedural"), "只因程序违法而撤销", "", "不是", "yes", "是，可以维持原来的结论")}
}

// undoable lists the entries that may be taken back.
func undoable(name string, c Contest, had []Happening) web.Field {
	f := web.Field{Name: name, Label: "撤销哪一条", Kind: "select"}
	gone := map[int]bool{}
	for _, h := range had {
		if h.Event.Type == redress.Undone && h.Event.Of != nil {
			gone[*h.Event.Of] = true
		}
	}
	for i := len(had) - 1; i > 0; i-- { // the first entry is what the contest is known by
		if e := had[i].Event; e.Type != redress.Undone && !gone[i] {
			f.Options = append(f.Options, web.Option{Value: strconv.Itoa(i), Label: e.At.String() + " " + labelOf(c.Kind, e.Type)})
		}
	}
	return f
}

func labelOf(k redress.Kind, t redress.EventType) string { a, _ := redress.ActOf(k, t); return a.Label }

// deeds lists the steps that roles may take on a contest now.
func deeds(c Contest, clock redress.Clock, had []Happening, today calendar.Day, roles []identity.Role) (list []deedForm) {
	for _, a := range redress.Acts(c.Kind, clock.Stage, roles...) {
		if !likely(a.Type, clock) {
			continue
		}
		f := deedForm{Type: a.Type, Label: a.Label, Fields: fieldsOf(c, a, had, today)}
		if a.Type == redress.Undone && len(f.Fields[0].Options) == 0 {
			continue
		}
		if !a.Cite.Zero() {
			f.Cite = a.Cite.String()
		}
		list = append(list, f)
	}
	return list
}

// likely leaves out the steps that the replay would refuse as things stand.
func likely(t redress.EventType, c redress.Clock) bool {
	has := func(name string, open bool) bool {
		for _, r := range c.Runs {
			if r.Name == name && (!open || r.Open()) {
				return true
			}
		}
		return false
	}
	switch t {
	case redress.Accepted:
		return c.Accepted == 0 || c.Deemed
	case redress.Lodged:
		return !has(redress.AcceptReview, false) && !has(redress.CorrectReview, false)
	case redress.CorrectionAsked:
		return has(redress.AcceptReview, true) && !has(redress.CorrectReview, false)
	case redress.WasCorrected:
		return has(redress.CorrectReview, true)
	case redress.Converted:
		return c.Procedure == redress.Simplified
	case redress.Extended:
		return c.Procedure == redress.Ordinary
	case redress.Served:
		return !has(redress.AnswerReview, false) && !has(redress.AnswerReviewSummary, false) && !has(redress.AnswerSuit, false)
	case redress.Reported:
		return has(redress.ReportOpinion, true)
	case redress.Complied:
		return has(redress.AnswerAnew, true) || has(redress.Comply, true)
	}
	return true
}

// readEvent reads the event of a step from its form.
func readEvent(by redress.EventType, v func(string) string, today calendar.Day) (e redress.Event, err error) {
	field := func(name string) string { return string(by) + "_" + name }
	e.Type, e.At = by, today
	if by == redress.Undone {
		of, err := strconv.Atoi(v("of"))
		if err != nil {
			return e, fault.Field(field("of"), "选择撤销哪一条")
		}
		e.Of = &of
		return e, nil
	}
	if e.At, err = day(field("at"), v("at"), today); err != nil {
		return e, err
	}
	if v("delivered") != "" {
		if e.Delivered, err = day(field("delivered"), v("delivered"), today); err != nil {
			return e, err
		}
	}
	if v("days") != "" {
		n, err := strconv.Atoi(v("days"))
		if err != nil {
			return e, fault.Field(field("days"), "填写天数，例如 15")
		}
		e.Days = &n
	}
	e.Procedure, e.End, e.Ref = redress.Procedure(v("procedure")), v("end"), clip(v("ref"))
	e.Orders, e.Procedural, e.Unit = v("orders") == "yes", v("procedural") == "yes", calendar.Unit(v("unit"))
	if _, known := redress.EndOf(e.End); !known && (by == redress.Decided || by == redress.Judged || by == redress.Final) {
		return e, fault.Field(field("end"), "选择结果")
	}
	return e, nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > mostText {
		return string(r[:mostText])
	}
	return s
}

// doAct takes one step; what is refused comes back with its reason and
// everything that was typed.
func (d *Desk) doAct(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	c, err := d.works(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	by := redress.EventType(r.PostFormValue("act"))
	if _, ok := redress.ActOf(c.Kind, by); !ok {
		return cases.NotFound()
	}
	v := func(field string) string { return strings.TrimSpace(r.PostFormValue(string(by) + "_" + field)) }
	e, err := readEvent(by, v, d.today())
	if err == nil {
		err = d.Happen(r.Context(), who, c, revision(r), e, clip(v("note")))
	}
	if err == nil {
		web.Notice(r, fmt.Sprintf("%s，已登记", labelOf(c.Kind, by)))
		return web.SeeOther(w, r, path+"/"+c.ID)
	}
	return d.again(w, r, who, err, func(p *contestPage) {
		for i := range p.Deeds {
			if p.Deeds[i].Type != by {
				continue
			}
			p.Deeds[i].Open = true
			retype(p.Deeds[i].Fields, r, p.Errors)
		}
	})
}

func revision(r *http.Request) int64 {
	n, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	return n
}

// retype puts what was typed back into the fields, with their faults.
func retype(fields []web.Field, r *http.Request, errs fault.List) {
	for i := range fields {
		f := &fields[i]
		f.Value, f.Fault = r.PostFormValue(f.Name), web.NewField(errs, f.Name, "", "").Fault
	}
}

// again shows the contest's page with what went wrong.
func (d *Desk) again(w http.ResponseWriter, r *http.Request, who identity.Actor, err error, mend func(*contestPage)) error {
	p, failed := d.contestPage(r, who)
	if failed != nil {
		return failed
	}
	if !p.Fails(err) {
		return err
	}
	mend(p)
	return d.views.Render(w, r, p.FailStatus(), "console/contest", p)
}
