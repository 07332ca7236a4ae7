package app

import (
	"context"
	"fmt"

	"yangguang/internal/guide"
	guidedesk "yangguang/internal/guide/desk"
	"yangguang/internal/ledger"
)

// openGuide opens the ledger of the guide and joins it to that of applications,
// which tells how to apply, and to the bodies' records.
func (a *App) openGuide() (ledger.Ledger, error) {
	return hand(guidedesk.New(guidedesk.Config{DB: a.db, Recorder: a.office, Now: a.now, People: a.people, Fonts: a.fonts,
		Bodies: a.standingBodies, Record: a.guideRecord, Tells: a.request.Portal.Applying}))
}

// guideRecord is what a body's own record says of what a guide names.
func (a *App) guideRecord(ctx context.Context, id string) (guide.Content, error) {
	all, err := a.account.Bodies(ctx)
	if err != nil {
		return nil, err
	}
	b, ok := all.Find(id)
	if !ok {
		return nil, fmt.Errorf("no body %s", id)
	}
	return guide.Content{guide.Address: b.Address, guide.Postcode: b.Postcode, guide.Hours: b.Hours,
		guide.Phone: b.Phone, guide.Fax: b.Fax, guide.Internet: b.Mail}, nil
}
