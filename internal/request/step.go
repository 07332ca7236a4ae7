package request

import (
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
	if no := r.tooLate(i, e); no != nil {
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
	case Delivered:
		return r.deliver(e)
	case Extended:
		return r.extend(i, e)
	case Delayed:
		return r.delay(e)
	case ReasonsAsked:
		r.reasons = true
		r.clauses.add(clauseVolume)
		return nil
	case FeeNoticed:
		return r.noticeFee(i, e)
	case FeePaid:
		return r.payFee(e)
	case Decided:
		return r.decide(i, e)
	case Withdrawn:
		r.finish(e.At, nil, nil)
		r.row = WithdrawnRow
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
	return nil
}

// tooLate refuses what would begin the count anew or stop it and was put down only
// after the due day. A hearing and an extension that were are kept, for they tell
// who was heard and what was told, but stop and extend nothing.
func (r *replay) tooLate(i int, e *Event) *Note {
	if !r.enteredLate(i) {
		return nil
	}
	switch e.Type {
	case CorrectionAsked:
		return refuse(law.Art("条例", 30), "{day}才登记，期限已经届满；期限届满以后补记的告知不停止计算").on(e.Entered)
	case FeeNoticed:
		return refuse(law.Art("收费办法", 0), "{day}才登记，期限已经届满；期限届满以后补记的通知不停止计算").on(e.Entered)
	case Delayed:
		return refuse(law.Art("条例", 35), "{day}才登记，期限已经届满；期限届满以后补记的不推迟期限").on(e.Entered)
	case ThirdPartyAsked, AgencyAsked:
		r.idleNow(i, refuse(law.Art("条例", 33).Para(3), "“{said}”{day}才登记，期限已经届满，不停止计算").on(e.Entered), e)
	case Extended:
		r.idleNow(i, refuse(law.Art("条例", 33).Para(2), "“{said}”{day}才登记，期限已经届满，不延长期限").on(e.Entered), e)
	}
	return nil
}

// enteredLate reports whether an event was put down only after the due day.
func (r *replay) enteredLate(i int) bool { return r.entered != nil && r.entered[i] }

func (r *replay) idleNow(i int, n *Note, e *Event) {
	n.Event, n.said = i, e.Type.Label()
	r.idle = append(r.idle, *n)
}

// restart begins a term of its full length on the day after.
func (r *replay) restart(day calendar.Day) {
	r.starts, r.total, r.until, r.natural, r.added = day, r.terms.reply, 0, false, 0
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
	r.correction.open, r.correction.received = false, true
	r.restart(e.At)
	return nil
}

// ask begins a hearing. The days after the day of asking do not count (33③),
// unless the term was over by then.
func (r *replay) ask(i int, e *Event) *Note {
	due := r.due(e.At)
	h := hearing{event: int32(i), third: e.Type == ThirdPartyAsked, asked: e.At, late: due != 0 && e.At > due || r.enteredLate(i)}
	switch joint := e.Joint == nil || *e.Joint; {
	case h.third:
		r.thirdParty = true
		r.clauses.add(clauseThirdParty)
	case joint:
		h.joint = true
		r.clauses.add(clauseAgency)
	default:
		r.clauses.add(clauseOtherAgency)
	}
	h.run(r, e.At, e.Delivered)
	r.clauses.add(clauseHearing)
	if r.hearings == nil {
		r.hearings = make([]hearing, 0, 3)
	}
	r.hearings = append(r.hearings, h)
	return nil
}

// deliver puts down when a question or a notice of a fee has arrived: its own days
// run from then.
func (r *replay) deliver(e *Event) *Note {
	if e.Of == nil {
		return refuse(law.Art("条例", 32), "没有写明送达的是哪一件")
	}
	for i := range r.hearings {
		h := &r.hearings[i]
		switch {
		case int(h.event) != *e.Of:
			continue
		case h.answered != 0:
			return refuse(law.Art("条例", 32), "这一件征求意见已经答复，不再登记送达")
		case h.delivered:
			return refuse(law.Art("条例", 32), "这一件征求意见已经登记过送达")
		}
		h.run(r, h.asked, e.At)
		return nil
	}
	switch art := law.Art("收费办法", 0); {
	case !r.fee.sent || int(r.fee.event) != *e.Of:
		return refuse(law.Art("条例", 32), "要登记送达的不是征求意见，也不是收费通知")
	case r.fee.paid:
		return refuse(art, "申请人已经缴费，不再登记送达")
	case r.fee.delivered:
		return refuse(art, "收费通知已经登记过送达")
	case !r.fee.open:
		return refuse(art, "没有尚待缴费的收费通知")
	}
	r.fee.run(r, e.At)
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
	for i := range r.hearings {
		h := &r.hearings[i]
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

func (r *replay) extend(i int, e *Event) *Note {
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
		return &Note{Cite: art, text: "延长{n}个工作日，超过最长{most}个工作日", n: days, most: int32(r.terms.extension)}
	case days < 1:
		return &Note{Cite: art, text: "延长的天数应当是1至{most}个工作日", most: int32(r.terms.extension)}
	case r.waiting():
		return refuse(art, "等待补正或者缴费期间答复期限没有起算，不能延长")
	case due != 0 && done > due:
		return refuse(art, "延长应当在期限届满日{day}以前经负责人同意并告知申请人").on(due)
	}
	switch {
	case r.enteredLate(i):
		return nil
	case r.natural:
		r.added += days
	default:
		r.total += days
	}
	r.extended = true
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
	case e.Until <= due || e.Until <= e.At:
		return refuse(art, "延迟答复的期限{day}不晚于现有期限").on(e.Until)
	}
	r.until, r.reasons = e.Until, true
	r.clauses.add(clauseVolume)
	return nil
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
	case e.At < r.end:
		return refuse(law.Art("复议法", 64).Para(1), "早于办结之日{day}").on(r.end)
	case days < 1 || days > 3660:
		return &Note{Cite: law.Art("复议法", 64).Para(1), text: "重新答复的天数{n}不能计算", n: days}
	}
	for event := range r.pending {
		r.undelivered = append(r.undelivered, event)
	}
	r.fee.sent = r.fee.sent && (r.fee.paid || r.fee.delivered)
	r.end, r.row, r.outcome, r.remedy, r.paused = 0, 0, "", NoRemedy, false
	r.hearings = r.hearings[:0]
	r.restart(e.At)
	r.total, r.natural = days, e.Unit == calendar.NaturalDays
	r.clauses.drop(clauseReviewFirst, clauseReviewPart)
	r.clauses.add(clauseReview, clauseJudgment)
	return nil
}
