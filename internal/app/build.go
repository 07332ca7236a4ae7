package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"yangguang/internal/account"
	accountdesk "yangguang/internal/account/desk"
	reportdesk "yangguang/internal/report/desk"
	"yangguang/internal/sqldb"
)

// errDraft says that a report is not published: its figures are still counted
// by the ledgers.
var errDraft = errors.New("the report is a draft")

// BuildReport writes the newest version of a body's report of a year in a format
// (html, docx, pdf, xlsx, json) through save. code is the body's code, "" the
// body that operates the instance.
func BuildReport(ctx context.Context, c Config, code string, year int, format string, save func(func(io.Writer) error) error) error {
	err := newApp(c).printPublished(ctx, code, year, format, save)
	if !errors.Is(err, errDraft) {
		return err
	}
	a, err := Open(ctx, c)
	if err != nil {
		return err
	}
	bodies, err := a.account.Bodies(ctx)
	if err == nil {
		err = standing(ctx, a.report, bodies, code, year, format, save)
	}
	return errors.Join(err, a.Close())
}

// printPublished prints without opening the site, whose pages would take more
// memory than the report. Of a draft it gives errDraft and saves nothing.
func (a *App) printPublished(ctx context.Context, code string, year int, format string, save func(func(io.Writer) error) error) (err error) {
	if a.db, err = sqldb.Open(ctx, sqldb.Config{URL: a.config.Database, Dir: a.config.Data}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.db.Migrate(ctx, lines(a.openings)...); err != nil {
		return err
	}
	bodies, err := accountdesk.ReadBodies(ctx, a.db)
	if err != nil {
		return err
	}
	printer := reportdesk.NewPrinter(reportdesk.Config{DB: a.db, Now: a.now, Fonts: a.fonts,
		Bodies: func(context.Context) ([]reportdesk.Body, error) { return nil, errDraft }})
	return standing(ctx, printer, bodies, code, year, format, save)
}

// standing prints the report that stands for a year.
func standing(ctx context.Context, d *reportdesk.Desk, bodies account.Bodies, code string, year int, format string, save func(func(io.Writer) error) error) error {
	id := ""
	for _, b := range bodies {
		if b.Code == code || code == "" && b.Operator {
			id = b.ID
		}
	}
	if id == "" {
		return fmt.Errorf("本实例没有代码为“%s”的单位", code)
	}
	issue, err := d.Standing(ctx, id, year)
	if err != nil {
		return err
	}
	return save(func(w io.Writer) error { return d.Print(ctx, w, issue, format) })
}
