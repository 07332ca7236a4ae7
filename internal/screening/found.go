package screening

import (
	"strings"
	"unicode/utf8"
)

// number judges one run of digits.
func (s *search) number(run []mark) {
	used := make([]bool, len(run))
	s.identities(run, used)
	s.cards(run, used)
	s.phones(run, used)
}

func (s *search) identities(run []mark, used []bool) {
	if first := run[0]; first.first && len(run) >= 17 {
		if r, size := utf8.DecodeLastRuneInString(s.all[:first.at]); sortOfRune2(r)&like != 0 && sortOfRune2(r) < void {
			// l10101…, a look-alike in the first place
			head := mark{at: first.at - int32(size), end: first.at, digit: sortOfRune2(r) &^ like, first: true}
			longer := append([]mark{head}, run...)
			longer[1].first = false
			if len(longer) >= 18 && longer[17].last && identity18(longer[:18], s.rules.Today) {
				s.identity(longer[:18])
				use(used[:17])
				return
			}
		}
	}
	for i := 0; i+15 <= len(run); i++ {
		if used[i] || !run[i].first && !run[i].han {
			continue
		}
		if i+18 <= len(run) && s.whole(run, i, 18) && identity18(run[i:i+18], s.rules.Today) {
			s.identity(run[i : i+18])
			use(used[i : i+18])
			continue
		}
		if run[i].first && run[i+14].last && free(used[i:i+15]) && identity15(run[i:i+15]) {
			s.oldIdentity(run[i:i+15], used[i:i+15])
		}
	}
	s.glued(run, used)
}

func sortOfRune2(r rune) byte {
	if r < 0x80 && r >= 0 {
		return asciiSort[r]
	}
	return sortOfRune(r)
}

// whole reports whether n marks from i on end where a part ends. Chinese numerals
// may be those of the words before and behind (张三…, …八楼): there the check
// digit alone tells.
func (s *search) whole(run []mark, i, n int) bool { return run[i+n-1].last || run[i+n-1].han }

// glued finds an identity number written together with a telephone number.
func (s *search) glued(run []mark, used []bool) {
	for i := 0; i+29 <= len(run); i++ {
		if !run[i].first || used[i] || !run[i+28].last {
			continue
		}
		if _, parts := gaps(run[i : i+29]); parts > 1 {
			continue
		}
		for _, at := range [2]int{i, i + 11} {
			phone := i + 29 - 11
			if at != i {
				phone = i
			}
			if identity18(run[at:at+18], s.rules.Today) && mobile(run[phone:phone+11]) {
				s.identity(run[at : at+18])
				s.phone(run[phone:phone+11], used[phone:phone+11])
				use(used[i : i+29])
				break
			}
		}
	}
}

// identity notes an identity number, settling the doubt with a credit code by
// the label near it.
func (s *search) identity(m []mark) {
	value := digitsOf(m)
	severity, reason := Block, ""
	switch sign := s.labelled(int(m[0].at), 12); {
	case sign == signIdentity:
	case creditCode(value) && sign == signCredit:
		return
	case creditCode(value):
		severity, reason = Warn, "同时是有效的统一社会信用代码，前面没有标签"
	case sign == signCredit, sign == signNumber:
		severity, reason = Warn, "符合身份证号码规则，前面的标签说是别的编号"
	}
	s.add(IDCard, severity, int(m[0].at), int(m[17].end), value, reason)
}

// oldIdentity notes a number of 15 digits: blocking with its label, else a
// hint, for it has no check digit. A number of a thing is left alone.
func (s *search) oldIdentity(m []mark, used []bool) {
	sign := s.labelled(int(m[0].at), 12)
	_, parts := gaps(m)
	switch {
	case sign == signIdentity:
		s.add(IDCard, Block, int(m[0].at), int(m[14].end), digitsOf(m), "")
	case parts > 1, sign != signNone, m[0].first && s.code(m):
		return
	default:
		s.add(IDCard, Warn, int(m[0].at), int(m[14].end), digitsOf(m), "符合15位身份证号码的规则，没有校验位可核")
	}
	use(used)
}

