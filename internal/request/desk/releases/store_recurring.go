package releases

import (
	"cmp"
	"context"
	"fmt"
	"slices"

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
	var all []recurring
	for _, state := range []string{"open", "done", "declined"} {
		some, err := cases.List(ctx, db, scanRecurring, `SELECT `+recurringColumns+` FROM request_echo WHERE body = $1 AND state = $2 ORDER BY found_on DESC, id DESC LIMIT 200`, body, state)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	decided := slices.IndexFunc(all, func(e recurring) bool { return e.State != "open" })
	if decided >= 0 {
		slices.SortFunc(all[decided:], func(a, b recurring) int { return cmp.Or(cmp.Compare(b.Found, a.Found), cmp.Compare(b.ID, a.ID)) })
	}
	return all[:min(len(all), 200)], nil
}

// recurringsOf are the suggestions that applications stand under, by application;
// those that stand under none are left out.
func recurringsOf(ctx context.Context, db sqldb.Reader, ids []string) (map[string]string, error) {
	type member struct{ request, recurring string }
	found, err := cases.EachOf(ctx, db, ids, func(row cases.Scanner) (m member, err error) { return m, row.Scan(&m.request, &m.recurring) },
		`SELECT request, echo FROM request_echo_member WHERE request IN (`)
	under := map[string]string{}
	for _, m := range found {
		under[m.request] = m.recurring
	}
	return under, err
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
