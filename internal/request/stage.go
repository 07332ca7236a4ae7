package request

import (
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// File is what is known of the papers of one application: what the checklist
// beside it and the check before the archive look at. The desk fills it in.
type File struct {
	State       State
	Number      string // of the application
	Confirmed   bool   // the day of receipt is certain (条例 31)
	Complete    bool   // it names the applicant, what is wanted and how (条例 29②)
	Asked       int    // questions put to third parties and other organs
	Heard       int    // of them answered, or run out
	SubRequests int    // questions put to own units
	Done        int    // of them answered or taken back
	Withdrawn   bool   // by the applicant: there is no answer then
	Lapsed      bool   // ended by the clock (fee not paid): the letter may follow
	Outcome     Outcome
	Search      bool // the draft holds a search record
	AtOnce      bool // answered on the day it came, by word of mouth or hand (条例 33①): no letter, no reviews
	Drafted     bool // there is a draft that was not sent back
	Passed      bool // by the head of the unit
	Screened    bool // 保密审查
	Signed      bool
	Served      bool
	Proof       bool // of the service
	Events      int  // put down on the way
}

// StageState says how far a line of the checklist is.
type StageState string

// The states of a line of the checklist.
const (
	StageDone    StageState = "done"
	StageNow     StageState = "now"     // somebody is at it, or could be
	StageWaiting StageState = "waiting" // for somebody outside
	StageLater   StageState = "later"   // cannot begin yet
)

// Label is the state in Chinese.
func (s StageState) Label() string {
	return map[StageState]string{StageDone: "已完成", StageNow: "进行中", StageWaiting: "等待对方", StageLater: "还不能办"}[s]
}

// Task is one line of the checklist of a case.
type Task struct {
	Name  string // receipt, elements, hearings, errands, search, draft, pass, screen, sign, serve, archive
	Label string
	State StageState
	Cite  law.Ref
}

// Checklist lists what is to be done with an application, in order. Hearings,
// sub-requests and the search record are listed where there are any, or where the
// outcome asks for one; a withdrawn application has no answer to draw up.
func (f File) Checklist() []Task {
	art := law.Art
	list := []Task{
		{"receipt", "确认收到申请", f.at(f.Confirmed, true), art("条例", 31)},
		{"elements", "核对申请要件", f.elements(), art("条例", 29).Para(2)},
	}
	if f.Asked > 0 {
		list = append(list, Task{"hearings", "征求第三方、其他机关意见", through(f.Heard, f.Asked, StageWaiting), art("条例", 33).Para(3)})
	}
	if f.SubRequests > 0 {
		list = append(list, Task{"errands", "科室协办", through(f.Done, f.SubRequests, StageNow), art("条例", 45)})
	}
	switch {
	case f.AtOnce:
		list = append(list, Task{"serve", "当场答复", f.at(f.Proof, true), art("条例", 33).Para(1)})
	case !f.Withdrawn:
		list = append(list, f.answering()...)
	}
	return append(list, Task{"archive", "归档", f.at(f.State == Archived, f.ended()), art("条例", 45)})
}

// answering are the lines of the answer: search, draft, reviews, service.
func (f File) answering() []Task {
	art := law.Art
	var list []Task
	if f.Outcome == NotHeld || f.Search {
		list = append(list, Task{"search", "检索并附检索记录", f.at(f.Search, f.Confirmed), art("条例", 36).At(4)})
	}
	return append(list,
		Task{"draft", "起草答复书", f.at(f.Drafted, f.Confirmed && f.State != Correcting && f.State != AwaitingFee), art("条例", 36)},
		Task{"pass", "科室审核", f.at(f.Passed, f.State == Drafted), art("条例", 45)},
		Task{"screen", "保密审查", f.at(f.Screened, f.State == Screening), art("条例", 17).Para(2)},
		Task{"sign", "负责人签发", f.at(f.Signed, f.State == Signing), art("条例", 45)},
		Task{"serve", "送达答复", f.at(f.Served && f.Proof, f.Signed), art("条例", 33).Para(2)})
}

func (f File) at(done, can bool) StageState {
	switch {
	case done:
		return StageDone
	case can:
		return StageNow
	}
	return StageLater
}

func (f File) elements() StageState {
	if f.State == Correcting {
		return StageWaiting
	}
	return f.at(f.Complete && f.Confirmed, f.Confirmed)
}

func (f File) ended() bool { return f.State == Answered || f.State == Ceased || f.State == Archived }

func through(n, of int, open StageState) StageState {
	if n >= of {
		return StageDone
	}
	return open
}

// Stage is one of the five stages that 条例 45 wants a system for: 登记, 审核,
// 办理, 答复, 归档. Missing says what its record lacks, one sentence each.
type Stage struct {
	Label   string
	Missing []string
}

// Stages holds a file against the five stages. An application that was
// withdrawn has no reviews and no answer; one that lapsed for want of payment
// has ended by law, and its letter is still wanted.
func (f File) Stages() []Stage {
	var register, review, handle, answer, archive []string
	want := func(list *[]string, ok bool, text string) {
		if !ok {
			*list = append(*list, text)
		}
	}
	want(&register, f.Number != "", "没有申请编号")
	want(&register, f.Confirmed || f.Withdrawn, "没有确认收到申请之日")
	want(&handle, f.Events > 0, "没有登记办理经过")
	want(&handle, f.Heard >= f.Asked || f.Withdrawn, "征求的意见还没有结果")
	want(&handle, f.Done >= f.SubRequests, "交科室协办的事项还没有答复或者撤回")
	if f.AtOnce {
		want(&answer, f.Proof, "没有申请人签收的凭据")
	} else if !f.Withdrawn {
		want(&handle, f.Search || f.Outcome != NotHeld, "信息不存在的答复没有检索记录")
		want(&review, f.Passed, "没有科室审核")
		want(&review, f.Screened, "没有保密审查")
		want(&review, f.Signed, "没有负责人签发")
		want(&answer, f.Served, "答复没有送达")
		want(&answer, f.Proof || !f.Served, "没有送达凭据")
	}
	want(&archive, f.ended(), "申请还没有办结")
	return []Stage{{"登记", register}, {"审核", review}, {"办理", handle}, {"答复", answer}, {"归档", archive}}
}

// Archivable reports what a file lacks before it may be put away: every one of
// the five stages must be on record (条例 45).
func (f File) Archivable() error {
	var faults fault.List
	for _, s := range f.Stages() {
		if len(s.Missing) > 0 {
			faults = append(faults, &fault.Error{Kind: fault.Unlawful, Message: "“" + s.Label + "”环节不完备：" + strings.Join(s.Missing, "；") + "，补齐后再归档", Cite: law.Art("条例", 45)})
		}
	}
	return faults.Err()
}

// Finished counts the lines of a checklist that are done.
func Finished(list []Task) (n int) {
	for _, t := range list {
		if t.State == StageDone {
			n++
		}
	}
	return n
}
