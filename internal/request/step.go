package request

import (
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// apply takes one event into the state, or says why it may not be.
func (r *replay) apply(i int, e *Event) *Note {
	if e.Type == Undone {
		return r.notUndone(e)
	}
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
	case ThirdPartyAsked, AgencyAsked:
		return r.ask(i, e)
	case ThirdPartyAnswered, AgencyAnswered:
		return r.answer(e)
	case Extended:
		return r.extend(e)
	case Delayed:
		return r.delay(e)
	case ReasonsAsked:
		r.reasons = true
		r.clauses.add(clauseVolume)
		return nil
	case FeeNoticed:
		return r.noticeFee(e)
	case FeePaid:
		return r.payFee(e)
	case Decided:
		return r.decide(i, e)
	case Withdrawn:
		r.finish(e.At, nil, nil)
		r.row, r.withdrawn = WithdrawnRow, true
		r.tally(e.At)
		return nil
	case Remitted:
		return r.remit(e)
	}
	return &Note{text: "不认识的事件“{said}”", said: string(e.Type)}
}

// inPlace refuses what comes before the receipt or after the end.
func (r *replay) inPlace(e *Event) *Note {
	switch {
	case e.Type == Received:
		return nil
	case r.received == 0:
		return refuse(law.Art("条例", 31), "申请尚未收到（没有收到日或者双方尚未确认），期限没有起算")
	case e.At < r.received:
		return refuse(law.Art("条例", 31), "早于收到申请之日{day}").on(r.received)
	case r.end != 0 && e.Type != Remitted:
		return refuse(law.Ref{}, "申请已于{day}办结").on(r.end)
	}
	if e.Delivered != 0 && e.Delivered < e.At {
		return refuse(law.Ref{}, "送达日{day}早于发出日").on(e.Delivered)
	}
	return nil
}

func (r *replay) receive(i int, e *Event) *Note {
	if r.received != 0 {
		return refuse(law.Art("条例", 31), "已于{day}收到，收到日只有一个").on(r.received)
	}
	rule := e.Channel.rule()
	day := rule.received(e.At, e.Confirmed)
	switch {
	case day == 0 || day > r.asOf:
		return nil // not confirmed yet: the clock has not started, and nothing is wrong
	case day < e.At:
		return refuse(clauseTexts[receiptClause(e.Channel)].Cite, "确认日{day}早于申请提交之日").on(day)
	}
	if rule != nil && rule.SameDay && day > e.At {
		r.warn(i, refuse(rule.Cite, "平常信函应当于收到的当日与申请人确认，实际于{day}确认").on(day))
	}
	if day < inForce {
		r.warn(i, &Note{text: "收到日早于现行《条例》施行之日2019年5月15日，计算仅供参考", Cite: law.Art("条例", 56)})
	}
	r.received = day
	r.clauses.add(receiptClause(e.Channel), clauseReply)
	r.restart(day)
	return nil
}

// receiptClause is the item of 条例 31 for a channel.
func receiptClause(c Channel) clause {
	switch c {
	case InPerson:
		return clauseInPerson
	case RegisteredMail, OrdinaryMail:
		return clauseMail
	case Online, Fax:
		return clauseConfirmed
	}
	return clauseReceipt
}

// restart begins a term of its full length on the day after.
func (r *replay) restart(day calendar.Day) {
	r.starts, r.total, r.until = day, r.terms.reply, 0
}

func (r *replay) askCorrection(e *Event) *Note {
	art := law.Art("条例", 30)
	last := r.cal.Add(r.received, r.terms.correction)
	switch {
	case r.correction.asked:
		return refuse(art, "补正应当一次性告知，已经告知过一次")
	case e.At > last:
		return &Note{Cite: art, text: "告知补正应当自收到申请之日起{n}个工作日内，最后一日是{day}", n: r.terms.correction, day: last}
	case e.Until != 0 && e.Until < e.At:
		return refuse(art, "补正期限{day}早于告知之日").on(e.Until)
	}
	r.correction = correction{asked: true, open: true, until: e.Until}
	r.clauses.add(clauseCorrection)
	return nil
}

