package desk

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// step is the length of a one-time code's life; codes of the step before and
// after are taken too, since telephones' clocks are not exact.
const step = 30

// recoveryCodes is how many are given out at a time.
const recoveryCodes = 10

// matchStep finds the step whose code was typed; ok is false when none is.
func matchStep(secret, code string, at time.Time) (n int64, ok bool, err error) {
	code = strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return -1
	}, code)
	for _, around := range []int64{0, -1, 1} {
		s := at.Unix()/step + around
		want, err := totp.GenerateCodeCustom(secret, time.Unix(s*step, 0), totp.ValidateOpts{
			Period: step, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, false, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return s, true, nil
		}
	}
	return 0, false, nil
}

// useCode takes a one-time code inside an act. A code is taken once: its step
// must be later than the last one used.
func (d *Desk) useCode(ctx context.Context, tx *act.Tx, person, code string) (bool, error) {
	var sealed vault.Sealed
	var last int64
	err := tx.QueryRowContext(ctx, `SELECT secret, last_step FROM totp WHERE person_id = $1 AND confirmed_at IS NOT NULL`, person).
		Scan(&sealed, &last)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	secret, err := d.vault.Open(sealed, totpPlace(person))
	if err != nil {
		return false, err
	}
	n, ok, err := matchStep(secret.Text(), code, tx.Now())
	if err != nil || !ok {
		return false, err
	}
	return hit(tx.ExecContext(ctx, `UPDATE totp SET last_step = $1 WHERE person_id = $2 AND last_step < $1`, n, person))
}

// useRecovery takes one of the recovery codes, each of which works once.
func useRecovery(ctx context.Context, tx *act.Tx, person, code string) (bool, error) {
	code = foldRecovery(code)
	if len(code) != recoveryLength {
		return false, nil
	}
	return hit(tx.ExecContext(ctx, `UPDATE recovery_code SET used_at = $1 WHERE person_id = $2 AND hash = $3 AND used_at IS NULL`,
		sqldb.Time{Time: tx.Now()}, person, digest("recovery "+person, code)))
}

const recoveryLength = 16 // letters of base32: 80 bits

func foldRecovery(code string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '2' && r <= '7' {
			return r
		}
		return -1
	}, strings.ToLower(code))
}

// Verify finishes a sign-in with a one-time code or a recovery code.
func (d *Desk) Verify(ctx context.Context, x account.Session, p staff, code string, from caller) error {
	method := "totp"
	if len(foldRecovery(code)) == recoveryLength {
		method = "recovery"
	}
	return d.factor(ctx, x, p, method, from, func(tx *act.Tx) (bool, error) {
		if method == "recovery" {
			return useRecovery(ctx, tx, p.ID, code)
		}
		return d.useCode(ctx, tx, p.ID, code)
	})
}

