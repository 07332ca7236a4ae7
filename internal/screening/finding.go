package screening

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Finding is one thing that may not leave, or wants a look. It prints masked.
type Finding struct {
	Kind     Kind
	Severity Severity
	Text     string // masked
	Where    string // the place, as the passage or the concealment names it
	Offset   int    // characters from the beginning of that place
	Hidden   bool   // it stands where a reader does not see it
	Reason   string // why it is doubted, or what hides; may be empty

	value string // what was found, in one spelling
	nth   int    // which of the equal ones in this file, from 1
}

// Value is what was found, in one spelling: digits without spaces, letters
// large. It is for sealing and for redaction, never for print.
func (f Finding) Value() string { return f.value }

// Key names the finding for as long as the same thing stands as often before
// it in the file, whatever else is edited. mac is a keyed hash, since numbers
// can be guessed from a plain one.
func (f Finding) Key(mac func(string) string) string {
	return mac(string(f.Kind) + "\x00" + f.value + "\x00" + strconv.Itoa(f.nth))
}

// String shows the kind, the place and the masked text.
func (f Finding) String() string { return string(f.Kind) + " " + f.Where + " " + f.Text }

// GoString is String: no verb of fmt prints what was found.
func (f Finding) GoString() string { return f.String() }

// Mask shows of a found text what a clerk needs to recognise it and no more.
func Mask(k Kind, s string) string {
	switch k {
	case IDCard:
		return keep(s, 3, 2)
	case Phone:
		return keep(s, 3, 4)
	case BankCard:
		return keep(s, 0, 4)
	case Passport:
		return keep(s, 1, 2)
	case Plate:
		return keep(s, 2, 1)
	case Mail:
		name, domain, _ := strings.Cut(s, "@")
		return keep(name, 1, 0) + "@" + domain
	case Address:
		return keep(s, 3, 0)
	case SecretMark, HiddenContent:
		return s
	case Benefit:
		return s // made of the heading's words, without names
	}
	return keep(s, 1, 0)
}

// keep shows so many characters at both ends and a fixed number of stars, so that the length is not told.
func keep(s string, first, last int) string {
	n := utf8.RuneCountInString(s)
	if first+last+3 > n {
		first, last = min(first, n/4), 0
	}
	r := []rune(s)
	return string(r[:first]) + "****" + string(r[n-last:])
}

// MaskText masks a text whose kind is not known.
func MaskText(s string) string {
	switch {
	case len(s) >= 15 && numeric(s):
		return keep(s, 3, 2)
	case len(s) >= 11 && numeric(s):
		return keep(s, 3, 4)
	}
	return keep(s, 1, 0)
}
