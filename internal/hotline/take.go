package hotline

import (
	"slices"
	"strings"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/law"
)

// triesEnough is how many calls back that reach nobody are enough. [M]
const triesEnough = 3

// returnsEnough is the return after which only designation is left. [M]
const returnsEnough = 3

// UndoWithin is how long a dispatch can be taken back; until then the unit does
// not see it, unless it is critical. [M]
const UndoWithin = 30 * time.Second

// Take decides whether somebody holding one of the roles may record an event, and
// gives the order as it stands then. Refusals are faults, in the words of the
// workflow or of a field.
func Take(p Profile, events []Event, due time.Time, e Event, roles ...identity.Role) (Order, error) {
	o := Replay(events)
	if _, err := Workflow().Allow(o.State, e.Type, func(g string) bool { return o.holds(p, g, e, due) }, roles...); err != nil {
		return o, err
	}
	if err := p.complete(o, e); err != nil {
		return o, err
	}
	return Replay(append(slices.Clone(events), e)), nil
}

// Offers lists what somebody holding one of the roles may do now: the acts of
// the workflow whose guards hold beside what the form still has to say.
func Offers(p Profile, events []Event, due, now time.Time, roles ...identity.Role) []Act {
	o := Replay(events)
	m := Workflow()
	var acts []Act
	for _, a := range m.Offer(o.State, roles...) {
		full := Event{Type: a, At: now, Answers: o.Points, Silent: o.Co}
		if _, err := m.Allow(o.State, a, func(g string) bool { return o.holds(p, g, full, due) }, roles...); err == nil || a == ReportBack {
			acts = append(acts, a)
		}
	}
	return acts
}

// holds answers the guards.
func (o Order) holds(p Profile, guard string, e Event, due time.Time) bool {
	switch guard {
	case MayObject:
		return !o.Fixed
	case MayRedirect:
		return o.Returned < returnsEnough
	case AllAnswered:
		return o.answered(e)
	case CallerHeard:
		return o.Heard || !p.Contact
	case NotSilent:
		return o.Last != Unreachable || o.Tries >= triesEnough
	case Undoable:
		return o.last != nil && slices.Contains(undoable, o.last.Type) && (o.last.Type != Dispatch || e.At.Sub(o.last.At) <= UndoWithin)
	case ExtensionOpn:
		return !o.Wanted.IsZero()
	case NoExtension:
		return o.Wanted.IsZero() && (due.IsZero() || !e.At.After(due))
	case NoQuestion:
		return !o.questionOpen()
	case QuestionOpn:
		return o.questionOpen()
	case WorkDone:
		return e.Unit != ""
	case HadUnit:
		return !o.Signed.IsZero()
	case HadNone:
		return o.Signed.IsZero()
	}
	return false
}

// answered reports whether a report answers every point, and every co-handler
// has answered or is noted as silent.
func (o Order) answered(e Event) bool {
	for i := range o.Points {
		if i >= len(e.Answers) || strings.TrimSpace(e.Answers[i]) == "" {
			return false
		}
	}
	for _, c := range o.Co {
		if !slices.Contains(o.Helped, c) && !slices.Contains(e.Silent, c) {
			return false
		}
	}
	return true
}

