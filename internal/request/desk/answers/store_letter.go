package answers

import (
	"context"
	"encoding/json"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/letter"
	"yangguang/internal/letters"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// ItemText is what an item of an answer was asked for.
var ItemText = vault.NewText("request_item", "wanted", "letter", "seq")

// insertItems keeps what an answer decides, item by item; one item is kept where
// it is told to whom it is released.
func insertItems(ctx context.Context, tx *act.Tx, l cases.Letter, c cases.Case, a Answer) error {
	for i, x := range a.Items {
		withheld, err := json.Marshal(append([]request.Outcome{}, x.Withheld...))
		if err != nil {
			return fmt.Errorf("encode grounds: %w", err)
		}
		if len(a.Items) == 1 {
			x.Wanted, x.Outcome = c.Wanted, a.Outcome
		}
		marked := 1
		if x.Release == "" {
			x.Release, marked = ToApplicant, 0
		}
		wanted, err := ItemText.Seal(tx, x.Wanted, l.ID, i+1)
		if err != nil {
			return fmt.Errorf("insert item %d of %s: %w", i+1, l.ID, err)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO request_item (letter, seq, request, body, wanted, outcome, basis, withheld, release, release_days, title, marked)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			l.ID, i+1, c.ID, c.Body, wanted, x.Outcome, a.Basis, string(withheld), x.Release, x.Days, x.Title, marked)
		if err != nil {
			return fmt.Errorf("insert item %d of %s: %w", i+1, l.ID, err)
		}
	}
	return nil
}

// releaseItems sets the day from which the public reads what a served answer
// releases to it.
func releaseItems(ctx context.Context, tx *act.Tx, letter string, cal *calendar.Calendar, served calendar.Day) error {
	days, err := cases.List(ctx, tx, func(row cases.Scanner) (x [2]int, err error) {
		err = row.Scan(&x[0], &x[1])
		return x, err
	}, `SELECT seq, release_days FROM request_item WHERE letter = $1 AND release = 'public' ORDER BY seq`, letter)
	if err != nil {
		return err
	}
	for _, x := range days {
		if _, err := tx.ExecContext(ctx, `UPDATE request_item SET release_on = $3 WHERE letter = $1 AND seq = $2`, letter, x[0], cal.Add(served, x[1]).String()); err != nil {
			return fmt.Errorf("release item %d of %s: %w", x[0], letter, err)
		}
	}
	return nil
}

// letterBook is the register of letters, each with its application.
func letterBook() letters.Book[request.Outcome, cases.Case] {
	return letters.Book[request.Outcome, cases.Case]{Table: cases.LetterTable, Series: cases.NumberSeries,
		From: "FROM request_letter l JOIN request_case c ON c.id = l.request", Owner: "l.request", Matter: "c.year, c.number",
		Read: func(c *cases.Case) []any { return []any{&c.Year, &c.Number} },
		Kind: func(code letter.Code) (name, to string) {
			kind, _ := request.KindOf(code)
			return kind.Name, kind.Recipient()
		},
		No: cases.Case.No, Called: "申请编号", State: letterState}
}

// latestCase is a body's application with a number, else its latest; the zero
// value where it has none.
func latestCase(ctx context.Context, db sqldb.Reader, body, number string) (cases.Case, error) {
	if year, n := cases.ReadNumber(number); n > 0 {
		c, err := cases.CaseNumbered(ctx, db, body, year, n)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return c, err
		}
	}
	all, err := cases.List(ctx, db, cases.ScanCase, `SELECT `+cases.CaseColumns+` FROM request_case WHERE body = $1 ORDER BY year DESC, number DESC LIMIT 1`, body)
	if err != nil || len(all) == 0 {
		return cases.Case{}, err
	}
	return all[0], nil
}

// keepReceipt keeps the receipt of an answer; a later one takes its place, and
// the audit log holds both.
func keepReceipt(ctx context.Context, tx *act.Tx, r Received) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM request_receipt WHERE letter = $1`, r.Letter); err != nil {
		return fmt.Errorf("replace receipt of %s: %w", r.Letter, err)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO request_receipt (letter, request, received_on, way, proof, person, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.Letter, r.Request, r.On, r.Way, r.Proof, r.Person, r.At)
	if err != nil {
		return fmt.Errorf("insert receipt of %s: %w", r.Letter, err)
	}
	return nil
}

// ReceiptsOf loads what is known of the receipt of an application's answers, by
// the id of the letter.
func ReceiptsOf(ctx context.Context, db sqldb.Reader, id string) (map[string]Received, error) {
	all, err := cases.List(ctx, db, func(row cases.Scanner) (r Received, err error) {
		return r, row.Scan(&r.Letter, &r.Request, &r.On, &r.Way, &r.Proof, &r.Person, &r.At)
	}, `SELECT letter, request, received_on, way, proof, person, created_at FROM request_receipt WHERE request = $1`, id)
	if err != nil {
		return nil, err
	}
	by := map[string]Received{}
	for _, r := range all {
		by[r.Letter] = r
	}
	return by, nil
}

// ForgetItems takes away what the items of an application's answers asked for; what
// was made public of them stands in its own text, which names nobody.
func ForgetItems(ctx context.Context, tx *act.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE request_item SET wanted = $2 WHERE request = $1`, id, cases.Forgotten); err != nil {
		return fmt.Errorf("forget the items of %s: %w", id, err)
	}
	return nil
}

// numberedOwners are the applications that the letters with a number of a body's
// year belong to.
func numberedOwners(ctx context.Context, db sqldb.Reader, body string, year, n int) ([]string, error) {
	return sqldb.List(ctx, db, "owner", func(row sqldb.Row) (id string, err error) { return id, row.Scan(&id) },
		`SELECT request FROM request_letter WHERE body = $1 AND year = $2 AND number = $3`, body, year, n)
}
