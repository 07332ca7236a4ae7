package cases

import (
	"context"
	"fmt"

	"yangguang/internal/act"
)

// Forgotten is what stands for a text that is past its time.
const Forgotten = "（已匿名）"

// Forget takes away what an application asked for, what it is found by, and what
// people wrote to its events: texts name people.
func (d *Cases) Forget(ctx context.Context, tx *act.Tx, c Case) error {
	if err := tokens.Drop(ctx, d.Dialect, tx, c.ID); err != nil {
		return err
	}
	if err := CaseEvents.Forget(ctx, tx, c.ID); err != nil {
		return err
	}
	for _, q := range []string{`UPDATE request_part SET wanted = $2 WHERE request = $1`, `UPDATE request_case SET wanted = $2 WHERE id = $1`} {
		if _, err := tx.ExecContext(ctx, q, c.ID, Forgotten); err != nil {
			return fmt.Errorf("forget what %s asked for: %w", c.ID, err)
		}
	}
	return nil
}
