package releases

import (
	"context"

	"yangguang/internal/calendar"
	"yangguang/internal/request/desk/answers"
)

// Released lists what a body's answers let be public up to and including a day,
// the latest first; the public reads it once its text was prepared and passed. An answer that was voided releases nothing.
func (d *Releases) Released(ctx context.Context, body string, upTo calendar.Day) ([]answers.Released, error) {
	return answers.ReleasedItems(ctx, d.DB, body, upTo.String())
}
