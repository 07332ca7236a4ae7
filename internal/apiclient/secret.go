package apiclient

import (
	"strings"
	"time"

	"yangguang/internal/fault"
)

// Secret is what is kept of a client's secret: enough to find and to check it,
// not the secret itself.
type Secret struct {
	Client string
	Prefix string // the part that is not secret
	Hash   string // of the whole
	MadeBy string
	MadeAt time.Time
	Until  time.Time // when it ends after a newer one was made; zero: no end
}

// Good reports whether the secret still opens the door.
func (s Secret) Good(now time.Time) bool { return s.Until.IsZero() || now.Before(s.Until) }

// The form of a secret: yg_ABCDEFGHJK_ and 52 letters of base32, 260 bits, of
// which the first ten letters find it and are shown on pages. The fixed
// beginning lets scanners of source code find a secret that got lost.
const (
	secretMark   = "yg_"
	PrefixLetter = 10
	SecretLetter = 52
	base32       = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
)

// Compose writes a secret from its random letters.
func Compose(prefix, letters string) string { return secretMark + prefix + "_" + letters }

// PrefixOf is the part of a secret that finds it; ok is false for a text that
// is none.
func PrefixOf(secret string) (prefix string, ok bool) {
	rest, ok := strings.CutPrefix(secret, secretMark)
	if !ok {
		return "", false
	}
	prefix, letters, ok := strings.Cut(rest, "_")
	if !ok || len(prefix) != PrefixLetter || len(letters) != SecretLetter || strings.Trim(prefix+letters, base32) != "" {
		return "", false
	}
	return prefix, true
}

// Overlap is how long an old secret goes on beside its successor.
type Overlap struct {
	Code, Label string
	Long        time.Duration
}

// Overlaps are the choices at a rotation, the usual one first.
func Overlaps() []Overlap {
	return []Overlap{{"week", "7 天", 7 * 24 * time.Hour}, {"day", "24 小时", 24 * time.Hour}, {"month", "30 天", 30 * 24 * time.Hour}, {"none", "立即停用旧的（已经泄露）", 0}}
}

// OverlapOf finds a choice by its code; a fault of the field "overlap" when
// there is none.
func OverlapOf(code string) (Overlap, error) {
	for _, o := range Overlaps() {
		if o.Code == code {
			return o, nil
		}
	}
	return Overlap{}, fault.Field("overlap", "选择旧的还能用多久")
}
