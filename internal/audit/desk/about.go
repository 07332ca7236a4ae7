package desk

import (
	"context"

	"yangguang/internal/audit"
)

// mostAbout is how many entries About gives.
const mostAbout = 2000

// About gives the entries about one record of a body, the oldest first, for the
// file that is printed of it. Whoever asks has seen to it that the record may be
// read; an entry that is not in the chain yet is left out.
func (d *Desk) About(ctx context.Context, body, subject string) ([]audit.Record, error) {
	return about(ctx, d.DB, body, subject, mostAbout)
}

// ActLabel is the Chinese name of an act, as the pages of the log show it.
func (d *Desk) ActLabel(act string) string { return d.label(act) }