// code reports whether marks are a piece of a longer word of letters and
// digits, such as a hash or a file name.
func (s *search) code(m []mark) bool {
	from, to := int(m[0].at), int(m[len(m)-1].end)
	return from > 0 && letter(s.all[from-1]) || to < len(s.all) && letter(s.all[to])
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// mobile reports whether 11 marks are a Chinese mobile number.
func mobile(m []mark) bool {
	for i := range m {
		if m[i].digit == ten {
			return false
		}
	}
	return m[0].digit == 1 && m[1].digit >= 3
}

func (s *search) phones(run []mark, used []bool) {
	for i := 0; i+11 <= len(run); i++ {
		if !run[i].first && !s.afterPrefix(run, i) || !run[i+10].last || !free(used[i:i+11]) || !mobile(run[i:i+11]) {
			continue
		}
		m := run[i : i+11]
		widest, parts := gaps(m)
		if parts > 1 && !s.grouped(m, widest, parts) || s.quantity(m) && s.labelled(int(m[0].at), 12) != signPhone || parts == 1 && s.hashed(m) {
			continue
		}
		s.phone(m, used[i:i+11])
	}
}

// afterPrefix reports whether 86 stands before, written together.
func (s *search) afterPrefix(run []mark, i int) bool {
	n := 0
	for j := i - 1; j >= 0 && n < 5; j-- {
		n++
		if run[j].first {
			p := digitsOf(run[j:i])
			return p == "86" || p == "086" || p == "0086" || p == "0" && s.labelled(int(run[j].at), 12) == signPhone
		}
	}
	return false
}

// grouped reports whether the parts of a mobile are those people write: 3-4-4,
// 4-3-4, 4-4-3, 3-3-5, digit by digit; any others, and those broken over a line
// or a cell, only after a label.
func (s *search) grouped(m []mark, widest byte, parts int) bool {
	if s.labelled(int(m[0].at), 20) == signPhone {
		return true
	}
	if widest > gapPlain {
		return false
	}
	if parts == 11 {
		return true
	}
	form := ""
	n := 0
	for i := range m {
		if n++; m[i].last || i == 10 {
			form += string(rune('0' + n))
			n = 0
		}
	}
	switch form {
	case "344", "434", "443", "335", "353":
		return true
	}
	return false
}

// units follow amounts.
var units = []string{"元", "万", "亿", "人", "吨", "千", "平方", "立方", "公里", "米", "%", "％", "户", "亩", "件", "克", "美元", "个", "㎡", "kW", "KW"}

// quantity reports whether marks are an amount: a decimal, money, a measure.
func (s *search) quantity(m []mark) bool {
	from, to := int(m[0].at), int(m[len(m)-1].end)
	right := strings.TrimLeft(s.right(to, 4), " \u3000")
	for _, u := range units {
		if strings.HasPrefix(right, u) {
			return true
		}
	}
	if len(right) > 1 && right[0] == '.' && right[1] >= '0' && right[1] <= '9' {
		return true
	}
	left := strings.TrimRight(s.left(from, 3), " ")
	return strings.HasSuffix(left, "¥") || strings.HasSuffix(left, "￥") || strings.HasSuffix(left, "$") || len(left) > 1 && left[len(left)-1] == '.' && left[len(left)-2] >= '0' && left[len(left)-2] <= '9'
}

// hashed reports whether marks stand in a long word of letters and digits.
func (s *search) hashed(m []mark) bool {
	from, to := int(m[0].at), int(m[len(m)-1].end)
	n, letters := 0, 0
	for i := from - 1; i >= 0 && wordy(s.all[i]) && n < 64; i-- {
		n++
		if letter(s.all[i]) {
			letters++
		}
	}
	before := letters
	for i := to; i < len(s.all) && wordy(s.all[i]) && n < 64; i++ {
		n++
		if letter(s.all[i]) {
			letters++
		}
	}
	return n >= 9 && letters >= 2 && before > 0 || letters > 0 && before < letters && to < len(s.all) && letter(s.all[to]) && before > 0
}

func wordy(c byte) bool { return letter(c) || c >= '0' && c <= '9' }

func (s *search) phone(m []mark, used []bool) {
	use(used)
	value := digitsOf(m)
	if !s.rules.Allow.phone(value, s.rules.Today) {
		s.add(Phone, "", int(m[0].at), int(m[10].end), value, "")
	}
}

// cardPrefixes begin the card numbers of Chinese banks; the second list needs
// a label, for many other numbers begin so.
var (
	cardPrefixes = []string{"62", "9558", "9559", "6013", "6011", "6058", "6091", "6858", "6886", "6888", "81"}
	cardLabelled = []string{"4", "5", "35", "34", "37", "30", "36", "60", "68", "69", "90", "95", "94", "98", "99"}
)

func (s *search) cards(run []mark, used []bool) {
	for i := 0; i+16 <= len(run); i++ {
		if !run[i].first {
			continue
		}
		for n := 19; n >= 16; n-- {
			if i+n > len(run) || !run[i+n-1].last || !free(used[i:i+n]) || !luhn(run[i:i+n]) {
				continue
			}
			if s.card(run[i:i+n], used[i:i+n]) {
				break
			}
		}
	}
}

func (s *search) card(m []mark, used []bool) bool {
	value := digitsOf(m)
	known, weak := hasPrefix(value, cardPrefixes), hasPrefix(value, cardLabelled)
	sign := s.labelled(int(m[0].at), 12)
	widest, parts := gaps(m)
	switch {
	case !known && !(weak && sign == signCard), sign == signNumber || sign == signCredit:
		return false
	case parts > 1 && sign != signCard && (widest > gapPlain || !fours(m) && parts != len(m)):
		return false
	case s.quantity(m), parts == 1 && s.hashed(m), m[0].han != m[len(m)-1].han:
		return false
	}
	use(used)
	s.add(BankCard, "", int(m[0].at), int(m[len(m)-1].end), value, "")
	return true
}

// fours reports whether the parts have four digits each, the last what is left.
func fours(m []mark) bool {
	for i := range m {
		if m[i].first != (i%4 == 0) && !(i == 6 && m[i].first) {
			return len(m) == 19 && i >= 6 && m[6].first
		}
	}
	return true
}

func hasPrefix(s string, list []string) bool {
	for _, p := range list {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func use(used []bool) {
	for i := range used {
		used[i] = true
	}
}

func free(used []bool) bool {
	for _, u := range used {
		if u {
			return false
		}
	}
	return true
}

// reversed reads what marks of direction turn round (U+202E … U+202C): the
// eye sees the digits in the other order.
func (s *search) reversed() {
	const override = "\u202E"
	for i := strings.Index(s.all, override); i >= 0; {
		from := i + len(override)
		to := from
		for to < len(s.all) && to-from < 400 && s.all[to] != hard && s.all[to] != '\n' && !strings.HasPrefix(s.all[to:], "\u202C") {
			_, n := utf8.DecodeRuneInString(s.all[to:])
			to += n
		}
		s.turned(from, to)
		next := strings.Index(s.all[to:], override)
		if next < 0 {
			return
		}
		i = to + next
	}
}

func (s *search) turned(from, to int) {
	runes := []rune(s.all[from:to])
	back := make([]rune, len(runes))
	for i, r := range runes {
		back[len(runes)-1-i] = r
	}
	inner := &search{rules: s.rules, text: &text{all: string(back)}}
	numbers(inner.all, inner.number)
	for _, f := range inner.found {
		s.add(f.Kind, f.Severity, from, to, f.value, "由文字方向控制符倒排")
	}
}
