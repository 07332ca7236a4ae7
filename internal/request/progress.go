package request

import (
	"fmt"
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// ProgressStage is where an application stands, as its applicant is told.
type ProgressStage string

// The stages. Answered and the three after it are ends.
const (
	StageUnconfirmed ProgressStage = "unconfirmed"
	StageRunning     ProgressStage = "running"
	StageHeard       ProgressStage = "heard" // somebody is heard: the days do not count
	StageCorrecting  ProgressStage = "correcting"
	StageFee         ProgressStage = "fee"
	StageOverdue     ProgressStage = "overdue"
	StageAnswered    ProgressStage = "answered"
	StageWithdrawn   ProgressStage = "withdrawn"
	StageLapsed      ProgressStage = "lapsed" // ended without an answer on the substance: no correction, no payment
)

// Progress is what the progress page says: a sentence with the day in it, what
// more there is to know, and what the applicant can do. It holds nothing of what
// was asked for and nothing of who asks.
type Progress struct {
	Stage    ProgressStage
	Sentence string
	More     []string
	Until    calendar.Day // the applicant's own last day, 0 without one
	Corrects bool         // a correction is awaited
	Reasons  bool         // reasons were asked for (条例 35)
	Pays     bool         // a payment is awaited
	Steps    []ProgressStep
}

// ProgressStep is one of the steps that every application goes: handed in,
// received, dealt with, answered.
type ProgressStep struct {
	Label string
	Told  string // the day, or what is awaited
	State StepState
}

// StepState is whether a step is done, under way, or still to come.
type StepState string

// The states of a step.
const (
	StepDone StepState = "done"
	StepNow  StepState = "now"
	StepNext StepState = "next"
)

// Label is the state in Chinese.
func (s StepState) Label() string {
	return map[StepState]string{StepDone: "已完成", StepNow: "现在", StepNext: "还没到"}[s]
}

// steps lays out where an application stands. An application that was withdrawn
// before it was received goes no further.
func (t *Progress) steps(c Clock, submitted, ended calendar.Day) []ProgressStep {
	list := []ProgressStep{{"提交申请", submitted.Chinese(), StepDone}, {"收到确认", "", StepDone}, {"办理", "", StepDone}, {"答复", "", StepDone}}
	if c.Received != 0 {
		list[1].Told = c.Received.Chinese()
	}
	switch t.Stage {
	case StageUnconfirmed:
		list[1].Told, list[1].State = "等待双方确认", StepNow
		list[2].State, list[3].State = StepNext, StepNext
	case StageWithdrawn, StageLapsed:
		if c.Received == 0 {
			list = list[:1]
		} else {
			list = list[:2]
		}
		last := "已经撤回"
		if t.Stage == StageLapsed {
			last = "终止办理"
		}
		list = append(list, ProgressStep{last, ended.Chinese(), StepDone})
	case StageAnswered:
		list[3].Told = ended.Chinese()
	default:
		list[2].State, list[3].State = StepNow, StepNext
		list[2].Told = map[ProgressStage]string{StageHeard: "正在征求意见，期限暂停", StageCorrecting: "等待补正，期限暂停", StageFee: "等待缴费，期限暂停", StageOverdue: "已经超过答复日期"}[t.Stage]
		if c.Due != 0 {
			list[3].Told = "应在 " + c.Due.Chinese() + "前"
		}
	}
	return list
}

// Describe puts an application into words. events are those that stand, in order;
// the clock has replayed them. submitted is the day the application was handed
// in; withdrawn says that it ended before there was a clock.
func Describe(cal *calendar.Calendar, c Clock, events []Event, submitted calendar.Day, withdrawn bool) Progress {
	t := Progress{Stage: stageOf(c, events, withdrawn)}
	ended := c.End
	if e, ok := latest(events, Withdrawn); ok && t.Stage == StageWithdrawn {
		ended = e.At
	}
	t.Steps = t.steps(c, submitted, ended)
	switch t.Stage {
	case StageUnconfirmed:
		t.Sentence = "申请已于 " + submitted.ChineseFull() + "提交，等待双方确认收到。"
		t.More = append(t.More, "从双方确认之日的次日起，20 个工作日内答复（"+law.Art("条例", 31).At(3).String()+"）。")
	case StageWithdrawn:
		t.Sentence = "申请已于 " + ended.ChineseFull() + "撤回，不再办理。"
		t.More = append(t.More, "仍然需要这些信息的，可以重新申请。")
	case StageAnswered:
		t.Sentence = "申请已于 " + c.End.ChineseFull() + "答复。"
		if c.LateDays > 0 {
			t.More = append(t.More, fmt.Sprintf("比法定答复日期 %s晚 %d 个工作日。", c.Due.ChineseFull(), c.LateDays))
		}
	case StageLapsed:
		why := "逾期没有补正"
		if c.Outcome == FeeOverdue {
			why = "逾期没有缴费"
		}
		t.Sentence = "因" + why + "，申请于 " + c.End.ChineseFull() + "终止办理。"
		t.More = append(t.More, "仍然需要这些信息的，可以重新申请。")
	default:
		t.open(cal, c, events)
	}
	return t
}

// stageOf finds the stage; an end counts before anything else.
func stageOf(c Clock, events []Event, withdrawn bool) ProgressStage {
	last, _ := latest(events, CorrectionAsked, CorrectionReceived, FeeNoticed, FeePaid, Remitted)
	switch {
	case withdrawn || c.Status == Ended && c.Outcome == "" && c.Row == WithdrawnRow:
		return StageWithdrawn
	case c.Status == Ended && (c.Outcome == FeeOverdue || c.Outcome == CorrectionOverdue):
		return StageLapsed
	case c.Status == Ended:
		return StageAnswered
	case c.Received == 0:
		return StageUnconfirmed
	case c.Due == 0 && last.Type == CorrectionAsked:
		return StageCorrecting
	case c.Due == 0 && last.Type == FeeNoticed:
		return StageFee
	case c.Status == Overdue:
		return StageOverdue
	case c.Status == Stopped:
		return StageHeard
	}
	return StageRunning
}

// open tells of an application that has not ended.
func (t *Progress) open(cal *calendar.Calendar, c Clock, events []Event) {
	switch t.Stage {
	case StageCorrecting:
		t.Corrects = true
		t.Sentence = "申请内容需要补正，补正以后重新计算答复期限。"
		if e, _ := latest(events, CorrectionAsked); e.Until != 0 {
			t.Until = e.Until
			t.Sentence = "申请内容需要补正，补正期限到 " + e.Until.ChineseFull() + "。"
			if c.asOf > e.Until {
				t.Sentence = "补正期限已于 " + e.Until.ChineseFull() + "届满。"
				t.More = append(t.More, "有正当理由的，现在仍可以补正，同时说明逾期的理由；没有正当理由逾期不补正的，视为放弃申请。")
			}
		}
		t.More = append(t.More, "从收到补正的次日起，重新计算 20 个工作日（"+law.Art("条例", 30).String()+"）。")
	case StageFee:
		e, _ := latest(events, FeeNoticed)
		t.Pays, t.Until = true, c.PayBy
		if t.Until != 0 {
			t.Sentence = "收费通知已经发出，缴费期限到 " + t.Until.ChineseFull() + "（含当日）。"
		} else {
			t.Sentence = fmt.Sprintf("收费通知已于 %s发出，自收到收费通知次日起 %d 个工作日内缴纳。", e.At.ChineseFull(), termsOn(c.asOf).fee)
		}
		t.More = append(t.More, "从缴费的次日起，重新计算答复期限；逾期不缴费的，视为放弃申请，不再处理。")
		if c.Provisional {
			t.More = append(t.More, tentative)
		}
	case StageOverdue:
		t.Sentence = "已经超过法定答复日期 " + c.Due.ChineseFull() + "。"
		t.More = append(t.More, fmt.Sprintf("超过 %d 个工作日，仍在办理。", c.LateDays))
	case StageHeard:
		t.Sentence = "正在征求意见，这段时间不计入答复期限。"
		if h := c.waitsFor(); h != "" {
			t.Sentence = "正在征求" + h + "意见，这段时间不计入答复期限。"
		}
		if c.Due != 0 {
			t.Sentence += "按意见期满推算，会在 " + c.Due.ChineseFull() + "前答复。"
		}
	default:
		t.running(c, events)
	}
	if e, ok := latest(events, ReasonsAsked, Delayed, Decided); ok && e.Type == ReasonsAsked && !t.Corrects && !t.Pays {
		t.Reasons, t.Until = true, max(t.Until, e.Until)
		ask := "需要说明申请的理由（" + law.Art("条例", 35).String() + "）"
		if e.Until != 0 {
			ask += "，到 " + e.Until.ChineseFull() + "为止"
		}
		t.More = append(t.More, ask+"。要求说明理由不影响答复期限。")
	}
	if c.Undelivered {
		t.More = append(t.More, "征求意见书还没有登记送达，这个日期是推算的，收到意见或者登记送达以后可能变动。")
	}
	if c.Unannounced(cal) {
		t.More = append(t.More, tentative)
	}
}

const tentative = "这个日期落在放假安排还没有公布的年份，是暂定的，公布以后可能变动。"

func (t *Progress) running(c Clock, events []Event) {
	t.Sentence, _ = usualTerm(c.Due.ChineseFull())
	for _, e := range slices.Backward(events) {
		if r := e.Type.rule(); r != nil && r.Term != nil {
			sentence, more := r.Term(c.Due.ChineseFull())
			if t.Sentence = sentence; more != "" {
				t.More = append(t.More, more)
			}
			break
		}
	}
	count := fmt.Sprintf("从 %s的次日算起，共 %d 个工作日", c.Starts.ChineseFull(), c.Total)
	if c.Used > 0 {
		count += fmt.Sprintf("，今天是第 %d 个", c.Used)
	}
	t.More = append(t.More, count+"。")
}

// waitsFor names who is heard now; "" when that cannot be told.
func (c Clock) waitsFor() string {
	third, agency := false, false
	for _, h := range c.hearings {
		if !h.late && h.asked < c.asOf && c.asOf <= h.ends(c.asOf) {
			third, agency = third || h.third, agency || !h.third
		}
	}
	switch {
	case third && agency:
		return "第三方和其他机关"
	case third:
		return "第三方"
	case agency:
		return "其他机关"
	}
	return ""
}

// downloadDays are the days after its receipt for which the files of an answer may
// be downloaded, and after each renewal.
const downloadDays = 30

// DownloadUntil is the last day on which the files of an answer may be downloaded: a
// month after the receipt, or after the applicant renewed it. It is 0, no end,
// while nobody knows when the answer was received.
func DownloadUntil(received, renewed calendar.Day) calendar.Day {
	if received == 0 {
		return 0
	}
	return max(received, renewed) + downloadDays
}

// dueTold says until when an answer comes. An application that is registered only
// after its last day is promised nothing that is past.
func (c Clock) dueTold() string {
	switch {
	case c.Due == 0:
		return ""
	case c.Due < c.asOf:
		return "答复期限届满日是" + c.Due.Chinese() + "，已经届满，本机关尽快作出答复。"
	}
	return "本机关将在" + c.Due.Chinese() + "（含当日）前作出答复。"
}

// extendedTo says until when an answer comes after an extension. While a third party
// or an agency is heard the day is not settled: its time is not counted (条例 33③).
func (c Clock) extendedTo() string {
	heard := "征求第三方和其他机关意见所需时间不计算在内，届满日自收到意见或者意见期限届满的次日起接续计算"
	switch {
	case c.Open == Consulting && c.Due == 0:
		return "答复期限予以延长；" + heard + "，届时另行告知。"
	case c.Open == Consulting:
		return "答复期限予以延长；现在正在征求意见，" + heard + "，按意见期限推算是" + c.Due.Chinese() + "（含当日）。"
	case c.Due == 0:
		return ""
	}
	return "答复期限延长至" + c.Due.Chinese() + "（含当日）。"
}
