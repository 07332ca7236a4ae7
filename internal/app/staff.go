package app

import (
	"context"
	"fmt"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/hotline"
	hotlinedesk "yangguang/internal/hotline/desk"
	"yangguang/internal/ledger"
	"yangguang/internal/notify"
	requestdesk "yangguang/internal/request/desk"
	"yangguang/internal/sqldb"
)

// staff is what the applications' desk asks of the accounts.
func (a *App) staff() requestdesk.Staff {
	return requestdesk.Staff{
		Units: func(ctx context.Context, body string) ([]requestdesk.Unit, error) {
			all, err := a.account.Units(ctx, body)
			if err != nil {
				return nil, err
			}
			var list []requestdesk.Unit
			for _, u := range all.Walk() {
				list = append(list, requestdesk.Unit{ID: u.ID, Name: u.Name})
			}
			return list, nil
		},
		People: a.account.Colleagues,
		Mails:  a.account.Mails,
	}
}

// outbox is how the applications' desk writes to people.
func (a *App) outbox() requestdesk.Outbox {
	return requestdesk.Outbox{Queue: a.notify.Queue, Site: a.siteOf}
}

// auditOf is what the audit log holds about one record of a body.
func (a *App) auditOf(ctx context.Context, body, subject string) ([]requestdesk.Entry, error) {
	all, err := a.audit.About(ctx, body, subject)
	if err != nil {
		return nil, err
	}
	var list []requestdesk.Entry
	for _, r := range all {
		list = append(list, requestdesk.Entry{At: sqldb.Time{Time: time.UnixMilli(r.At)}, Label: a.audit.ActLabel(r.Action), Person: r.Actor, Reason: r.Reason})
	}
	return list, nil
}

// siteOf is the address of a body's site, without a slash at the end.
func (a *App) siteOf(ctx context.Context, body string) (string, error) {
	all, err := a.account.Bodies(ctx)
	if err != nil {
		return "", err
	}
	at := a.config.Address()
	for _, b := range all {
		if b.ID == body && !b.Operator {
			at += "/b/" + b.Code
		}
	}
	return at, nil
}

// openHotline opens the ledger of the 12345 hotline and joins it to the bodies
// and their units, which deal with its orders.
func (a *App) openHotline() (_ ledger.Ledger, err error) {
	a.hotline, err = hotlinedesk.New(hotlinedesk.Config{DB: a.db, Recorder: a.office, Vault: a.vault, Now: a.now, Calendar: a.holidays.Calendar,
		People: a.people, Named: a.account.Named, Organisation: a.organisation})
	return hand(a.hotline, err)
}

// organisation is every body with its units as the hotline knows them.
func (a *App) organisation(ctx context.Context) (hotlinedesk.Organisation, error) {
	o := hotlinedesk.Organisation{Tree: hotline.Places{}, Ended: map[string]string{}}
	bodies, err := a.account.Bodies(ctx)
	if err != nil {
		return o, err
	}
	for _, b := range bodies {
		o.Tree[b.ID] = b.Parent
		if b.Ended {
			o.Ended[b.ID] = b.Name + "已经撤销"
			continue
		}
		o.List = append(o.List, hotlinedesk.Place{ID: b.ID, Name: b.Name, Body: b.ID, Township: b.Kind.AtTown()})
		units, err := a.account.Units(ctx, b.ID)
		if err != nil {
			return o, fmt.Errorf("units of %s: %w", b.Code, err)
		}
		for _, u := range units.Walk() {
			if o.Tree[u.ID] = u.Parent; u.Parent == "" {
				o.Tree[u.ID] = b.ID
			}
			name := b.Short
			if name == "" {
				name = b.Name
			}
			o.List = append(o.List, hotlinedesk.Place{ID: u.ID, Name: name + "·" + u.Name, Body: b.ID, Township: b.Kind.AtTown()})
		}
	}
	return o, nil
}

// mailTo writes to a person, inside an act; an address that cannot be written to
// keeps nobody from what the act does.
func (a *App) mailTo(ctx context.Context, tx *act.Tx, body, to, subject, text string) error {
	_, err := a.notify.Queue(ctx, tx, notify.Message{Body: body, To: to, Subject: subject, Text: text})
	if fault.As(err) != nil {
		return nil
	}
	return err
}
