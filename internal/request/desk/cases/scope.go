package cases

import (
	"context"
	"slices"
	"strings"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web/list"
)

// A grant for one unit reaches the applications that the unit or one below it
// deals with, those that one of them is asked about, and those that the person
// deals with (GB/T 22239 8.1.4.2: the least that the work needs).

// InScope keeps those of some applications of a person's own body that the
// person's grants reach.
func (d *Cases) InScope(ctx context.Context, who identity.Actor, all []Case) ([]Case, error) {
	reached, err := d.Reached(ctx, who, IdsOf(all))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(c Case) bool { return !reached(c.ID) }), nil
}

// Reached tells of some applications' ids whether a person's grants reach them.
func (d *Cases) Reached(ctx context.Context, who identity.Actor, ids []string) (func(id string) bool, error) {
	if !who.Scoped() {
		return func(string) bool { return true }, nil
	}
	found, err := dealtWith(ctx, d.DB, Distinct(ids))
	if err != nil {
		return nil, err
	}
	return func(id string) bool {
		return slices.ContainsFunc(found[id], func(x dealer) bool { return x.person == who.ID || x.unit != "" && who.Covers(x.unit) })
	}, nil
}

// Within narrows a list of applications to those that a person's grants reach.
func Within(w *list.Where, who identity.Actor) {
	if who.Scoped() {
		w.And(inScope, unitList(who), who.ID, unitList(who))
	}
}

// unitList is the units of a scope as inScope compares them: |u1|u2|. Ids have
// no bars.
func unitList(who identity.Actor) string { return "|" + strings.Join(who.Units, "|") + "|" }

// Personal refuses who may see an application and not whose it is: a supervisor
// sees what the bodies below do, not whom they serve (个保法 6), unless the
// operator has set otherwise.
func (d *Cases) Personal(who identity.Actor, c Case) error {
	if who.Body != c.Body && !d.SupervisorReveals {
		return &fault.Error{Kind: fault.Forbidden, Message: "这件申请由别的机关办理，看不到申请人的资料、文书和附件。确需核查的，向办理机关调取"}
	}
	return nil
}
