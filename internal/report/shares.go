package report

import (
	"fmt"
	"math/bits"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	shareOf = regexp.MustCompile(`占(?:比|)((?:[^，。；、0-9%占]){0,16}?)(?:的比例|比例|的|为|达|达到|约)*([0-9]+)(?:\.([0-9]+))?%`)
	rateOf  = regexp.MustCompile(`^率(?:为|达|达到|是)?([0-9]+)(?:\.([0-9]+))?%`)
)

// shares checks a percentage whose numerator and denominator stand in the same
// paragraph before it, to as many places as it is printed with, half up.
func (k *checker) shares(p string, all []item, parted []partition) {
	if !strings.Contains(p, "%") {
		return
	}
	for _, m := range shareOf.FindAllStringSubmatchIndex(p, -1) {
		num := lastBefore(all, m[0])
		if num < 0 || strings.ContainsAny(p[all[num].to:m[0]], "。；") {
			continue
		}
		whole := strings.TrimSuffix(p[m[2]:m[3]], "的")
		den := denominator(all, num, whole, parted)
		if den < 0 {
			k.tooMuch(p, m, name(all[num]))
			continue
		}
		k.share(p, m[4:8], all[num], all[den])
	}
	for _, m := range rates(p) {
		stem := p[m[2]:m[3]]
		pairs := rateTerms(p, all, m[0], stem)
		if len(pairs) == 0 {
			k.tooMuch(p, m, stem+"率")
			continue
		}
		// Which counts are meant is not said: one pair that fits is enough.
		fit := slices.IndexFunc(pairs, func(t [2]int) bool { return fits(p, m[4:8], all[t[0]], all[t[1]]) })
		if fit >= 0 || pairs[0][0] == pairs[len(pairs)-1][0] {
			t := pairs[max(fit, 0)]
			k.share(p, m[4:8], all[t[0]], all[t[1]])
		}
	}
}

// rates finds each 某某率98.5% as an expression would: whole, the name, the
// number, its decimals.
func rates(p string) [][]int {
	var out [][]int
	last := 0
	for at := 0; ; {
		i := strings.Index(p[at:], "率")
		if i < 0 {
			return out
		}
		i += at
		at = i + len("率")
		m := rateOf.FindStringSubmatchIndex(p[i:min(i+64, len(p))])
		from := i
		for n := 0; n < 12 && from > last; n++ {
			r, w := utf8.DecodeLastRuneInString(p[:from])
			if strings.ContainsRune("，。；、（）：0123456789", r) {
				break
			}
			from -= w
		}
		if m == nil || from == i {
			continue
		}
		whole := []int{from, m[1] + i, from, i, m[2] + i, m[3] + i, -1, -1}
		if m[4] >= 0 {
			whole[6], whole[7] = m[4]+i, m[5]+i
		}
		out, last = append(out, whole), whole[1]
	}
}

func (k *checker) tooMuch(p string, m []int, what string) {
	if n, err := strconv.ParseInt(p[m[4]:m[5]], 10, 64); err == nil && (n > 100 || n == 100 && m[6] >= 0 && strings.Trim(p[m[6]:m[7]], "0") != "") {
		k.prosed("R11", SevereWarning, n, 100, fmt.Sprintf("正文“%s”超过 100%%：%s", what, p[m[0]:m[1]]), "")
	}
}

func lastBefore(all []item, pos int) int {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].to <= pos && all[i].exact {
			return i
		}
	}
	return -1
}

// denominator finds the whole a share is of: by its name, or the total that
// the numerator is a part of.
func denominator(all []item, num int, whole string, parted []partition) int {
	if utf8.RuneCountInString(whole) >= 2 {
		for i := len(all) - 1; i >= 0; i-- {
			l := name(all[i])
			if i != num && i < num && all[i].exact && all[i].unit == all[num].unit && utf8.RuneCountInString(l) >= 2 &&
				(strings.Contains(l, whole) || strings.Contains(whole, l)) {
				return i
			}
		}
		return -1
	}
	for _, part := range parted {
		for _, j := range part.parts {
			if j == num {
				return part.total
			}
		}
	}
	return -1
}

// rateTerms finds the counts a rate can be of: in its own sentence, those whose
// label ends like the rate, with those before it that are not less.
func rateTerms(p string, all []item, pos int, stem string) (pairs [][2]int) {
	start := strings.LastIndexAny(p[:pos], "。；\n") + 1
	rs := []rune(stem)
	if len(rs) < 2 {
		return nil
	}
	stem = string(rs[len(rs)-2:])
	for num := range all {
		if all[num].from < start || all[num].to > pos || !all[num].exact || all[num].depth > 0 || !strings.HasSuffix(all[num].label, stem) {
			continue
		}
		for den := range num {
			if all[den].from >= start && all[den].exact && all[den].unit == all[num].unit && all[den].n >= all[num].n {
				pairs = append(pairs, [2]int{num, den})
			}
		}
	}
	return pairs
}

// fits reports whether a printed percentage is that of two counts.
func fits(p string, at []int, num, den item) bool {
	frac := ""
	if at[2] >= 0 {
		frac = p[at[2]:at[3]]
	}
	said, err := strconv.ParseInt(p[at[0]:at[1]]+frac, 10, 64)
	want, ok := Percent(num.n, den.n, len(frac))
	return err == nil && ok && want == said
}

func (k *checker) share(p string, at []int, num, den item) {
	whole := p[at[0]:at[1]]
	frac := ""
	if at[2] >= 0 {
		frac = p[at[2]:at[3]]
	}
	said, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil || len(frac) > 6 || den.n == 0 || num.n > 1<<40 {
		return
	}
	want, ok := Percent(num.n, den.n, len(frac))
	if !ok {
		return
	}
	if want == said {
		k.pass("R11", name(num), func() string { return fmt.Sprintf("%d ÷ %d = %s%%", num.n, den.n, decimal(want, len(frac))) })
		return
	}
	k.prosed("R11", SevereWarning, said, want, fmt.Sprintf("正文“%s”占“%s”的比例写 %s%%，按分子分母应为 %s%%；%d ÷ %d = %s%% ≠ %s%%",
		name(num), name(den), decimal(said, len(frac)), decimal(want, len(frac)), num.n, den.n, decimal(want, len(frac)), decimal(said, len(frac))), "")
}

// Percent is num ÷ den in percent with that many decimals, half up, as a whole
// number of its last decimal; false when den is not positive or the result does
// not fit.
func Percent(num, den int64, decimals int) (int64, bool) {
	if den <= 0 || num < 0 || decimals < 0 || decimals > 9 {
		return 0, false
	}
	scale := uint64(100)
	for range decimals {
		scale *= 10
	}
	hi, lo := bits.Mul64(uint64(num), scale)
	if hi != 0 || lo > 1<<62 {
		return 0, false
	}
	q, r := lo/uint64(den), lo%uint64(den)
	if r >= uint64(den)-r {
		q++
	}
	return int64(q), true
}

func decimal(n int64, places int) string {
	s := strconv.FormatInt(n, 10)
	for len(s) <= places {
		s = "0" + s
	}
	if places == 0 {
		return s
	}
	return s[:len(s)-places] + "." + s[len(s)-places:]
}
