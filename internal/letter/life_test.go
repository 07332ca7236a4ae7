package letter

import (
	"errors"
	"slices"
	"testing"

	"yangguang/internal/flow"
)

func TestLife(t *testing.T) {
	if err := Life().Check(); err != nil {
		t.Fatal(err)
	}
	// The strings stand in databases since the first release.
	if got := Life().All(); !slices.Equal(got, []State{"draft", "returned", "signed", "served", "voided"}) {
		t.Errorf("states: %q", got)
	}
	for _, tt := range []struct {
		from    State
		by      Action
		hand    Hand
		to      State // "" where it is refused
		because string
	}{
		{Draft, Pass, Reviewer, Draft, "what was reviewed goes on to the next reviewer"},
		{Draft, Return, Reviewer, Returned, "a reviewer gives it back"},
		{Draft, Return, Signer, Returned, "so does who would have signed"},
		{Draft, Sign, Signer, Signed, "and has its number"},
		{Draft, Sign, Reviewer, "", "a review is no signature"},
		{Draft, Serve, Server, "", "nothing leaves the house unsigned"},
		{Draft, Void, Signer, "", "a draft has no number that would have to stay"},
		{Returned, Sign, Signer, "", "it is drafted anew, not signed after all"},
		{Signed, Serve, Server, Served, "it reached whom it was sent to"},
		{Signed, Sign, Signer, "", "one number for one letter"},
		{Signed, Void, Signer, Voided, "found wrong before it left"},
		{Served, Void, Signer, Voided, "found wrong after it arrived"},
		{Served, Serve, Server, "", "it is served once: the day counts"},
		{Voided, Sign, Signer, "", "what was voided stays void"},
		{Voided, Serve, Server, "", "and is not sent any more"},
	} {
		got, err := tt.from.Take(tt.by, tt.hand)
		if tt.to == "" {
			if !errors.Is(err, flow.ErrNotAllowed) || got != tt.from {
				t.Errorf("%s of a letter that is %s (%s): got %q, %v", tt.by, tt.from, tt.because, got, err)
			}
			continue
		}
		if err != nil || got != tt.to {
			t.Errorf("%s of a letter that is %s (%s): got %q, %v", tt.by, tt.from, tt.because, got, err)
		}
	}
}

func TestStateLabel(t *testing.T) {
	if got := Returned.Label(); got != "已退回" {
		t.Errorf("got %s", got)
	}
}
