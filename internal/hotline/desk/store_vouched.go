package desk

import (
	"context"
	"fmt"
	"strconv"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
)

const vouchedOrder = "hotline_order"

// facts are what the audit log vouches for of an order: whose it is, its number,
// what it counts as, where it stands and who leads.
func facts(o Order) []string {
	return []string{o.Body, o.No, o.Day, string(o.Category), string(o.Handling), string(o.Invalid), strconv.Itoa(o.Counts), string(o.State), o.Unit, o.Accused}
}

// Vouched are the tables of the hotline whose rows the audit log vouches for.
func Vouched() []act.Vouched {
	return []act.Vouched{{Kind: vouchedOrder, Label: "热线工单", Rows: vouchedOrders}, events.Vouched("热线工单的经过")}
}

func vouchedOrders(ctx context.Context, db sqldb.Reader, each func(string, []string) error) error {
	rows, err := db.QueryContext(ctx, `SELECT id, body, no, day, category, handling, invalid, counts, state, unit, accused FROM hotline_order`)
	if err != nil {
		return fmt.Errorf("read orders: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var o Order
		if err := rows.Scan(&o.ID, &o.Body, &o.No, &o.Day, &o.Category, &o.Handling, &o.Invalid, &o.Counts, &o.State, &o.Unit, &o.Accused); err != nil {
			return fmt.Errorf("read orders: %w", err)
		}
		if err := each(o.ID, facts(o)); err != nil {
			return err
		}
	}
	return rows.Err()
}
