package extract

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wide reports whether r is Chinese writing, which is set without spaces.
func wide(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE10 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFFEF ||
		r >= 0x20000 && r <= 0x3FFFF || r == '“' || r == '”' || r == '‘' || r == '’' || r == '…' || r == '—'
}

func firstRune(s string) rune {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return 0
	}
	return r
}

func lastRune(s string) rune {
	r, n := utf8.DecodeLastRuneInString(s)
	if n == 0 {
		return 0
	}
	return r
}

// joinWrapped joins two lines that a layout broke: nothing between Chinese
// characters and inside numbers, a space between words.
func joinWrapped(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	last, first := lastRune(a), firstRune(b)
	if wide(last) || wide(first) || unicode.IsDigit(last) && unicode.IsDigit(first) {
		return a + b
	}
	return a + " " + b
}

// joinAll is joinWrapped over many lines.
func joinAll(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		if b.Len() > 0 && l != "" {
			s := b.String()
			last, first := lastRune(s), firstRune(l)
			if !wide(last) && !wide(first) && !(unicode.IsDigit(last) && unicode.IsDigit(first)) {
				b.WriteByte(' ')
			}
		}
		b.WriteString(l)
	}
	return b.String()
}

func itoa(n int) string { return strconv.Itoa(n) }
