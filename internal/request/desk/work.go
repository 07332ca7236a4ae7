package desk

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// code is the query code of a form's key: a hundred bits that nobody can find
// without this instance's key, the same when the form is sent again.
func (d *Desk) code(body, key string) (string, error) {
	_, mac, err := d.Vault.MAC(vault.ForIndex, []byte("request code\x00"+body+"\x00"+key))
	if err != nil {
		return "", fmt.Errorf("make query code: %w", err)
	}
	s := base32.StdEncoding.EncodeToString(mac)[:20]
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:], nil
}

// hashCode is what is kept of a code; spaces, hyphens and case do not matter.
func hashCode(code string) string {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "－", "").Replace(code))
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}

// caseFields are the applicant's data.
var caseFields = vault.NewFields("request_case", "id", func(c *Case) string { return c.ID },
	vault.Field[Case]{Column: "name", Label: "姓名或者名称", KindOf: nameKind, In: func(c *Case) *vault.Sealed { return &c.Name }},
	vault.Field[Case]{Column: "identity", Label: "身份证明", Kind: vault.Identity, In: func(c *Case) *vault.Sealed { return &c.Identity },
		Index: "identity_index", IndexIn: func(c *Case) *string { return &c.IdentityIndex }},
	vault.Field[Case]{Column: "phone", Label: "电话", Kind: vault.Phone, In: func(c *Case) *vault.Sealed { return &c.Phone },
		Index: "phone_index", IndexIn: func(c *Case) *string { return &c.PhoneIndex }},
	vault.Field[Case]{Column: "address", Label: "邮寄地址", Kind: vault.Address, In: func(c *Case) *vault.Sealed { return &c.Address }},
	vault.Field[Case]{Column: "email", Label: "电子邮箱", Kind: vault.Mail, In: func(c *Case) *vault.Sealed { return &c.Email }},
)

// nameKind is what an applicant's name is.
func nameKind(c *Case) vault.Kind {
	if c.Kind != request.Person {
		return vault.Firm
	}
	return vault.Name
}

func (c Case) place(column sqldb.Name) vault.Place { return caseFields.At(c.ID, column) }

// applicantMasked is the applicant's name as pages show it, "" where there is none.
func (d *Desk) applicantMasked(c Case) (string, error) {
	return d.Vault.Masked(c.Name, c.place("name"), nameKind(&c))
}

// Own finds the application of a number and its code. Unknown numbers and wrong
// codes are answered alike, and at most so many times a minute.
func (d *Desk) Own(ctx context.Context, who identity.Actor, body, number, code string) (Case, error) {
	counts, err := d.buckets(who.Address)
	if err == nil {
		err = d.tries.Check(ctx, body, counts...)
	}
	if err != nil {
		return Case{}, err
	}
	year, n := readNumber(number)
	c, err := caseNumbered(ctx, d.DB, body, year, n)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Case{}, err
	}
	// An unknown number is compared like a known one, so that both take as long.
	if subtle.ConstantTimeCompare([]byte(c.CodeHash), []byte(hashCode(code))) != 1 || err != nil {
		if err := d.tries.Try(ctx, body, counts...); err != nil {
			return Case{}, err
		}
		return Case{}, fault.Field("number", "没有查到。核对回执上的申请编号和查询码")
	}
	return c, nil
}

// readNumber reads 2026-YSQ-0131; 0 and 0 where it is none.
func readNumber(s string) (year, n int) {
	parts := strings.Split(strings.ToUpper(strings.TrimSpace(s)), "-")
	if len(parts) != 3 || parts[1] != "YSQ" {
		return 0, 0
	}
	year, err := strconv.Atoi(parts[0])
	if err != nil || year < 2000 || year > 2999 {
		return 0, 0
	}
	if n, err = strconv.Atoi(parts[2]); err != nil || n < 1 || n > 1_000_000_000 {
		return 0, 0
	}
	return year, n
}

// sees gives an application to somebody of its body, or to who may read there.
func (d *Desk) sees(ctx context.Context, who identity.Actor, id string) (Case, error) {
	c, err := caseOf(ctx, d.DB, id)
	if err == nil {
		err = caseTable.Visible(who, c.Body)
	}
	return c, err
}

// Look gives an application to somebody who may read it; NotFound for anybody
// else.
func (d *Desk) Look(ctx context.Context, who identity.Actor, id string) (Case, error) {
	return d.sees(ctx, who, id)
}

// works is sees for somebody who may also change it.
func (d *Desk) works(ctx context.Context, who identity.Actor, id string) (Case, error) {
	c, err := caseOf(ctx, d.DB, id)
	if err == nil {
		err = caseTable.Editable(who, c.Body)
	}
	return c, err
}

// Reveal shows an applicant's data to somebody who says why; seeing is audited.
func (d *Desk) Reveal(ctx context.Context, who identity.Actor, c Case, reason string) (shown map[string]string, err error) {
	if err := vault.CheckReason(reason); err != nil {
		return nil, err
	}
	deed := act.Deed{Name: "request.reveal", Body: c.Body, Subject: c.ID, Reason: reason}
	err = d.Office.Do(ctx, who, deed, func(tx *act.Tx) error {
		shown = map[string]string{}
		all, err := caseFields.Reveal(d.Vault, &c, reason, tx.Detail)
		if err != nil {
			return err
		}
		for _, x := range all {
			shown[x.Column] = x.Text
		}
		if err := d.revealHeard(ctx, tx, c, reason, shown); err != nil {
			return err
		}
		return d.revealAgent(ctx, tx, c, reason, shown)
	})
	if err != nil {
		return nil, err
	}
	return shown, nil
}
