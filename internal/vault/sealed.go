package vault

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Location is where a sealed value belongs. The value opens there and nowhere
// else: copied into another row, column or table it is refused.
type Location struct{ Table, Column, Row string }

// bound is what is authenticated with the value: the place, the key's id and
// the algorithm, each with its length before it.
func (p Location) bound(key string, algorithm byte) []byte {
	b := append([]byte("yangguang sealed v1"), algorithm)
	for _, s := range []string{key, p.Table, p.Column, p.Row} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	return b
}

// Sealed is personal data as a ledger keeps it: the text
//
//	v1.<key id>.<base64 of algorithm byte, nonce, ciphertext, tag>
//
// A long text is deflated before it is sealed; the algorithm byte says so.
//
// It is a struct field and an SQL value (TEXT). The zero value stands for "none
// given" and is stored as an empty string. It never prints, as JSON neither.
type Sealed struct{ text string }

// ErrSealed is returned for a stored value that is not sealed text, was
// changed, or stands in a place it was not sealed for.
var ErrSealed = errors.New("sealed value does not open here: it was changed, moved, or is not a sealed value")

const sealedLimit = 1 << 20

// algorithms are the bytes that stand before each box, so that a value says by
// itself what it was made with.
var algorithms = map[Suite]byte{International: 1, National: 2}

// Seal seals text for its place under the current key. Empty text stays the
// zero Sealed.
func (v *Vault) Seal(plain string, at Location) (Sealed, error) {
	if plain == "" {
		return Sealed{}, nil
	}
	if at.Table == "" || at.Column == "" || at.Row == "" {
		return Sealed{}, errors.New("seal: table, column and row must be named")
	}
	k, provider := v.current(ForSealing)
	alg, inner := algorithms[k.Suite], []byte(plain)
	if short, ok := v.pack(inner); ok {
		alg, inner = alg|packed, short
	}
	box, err := provider.Seal(k.handle(), inner, at.bound(k.ID, alg))
	if err != nil {
		return Sealed{}, fmt.Errorf("seal %s.%s: %w", at.Table, at.Column, err)
	}
	b64 := base64.RawStdEncoding.EncodeToString(append([]byte{alg}, box...))
	return Sealed{"v1." + k.ID + "." + b64}, nil
}

// Open gives the plain text of a value in its place. ErrSealed when it does not
// belong there or was changed, ErrUnknownKey when its key is not in the ring.
// What it returns must not reach a page but through Reveal or Masked.
func (v *Vault) Open(s Sealed, at Location) (Plain, error) {
	if s.Empty() {
		return Plain{}, nil
	}
	key, alg, box, err := parseSealed(s.text)
	if err != nil {
		return Plain{}, err
	}
	k, provider, err := v.find(key, ForSealing)
	if err != nil {
		return Plain{}, fmt.Errorf("open %s.%s: %w", at.Table, at.Column, err)
	}
	if alg&^packed != algorithms[k.Suite] {
		return Plain{}, fmt.Errorf("open %s.%s: %w", at.Table, at.Column, ErrSealed)
	}
	plain, err := provider.Open(k.handle(), box, at.bound(key, alg))
	if err != nil {
		return Plain{}, fmt.Errorf("open %s.%s: %w", at.Table, at.Column, ErrSealed)
	}
	if alg&packed != 0 {
		if plain, err = unpack(plain); err != nil {
			return Plain{}, fmt.Errorf("open %s.%s: %w: %w", at.Table, at.Column, ErrSealed, err)
		}
	}
	text := string(plain)
	return Plain{&text}, nil
}

// Masked opens a value and gives it as pages show it (王*, 138****6021). A value
// that does not open never takes a page or a list away: it shows as such, with
// an incident number under which the log says why. The number is that of the
// value's place, so that it is the same on every page and logged once.
func (v *Vault) Masked(s Sealed, at Location, kind Kind) string {
	p, err := v.Open(s, at)
	if err != nil {
		return "〔读不出，事件编号 " + v.incident(at, err) + "〕"
	}
	return p.Mask(kind)
}

// Text opens a value that is shown whole to whoever may see the page, as what
// an applicant wrote about the service is. One that cannot be read shows as in
// Masked.
func (v *Vault) Text(s Sealed, at Location) string {
	p, err := v.Open(s, at)
	if err != nil {
		return "〔读不出，事件编号 " + v.incident(at, err) + "〕"
	}
	return p.Text()
}

