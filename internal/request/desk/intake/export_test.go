package intake

import (
	"context"

	"yangguang/internal/identity"
)

// What only the tests of this room read.

const AskHow = askHow
const AskWhat = askWhat
const AskWho = askWho
const Oral = oral

var DraftUnder = draftUnder
var ShareOf = shareOf

func (d *Intakes) Digits(token string) string { _, want := d.captchaOf(token); return want }

func (d *Intakes) NoteUploads(ctx context.Context, who identity.Actor, bytes int64) error {
	from, err := d.digestOf("uploads", who.Address)
	if err != nil {
		return err
	}
	return d.noteUploads(ctx, from, bytes)
}

func (d *Intakes) Room(ctx context.Context, who identity.Actor, more int64) error {
	from, err := d.digestOf("uploads", who.Address)
	if err != nil {
		return err
	}
	return d.room(ctx, from, more)
}
