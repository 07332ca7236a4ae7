package sentence

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/pattern"
)

// Mismatch is a figure that does not agree with others of the same text.
type Mismatch struct {
	Rule        string // R11; R8 for amounts of fees
	Warning     bool   // shares, and parts of which not all may be named
	Subset      bool   // one part that is more than its whole
	Left, Right int64
	Message     string
	Cause       string
	Sentence    string // with the figure marked
	Meaning     string // how it is understood
}

// Agreement is a sum or share that holds.
type Agreement struct {
	Rule, Name string
	Equation   func() string
}

// item is one counted thing in prose: 投诉39825件.
type item struct {
	label    string // what stands before the number in its clause
	n        int64  // money in 分
	unit     string // 元 for every amount of money
	wan      bool   // an amount printed in 万元
	from, to int    // byte range from the number to the end of its unit
	exact    bool   // not 余, 近, 约, 万
	group    int    // sentence or half sentence it stands in
	depth    int    // parentheses around it
}

var (
	opens      = words{"其中", "分别为", "分别是", "包括", "包含", "分为", "构成"}
	percentEnd = pattern.Of(`^(?:\.[0-9]+)?%`) // of a percentage behind its whole part
	growth     = words{"同比", "较", "比上", "比去", "增加", "增长", "减少", "下降", "增幅", "降幅"}
	handled    = words{"办结", "交办", "转办", "转阅", "协调", "直接", "答复", "派发", "回复", "退回", "督办"}
	withins    = words{"同比", "较", "比上", "增", "减", "其中", "答复", "按时", "率", "占"}
	fronts     = []string{"共", "总", "合计", "累计"}
	closing    = pattern.Of(`^(?:其[他它余]|剩余|余下)(?:类|各类|类别|方面|事项|信息|内容|情况|渠道|方式|政府信息|为|共|共计)*$`)
)

// words are words of which any may stand in a text. Looking for each is many
// times faster than one expression of all of them.
type words []string

// in reports whether one of the words stands in s.
func (w words) in(s string) bool {
	for _, x := range w {
		if strings.Contains(s, x) {
			return true
		}
	}
	return false
}

// another reports whether a label begins a figure of another kind than the
// parts before it.
func another(label string) bool {
	for _, f := range fronts {
		if strings.HasPrefix(label, f) {
			return true
		}
	}
	return withins.in(label)
}

// mostItems bounds a paragraph that is read for sums: no sentence people write
// holds as many counts.
const mostItems = 2000

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
		q, ok := quantityIn(p, next)
		if !ok {
			return out
		}
		next = q.to
		for _, r := range p[pos:q.from] {
			switch r {
			case '。', '！', '？', '；':
				group++
			case '（':
				depth++
			case '）':
				depth = max(0, depth-1)
			}
		}
		pos = q.to
		if q.to-q.from > 24 || q.from > 0 && (p[q.from-1] == '.' || p[q.from-1] == '-') {
			continue
		}
		if it, ok := itemAt(p, q); ok {
			it.group, it.depth = group, depth
			out = append(out, it)
		}
	}
}

// itemAt makes an item of a quantity.
func itemAt(p string, q quantity) (item, bool) {
	lead := p[:q.from]
	if i := strings.LastIndexAny(lead, "，、；。：（）！？\n"); i >= 0 {
		_, w := utf8.DecodeRuneInString(lead[i:])
		lead = lead[i+w:]
	}
	it := item{label: lead, unit: q.unit, from: q.from, to: q.to}
	if strings.HasSuffix(it.unit, "元") {
		it.wan, it.unit = q.wan || it.unit == "万元", "元"
		n, ok := fen(q.digits, q.frac, it.wan)
		it.n, it.exact = n, ok && !q.more && !vague(lead)
		return it, ok
	}
	n, err := strconv.ParseInt(q.digits+q.frac, 10, 64)
	it.n, it.exact = n, !q.more && !q.wan && !vague(lead) && q.frac == ""
	return it, err == nil
}

