package desk

import (
	"context"
	"fmt"
	"slices"
	"yangguang/internal/account"
	"yangguang/internal/identity"
)

// People gives the names of people by id, of every body and also of those whose
// account is closed; unknown ids are left out.
func (d *Desk) People(ctx context.Context, ids []string) (map[string]string, error) {
	names := map[string]string{}
	for some := range slices.Chunk(ids, 200) {
		found, err := readNames(ctx, d.db, some)
		if err != nil {
			return nil, fmt.Errorf("names of people: %w", err)
		}
		for _, p := range found {
			names[p.id] = p.name
		}
	}
	return names, nil
}

// Named gives the ids of the people of some bodies whose name or login is name.
func (d *Desk) Named(ctx context.Context, bodies []string, name string) ([]string, error) {
	if len(bodies) == 0 {
		return nil, nil
	}
	found, err := readNamed(ctx, d.db, bodies, name)
	if err != nil {
		return nil, fmt.Errorf("people by name: %w", err)
	}
	ids := make([]string, len(found))
	for i, p := range found {
		ids[i] = p.id
	}
	return ids, nil
}

// Units are a body's internal units as they stand; those that were ended are
// left out.
func (d *Desk) Units(ctx context.Context, body string) (account.Units, error) {
	all, err := readUnits(ctx, d.db, body)
	return slices.DeleteFunc(all, func(u account.Unit) bool { return u.Ended }), err
}

// Colleagues are a body's people with an open account, as the actors they are
// when they sign in; those without any role are left out.
func (d *Desk) Colleagues(ctx context.Context, body string) ([]identity.Actor, error) {
	m, err := d.recall(ctx)
	if err != nil {
		return nil, err
	}
	people, err := readStaff(ctx, d.db, body)
	if err != nil {
		return nil, fmt.Errorf("load people of body %s: %w", body, err)
	}
	grants, err := readBodyGrants(ctx, d.db, body)
	if err != nil {
		return nil, fmt.Errorf("load grants of body %s: %w", body, err)
	}
	us, err := readUnits(ctx, d.db, body)
	if err != nil {
		return nil, err
	}
	var all []identity.Actor
	for _, p := range people {
		own := slices.DeleteFunc(slices.Clone(grants), func(g account.Grant) bool { return g.Person != p.ID })
		if !p.Disabled && len(own) > 0 {
			all = append(all, account.ActorOf(p.Person, own, m.bodies, us))
		}
	}
	return all, nil
}

// Mails gives the addresses at which the program may write to a body's people
// about their work, by the person's id; who gave none is left out. They are for
// the outbox alone and are not to be shown.
func (d *Desk) Mails(ctx context.Context, body string, ids []string) (map[string]string, error) {
	people, err := readStaff(ctx, d.db, body)
	if err != nil {
		return nil, fmt.Errorf("load people of body %s: %w", body, err)
	}
	mails := map[string]string{}
	for _, p := range people {
		if p.Disabled || p.Mail.Empty() || !slices.Contains(ids, p.ID) {
			continue
		}
		plain, err := d.vault.Open(p.Mail, mailPlace(p.ID))
		if err != nil { // one that cannot be read keeps no mail from the others
			d.log.Error("mail does not open", "person", p.ID, "error", err.Error())
			continue
		}
		mails[p.ID] = plain.Text()
	}
	return mails, nil
}
