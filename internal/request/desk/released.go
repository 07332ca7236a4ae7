package desk

import (
	"context"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
)

// Released is what a served answer has released to the public: under a title
// that names nobody, from a day on.
type Released struct {
	Letter  string
	Seq     int
	Request string
	Title   string
	Outcome request.Outcome
	On      string // the day from which it is public
}

// Released lists what a body's answers let be public up to and including a day,
// the latest first; the public reads it once its text was prepared and passed. An answer that was voided releases nothing.
func (d *Desk) Released(ctx context.Context, body string, upTo calendar.Day) ([]Released, error) {
	return releasedItems(ctx, d.DB, body, upTo.String())
}
