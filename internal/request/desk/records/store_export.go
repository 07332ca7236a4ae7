package records

import (
	"context"

	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// lettersAfter walks through the letters of a body by id, with the year and
// number of their applications.
func lettersAfter(ctx context.Context, db sqldb.Reader, body, after string, limit int) ([]registered, error) {
	return cases.List(ctx, db, func(row cases.Scanner) (r registered, err error) {
		l := &r.Letter
		return r, row.Scan(&l.ID, &l.Owner, &l.Kind, &l.Outcome, &l.State, &l.Year, &l.Number, &l.DraftedBy, &l.PassedBy, &l.ScreenedBy,
			&l.SignedBy, &l.SignedOn, &l.ServedOn, &l.ServedHow, &l.Proof, &l.VoidedOn, &l.VoidReason, &r.of.Year, &r.of.Number)
	}, `SELECT l.id, l.request, l.kind, l.outcome, l.state, l.year, l.number, l.drafted_by, l.passed_by, l.screened_by,
		l.signed_by, l.signed_on, l.served_on, l.served_how, l.proof, l.voided_on, l.void_reason, c.year, c.number
		FROM request_letter l JOIN request_case c ON c.id = l.request WHERE l.body = $1 AND l.id > $2 ORDER BY l.id LIMIT $3`, body, after, limit)
}

// registered is a letter in the register.
type registered struct {
	cases.Letter
	of cases.Case // year and number alone
}
