package desktest

import (
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Filled is a step's form as a person would send it.
func (h *House) Filled(by request.Action, pairs ...string) func(string) string {
	values := map[string]string{"at": h.Cases.Today().String()}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(field string) string { return values[field] }
}

// Reopen is what an order to answer anew does to a case somebody looked at.
func (h *House) Reopen(c cases.Case) error {
	days := 10
	who := Clerk
	who.Roles = []identity.Role{identity.Leader}
	return h.Cases.Record(h.Ctx, who, c, c.Rev, cases.Command{By: request.ActionReopen, Event: request.Event{Type: request.Remitted, At: h.Cases.Today(), Days: &days},
		Note: "云政复决〔2026〕9号", Holds: func(guard string) bool { return guard == request.OrderedAnew }})
}
