package sentence

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Fold brings one rune to its plain form: full-width letters, digits and signs
// to half-width ones, every kind of space to ' ', invisible ones to 0.
func Fold(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\ufeff' || r == '\u2060' || r == '\u00ad':
		return 0
	case r < 0x80:
		return r
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// HanLen is how many bytes the characters take, from U+4E00 to U+9FFF, that a
// text begins with. They are most of a text, all of them letters, and fold to
// themselves.
func HanLen(s string) int {
	n := 0
	for n+2 < len(s) && s[n] >= 0xE4 && s[n] <= 0xE9 && s[n+1]&0xC0 == 0x80 && s[n+2]&0xC0 == 0x80 && (s[n] > 0xE4 || s[n+1] >= 0xB8) {
		n += 3
	}
	return n
}

// Plain folds a text for reading: half-width digits, no spaces, 、，；： as
// Chinese writes them, thousands separators dropped. Line breaks stay.
func Plain(s string) string {
	b := make([]byte, 0, len(s)+len(s)/16)
	commas := 0
	for i := 0; i < len(s); {
		if n := HanLen(s[i:]); n > 0 {
			b = append(b, s[i:i+n]...)
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r != '\n' {
			if r = Fold(r); r == 0 || unicode.IsSpace(r) {
				continue
			}
		}
		switch r {
		case ',':
			commas++
		case ';':
			r = '；'
		case ':':
			r = '：'
		case '(':
			r = '（'
		case ')':
			r = '）'
		}
		b = utf8.AppendRune(b, r)
	}
	if commas == 0 {
		return string(b)
	}
	out := make([]byte, 0, len(b)+2*commas)
	from := 0
	for i := range b {
		if b[i] != ',' {
			continue
		}
		out = append(out, b[from:i]...)
		if from = i + 1; !thousands(b, i) {
			out = append(out, "，"...)
		}
	}
	return string(append(out, b[from:]...))
}

func digit(b []byte, i int) bool { return i >= 0 && i < len(b) && b[i] >= '0' && b[i] <= '9' }

// thousands reports whether the comma at i groups digits.
func thousands(b []byte, i int) bool {
	if !digit(b, i-1) || digit(b, i-4) {
		return false
	}
	return digit(b, i+1) && digit(b, i+2) && digit(b, i+3) && !digit(b, i+4)
}

// Transposed reports whether two neighbouring digits are exchanged between two
// numbers.
func Transposed(a, b int64) bool {
	x, y := strconv.FormatInt(a, 10), strconv.FormatInt(b, 10)
	if len(x) != len(y) {
		return false
	}
	for i := 0; i+1 < len(x); i++ {
		if x[i] != y[i] {
			return x[i] == y[i+1] && x[i+1] == y[i] && x[i+2:] == y[i+2:]
		}
	}
	return false
}
