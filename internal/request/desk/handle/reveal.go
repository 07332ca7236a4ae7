package handle

import (
	"context"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/vault"
)

// Reveal shows an applicant's data to somebody who says why; seeing is audited.
func (d *Handling) Reveal(ctx context.Context, who identity.Actor, c cases.Case, reason string) (shown map[string]string, err error) {
	if err := vault.CheckReason(reason); err != nil {
		return nil, err
	}
	entry := act.Entry{Name: "request.reveal", Body: c.Body, Subject: c.ID, Reason: reason}
	err = d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		shown = map[string]string{}
		all, err := cases.CaseFields.Reveal(d.Vault, &c, reason, tx.Detail)
		if err != nil {
			return err
		}
		for _, x := range all {
			shown[x.Column] = x.Text
		}
		if err := d.revealHeard(ctx, tx, c, reason, shown); err != nil {
			return err
		}
		return d.Intakes.RevealAgent(ctx, tx, c, reason, shown)
	})
	if err != nil {
		return nil, err
	}
	return shown, nil
}
