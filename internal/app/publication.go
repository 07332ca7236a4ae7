package app

import (
	"context"

	"yangguang/internal/account"
	"yangguang/internal/ledger"
	"yangguang/internal/publication"
	publicationdesk "yangguang/internal/publication/desk"
)

// openPublication opens the ledger of what is public by law; nothing leaves it that
// was not screened.
func (a *App) openPublication() (ledger.Ledger, error) {
	return hand(publicationdesk.New(publicationdesk.Config{DB: a.db, Recorder: a.office, Now: a.now, Calendar: a.holidays.Calendar, People: a.people, Fonts: a.fonts,
		Screens: a.screening.Text, Address: a.siteAddress, Colleagues: a.account.Colleagues,
		Code: func(ctx context.Context, id string) (string, error) {
			b, _, err := a.account.Body(ctx, id)
			return b.Code, err
		},
		Stands: func(ctx context.Context, id string) (publication.Stands, error) {
			b, _, err := a.account.Body(ctx, id)
			return map[account.Kind]publication.Stands{account.Township: publication.Township, account.DispatchedOrgan: publication.DispatchedOut}[b.Kind], err
		}}))
}
