package records

import (
	"cmp"
	"context"
	"slices"

	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// lettersOf are the letters about some applications, by application and in the
// order in which they were drafted.
func lettersOf(ctx context.Context, db sqldb.Reader, some []cases.Case) ([]registered, error) {
	number := map[string]cases.Case{}
	for _, c := range some {
		number[c.ID] = c
	}
	all, err := cases.EachOf(ctx, db, cases.IdsOf(some), func(row cases.Scanner) (r registered, err error) {
		l := &r.Letter
		return r, row.Scan(&l.ID, &l.Owner, &l.Kind, &l.Outcome, &l.State, &l.Year, &l.Number, &l.DraftedBy, &l.PassedBy, &l.ScreenedBy,
			&l.SignedBy, &l.SignedOn, &l.ServedOn, &l.ServedHow, &l.Proof, &l.VoidedOn, cases.LetterTable.Void(l), &r.drafted)
	}, `SELECT id, request, kind, outcome, state, year, number, drafted_by, passed_by, screened_by,
		signed_by, signed_on, served_on, served_how, proof, voided_on, void_reason, drafted_at FROM request_letter WHERE request IN (`)
	for i := range all {
		all[i].of = number[all[i].Owner]
	}
	slices.SortFunc(all, func(a, b registered) int {
		return cmp.Or(a.of.Year-b.of.Year, a.of.Number-b.of.Number, a.drafted.Compare(b.drafted.Time), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// registered is a letter in the register.
type registered struct {
	cases.Letter
	of      cases.Case
	drafted sqldb.Time
}
