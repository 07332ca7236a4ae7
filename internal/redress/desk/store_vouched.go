package desk

import (
	"context"
	"fmt"
	"strconv"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
)

const vouchedContest = "contest_case"

// facts are what the audit log vouches for of a contest: whose it is, its
// number, its days, where it counts.
func facts(c Contest) []string {
	return []string{c.Body, string(c.Kind), strconv.Itoa(c.Year), strconv.Itoa(c.Number), c.Application, string(c.Stage), c.BegunOn, c.ConcludedOn}
}

// Vouched are the tables of contests whose rows the audit log vouches for.
func Vouched() []act.Vouched {
	return []act.Vouched{{Kind: vouchedContest, Label: "复议、诉讼", Rows: vouchedContests}, events.Vouched("复议、诉讼的经过")}
}

func vouchedContests(ctx context.Context, db sqldb.Reader, each func(string, []string) error) error {
	rows, err := db.QueryContext(ctx, `SELECT id, body, kind, year, number, application, stage, begun_on, concluded_on FROM contest_case`)
	if err != nil {
		return fmt.Errorf("read contests: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Contest
		if err := rows.Scan(&c.ID, &c.Body, &c.Kind, &c.Year, &c.Number, &c.Application, &c.Stage, &c.BegunOn, &c.ConcludedOn); err != nil {
			return fmt.Errorf("read contests: %w", err)
		}
		if err := each(c.ID, facts(c)); err != nil {
			return err
		}
	}
	return rows.Err()
}
