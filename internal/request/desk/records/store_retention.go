package records

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Retention is how long a body keeps its applicants' data after an application
// has ended.
type Retention struct {
	Body  string
	Years int    // 0: for ever, until somebody sets a time
	Basis string // what the time rests on
	SetBy string
	SetAt sqldb.Time
}

func retentionOf(ctx context.Context, db sqldb.Reader, body string) (Retention, error) {
	all, err := cases.List(ctx, db, func(row cases.Scanner) (r Retention, err error) {
		return r, row.Scan(&r.Body, &r.Years, &r.Basis, &r.SetBy, &r.SetAt)
	}, `SELECT body, years, basis, set_by, set_at FROM request_retention WHERE body = $1`, body)
	if err != nil || len(all) == 0 {
		return Retention{Body: body}, err
	}
	return all[0], nil
}

func putRetention(ctx context.Context, tx *act.Tx, r Retention) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_retention (body, years, basis, set_by, set_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (body) DO UPDATE SET years = $2, basis = $3, set_by = $4, set_at = $5`, r.Body, r.Years, r.Basis, r.SetBy, r.SetAt)
	if err != nil {
		return fmt.Errorf("keep retention of %s: %w", r.Body, err)
	}
	return nil
}

// mostOutlived is up to how many applications are counted.
const mostOutlived = 10_000

// outlived counts a body's applications that are done, ended on a day or
// before, and still name their applicant, up to mostOutlived.
func outlived(ctx context.Context, db sqldb.Reader, body, upTo string) (n int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM request_case WHERE body = $1 AND lane = 3 AND closed_on > '' AND closed_on <= $2 AND purged_on = ''
		ORDER BY closed_on, id LIMIT $3) AS found`, body, upTo, mostOutlived).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count applications to make anonymous: %w", err)
	}
	return n, nil
}

// outlivedCases lists them behind one of them, by the day they ended.
func outlivedCases(ctx context.Context, db sqldb.Reader, body, upTo string, after cases.Case, limit int) ([]cases.Case, error) {
	return cases.List(ctx, db, cases.ScanCase, `SELECT `+cases.CaseColumns+` FROM request_case WHERE body = $1 AND lane = 3 AND closed_on > '' AND closed_on <= $2 AND purged_on = ''
		AND (closed_on, id) > ($4, $5) ORDER BY closed_on, id LIMIT $3`, body, upTo, limit, after.ClosedOn, after.ID)
}

// forgetting are the statements that take away what tells who applied, beside
// the letters; $1 is the application. Whoever keeps such data adds a line. A
// file of an applicant is encrypted under a key of its own: without the key
// nobody reads it again.
func forgetting() []string {
	return []string{
		`UPDATE request_case SET name = '', name_index = '', identity = '', identity_index = '', phone = '', phone_index = '', address = '', email = '', help = '', code_hash = '' WHERE id = $1`,
		`UPDATE request_hearing SET party = '', contact = '', said = '', proof = '' WHERE request = $1`,
		`UPDATE request_finding SET content = '' WHERE request = $1`,
		`UPDATE request_intake SET agent = '', help_note = '', proof = '' WHERE request = $1`,
		`UPDATE request_voice SET said = '', told = '' WHERE request = $1`,
		`UPDATE request_file SET name = '', file_key = '' WHERE request = $1`,
		// What is public names nobody; what was taken out of it, or never came so far, may.
		`UPDATE request_release_file SET name = '', file_key = '' WHERE release IN (SELECT id FROM request_release WHERE request = $1)
			AND (stage <> 'public' OR release IN (SELECT id FROM request_release WHERE request = $1 AND state <> 'public'))`,
		`UPDATE request_note SET text = '' WHERE request = $1`,
	}
}

// forget makes an application anonymous that is still as it was seen; false
// when it is not.
func forget(ctx context.Context, tx *act.Tx, c cases.Case, day string) (bool, error) {
	res, err := tx.ExecContext(ctx, `UPDATE request_case SET purged_on = $3, rev = rev + 1 WHERE id = $1 AND rev = $2 AND purged_on = '' AND lane = 3`, c.ID, c.Rev, day)
	if err != nil {
		return false, fmt.Errorf("make application %s anonymous: %w", c.ID, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	for _, q := range forgetting() {
		if _, err := tx.ExecContext(ctx, q, c.ID); err != nil {
			return false, fmt.Errorf("make application %s anonymous: %w", c.ID, err)
		}
	}
	tx.Emit(attach.Forgotten{Owner: c.ID})
	return true, nil
}

// forgetLetter leaves a letter its number, kind, days, outcome and service.
func forgetLetter(ctx context.Context, tx *act.Tx, id string, elements vault.Sealed) error {
	if _, err := tx.ExecContext(ctx, `UPDATE request_letter SET elements = $2, addressee = '', note = '', void_reason = CASE WHEN void_reason = '' THEN '' ELSE $3 END WHERE id = $1`, id, elements, cases.Forgotten); err != nil {
		return fmt.Errorf("make letter %s anonymous: %w", id, err)
	}
	return nil
}
