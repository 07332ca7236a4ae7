package desk

import (
	"slices"

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
