package screening

import "time"

// weights and checks are those of GB 11643 (ISO 7064 mod 11-2).
var (
	idWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	idChecks  = [11]byte{1, 0, ten, 9, 8, 7, 6, 5, 4, 3, 2}
)

// identity18 reports whether 18 marks are an identity number: of a citizen, a
// resident from Hong Kong, Macao or Taiwan, or a foreigner with permanent
// residence (9, then a province). The day of birth is one that was, up to
// today; the check digit fits.
func identity18(m []mark, today time.Time) bool {
	sum := 0
	for i := range 17 {
		if m[i].digit == ten {
			return false
		}
		sum += int(m[i].digit) * idWeights[i]
	}
	if m[17].digit != idChecks[sum%11] || !born(number(m[6:10]), number(m[10:12]), number(m[12:14]), today) {
		return false
	}
	if m[0].digit == 9 {
		_, prefectures := regions()
		return prefectures[number(m[1:3])*100]
	}
	return region(number(m[:6]))
}

// identity15 reports whether 15 marks have the form of the numbers given out
// until 1999: region, day of birth in the last century, three digits.
func identity15(m []mark) bool {
	for i := range 15 {
		if m[i].digit == ten {
			return false
		}
	}
	return region(number(m[:6])) && number(m[6:8]) < 100 &&
		born(1900+number(m[6:8]), number(m[8:10]), number(m[10:12]), time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC))
}

func born(year, month, day int, today time.Time) bool {
	if year < 1890 || month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return d.Day() == day && !d.After(today)
}

func number(m []mark) int {
	n := 0
	for i := range m {
		n = n*10 + int(m[i].digit)
	}
	return n
}

// creditCode reports whether 18 digits are also a unified social credit code
// (GB 32100, mod 31).
func creditCode(s string) bool {
	const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(s) != 18 {
		return false
	}
	value := func(c byte) int {
		for i := range len(letters) {
			if letters[i] == c {
				return i
			}
		}
		return -1
	}
	sum, weight := 0, 1
	for i := range 17 {
		v := value(s[i])
		if v < 0 {
			return false
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	return value(s[17]) == (31-sum%31)%31
}

// luhn is the check of card numbers (ISO/IEC 7812).
func luhn(m []mark) bool {
	sum := 0
	for i := range m {
		d := int(m[len(m)-1-i].digit)
		if d == ten {
			return false
		}
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
