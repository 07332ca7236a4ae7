package vault

import (
	"unicode"
	"unicode/utf8"

	"yangguang/internal/fault"
	"yangguang/internal/law"
)

// ReasonLength is the least number of characters, blanks not counted, that a
// reason for seeing personal data must have.
const ReasonLength = 6

// CheckReason decides whether a person has said why they must see personal
// data: at least ReasonLength characters, at least three different. It returns
// a fault on the field "reason".
func CheckReason(reason string) error {
	n, different := 0, map[rune]bool{}
	for _, r := range reason {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
			different[r] = true
		}
	}
	if n < ReasonLength || len(different) < 3 || !utf8.ValidString(reason) {
		return &fault.Error{Kind: fault.Invalid, Field: "reason",
			Message: "写明查看个人信息的理由，至少 6 个字，例如：电话核实申请内容",
			Cite:    law.Art("个保法", 34)}
	}
	return nil
}

// Reveal opens a value for a person who has given a reason. It is called inside
// an act, so that seeing leaves the same trace as changing; note is the act's
// Detail, and learns which field was shown, never the value:
//
//	entry := act.Entry{Name: "request.reveal", Body: r.Body, Subject: r.ID, Reason: reason}
//	err := d.office.Do(ctx, who, entry, func(tx *act.Tx) error {
//		plain, err = d.vault.Reveal(r.Phone, place, vault.Phone, reason, tx.Detail)
//		return err
//	})
//
// The page that follows shows plain.Text() once and is not cached. If the act
// cannot be kept, nothing may be shown: use plain only when Do returned nil.
func (v *Vault) Reveal(s Sealed, at Location, kind Kind, reason string, note func(key string, value any)) (Plain, error) {
	if err := CheckReason(reason); err != nil {
		return Plain{}, err
	}
	p, err := v.Open(s, at)
	if err != nil {
		return Plain{}, err
	}
	note("field", at.Table+"."+at.Column)
	note("kind", string(kind))
	return p, nil
}
