package releases

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/list"
)

const releaseColumns = `id, request, body, rev, title, asked, answered, outcome, answered_on, days, state, due_on, public_on, public_at, drafted_by, drafted_at,
	passed_by, passed_on, withdrawn_by, withdrawn_on, note, letter, item`

func scanRelease(row cases.Scanner) (x Release, err error) {
	return x, row.Scan(&x.ID, &x.Request, &x.Body, &x.Rev, &x.Title, &x.Asked, &x.Answered, &x.Outcome, &x.AnsweredOn, &x.Days, &x.State, &x.DueOn, &x.PublicOn,
		&x.PublicAt, &x.DraftedBy, &x.DraftedAt, &x.PassedBy, &x.PassedOn, &x.WithdrawnBy, &x.WithdrawnOn, &x.Note, &x.Letter, &x.Item)
}

// releaseOf loads one text; NotFound without one.
func releaseOf(ctx context.Context, db sqldb.Reader, id string) (Release, error) {
	x, err := scanRelease(db.QueryRowContext(ctx, `SELECT `+releaseColumns+` FROM request_release WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return x, missingRelease()
	}
	if err != nil {
		return x, fmt.Errorf("load release: %w", err)
	}
	return x, nil
}

// ReleasesOf lists the texts about an application, the newest first.
func ReleasesOf(ctx context.Context, db sqldb.Reader, id string) ([]Release, error) {
	return cases.List(ctx, db, scanRelease, `SELECT `+releaseColumns+` FROM request_release WHERE request = $1 ORDER BY drafted_at DESC, id DESC`, id)
}

// waitingReleases counts a body's texts that somebody is to pass.
func waitingReleases(ctx context.Context, db sqldb.Reader, body string) ([]Release, error) {
	return cases.List(ctx, db, scanRelease, `SELECT `+releaseColumns+` FROM request_release WHERE body = $1 AND state = 'draft' ORDER BY drafted_at, id LIMIT 200`, body)
}

// dueReleases lists what is to be public by a day. What rests on an answer that
// was voided or given anew is not.
func dueReleases(ctx context.Context, db sqldb.Reader, day string) ([]Release, error) {
	return cases.List(ctx, db, scanRelease, `SELECT `+releaseColumns+` FROM request_release r WHERE state = 'passed' AND due_on <= $1 AND (letter = '' OR EXISTS (SELECT 1
		FROM request_item i JOIN request_letter l ON l.id = i.letter WHERE i.letter = r.letter AND i.seq = r.item AND i.release = 'public' AND `+inForce+`))
		ORDER BY due_on, id LIMIT 500`, day)
}

// mostWords is how many words are looked for in what is public.
const mostWords = 3

// publicReleases are texts from the latest made public on.
func publicReleases() list.Source[Release] {
	return list.Source[Release]{What: "Release", Columns: releaseColumns, From: "FROM request_release", Scan: scanRelease,
		Order: list.Keyset{Keys: []list.Key{{Column: "public_on"}, {Column: "id"}}, Desc: true}, Mark: func(x Release) list.Mark { return list.Mark{x.PublicOn, x.ID} }}
}

// publicIn narrows texts to a body's public ones that hold every one of the
// first words.
func publicIn(body string, words []string) *list.Where {
	var w list.Where
	w.And("body = ? AND state = 'public'", body)
	for _, word := range words[:min(len(words), mostWords)] {
		w.Holds("title || ' ' || asked || ' ' || answered", word)
	}
	return &w
}

func insertRelease(ctx context.Context, tx *act.Tx, x Release) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_release (id, request, body, rev, title, asked, answered, outcome, answered_on, days, state, drafted_by, drafted_at, letter, item)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		x.ID, x.Request, x.Body, x.Title, x.Asked, x.Answered, x.Outcome, x.AnsweredOn, x.Days, x.State, x.DraftedBy, x.DraftedAt, x.Letter, x.Item)
	if sqldb.IsUnique(err) {
		return &fault.Error{Kind: fault.Conflict, Message: "这一项已经有公开稿。看过它再办"}
	}
	if err != nil {
		return fmt.Errorf("insert release of %s: %w", x.Request, err)
	}
	return nil
}

// updateRelease changes a text that nobody changed since rev seen.
func updateRelease(ctx context.Context, tx *act.Tx, x Release, seen int64) error {
	res, err := tx.ExecContext(ctx, `UPDATE request_release SET rev = rev + 1, state = $3, due_on = $4, public_on = $5, public_at = $6, passed_by = $7, passed_on = $8,
		withdrawn_by = $9, withdrawn_on = $10, note = $11 WHERE id = $1 AND rev = $2`,
		x.ID, seen, x.State, x.DueOn, x.PublicOn, x.PublicAt, x.PassedBy, x.PassedOn, x.WithdrawnBy, x.WithdrawnOn, x.Note)
	return cases.ChangedOne(res, err, cases.Stale)
}

// opennessOf is how a body deals with what it answers; Rev is 0 where it has not
// said.
func opennessOf(ctx context.Context, db sqldb.Reader, body string) (Openness, error) {
	o := Openness{RecurringLeast: defaultRecurring, Days: defaultDays}
	err := db.QueryRowContext(ctx, `SELECT rev, echo_least, days FROM request_openness WHERE body = $1`, body).Scan(&o.Rev, &o.RecurringLeast, &o.Days)
	if errors.Is(err, sql.ErrNoRows) {
		return o, nil
	}
	if err != nil {
		return o, fmt.Errorf("load openness of %s: %w", body, err)
	}
	return o, nil
}

func saveOpenness(ctx context.Context, tx *act.Tx, body string, o Openness, seen int64) error {
	res, err := tx.ExecContext(ctx, `INSERT INTO request_openness (body, echo_least, days, rev) VALUES ($1, $2, $3, 1)
		ON CONFLICT (body) DO UPDATE SET echo_least = excluded.echo_least, days = excluded.days, rev = request_openness.rev + 1 WHERE request_openness.rev = $4`,
		body, o.RecurringLeast, o.Days, seen)
	return cases.ChangedOne(res, err, cases.Stale)
}
