package sentence

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/pattern"
)

// partition is a total with its parts.
type partition struct {
	total int // place of the item
	parts []int
	cuts  []int // how many parts there are where the separators change
	open  bool  // more parts may be meant (等)
	whole bool  // the text says that these are all: in parentheses, or with 共 behind them
}

// resumes is a sentence that goes on with the parts of the one before.
var resumes = pattern.Of(`。(?:其中|包括|分别)`)

// partitions finds totals with their parts: T件，其中 a件、b件…, and a further
// list of the same kind right behind such a one.
func partitions(p string, all []item) []partition {
	var out []partition
	for i := 0; i+1 < len(all); i++ {
		if all[i+1].unit != all[i].unit || !begins(p, all, i) {
			continue
		}
		whole := totalOf(all, i)
		if whole < 0 || !all[whole].exact || besides.in(all[whole].label) {
			continue
		}
		if whole > 0 && all[whole-1].group == all[whole].group && all[whole-1].unit == all[whole].unit && strings.Contains(all[i+1].label, "分别") {
			continue // of each of the two one
		}
		part := collect(p, all, i)
		part.total = whole
		if len(part.parts) == 0 {
			continue
		}
		between := p[all[i].to:all[i+1].from]
		part.whole = strings.HasPrefix(between, "（") && !opens.in(between) && !strings.Contains(between, "含")
		part = settle(all, part)
		out = append(out, part)
		for {
			next, ok := follow(p, all, part)
			if !ok {
				break
			}
			out = append(out, next)
			part = next
		}
	}
	return append(out, alone(p, all, out)...)
}

// besides is what comes on top of a total and is none itself: 连同上年结转的6件.
var besides = words{"结转", "转结", "连同", "加上"}

// begins reports whether the parts of a total begin behind i.
func begins(p string, all []item, i int) bool {
	between := p[all[i].to:all[i+1].from]
	if strings.Contains(between, "。") {
		return strings.Count(between, "。") == 1 && resumes().MatchString(between)
	}
	if opens.in(between) {
		return opens.in(between[strings.LastIndex(between, "；")+1:])
	}
	return all[i+1].group == all[i].group && all[i+1].depth > all[i].depth && strings.HasPrefix(between, "（")
}

// summed finds totals that stand behind their parts: a件、b件、c件，共计T件.
func summed(p string, all []item) []partition {
	var out []partition
	for i := 2; i < len(all); i++ {
		t := all[i]
		switch t.label {
		case "共", "共计", "合计", "总计", "总共":
		default:
			continue
		}
		part := partition{total: i, whole: true}
		for j := i - 1; j >= 0; j-- {
			it, next := all[j], all[j+1]
			between := strings.TrimSpace(p[it.to:next.from])
			if !it.exact || it.unit != t.unit || it.group != t.group || it.depth != t.depth || j < i-1 && !strings.HasPrefix(between, "、") {
				break
			}
			part.parts = append([]int{j}, part.parts...)
		}
		if len(part.parts) >= 2 {
			out = append(out, part)
		}
	}
	return out
}

// tabled are things the tables count: what is told of them in the next sentence
// is seldom a part of the total before.
var tabled = words{"申请", "规范性文件", "规章", "废止", "有效", "许可", "处罚", "强制", "复议", "诉讼", "分别"}

// alone finds lists in a sentence of their own right behind a total: 公开信息T条。
// 动态a条、公告b条、文件c条。 They are taken for its parts only where they nearly
// add up to it.
func alone(p string, all []item, had []partition) []partition {
	var out []partition
	for i := 0; i+3 < len(all); i++ {
		between := p[all[i].to:all[i+1].from]
		if !all[i].exact || !strings.HasPrefix(between, "。") || all[i].depth > 0 || all[i+1].group != all[i].group+1 || i > 0 && all[i-1].group == all[i].group ||
			slices.ContainsFunc(had, func(o partition) bool { return o.total == i }) {
			continue
		}
		part, listed := partition{total: i}, !tabled.in(all[i].label)
		for j := i + 1; j < len(all) && all[j].group == all[i+1].group; j++ {
			listed = listed && !tabled.in(all[j].label) && (j == i+1 || strings.HasPrefix(p[all[j-1].to:all[j].from], "、"))
			if all[j].unit != all[i].unit || !all[j].exact || all[j].depth > 0 || another(all[j].label) {
				part.parts = nil
				break
			}
			part.parts = append(part.parts, j)
		}
		if sum := sumOf(all, part.parts); len(part.parts) >= 3 && (sum == all[i].n || listed && near(sum, all[i].n, len(part.parts)) && sum*20 >= all[i].n*19 && sum*20 <= all[i].n*21) {
			out = append(out, part)
		}
	}
	return out
}

// totalOf is the count that what follows i is a part of: i itself, or one
// before it where i stands in parentheses or only says how much more it was
// than last year. −1 when there is none.
func totalOf(all []item, i int) int {
	for j := i; j >= 0 && all[j].group == all[i].group; j-- {
		if all[j].depth <= all[i+1].depth && !growth.in(all[j].label) {
			if all[j].unit != all[i+1].unit {
				return -1
			}
			return j
		}
	}
	return -1
}

