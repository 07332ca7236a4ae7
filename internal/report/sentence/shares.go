package sentence

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/pattern"
)

var (
	shareOf = pattern.Of(`占(?:比|)((?:[^，。；、0-9%占]){0,16}?)(?:的比例|比例|的|为|达|达到|约)*([0-9]+)(?:\.([0-9]+))?%`)
	rateOf  = pattern.Of(`^率(?:为|达|达到|是)?([0-9]+)(?:\.([0-9]+))?%`)
)

// shared is the share told behind a part: 自然人70件，占81.4%；法人16件.
var shared = pattern.Of(`，?占[^，。；、]*%`)

// shares checks a percentage whose numerator and denominator stand in the same
// paragraph before it, to as many places as it is printed with, half up.
func (t *tally) shares(parted []partition) {
	p, all := t.p, t.all
	if !strings.Contains(p, "%") {
		return
	}
	for _, m := range shareOf().FindAllStringSubmatchIndex(p, -1) {
		num := lastBefore(all, m[0])
		if num < 0 || !reaches(p[all[num].to:m[0]]) {
			continue
		}
		whole := strings.TrimSuffix(p[m[2]:m[3]], "的")
		den := denominator(all, num, whole, parted)
		if den < 0 {
			t.tooMuch(m, name(all[num]))
			continue
		}
		t.share(m[4:8], all[num], all[den])
	}
	for _, m := range rates(p) {
		stem := p[m[2]:m[3]]
		pairs := rateTerms(p, all, m[0], stem)
		if len(pairs) == 0 {
			t.tooMuch(m, stem+"率")
			continue
		}
		// Which counts are meant is not said: one pair that fits is enough.
		fit := slices.IndexFunc(pairs, func(x [2]int) bool { return fits(p, m[4:8], all[x[0]], all[x[1]]) })
		if fit >= 0 || pairs[0][0] == pairs[len(pairs)-1][0] {
			x := pairs[max(fit, 0)]
			t.share(m[4:8], all[x[0]], all[x[1]])
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
		m := rateOf().FindStringSubmatchIndex(p[i:min(i+64, len(p))])
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

// reaches reports whether a share may still be of the count before a text: 占 in
// its sentence, or beginning the next.
func reaches(between string) bool {
	i := strings.LastIndexAny(between, "。；")
	return i < 0 || strings.Count(between, "。")+strings.Count(between, "；") == 1 && i+len("。") == len(between)
}

func (t *tally) tooMuch(m []int, what string) {
	p := t.p
	if n, err := strconv.ParseInt(p[m[4]:m[5]], 10, 64); err == nil && (n > 100 || n == 100 && m[6] >= 0 && strings.Trim(p[m[6]:m[7]], "0") != "") {
		t.say(Mismatch{Rule: "R11", Warning: true, Left: n, Right: 100, Meaning: "比例：" + what, Message: fmt.Sprintf("正文“%s”超过 100%%：%s", what, p[m[0]:m[1]])}, m[4], m[5])
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

// inTime is what a rate says of those done when they were due: 按时办结率 is none
// of all there were.
var inTime = words{"按时", "按期", "及时", "准时", "限时", "时限", "期限", "提前", "超期", "逾期"}

// rateTerms finds the counts a rate can be of: in its own sentence, those whose
// label ends like the rate, with those before it that are not less.
func rateTerms(p string, all []item, pos int, stem string) (pairs [][2]int) {
	start := strings.LastIndexAny(p[:pos], "。；\n") + 1
	rs := []rune(stem)
	if len(rs) < 2 {
		return nil
	}
	punctual := inTime.in(stem)
	stem = string(rs[len(rs)-2:])
	for num := range all {
		if all[num].from < start || all[num].to > pos || !all[num].exact || all[num].depth > 0 || !strings.HasSuffix(all[num].label, stem) || punctual && !inTime.in(all[num].label) {
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

func (t *tally) share(at []int, num, den item) {
	whole, frac := t.p[at[0]:at[1]], ""
	if at[2] >= 0 {
		frac = t.p[at[2]:at[3]]
	}
	said, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil || len(frac) > 6 || den.n == 0 || num.n > 1<<40 {
		return
	}
	want, ok := Percent(num.n, den.n, len(frac))
	if !ok {
		return
	}
	right, wrong := Decimal(want, len(frac)), Decimal(said, len(frac))
	if want == said {
		t.hold("R11", name(num), func() string { return fmt.Sprintf("%d ÷ %d = %s%%", num.n, den.n, right) })
		return
	}
	t.say(Mismatch{Rule: "R11", Warning: true, Left: said, Right: want, Meaning: "比例：" + name(num) + "占" + name(den), Message: fmt.Sprintf("正文“%s”占“%s”的比例写 %s%%，按分子分母应为 %s%%；%d ÷ %d = %s%% ≠ %s%%",
		name(num), name(den), wrong, right, num.n, den.n, right, wrong)}, at[0], at[1])
}

// grown is a change against another year's count that stands in parentheses:
// 比2022年（31起）下降29%.
var grown = pattern.Of(`^，?[比较](?:上年|去年|20[0-9]{2}年)度?[^，。；（）0-9]{0,8}（([0-9]+)[^（）0-9]{1,3}）(?:同期)?[^，。；（）0-9]{0,6}?(增长|增加|上升|提高|下降|减少|降低)(?:了|约)?([0-9]+)(?:\.([0-9]+))?%`)

// growths checks such a change. Its places may be rounded or cut.
func (t *tally) growths() {
	for _, now := range t.all {
		text := t.p[now.to:min(len(t.p), now.to+240)]
		m := grown().FindStringSubmatchIndex(text)
		if m == nil || !now.exact {
			continue
		}
		before, err := strconv.ParseInt(text[m[2]:m[3]], 10, 64)
		frac := ""
		if m[8] >= 0 {
			frac = text[m[8]:m[9]]
		}
		said, wrong := strconv.ParseInt(text[m[6]:m[7]]+frac, 10, 64)
		diff := now.n - before
		if strings.Contains("下降减少降低", text[m[4]:m[5]]) {
			diff = -diff
		}
		if err != nil || wrong != nil || before == 0 || len(frac) > 4 {
			continue
		}
		want, ok := Percent(max(diff, 0), before, len(frac))
		switch {
		case !ok:
		case diff >= 0 && (want == said || want == said+1):
			t.hold("R11", name(now), func() string {
				return fmt.Sprintf("%d 与 %d 相比，%s %s%%", now.n, before, text[m[4]:m[5]], Decimal(said, len(frac)))
			})
		default:
			t.say(Mismatch{Rule: "R11", Warning: true, Left: said, Right: want, Meaning: "与上年相比：" + name(now), Message: fmt.Sprintf("正文“%s”与上年相比写%s %s%%，按两年的数应为 %s%%；%d 与 %d",
				name(now), text[m[4]:m[5]], Decimal(said, len(frac)), Decimal(want, len(frac)), now.n, before)}, now.to+m[6], now.to+m[7])
		}
	}
}
