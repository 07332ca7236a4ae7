package report

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// item is one counted thing in prose: 投诉39825件.
type item struct {
	label    string // what stands before the number in its clause
	n        int64
	unit     string
	from, to int  // byte range from the number to the end of its unit
	exact    bool // not 余, 近, 约, 万
	group    int  // sentence it stands in
	depth    int  // parentheses around it
	decimals int  // of n, for money
}

var (
	quantity = regexp.MustCompile(`^([0-9]+)(\.[0-9]+)?(万|亿|余|多|来)?(余|多)?(件|条|个|次|期|起|宗|人次|人|篇|场|份|项|部|家|笔|页|元|万元|通|例)`)
	opens    = words{"其中", "分别为", "分别是", "包括", "包含", "分为", "构成"}
	another  = words{"共", "总", "合计", "累计", "同比", "较", "比上", "增", "减", "其中", "答复", "按时", "率", "占"}
	growth   = words{"同比", "较", "比上", "比去", "增加", "增长", "减少", "下降", "增幅", "降幅"}
	handled  = words{"办结", "交办", "转办", "转阅", "协调", "直接", "答复", "派发", "回复", "退回", "督办"}
)

// words are words of which any may stand in a text. Looking for each is many
// times faster than one expression of all of them.
type words []string

// MatchString reports whether one of the words stands in s.
func (w words) MatchString(s string) bool {
	for _, x := range w {
		if strings.Contains(s, x) {
			return true
		}
	}
	return false
}

// mostItems bounds a paragraph that is read for sums: no sentence people write
// holds as many counts.
const mostItems = 2000

// quantityIn finds the next count at or behind a place, as an expression gives
// its places. Most of a text is no digit: the expression is tried only there.
func quantityIn(p string, from int) []int {
	for i := from; i < len(p); i++ {
		if p[i] < '0' || p[i] > '9' {
			continue
		}
		if m := quantity.FindStringSubmatchIndex(p[i:min(i+64, len(p))]); m != nil {
			for k := range m {
				if m[k] >= 0 {
					m[k] += i
				}
			}
			return m
		}
		for i+1 < len(p) && p[i+1] >= '0' && p[i+1] <= '9' {
			i++
		}
	}
	return nil
}

// vague reports whether what stands before a number makes it no exact one.
func vague(lead string) bool {
	for _, w := range [...]string{"近", "约", "超", "超过", "逾", "多达", "至少"} {
		if strings.HasSuffix(lead, w) {
			return true
		}
	}
	return false
}

// items reads every count of a paragraph already made plain.
func items(p string) []item {
	var out []item
	group, depth, pos := 0, 0, 0
	for next := 0; ; {
		m := quantityIn(p, next)
		if m == nil {
			return out
		}
		next = m[1]
		for _, r := range p[pos:m[0]] {
			switch r {
			case '。', '！', '？', '；':
				group++
			case '（':
				depth++
			case '）':
				depth = max(0, depth-1)
			}
		}
		pos = m[1]
		if m[1]-m[0] > 24 || m[0] > 0 && (p[m[0]-1] == '.' || p[m[0]-1] == '-') {
			continue
		}
		digits := p[m[2]:m[3]]
		frac := ""
		if m[4] >= 0 {
			frac = p[m[4]+1 : m[5]]
		}
		n, err := strconv.ParseInt(digits+frac, 10, 64)
		if err != nil {
			continue
		}
		lead := p[:m[0]]
		if i := strings.LastIndexAny(lead, "，、；。：（）！？\n"); i >= 0 {
			_, w := utf8.DecodeRuneInString(lead[i:])
			lead = lead[i+w:]
		}
		it := item{label: lead, n: n, unit: p[m[10]:m[11]], from: m[0], to: m[1], group: group, depth: depth, decimals: len(frac)}
		it.exact = m[6] < 0 && m[8] < 0 && !vague(lead) && (frac == "" || strings.HasSuffix(it.unit, "元"))
		if it.unit == "元" && m[6] >= 0 && p[m[6]:m[7]] == "万" && m[8] < 0 {
			it.unit, it.exact = "万元", !vague(lead)
		}
		out = append(out, it)
	}
}

// sums is R11 in one paragraph: parts against their total, subsets, shares.
func (k *checker) sums(p string) {
	if !strings.ContainsAny(p, "0123456789") {
		return
	}
	all := items(p)
	if len(all) > mostItems {
		return
	}
	level(all)
	var counts, money []item
	for _, it := range all {
		if strings.HasSuffix(it.unit, "元") {
			money = append(money, it)
		} else {
			counts = append(counts, it)
		}
	}
	for _, part := range partitions(p, money) {
		k.partition(p, money, part, nil)
	}
	parted := partitions(p, counts)
	for _, part := range append(parted, summed(p, counts)...) {
		k.partition(p, counts, part, parted)
	}
	k.subsets(p, counts)
	k.shares(p, counts, parted)
}

