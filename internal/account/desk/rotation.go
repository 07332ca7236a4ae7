package desk

import (
	"context"

	"yangguang/internal/vault"
)

// Columns are the ledger's sealed columns, for the vault to seal again under a
// new key.
func (d *Desk) Columns() []vault.Column {
	column := func(table, name string, kind vault.Kind, q sealedQueries) vault.Column {
		return vault.Column{Table: table, Column: name, Kind: kind,
			Next: func(ctx context.Context, after string, limit int) ([]vault.Cell, error) {
				return nextCells(ctx, d.db, q, after, limit)
			},
			Save: func(ctx context.Context, batch []vault.Change) error { return d.saveCells(ctx, q, batch) }}
	}
	return []vault.Column{
		column("person", "phone", vault.Phone, phoneQueries), column("person", "mail", vault.Mail, mailQueries),
		column("totp", "secret", "", totpQueries), column("passkey", "data", "", passkeyQueries),
	}
}
