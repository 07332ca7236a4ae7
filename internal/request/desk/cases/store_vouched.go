package cases

import (
	"context"
	"fmt"
	"strconv"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
)

const vouchedCase = "request_case"

// facts are what the audit log vouches for of an application: whose it is, its
// number, its days, where it counts.
func facts(c Case) []string {
	return []string{c.Body, strconv.Itoa(c.Year), strconv.Itoa(c.Number), string(c.State), c.ReceivedOn, strconv.Itoa(c.ReceivedYear),
		strconv.Itoa(c.EndedYear), strconv.Itoa(c.Row), c.ClosedOn}
}

// Vouched are the tables of applications whose rows the audit log vouches for.
func Vouched() []act.Vouched {
	return []act.Vouched{{Kind: vouchedCase, Label: "申请", Rows: vouchedCases}, CaseEvents.Vouched("申请的经过")}
}

func vouchedCases(ctx context.Context, db sqldb.Reader, each func(string, []string) error) error {
	rows, err := db.QueryContext(ctx, `SELECT id, body, year, number, state, received_on, received_year, ended_year, report_row, closed_on FROM request_case`)
	if err != nil {
		return fmt.Errorf("read applications: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Case
		if err := rows.Scan(&c.ID, &c.Body, &c.Year, &c.Number, &c.State, &c.ReceivedOn, &c.ReceivedYear, &c.EndedYear, &c.Row, &c.ClosedOn); err != nil {
			return fmt.Errorf("read applications: %w", err)
		}
		if err := each(c.ID, facts(c)); err != nil {
			return err
		}
	}
	return rows.Err()
}
