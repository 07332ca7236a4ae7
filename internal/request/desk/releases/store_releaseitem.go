package releases

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

const (
	openColumns = `i.letter, i.seq, i.request, i.wanted, i.title, i.outcome, CASE WHEN i.marked = 1 THEN i.release ELSE '' END, i.release_days, i.release_on, l.served_on`

	// inForce is what a served answer still decides: one that was voided or given
	// anew decides nothing.
	inForce = `i.outcome IN ('granted', 'partly_granted') AND l.state = 'served'
		AND NOT EXISTS (SELECT 1 FROM request_letter n WHERE n.replaces = l.id AND n.replaces <> '' AND n.state = 'served' AND n.outcome <> '')`
)

func scanOpen(row cases.Scanner) (x OpenItem, err error) {
	return x, row.Scan(&x.Letter, &x.Seq, &x.Request, answers.ItemText.Into(&x.Wanted, &x.Letter, &x.Seq), &x.Title, &x.Outcome, &x.Mark, &x.Days, &x.On, &x.ServedOn)
}

// OpenItems lists the items that the answer to an application opens.
func OpenItems(ctx context.Context, db sqldb.Reader, id string) ([]OpenItem, error) {
	return cases.List(ctx, db, scanOpen, `SELECT `+openColumns+` FROM request_item i JOIN request_letter l ON l.id = i.letter
		WHERE i.request = $1 AND `+inForce+` ORDER BY i.letter, i.seq`, id)
}

// openItemOf loads one item that an answer in force opens; NotFound otherwise.
func openItemOf(ctx context.Context, db sqldb.Reader, letter string, seq int) (OpenItem, error) {
	x, err := scanOpen(sqldb.One(ctx, db, `SELECT `+openColumns+` FROM request_item i JOIN request_letter l ON l.id = i.letter
		WHERE i.letter = $1 AND i.seq = $2 AND `+inForce, letter, seq))
	if errors.Is(err, sql.ErrNoRows) {
		return x, cases.Missing()
	}
	if err != nil {
		return x, fmt.Errorf("load item %d of %s: %w", seq, letter, err)
	}
	return x, nil
}

// unwritten lists a body's items that are to be public and have no text yet, or
// one that was returned; what was withdrawn stays so.
func unwritten(ctx context.Context, db sqldb.Reader, body string) ([]OpenItem, error) {
	return cases.List(ctx, db, scanOpen, `SELECT `+openColumns+` FROM request_item i JOIN request_letter l ON l.id = i.letter JOIN request_case c ON c.id = i.request
		WHERE i.body = $1 AND i.release = 'public' AND i.release_on <> '' AND c.state IN ('answered', 'archived') AND `+inForce+`
		AND NOT EXISTS (SELECT 1 FROM request_release x WHERE x.letter = i.letter AND x.letter <> '' AND x.item = i.seq AND x.state <> 'returned')
		ORDER BY i.release_on, i.letter, i.seq LIMIT 200`, body)
}

// markItem changes whom an item is released to; a mark that somebody changed
// meanwhile is a Conflict.
func markItem(ctx context.Context, tx *act.Tx, was, x OpenItem) error {
	marked := 1
	if was.Mark == "" {
		marked = 0
	}
	res, err := tx.ExecContext(ctx, `UPDATE request_item SET release = $3, marked = 1, release_days = $4, release_on = $5, title = $6
		WHERE letter = $1 AND seq = $2 AND release_days = $7 AND marked = $8`, x.Letter, x.Seq, x.Mark, x.Days, x.On, x.Title, was.Days, marked)
	return cases.ChangedOne(res, err, cases.Stale)
}
