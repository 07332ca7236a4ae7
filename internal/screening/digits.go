package screening

import "unicode/utf8"

// What a character is to somebody looking for numbers.
const (
	other = 0xFF // ends a number
	blank = 0xFE // may stand between two parts of one
	void  = 0xFD // is not seen at all
	ten   = 10   // X, the check digit ten
	like  = 0x40 // flag: a letter that looks like the digit
)

// asciiSort classes the first 128 characters.
var asciiSort = func() (t [128]byte) {
	for i := range t {
		t[i] = other
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = byte(c - '0')
	}
	for _, c := range " -.\t\n\r|,_\"'" {
		t[c] = blank
	}
	t['X'], t['x'] = ten, ten
	t['O'], t['o'], t['l'], t['I'] = like, like, like|1, like|1
	return t
}()

// sortOf classes the character at s[i] and gives its length.
func sortOf(s string, i int) (sort byte, size int) {
	if c := s[i]; c < 0x80 {
		return asciiSort[c], 1
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	return sortOfRune(r), n
}

// chineseDigits in order of their value, plain and in the forms of accountants.
var chineseDigits = map[rune]byte{
	'〇': 0, '零': 0, '○': 0, '◯': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9, '幺': 1, '两': 2,
	'壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9, '貳': 2, '參': 3, '陸': 6, '弌': 1,
	'О': like, 'о': like, 'Ο': like, 'З': like | 3, 'з': like | 3, 'І': like | 1, 'б': like | 6, 'Ⅰ': like | 1,
	'Х': ten, 'х': ten, 'Χ': ten, 'χ': ten, 'Ⅹ': ten, 'ⅹ': ten, '×': ten, '✕': ten, 'Ｘ': ten, 'ｘ': ten, '𝐗': ten, '𝑿': ten,
	'Ｏ': like, 'ｏ': like, 'ｌ': like | 1, 'Ｉ': like | 1,
}

func sortOfRune(r rune) byte {
	switch {
	case r >= '０' && r <= '９':
		return byte(r - '０')
	case r >= 0x1D7CE && r <= 0x1D7FF: // bold, double-struck, sans, monospace
		return byte((r - 0x1D7CE) % 10)
	case r >= 0x0660 && r <= 0x0669, r >= 0x06F0 && r <= 0x06F9: // Arabic, Persian
		return byte(r & 0xF)
	case r >= 0x1FBF0 && r <= 0x1FBF9: // seven-segment
		return byte(r - 0x1FBF0)
	case r >= 0x2080 && r <= 0x2089:
		return byte(r - 0x2080)
	case r == 0x2070, r >= 0x2074 && r <= 0x2079:
		return byte(r - 0x2070)
	case r >= 0x2460 && r <= 0x2468: // ① to ⑨
		return byte(r-0x2460) + 1
	case r == 0x24EA:
		return 0
	case invisible(r):
		return void
	}
	switch r {
	case '²', '³':
		return byte(r - '°')
	case '¹':
		return 1
	case 0xA0, 0x3000, 0x1680, 0x202F, 0x205F, '－', '—', '–', '‐', '‑', '‒', '―', '·', '•', '．', '＿', '，', '｜':
		return blank
	}
	if r >= 0x2000 && r <= 0x200A {
		return blank
	}
	if d, ok := chineseDigits[r]; ok {
		return d
	}
	return other
}

// invisible characters have no width: joiners, marks of direction, variation
// selectors, the soft hyphen, tags.
func invisible(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r >= 0xFE00 && r <= 0xFE0F,
		r >= 0xE0000 && r <= 0xE01EF:
		return true
	}
	return r == 0xAD || r == 0xFEFF || r == 0x034F || r == 0x061C || r == 0x180E || r == 0x115F || r == 0x3164 || r == 0xFFA0
}
