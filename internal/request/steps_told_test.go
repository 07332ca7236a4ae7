package request

import (
	"testing"

	"yangguang/internal/calendar"
)

// An applicant sees in each state what is done, with its day, and what comes.
func TestStepsOfProgress(t *testing.T) {
	day := func(s string) calendar.Day {
		d, err := calendar.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	in, got, due, end := day("2026-11-20"), day("2026-11-23"), day("2026-12-21"), day("2026-12-01")
	for _, tt := range []struct {
		stage   ProgressStage
		clock   Clock
		want    []ProgressStep
		because string
	}{
		{StageUnconfirmed, Clock{}, []ProgressStep{{"提交申请", "2026年11月20日", StepDone}, {"收到确认", "等待双方确认", StepNow}, {"办理", "", StepNext}, {"答复", "", StepNext}}, "waiting has its day and what comes"},
		{StageRunning, Clock{Received: got, Due: due}, []ProgressStep{{"提交申请", "2026年11月20日", StepDone}, {"收到确认", "2026年11月23日", StepDone}, {"办理", "", StepNow}, {"答复", "应在 2026年12月21日前", StepNext}}, "the day of the answer stands from the first day"},
		{StageCorrecting, Clock{Received: got}, []ProgressStep{{"提交申请", "2026年11月20日", StepDone}, {"收到确认", "2026年11月23日", StepDone}, {"办理", "等待补正，期限暂停", StepNow}, {"答复", "", StepNext}}, "no day is told while the clock stands"},
		{StageAnswered, Clock{Received: got}, []ProgressStep{{"提交申请", "2026年11月20日", StepDone}, {"收到确认", "2026年11月23日", StepDone}, {"办理", "", StepDone}, {"答复", "2026年12月1日", StepDone}}, "all are done"},
		{StageWithdrawn, Clock{}, []ProgressStep{{"提交申请", "2026年11月20日", StepDone}, {"已经撤回", "2026年12月1日", StepDone}}, "withdrawn before it was received"},
		{StageLapsed, Clock{Received: got}, []ProgressStep{{"提交申请", "2026年11月20日", StepDone}, {"收到确认", "2026年11月23日", StepDone}, {"终止办理", "2026年12月1日", StepDone}}, "no correction came"},
	} {
		p := Progress{Stage: tt.stage}
		steps := p.steps(tt.clock, in, end)
		if len(steps) != len(tt.want) {
			t.Errorf("%s: %v", tt.because, steps)
			continue
		}
		for i, s := range steps {
			if s != tt.want[i] {
				t.Errorf("%s: %v, want %v", tt.because, s, tt.want[i])
			}
		}
	}
	for _, s := range []StepState{StepDone, StepNow, StepNext} {
		if s.Label() == "" {
			t.Errorf("%s has no word", s)
		}
	}
}
