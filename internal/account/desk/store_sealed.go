package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// The sealed columns of the ledger.
var (
	personFields = vault.NewFields[struct{}]("person", "id", nil,
		vault.Field[struct{}]{Column: "phone", Kind: vault.Phone, Index: "phone_index"},
		vault.Field[struct{}]{Column: "mail", Kind: vault.Mail, Index: "mail_index"})
	totpFields    = vault.NewFields[struct{}]("totp", "person_id", nil, vault.Field[struct{}]{Column: "secret"})
	passkeyFields = vault.NewFields[struct{}]("passkey", "id", nil, vault.Field[struct{}]{Column: "data"})
)

// Columns are the ledger's sealed columns, for the vault to seal again under a
// new key.
func (d *Desk) Columns() []vault.Column {
	save := d.office.Reseal("account.reseal")
	return slices.Concat(personFields.Columns(d.db, save), totpFields.Columns(d.db, save), passkeyFields.Columns(d.db, save))
}

func phonePlace(id string) vault.Location { return personFields.At(id, "phone") }

func mailPlace(id string) vault.Location { return personFields.At(id, "mail") }

func totpPlace(person string) vault.Location { return totpFields.At(person, "secret") }

func passkeyPlace(id string) vault.Location { return passkeyFields.At(id, "data") }

// The tables of accounts whose rows the audit log vouches for: whoever could
// write one unnoticed could become anybody.
const (
	vouchedGrant    = "role_grant"
	vouchedPassword = "credential"
	grantEnded      = "ended"
)

// hashFact keeps a password's hash out of whatever holds facts.
func hashFact(hash string) string { s := sha256.Sum256([]byte(hash)); return hex.EncodeToString(s[:]) }

// Vouched are the tables of accounts whose rows the audit log vouches for.
func Vouched() []act.Vouched {
	return []act.Vouched{
		{Kind: vouchedGrant, Label: "角色授权", Rows: vouchedRows(`SELECT id, person_id, role, body_id, coalesce(unit_id, ''), ended_at IS NOT NULL FROM role_grant`,
			func(row sqldb.Row) (id string, facts []string, err error) {
				var person, role, body, unit string
				var ended bool
				if err = row.Scan(&id, &person, &role, &body, &unit, &ended); ended {
					return id, []string{grantEnded}, err
				}
				return id, []string{person, role, body, unit}, err
			})},
		{Kind: vouchedPassword, Label: "口令", Rows: vouchedRows(`SELECT person_id, hash FROM credential`,
			func(row sqldb.Row) (id string, facts []string, err error) {
				var hash string
				err = row.Scan(&id, &hash)
				return id, []string{hashFact(hash)}, err
			})},
	}
}

func vouchedRows(q string, scan func(sqldb.Row) (string, []string, error)) func(context.Context, sqldb.Reader, func(string, []string) error) error {
	return func(ctx context.Context, db sqldb.Reader, each func(string, []string) error) error {
		rows, err := db.QueryContext(ctx, q)
		if err != nil {
			return fmt.Errorf("read what is vouched for: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			id, facts, err := scan(rows)
			if err != nil {
				return fmt.Errorf("read what is vouched for: %w", err)
			}
			if err := each(id, facts); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}
