package cases

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/sqldb"
)

// ProfileOf loads what a body has kept of itself; Rev is 0 where it has not.
func ProfileOf(ctx context.Context, db sqldb.Reader, body string) (Profile, error) {
	p := Profile{Body: body}
	var names string
	err := db.QueryRowContext(ctx, `SELECT rev, symbol, kind, reviewers, court, online, contact, fee_account, how_to_pay, correction_days, changed_by, changed_at
		FROM request_profile WHERE body = $1`, body).Scan(&p.Rev, &p.Symbol, &p.Kind, &names, &p.Court, &p.Online, &p.Contact, &p.FeeAccount, &p.HowToPay,
		&p.CorrectionDays, &p.By, &p.At)
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(names), &p.Reviewers)
	}
	if err != nil {
		return p, fmt.Errorf("load profile of %s: %w", body, err)
	}
	return p, nil
}

// saveProfile keeps a profile that nobody changed since rev seen.
func saveProfile(ctx context.Context, tx *act.Tx, p Profile, seen int64) error {
	names, err := json.Marshal(p.Reviewers)
	if err != nil {
		return fmt.Errorf("encode reviewers: %w", err)
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO request_profile (body, rev, symbol, kind, reviewers, court, online, contact, fee_account, how_to_pay,
		correction_days, changed_by, changed_at) VALUES ($1, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (body) DO UPDATE SET rev = request_profile.rev + 1, symbol = excluded.symbol, kind = excluded.kind, reviewers = excluded.reviewers,
		court = excluded.court, online = excluded.online, contact = excluded.contact, fee_account = excluded.fee_account, how_to_pay = excluded.how_to_pay,
		correction_days = excluded.correction_days, changed_by = excluded.changed_by, changed_at = excluded.changed_at WHERE request_profile.rev = $2`,
		p.Body, seen, p.Symbol, p.Kind, string(names), p.Court, p.Online, p.Contact, p.FeeAccount, p.HowToPay, p.CorrectionDays, p.By, p.At)
	if err != nil {
		return fmt.Errorf("save profile of %s: %w", p.Body, err)
	}
	if n, err := res.RowsAffected(); err != nil {
		return fmt.Errorf("save profile of %s: %w", p.Body, err)
	} else if n == 0 {
		return &fault.Error{Kind: fault.Conflict, Message: "文书信息刚被别人改过，刚才填的没有保存。看过现在的内容再改"}
	}
	return nil
}
