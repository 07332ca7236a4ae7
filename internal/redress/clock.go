package redress

import (
	"cmp"
	"fmt"
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// History is what is known of one contest, and the day it is looked at.
type History struct {
	Kind         Kind
	After        bool         // a suit after a review
	Apart        bool         // no application is behind it
	ReviewFirst  bool         // the answer withholds under 条例 14 to 16: review has to come first
	ReviewPart   bool         // it withholds a part under them: review has to come first against that part
	Unanswered   bool         // there was no answer when the contest was registered
	AnswerServed calendar.Day // the contested answer reached the applicant
	ReviewServed calendar.Day // suits after a review: its decision was served
	Events       []Event
	AsOf         calendar.Day
}

// Group is where the contest stands in table four.
func (h History) Group() Group {
	switch {
	case h.Kind == Review:
		return Reconsideration
	case h.After:
		return SuitAfterReview
	}
	return DirectSuit
}

// Note is something a person should know about an event, or about the whole
// (Event is -1).
type Note struct {
	Event int
	Text  string
	Cite  law.Ref
}

// Why is the note in one sentence with its article.
func (n Note) Why() string {
	if n.Cite.Zero() {
		return n.Text
	}
	return n.Text + "（" + n.Cite.String() + "）"
}

// Run is a limit that runs or ran in a contest. Days that cannot be told are 0.
type Run struct {
	Limit
	From         calendar.Day
	Due, Nominal calendar.Day // last day, and where it would be if offices never closed; 0 while suspended
	Provisional  bool
	Stopped      bool         // the contest is suspended, and with it this limit
	Done         calendar.Day // the day on which what it asks for was done
	Gone         bool         // the contest was over before it was done
	Default      bool         // the length was not stated and is the usual one [M]
}

// Open reports whether somebody still has to act.
func (r Run) Open() bool { return r.Done == 0 && !r.Gone }

// Ours reports whether the body itself has to act, or to decide whether to.
func (r Run) Ours() bool { return r.Who == Us || r.Who == Either }

// Late is how many days the act came after the last day, or is overdue on a
// day; 0 when it is in time.
func (r Run) Late(asOf calendar.Day) int {
	if r.Due == 0 || r.Gone {
		return 0
	}
	end := cmp.Or(r.Done, asOf)
	return max(0, int(end-r.Due))
}

// Clock is what a history comes to on its day.
type Clock struct {
	Stage     Stage
	Procedure Procedure
	Begun     calendar.Day // the first thing known of the contest
	Accepted  calendar.Day
	Deemed    bool         // accepted because the time to refuse went by (复议法 30③)
	Concluded calendar.Day // decided, or the judgment took effect
	End       string
	Result    Result // Pending before the end
	Runs      []Run
	Next      int   // index in Runs of what the body has to do next; -1 for nothing
	Order     int   // index in Runs of what was ordered; -1 for nothing
	Ordering  Event // the decision or judgment that orders it
	Refused   []Note
	Warnings  []Note
}

// Counts says in which column of table four the contest stands in a year's
// report: concluded in the year by its result, still open at 24:00 on 31
// December as pending, otherwise nowhere.
func (c Clock) Counts(year int) (Result, bool) {
	switch {
	case c.Begun == 0 || c.Begun.Year() > year:
		return "", false
	case c.Concluded == 0 || c.Concluded.Year() > year:
		return Pending, true
	case c.Concluded.Year() == year:
		return c.Result, true
	}
	return "", false
}

// Replay finds what the events of a contest come to on the day h.AsOf. Events
// are taken in the order of their days; what the law does not allow is not
// applied and stands in Refused. Events after AsOf are left out.
func Replay(cal *calendar.Calendar, h History) Clock {
	r := replay{cal: cal, h: h, procedure: Ordinary}
	gone := r.undone()
	order := make([]int, 0, len(h.Events))
	for i, e := range h.Events {
		if !gone[i] && e.At <= h.AsOf && e.Type != Undone {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(h.Events[i].At, h.Events[j].At) })
	for _, i := range order {
		e := h.Events[i]
		r.deem(e.At)
		if no := r.apply(i, e); no != nil {
			no.Event = i
			r.refused = append(r.refused, *no)
		}
	}
	r.deem(h.AsOf)
	return r.clock()
}

// undone lists the events that were taken back.
func (r *replay) undone() map[int]bool {
	gone := map[int]bool{}
	for i, e := range r.h.Events {
		if e.Type != Undone {
			continue
		}
		if e.Of == nil || *e.Of < 0 || *e.Of >= i || r.h.Events[*e.Of].Type == Undone || gone[*e.Of] {
			r.refused = append(r.refused, Note{Event: i, Text: "没有可以撤销的这一条登记"})
			continue
		}
		gone[*e.Of] = true
	}
	return gone
}

// replay is the state between events; days that have not come are 0.
type replay struct {
	cal       *calendar.Calendar
	h         History
	procedure Procedure

	begun, lodged, asked, corrected calendar.Day
	accepted, served, answered      calendar.Day
	deemed                          bool
	extra                           int
	halts                           []halt
	ended                           *Event // decided, judged
	end                             End
	appealed, final, concluded      calendar.Day
	order                           *Event
	ordered, complied               calendar.Day
	opinions                        []opinion
	untold                          untold
	refused, warnings               []Note
}

type halt struct{ from, to calendar.Day } // to is 0 while it lasts

type opinion struct{ received, reported calendar.Day }

// deem accepts a review on the last day of the time to refuse it, once that has
// gone by (复议法 30③); never on a provisional day.
func (r *replay) deem(day calendar.Day) {
	if r.h.Kind != Review || r.lodged == 0 || r.accepted != 0 || r.ended != nil || r.asked != 0 && r.corrected == 0 {
		return
	}
	e := r.cal.End(cmp.Or(r.corrected, r.lodged), limit(AcceptReview).Term)
	if !e.Provisional && day > e.Due {
		r.accepted, r.deemed = e.Due, true
	}
}

func (r *replay) halted() bool { return len(r.halts) > 0 && r.halts[len(r.halts)-1].to == 0 }

// clock looks at the state on the day h.AsOf.
func (r *replay) clock() Clock {
	c := Clock{Procedure: r.procedure, Begun: r.begun, Accepted: r.accepted, Deemed: r.deemed, Concluded: r.concluded,
		Result: Pending, Next: -1, Order: -1, Refused: r.refused}
	if r.ended != nil {
		c.End = r.end.Name
	}
	if r.concluded != 0 {
		c.Result = r.end.Result
	}
	c.Runs = r.runs()
	for i, run := range c.Runs {
		if run.Name == AnswerAnew || run.Name == Comply {
			c.Order = i
		}
		if run.Open() && run.Ours() && (c.Next < 0 || sooner(run, c.Runs[c.Next])) {
			c.Next = i
		}
	}
	if r.order != nil {
		c.Ordering = *r.order
	}
	c.Stage = r.stage(c.Runs)
	r.remarks(c.Runs)
	c.Warnings = r.warnings
	return c
}

// sooner puts what has a last day before what has none.
func sooner(a, b Run) bool { return a.Due != 0 && (b.Due == 0 || a.Due < b.Due) }

func (r *replay) stage(runs []Run) Stage {
	owing := slices.ContainsFunc(runs, func(x Run) bool { return x.Open() && x.Who == Us })
	switch {
	case r.concluded != 0 && owing:
		return Performing
	case r.concluded != 0:
		return Closed
	case r.halted():
		return Halted
	case r.appealed != 0:
		return OnAppeal
	case r.ended != nil:
		return Pronounced
	case r.served != 0 && r.answered == 0:
		return Answering
	case r.accepted == 0 && r.served == 0 && r.h.Kind == Review:
		return Admitting
	}
	return Hearing
}

// remarks warns of what the whole history shows.
func (r *replay) remarks(runs []Run) {
	warn := func(cite law.Ref, text string) { r.warnings = append(r.warnings, Note{-1, text, cite}) }
	past := func(name string, from, at calendar.Day) bool {
		return from != 0 && at != 0 && at > r.cal.End(from, limit(name).Term).Due
	}
	direct := r.h.Kind == Suit && !r.h.After
	switch {
	case direct && r.h.ReviewFirst:
		warn(law.Art("复议法", 23).Para(1).At(4), "异常：依据条例第十四条至第十六条不予公开的，应当先申请行政复议，不能直接起诉")
	case direct && r.h.ReviewPart:
		warn(law.Art("复议法", 23).Para(1).At(4), "核对起诉的是哪一部分：对其中不予公开的部分应当先申请行政复议；对其余部分可以直接起诉")
	case direct && r.h.Unanswered && !r.h.Apart && r.begun >= detailedSince:
		warn(law.Art("复议法实施条例", 30).Para(1), "异常：逾期不答复属于未履行法定职责，应当先申请行政复议")
	case r.tooLate():
		warn(limit(ApplyReview).Cite, "提出申请之日超过收到答复之日起60日，可以在书面答复中说明")
	}
	if n := r.untold.days(r.h.AnswerServed, r.lodged); n > 0 {
		warn(law.Art("复议法实施条例", 26), fmt.Sprintf("没有告知先申请复议，%s起诉至%s驳回起诉裁定送达的%d日不计入申请期限", r.untold.from.Chinese(), r.untold.to.Chinese(), n))
	}
	switch {
	case r.h.Kind == Suit && r.h.After && past(SueAfterReview, r.h.ReviewServed, r.accepted):
		warn(limit(SueAfterReview).Cite, "立案之日超过复议决定送达之日起15日，核对起诉之日")
	case r.h.Kind == Suit && !r.h.After && past(SueDirectly, r.h.AnswerServed, r.accepted):
		warn(limit(SueDirectly).Cite, "立案之日超过收到答复之日起6个月，核对起诉之日")
	}
	if r.deemed {
		warn(law.Art("复议法", 30).Para(3), "审查期限届满没有作出不予受理决定，自"+r.accepted.Chinese()+"起视为受理")
	}
	for _, x := range runs {
		if x.Late(r.h.AsOf) == 0 {
			continue
		}
		switch x.Name {
		case AnswerReview, AnswerReviewSummary:
			warn(law.Art("复议法", 70), "没有在"+x.Due.Chinese()+"以前提出书面答复、提交证据，视为答复没有证据、依据")
		case AnswerSuit:
			warn(law.Art("行诉法", 34), "没有在"+x.Due.Chinese()+"以前提供证据，视为没有相应证据")
		case AnswerAnew, Comply:
			if x.Open() && r.h.Kind == Suit {
				warn(law.Art("行诉法", 94), "应当在"+x.Due.Chinese()+"以前履行，尚未履行")
			} else if x.Open() {
				warn(law.Art("复议法", 77).Para(1), "应当在"+x.Due.Chinese()+"以前履行，尚未履行")
			}
		}
	}
}