func (r *replay) receiveCorrection(e *Event) *Note {
	if !r.correction.open {
		return refuse(law.Art("条例", 30), "没有尚待补正的告知")
	}
	r.correction.open = false
	r.restart(e.At)
	return nil
}

// ask begins a hearing. The days after the day of asking do not count (33③).
func (r *replay) ask(i int, e *Event) *Note {
	from := e.At
	if e.Delivered != 0 {
		from = e.Delivered
	}
	h := hearing{event: int32(i), third: e.Type == ThirdPartyAsked, asked: e.At, from: from}
	switch joint := e.Joint == nil || *e.Joint; {
	case h.third:
		h.last = r.cal.Add(from, r.terms.thirdParty)
		r.thirdParty = true
		r.clauses.add(clauseThirdParty)
	case joint:
		h.last = r.cal.Add(from, r.terms.organ)
		h.consents = e.Delivered != 0
		r.clauses.add(clauseOrgan)
	default:
		r.clauses.add(clauseOtherOrgan)
	}
	h.provisional = r.cal.Provisional(from, h.last)
	r.clauses.add(clauseHearing)
	if r.hearings == nil {
		r.hearings = make([]hearing, 0, 3)
	}
	r.hearings = append(r.hearings, h)
	return nil
}

// answer closes the question it names, else the earliest of its kind that is
// still open, else (a late answer) the earliest that got none.
func (r *replay) answer(e *Event) *Note {
	third, cite := e.Type == ThirdPartyAnswered, law.Art("条例", 34)
	if third {
		cite = law.Art("条例", 32)
	}
	found := -1
	for i, h := range r.hearings {
		if h.third != third || h.answered != 0 {
			continue
		}
		if e.Of != nil {
			if int(h.event) == *e.Of {
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

func (r *replay) extend(e *Event) *Note {
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
		return &Note{Cite: art, text: "延长{n}个工作日，超过最长{most}个工作日", n: days, most: r.terms.extension}
	case days < 1:
		return &Note{Cite: art, text: "延长的天数应当是1至{most}个工作日", most: r.terms.extension}
	case r.waiting():
		return refuse(art, "等待补正或者缴费期间答复期限没有起算，不能延长")
	case due != 0 && done > due:
		return refuse(art, "延长应当在期限届满日{day}以前经负责人同意并告知申请人").on(due)
	}
	r.extended = true
	r.total += days
	return nil
}

// delay sets a day by 条例 35. It is a date, so hearings do not move it.
func (r *replay) delay(e *Event) *Note {
	art := law.Art("条例", 35)
	due := r.due(e.At)
	switch {
	case r.waiting():
		return refuse(art, "等待补正或者缴费期间答复期限没有起算，不能确定延迟答复的期限")
	case due != 0 && e.At > due:
		return refuse(art, "期限已于{day}届满，延迟答复应当在此以前确定并告知").on(due)
	case e.Until == 0:
		return refuse(art, "没有写明延迟到哪一天")
	case e.Until <= due || e.Until < e.At:
		return refuse(art, "延迟答复的期限{day}不晚于现有期限").on(e.Until)
	}
	r.until, r.reasons = e.Until, true
	r.clauses.add(clauseVolume)
	return nil
}

func (r *replay) noticeFee(e *Event) *Note {
	art := law.Art("收费办法", 0)
	due := r.due(e.At)
	switch {
	case e.At < feeInForce:
		return refuse(art, "信息处理费的标准自{day}起施行，在此以前不收费").on(feeInForce)
	case r.fee.open:
		return refuse(art, "已经发出收费通知，尚待缴费")
	case r.correction.open:
		return refuse(art, "等待补正期间不能发出收费通知")
	case due != 0 && e.At > due:
		return refuse(art, "收费通知应当在答复期限内发出，期限已于{day}届满").on(due)
	}
	from := e.At
	if e.Delivered != 0 {
		from = e.Delivered
	}
	r.fee.open, r.fee.lapse = true, r.cal.Add(from, r.terms.fee)
	r.fee.provisional = r.cal.Provisional(from, r.fee.lapse)
	r.clauses.add(clauseFee, clauseTariff)
	return nil
}

func (r *replay) payFee(e *Event) *Note {
	if !r.fee.open {
		return refuse(law.Art("收费办法", 0), "没有尚待缴费的收费通知")
	}
	r.fee.open, r.fee.paid = false, true
	r.restart(e.At)
	return nil
}

func (r *replay) decide(i int, e *Event) *Note {
	if no := r.lapsed(i, e); no != nil {
		return no
	}
	r.precondition(i, e)
	rule := e.Outcome.rule()
	if e.Basis == "" || !r.basis(e.Basis) {
		if e.Basis != "" {
			r.warn(i, &Note{text: "依据“{said}”不是可以识别的条款", said: e.Basis})
		}
		if rule != nil && r.clauses.basis == nil {
			r.clauses.basis = slices.Clip(rule.Cites)
		} else if rule != nil {
			r.clauses.basis = append(r.clauses.basis, rule.Cites...)
		}
	}
	if rule == nil {
		r.warn(i, &Note{text: "没有写明处理结果，不能计入年报表三"})
	}
	r.late = true
	r.finish(e.At, rule, e.Withheld)
	return nil
}

// basis cites the clause a decision names, if it can be read and exists.
func (r *replay) basis(s string) bool {
	refs, err := law.ParseBasis(s, "条例")
	if err != nil {
		return false
	}
	for _, ref := range refs {
		if ref.Check() != nil {
			return false
		}
	}
	r.clauses.basis = append(r.clauses.basis, refs...)
	return true
}

// lapsed checks the two outcomes that say the applicant let a day go by.
func (r *replay) lapsed(i int, e *Event) *Note {
	switch {
	case e.Outcome == CorrectionOverdue && r.correction.open && r.correction.until == 0:
		r.warn(i, &Note{text: "补正告知没有写明补正期限", Cite: law.Art("条例", 30)})
	case e.Outcome == CorrectionOverdue && r.correction.open && e.At <= r.correction.until:
		return refuse(law.Art("条例", 30), "补正期限到{day}为止，尚未届满").on(r.correction.until)
	case e.Outcome == CorrectionOverdue && r.correction.asked && !r.correction.open:
		return refuse(law.Art("条例", 30), "申请人已经补正")
	case e.Outcome == CorrectionOverdue && !r.correction.asked:
		r.warn(i, &Note{text: "没有告知过补正", Cite: law.Art("条例", 30)})
	case e.Outcome == FeeOverdue && r.fee.open && e.At <= r.fee.lapse:
		return refuse(law.Art("收费办法", 0), "缴费期限到{day}为止，尚未届满").on(r.fee.lapse)
	case e.Outcome == FeeOverdue && r.fee.paid && !r.fee.open:
		return refuse(law.Art("收费办法", 0), "申请人已经缴费")
	case e.Outcome == FeeOverdue && !r.fee.open:
		r.warn(i, &Note{text: "没有发出过收费通知", Cite: law.Art("收费办法", 0)})
	}
	return nil
}

// precondition warns of steps the statute wants before an outcome.
func (r *replay) precondition(i int, e *Event) {
	switch {
	case e.Outcome == AbusiveVolume && !r.reasons:
		r.warn(i, &Note{text: "没有先要求申请人说明理由", Cite: law.Art("条例", 35)})
	case e.Outcome == ThirdPartyRights && !r.thirdParty:
		r.warn(i, &Note{text: "没有书面征求第三方意见", Cite: law.Art("条例", 32)})
	case e.Outcome == StillUnclear && !r.correction.asked:
		r.warn(i, &Note{text: "没有告知过补正", Cite: law.Art("条例", 30)})
	}
}

// remit opens a new term after a review or a judgment that orders a new answer.
func (r *replay) remit(e *Event) *Note {
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
		return refuse(law.Art("复议法", 64).Para(1), "早于办结之日{day}").on(r.end)
	case days < 1 || days > 3660:
		return &Note{Cite: law.Art("复议法", 64).Para(1), text: "重新答复的天数{n}不能计算", n: days}
	}
	r.end, r.row, r.outcome, r.remedy, r.late, r.paused = 0, 0, "", NoRemedy, false, false
	r.hearings = nil
	r.restart(e.At)
	r.total = days
	r.clauses.add(clauseReview, clauseJudgment)
	return nil
}
