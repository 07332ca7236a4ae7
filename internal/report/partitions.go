package report

import (
	"strings"
	"unicode/utf8"
)

// partition is a total with its parts.
type partition struct {
	total int // place of the item
	parts []int
	open  bool // more parts may be meant (等)
}

// partitions finds totals with their parts: T件，其中 a件、b件…, and a further
// list of the same kind right behind such a one.
func partitions(p string, all []item) []partition {
	var out []partition
	for i := range all {
		if i+1 >= len(all) || all[i+1].unit != all[i].unit {
			continue
		}
		between := p[all[i].to:all[i+1].from]
		nested := all[i+1].depth > all[i].depth && strings.Contains(between, "（")
		if all[i+1].group != all[i].group && !opens.MatchString(between) || all[i+1].unit != all[i].unit ||
			!opens.MatchString(between) && !nested || strings.ContainsAny(between, "。") {
			continue
		}
		whole := totalOf(all, i)
		if whole < 0 || !all[whole].exact {
			continue
		}
		part := collect(p, all, i)
		part.total = whole
		if len(part.parts) == 0 {
			continue
		}
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
	return out
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
		part := partition{total: i}
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

// totalOf is the count that what follows i is a part of: i itself, or one
// before it where i stands in parentheses or only says how much more it was
// than last year. −1 when there is none.
func totalOf(all []item, i int) int {
	for j := i; j >= 0 && all[j].group == all[i].group; j-- {
		if all[j].depth <= all[i+1].depth && !growth.MatchString(all[j].label) {
			if all[j].unit != all[i+1].unit {
				return -1
			}
			return j
		}
	}
	return -1
}

// collect gathers the parts behind a total.
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
			between := outside(p[all[part.parts[len(part.parts)-1]].to:it.from])
			d := firstOf(between, "、，；。")
			if d == "。" || d == "；" && len(part.parts) > 1 && !byClause || strings.Contains(between, "其中") {
				break
			}
			byClause = byClause || d == "；"
			if delim == "、" && d != "、" && d != "" && !strings.Contains(between, "和") || another.MatchString(it.label) && !another.MatchString(first.label) {
				break
			}
			if strings.HasPrefix(between, "等") {
				part.open = true
				break
			}
			delim = d
		}
		part.parts = append(part.parts, j)
		if len(part.parts) >= 2 && sumOf(all, part.parts) == all[total].n && delim != "、" && !(j+1 < len(all) && outcomes.MatchString(p[it.to:all[j+1].to])) {
			break
		}
	}
	if n := len(part.parts); n > 0 {
		after := p[all[part.parts[n-1]].to:]
		part.open = part.open || strings.HasPrefix(after, "等")
	}
	return part
}

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
// how the same things were handled. It is taken for one when it adds up, when
// it is one digit or a twentieth away, or when its labels say how things were
// handled; another list of three counts is no business of that total.
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
		if !it.exact || it.depth != t.depth || another.MatchString(label) && !handled.MatchString(label) || utf8.RuneCountInString(label) > 12 {
			return partition{}, false
		}
		if handled.MatchString(label) {
			ways++
		}
		part.parts = append(part.parts, j)
	}
	if len(part.parts) < 3 || all[start].group > all[start-1].group+1 {
		return partition{}, false
	}
	diff := sumOf(all, part.parts) - t.n
	near := diff == 0 || singleDigit(diff) || max(diff, -diff)*20 <= t.n
	return part, near || ways >= 2 && all[start].group <= all[start-1].group+1
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
// it with one figure wrong: a twentieth away, or one digit of a count so large
// that this is no chance.
func nearly(sum, total int64, parts int) bool {
	return sum*20 >= total*19 || singleDigit(total-sum) && (total >= 30 && parts > 2 || sum*5 >= total*4)
}
