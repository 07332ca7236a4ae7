package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/report/sentence"
)

// bare folds a text and drops all spaces.
func bare(s string) string {
	if tight(s) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		n := sentence.HanLen(s[i:])
		if n > 0 {
			b = append(b, s[i:i+n]...)
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r = sentence.Fold(r); r != 0 && !unicode.IsSpace(r) {
			b = utf8.AppendRune(b, r)
		}
	}
	return string(b)
}

// tight reports whether a text is ASCII without spaces, as most cells are.
func tight(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// core keeps of a label only its letters and digits.
func core(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		n := sentence.HanLen(s[i:])
		if n > 0 {
			b = append(b, s[i:i+n]...)
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r = sentence.Fold(r); unicode.IsLetter(r) || unicode.IsDigit(r) {
			b = utf8.AppendRune(b, r)
		}
	}
	return string(b)
}

// ParseNumber reads one cell. Full-width digits, spaces, thousands separators
// and a trailing 件 are understood; anything else is kept as it stood and is
// not a number.
func ParseNumber(s string) Number {
	if plainDigits(s) {
		n, err := strconv.ParseInt(s, 10, 64)
		if err == nil {
			return Count(n)
		}
	}
	raw := strings.TrimSpace(strings.Map(func(r rune) rune {
		if r = sentence.Fold(r); r == 0 {
			return -1
		}
		return r
	}, s))
	t := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(bare(raw), "件"), "个"), "起")
	t, ok := ungroup(t)
	if !ok || t == "" || len(t) > 12 {
		return Number{Raw: strings.TrimSpace(s)}
	}
	n, err := strconv.ParseInt(t, 10, 64)
	if err != nil || t[0] == '-' || t[0] == '+' {
		return Number{Raw: strings.TrimSpace(s)}
	}
	return Count(n)
}

// plainDigits reports a number as most cells hold it: up to twelve digits.
func plainDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 12
}

// ungroup drops thousands separators; false when commas stand elsewhere.
func ungroup(s string) (string, bool) {
	whole, frac, point := strings.Cut(s, ".")
	if !strings.Contains(whole, ",") {
		return s, true
	}
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if i == 0 && (len(g) < 1 || len(g) > 3) || i > 0 && len(g) != 3 {
			return s, false
		}
	}
	whole = strings.Join(groups, "")
	if point {
		whole += "." + frac
	}
	return whole, true
}

// ParseMoney reads an amount in 万元 with up to six decimals.
func ParseMoney(s string) Money {
	t, ok := ungroup(strings.TrimSuffix(bare(s), "万元"))
	bad := Money{Printed: strings.TrimSpace(s)}
	if !ok || t == "" {
		return bad
	}
	whole, frac, point := strings.Cut(t, ".")
	if whole == "" || len(whole) > 9 || point && frac == "" || len(frac) > 6 {
		return bad
	}
	n, err := strconv.ParseUint(whole+frac+strings.Repeat("0", 6-len(frac)), 10, 63)
	if err != nil {
		return bad
	}
	return Money{Fen: int64(n), OK: true, Printed: t}
}

// WanYuan prints 分 as 万元 with as many decimals as are needed, at most six.
func WanYuan(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	s := sign + strconv.FormatInt(fen/1_000_000, 10)
	if rest := fen % 1_000_000; rest != 0 {
		frac := strconv.FormatInt(rest+1_000_000, 10)[1:]
		s += "." + strings.TrimRight(frac, "0")
	}
	return s
}

// Fen is the Money of an amount in 分.
func Fen(fen int64) Money { return Money{Fen: fen, OK: true, Printed: WanYuan(fen)} }

// numeric reports whether a cell is meant to hold a number: digits, or one of
// the signs people put for none.
func numeric(s string) bool {
	if len(s) > 60 {
		return false
	}
	if plainDigits(s) {
		return true
	}
	if r, _ := utf8.DecodeRuneInString(s); unicode.Is(unicode.Han, r) && !strings.ContainsRune("无〇件个起万元", r) {
		return false // most labels
	}
	t := bare(s)
	if t == "" {
		return false
	}
	for _, sign := range [...]string{"/", "-", "—", "——", "－", "\\", "无", "〇", "○", "*", "--", "N/A", "O", "o"} {
		if t == sign {
			return true
		}
	}
	digits := 0
	for _, r := range t {
		if r >= '0' && r <= '9' {
			digits++
		} else if !strings.ContainsRune("+-.,%件个起万元", r) {
			return false
		}
	}
	return digits > 0
}
