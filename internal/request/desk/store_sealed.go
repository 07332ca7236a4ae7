package desk

import (
	"context"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/vault"
)

// sealedColumn reads and saves one sealed column for a new key. next takes the
// row to begin after and how many; save takes value, index, row and the value
// that must still stand there.
type sealedColumn struct {
	table, column string
	kind          vault.Kind // of the blind index beside it, "" without one
	next, save    string
}

// sealedColumns are all sealed columns of the ledger; whoever adds one adds its
// row here.
func sealedColumns() []sealedColumn {
	return []sealedColumn{
		{"request_case", "name", "",
			`SELECT id, name, '' FROM request_case WHERE id > $1 AND name <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_case SET name = $1 WHERE $2 = '' AND id = $3 AND name = $4`},
		{"request_case", "identity", vault.Identity,
			`SELECT id, identity, identity_index FROM request_case WHERE id > $1 AND identity <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_case SET identity = $1, identity_index = $2 WHERE id = $3 AND identity = $4`},
		{"request_case", "phone", vault.Phone,
			`SELECT id, phone, phone_index FROM request_case WHERE id > $1 AND phone <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_case SET phone = $1, phone_index = $2 WHERE id = $3 AND phone = $4`},
		{"request_case", "address", "",
			`SELECT id, address, '' FROM request_case WHERE id > $1 AND address <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_case SET address = $1 WHERE $2 = '' AND id = $3 AND address = $4`},
		{"request_case", "email", "",
			`SELECT id, email, '' FROM request_case WHERE id > $1 AND email <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_case SET email = $1 WHERE $2 = '' AND id = $3 AND email = $4`},
		{"request_letter", "elements", "",
			`SELECT id, elements, '' FROM request_letter WHERE id > $1 AND elements <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_letter SET elements = $1 WHERE $2 = '' AND id = $3 AND elements = $4`},
		{"request_letter", "addressee", "",
			`SELECT id, addressee, '' FROM request_letter WHERE id > $1 AND addressee <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_letter SET addressee = $1 WHERE $2 = '' AND id = $3 AND addressee = $4`},
		{"request_intake", "agent", "",
			`SELECT request, agent, '' FROM request_intake WHERE request > $1 AND agent <> '' ORDER BY request LIMIT $2`,
			`UPDATE request_intake SET agent = $1 WHERE $2 = '' AND request = $3 AND agent = $4`},
		{"request_intake", "help_note", "",
			`SELECT request, help_note, '' FROM request_intake WHERE request > $1 AND help_note <> '' ORDER BY request LIMIT $2`,
			`UPDATE request_intake SET help_note = $1 WHERE $2 = '' AND request = $3 AND help_note = $4`},
		{"request_hearing", "party", "",
			`SELECT id, party, '' FROM request_hearing WHERE id > $1 AND party <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_hearing SET party = $1 WHERE $2 = '' AND id = $3 AND party = $4`},
		{"request_hearing", "contact", "",
			`SELECT id, contact, '' FROM request_hearing WHERE id > $1 AND contact <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_hearing SET contact = $1 WHERE $2 = '' AND id = $3 AND contact = $4`},
		{"request_hearing", "said", "",
			`SELECT id, said, '' FROM request_hearing WHERE id > $1 AND said <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_hearing SET said = $1 WHERE $2 = '' AND id = $3 AND said = $4`},
		{"request_draft", "content", "",
			`SELECT id, content, '' FROM request_draft WHERE id > $1 AND content <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_draft SET content = $1 WHERE $2 = '' AND id = $3 AND content = $4`},
		{"request_file", "name", "",
			`SELECT id, name, '' FROM request_file WHERE id > $1 AND name <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_file SET name = $1 WHERE $2 = '' AND id = $3 AND name = $4`},
		{"request_file", "file_key", "",
			`SELECT id, file_key, '' FROM request_file WHERE id > $1 AND file_key <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_file SET file_key = $1 WHERE $2 = '' AND id = $3 AND file_key = $4`},
		{"request_note", "text", "",
			`SELECT id, text, '' FROM request_note WHERE id > $1 AND text <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_note SET text = $1 WHERE $2 = '' AND id = $3 AND text = $4`},
		{"request_aside", "what", "",
			`SELECT id, what, '' FROM request_aside WHERE id > $1 AND what <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_aside SET what = $1 WHERE $2 = '' AND id = $3 AND what = $4`},
		{"request_voice", "said", "",
			`SELECT id, said, '' FROM request_voice WHERE id > $1 AND said <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_voice SET said = $1 WHERE $2 = '' AND id = $3 AND said = $4`},
		{"request_voice", "told", "",
			`SELECT id, told, '' FROM request_voice WHERE id > $1 AND told <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_voice SET told = $1 WHERE $2 = '' AND id = $3 AND told = $4`},
		{"request_voice", "said", "",
			`SELECT id, said, '' FROM request_voice WHERE id > $1 AND said <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_voice SET said = $1 WHERE $2 = '' AND id = $3 AND said = $4`},
		{"request_voice", "told", "",
			`SELECT id, told, '' FROM request_voice WHERE id > $1 AND told <> '' ORDER BY id LIMIT $2`,
			`UPDATE request_voice SET told = $1 WHERE $2 = '' AND id = $3 AND told = $4`},
	}
}

// Columns are the ledger's sealed columns, for the vault to seal again under a
// new key.
func (d *Desk) Columns() []vault.Column {
	var all []vault.Column
	for _, s := range sealedColumns() {
		all = append(all, vault.Column{Table: s.table, Column: s.column, Kind: s.kind,
			Next: func(ctx context.Context, after string, limit int) ([]vault.Cell, error) {
				return list(ctx, d.DB, func(row scanner) (c vault.Cell, err error) {
					return c, row.Scan(&c.Row, &c.Value, &c.Index)
				}, s.next, after, limit)
			},
			Save: func(ctx context.Context, batch []vault.Change) error { return d.saveSealed(ctx, s, batch) }})
	}
	return all
}

// saveSealed saves a batch in one act; a value changed meanwhile is left alone.
func (d *Desk) saveSealed(ctx context.Context, s sealedColumn, batch []vault.Change) error {
	return d.Office.Do(ctx, identity.Job(""), act.Deed{Name: "request.reseal"}, func(tx *act.Tx) error {
		tx.Detail("column", s.table+"."+s.column)
		tx.Detail("cells", len(batch))
		for _, c := range batch {
			if _, err := tx.ExecContext(ctx, s.save, c.After, c.Index, c.Row, c.Before); err != nil {
				return err
			}
		}
		return nil
	})
}
