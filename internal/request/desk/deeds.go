package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web"
)

// deedForm is one step a person may take on a case, with its fields.
type deedForm struct {
	Act    request.Act
	Label  string
	Cite   string
	Open   bool
	Fields []web.Field
}

func choice(name, label string, options ...string) web.Field {
	f := web.Field{Name: name, Label: label, Kind: "select"}
	for i := 0; i+1 < len(options); i += 2 {
		f.Options = append(f.Options, web.Option{Value: options[i], Label: options[i+1]})
	}
	return f
}

func text(name, label, hint string) web.Field {
	return web.Field{Name: name, Label: label, Kind: "text", Hint: hint}
}

// formOf is what a step asks for; false for steps this desk does not take.
func formOf(a request.Act, today calendar.Day) ([]web.Field, bool) {
	name := func(field string) string { return string(a) + "_" + field }
	at := web.Field{Name: name("at"), Label: "日期", Kind: "date", Value: today.String()}
	note := web.Field{Name: name("note"), Label: "说明（可不填）", Kind: "text"}
	until := web.Field{Name: name("until"), Label: "补正期限到哪一天", Kind: "date"}
	switch a {
	case request.ActConfirm:
		at.Label = "双方确认之日"
		return []web.Field{at, note}, true
	case request.ActAskCorrect:
		note.Label, note.Hint = "需要补正的事项", "一次性告知全部事项"
		return []web.Field{at, until, note}, true
	case request.ActCorrect:
		note.Label = "补正的内容"
		return []web.Field{at, note}, true
	case request.ActConsult:
		note.Label = "征求谁的意见"
		return []web.Field{choice(name("who"), "征求意见的对象", "third", "第三方", "joint", "共同制作的机关", "organ", "其他机关"), at, note}, true
	case request.ActHearBack:
		note.Label = "意见"
		return []web.Field{choice(name("who"), "意见", "third", "第三方已答复", "third_silent", "第三方期满未答复", "organ", "机关已答复", "organ_silent", "机关期满未答复"), at, note}, true
	case request.ActExtend:
		note.Label = "延长的理由"
		days := text(name("days"), "延长几个工作日", "1 至 20")
		days.Value, days.Mode = "20", "numeric"
		at.Label = "同意并告知申请人之日"
		return []web.Field{days, at, note}, true
	case request.ActWithdraw:
		return []web.Field{at, note}, true
	case request.ActPass, request.ActSign:
		return nil, true
	case request.ActReturn:
		return []web.Field{text(name("note"), "退回的原因", "")}, true
	case request.ActServe:
		return []web.Field{choice(name("how"), "送达方式", "网上查看", "网上查看", "电子邮件", "电子邮件", "邮寄", "邮寄", "当面领取", "当面领取"),
			text(name("proof"), "送达凭据", "邮件号、回证号或者网上送达记录")}, true
	}
	return nil, false
}

// deeds lists the steps that roles may take on a case now.
func deeds(c Case, today calendar.Day, roles []identity.Role) (list []deedForm) {
	flow := request.Workflow()
	for _, a := range flow.Offer(c.State, roles...) {
		fields, ok := formOf(a, today)
		if !ok {
			continue
		}
		f := deedForm{Act: a, Label: flow.ActLabel(a), Fields: fields}
		if a == request.ActPass && c.State == request.Screening {
			f.Label = "保密审查通过"
		}
		for _, s := range flow.Steps {
			if s.From == c.State && s.Act == a && !s.Cite.Zero() {
				f.Cite = s.Cite.String()
			}
		}
		list = append(list, f)
	}
	return list
}

// doAct takes one step on a case; what is refused comes back with its reason
// and everything that was typed.
func (d *Desk) doAct(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	c, err := d.works(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	by := request.Act(r.PostFormValue("act"))
	seen, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	v := func(field string) string { return strings.TrimSpace(r.PostFormValue(string(by) + "_" + field)) }
	switch _, ok := formOf(by, d.today()); {
	case !ok:
		return missing()
	case slices.Contains([]request.Act{request.ActPass, request.ActReturn, request.ActSign, request.ActServe}, by):
		err = d.Step(ctx, who, c, seen, by, v("note"), v("how"), v("proof"))
	default:
		var e request.Event
		if e, err = d.event(c, by, v); err == nil {
			err = d.Happen(ctx, who, c, seen, Doing{By: by, Event: e, Note: clip(v("note"))})
		}
	}
	if err == nil {
		web.Notice(r, request.Workflow().ActLabel(by)+"，已登记")
		return web.SeeOther(w, r, "/console/requests/"+c.ID)
	}
	p, failed := d.casePage(r, who)
	if failed != nil {
		return failed
	}
	if !p.Fails(err) {
		return err
	}
	for i := range p.Deeds {
		if p.Deeds[i].Act != by {
			continue
		}
		p.Deeds[i].Open = true
		for j := range p.Deeds[i].Fields {
			f := &p.Deeds[i].Fields[j]
			f.Value, f.Fault = r.PostFormValue(f.Name), web.NewField(p.Errors, f.Name, "", "").Fault
		}
	}
	return d.views.Render(w, r, p.FailStatus(), "console/request", p)
}

// event reads the event of a step from its form.
func (d *Desk) event(c Case, by request.Act, v func(string) string) (e request.Event, err error) {
	today := d.today()
	if e.At, err = day(string(by)+"_at", v("at"), today); err != nil {
		return e, err
	}
	silent := strings.HasSuffix(v("who"), "_silent")
	third := strings.HasPrefix(v("who"), "third")
	switch by {
	case request.ActConfirm:
		e.Type, e.Channel, e.Confirmed = request.Received, c.Channel, e.At
		if e.At, err = calendar.Parse(c.SubmittedOn); err != nil {
			return e, err
		}
	case request.ActAskCorrect:
		e.Type = request.CorrectionAsked
		if e.Until, err = calendar.Parse(v("until")); err != nil {
			return e, fault.Field(string(by)+"_until", "填写补正期限到哪一天")
		}
		if v("note") == "" {
			return e, fault.Field(string(by)+"_note", "写明需要补正的事项")
		}
	case request.ActCorrect:
		e.Type = request.CorrectionReceived
	case request.ActConsult:
		joint := v("who") == "joint"
		e.Type, e.Joint, e.Delivered = request.OrganAsked, &joint, e.At
		if third {
			e.Type, e.Joint = request.ThirdPartyAsked, nil
		}
	case request.ActHearBack:
		e.Type = request.OrganAnswered
		if third {
			e.Type = request.ThirdPartyAnswered
		}
		if !silent && v("note") == "" {
			return e, fault.Field(string(by)+"_note", "写明答复的意见")
		}
	case request.ActExtend:
		n, failed := strconv.Atoi(v("days"))
		if failed != nil {
			return e, fault.Field(string(by)+"_days", "填写 1 至 20 的整数")
		}
		if v("note") == "" {
			return e, fault.Field(string(by)+"_note", "写明延长的理由，要告知申请人")
		}
		e.Type, e.Days, e.Consented, e.Noticed = request.Extended, &n, e.At, e.At
	case request.ActWithdraw:
		e.Type = request.Withdrawn
	}
	return e, nil
}
