package cases

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
)

// refreshCase writes down what the clock finds by now. What nobody did is no
// new revision: who looks at the case meanwhile may still take the next step.
func refreshCase(ctx context.Context, tx *act.Tx, c Case) error {
	res, err := tx.ExecContext(ctx, `UPDATE request_case SET due_on = $3, clock = $4, lane = $5 WHERE id = $1 AND rev = $2`,
		c.ID, c.Rev, c.DueOn, c.Clock, c.QueuePosition())
	return CaseTable.Changed(res, err, "refresh", c.ID)
}

// choreDone is the day up to which a daily job has done its work, "" never.
func choreDone(ctx context.Context, db sqldb.Reader, name string) (string, error) {
	days, err := List(ctx, db, func(row Scanner) (day string, err error) { return day, row.Scan(&day) }, `SELECT day FROM request_chore WHERE name = $1`, name)
	if err != nil || len(days) == 0 {
		return "", err
	}
	return days[0], nil
}

func markChore(ctx context.Context, tx *act.Tx, name, day string) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO request_chore (name, day) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET day = $2`, name, day); err != nil {
		return fmt.Errorf("mark %s: %w", name, err)
	}
	return nil
}
