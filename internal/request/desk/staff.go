package desk

import (
	"context"
	"fmt"
	"slices"

	"yangguang/internal/act"
	"yangguang/internal/fault"
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

// unitName is a unit's name, its id when it is gone.
func unitName(units []Unit, id string) string {
	for _, u := range units {
		if u.ID == id {
			return u.Name
		}
	}
	return id
}

// inUnit reports whether somebody works in a unit or is granted it.
func inUnit(who identity.Actor, unit string) bool {
	return unit != "" && (who.Unit == unit || slices.Contains(who.Units, unit))
}

// letterTo is a mail to be queued inside an act: everything is looked up before
// it begins.
type letterTo struct {
	body          string
	mails         map[string]string // by person's id
	subject, text string
}

// write prepares a mail to some of a body's people. It holds numbers, days and
// addresses, never who an applicant is. Nobody to write to is no error.
func (d *Desk) write(ctx context.Context, body string, people []string, subject, text string) (letterTo, error) {
	mails, err := d.Staff.Mails(ctx, body, people)
	if err != nil {
		return letterTo{}, fmt.Errorf("addresses of %s: %w", body, err)
	}
	return letterTo{body, mails, subject, text}, nil
}

// post queues a prepared mail and says to how many. An address that cannot be
// written to is passed over: the matter stands in the list of what waits too.
func (d *Desk) post(ctx context.Context, tx *act.Tx, l letterTo) (n int, err error) {
	ids := make([]string, 0, len(l.mails))
	for id := range l.mails {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		_, err := d.Outbox.Queue(ctx, tx, notify.Message{Body: l.body, To: l.mails[id], Subject: l.subject, Text: l.text})
		switch {
		case fault.Is(err, fault.Invalid):
			continue
		case err != nil:
			return n, err
		}
		n++
	}
	return n, nil
}

// withRole are the ids of a body's people who hold one of the roles and pass a
// test; nil passes everybody.
func withRole(people []identity.Actor, test func(identity.Actor) bool, roles ...identity.Role) (ids []string) {
	for _, p := range people {
		if p.Has(roles...) && (test == nil || test(p)) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
