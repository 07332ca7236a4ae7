package desk

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// sealedQueries read and save one sealed column for a new key.
type sealedQueries struct{ next, save string }

var (
	thirdQueries = sealedQueries{
		`SELECT id, third FROM contest_case WHERE id > $1 AND third <> '' ORDER BY id LIMIT $2`,
		`UPDATE contest_case SET third = $1 WHERE id = $2 AND third = $3`}
	opponentQueries = sealedQueries{
		`SELECT id, opponent FROM contest_case WHERE id > $1 AND opponent <> '' ORDER BY id LIMIT $2`,
		`UPDATE contest_case SET opponent = $1 WHERE id = $2 AND opponent = $3`}
)

// Columns are the ledger's sealed columns, for the vault to seal again under a
// new key.
func (d *Desk) Columns() []vault.Column {
	column := func(name string, q sealedQueries) vault.Column {
		return vault.Column{Table: "contest_case", Column: name,
			Next: func(ctx context.Context, after string, limit int) ([]vault.Cell, error) {
				return nextCells(ctx, d.DB, q, after, limit)
			},
			Save: func(ctx context.Context, batch []vault.Change) error { return d.saveCells(ctx, q, batch) }}
	}
	return []vault.Column{column("third", thirdQueries), column("opponent", opponentQueries)}
}

func nextCells(ctx context.Context, db sqldb.Reader, q sealedQueries, after string, limit int) ([]vault.Cell, error) {
	return list(ctx, db, func(row scanner) (c vault.Cell, err error) { return c, row.Scan(&c.Row, &c.Value) }, q.next, after, limit)
}

// saveCells saves a batch in one act; a cell changed meanwhile is left alone.
func (d *Desk) saveCells(ctx context.Context, q sealedQueries, batch []vault.Change) error {
	return d.Office.Do(ctx, identity.Job(""), act.Deed{Name: "contest.reseal"}, func(tx *act.Tx) error {
		tx.Detail("cells", len(batch))
		for _, c := range batch {
			if _, err := tx.ExecContext(ctx, q.save, c.After, c.Row, c.Before); err != nil {
				return fmt.Errorf("save sealed value of %s: %w", c.Row, err)
			}
		}
		return nil
	})
}
