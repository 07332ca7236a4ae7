package render

import (
	"strings"
	"unicode/utf8"

	"yangguang/internal/fault"
)

// Clean takes out of s what must not stand in a published file: control
// characters except line feed (tab becomes a space), bidirectional overrides
// and marks, zero-width and byte-order marks, and code points that are no
// characters. Bytes that are no UTF-8 are dropped.
func Clean(s string) string {
	ok := true
	for i := 0; i < len(s) && ok; i++ {
		ok = s[i] >= 0x20 && s[i] < 0x7f || s[i] == '\n'
	}
	if ok {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i, w := 0, 0; i < len(s); i += w {
		var r rune
		r, w = utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && w == 1:
		case r == '\t':
			b.WriteByte(' ')
		case r == '\u2028' || r == '\u2029':
			b.WriteByte('\n')
		case !unwanted(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unwanted(r rune) bool {
	switch {
	case r == '\n':
		return false
	case r < 0x20, r >= 0x7f && r < 0xa0: // C0, DEL, C1
		return true
	case r == 0xad, r == 0x61c, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff:
		return true
	case r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe: // noncharacters
		return true
	case r >= 0xfff9 && r <= 0xfffb: // interlinear annotation
		return true
	case r >= 0xe0000 && r <= 0xe007f: // invisible tags
		return true
	}
	return false
}

// flat is Clean on one line.
func flat(s string) string { return strings.ReplaceAll(Clean(s), "\n", " ") }

// Guard makes text harmless for spreadsheets: a leading =, +, -, @ (also in
// full width), tab or carriage return would start a formula, so an apostrophe
// is put before it, which spreadsheets take as "this is text".
func Guard(s string) string {
	// looked at before and after cleaning: what cleaning uncovers counts too
	if s != "" && (s[0] == '\t' || s[0] == '\r') {
		return "'" + strings.TrimLeft(Clean(s), " ")
	}
	s = Clean(s)
	t := strings.TrimLeft(s, " \n\u00a0\u3000")
	r, _ := utf8.DecodeRuneInString(t)
	if strings.ContainsRune("=+-@＝＋－＠", r) && t != "" {
		return "'" + s
	}
	return s
}

// decimal reports whether s is a plain decimal number, how many decimals stand
// in it and how many digits in all.
func decimal(s string) (decimals, digits int, ok bool) {
	s = strings.TrimPrefix(s, "-")
	whole, frac, dotted := strings.Cut(s, ".")
	if whole == "" || dotted && frac == "" {
		return 0, 0, false
	}
	for _, part := range []string{whole, frac} {
		for i := range len(part) {
			if part[i] < '0' || part[i] > '9' {
				return 0, 0, false
			}
		}
	}
	return len(frac), len(whole) + len(frac), true
}

// A failure of writing that a person can mend.
func unwritable(message string) error { return &fault.Error{Kind: fault.Invalid, Message: message} }
