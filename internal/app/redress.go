package app

import (
	"context"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/redress"
	redressdesk "yangguang/internal/redress/desk"
	reportdesk "yangguang/internal/report/desk"
	requestdesk "yangguang/internal/request/desk"
	"yangguang/internal/web"
)

// wireContests opens the ledger of reviews and suits and joins it to that of
// applications: what is contested, and what is ordered to be answered anew.
func (a *App) wireContests() (err error) {
	a.contest, err = redressdesk.New(redressdesk.Config{DB: a.db, Office: a.office, Vault: a.vault, Now: a.now, Calendar: a.almanac.Calendar,
		People: a.account.People,
		Application: func(ctx context.Context, who identity.Actor, id string) (redressdesk.Application, error) {
			x, err := a.request.Contested(ctx, who, id)
			return redressdesk.Application(x), err
		},
		Numbered: func(ctx context.Context, who identity.Actor, number string) (redressdesk.Application, error) {
			x, err := a.request.ContestedNumber(ctx, who, number)
			return redressdesk.Application(x), err
		}})
	if err != nil {
		return err
	}
	act.On(a.office, func(ctx context.Context, tx *act.Tx, o redress.Ordered) error {
		return a.request.Ordered(ctx, tx, requestdesk.Ordered{Application: o.Application, By: o.By, On: o.On, Days: o.Days, Ref: o.Ref, Basis: o.Basis})
	})
	return nil
}

// contestsAbout links an application's page to the reviews and suits over it.
func (a *App) contestsAbout(ctx context.Context, application string) ([]web.Link, error) {
	return a.contest.About(ctx, application)
}

// countContests gives the annual report what the reviews and suits count: also
// nought, where the body keeps its applications here or has kept a contest. One
// that keeps neither counts nothing: its figures stand in some other book.
func (a *App) countContests(ctx context.Context, body string, year int) ([]reportdesk.Counted, error) {
	figures, err := a.contest.Count(ctx, body, year)
	if err != nil {
		return nil, err
	}
	kept := false
	for _, f := range figures {
		kept = kept || f.N > 0
	}
	if !kept {
		applications, err := a.countRequests(ctx, body, year)
		if err != nil || len(applications) == 0 {
			return nil, err
		}
	}
	var all []reportdesk.Counted
	for _, f := range figures {
		all = append(all, reportdesk.Counted{Name: f.Name, N: f.N, Href: f.Href, Label: "复议诉讼"})
	}
	return all, nil
}
