package desk

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
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
	c, found, err := readTOTP(ctx, tx, person)
	if err != nil || !found || !c.confirmed {
		return false, err
	}
	secret, err := d.vault.Open(c.secret, totpPlace(person))
	if err != nil {
		return false, err
	}
	n, ok, err := matchStep(secret.Text(), code, tx.Now())
	if err != nil || !ok {
		return false, err
	}
	return useStep(ctx, tx, person, n)
}

// useRecovery takes one of the recovery codes, each of which works once.
func useRecovery(ctx context.Context, tx *act.Tx, person, code string) (bool, error) {
	code = foldRecovery(code)
	if len(code) != recoveryLength {
		return false, nil
	}
	return takeRecovery(ctx, tx, person, digest("recovery "+person, code))
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
		c, found, err := readTOTP(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		if c.confirmed {
			return &fault.Error{Kind: fault.Conflict, Message: "已经启用动态码。要换手机的，先停用再重新启用"}
		}
		if found && tx.Now().Sub(c.created) < time.Hour {
			p, err := d.vault.Open(c.secret, totpPlace(who.ID))
			secret = p.Text()
			return err
		}
		b := make([]byte, 20)
		rand.Read(b)
		secret = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
		if c.secret, err = d.vault.Seal(secret, totpPlace(who.ID)); err != nil {
			return err
		}
		return putTOTP(ctx, tx, who.ID, c.secret)
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
	err = d.office.Do(ctx, who, act.Entry{Name: "account.totp_enable", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
		c, found, err := readTOTP(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		if !found || c.confirmed {
			return gone("次设置")
		}
		secret, err := d.vault.Open(c.secret, totpPlace(who.ID))
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
		if err := confirmTOTP(ctx, tx, who.ID, n); err != nil {
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
	return d.office.Do(ctx, who, act.Entry{Name: "account.totp_disable", Body: who.Body, Subject: who.ID}, func(tx *act.Tx) error {
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
		return dropTOTP(ctx, tx, who.ID)
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