// collect gathers the parts behind a total and notes where separators change.
func collect(p string, all []item, total int) partition {
	part := partition{total: total}
	first := all[total+1]
	delim := ""
	byClause := false
	for j := total + 1; j < len(all); j++ {
		it := all[j]
		if it.depth > first.depth {
			continue
		}
		if it.depth < first.depth || it.unit != first.unit || !it.exact {
			part.open = part.open || !it.exact && it.unit == first.unit
			break
		}
		if j > total+1 {
			between := shared().ReplaceAllString(outside(p[all[part.parts[len(part.parts)-1]].to:it.from]), "")
			d := firstOf(between, "、，；。")
			if strings.Contains(between, "。") || d == "；" && len(part.parts) > 1 && !byClause || strings.Contains(between, "其中") {
				break
			}
			byClause = byClause || d == "；"
			if another(it.label) && !another(first.label) {
				break
			}
			if strings.HasPrefix(between, "等") {
				part.open = true
				break
			}
			if delim != "" && d != delim && !strings.Contains(between, "和") {
				part.cuts = append(part.cuts, len(part.parts))
			}
			delim = d
		}
		part.parts = append(part.parts, j)
	}
	if n := len(part.parts); n > 0 {
		after := p[all[part.parts[n-1]].to:]
		part.open = part.open || strings.HasPrefix(after, "等")
	}
	return part
}

// outcomeLabel is a part that says how an application ended.
var outcomeLabel = words{"予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理"}

// settle decides where a list ends that changes its separators or goes on with
// commas: where it adds up, else where it closes with 其他, else where it nearly
// adds up, else at the first change.
func settle(all []item, part partition) partition {
	t := all[part.total]
	ends := append(slices.Clone(part.cuts), len(part.parts))
	cut := func(n int) partition {
		part.open = part.open && n == len(part.parts)
		part.parts = part.parts[:n]
		return part
	}
	outcomes := outcomeLabel.in(all[part.parts[0]].label)
	sum := int64(0)
	for n, j := range part.parts {
		sum += all[j].n
		last := n+1 == len(part.parts)
		goesOn := !last && (slices.Contains(part.cuts, n+1) || len(part.cuts) == 0)
		if n > 0 && sum == t.n && (last || goesOn && !(outcomes && outcomeLabel.in(all[part.parts[n+1]].label))) {
			return cut(n + 1)
		}
	}
	for n, j := range part.parts {
		if n > 0 && closing().MatchString(all[j].label) {
			return cut(n + 1)
		}
	}
	if len(part.cuts) == 0 {
		return part
	}
	for _, n := range ends {
		if n > 1 && near(sumOf(all, part.parts[:n]), t.n, n) {
			return cut(n)
		}
	}
	return cut(ends[0])
}

// near is nearly on either side.
func near(sum, total int64, parts int) bool {
	if sum > total {
		return slip(sum-total) && sum*20 <= total*21 || singleDigit(sum-total) && total >= large && parts > 2
	}
	return nearly(sum, total, parts)
}

// slip reports whether a difference is what one wrong digit makes, or two
// neighbouring ones exchanged.
func slip(d int64) bool { return singleDigit(d) || d%9 == 0 && singleDigit(d/9) }

// outside drops what stands in parentheses.
func outside(s string) string {
	for {
		i := strings.Index(s, "（")
		if i < 0 {
			return s
		}
		j := strings.Index(s[i:], "）")
		if j < 0 {
			return s[:i]
		}
		s = s[:i] + s[i+j+len("）"):]
	}
}

func firstOf(s, set string) string {
	for _, r := range s {
		if strings.ContainsRune(set, r) {
			return string(r)
		}
	}
	return ""
}

func sumOf(all []item, parts []int) (n int64) {
	for _, j := range parts {
		n += all[j].n
	}
	return n
}

// follow finds a second list of parts of the same total right behind the first:
// how the same things were handled. It is taken for one when it adds up, when its
// labels say how things were handled, or when it is one digit or a twentieth away
// and stands in the same sentence or holds one such label; another list of three
// counts is no business of that total.
func follow(p string, all []item, before partition) (partition, bool) {
	t := all[before.total]
	start := before.parts[len(before.parts)-1] + 1
	for start < len(all) && all[start].depth > t.depth {
		start++
	}
	if start >= len(all) || all[start].depth != t.depth || strings.Contains(p[all[start-1].to:all[start].from], "其中") {
		return partition{}, false
	}
	part := partition{total: before.total}
	ways := 0
	for j := start; j < len(all); j++ {
		it := all[j]
		if j > start && it.group != all[start].group || it.unit != t.unit {
			break
		}
		label := strings.TrimSpace(it.label)
		if !it.exact || it.depth != t.depth || another(label) && !handled.in(label) || utf8.RuneCountInString(label) > 12 {
			return partition{}, false
		}
		if it.n == t.n && t.n > 0 {
			return partition{}, false // told again, with parts of its own
		}
		if handled.in(label) {
			ways++
		}
		part.parts = append(part.parts, j)
	}
	if len(part.parts) < 3 || all[start].group > all[start-1].group+1 {
		return partition{}, false
	}
	diff := sumOf(all, part.parts) - t.n
	diff = max(diff, -diff)
	close := singleDigit(diff) && (t.n >= large || diff*5 <= t.n) || diff*20 <= t.n
	related := ways > 0 || all[start].group == t.group
	return part, diff == 0 || close && related || ways >= 2 && all[start].group <= all[start-1].group+1
}

