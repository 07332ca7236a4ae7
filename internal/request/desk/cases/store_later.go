package cases

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
)

// tokens are what applications are found by.
var tokens = sqldb.NewTokens("request_token")

// Text is what an application asks for.
type Text struct{ ID, Body, Wanted string }

func scanID(row Scanner) (id string, err error) { return id, row.Scan(&id) }

func scanText(row Scanner) (t Text, err error) {
	return t, row.Scan(&t.ID, &t.Body, wantedText.Into(&t.Wanted, &t.ID))
}

// unindexed lists applications that nothing is found by yet, of all bodies.
func unindexed(ctx context.Context, db sqldb.Reader, limit int) ([]Text, error) {
	return List(ctx, db, scanText, `SELECT id, body, wanted FROM request_case WHERE later = 0 AND body > '' ORDER BY body, id LIMIT $1`, limit)
}

// Unindexed lists a body's applications that nothing is found by yet, by id.
func Unindexed(ctx context.Context, db sqldb.Reader, body string, limit int) ([]string, error) {
	return List(ctx, db, scanID, `SELECT id FROM request_case WHERE later = 0 AND body = $1 ORDER BY id LIMIT $2`, body, limit)
}

// Uncompared lists applications for which nobody has looked yet whether several
// people ask for the same, of all bodies.
func Uncompared(ctx context.Context, db sqldb.Reader, limit int) ([]Case, error) {
	return List(ctx, db, ScanCase, `SELECT `+CaseColumns+` FROM request_case WHERE later = 1 AND body > '' ORDER BY body, id LIMIT $1`, limit)
}

// Compared takes an application from those of Uncompared.
func Compared(ctx context.Context, tx *act.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE request_case SET later = 2 WHERE id = $1 AND later = 1`, id); err != nil {
		return fmt.Errorf("note that %s was compared: %w", id, err)
	}
	return nil
}

// CompareAgain puts an application back among those of Uncompared.
func CompareAgain(ctx context.Context, tx *act.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE request_case SET later = 1 WHERE id = $1 AND later = 2`, id); err != nil {
		return fmt.Errorf("have %s compared again: %w", id, err)
	}
	return nil
}

// WordsOf are what an application is found by: the words of its text, and the
// bands by which others resemble it.
func WordsOf(wanted string) []string { return append(sqldb.Words(wanted), bandsOf(wanted)...) }

// index writes down what an application is found by.
func (d *Cases) index(ctx context.Context, tx *act.Tx, t Text) error {
	words, err := d.tokensOf(t.Body, WordsOf(t.Wanted))
	if err != nil {
		return err
	}
	if err := tokens.Put(ctx, d.Dialect, tx, t.ID, words); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE request_case SET later = 1 WHERE id = $1 AND later = 0`, t.ID); err != nil {
		return fmt.Errorf("note that %s was indexed: %w", t.ID, err)
	}
	return nil
}

// bandsOf are the bands of a text as words of the index; no pair of letters and
// digits is one of them.
func bandsOf(wanted string) []string {
	bands := request.Bands(wanted)
	words := make([]string, len(bands))
	for place, band := range bands {
		words[place] = fmt.Sprintf("=%d %x", place, band)
	}
	return words
}

// mostAlike is how many applications are compared with one.
const mostAlike = 200

// Sharing lists a body's other applications that share a band with this one, or
// came in so lately that nobody knows, the latest first, at most mostAlike.
func (d *Cases) Sharing(ctx context.Context, c Case) ([]Case, error) {
	bands, err := d.tokensOf(c.Body, bandsOf(c.Wanted))
	if err != nil || len(bands) == 0 {
		return nil, err
	}
	ids, err := tokens.Any(ctx, d.Dialect, d.DB, bands, mostAlike+1) // itself among them
	if err != nil {
		return nil, err
	}
	// What came in a moment ago has no bands yet.
	fresh, err := List(ctx, d.DB, scanID, `SELECT id FROM request_case WHERE later = 0 AND body = $1 AND id <> $2 ORDER BY id DESC LIMIT 50`, c.Body, c.ID)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(append(fresh, ids...), func(id string) bool { return id == c.ID })
	slices.SortFunc(ids, func(a, b string) int { return strings.Compare(b, a) })
	ids = slices.Compact(ids)
	// With its own, so that a page asks as often where nothing is alike.
	all, err := InOrder(ctx, d.DB, append(ids[:min(len(ids), mostAlike)], c.ID))
	return slices.DeleteFunc(all, func(x Case) bool { return x.ID == c.ID }), err
}

// InOrder loads applications in the order of their ids as given.
func InOrder(ctx context.Context, db sqldb.Reader, ids []string) ([]Case, error) {
	found, err := EachOf(ctx, db, ids, ScanCase, `SELECT `+CaseColumns+` FROM request_case WHERE id IN (`)
	at := make(map[string]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	slices.SortFunc(found, func(a, b Case) int { return at[a.ID] - at[b.ID] })
	return found, err
}

// bound is how many values a statement binds.
const bound = 200

// EachOf loads rows by the ids of applications, so many with one statement, in no
// order; from ends behind the parenthesis of the list of ids.
func EachOf[T any](ctx context.Context, db sqldb.Reader, ids []string, scan func(Scanner) (T, error), from string) (all []T, err error) {
	for some := range slices.Chunk(ids, bound) {
		marks, args := make([]string, len(some)), make([]any, len(some))
		for i, x := range some {
			marks[i], args[i] = "$"+strconv.Itoa(i+1), x
		}
		found, err := List(ctx, db, scan, from+strings.Join(marks, ", ")+")", args...)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// FoundColumns are what it takes to say whether and where an application that may
// hold a text is listed: many are looked at for a page, so nothing sealed is read.
const FoundColumns = `id, body, year, number, wanted, state, channel, applicant_kind, unit, handler, due_on, clock, closed_on`

// ScanFound reads FoundColumns.
func ScanFound(row Scanner) (c Case, err error) {
	return c, row.Scan(&c.ID, &c.Body, &c.Year, &c.Number, wantedText.Into(&c.Wanted, &c.ID), &c.State, &c.Channel, &c.Kind, &c.Unit, &c.Handler, &c.DueOn, &c.Clock, &c.ClosedOn)
}

// FoundOf loads FoundColumns of applications, by id.
func FoundOf(ctx context.Context, db sqldb.Reader, ids []string) ([]Case, error) {
	return EachOf(ctx, db, ids, ScanFound, `SELECT `+FoundColumns+` FROM request_case WHERE id IN (`)
}
