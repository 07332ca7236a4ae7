package releases

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

const recurringColumns = `id, body, lead, people, state, href, reason, decided_by, decided_on, found_on, rev`

func scanRecurring(row cases.Scanner) (e recurring, err error) {
	return e, row.Scan(&e.ID, &e.Body, &e.Lead, &e.People, &e.State, &e.Href, &e.Reason, &e.DecidedBy, &e.DecidedOn, &e.Found, &e.Rev)
}

// recurrings lists a body's suggestions, the open ones first.
func recurrings(ctx context.Context, db sqldb.Reader, body string) ([]recurring, error) {
	return cases.List(ctx, db, scanRecurring, `SELECT `+recurringColumns+` FROM request_echo WHERE body = $1
		ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, found_on DESC, id DESC LIMIT 200`, body)
}

// unsuggested lists a body's applications since a day that stand under no
// suggestion, the oldest first.
func unsuggested(ctx context.Context, db sqldb.Reader, body, since string) ([]cases.Case, error) {
	return cases.List(ctx, db, cases.ScanCase, `SELECT `+cases.CaseColumns+` FROM request_case WHERE body = $1 AND submitted_on >= $2
		AND NOT EXISTS (SELECT 1 FROM request_echo_member WHERE request_echo_member.request = request_case.id) ORDER BY id LIMIT 5000`, body, since)
}

// recurringOf is the suggestion an application stands under, "" for none.
func recurringOf(ctx context.Context, db sqldb.Reader, request string) (id string, err error) {
	err = db.QueryRowContext(ctx, `SELECT echo FROM request_echo_member WHERE request = $1`, request).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find recurring application of %s: %w", request, err)
	}
	return id, nil
}

func insertRecurring(ctx context.Context, tx *act.Tx, e recurring) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_echo (id, body, lead, people, state, found_on, rev) VALUES ($1, $2, $3, $4, $5, $6, 1)`,
		e.ID, e.Body, e.Lead, e.People, e.State, e.Found)
	if err != nil {
		return fmt.Errorf("insert recurring application: %w", err)
	}
	return nil
}

func growRecurring(ctx context.Context, tx *act.Tx, id string, people int) error {
	_, err := tx.ExecContext(ctx, `UPDATE request_echo SET people = CASE WHEN people > $2 THEN people ELSE $2 END WHERE id = $1`, id, people)
	if err != nil {
		return fmt.Errorf("count recurring application %s: %w", id, err)
	}
	return nil
}

func joinRecurring(ctx context.Context, tx *act.Tx, id, request string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_echo_member (request, echo) VALUES ($1, $2) ON CONFLICT (request) DO NOTHING`, request, id)
	if err != nil {
		return fmt.Errorf("join recurring application %s: %w", id, err)
	}
	return nil
}

// decideRecurring decides what is open and was not changed since rev seen.
func decideRecurring(ctx context.Context, tx *act.Tx, e recurring) error {
	res, err := tx.ExecContext(ctx, `UPDATE request_echo SET state = $3, href = $4, reason = $5, decided_by = $6, decided_on = $7, rev = rev + 1
		WHERE id = $1 AND body = $2 AND rev = $8 AND state = 'open'`, e.ID, e.Body, e.State, e.Href, e.Reason, e.DecidedBy, e.DecidedOn, e.Rev)
	return cases.ChangedOne(res, err, cases.Stale)
}
