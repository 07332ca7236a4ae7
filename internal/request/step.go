package request

import (
	"fmt"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// refuse says why the law does not allow an event.
func refuse(cite law.Ref, format string, args ...any) *Note {
	why := fmt.Sprintf(format, args...)
	if !cite.Zero() {
		why += "（" + cite.Short() + "）"
	}
	return &Note{Why: why, Cite: cite}
}

// apply takes one event into the state, or says why it may not be.
func (r *replay) apply(i int, e Event) *Note {
	if no := r.inPlace(e); no != nil {
		return no
	}
	switch e.Type {
	case Received:
		return r.receive(i, e)
	case CorrectionAsked:
		return r.askCorrection(e)
	case CorrectionReceived:
		return r.receiveCorrection(e)
	case ThirdPartyAsked, OrganAsked:
		return r.ask(i, e)
	case ThirdPartyAnswered, OrganAnswered:
		return r.answer(e)
	case Extended:
		return r.extend(e)
	case Delayed:
		return r.delay(e)
	case ReasonsAsked:
		r.reasons = true
		r.cite(law.Art("条例", 35))
		return nil
	case FeeNoticed:
		return r.noticeFee(e)
	case FeePaid:
		return r.payFee(e)
	case Decided:
		return r.decide(i, e)
	case Withdrawn:
		r.finish(e.At, "", nil)
		r.row, r.withdrawn = WithdrawnRow, true
		return nil
	case Remitted:
		return r.remit(e)
	}
	return refuse(law.Ref{}, "不认识的事件“%s”", clip(string(e.Type)))
}

// inPlace refuses what comes before the receipt or after the end.
func (r *replay) inPlace(e Event) *Note {
	switch {
	case e.Type == Received:
		return nil
	case r.received == 0:
		return refuse(law.Art("条例", 31), "申请尚未收到（没有收到日或者双方尚未确认），期限没有起算")
	case e.At < r.received:
		return refuse(law.Art("条例", 31), "早于收到申请之日%s", r.received.Chinese())
	case r.end != 0 && e.Type != Remitted:
		return refuse(law.Ref{}, "申请已于%s办结", r.end.Chinese())
	}
	if e.Delivered != 0 && e.Delivered < e.At {
		return refuse(law.Ref{}, "送达日%s早于发出日", e.Delivered.Chinese())
	}
	return nil
}

func (r *replay) receive(i int, e Event) *Note {
	if r.received != 0 {
		return refuse(law.Art("条例", 31), "已于%s收到，收到日只有一个", r.received.Chinese())
	}
	rule, known := RuleOf(e.Channel)
	day := ReceivedOn(e.Channel, e.At, e.Confirmed)
	switch {
	case day == 0 || day > r.asOf:
		return nil // not confirmed yet: the clock has not started, and nothing is wrong
	case day < e.At:
		return refuse(rule.Cite, "确认日%s早于申请提交之日", day.Chinese())
	}
	if known && rule.SameDay && day > e.At {
		r.warn(i, "平常信函应当于收到的当日与申请人确认，实际于"+day.Chinese()+"确认", rule.Cite)
	}
	if day < inForce() {
		r.warn(i, "收到日早于现行《条例》施行之日2019年5月15日，计算仅供参考", law.Art("条例", 56))
	}
	r.received = day
	if known {
		r.cite(rule.Cite)
	} else {
		r.cite(law.Art("条例", 31))
	}
	r.cite(law.Art("条例", 33).Para(2))
	r.restart(day)
	return nil
}

// restart begins a term of its full length on the day after.
func (r *replay) restart(day calendar.Day) {
	r.starts, r.total, r.until = day, r.terms.reply, 0
}

func (r *replay) askCorrection(e Event) *Note {
	art := law.Art("条例", 30)
	last := r.cal.Add(r.received, r.terms.correction)
	switch {
	case r.correction.asked:
		return refuse(art, "补正应当一次性告知，已经告知过一次")
	case e.At > last:
		return refuse(art, "告知补正应当自收到申请之日起%d个工作日内，最后一日是%s", r.terms.correction, last.Chinese())
	case e.Until != 0 && e.Until < e.At:
		return refuse(art, "补正期限%s早于告知之日", e.Until.Chinese())
	}
	r.correction = correction{asked: true, open: true, until: e.Until}
	r.cite(art)
	return nil
}

func (r *replay) receiveCorrection(e Event) *Note {
	if !r.correction.open {
		return refuse(law.Art("条例", 30), "没有尚待补正的告知")
	}
	r.correction.open = false
	r.restart(e.At)
	return nil
}

// ask begins a hearing. The days after the day of asking do not count (33③).
func (r *replay) ask(i int, e Event) *Note {
	from := e.At
	if e.Delivered != 0 {
		from = e.Delivered
	}
	h := hearing{event: i, kind: e.Type, asked: e.At}
	limit := func(n int) {
		h.last = r.cal.Add(from, n)
		h.provisional = r.cal.Provisional(from, h.last)
	}
	switch joint := e.Joint == nil || *e.Joint; {
	case e.Type == ThirdPartyAsked:
		limit(r.terms.thirdParty)
		r.thirdParty = true
		r.cite(law.Art("条例", 32))
	case joint:
		limit(r.terms.organ)
		h.consents = e.Delivered != 0
		r.cite(law.Art("条例", 34))
	default:
		r.cite(law.Art("条例", 11).Para(1))
	}
	r.cite(law.Art("条例", 33).Para(3))
	r.hearings = append(r.hearings, h)
	return nil
}

// answer closes the question it names, else the earliest of its kind that is
// still open, else (a late answer) the earliest that got none.
func (r *replay) answer(e Event) *Note {
	asked := ThirdPartyAsked
	cite := law.Art("条例", 32)
	if e.Type == OrganAnswered {
		asked, cite = OrganAsked, law.Art("条例", 34)
	}
	found := -1
	for i, h := range r.hearings {
		if h.kind != asked || h.answered != 0 {
			continue
		}
		if e.Of != nil {
			if h.event == *e.Of {
				found = i
			}
			continue
		}
		if e.At <= h.ends(e.At) {
			found = i
			break
		}
		if found < 0 {
			found = i
		}
	}
	if found < 0 {
		return refuse(cite, "没有对应的、尚待答复的征求意见")
	}
	r.hearings[found].answered = e.At
	return nil
}

func (r *replay) extend(e Event) *Note {
	art := law.Art("条例", 33).Para(2)
	days := r.terms.extension
	if e.Days != nil {
		days = *e.Days
	}
	due := r.due(e.At)
	done := max(e.At, e.Consented, e.Noticed)
	switch {
	case r.extended:
		return refuse(art, "答复期限只延长一次，已经延长过")
	case days > r.terms.extension:
		return refuse(art, "延长%d个工作日，超过最长%d个工作日", days, r.terms.extension)
	case days < 1:
		return refuse(art, "延长的天数应当是1至%d个工作日", r.terms.extension)
	case r.waiting():
		return refuse(art, "等待补正或者缴费期间答复期限没有起算，不能延长")
	case due != 0 && done > due:
		return refuse(art, "延长应当在期限届满日%s以前经负责人同意并告知申请人", due.Chinese())
	}
	r.extended = true
	r.total += days
	r.cite(art)
	return nil
}

// delay sets a day by 条例 35. It is a date, so hearings do not move it.
func (r *replay) delay(e Event) *Note {
	art := law.Art("条例", 35)
	due := r.due(e.At)
	switch {
	case r.waiting():
		return refuse(art, "等待补正或者缴费期间答复期限没有起算，不能确定延迟答复的期限")
	case due != 0 && e.At > due:
		return refuse(art, "期限已于%s届满，延迟答复应当在此以前确定并告知", due.Chinese())
	case e.Until == 0:
		return refuse(art, "没有写明延迟到哪一天")
	case e.Until <= due || e.Until < e.At:
		return refuse(art, "延迟答复的期限%s不晚于现有期限", e.Until.Chinese())
	}
	r.until, r.reasons = e.Until, true
	r.cite(art)
	return nil
}

func (r *replay) noticeFee(e Event) *Note {
	art := law.Art("收费办法", 0)
	due := r.due(e.At)
	switch {
	case r.fee.open:
		return refuse(art, "已经发出收费通知，尚待缴费")
	case r.correction.open:
		return refuse(art, "等待补正期间不能发出收费通知")
	case due != 0 && e.At > due:
		return refuse(art, "收费通知应当在答复期限内发出，期限已于%s届满", due.Chinese())
	}
	from := e.At
	if e.Delivered != 0 {
		from = e.Delivered
	}
	r.fee.open, r.fee.lapse = true, r.cal.Add(from, r.terms.fee)
	r.fee.provisional = r.cal.Provisional(from, r.fee.lapse)
	r.cite(law.Art("条例", 42).Para(1), art)
	return nil
}

func (r *replay) payFee(e Event) *Note {
	if !r.fee.open {
		return refuse(law.Art("收费办法", 0), "没有尚待缴费的收费通知")
	}
	r.fee.open, r.fee.paid = false, true
	r.restart(e.At)
	return nil
}

func (r *replay) decide(i int, e Event) *Note {
	if no := r.lapsed(i, e); no != nil {
		return no
	}
	r.precondition(i, e)
	basis, err := law.Parse(e.Basis, "条例")
	switch rule, known := OutcomeOf(e.Outcome); {
	case e.Basis != "" && err == nil && basis.Check() == nil:
		r.cite(basis)
	case e.Basis != "":
		r.warn(i, "依据“"+clip(e.Basis)+"”不是可以识别的条款", law.Ref{})
		r.cite(rule.Cites...)
	case known:
		r.cite(rule.Cites...)
	default:
		r.warn(i, "没有写明处理结果，不能计入年报表三", law.Ref{})
	}
	r.late = true
	r.finish(e.At, e.Outcome, e.Withheld)
	return nil
}

// lapsed checks the two outcomes that say the applicant let a day go by.
func (r *replay) lapsed(i int, e Event) *Note {
	switch {
	case e.Outcome == CorrectionOverdue && r.correction.open && r.correction.until == 0:
		r.warn(i, "补正告知没有写明补正期限", law.Art("条例", 30))
	case e.Outcome == CorrectionOverdue && r.correction.open && e.At <= r.correction.until:
		return refuse(law.Art("条例", 30), "补正期限到%s为止，尚未届满", r.correction.until.Chinese())
	case e.Outcome == CorrectionOverdue && r.correction.asked && !r.correction.open:
		return refuse(law.Art("条例", 30), "申请人已经补正")
	case e.Outcome == CorrectionOverdue && !r.correction.asked:
		r.warn(i, "没有告知过补正", law.Art("条例", 30))
	case e.Outcome == FeeOverdue && r.fee.open && e.At <= r.fee.lapse:
		return refuse(law.Art("收费办法", 0), "缴费期限到%s为止，尚未届满", r.fee.lapse.Chinese())
	case e.Outcome == FeeOverdue && r.fee.paid && !r.fee.open:
		return refuse(law.Art("收费办法", 0), "申请人已经缴费")
	case e.Outcome == FeeOverdue && !r.fee.open:
		r.warn(i, "没有发出过收费通知", law.Art("收费办法", 0))
	}
	return nil
}

// precondition warns of steps the statute wants before an outcome.
func (r *replay) precondition(i int, e Event) {
	switch {
	case e.Outcome == AbusiveVolume && !r.reasons:
		r.warn(i, "没有先要求申请人说明理由", law.Art("条例", 35))
	case e.Outcome == ThirdPartyRights && !r.thirdParty:
		r.warn(i, "没有书面征求第三方意见", law.Art("条例", 32))
	case e.Outcome == StillUnclear && !r.correction.asked:
		r.warn(i, "没有告知过补正", law.Art("条例", 30))
	}
}

// remit opens a new term after a review or a judgment that orders a new answer.
func (r *replay) remit(e Event) *Note {
	days := r.terms.reply
	if e.Days != nil {
		days = *e.Days
	}
	switch {
	case r.end == 0:
		return refuse(law.Art("复议法", 64).Para(1), "申请尚未办结，没有可以责令重新答复的决定")
	case r.withdrawn:
		return refuse(law.Art("复议法", 64).Para(1), "申请已经撤回，没有可以责令重新答复的决定")
	case e.At < r.end:
		return refuse(law.Art("复议法", 64).Para(1), "早于办结之日%s", r.end.Chinese())
	case days < 1 || days > 3660:
		return refuse(law.Art("复议法", 64).Para(1), "重新答复的天数%d不能计算", days)
	}
	r.end, r.row, r.outcome, r.remedy, r.late, r.paused = 0, 0, "", NoRemedy, false, false
	r.hearings = nil
	r.restart(e.At)
	r.total = days
	r.cite(law.Art("复议法", 64).Para(1), law.Art("行诉法", 70))
	return nil
}
