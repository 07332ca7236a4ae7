package desk

import (
	"context"
	"database/sql"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// sealedQueries read and save one sealed column for a new key.
type sealedQueries struct{ next, save string }

var (
	phoneQueries = sealedQueries{
		`SELECT id, phone, phone_index FROM person WHERE id > $1 AND phone <> '' ORDER BY id LIMIT $2`,
		`UPDATE person SET phone = $1, phone_index = $2 WHERE id = $3 AND phone = $4`}
	mailQueries = sealedQueries{
		`SELECT id, mail, mail_index FROM person WHERE id > $1 AND mail <> '' ORDER BY id LIMIT $2`,
		`UPDATE person SET mail = $1, mail_index = $2 WHERE id = $3 AND mail = $4`}
	totpQueries = sealedQueries{
		`SELECT person_id, secret, '' FROM totp WHERE person_id > $1 ORDER BY person_id LIMIT $2`,
		`UPDATE totp SET secret = $1 WHERE $2 = '' AND person_id = $3 AND secret = $4`}
	passkeyQueries = sealedQueries{
		`SELECT id, data, '' FROM passkey WHERE id > $1 ORDER BY id LIMIT $2`,
		`UPDATE passkey SET data = $1 WHERE $2 = '' AND id = $3 AND data = $4`}
)

func nextCells(ctx context.Context, db sqldb.Reader, q sealedQueries, after string, limit int) ([]vault.Cell, error) {
	return collect(ctx, db, func(r *sql.Rows) (c vault.Cell, err error) { return c, r.Scan(&c.Row, &c.Value, &c.Index) }, q.next, after, limit)
}

// saveCells saves a batch in one act; a cell changed meanwhile is left alone.
func (d *Desk) saveCells(ctx context.Context, q sealedQueries, batch []vault.Change) error {
	return d.office.Do(ctx, identity.Job(""), act.Deed{Name: "account.reseal"}, func(tx *act.Tx) error {
		tx.Detail("cells", len(batch))
		for _, c := range batch {
			if _, err := tx.ExecContext(ctx, q.save, c.After, c.Index, c.Row, c.Before); err != nil {
				return err
			}
		}
		return nil
	})
}
