package desktest

import (
	"net/url"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/web/webtest"
)

// AnsweredAs is an application answered and served, with what the form said.
func (h *House) AnsweredAs(t *testing.T, key int, choice string, more url.Values) cases.Case {
	t.Helper()
	return h.Served(t, h.Signed(t, h.FillIn(t, h.Registered(t, key, cases.Forms()[0]), choice, more)))
}

func (h *House) OpenOnes(t *testing.T, c cases.Case) []releases.OpenItem {
	t.Helper()
	all, err := releases.OpenItems(h.Ctx, h.DB, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (h *House) Texts(t *testing.T, c cases.Case) []releases.Release {
	t.Helper()
	all, err := releases.ReleasesOf(h.Ctx, h.DB, c.ID)
	if err != nil || len(all) == 0 {
		t.Fatalf("%v %v", err, all)
	}
	return all
}

// Passes lets a reviewer pass the newest text, which is due on a day.
func (h *House) Passes(t *testing.T, c cases.Case, due string) {
	t.Helper()
	x := h.Texts(t, c)[0]
	if err := h.Releases.PassRelease(h.Ctx, webtest.Somebody(identity.Reviewer), c, x.ID, x.Rev); err != nil {
		t.Fatal(err)
	}
	if x = h.Texts(t, c)[0]; x.DueOn != due {
		t.Errorf("public on %s, want %s", x.DueOn, due)
	}
}

// InTrail counts the acts of a kind on an application that were done for a reason.
func (h *House) InTrail(t *testing.T, c cases.Case, name, reason string) (n int) {
	t.Helper()
	if err := h.DB.QueryRowContext(h.Ctx, `SELECT COUNT(*) FROM audit_entry WHERE subject = $1 AND act = $2 AND reason = $3`, c.ID, name, reason).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
