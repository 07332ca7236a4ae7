package publication_test

import (
	"slices"
	"testing"

	"yangguang/internal/publication"
	"yangguang/internal/testkit/golden"
)

// TestStoredEvents looks at what the desk keeps of the book's events, the words
// in them included.
func TestStoredEvents(t *testing.T) {
	m := publication.Review()
	for i, e := range golden.Check[[]publication.Event](t, "events") {
		if m.Actions[e.Action] == "" || m.States[e.From] == "" || e.Post.Label() == "" {
			t.Errorf("event %d: %q, %q or %q is not known any more", i, e.Action, e.From, e.Post)
		}
		if e.Withdrawal != "" && e.Withdrawal.Label() == "" {
			t.Errorf("event %d: the withdrawal %q is not known any more", i, e.Withdrawal)
		}
		if e.Referral != "" && !slices.ContainsFunc(publication.Referrals(), func(r publication.ReferralRule) bool { return r.Referral == e.Referral }) {
			t.Errorf("event %d: the referral %q is not known any more", i, e.Referral)
		}
	}
}
