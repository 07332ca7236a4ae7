package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// phoned lists a body's applications with a telephone number, under any of its
// blind indexes, the latest first.
func phoned(ctx context.Context, db sqldb.Reader, body string, indexes []string) ([]Case, error) {
	var found []Case
	for _, index := range indexes {
		some, err := list(ctx, db, scanCase, `SELECT `+caseColumns+` FROM request_case WHERE body = $1 AND phone_index = $2 ORDER BY id DESC LIMIT 50`, body, index)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// recode changes the hash of an application's query code.
func recode(ctx context.Context, tx *act.Tx, id, hash string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE request_case SET code_hash = $2 WHERE id = $1`, id, hash); err != nil {
		return fmt.Errorf("change query code of %s: %w", id, err)
	}
	return nil
}

// rating is what an applicant says of the answer.
type rating struct {
	Verdict string
	On      string
	Changes int
}

func ratingOf(ctx context.Context, db sqldb.Reader, id string) (r rating, err error) {
	err = db.QueryRowContext(ctx, `SELECT verdict, rated_on, changes FROM request_rating WHERE request = $1`, id).Scan(&r.Verdict, &r.On, &r.Changes)
	if errors.Is(err, sql.ErrNoRows) {
		return r, nil
	}
	if err != nil {
		return r, fmt.Errorf("load rating of %s: %w", id, err)
	}
	return r, nil
}

func saveRating(ctx context.Context, tx *act.Tx, c Case, verdict, on string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_rating (request, body, verdict, rated_on) VALUES ($1, $2, $3, $4)
		ON CONFLICT (request) DO UPDATE SET verdict = excluded.verdict, rated_on = excluded.rated_on, changes = request_rating.changes + 1`, c.ID, c.Body, verdict, on)
	if err != nil {
		return fmt.Errorf("save rating of %s: %w", c.ID, err)
	}
	return nil
}

// ratings counts a body's verdicts of a year.
func ratings(ctx context.Context, db sqldb.Reader, body, year string) (map[string]int, error) {
	type counted struct {
		verdict string
		n       int
	}
	all, err := list(ctx, db, func(row scanner) (c counted, err error) { return c, row.Scan(&c.verdict, &c.n) },
		`SELECT verdict, COUNT(*) FROM request_rating WHERE body = $1 AND rated_on BETWEEN $2 AND $3 GROUP BY verdict ORDER BY verdict`, body, year+"-01-01", year+"-12-31")
	n := map[string]int{}
	for _, c := range all {
		n[c.verdict] = c.n
	}
	return n, err
}

// voice is what an applicant says beyond the steps of the workflow.
type voice struct {
	ID, Request, Body, Kind string
	Said, Told              vault.Sealed
	SaidOn, Result          string
	SettledBy, SettledOn    string
}

var voiceFields = vault.NewFields("request_voice", "id", func(v *voice) string { return v.ID },
	vault.Field[voice]{Column: "said", In: func(v *voice) *vault.Sealed { return &v.Said }},
	vault.Field[voice]{Column: "told", In: func(v *voice) *vault.Sealed { return &v.Told }},
)

func (v voice) place(column sqldb.Name) vault.Place { return voiceFields.At(v.ID, column) }

const voiceColumns = `id, request, body, kind, said, told, said_on, result, settled_by, settled_on`

func scanVoice(row scanner) (v voice, err error) {
	return v, row.Scan(&v.ID, &v.Request, &v.Body, &v.Kind, &v.Said, &v.Told, &v.SaidOn, &v.Result, &v.SettledBy, &v.SettledOn)
}

func voicesOf(ctx context.Context, db sqldb.Reader, id string) ([]voice, error) {
	return list(ctx, db, scanVoice, `SELECT `+voiceColumns+` FROM request_voice WHERE request = $1 ORDER BY said_on, id`, id)
}

// openVoices lists what waits for a body's answer, the oldest first.
func openVoices(ctx context.Context, db sqldb.Reader, body string) ([]voice, error) {
	return list(ctx, db, scanVoice, `SELECT `+voiceColumns+` FROM request_voice WHERE body = $1 AND result = '' ORDER BY said_on, id LIMIT 500`, body)
}

func insertVoice(ctx context.Context, tx *act.Tx, v voice) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_voice (id, request, body, kind, said, said_on) VALUES ($1, $2, $3, $4, $5, $6)`,
		v.ID, v.Request, v.Body, v.Kind, v.Said, v.SaidOn)
	if err != nil {
		return fmt.Errorf("insert voice of %s: %w", v.Request, err)
	}
	return nil
}

// settleVoice answers what still waits; a second answer is a Conflict.
func settleVoice(ctx context.Context, tx *act.Tx, v voice) error {
	res, err := tx.ExecContext(ctx, `UPDATE request_voice SET result = $2, told = $3, settled_by = $4, settled_on = $5 WHERE id = $1 AND result = ''`,
		v.ID, v.Result, v.Told, v.SettledBy, v.SettledOn)
	return changedOne(res, err, stale)
}

// changedOne turns a change that met no row into the fault of otherwise.
func changedOne(res sql.Result, err error, otherwise func() error) error {
	if err != nil {
		return fmt.Errorf("change a record: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil {
		return fmt.Errorf("change a record: %w", err)
	} else if n == 0 {
		return otherwise()
	}
	return nil
}
