package desktest

import (
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web/webtest"
)

var (
	HandlerHere  = webtest.Somebody(identity.UnitHandler) // of u1
	HandlerThere = func() identity.Actor {
		a := webtest.Somebody(identity.UnitHandler)
		a.ID, a.Unit = "p-other", "u2"
		return a
	}()
)

func (h *House) TakenIn(t *testing.T, key int) cases.Case {
	t.Helper()
	in := Intake(key)
	in.Channel, in.On = "in_person", "2026-11-18"
	c, _, err := h.Intakes.Submit(h.Ctx, Clerk, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
