package handle

import (
	"context"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// onTheSpot is an answer given by word of mouth or hand on the day the
// application came (条例 33①): only what is given or told, never a refusal.
func onTheSpot(_ context.Context, f *form.Reader, do *stepForm) error {
	if err := request.AtOnce(do.Case.ReceivedOn == f.Today().String()); err != nil {
		return err
	}
	said := f.Text("note", "写明答复的内容")
	reviewer := f.Note("reviewer")
	if f.Note("what") != request.ToldWhere && reviewer == "" {
		return prefixed(request.NeedReviewer.Unmet("reviewer"), request.ActionAtOnce)
	}
	if reviewer != "" {
		said += "（公开审查人：" + reviewer + "）"
	}
	do.Proof = f.Text("proof", "写明申请人签收的凭据")
	do.Event = request.Event{Type: request.Decided, At: f.Today(), Outcome: request.Granted}
	do.How, do.Note = "当场答复", f.Note("what")+"："+said
	do.Keep = find(cases.AnsweredAtOnce, said+"（凭据："+do.Proof+"）")
	return nil
}

// archiving is the last of the five stages, when the book finds the other four
// complete.
func (d *Handling) archiving(ctx context.Context, f *form.Reader, do *stepForm) error {
	c := do.Case
	cal, clock, had, err := d.Cases.Replay(ctx, c)
	if err != nil {
		return err
	}
	file, err := d.Answers.Dossier(ctx, d.DB, cal, c, clock, had)
	if err != nil {
		return err
	}
	if c.State == request.Answered || c.State == request.Ceased {
		if err := file.Archivable(); err != nil {
			return err
		}
	}
	do.Note = f.Text("place", "填写卷宗号或者存放位置")
	do.Keep = find(cases.ArchivedAs, do.Note)
	return nil
}

// clockSteps are the steps that move the clock, or rest on a finding.
func (d *Handling) clockSteps() []step {
	return []step{
		{Action: request.ActionConfirm, Read: d.confirming, Fields: func(x offered) []web.Field {
			at := on(x, "双方确认之日")
			at.Hint = "答复期限从这一天的次日起算"
			return []web.Field{at, form.Choice("how", "怎样确认的", "电话", "电话", "短信", "短信", "电子邮件", "电子邮件", "书面", "书面", "当面", "当面"), note(),
				form.Text("proof", "登记有误的凭据（比撤销过的登记晚的才填）", "邮件记录、通话记录的编号")}
		}},
		{Action: request.ActionAskCorrect, Read: askingToCorrect, Fields: func(x offered) []web.Field {
			return outside(on(x, "告知之日"), form.Date("until", "补正期限到哪一天", "由本机关定一个合理的期限", ""), form.Area("note", "需要补正的事项", "一次性告知全部事项"),
				form.Area("guide", "指导和释明的经过", "怎样帮助申请人把内容说明确，记入案卷"))
		}},
		{Action: request.ActionCorrect, Read: correcting, Fields: func(x offered) []web.Field {
			return []web.Field{on(x, "日期"), form.Area("note", "补正后的申请内容", "照申请人补正的写；写进答复书")}
		}},
		{Action: request.ActionFindNoCause, Read: noJustCause, Leads: func(x offered) bool { return x.Clock.CorrectBy == 0 || x.Today > x.Clock.CorrectBy },
			Fields: func(offered) []web.Field {
				return []web.Field{form.Choice("cause", "逾期不补正有没有正当理由", "", "选择", "none", "没有正当理由", "just", "有正当理由"), form.Area("note", "认定的根据", "联系过几次、申请人怎么说")}
			}},
		{Action: request.ActionExtend, Read: extending, Fields: func(x offered) []web.Field {
			return outside(form.Number("days", "延长几个工作日", "1 至 20", "20"), form.Date("consented", "负责人同意之日", "政府信息公开工作机构负责人", x.Today.String()),
				on(x, "告知申请人之日"), form.Area("note", "延长的理由", "写进告知书"))
		}},
		{Action: request.ActionAskReasons, Read: askingReasons, Fields: func(x offered) []web.Field {
			return outside(on(x, "告知之日"), form.Area("note", "数量、频次的事实", "写进通知书，说明为什么明显超过合理范围"), form.Date("until", "在哪一天以前说明（可不填）", "", ""))
		}},
		{Action: request.ActionDelay, Read: d.delaying, Fields: func(x offered) []web.Field {
			return outside(on(x, "告知申请人之日"), form.Date("until", "延迟到哪一天", "合理期限", ""), form.Area("said", "申请人说明的理由", ""),
				form.Area("note", "理由合理，但在期限内不能答复的原因", "写进告知书"))
		}},
		{Action: request.ActionWithdraw, Read: d.withdrawing, Fields: func(x offered) []web.Field {
			return []web.Field{on(x, "收到撤回之日"), form.Text("proof", "撤回的凭据", "申请人的撤回信、电子邮件、录音编号，放进案卷；没有凭据不能登记撤回"), note()}
		}},
		{Action: request.ActionAtOnce, Read: onTheSpot, Leads: func(x offered) bool { return x.Case.ReceivedOn == x.Today.String() }, Fields: func(offered) []web.Field {
			return []web.Field{form.Choice("what", "怎样答复的", request.ToldWhere, request.ToldWhere, "可以公开，当场提供", "可以公开，当场提供"),
				form.Area("note", "答复的内容", "提供了哪些信息，或者告知到哪里看"), form.Text("reviewer", "公开审查人（当场提供内容的必填）", "拟公开的信息先审查、后公开（《条例》第十七条第二款）"), form.Text("proof", "申请人签收的凭据", "签字的登记单、回执编号")}
		}},
		{Action: request.ActionArchive, Read: d.archiving, Fields: func(offered) []web.Field {
			return []web.Field{form.Text("place", "卷宗号或者存放位置", "登记、审核、办理、答复、归档五个环节完备后归档")}
		}},
	}
}

// correcting is a correction that came: the answer tells what is asked for since.
func correcting(_ context.Context, f *form.Reader, do *stepForm) error {
	do.Event = request.Event{Type: request.CorrectionReceived, At: f.Day("at")}
	do.Note = f.Text("note", "写明补正后的申请内容：答复书要写")
	return nil
}

// withdrawing is a withdrawal that the applicant told the body of: it ends the
// application, so that it needs its proof. One of an earlier day wants its scan and
// is marked as put down later; once the due day is over it ends the application on
// the day on which it is put down, so that nothing late becomes timely by it.
func (d *Handling) withdrawing(ctx context.Context, f *form.Reader, do *stepForm) error {
	do.Event, do.Note = request.Event{Type: request.Withdrawn, At: f.Day("at")}, f.Note("note")
	proof, today, came := f.Note("proof"), f.Today(), do.Event.At
	if proof == "" {
		return prefixed(request.NeedWithdrawal.Unmet("proof"), request.ActionWithdraw)
	}
	do.Note = strings.TrimLeft(do.Note+"；凭据："+proof, "；")
	if came == 0 || came >= today {
		return nil
	}
	if do.Outside.Scan == "" {
		return request.NeedWithdrawalScan.Unmet("files")
	}
	_, clock, _, err := d.Cases.Replay(ctx, do.Case)
	if err != nil {
		return err
	}
	if do.Note += "；补录：" + came.Chinese() + "收到撤回"; clock.Due != 0 && today > clock.Due {
		do.Event.At = today
		do.Note += "，期限届满以后登记，按登记之日办结"
	} else {
		do.Event.Entered = today
	}
	do.Keep = func(_ context.Context, tx *act.Tx, _ cases.Applied) error {
		tx.Detail("put_down_later", came.String())
		return nil
	}
	return nil
}

// prefixed names the field of a fault by that of the step's form.
func prefixed(f *fault.Error, by request.Action) error {
	f.Field = string(by) + "_" + f.Field
	return f
}

// find keeps a finding with a step.
func find(kind, content string) cases.Also {
	return func(ctx context.Context, tx *act.Tx, at cases.Applied) error {
		return cases.InsertFinding(ctx, tx, cases.Finding{ID: sqldb.NewID(), Request: at.Case.ID, Kind: kind, Content: content, Seq: at.Seq, Person: at.Person, At: at.Now})
	}
}

// confirming is the receipt of what both sides have confirmed (条例 31), or, where
// a receipt was taken back, of what was handed in.
func (d *Handling) confirming(ctx context.Context, f *form.Reader, do *stepForm) error {
	c := do.Case
	rule, _ := request.RuleOf(c.Channel)
	do.Event = request.Event{Type: request.Received, Channel: c.Channel, At: f.Day("at")}
	submitted, err := calendar.Parse(c.SubmittedOn)
	switch {
	case err != nil:
		f.Add("at", "提交的日期读不出来，不能确认")
	case rule.Confirms:
		do.Event.Confirmed, do.Event.At = do.Event.At, submitted
	case do.Event.At > submitted:
		f.Refuse(request.NeedReceived.Unmet("at"))
	}
	do.How, do.Note = f.Note("how"), f.Note("note")
	if do.How != "" && rule.Confirms {
		if do.Note != "" {
			do.Note = "，" + do.Note
		}
		do.Note = do.How + "确认" + do.Note
	}
	return d.confirmedLater(ctx, f, do)
}

// confirmedLater refuses a receipt of a later day than one that was taken back,
// without a proof that the first one was a mistake: the term would begin later.
func (d *Handling) confirmedLater(ctx context.Context, f *form.Reader, do *stepForm) error {
	had, err := cases.CaseEvents.Of(ctx, d.DB, do.Case.ID)
	if err != nil {
		return err
	}
	on := request.ReceivedOn(do.Case.Channel, do.Event.At, do.Event.Confirmed)
	for _, x := range had {
		if first := x.Event; first.Type != request.Received || on <= request.ReceivedOn(first.Channel, first.At, first.Confirmed) {
			continue
		}
		proof := f.Note("proof")
		if proof == "" {
			f.Refuse(request.NeedMistake.Unmet("proof"))
			return nil
		}
		do.Note = strings.TrimLeft(do.Note+"；比撤销的登记晚，凭据："+proof, "；")
		return nil
	}
	return nil
}

func askingToCorrect(_ context.Context, f *form.Reader, do *stepForm) error {
	do.Event = request.Event{Type: request.CorrectionAsked, At: f.Day("at"), Until: f.Until("until", "填写补正期限到哪一天")}
	if e := do.Event; e.At != 0 && e.Until != 0 && e.Until <= e.At {
		f.Refuse(request.NeedCorrectionTerm.Unmet("until"))
	}
	do.Note = f.Text("note", "写明需要补正的事项")
	do.Keep = find(cases.Guidance, f.Text("guide", "写明怎样指导和释明的"))
	return nil
}

// noJustCause is the head's finding on a correction that did not come.
func noJustCause(_ context.Context, f *form.Reader, do *stepForm) error {
	cause := form.Pick(f, "cause", "选择有没有正当理由", "none", "just")
	why := f.Text("note", "写明认定的根据")
	do.Holds = func(guard string) bool { return guard == request.NoJustCause && cause == "none" }
	do.Keep = func(ctx context.Context, tx *act.Tx, at cases.Applied) error {
		if err := at.Clock.NoCorrection(f.Today()); err != nil {
			return err
		}
		if err := correctionArrived(ctx, tx, at); err != nil {
			return err
		}
		return find(cases.NoCause, why)(ctx, tx, at)
	}
	return nil
}

// correctionArrived refuses a finding on a correction whose letter nothing proves to
// have arrived within the time that it gave (条例 30).
func correctionArrived(ctx context.Context, tx *act.Tx, at cases.Applied) error {
	outside, err := cases.OutsideOf(ctx, tx, at.Case.ID)
	if err != nil {
		return err
	}
	all, err := cases.LetterTable.Of(ctx, tx, at.Case.ID)
	if err != nil {
		return err
	}
	had, err := cases.CaseEvents.Of(ctx, tx, at.Case.ID)
	if err != nil {
		return err
	}
	asked := 0
	for i, x := range had {
		if x.Event.Type == request.CorrectionAsked && !slices.Contains(at.Clock.Undone, i) {
			asked = i + 1
		}
	}
	by := at.Clock.CorrectBy.String()
	for _, o := range outside {
		if o.Seq == asked {
			return nil // it is put down with the proof of its delivery
		}
	}
	for _, l := range all {
		if l.Seq == asked && l.Kind == request.LetterCorrection && l.State == letter.Served && (by == "" || l.ServedOn <= by) {
			return nil
		}
	}
	return request.NeedArrival.Unmet(string(request.ActionFindNoCause) + "_note")
}

func extending(_ context.Context, f *form.Reader, do *stepForm) error {
	n := f.Int("days", "填写 1 至 20 的整数")
	do.Event = request.Event{Type: request.Extended, Consented: f.Day("consented"), Noticed: f.Day("at"), Days: &n}
	if do.Event.Noticed != 0 && do.Event.Consented > do.Event.Noticed {
		f.Add("consented", "先经负责人同意，再告知申请人；同意之日不晚于告知之日")
	}
	if received := do.Case.ReceivedOn; do.Event.Consented != 0 && do.Event.Consented.String() < received {
		f.Refuse(request.NeedConsent.Unmet("consented"))
	}
	do.Event.At = do.Event.Noticed
	do.Note = f.Text("note", "写明延长的理由，要告知申请人")
	return nil
}

func askingReasons(_ context.Context, f *form.Reader, do *stepForm) error {
	do.Event = request.Event{Type: request.ReasonsAsked, At: f.Day("at"), Until: f.UntilOrNone("until", "填写日期")}
	do.Note = f.Text("note", "写明数量、频次的事实")
	return nil
}

// delaying is the day that the head sets after reasons were asked for and given.
func (d *Handling) delaying(ctx context.Context, f *form.Reader, do *stepForm) error {
	do.Event = request.Event{Type: request.Delayed, At: f.Day("at"), Until: f.Until("until", "填写延迟到哪一天")}
	do.Note = f.Text("note", "写明在期限内不能答复的原因")
	said := f.Text("said", "写明申请人说明的理由；没有说明过的，先要求说明")
	do.Keep = find(cases.Reasons, said)
	p, err := d.Cases.Profile(ctx, d.DB, do.Case.Body)
	if err != nil {
		return err
	}
	cal, clock, had, err := d.Cases.Replay(ctx, do.Case)
	if err != nil {
		return err
	}
	reasons := clock.ReasonsOn(cases.Events(had), cal, p.CorrectionDays, do.Event.At)
	reasons.Said = true // or the form lacks it
	if no := reasons.Open(f.Today()); no != nil && do.Event.At != 0 {
		no.Field = "said"
		f.Refuse(no)
	}
	return nil
}
