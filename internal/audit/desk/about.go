package desk

import (
	"context"
	"fmt"

	"yangguang/internal/audit"
)

// mostAbout is how many entries About gives.
const mostAbout = 2000

// About gives the entries about one record of a body, the oldest first, for the
// file that is printed of it. Whoever asks has seen to it that the record may be
// read; an entry that is not in the chain yet is left out.
func (d *Desk) About(ctx context.Context, body, subject string) ([]audit.Record, error) {
	rows, err := d.DB.QueryContext(ctx, `SELECT `+columns+` FROM audit_entry WHERE body = $1 AND subject = $2 ORDER BY seq LIMIT $3`, body, subject, mostAbout)
	if err != nil {
		return nil, fmt.Errorf("read the audit log of %s: %w", subject, err)
	}
	defer rows.Close()
	var all []audit.Record
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read the audit log of %s: %w", subject, err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// ActLabel is the Chinese name of an act, as the pages of the log show it.
func (d *Desk) ActLabel(act string) string { return d.label(act) }
