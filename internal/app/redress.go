package app

import (
	"context"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/redress"
	redressdesk "yangguang/internal/redress/desk"
	requestdesk "yangguang/internal/request/desk"
	"yangguang/internal/web"
)

// openRedress opens the ledger of reviews and suits and joins it to that of
// applications: what is contested, and what is ordered to be answered anew.
func (a *App) openRedress() (_ ledger.Ledger, err error) {
	a.redress, err = redressdesk.New(redressdesk.Config{DB: a.db, Recorder: a.office, Vault: a.vault, Now: a.now, Calendar: a.holidays.Calendar,
		People: a.account.People,
		Application: func(ctx context.Context, who identity.Actor, id string) (redressdesk.Application, error) {
			x, err := a.request.Answers.Contested(ctx, who, id)
			return redressdesk.Application(x), err
		},
		Numbered: func(ctx context.Context, who identity.Actor, number string) (redressdesk.Application, error) {
			x, err := a.request.Answers.ContestedNumber(ctx, who, number)
			return redressdesk.Application(x), err
		},
		Reached: func(ctx context.Context, who identity.Actor, ids []string) (func(string) bool, error) {
			return a.request.Cases.Reached(ctx, who, ids)
		},
		SupervisorReveals: a.config.SupervisorReveals == "yes",
		Kept: func(ctx context.Context, body string, year int) (bool, error) {
			figures, err := a.request.Cases.Figures(ctx, body, year)
			return len(figures) > 0, err
		}})
	if err != nil {
		return ledger.Ledger{}, err
	}
	act.On(a.office, func(ctx context.Context, tx *act.Tx, o redress.Ordered) error {
		return a.request.Answers.Ordered(ctx, tx, requestdesk.Ordered{Application: o.Application, By: o.By, On: o.On, Days: o.Days, Unit: o.Unit, Ref: o.Ref, Reached: o.Reached, Basis: o.Basis})
	})
	return a.redress.Ledger(), nil
}

// redressOver links an application's page to the reviews and suits over it.
func (a *App) redressOver(ctx context.Context, application string) ([]web.Link, error) {
	return a.redress.About(ctx, application)
}

// redressOpen lists a body's applications over which a review or a suit is open.
func (a *App) redressOpen(ctx context.Context, body string) ([]string, error) {
	return a.redress.Open(ctx, body)
}
