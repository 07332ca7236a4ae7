package publication_test

import (
	"slices"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/publication"
)

// TestReviewTable holds role against state: what each person of the demo may do.
func TestReviewTable(t *testing.T) {
	m := publication.Review()
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	want := map[publication.State]map[identity.Role][]publication.Action{
		publication.Draft:       {identity.Editor: {publication.Submit, publication.Discard}},
		publication.FirstReview: {identity.Reviewer: {publication.Pass, publication.Return}},
		publication.Section:     {identity.Reviewer: {publication.Pass, publication.Return}},
		publication.Secrecy:     {identity.Reviewer: {publication.Pass, publication.Return, publication.Refer}},
		publication.Referred:    {identity.Reviewer: {publication.Resolve}},
		publication.Signature:   {identity.Leader: {publication.Sign, publication.File, publication.Return}},
		publication.Scheduled: {identity.System: {publication.Publish}, identity.Editor: {publication.Reopen}, identity.Reviewer: {publication.Reopen},
			identity.Leader: {publication.Reopen}},
		publication.IsPublic: {identity.Reviewer: {publication.Withdraw}, identity.Leader: {publication.Withdraw}, identity.System: {publication.Withdraw}},
	}
	for _, s := range m.All() {
		for _, role := range append(identity.Staff(), identity.System, identity.Public) {
			if got := m.Offer(s, publication.PostsOf([]identity.Role{role})...); !slices.Equal(got, want[s][role]) {
				t.Errorf("in %s %s may %v, want %v", s, role, got, want[s][role])
			}
		}
	}
}

// TestReviewGuards: whoever wrote a text passes none of its steps, and only what
// is to be public is signed for the public.
func TestReviewGuards(t *testing.T) {
	m := publication.Review()
	yes := func(string) bool { return true }
	but := func(name string) func(string) bool { return func(g string) bool { return g != name } }
	for _, tt := range []struct {
		from    publication.State
		act     publication.Action
		by      publication.Post
		holds   func(string) bool
		ok      bool
		because string
	}{
		{publication.FirstReview, publication.Pass, publication.FirstReader, yes, true, "somebody else reads it"},
		{publication.FirstReview, publication.Pass, publication.FirstReader, but(publication.NotAuthor), false, "nobody reads his own"},
		{publication.Section, publication.Pass, publication.SectionHead, but(publication.NotAuthor), false, "nor as the head of a section"},
		{publication.Secrecy, publication.Pass, publication.Guardian, but(publication.NotAuthor), false, "nor for secrecy"},
		{publication.Signature, publication.Sign, publication.Signatory, but(publication.NotAuthor), false, "nor by signature"},
		{publication.Signature, publication.File, publication.Signatory, but(publication.NotAuthor), false, "nor what is kept back"},
		{publication.Signature, publication.Sign, publication.Signatory, but(publication.IsProactive), false, "what is not to be public is not signed for it"},
		{publication.Signature, publication.File, publication.Signatory, but(publication.NotProactive), false, "what is to be public is not filed away"},
		{publication.Signature, publication.Sign, publication.Signatory, but(publication.OnRecord), false, "a normative document has its record"},
		{publication.Signature, publication.Sign, publication.Signatory, yes, true, "all holds"},
		{publication.FirstReview, publication.Return, publication.FirstReader, nil, true, "giving back is always allowed"},
		{publication.Draft, publication.Publish, publication.Program, yes, false, "no step is left out"},
		{publication.Secrecy, publication.Sign, publication.Signatory, yes, false, "not before secrecy was looked at"},
		{publication.Referred, publication.Pass, publication.Guardian, yes, false, "while it is referred it stands still"},
	} {
		if _, err := m.Allow(tt.from, tt.act, tt.holds, tt.by); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.because, err)
		}
	}
}