// incidentsKept bounds how many places are remembered as told.
const incidentsKept = 10000

// incident is the number of a value that does not open; the first time it is
// told to the log.
func (v *Vault) incident(at Location, err error) string {
	sum := sha256.Sum256([]byte(at.Table + "\x00" + at.Column + "\x00" + at.Row))
	number := strings.ToUpper(hex.EncodeToString(sum[:5]))
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.told[number] && len(v.told) < incidentsKept {
		v.told[number] = true
		slog.Error("a sealed value cannot be read", "incident", number, "column", at.Table+"."+at.Column, "row", at.Row, "error", err.Error())
	}
	return number
}

// parseSealed splits sealed text; the inverse of what Seal writes.
func parseSealed(text string) (key string, alg byte, box []byte, err error) {
	rest, ok := strings.CutPrefix(text, "v1.")
	key, b64, found := strings.Cut(rest, ".")
	if !ok || !found || !keyID.MatchString(key) || len(text) > sealedLimit {
		return "", 0, nil, ErrSealed
	}
	raw, err := base64.RawStdEncoding.Strict().DecodeString(b64)
	// Encoding it again refuses the line ends that the decoder passes over.
	if err != nil || len(raw) < 2 || base64.RawStdEncoding.EncodeToString(raw) != b64 {
		return "", 0, nil, ErrSealed
	}
	return key, raw[0], raw[1:], nil
}

// Empty reports whether nothing was given.
func (s Sealed) Empty() bool { return s.text == "" }

// Key is the id of the key the value is sealed under, "" for none.
func (s Sealed) Key() string {
	key, _, _, err := parseSealed(s.text)
	if err != nil {
		return ""
	}
	return key
}

// Value stores the sealed text.
func (s Sealed) Value() (driver.Value, error) { return s.text, nil }

// Scan reads sealed text; NULL and "" are the zero value. What is not sealed text
// is kept and does not open, so that one such row does not take a list away; it
// is shown to nobody.
func (s *Sealed) Scan(src any) error {
	var text string
	switch x := src.(type) {
	case nil:
	case string:
		text = x
	case []byte:
		text = string(x)
	default:
		return fmt.Errorf("scan sealed value: unexpected %T", src)
	}
	s.text = text
	return nil
}

const (
	sealedShown = "〔已加密〕"
	plainShown  = "〔已隐去〕"
)

// Format shows 〔已加密〕 for every verb.
func (s Sealed) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) }

// String shows 〔已加密〕, or nothing for the zero value.
func (s Sealed) String() string {
	if s.Empty() {
		return ""
	}
	return sealedShown
}

// MarshalJSON writes what String shows; a Sealed is not read back from JSON.
func (s Sealed) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// LogValue logs what String shows.
func (s Sealed) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Plain is personal data in clear, on its way from Open to a mask, a letter or
// a revealing page. It does not print, log or marshal; only Text gives it.
type Plain struct {
	// A pointer, because package fmt reads unexported fields of a struct around
	// this one without asking Format: it then prints an address. To a string,
	// since a pointer to a slice is followed when the verb does not fit.
	text *string
}

// Text is the data itself. Whoever calls it answers for where it goes.
func (p Plain) Text() string {
	if p.text == nil {
		return ""
	}
	return *p.text
}

// Mask is the data as pages show it.
func (p Plain) Mask(kind Kind) string { return kind.Mask(p.Text()) }

// Empty reports whether there is no data.
func (p Plain) Empty() bool { return p.text == nil || len(*p.text) == 0 }

// Format shows 〔已隐去〕 for every verb.
func (p Plain) Format(f fmt.State, _ rune) { io.WriteString(f, p.String()) }

// String shows 〔已隐去〕, or nothing for no data.
func (p Plain) String() string {
	if p.Empty() {
		return ""
	}
	return plainShown
}

// MarshalJSON writes what String shows.
func (p Plain) MarshalJSON() ([]byte, error) { return []byte(`"` + p.String() + `"`), nil }

// LogValue logs what String shows.
func (p Plain) LogValue() slog.Value { return slog.StringValue(p.String()) }