// fen is an amount in 分; false when it has parts of one, or is too large.
func fen(whole, frac string, wan bool) (int64, bool) {
	places := 2
	if wan {
		places = 6
	}
	frac = strings.TrimRight(frac, "0")
	if len(frac) > places || len(whole) > 11 {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", places-len(frac)), 10, 64)
	return n, err == nil
}

// Sums reads one plain paragraph for totals with their parts, subsets and
// shares.
func Sums(p string) ([]Mismatch, []Agreement) {
	if !strings.ContainsAny(p, "0123456789") {
		return nil, nil
	}
	all := items(p)
	if len(all) > mostItems {
		return nil, nil
	}
	var counts, money []item
	for _, it := range all {
		if it.unit == "元" {
			money = append(money, it)
		} else {
			counts = append(counts, it)
		}
	}
	t := &tally{p: p, all: money}
	for _, part := range append(partitions(p, money), summed(p, money)...) {
		t.partition(part, nil)
	}
	t.all = counts
	parted := partitions(p, counts)
	for _, part := range append(parted, summed(p, counts)...) {
		t.partition(part, parted)
	}
	t.subsets()
	t.shares(parted)
	t.growths()
	return t.wrong, t.held
}

// tally gathers what does and does not agree within one paragraph.
type tally struct {
	p     string
	all   []item
	wrong []Mismatch
	held  []Agreement
}

func (t *tally) say(m Mismatch, from, to int) {
	to += len(percentEnd().FindString(t.p[to:min(len(t.p), to+16)]))
	m.Sentence = Marked(t.p, from, to)
	t.wrong = append(t.wrong, m)
}

func (t *tally) hold(rule, name string, equation func() string) {
	t.held = append(t.held, Agreement{rule, name, equation})
}

// Marked is the sentence of p around a figure, with 【】 about it; of a long one
// only what is near.
func Marked(p string, from, to int) string {
	return before(p[:from], 60) + "【" + around(p[from:to], 40) + "】" + around(p[to:], 40)
}

// ends are the signs that end a sentence.
const ends = "。！？\n"

// before is what stands in front of a figure, to the beginning of its sentence
// or as many runes back.
func before(s string, most int) string {
	at := len(s)
	for n := 0; at > 0; n++ {
		r, w := utf8.DecodeLastRuneInString(s[:at])
		if strings.ContainsRune(ends, r) {
			break
		}
		if n == most {
			return "…" + s[at:]
		}
		at -= w
	}
	return s[at:]
}

// around is what follows, to the end of the sentence or as many runes on.
func around(s string, most int) string {
	n := 0
	for i, r := range s {
		if strings.ContainsRune(ends, r) {
			return s[:i]
		}
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
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
		return show(it.n, it) + it.printedUnit()
	}
	return label
}

func (it item) printedUnit() string {
	if it.wan {
		return "万元"
	}
	return it.unit
}

// show prints a count, or an amount in the unit of like.
func show(n int64, like item) string {
	if like.unit != "元" {
		return strconv.FormatInt(n, 10)
	}
	places := 2
	if like.wan {
		places = 6
	}
	s := Decimal(n, places)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// sides are two amounts as findings carry them: in whole 元 where they are.
func sides(a, b int64, like item) (int64, int64) {
	if like.unit == "元" && a%100 == 0 && b%100 == 0 {
		return a / 100, b / 100
	}
	return a, b
}

// Percent is num ÷ den in percent with that many decimals, half up, as a whole
// number of its last decimal; false when den is not positive or the result does
// not fit.
func Percent(num, den int64, decimals int) (int64, bool) {
	cut, up, ok := percent(num, den, decimals)
	return cut + up, ok
}

// Near reports whether a percentage, as a whole number of its last decimal, is
// num ÷ den, rounded or cut.
func Near(said, num, den int64, decimals int) bool {
	cut, up, ok := percent(num, den, decimals)
	return ok && (said == cut || said == cut+up)
}

// percent is num ÷ den in percent, cut; up is what rounding adds to it, 0 or 1.
func percent(num, den int64, decimals int) (cut, up int64, ok bool) {
	if den <= 0 || num < 0 || decimals < 0 || decimals > 9 {
		return 0, 0, false
	}
	scale := uint64(100)
	for range decimals {
		scale *= 10
	}
	hi, lo := bits.Mul64(uint64(num), scale)
	if hi != 0 || lo > 1<<62 {
		return 0, 0, false
	}
	q, r := lo/uint64(den), lo%uint64(den)
	if r >= uint64(den)-r {
		up = 1
	}
	return int64(q), up, true
}

// Decimal prints a number that is a whole number of its last decimal.
func Decimal(n int64, places int) string {
	s := strconv.FormatInt(n, 10)
	for len(s) <= places {
		s = "0" + s
	}
	if places == 0 {
		return s
	}
	return s[:len(s)-places] + "." + s[len(s)-places:]
}

// subsets is an error where what is called valid is more than the whole volume:
// parts of a sum cannot exceed it.
func (t *tally) subsets() {
	for i := 0; i+1 < len(t.all); i++ {
		a, b := t.all[i], t.all[i+1]
		if a.group != b.group || a.unit != b.unit || !a.exact || !b.exact || !strings.Contains(a.label, "总量") && !strings.Contains(a.label, "总数") {
			continue
		}
		if !strings.HasPrefix(b.label, "有效") && !strings.HasPrefix(b.label, "其中有效") {
			continue
		}
		if b.n > a.n {
			t.say(Mismatch{Rule: "R11", Left: b.n, Right: a.n, Meaning: "总数：" + name(a) + "；其中：" + name(b), Message: fmt.Sprintf("正文“%s”多于“%s”；%d > %d", name(b), name(a), b.n, a.n)}, b.from, b.to)
			continue
		}
		t.hold("R11", name(b), func() string { return fmt.Sprintf("%d ≤ %d", b.n, a.n) })
	}
}
