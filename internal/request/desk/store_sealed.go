package desk

import (
	"slices"

	"yangguang/internal/vault"
)

// Columns are the ledger's sealed columns, for the vault to seal again under a
// new key.
func (d *Desk) Columns() []vault.Column {
	save := d.Office.Reseal("request.reseal")
	return slices.Concat(caseFields.Columns(d.DB, save), letterFields.Columns(d.DB, save), cameFields.Columns(d.DB, save),
		hearingFields.Columns(d.DB, save), draftFields.Columns(d.DB, save), fileFields.Columns(d.DB, save),
		remarkFields.Columns(d.DB, save), asideFields.Columns(d.DB, save), voiceFields.Columns(d.DB, save))
}
