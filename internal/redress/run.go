package redress

import (
	"cmp"

	"yangguang/internal/calendar"
)

// runs lists the limits of a history, in the order of the statute.
func (r *replay) runs() []Run {
	if r.h.Kind == Suit {
		return append(r.suitRuns(), r.orderRuns()...)
	}
	return append(r.reviewRuns(), r.orderRuns()...)
}

// run makes one limit that begins on the day after from; over says that what it
// asks for no longer matters.
func (r *replay) run(name string, from, done calendar.Day, over bool) Run {
	x := Run{Limit: limit(name), From: from, Done: done, Gone: over && done == 0}
	e := r.cal.End(from, x.Term)
	x.Due, x.Nominal, x.Provisional = e.Due, e.Nominal, e.Provisional
	return x
}

// halting is run for a limit within which the authority or the court decides:
// the days of a suspension do not count, extra days do.
func (r *replay) halting(name string, from, done calendar.Day, over bool, extra int) Run {
	x := r.run(name, from, done, over)
	nominal := x.Nominal + calendar.Day(extra)
	for _, h := range r.halts {
		begins := max(h.from, from)
		if begins >= nominal || done != 0 && h.from >= done {
			break
		}
		if h.to == 0 {
			x.Due, x.Nominal, x.Provisional, x.Stopped = 0, 0, false, true
			return x
		}
		nominal += max(0, h.to-begins)
	}
	x.Nominal, x.Due = nominal, r.cal.Next(nominal)
	x.Provisional = r.cal.Provisional(from, x.Due)
	return x
}

func (r *replay) reviewRuns() (runs []Run) {
	over := r.ended != nil
	add := func(x Run) { runs = append(runs, x) }
	explicit := r.accepted
	if r.deemed {
		explicit = 0
	}
	if r.asked != 0 {
		add(r.run(CorrectReview, r.asked, r.corrected, over))
	}
	if r.lodged != 0 && (r.asked == 0 || r.corrected != 0) {
		add(r.run(AcceptReview, cmp.Or(r.corrected, r.lodged), explicit, over || r.deemed))
	}
	send, answer, decide := SendCopy, AnswerReview, DecideReview
	if r.procedure == Simplified {
		send, answer, decide = SendCopySummary, AnswerReviewSummary, DecideReviewSummary
	}
	if r.accepted != 0 {
		add(r.run(send, r.accepted, r.served, over))
	}
	if r.served != 0 {
		add(r.run(answer, r.served, r.answered, over))
	}
	var decided calendar.Day
	if over {
		decided = r.ended.At
	}
	if r.accepted != 0 {
		x := r.halting(decide, r.accepted, decided, over, r.extra)
		add(x)
		if !over && x.Due != 0 && !x.Provisional && r.h.AsOf > x.Due {
			add(r.run(SueAfterReview, x.Due, 0, false))
		}
	}
	if over && r.end.Sue {
		add(r.run(SueAfterReview, cmp.Or(r.ended.Delivered, r.ended.At), 0, false))
	}
	for _, o := range r.opinions {
		add(r.run(ReportOpinion, o.received, o.reported, false))
	}
	return runs
}

func (r *replay) suitRuns() (runs []Run) {
	over := r.ended != nil
	if r.served != 0 {
		runs = append(runs, r.run(AnswerSuit, r.served, r.answered, over))
	}
	var judged calendar.Day
	if over {
		judged = r.ended.At
	}
	if r.accepted != 0 && r.final == 0 {
		name := DecideSuit
		if r.procedure == Simplified {
			name = DecideSuitSummary
		}
		runs = append(runs, r.halting(name, r.accepted, judged, over, 0))
	}
	if over && r.end.Appeal != "" && r.final == 0 {
		e := r.run(r.end.Appeal, cmp.Or(r.ended.Delivered, r.ended.At), r.appealed, r.concluded != 0)
		runs = append(runs, e)
	}
	if r.appealed != 0 {
		runs = append(runs, r.halting(DecideAppeal, r.appealed, r.final, false, 0))
	}
	return runs
}