// level brings amounts of money to the same number of decimals.
func level(all []item) {
	most := 0
	for _, it := range all {
		most = max(most, it.decimals)
	}
	if most > 6 {
		return
	}
	for i := range all {
		if strings.HasSuffix(all[i].unit, "元") {
			for ; all[i].decimals < most && all[i].n < 1<<50; all[i].decimals++ {
				all[i].n *= 10
			}
		}
	}
}

func (k *checker) partition(p string, all []item, part partition, others []partition) {
	t := all[part.total]
	sum := sumOf(all, part.parts)
	rule := "R11"
	if strings.HasSuffix(t.unit, "元") && strings.Contains(p, "费") {
		rule = "R8"
	}
	if len(part.parts) == 1 || part.open {
		if sum > t.n {
			k.prosed(rule, SevereWarning, sum, t.n, fmt.Sprintf("正文“%s”：其中%s多于总数；%s > %s", name(t), name(all[part.parts[0]]), show(sum, t), show(t.n, t)), "")
		}
		return
	}
	// Where another list of the same total adds up, this one is meant to as well.
	whole := slices.ContainsFunc(others, func(o partition) bool { return o.total == part.total && sumOf(all, o.parts) == t.n })
	if sum < t.n && rule == "R11" && !whole && !nearly(sum, t.n, len(part.parts)) {
		return // 其中 names some of them only
	}
	var terms []string
	for _, j := range part.parts {
		terms = append(terms, show(all[j].n, all[j]))
	}
	equation := strings.Join(terms, " + ") + " = " + show(sum, t)
	if sum == t.n {
		k.pass(rule, name(t), func() string { return strings.Join(terms, " + ") + " = " + show(t.n, t) })
		return
	}
	severity := SevereError
	if len(part.parts) == 2 && sum < t.n && rule == "R11" {
		severity = SevereWarning
	}
	cause := ""
	for _, o := range others {
		if o.total == part.total && &o.parts[0] != &part.parts[0] {
			if other := sumOf(all, o.parts); other == sum {
				cause = fmt.Sprintf("两组分项之和都是 %s，合计数可能写错", show(sum, t))
			} else if other == t.n {
				cause = "另一组分项之和等于合计，这一组里有一项写错"
			}
		}
	}
	if cause == "" {
		cause = partWrong(all, part, sum-t.n)
	}
	var names []string
	for _, j := range part.parts {
		names = append(names, name(all[j]))
	}
	k.prosed(rule, severity, sum, t.n, fmt.Sprintf("正文“%s %s%s”：%s之和不等于合计，差 %s；%s ≠ %s",
		name(t), show(t.n, t), t.unit, strings.Join(names, "、"), show(max(sum-t.n, t.n-sum), t), equation, show(t.n, t)), cause)
}

// partWrong names the part in which two digits may be exchanged.
func partWrong(all []item, part partition, diff int64) string {
	for _, j := range part.parts {
		if right := all[j].n - diff; right >= 0 && transposed(all[j].n, right) {
			return fmt.Sprintf("“%s”可能把相邻两位数字写颠倒了：%d 与 %d", name(all[j]), all[j].n, right)
		}
	}
	return "有一项分项或者合计写错"
}

func (k *checker) prosed(rule, severity string, left, right int64, message, cause string) {
	k.add(Finding{Rule: rule, Severity: severity, Left: &left, Right: &right, Message: message, Cause: cause})
}

// name is an item's label as a message quotes it.
func name(it item) string {
	label := it.label
	for _, lead := range []string{"其中", "分别为", "包括", "：", "共", "全市", "全年", "本年"} {
		label = strings.TrimPrefix(label, lead)
	}
	if rs := []rune(label); len(rs) > 16 {
		label = string(rs[len(rs)-16:])
	}
	if label == "" {
		return strconv.FormatInt(it.n, 10) + it.unit
	}
	return label
}

// show prints a count, or an amount with its decimals.
func show(n int64, it item) string {
	if it.decimals == 0 {
		return strconv.FormatInt(n, 10)
	}
	s := strconv.FormatInt(n, 10)
	for len(s) <= it.decimals {
		s = "0" + s
	}
	return strings.TrimRight(strings.TrimRight(s[:len(s)-it.decimals]+"."+s[len(s)-it.decimals:], "0"), ".")
}

// subsets is an error where what is called valid is more than the whole volume:
// parts of a sum cannot exceed it.
func (k *checker) subsets(p string, all []item) {
	for i := 0; i+1 < len(all); i++ {
		a, b := all[i], all[i+1]
		if a.group != b.group || a.unit != b.unit || !a.exact || !b.exact || !strings.Contains(a.label, "总量") && !strings.Contains(a.label, "总数") {
			continue
		}
		if strings.HasPrefix(b.label, "有效") || strings.HasPrefix(b.label, "其中有效") {
			if b.n > a.n {
				k.prosed("R11", SevereError, b.n, a.n, fmt.Sprintf("正文“%s”多于“%s”；%d > %d", name(b), name(a), b.n, a.n), "")
			} else {
				k.pass("R11", name(b), func() string { return fmt.Sprintf("%d ≤ %d", b.n, a.n) })
			}
		}
	}
}
