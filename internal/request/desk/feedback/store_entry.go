package feedback

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// rating is what an applicant says of the answer.
type rating struct {
	Verdict string
	On      string
	Changes int
}

func RatingOf(ctx context.Context, db sqldb.Reader, id string) (r rating, err error) {
	err = db.QueryRowContext(ctx, `SELECT verdict, rated_on, changes FROM request_rating WHERE request = $1`, id).Scan(&r.Verdict, &r.On, &r.Changes)
	if errors.Is(err, sql.ErrNoRows) {
		return r, nil
	}
	if err != nil {
		return r, fmt.Errorf("load rating of %s: %w", id, err)
	}
	return r, nil
}

func saveRating(ctx context.Context, tx *act.Tx, c cases.Case, verdict, on string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_rating (request, body, verdict, rated_on) VALUES ($1, $2, $3, $4)
		ON CONFLICT (request) DO UPDATE SET verdict = excluded.verdict, rated_on = excluded.rated_on, changes = request_rating.changes + 1`, c.ID, c.Body, verdict, on)
	if err != nil {
		return fmt.Errorf("save rating of %s: %w", c.ID, err)
	}
	return nil
}

// Ratings counts a body's verdicts of a year.
func Ratings(ctx context.Context, db sqldb.Reader, body, year string) (map[string]int, error) {
	type counted struct {
		verdict string
		n       int
	}
	all, err := cases.List(ctx, db, func(row cases.Scanner) (c counted, err error) { return c, row.Scan(&c.verdict, &c.n) },
		`SELECT verdict, COUNT(*) FROM request_rating WHERE body = $1 AND rated_on BETWEEN $2 AND $3 GROUP BY verdict ORDER BY verdict`, body, year+"-01-01", year+"-12-31")
	n := map[string]int{}
	for _, c := range all {
		n[c.verdict] = c.n
	}
	return n, err
}

// Entry is what an applicant says beyond the steps of the workflow.
type Entry struct {
	ID, Request, Body, Kind string
	Said, Told              vault.Sealed
	SaidOn, Result          string
	SettledBy, SettledOn    string
}

var EntryFields = vault.NewFields("request_voice", "id", func(v *Entry) string { return v.ID },
	vault.Field[Entry]{Column: "said", In: func(v *Entry) *vault.Sealed { return &v.Said }},
	vault.Field[Entry]{Column: "told", In: func(v *Entry) *vault.Sealed { return &v.Told }},
)

const entryColumns = `id, request, body, kind, said, told, said_on, result, settled_by, settled_on`

func scanEntry(row cases.Scanner) (v Entry, err error) {
	return v, row.Scan(&v.ID, &v.Request, &v.Body, &v.Kind, &v.Said, &v.Told, &v.SaidOn, &v.Result, &v.SettledBy, &v.SettledOn)
}

func EntriesOf(ctx context.Context, db sqldb.Reader, id string) ([]Entry, error) {
	return cases.List(ctx, db, scanEntry, `SELECT `+entryColumns+` FROM request_voice WHERE request = $1 ORDER BY said_on, id`, id)
}

// openEntries lists what waits for a body's answer, the oldest first.
func openEntries(ctx context.Context, db sqldb.Reader, body string) ([]Entry, error) {
	return cases.List(ctx, db, scanEntry, `SELECT `+entryColumns+` FROM request_voice WHERE body = $1 AND result = '' ORDER BY said_on, id LIMIT 500`, body)
}

func insertEntry(ctx context.Context, tx *act.Tx, v Entry) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_voice (id, request, body, kind, said, said_on) VALUES ($1, $2, $3, $4, $5, $6)`,
		v.ID, v.Request, v.Body, v.Kind, v.Said, v.SaidOn)
	if err != nil {
		return fmt.Errorf("insert feedback of %s: %w", v.Request, err)
	}
	return nil
}

// settleEntry answers what still waits; a second answer is a Conflict.
func settleEntry(ctx context.Context, tx *act.Tx, v Entry) error {
	res, err := tx.ExecContext(ctx, `UPDATE request_voice SET result = $2, told = $3, settled_by = $4, settled_on = $5 WHERE id = $1 AND result = ''`,
		v.ID, v.Result, v.Told, v.SettledBy, v.SettledOn)
	return cases.ChangedOne(res, err, cases.Stale)
}
