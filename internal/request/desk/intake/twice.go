package intake

import (
	"context"

	"yangguang/internal/calendar"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// twice is when the same person has sent a body the same text within a day, as the
// form tells it; "" for not. What was sent with the form's own key is this one.
func (d *Intakes) twice(ctx context.Context, body string, in cases.Intake) (string, error) {
	in = in.Tidy()
	if in.Identity == "" || in.Wanted == "" {
		return "", nil
	}
	index, err := d.Vault.Index(in.Identity, vault.Identity)
	if err != nil {
		return "", err
	}
	sent, err := cases.SentSince(ctx, d.DB, body, index, sqldb.Time{Time: d.Now().Add(-request.SentTwice)})
	if err != nil {
		return "", err
	}
	code, err := d.Cases.Code(body, in.Key)
	if err != nil {
		return "", err
	}
	for _, c := range sent {
		if request.SameText(c.Wanted, in.Wanted) && c.CodeHash != cases.HashCode(code) {
			return c.CreatedAt.In(calendar.Zone()).Format("1月2日15:04"), nil
		}
	}
	return "", nil
}
