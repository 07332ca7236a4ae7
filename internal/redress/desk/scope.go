package desk

import (
	"context"

	"yangguang/internal/identity"
)

// reach is NotFound for a contest that somebody's grants do not reach.
func (d *Desk) reach(ctx context.Context, who identity.Actor, c Contest) error {
	reached, err := d.reached(ctx, who, []string{c.Application})
	if err == nil && !reached(c.Application) {
		err = cases.NotFound()
	}
	return err
}

// reached tells of the applications contested whether somebody's grants reach
// them; a contest that no application is behind is the whole body's.
func (d *Desk) reached(ctx context.Context, who identity.Actor, applications []string) (func(id string) bool, error) {
	if !who.Scoped() {
		return func(string) bool { return true }, nil
	}
	reached, err := d.Reached(ctx, who, applications)
	return func(id string) bool { return id != "" && reached(id) }, err
}
