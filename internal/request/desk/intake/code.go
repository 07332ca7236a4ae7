package intake

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/vault"
)

// tailLength is how much of the proof of identity is asked for with the phone.
const tailLength = 6

// ByPhone finds a person's applications by the telephone number and the last
// six characters of the proof of identity. Both could be known to others, so the
// answer is good for number and state alone. Whether the number is unknown or
// the characters are wrong is answered alike; every question counts, not only a
// wrong one, so that nobody runs through the six characters.
func (d *Intakes) ByPhone(ctx context.Context, who identity.Actor, body, phone, tail string) ([]cases.Case, error) {
	counts, err := d.Buckets(who.Address)
	if err != nil {
		return nil, err
	}
	indexes, err := d.Vault.Indexes(phone, vault.Phone)
	if err != nil {
		return nil, fmt.Errorf("index phone: %w", err)
	}
	if len(indexes) > 0 {
		counts = append(counts, d.Tries.Hour("phone "+indexes[0], MostOfPhone))
	}
	if err := d.Tries.Try(ctx, body, counts...); err != nil {
		return nil, err
	}
	list, err := cases.Phoned(ctx, d.DB, body, indexes)
	if err != nil {
		return nil, err
	}
	want := BareTail(tail)
	var found []cases.Case
	for _, c := range list {
		plain, err := d.Vault.Open(c.Identity, c.Place("identity"))
		if err != nil {
			return nil, fmt.Errorf("open identity of %s: %w", c.ID, err)
		}
		if subtle.ConstantTimeCompare([]byte(BareTail(plain.Text())), []byte(want)) == 1 && len(want) == tailLength {
			found = append(found, c)
		}
	}
	if len(list) == 0 { // as much work as for a number that is known
		at := vault.Location{Table: "request_case", Column: "identity", Row: "none"}
		sealed, err := d.Vault.Seal(tail+"0", at)
		if err == nil {
			_, err = d.Vault.Open(sealed, at)
		}
		if err != nil {
			return nil, fmt.Errorf("open nothing: %w", err)
		}
	}
	if len(found) == 0 {
		return nil, fault.Field("phone", "没有查到。核对申请时填写的手机号和证件号码的最后 6 位")
	}
	return found, nil
}

// BareTail is the end of a proof of identity as people read it out: figures and
// Latin letters, in capitals.
func BareTail(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z':
			return r
		case r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ': // full width
			return r - 0xFEE0
		}
		return -1
	}, strings.ToUpper(s))
	return s[max(0, len(s)-tailLength):]
}

// ReissueCode gives an application a new query code, for an applicant who lost the
// old one and has shown who he is; the reason says how. The code is told here
// and never again.
func (d *Intakes) ReissueCode(ctx context.Context, who identity.Actor, c cases.Case, reason string) (string, error) {
	if err := vault.CheckReason(reason); err != nil {
		return "", err
	}
	raw := make([]byte, 13)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("make a query code: %w", err)
	}
	code := groups(base32.StdEncoding.EncodeToString(raw)[:20])
	entry := act.Entry{Name: "request.recode", Body: c.Body, Subject: c.ID, Reason: reason}
	err := d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error { return cases.ReissueCode(ctx, tx, c.ID, cases.HashCode(code)) })
	return code, err
}

// groups writes a code as people copy it: four characters at a time.
func groups(s string) string {
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:]
}

// ByCode finds the application of a number and its code. Unknown numbers and wrong
// codes are answered alike, and at most so many times a minute. The right code
// passes however many wrong ones came before it, from the same address too: of a
// hundred bits nobody finds one by trying, and nobody may shut others out.
func (d *Intakes) ByCode(ctx context.Context, who identity.Actor, body, number, code string) (cases.Case, error) {
	year, n := cases.ReadNumber(number)
	c, err := cases.CaseNumbered(ctx, d.DB, body, year, n)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return cases.Case{}, err
	}
	// An unknown number is compared like a known one, so that both take as long.
	if subtle.ConstantTimeCompare([]byte(c.CodeHash), []byte(cases.HashCode(code))) != 1 || err != nil {
		if err := d.wrong(ctx, who, body); err != nil {
			return cases.Case{}, err
		}
		return cases.Case{}, fault.Field("number", "没有查到。核对回执上的申请编号和查询码")
	}
	return c, nil
}

// wrong counts a wrong code of somebody, unless there were too many already.
func (d *Intakes) wrong(ctx context.Context, who identity.Actor, body string) error {
	counts, err := d.Buckets(who.Address)
	if err == nil {
		err = d.Tries.Check(ctx, body, counts...)
	}
	if err == nil {
		err = d.Tries.Try(ctx, body, counts...)
	}
	return err
}
