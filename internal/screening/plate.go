package screening

import (
	"strings"
	"unicode/utf8"
)

// provinces begin the plates of vehicles.
const provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

// plates finds plates: a province, a letter, five characters with two digits
// or more, or six for new energy. It looks for the letter, which is rare in
// Chinese text.
func (s *search) plates() {
	for i := 3; i < len(s.all); i++ {
		c := s.all[i]
		if s.all[i-1] < 0x80 || !letter(c) && c != 0xEF {
			continue
		}
		from, size := i, 0
		var r rune
		for from > 0 {
			if r, size = utf8.DecodeLastRuneInString(s.all[:from]); size == 0 {
				break
			}
			if from -= size; !invisible(r) {
				break
			}
		}
		if !strings.ContainsRune(provinces, r) || r < 0x4E00 {
			continue
		}
		if to, tail := s.plate(i); to > 0 {
			s.add(Plate, "", from, to, string(r)+tail, "")
			i = to - 1
		}
	}
}

// plate reads what follows the province; to is 0 when it is no plate.
func (s *search) plate(at int) (to int, tail string) {
	var b []byte
	digits, i := 0, at
	for i < len(s.all) && len(b) < 7 {
		r, n := utf8.DecodeRuneInString(s.all[i:])
		c := narrow(r)
		switch {
		case invisible(r), len(b) == 1 && (r == '·' || r == '.' || r == ' ' || r == '-' || r == '•' || r == '・' || r == '．'):
			i += n
			continue
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		}
		if (c < 'A' || c > 'Z' || c == 'I' || c == 'O' && len(b) > 1) && (c < '0' || c > '9' || len(b) == 0) {
			break
		}
		if c <= '9' {
			digits++
		}
		b = append(b, c)
		i += n
	}
	if i < len(s.all) && len(b) == 7 && wordy(s.all[i]) {
		return 0, ""
	}
	if len(b) == 5 || len(b) == 6 { // 挂 学 警 港 澳 take the last place
		r, n := utf8.DecodeRuneInString(s.all[i:])
		if len(b) == 5 && strings.ContainsRune("挂学警港澳", r) {
			return i + n, string(b) + string(r)
		}
	}
	switch {
	case len(b) == 6 && digits >= 2, len(b) == 7 && digits >= 4 && newEnergy(b):
		return i, string(b)
	}
	return 0, ""
}

// newEnergy plates have D, F or another such letter first or last of six.
func newEnergy(b []byte) bool {
	return strings.IndexByte("DFABCEGHJK", b[1]) >= 0 || strings.IndexByte("DFABCEGHJK", b[6]) >= 0
}

// passports finds the numbers of passports and permits: E or G and eight
// digits, E, a letter and seven, and whatever a label calls one.
func (s *search) passports() {
	for i := 0; i < len(s.all); {
		c := s.all[i]
		if !letter(c) && c != 0xEF {
			i++
			continue
		}
		from := i
		var b []byte
		for i < len(s.all) && len(b) < 24 {
			r, n := utf8.DecodeRuneInString(s.all[i:])
			if invisible(r) {
				i += n
				continue
			}
			d := narrow(r)
			if !wordy(d) {
				break
			}
			if d >= 'a' && d <= 'z' {
				d -= 'a' - 'A'
			}
			b = append(b, d)
			i += n
		}
		if len(b) == 0 {
			i++
			continue
		}
		s.passport(from, i, string(b))
		for i < len(s.all) && wordy(s.all[i]) {
			i++
		}
	}
}

func (s *search) passport(from, to int, v string) {
	if from > 0 && (wordy(s.all[from-1]) || s.all[from-1] == '-' || s.all[from-1] == '/' || s.all[from-1] == '_') || to < len(s.all) && (wordy(s.all[to]) || s.all[to] == '-' && to+1 < len(s.all) && wordy(s.all[to+1])) {
		return
	}
	letters := 0
	for letters < len(v) && letter(v[letters]) {
		letters++
	}
	digits := 0
	for letters+digits < len(v) && v[letters+digits] >= '0' && v[letters+digits] <= '9' {
		digits++
	}
	if letters+digits != len(v) || letters == 0 || letters > 3 || digits < 6 || digits > 12 {
		return
	}
	sign := s.labelled(from, 20)
	ordinary := letters == 1 && digits == 8 && strings.IndexByte("EGDSPK", v[0]) >= 0 || letters == 2 && digits == 7 && v[0] == 'E' && v[1] != 'I' && v[1] != 'O'
	permit := letters == 1 && (digits == 8 || digits == 10) && strings.IndexByte("HMCWTL", v[0]) >= 0
	foreign := letters == 3 && digits == 12 // 外国人永久居留证 until 2023: a country, a place, a day of birth
	switch {
	case sign == signPassport, sign == signIdentity && (ordinary || permit || foreign):
		s.add(Passport, "", from, to, v, "")
	case ordinary && v[0] == 'E' && sign == signNone && !dated(v[letters:]):
		s.add(Passport, Warn, from, to, v, "形式与护照号相同，前面没有标签")
	}
}

// dated reports whether digits begin with a year and month, as the numbers of
// things do.
func dated(d string) bool {
	return len(d) >= 6 && (d[:2] == "20" || d[:2] == "19") && d[4:6] <= "12"
}
