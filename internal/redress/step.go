package redress

import (
	"cmp"
	"fmt"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

func refuse(cite law.Ref, format string, args ...any) *Note {
	return &Note{Text: fmt.Sprintf(format, args...), Cite: cite}
}

// apply takes one event into the state, or says why it may not be.
func (r *replay) apply(i int, e Event) *Note {
	if no := r.inPlace(e); no != nil {
		return no
	}
	if r.begun == 0 {
		r.begun = e.At
	}
	if e.UntoldFrom != 0 {
		r.untold = untold{e.UntoldFrom, e.UntoldTo}
	}
	switch e.Type {
	case Lodged, CorrectionAsked, WasCorrected, Accepted, Served:
		return r.begin(e)
	case Converted, Extended, Suspended, Resumed:
		return r.proceed(e)
	case Answered:
		return r.answer(e)
	case Decided, Judged:
		return r.decide(e)
	case WeAppealed, TheyAppealed:
		return r.appeal(i, e)
	case Effective:
		return r.takeEffect(e)
	case Final:
		return r.decideAppeal(e)
	case OpinionReceived:
		r.opinions = append(r.opinions, opinion{received: e.At})
		return nil
	case Reported:
		return r.report(e)
	}
	return r.comply(e)
}

// inPlace refuses what belongs to no contest of the kind, or to another time.
func (r *replay) inPlace(e Event) *Note {
	act, ok := ActOf(r.h.Kind, e.Type)
	begins := e.Type == Lodged || e.Type == Accepted || e.Type == Served
	after := e.Type == OpinionReceived || e.Type == Reported || e.Type == Complied
	switch {
	case !ok:
		return refuse(law.Ref{}, "%s没有这一步", r.h.Kind.Label())
	case r.begun == 0 && !begins:
		return refuse(act.Cite, "先登记收到申请、受理（立案）或者收到副本")
	case r.concluded != 0 && !after:
		return refuse(law.Ref{}, "已于%s审结", r.concluded.Chinese())
	case e.Delivered != 0 && e.Delivered < e.At:
		return refuse(law.Ref{}, "送达日%s早于作出日", e.Delivered.Chinese())
	}
	return nil
}

// begin is what happens until the copy has reached the body.
func (r *replay) begin(e Event) *Note {
	switch e.Type {
	case Lodged:
		if r.lodged != 0 || r.accepted != 0 || r.served != 0 {
			return refuse(law.Art("复议法", 30).Para(1), "已经登记过，或者晚于受理、收到副本之日")
		}
		r.lodged = e.At
		return nil
	case CorrectionAsked:
		if r.lodged == 0 || r.accepted != 0 || r.asked != 0 {
			return refuse(law.Art("复议法", 31).Para(1), "只在受理以前告知补正，而且只告知一次")
		}
		r.asked = cmp.Or(e.Delivered, e.At)
		return nil
	case WasCorrected:
		if r.asked == 0 || r.corrected != 0 {
			return refuse(law.Art("复议法", 31).Para(2), "没有尚待补正的通知")
		}
		r.corrected = e.At
		return nil
	case Accepted:
		if r.accepted != 0 && !r.deemed {
			return refuse(law.Ref{}, "已于%s受理或者立案", r.accepted.Chinese())
		}
		if !r.deemed {
			r.accepted = e.At
		}
	default:
		if r.served != 0 {
			return refuse(law.Ref{}, "副本已于%s收到", r.served.Chinese())
		}
		r.served = e.At
	}
	if e.Procedure != "" {
		r.procedure = e.Procedure
	}
	return nil
}

func (r *replay) proceed(e Event) *Note {
	act, _ := ActOf(r.h.Kind, e.Type)
	if r.ended != nil && r.appealed == 0 {
		return refuse(act.Cite, "已经作出裁判")
	}
	switch e.Type {
	case Converted:
		if r.procedure != Simplified {
			return refuse(act.Cite, "适用的不是简易程序")
		}
		r.procedure = Ordinary
	case Extended:
		most := limit(ExtendReview).Term.N
		days := most
		if e.Days != nil {
			days = *e.Days
		}
		switch {
		case r.procedure == Simplified:
			return refuse(act.Cite, "简易程序的复议期限不能延长")
		case days < 1 || r.extra+days > most:
			return refuse(act.Cite, "延长最多不得超过%d日", most)
		}
		r.extra += days
	case Suspended:
		if r.halted() {
			return refuse(act.Cite, "已经中止")
		}
		r.halts = append(r.halts, halt{from: e.At})
	case Resumed:
		if !r.halted() {
			return refuse(act.Cite, "没有中止，无从恢复")
		}
		r.halts[len(r.halts)-1].to = e.At
	}
	return nil
}

func (r *replay) answer(e Event) *Note {
	act, _ := ActOf(r.h.Kind, e.Type)
	switch {
	case r.served == 0:
		return refuse(act.Cite, "先登记收到副本之日，答复的期限从那一天起算")
	case r.answered != 0:
		return refuse(act.Cite, "已于%s提交", r.answered.Chinese())
	}
	r.answered = e.At
	return nil
}

// decide takes the end of a review or of the first instance.
func (r *replay) decide(e Event) *Note {
	end, ok := EndOf(e.End)
	switch {
	case !ok || end.Kind != r.h.Kind || end.Second:
		return refuse(law.Ref{}, "没有写明%s的结果", r.h.Kind.Label())
	case r.ended != nil:
		return refuse(law.Ref{}, "已于%s作出裁判", r.ended.At.Chinese())
	case end.Name == ReviewRefused && (r.accepted != 0 && !r.deemed || r.served != 0):
		return refuse(end.Cite, "已经受理的，不再决定不予受理")
	case end.Name != ReviewRefused && r.accepted == 0 && r.served == 0:
		return refuse(law.Art("复议法", 30).Para(1), "还没有受理，也没有收到副本")
	}
	if no := sound(e); no != nil {
		return no
	}
	r.ended, r.end = &e, end
	r.stop(e.At)
	if end.Appeal == "" {
		r.conclude(e.At, cmp.Or(e.Delivered, e.At))
	}
	return nil
}

// sound checks the days within which something is ordered.
func sound(e Event) *Note {
	if e.Days != nil && (*e.Days < 1 || *e.Days > 366) {
		return refuse(law.Ref{}, "责令履行的天数应当是1至366")
	}
	return nil
}

// stop ends a suspension that nobody lifted.
func (r *replay) stop(day calendar.Day) {
	if r.halted() {
		r.halts[len(r.halts)-1].to = day
	}
}

// conclude is the end of the contest; what it orders runs from the day it
// reached the body, or took effect.
func (r *replay) conclude(day, effect calendar.Day) {
	r.concluded = day
	if r.ended.Orders || r.end.Name == "review_perform" || r.end.Name == "suit_perform" {
		r.order, r.ordered = r.ended, effect
	}
}

// appealRun is the limit within which the first judgment can be appealed.
func (r *replay) appealRun() calendar.End {
	return r.cal.End(cmp.Or(r.ended.Delivered, r.ended.At), limit(r.end.Appeal).Term)
}

func (r *replay) appeal(i int, e Event) *Note {
	art := law.Art("行诉法", 85)
	switch {
	case r.ended == nil || r.end.Appeal == "":
		return refuse(art, "没有可以上诉的一审裁判")
	case r.appealed != 0:
		return refuse(art, "已于%s上诉", r.appealed.Chinese())
	}
	if due := r.appealRun(); !due.Provisional && e.At > due.Due {
		if e.Type == WeAppealed {
			return refuse(art, "上诉期限已于%s届满", due.Due.Chinese())
		}
		r.warnings = append(r.warnings, Note{i, "上诉日晚于本机关的上诉期限，核对对方收到裁判文书之日", art})
	}
	r.appealed = e.At
	return nil
}

func (r *replay) takeEffect(e Event) *Note {
	art := law.Art("行诉法", 85)
	switch {
	case r.ended == nil || r.end.Appeal == "" || r.appealed != 0:
		return refuse(art, "没有待生效的一审裁判")
	case e.At <= r.appealRun().Due:
		return refuse(art, "上诉期限到%s为止，届满以前一审裁判不生效", r.appealRun().Due.Chinese())
	}
	r.conclude(e.At, e.At)
	return nil
}

// decideAppeal takes the end of an appeal: the first judgment stands, is
// replaced, or is gone and the suit is open again.
func (r *replay) decideAppeal(e Event) *Note {
	end, ok := EndOf(e.End)
	switch {
	case !ok || end.Kind != Suit:
		return refuse(law.Ref{}, "没有写明二审的结果")
	case r.appealed == 0:
		return refuse(law.Art("行诉法", 85), "没有登记上诉")
	}
	if no := sound(e); no != nil {
		return no
	}
	r.stop(e.At)
	if end.Name == AppealRemanded {
		r.ended, r.end, r.appealed, r.accepted, r.halts = nil, End{}, 0, 0, nil
		return nil
	}
	if !end.Second {
		r.ended, r.end = &e, end
	}
	r.final = e.At
	r.conclude(e.At, cmp.Or(e.Delivered, e.At))
	return nil
}

func (r *replay) report(e Event) *Note {
	for i := range r.opinions {
		if r.opinions[i].reported == 0 {
			r.opinions[i].reported = e.At
			return nil
		}
	}
	return refuse(law.Art("复议法", 76), "没有尚待报送的复议意见书")
}

func (r *replay) comply(e Event) *Note {
	act, _ := ActOf(r.h.Kind, e.Type)
	switch {
	case r.order == nil:
		return refuse(act.Cite, "没有责令履行的决定或者判决")
	case r.complied != 0:
		return refuse(act.Cite, "已于%s履行", r.complied.Chinese())
	}
	r.complied = e.At
	return nil
}
