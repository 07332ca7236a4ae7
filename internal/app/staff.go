package app

import (
	"context"
	"time"

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
