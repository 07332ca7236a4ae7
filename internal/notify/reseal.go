package notify

import (
	"context"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// outbox is what of a message is sealed.
var outbox = vault.NewFields("notify_outbox", "id", func(l *letter) string { return l.id },
	vault.Field[letter]{Column: "recipient", In: func(l *letter) *vault.Sealed { return &l.to }},
	vault.Field[letter]{Column: "content", In: func(l *letter) *vault.Sealed { return &l.text }},
)

// Columns are the sealed columns of the outbox, for the rotation of keys.
func (o *Mailer) Columns() []vault.Column {
	return outbox.Columns(o.db, func(ctx context.Context, _ string, _ int, write func(sqldb.Writer) error) error {
		return o.acts.Keep(ctx, func(tx *act.Tx) error { return write(tx) })
	})
}

func recipient(id string) vault.Location { return outbox.At(id, "recipient") }

func content(id string) vault.Location { return outbox.At(id, "content") }
