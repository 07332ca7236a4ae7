package request

import (
	"errors"
	"slices"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/flow"
	"yangguang/internal/identity"
)

func TestReleaseLife(t *testing.T) {
	if err := ReleaseLife().Check(); err != nil {
		t.Fatal(err)
	}
	// The strings stand in databases since the first release.
	if got := ReleaseLife().All(); !slices.Equal(got, []ReleaseState{"draft", "passed", "returned", "public", "withdrawn"}) {
		t.Errorf("states: %q", got)
	}
	another := func(guard string) bool { return guard == NotDrafter }
	for _, tt := range []struct {
		from    ReleaseState
		by      ReleaseAction
		who     identity.Role
		holds   func(string) bool
		to      ReleaseState
		kind    fault.Kind
		because string
	}{
		{ReleaseDraft, PassRelease, identity.Reviewer, another, ReleasePassed, 0, "somebody else has read it"},
		{ReleaseDraft, PassRelease, identity.Leader, another, ReleasePassed, 0, "the head may, too"},
		{ReleaseDraft, PassRelease, identity.Reviewer, nil, "", fault.Unlawful, "whoever drafted does not review"},
		{ReleaseDraft, PassRelease, identity.Clerk, another, "", fault.Forbidden, "who prepares is no reviewer"},
		{ReleaseDraft, PublishRelease, identity.System, nil, "", fault.Conflict, "nothing is public unreviewed"},
		{ReleaseDraft, WithdrawRelease, identity.Leader, nil, "", fault.Conflict, "what was never passed is returned"},
		{ReleaseReturned, PassRelease, identity.Reviewer, another, "", fault.Conflict, "it is prepared anew"},
		{ReleasePassed, PublishRelease, identity.System, nil, ReleasePublic, 0, "its days are over"},
		{ReleasePassed, PublishRelease, identity.Leader, nil, "", fault.Forbidden, "nobody shortens the days"},
		{ReleasePassed, WithdrawRelease, identity.Leader, nil, ReleaseWithdrawn, 0, "found wrong in time"},
		{ReleasePublic, WithdrawRelease, identity.Reviewer, nil, ReleaseWithdrawn, 0, "found wrong too late"},
		{ReleaseWithdrawn, PublishRelease, identity.System, nil, "", fault.Conflict, "what was withdrawn stays so"},
	} {
		step, err := ReleaseLife().Allow(tt.from, tt.by, tt.holds, tt.who)
		if tt.to == "" {
			if !errors.Is(err, flow.ErrNotAllowed) || !fault.Is(err, tt.kind) {
				t.Errorf("%s of a text that is %s by %s (%s): got %v", tt.by, tt.from, tt.who, tt.because, err)
			}
			continue
		}
		if err != nil || step.To != tt.to {
			t.Errorf("%s of a text that is %s by %s (%s): got %q, %v", tt.by, tt.from, tt.who, tt.because, step.To, err)
		}
	}
	for s, ends := range map[ReleaseState]bool{ReleaseDraft: false, ReleasePassed: false, ReleasePublic: false, ReleaseReturned: true, ReleaseWithdrawn: true} {
		if s.Ends() != ends {
			t.Errorf("a text that is %s ends: %t", s, s.Ends())
		}
	}
}
