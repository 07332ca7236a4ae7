package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yangguang/internal/calendar"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/redress"
	"yangguang/internal/screening"
	"yangguang/internal/todo"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// standing is a contest with what its events come to today.
type standing struct {
	Contest
	h     redress.History
	clock redress.Clock
}

// standings replays all contests of a body, the latest first. A body has tens
// of them a year.
func (d *Desk) standings(ctx context.Context, body string) ([]standing, *calendar.Calendar, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, nil, err
	}
	all, err := contestsOf(ctx, d.DB, body)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	had, err := events.OfAll(ctx, d.DB, ids)
	if err != nil {
		return nil, nil, err
	}
	list := make([]standing, len(all))
	for i, c := range all {
		h, err := history(ctx, d.DB, c, had[c.ID], d.today())
		if err != nil {
			return nil, nil, err
		}
		list[i] = standing{Contest: c, h: h, clock: redress.Replay(cal, h)}
	}
	return list, cal, nil
}

// standingsFor are the contests of somebody's body that the grants reach.
func (d *Desk) standingsFor(ctx context.Context, who identity.Actor) ([]standing, *calendar.Calendar, error) {
	all, cal, err := d.standings(ctx, who.Body)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(all))
	for i, s := range all {
		ids[i] = s.Application
	}
	reached, err := d.reached(ctx, who, ids)
	if err != nil {
		return nil, nil, err
	}
	return slices.DeleteFunc(all, func(s standing) bool { return !reached(s.Application) }), cal, nil
}

// next is what the body has to do next, if anything.
func (s standing) next() (redress.Run, bool) {
	if s.clock.Next < 0 {
		return redress.Run{}, false
	}
	return s.clock.Runs[s.clock.Next], true
}

// byDue orders contests by what the body has to do next: the sooner first, those
// without a day last.
func byDue(a, b standing) int {
	x, okX := a.next()
	y, okY := b.next()
	rank := func(r redress.Run, ok bool) int {
		switch {
		case ok && r.Due != 0:
			return 0
		case ok:
			return 1
		}
		return 2
	}
	if n := rank(x, okX) - rank(y, okY); n != 0 {
		return n
	}
	if x.Due != y.Due {
		return int(x.Due - y.Due)
	}
	return strings.Compare(b.ID, a.ID)
}

// Figures counts table four for the annual report: also nought, where the body
// keeps its applications here or has kept a contest. One that keeps neither
// counts nothing.
func (d *Desk) Figures(ctx context.Context, body string, year int) ([]ledger.Figure, error) {
	figures, err := d.Count(ctx, body, year)
	if err != nil || slices.ContainsFunc(figures, func(f ledger.Figure) bool { return f.N > 0 }) {
		return figures, err
	}
	kept, err := d.Kept(ctx, body, year)
	if err != nil || !kept {
		return nil, err
	}
	return figures, nil
}

// Count counts table four of a body's year from the contests: those concluded in
// the year by their result, and those open at 24:00 on 31 December. A suit that
// follows a review is a case of its own. One that no application is behind counts
// like any other; one in which the body is only joined as the reviewing authority
// does not (201号). Sums are left to the report.
func (d *Desk) Count(ctx context.Context, body string, year int) ([]ledger.Figure, error) {
	all, _, err := d.standings(ctx, body)
	if err != nil {
		return nil, err
	}
	n := map[figure.Cell]int64{}
	for _, s := range all {
		if r, ok := s.clock.Counts(year); ok && s.Joined == 0 {
			n[cellOf(s.h.Group(), r)]++
		}
	}
	var figures []ledger.Figure
	for i, g := range redress.Groups() {
		for _, c := range figure.Cases(i + 1) {
			figures = append(figures, ledger.Figure{Name: figure.In(c), N: n[c], Source: "复议诉讼", Query: figure.Query{Body: body, Year: year},
				Href: fmt.Sprintf("%s?year=%d&group=%s&column=%d", path, year, g, c.Column)})
		}
	}
	return figures, nil
}

// cellOf is the cell of table four in which a contest of a group counts by its
// result.
func cellOf(g redress.Group, r redress.Result) figure.Cell {
	return figure.Four(slices.Index(redress.Groups(), g)+1, slices.Index(redress.Results(), r)+1)
}

// soonDays is how many natural days before its last day something presses.
const soonDays = 3

// Todos is what reviews and suits ask of a person: the body's own next steps,
// with the day each is due. What the leader decides stands with the clerk too,
// who prepares it.
func (d *Desk) Todos(ctx context.Context, who identity.Actor) ([]todo.Item, error) {
	if !who.Has(identity.Clerk, identity.Leader) || who.Body == "" {
		return nil, nil
	}
	all, _, err := d.standingsFor(ctx, who)
	if err != nil {
		return nil, err
	}
	var todos []todo.Item
	for _, s := range all {
		if r, ok := s.next(); ok {
			todos = append(todos, todo.Item{Label: fmt.Sprintf("%s %s：%s", s.Kind.Label(), s.No(), r.Label), Href: path + "/" + s.ID,
				Due: r.Due.String(), Urgent: r.Due != 0 && r.Due-d.today() <= soonDays})
		}
	}
	return todos, nil
}

// Open lists a body's applications over which a review or a suit is open.
func (d *Desk) Open(ctx context.Context, body string) ([]string, error) {
	all, _, err := d.standings(ctx, body)
	var open []string
	for _, s := range all {
		if s.Application != "" && s.clock.Stage != redress.Closed {
			open = append(open, s.Application)
		}
	}
	return open, err
}

// About links to the contests over one application, for its own page: only for
// who may see that application.
func (d *Desk) About(ctx context.Context, application string) ([]web.Link, error) {
	all, err := contestsAbout(ctx, d.DB, application)
	if err != nil {
		return nil, err
	}
	var links []web.Link
	for _, c := range all {
		links = append(links, web.Link{Label: fmt.Sprintf("%s %s · %s", c.Kind.Label(), c.No(), c.Stage.Label()), Href: path + "/" + c.ID})
	}
	return links, nil
}

// Find finds the contests that a person may see by a number: their own, the
// authority's, or the application's, for the console's search.
func (d *Desk) Find(ctx context.Context, who identity.Actor, words string) ([]web.Found, error) {
	if words = strings.TrimSpace(words); words == "" || !who.Has(readers()...) {
		return nil, nil
	}
	all, err := contestsOf(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.Application
	}
	reached, err := d.reached(ctx, who, ids)
	if err != nil {
		return nil, err
	}
	var found []web.Found
	for _, c := range all {
		if reached(c.Application) && strings.Contains(strings.Join([]string{c.No(), c.AuthorityNo, c.ApplicationNo, c.Wanted}, "\n"), words) {
			found = append(found, web.Found{Label: c.Kind.Label() + " " + c.No(), Href: path + "/" + c.ID, Kind: "复议诉讼", Text: form.Excerpt(screening.Rules{Today: d.Now()}.Shown(c.Wanted)), Day: c.BegunOn})
		}
	}
	return found, nil
}
