package queue_test

import (
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web/webtest"
)

// TestFinder: an application is found by its number, the last part of it, the
// applicant's whole name and words of what is asked for, by who may see it alone.
func TestFinder(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, _ := h.Submit(t, desktest.Intake(1))
		clerk := webtest.Somebody(identity.Clerk)
		name := desktest.Intake(1).Name
		for _, tt := range []struct {
			words   string
			found   bool
			because string
		}{
			{c.No(), true, "its number"}, {strings.ToLower(c.No()), true, "in small letters"}, {"1", true, "the last part"},
			{name, true, "the applicant's whole name"}, {string([]rune(name)[:1]), false, "a part of a name is no name"},
			{string([]rune(c.Wanted)[:6]), true, "words of it"}, {"2026-YSQ-0999", false, "another number"}, {"", false, "nothing"},
		} {
			found, err := h.Desk.Queue.Find(h.Ctx, clerk, tt.words)
			if err != nil || (len(found) > 0) != tt.found {
				t.Errorf("%s (%q): %v %v", tt.because, tt.words, found, err)
			}
			for _, f := range found {
				if f.Href != "/console/requests/"+c.ID || strings.Contains(f.Text+f.Label, name) {
					t.Errorf("%s: %+v tells whose it is, or leads elsewhere", tt.because, f)
				}
			}
		}
		for _, other := range []identity.Actor{webtest.Somebody(identity.Editor), func() identity.Actor { a := clerk; a.Body, a.Sees = "b2", []string{"b2"}; return a }()} {
			if found, err := h.Desk.Queue.Find(h.Ctx, other, c.No()); err != nil || len(found) != 0 {
				t.Errorf("%v of %s finds %v %v", other.Roles, other.Body, found, err)
			}
		}
	})
}
