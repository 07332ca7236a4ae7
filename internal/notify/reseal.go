package notify

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/vault"
)

// Columns are the sealed columns of the outbox, for the rotation of keys.
func (o *Office) Columns() []vault.Column {
	return []vault.Column{
		o.column("recipient",
			`SELECT id, recipient FROM notify_outbox WHERE id > $1 ORDER BY id LIMIT $2`,
			`UPDATE notify_outbox SET recipient = $3 WHERE id = $1 AND recipient = $2`),
		o.column("content",
			`SELECT id, content FROM notify_outbox WHERE id > $1 ORDER BY id LIMIT $2`,
			`UPDATE notify_outbox SET content = $3 WHERE id = $1 AND content = $2`),
	}
}

func (o *Office) column(name, next, save string) vault.Column {
	return vault.Column{Table: "notify_outbox", Column: name,
		Next: func(ctx context.Context, after string, limit int) ([]vault.Cell, error) {
			rows, err := o.db.QueryContext(ctx, next, after, limit)
			if err != nil {
				return nil, fmt.Errorf("read sealed mail: %w", err)
			}
			defer rows.Close()
			var cells []vault.Cell
			for rows.Next() {
				var c vault.Cell
				if err := rows.Scan(&c.Row, &c.Value); err != nil {
					return nil, fmt.Errorf("read sealed mail: %w", err)
				}
				cells = append(cells, c)
			}
			return cells, rows.Err()
		},
		Save: func(ctx context.Context, batch []vault.Change) error {
			return o.acts.Keep(ctx, func(tx *act.Tx) error {
				for _, c := range batch {
					if _, err := tx.ExecContext(ctx, save, c.Row, c.Before, c.After); err != nil {
						return fmt.Errorf("seal mail again: %w", err)
					}
				}
				return nil
			})
		}}
}
