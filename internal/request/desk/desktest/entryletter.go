package desktest

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/feedback"
)

// Say lets the applicant say something and gives what was kept of it.
func (h *House) Say(t *testing.T, c cases.Case, own url.Values, kind, said string) feedback.Entry {
	t.Helper()
	if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/say", Plus(own, "kind", kind, "said", said)); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	all, err := feedback.EntriesOf(h.Ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(v feedback.Entry) bool { return v.Kind == kind && v.Result == "" })
	if i < 0 {
		t.Fatalf("nothing kept of %s", said)
	}
	return all[i]
}