// need is what the form of an act must say.
type need struct {
	act     Act
	field   string
	missing func(o Order, e Event) bool
	message string
	cite    law.Ref
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

func noReason(_ Order, e Event) bool { return blank(e.Reason) }

var needs = []need{
	{CloseAtOnce, "reason", noReason, "写明答复了什么", law.Art("潍坊", 18).Para(2)},
	{Coordinate, "reason", noReason, "写明协调了谁、结果怎样", law.Art("济南", 29).Para(1)},
	{Forward, "unit", func(_ Order, e Event) bool { return e.Unit == "" }, "选择转给哪个单位阅研", law.Ref{}},
	{Dispatch, "unit", func(_ Order, e Event) bool { return e.Unit == "" }, "选择一个主办单位", law.Art("潍坊", 22).Para(3)},
	{Redirect, "unit", func(_ Order, e Event) bool { return e.Unit == "" }, "选择改派给哪个单位", law.Art("潍坊", 22).Para(2)},
	{Redirect, "unit", func(o Order, e Event) bool { return e.Unit == o.Unit }, "改派给别的单位；仍由原单位办的，用“维持”", law.Art("潍坊", 22).Para(2)},
	{Designate, "unit", func(_ Order, e Event) bool { return e.Unit == "" }, "选择指定哪个单位", law.Art("潍坊", 22).Para(2)},
	{Dispatch, "co", leadHelps, "主办单位不能同时是协办单位", law.Art("潍坊", 22).Para(3)},
	{Redirect, "co", leadHelps, "主办单位不能同时是协办单位", law.Art("潍坊", 22).Para(3)},
	{Designate, "co", leadHelps, "主办单位不能同时是协办单位", law.Art("潍坊", 22).Para(3)},
	{Merge, "into", func(_ Order, e Event) bool { return e.Into == "" }, "填写并入哪一件的编号", law.Ref{}},
	{Invalidate, "invalid", func(_ Order, e Event) bool { return !Known(Invalids(), e.Invalid) }, "选择无效的原因", law.Ref{}},
	{Reclassify, "category", func(_ Order, e Event) bool { return !Known(Categories(), e.Category) }, "选择更正后的类别", law.Ref{}},
	{Reclassify, "category", func(o Order, e Event) bool { return (e.Category == Report) != (o.Category == Report) }, "举报不能改为别的类别，别的类别也不能改为举报：撤销登记后重新登记", law.Art("信访", 30).Para(3)},
	{Object, "reason", noReason, "写明为什么不属于本单位职责，并写出应当承办的单位", law.Art("潍坊", 22).Para(1)},
	{Uphold, "reason", noReason, "写明裁定的理由", law.Art("潍坊", 22).Para(2)},
	{Redirect, "reason", noReason, "写明裁定的理由", law.Art("潍坊", 22).Para(2)},
	{Designate, "reason", noReason, "写明指定的理由", law.Art("潍坊", 22).Para(2)},
	{ReportBack, "result", func(_ Order, e Event) bool { return !Known(Results(), e.Result) }, "选择解决情况", law.Art("潍坊", 20).Para(1)},
	{ReportBack, "reason", func(_ Order, e Event) bool { return e.Result == Unsolved && blank(e.Reason) }, "未解决的，作出解释说明", law.Art("潍坊", 20).Para(1).At(3)},
	{ReportBack, "plan", func(_ Order, e Event) bool { return e.Result == Unsolved && blank(e.Plan) }, "未解决的，提出解决方案", law.Art("潍坊", 20).Para(1).At(3)},
	{AskExtension, "reason", noReason, "写明延期的理由", law.Art("北京", 15).At(2)},
	{AskExtension, "until", func(_ Order, e Event) bool { return !e.Until.After(e.At) }, "填写延期到哪一天", law.Art("北京", 15).At(2)},
	{AskTermination, "reason", noReason, "写明终止办理的理由和依据", law.Art("潍坊", 21)},
	{Terminate, "reason", noReason, "写明向来电人怎样解释", law.Art("潍坊", 21)},
	{SendBack, "reason", noReason, "写明哪里没有办好", law.Art("济南", 27).Para(2)},
	{Redo, "reason", noReason, "写明来电人不满意什么", law.Art("济南", 27).Para(2)},
	{Reopen, "reason", noReason, "写明重新打开的原因", law.Art("潍坊", 14)},
	{Retake, "reason", noReason, "写明重新处理的原因", law.Art("潍坊", 14)},
	{Supervise, "reason", noReason, "写明督办的情形", law.Art("潍坊", 26)},
	{Ask, "reason", noReason, "写出要问来电人的问题", law.Art("潍坊", 12)},
	{Answer, "reason", noReason, "写出来电人的回答", law.Art("潍坊", 12)},
	{CallBack, "called", func(_ Order, e Event) bool { return !Known(Calls(), e.Called) }, "选择回访的结果", law.Art("潍坊", 25)},
	{CallBack, "rating", func(_ Order, e Event) bool { return e.Rating < 0 || e.Rating > 5 }, "评价从非常满意到非常不满意，也可以不评价", law.Art("潍坊", 14)},
}

func leadHelps(_ Order, e Event) bool { return slices.Contains(e.Co, e.Unit) }

// complete refuses an event whose form does not say what it must.
func (p Profile) complete(o Order, e Event) error {
	var all fault.List
	for _, n := range needs {
		if n.act == e.Type && n.missing(o, e) {
			all = append(all, &fault.Error{Kind: fault.Invalid, Field: n.field, Message: n.message, Cite: n.cite})
		}
	}
	if e.Type == ReportBack && e.Result == Unsolved && p.UntilRequired && e.Until.IsZero() {
		all = append(all, &fault.Error{Kind: fault.Invalid, Field: "until", Message: "暂时不能解决的，告知来电人明确的解决时限", Cite: law.Art("济南", 24).Para(1).At(3)})
	}
	if e.Type == AskExtension {
		if err := p.lengthens(e); err != nil {
			all = append(all, err)
		}
	}
	if e.Type == Refuse {
		if err := p.refusable(e); err != nil {
			all = append(all, err)
		}
	}
	return all.Err()
}
