package desk

import (
	"context"
	"strconv"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// formOfClock is what a step that moves the clock, or rests on a finding, asks
// for; false for other steps.
func formOfClock(a request.Act, today calendar.Day) ([]web.Field, bool) {
	name := func(field string) string { return string(a) + "_" + field }
	at := web.Field{Name: name("at"), Label: "日期", Kind: "date", Value: today.String()}
	date := func(field, label, hint string) web.Field {
		return web.Field{Name: name(field), Label: label, Hint: hint, Kind: "date"}
	}
	say := func(field, label, hint string) web.Field {
		return web.Field{Name: name(field), Label: label, Hint: hint, Kind: "textarea"}
	}
	short := func(field, label, hint string) web.Field { return text(name(field), label, hint) }
	number := func(field, label, hint, value string) web.Field {
		return web.Field{Name: name(field), Label: label, Hint: hint, Kind: "text", Mode: "numeric", Value: value}
	}
	pick := func(field, label string, options ...string) web.Field { return choice(name(field), label, options...) }
	switch a {
	case request.ActConfirm:
		at.Label, at.Hint = "双方确认之日", "答复期限从这一天的次日起算"
		return []web.Field{at, pick("how", "怎样确认的", "电话", "电话", "短信", "短信", "电子邮件", "电子邮件", "书面", "书面", "当面", "当面"), short("note", "说明（可不填）", "")}, true
	case request.ActAskCorrect:
		at.Label = "告知之日"
		return []web.Field{at, date("until", "补正期限到哪一天", "由本机关定一个合理的期限"), say("note", "需要补正的事项", "一次性告知全部事项"),
			say("guide", "指导和释明的经过", "怎样帮助申请人把内容说明确，记入案卷")}, true
	case request.ActFindNoCause:
		return []web.Field{pick("cause", "逾期不补正有没有正当理由", "", "选择", "none", "没有正当理由", "just", "有正当理由"), say("note", "认定的根据", "联系过几次、申请人怎么说")}, true
	case request.ActExtend:
		at.Label = "告知申请人之日"
		consented := date("consented", "负责人同意之日", "政府信息公开工作机构负责人")
		consented.Value = today.String()
		return []web.Field{number("days", "延长几个工作日", "1 至 20", "20"), consented, at, say("note", "延长的理由", "写进告知书")}, true
	case request.ActAskReasons:
		at.Label = "告知之日"
		return []web.Field{at, say("note", "数量、频次的事实", "写进通知书，说明为什么明显超过合理范围"), date("until", "在哪一天以前说明（可不填）", "")}, true
	case request.ActDelay:
		at.Label = "告知申请人之日"
		return []web.Field{at, date("until", "延迟到哪一天", "合理期限"), say("said", "申请人说明的理由", ""), say("note", "理由合理，但在期限内不能答复的原因", "写进告知书")}, true
	case request.ActAtOnce:
		return []web.Field{pick("what", "怎样答复的", "已经主动公开，告知获取的方式、途径", "已经主动公开，告知获取的方式、途径", "可以公开，当场提供", "可以公开，当场提供"),
			say("note", "答复的内容", "提供了哪些信息，或者告知到哪里看"), short("proof", "申请人签收的凭据", "签字的登记单、回执编号")}, true
	case request.ActArchive:
		return []web.Field{short("place", "卷宗号或者存放位置", "登记、审核、办理、答复、归档五个环节完备后归档")}, true
	}
	return formOfMoney(a, at, pick, number, date, say, short)
}

// reading reads the form of a step and collects what cannot be accepted.
type reading struct {
	by    request.Act
	v     func(string) string
	today calendar.Day
	all   fault.List
}

func (f *reading) add(field, message string) { f.all.Add(string(f.by)+"_"+field, message) }

// day reads a day that has come; 0 with a fault where it is none.
func (f *reading) day(field string) calendar.Day {
	d, err := day(string(f.by)+"_"+field, f.v(field), f.today)
	if err != nil {
		f.all = append(f.all, fault.Of(err))
	}
	return d
}

// maybe is day for a field that may stay empty.
func (f *reading) maybe(field string) calendar.Day {
	if f.v(field) == "" {
		return 0
	}
	return f.day(field)
}

// until reads a day that is still to come.
func (f *reading) until(field, message string) calendar.Day {
	d, err := calendar.Parse(f.v(field))
	if err != nil {
		f.add(field, message)
	}
	return d
}

// want reads a text that may not be empty.
func (f *reading) want(field, message string) string {
	s := clip(f.v(field))
	if s == "" {
		f.add(field, message)
	}
	return s
}

func (f *reading) number(field, message string) int {
	n, err := strconv.Atoi(f.v(field))
	if err != nil || n < 0 {
		f.add(field, message)
	}
	return n
}

// doing reads a step from its form.
func (d *Desk) doing(ctx context.Context, c Case, by request.Act, v func(string) string) (Doing, error) {
	f := &reading{by: by, v: v, today: d.today()}
	do := Doing{By: by}
	var err error
	switch by {
	case request.ActConfirm:
		confirming(f, c, &do)
	case request.ActAskCorrect:
		do.Event = request.Event{Type: request.CorrectionAsked, At: f.day("at"), Until: f.until("until", "填写补正期限到哪一天")}
		do.Note = f.want("note", "写明需要补正的事项")
		do.keep = find(guidance, f.want("guide", "写明怎样指导和释明的"))
	case request.ActCorrect:
		do.Event, do.Note = request.Event{Type: request.CorrectionReceived, At: f.day("at")}, clip(v("note"))
	case request.ActFindNoCause:
		noJustCause(f, &do)
	case request.ActExtend:
		extending(f, &do)
	case request.ActAskReasons:
		do.Event, do.Note = request.Event{Type: request.ReasonsAsked, At: f.day("at")}, f.want("note", "写明数量、频次的事实")
		if v("until") != "" {
			do.Event.Until = f.until("until", "填写日期")
		}
	case request.ActDelay:
		do.Event = request.Event{Type: request.Delayed, At: f.day("at"), Until: f.until("until", "填写延迟到哪一天")}
		do.Note = f.want("note", "写明在期限内不能答复的原因")
		do.keep = find(reasons, f.want("said", "写明申请人说明的理由；没有说明过的，先要求说明"))
	case request.ActWithdraw:
		do.Event, do.Note = request.Event{Type: request.Withdrawn, At: f.day("at")}, clip(v("note"))
	case request.ActAtOnce:
		err = onTheSpot(f, c, &do)
	case request.ActArchive:
		err = d.archiving(ctx, f, c, &do)
	case request.ActConsult:
		d.consulting(f, c, &do)
	case request.ActProve:
		err = d.proving(ctx, f, c, &do)
	case request.ActHearBack:
		err = d.hearingBack(ctx, f, c, &do)
	default:
		err = d.charging(ctx, f, c, &do)
	}
	if err == nil {
		err = f.all.Err()
	}
	return do, err
}

// find keeps a finding with a step.
func find(kind, content string) keeper {
	return func(ctx context.Context, tx *act.Tx, at taken) error {
		return insertFinding(ctx, tx, Finding{ID: sqldb.NewID(), Request: at.Case.ID, Kind: kind, Content: content, Seq: at.Seq, Person: at.Person, At: at.Now})
	}
}

// confirming is the receipt of what both sides have confirmed (条例 31), or, where
// a receipt was taken back, of what was handed in.
func confirming(f *reading, c Case, do *Doing) {
	rule, _ := request.RuleOf(c.Channel)
	do.Event = request.Event{Type: request.Received, Channel: c.Channel, At: f.day("at")}
	if rule.Confirms {
		do.Event.Confirmed = do.Event.At
		submitted, err := calendar.Parse(c.SubmittedOn)
		if err != nil {
			f.add("at", "提交的日期读不出来，不能确认")
		}
		do.Event.At = submitted
	}
	do.How, do.Note = f.v("how"), clip(f.v("note"))
	if do.How != "" && rule.Confirms {
		if do.Note != "" {
			do.Note = "，" + do.Note
		}
		do.Note = do.How + "确认" + do.Note
	}
}

// noJustCause is the head's finding on a correction that did not come.
func noJustCause(f *reading, do *Doing) {
	cause := f.v("cause")
	if cause != "none" && cause != "just" {
		f.add("cause", "选择有没有正当理由")
	}
	why := f.want("note", "写明认定的根据")
	do.Holds = func(guard string) bool { return guard == request.NoJustCause && cause == "none" }
	do.keep = func(ctx context.Context, tx *act.Tx, at taken) error {
		if by := at.Clock.CorrectBy; by != 0 && f.today <= by {
			return &fault.Error{Kind: fault.Unlawful, Message: "补正期限到" + by.Chinese() + "为止，尚未届满，届满以后再认定", Cite: correctionCite()}
		}
		return find(noCause, why)(ctx, tx, at)
	}
}

func extending(f *reading, do *Doing) {
	n := f.number("days", "填写 1 至 20 的整数")
	do.Event = request.Event{Type: request.Extended, Consented: f.day("consented"), Noticed: f.day("at"), Days: &n}
	if do.Event.Noticed != 0 && do.Event.Consented > do.Event.Noticed {
		f.add("consented", "先经负责人同意，再告知申请人；同意之日不晚于告知之日")
	}
	do.Event.At = do.Event.Noticed
	do.Note = f.want("note", "写明延长的理由，要告知申请人")
}

// found says which of the workflow's guards the findings of an application
// answer.
func found(ctx context.Context, db sqldb.Reader, c Case) (func(string) bool, error) {
	all, err := findings(ctx, db, c.ID)
	if err != nil {
		return nil, err
	}
	had, err := caseEvents.Of(ctx, db, c.ID)
	if err != nil {
		return nil, err
	}
	asked := 0 // what was found before the present correction was asked for says nothing of it
	for i, x := range had {
		if x.Event.Type == request.CorrectionAsked {
			asked = i + 1
		}
	}
	return func(guard string) bool {
		for _, f := range all {
			if guard == request.NoJustCause && f.Kind == noCause && f.Seq >= asked || guard == request.FoundExcessive && f.Kind == excessive {
				return true
			}
		}
		return false
	}, nil
}

// Take does a step as its form tells: fields by their names without the step's
// own prefix. What is missing or cannot be is told on "step_field".
func (d *Desk) Take(ctx context.Context, who identity.Actor, c Case, seen int64, by request.Act, fields map[string]string) error {
	return d.take(ctx, who, c, seen, by, func(name string) string { return fields[name] })
}

// take does a step as its form tells.
func (d *Desk) take(ctx context.Context, who identity.Actor, c Case, seen int64, by request.Act, v func(string) string) error {
	do, err := d.doing(ctx, c, by, v)
	if err != nil {
		return d.unlessStale(ctx, c, seen, err)
	}
	return d.Happen(ctx, who, c, seen, do)
}

// unlessStale is what a form was refused for, or that somebody was faster: then
// it was read against what the person has not seen.
func (d *Desk) unlessStale(ctx context.Context, c Case, seen int64, refused error) error {
	now, err := caseOf(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	if now.Rev != seen {
		return stale()
	}
	return refused
}
