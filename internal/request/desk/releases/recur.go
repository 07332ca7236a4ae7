package releases

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// RecurringArgs is the job that looks for what several applicants asked for. It
// follows the intake by minutes, takes every application once, in the order they
// came in, and goes on where it was broken off.
type RecurringArgs struct{}

// Kind names the job.
func (RecurringArgs) Kind() string { return "request_echo" }

// CompareAgainArgs is the job that has a body's applications of the last year
// compared again, after fewer applicants than before are enough.
type CompareAgainArgs struct {
	Body string `json:"body"`
}

// Kind names the job.
func (CompareAgainArgs) Kind() string { return "request_echo_again" }

const (
	// compareBatch is how many applications are read at a time.
	compareBatch = 50
	// compareEvery is how often the job looks for applications that came in.
	compareEvery = 10 * time.Minute
	// recurs is for how many days the same is looked for: applications further
	// apart were not asked by many at one time.
	recurs = 365
)

// FindAllRecurring looks whether what came in since the last time was asked for
// by several applicants of the last year, and suggests publishing it (条例 44①).
// What was suggested before only grows. It ends with ctx, between two
// applications.
func (d *Releases) FindAllRecurring(ctx context.Context) error {
	if err := d.Cases.Index(ctx); err != nil { // by what they are found to be alike
		return err
	}
	since, least := (d.Cases.Today() - recurs).String(), map[string]int{}
	for !cases.RunsOut(ctx) {
		some, err := cases.Uncompared(ctx, d.DB, compareBatch)
		if err != nil || len(some) == 0 {
			return err
		}
		var alone []string
		for _, c := range some {
			if err := ctx.Err(); err != nil {
				return err
			}
			if _, known := least[c.Body]; !known {
				o, err := opennessOf(ctx, d.DB, c.Body)
				if err != nil {
					return err
				}
				least[c.Body] = o.RecurringLeast
			}
			suggested, err := d.compare(ctx, c, since, least[c.Body])
			if err != nil {
				return err
			}
			if !suggested {
				alone = append(alone, c.ID)
			}
		}
		if err := d.Cases.Compared(ctx, alone); err != nil {
			return err
		}
	}
	return nil
}

// waitsForCompare reports whether an application was not compared yet.
func (d *Releases) waitsForCompare(ctx context.Context) (bool, error) {
	some, err := cases.Uncompared(ctx, d.DB, 1)
	return len(some) > 0, err
}

// compare looks for what an application and several others of its year ask for,
// and reports whether it was put under a suggestion.
func (d *Releases) compare(ctx context.Context, c cases.Case, since string, least int) (bool, error) {
	if c.SubmittedOn < since {
		return false, nil
	}
	near, err := d.near(ctx, c, since)
	if err != nil {
		return false, err
	}
	people := map[string]bool{}
	for _, x := range near {
		if x.IdentityIndex != "" {
			people[x.IdentityIndex] = true
		}
	}
	if len(people) < least {
		return false, nil
	}
	return true, d.suggest(ctx, c, near, len(people))
}

// near lists an application with those of its year that ask for nearly the same
// or are decided together with it.
func (d *Releases) near(ctx context.Context, c cases.Case, since string) ([]cases.Case, error) {
	all, err := d.Cases.Sharing(ctx, c)
	if err != nil {
		return nil, err
	}
	near := []cases.Case{c}
	for _, x := range all {
		if x.SubmittedOn >= since && (c.Group != "" && x.Group == c.Group || x.Wanted == c.Wanted || request.Alike(c.Wanted, x.Wanted) >= request.AlikeFrom) {
			near = append(near, x)
		}
	}
	return near, nil
}

// suggest puts several applications under one suggestion: the one that some of them
// stand under already, or a new one.
func (d *Releases) suggest(ctx context.Context, c cases.Case, near []cases.Case, people int) error {
	return d.Recorder.Do(ctx, identity.Job(c.Body), act.Entry{Name: "request.echo", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		had, err := recurringsOf(ctx, tx, cases.IdsOf(near))
		if err != nil {
			return err
		}
		under := ""
		for _, x := range near {
			if had[x.ID] != "" {
				under = had[x.ID]
			}
		}
		if under == "" {
			e := recurring{ID: sqldb.NewID(), Body: c.Body, Lead: c.ID, People: people, State: "open", Found: calendar.At(tx.Now()).String()}
			if err := insertRecurring(ctx, tx, e); err != nil {
				return err
			}
			under = e.ID
		} else if err := growRecurring(ctx, tx, under, people); err != nil {
			return err
		}
		tx.Detail("echo", under)
		tx.Detail("people", people)
		for _, x := range near {
			if had[x.ID] != "" {
				continue
			}
			if err := joinRecurring(ctx, tx, under, x.ID); err != nil {
				return err
			}
		}
		return cases.Compared(ctx, tx, c.ID)
	})
}

// compareAgain has a body's applications of the last year compared again.
func (d *Releases) compareAgain(ctx context.Context, body string) error {
	since := d.Cases.Today() - recurs
	for some, err := range cases.Since(ctx, d.DB, body, since.Year(), compareBatch) {
		if err != nil {
			return err
		}
		some = slices.DeleteFunc(some, func(c cases.Case) bool { return c.SubmittedOn < since.String() })
		if err := d.Cases.CompareAgain(ctx, cases.IdsOf(some)); err != nil {
			return fmt.Errorf("have applications of %s compared again: %w", body, err)
		}
	}
	return nil
}