// beginTOTP makes a secret that waits to be confirmed with a first code, or
// gives the one that already waits, so that a reload does not spoil the QR.
func (d *Desk) beginTOTP(ctx context.Context, who identity.Actor) (secret string, err error) {
	err = d.office.Keep(ctx, func(tx *act.Tx) error {
		var sealed vault.Sealed
		var created, confirmed sqldb.Time
		err := tx.QueryRowContext(ctx, `SELECT secret, created_at, confirmed_at FROM totp WHERE person_id = $1`, who.ID).Scan(&sealed, &created, &confirmed)
		if err == nil && !confirmed.IsZero() {
			return &fault.Error{Kind: fault.Conflict, Message: "已经启用动态码。要换手机的，先停用再重新启用"}
		}
		if err == nil && tx.Now().Sub(created.Time) < time.Hour {
			p, err := d.vault.Open(sealed, totpPlace(who.ID))
			secret = p.Text()
			return err
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		b := make([]byte, 20)
		rand.Read(b)
		secret = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
		if sealed, err = d.vault.Seal(secret, totpPlace(who.ID)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO totp (person_id, secret, created_at, last_step) VALUES ($1, $2, $3, 0)
			ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0`,
			who.ID, sealed, sqldb.Time{Time: tx.Now()})
		return err
	})
	if err != nil {
		return "", fmt.Errorf("begin one-time codes: %w", err)
	}
	return secret, nil
}

// totpAddress is what the QR code holds.
func totpAddress(secret, issuer, login string) string {
	v := url.Values{"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {fmt.Sprint(step)}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+login) + "?" + v.Encode()
}

// ConfirmTOTP turns one-time codes on with the first right code, and gives the
// recovery codes, which are shown once. A session that waited for this is
// signed in by it.
func (d *Desk) ConfirmTOTP(ctx context.Context, who identity.Actor, code string) (recovery []string, err error) {
	for range recoveryCodes {
		c := strings.ToLower(rand.Text())[:recoveryLength]
		recovery = append(recovery, c[:4]+"-"+c[4:8]+"-"+c[8:12]+"-"+c[12:])
	}
	err = d.office.Do(ctx, who, act.Deed{Name: "account.totp_enable", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		var sealed vault.Sealed
		err := tx.QueryRowContext(ctx, `SELECT secret FROM totp WHERE person_id = $1 AND confirmed_at IS NULL`, who.ID).Scan(&sealed)
		if err != nil {
			return one(err, "次设置")
		}
		secret, err := d.vault.Open(sealed, totpPlace(who.ID))
		if err != nil {
			return err
		}
		n, ok, err := matchStep(secret.Text(), code, tx.Now())
		if err != nil {
			return err
		}
		if !ok {
			return fault.Field("code", "动态码不对。核对手机时间是否自动校准，再填写现在显示的 6 位数字")
		}
		if _, err := tx.ExecContext(ctx, `UPDATE totp SET confirmed_at = $1, last_step = $2 WHERE person_id = $3`,
			sqldb.Time{Time: tx.Now()}, n, who.ID); err != nil {
			return err
		}
		if err := replaceRecovery(ctx, tx, who.ID, recovery); err != nil {
			return err
		}
		return promote(ctx, tx, who)
	})
	if err != nil {
		return nil, err
	}
	return recovery, nil
}

// promote signs in a session that waited for its second factor to be set up.
func promote(ctx context.Context, tx *act.Tx, who identity.Actor) error {
	_, err := tx.ExecContext(ctx, `UPDATE session SET stage = $1, seen_at = $2 WHERE id = $3 AND person_id = $4 AND stage = $5 AND ended_at IS NULL`,
		account.Full, sqldb.Time{Time: tx.Now()}, who.Session, who.ID, account.NeedsEnrol)
	return err
}

func replaceRecovery(ctx context.Context, tx *act.Tx, person string, codes []string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM recovery_code WHERE person_id = $1`, person); err != nil {
		return err
	}
	for _, c := range codes {
		if _, err := tx.ExecContext(ctx, `INSERT INTO recovery_code (id, person_id, hash) VALUES ($1, $2, $3)`,
			sqldb.NewID(), person, digest("recovery "+person, foldRecovery(c))); err != nil {
			return err
		}
	}
	return nil
}

// RemoveTOTP turns one-time codes off after the password was given again. Who
// must have a second factor keeps at least a passkey.
func (d *Desk) RemoveTOTP(ctx context.Context, who identity.Actor, present string) error {
	me, err := readPerson(ctx, d.db, who.Body, who.ID)
	if err != nil {
		return err
	}
	if err := d.confirm(ctx, who, me, present); err != nil {
		return err
	}
	return d.office.Do(ctx, who, act.Deed{Name: "account.totp_disable", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		if err := lock(ctx, tx, who.ID); err != nil {
			return err
		}
		me, err := readPerson(ctx, tx, who.Body, who.ID)
		if err != nil {
			return err
		}
		if err := d.keepsFactor(who, me.Passkeys); err != nil {
			return err
		}
		for _, q := range []string{`DELETE FROM totp WHERE person_id = $1`, `DELETE FROM recovery_code WHERE person_id = $1`} {
			if _, err := tx.ExecContext(ctx, q, who.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// keepsFactor refuses to take away the last second factor of somebody who must
// have one.
func (d *Desk) keepsFactor(who identity.Actor, left int) error {
	if left == 0 && !d.demo && account.NeedsFactor(account.FactorRules(), who.Roles, d.today().String()) {
		return &fault.Error{Kind: fault.Unlawful, Message: "这个角色登录时应当有第二重验证。先添加通行密钥，再停用动态码"}
	}
	return nil
}