// singleDigit reports whether a difference is what one changed digit makes.
func singleDigit(d int64) bool {
	d = max(d, -d)
	for d >= 10 && d%10 == 0 {
		d /= 10
	}
	return d > 0 && d < 10
}

// nearly reports whether parts that fall short of their total look like all of
// it with one figure wrong: the difference is that of a slip, and small against
// the total, or the total so large that this is no chance.
func nearly(sum, total int64, parts int) bool {
	return slip(total-sum) && sum*20 >= total*19 || singleDigit(total-sum) && (total >= large && parts > 2 || sum*5 >= total*4)
}

// large is a total of which a wrong digit far from the end is told from a list
// that names some parts only.
const large = 1000

// partition holds parts against their total.
func (t *tally) partition(part partition, others []partition) {
	all, whole := t.all, t.all[part.total]
	sum := sumOf(all, part.parts)
	rule := "R11"
	if whole.unit == "元" && strings.Contains(t.p, "费") {
		rule = "R8"
	}
	left, right := sides(sum, whole.n, whole)
	if len(part.parts) == 1 || part.open {
		if sum > whole.n {
			t.say(Mismatch{Rule: rule, Warning: true, Subset: len(part.parts) == 1, Left: left, Right: right, Meaning: "总数：" + name(whole) + "；其中：" + name(all[part.parts[0]]), Message: fmt.Sprintf("正文“%s”：其中%s多于总数；%s > %s",
				name(whole), name(all[part.parts[0]]), show(sum, whole), show(whole.n, whole))}, all[part.parts[0]].from, all[part.parts[0]].to)
		}
		return
	}
	// Where another list of the same total adds up, this one is meant to as well;
	// so is one that ends in 其他.
	closed := closing().MatchString(all[part.parts[len(part.parts)-1]].label)
	meant := closed || part.whole || slices.ContainsFunc(others, func(o partition) bool { return o.total == part.total && sumOf(all, o.parts) == whole.n })
	ended := slices.ContainsFunc(part.parts, func(j int) bool { return outcomeLabel.in(all[j].label) })
	if sum != whole.n && rule == "R11" && ended && !closed {
		return // the table tells which of them is wrong
	}
	if sum != whole.n && rule == "R11" && !meant && !near(sum, whole.n, len(part.parts)) {
		return // 其中 names some of them only, or one thing under two heads
	}
	terms, names := []string{}, []string{}
	for _, j := range part.parts {
		terms, names = append(terms, show(all[j].n, whole)), append(names, name(all[j]))
	}
	plus := strings.Join(terms, " + ")
	if sum == whole.n {
		t.hold(rule, name(whole), func() string { return plus + " = " + show(whole.n, whole) })
		return
	}
	t.say(Mismatch{Rule: rule, Meaning: "合计：" + name(whole) + "；分项：" + strings.Join(names, "、"), Warning: len(part.parts) == 2 && sum < whole.n && rule == "R11" && !closed, Left: left, Right: right,
		Message: fmt.Sprintf("正文“%s %s%s”：%s之和不等于合计，差 %s；%s = %s ≠ %s", name(whole), show(whole.n, whole), whole.printedUnit(),
			strings.Join(names, "、"), show(max(sum-whole.n, whole.n-sum), whole), plus, show(sum, whole), show(whole.n, whole)),
		Cause: t.why(part, others, sum)}, whole.from, whole.to)
}

// why guesses which figure of a sum is wrong.
func (t *tally) why(part partition, others []partition, sum int64) string {
	whole := t.all[part.total]
	for _, o := range others {
		if o.total != part.total || &o.parts[0] == &part.parts[0] {
			continue
		}
		switch sumOf(t.all, o.parts) {
		case sum:
			return fmt.Sprintf("两组分项之和都是 %s，合计数可能写错", show(sum, whole))
		case whole.n:
			return "另一组分项之和等于合计，这一组里有一项写错"
		}
	}
	for _, j := range part.parts {
		if right := t.all[j].n - (sum - whole.n); right >= 0 && Transposed(t.all[j].n, right) {
			return fmt.Sprintf("“%s”可能把相邻两位数字写颠倒了：%d 与 %d", name(t.all[j]), t.all[j].n, right)
		}
	}
	return "有一项分项或者合计写错"
}
