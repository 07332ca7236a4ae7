package request

import "testing"

func TestTakesAnswerFiles(t *testing.T) {
	for state, want := range map[State]bool{Unconfirmed: false, Handling: true, Correcting: true, Consulting: true, AwaitingFee: true, Drafted: true,
		Screening: true, Signing: true, Serving: false, Answered: false, Ceased: false, Archived: false} {
		if TakesAnswerFiles(state) != want {
			t.Errorf("%s: %v, for what was signed goes out as it is", state, !want)
		}
	}
	if len(Workflow().States) != 12 {
		t.Error("a state is new: say whether it takes files")
	}
}
