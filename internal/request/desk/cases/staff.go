package cases

import (
	"context"
	"slices"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/notify"
)

// Unit is one of a body's internal units.
type Unit struct{ ID, Name string }

// Staff is what the desk asks of the accounts about a body's own people.
type Staff struct {
	Units  func(ctx context.Context, body string) ([]Unit, error)
	People func(ctx context.Context, body string) ([]identity.Actor, error) // with their roles; closed accounts are left out
	// Mails are the addresses for the outbox by person's id; who gave none is
	// left out.
	Mails func(ctx context.Context, body string, ids []string) (map[string]string, error)
}

// Outbox is how the desk writes to people, and where it sends them.
type Outbox struct {
	Queue func(ctx context.Context, tx *act.Tx, m notify.Message) (string, error)
	Site  func(ctx context.Context, body string) (string, error) // address of a body's site, without a slash at the end
}

// UnitName is a unit's name, its id when it is gone.
func UnitName(units []Unit, id string) string {
	for _, u := range units {
		if u.ID == id {
			return u.Name
		}
	}
	return id
}

// InUnit reports whether somebody works in a unit or is granted it.
func InUnit(who identity.Actor, unit string) bool {
	return unit != "" && (who.Unit == unit || slices.Contains(who.Units, unit))
}

// Colleagues is how the desk writes to a body's own people.
func (d *Cases) Colleagues() notify.People {
	return notify.People{Addresses: d.Staff.Mails, Queue: d.Outbox.Queue}
}

// WithRole are the ids of a body's people who hold one of the roles and pass a
// test; nil passes everybody.
func WithRole(people []identity.Actor, test func(identity.Actor) bool, roles ...identity.Role) (ids []string) {
	for _, p := range people {
		if p.Has(roles...) && (test == nil || test(p)) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
