package sentence

import "strings"

// counters are the units of what is counted in sums, of two that begin alike the longer one first.
var counters = []string{"件次", "人次", "件", "条", "个", "次", "期", "起", "宗", "人", "篇", "场", "份", "项", "部", "家", "笔", "页", "万元", "元", "通", "例"}

// quantity is a count or an amount as it is printed, from its first digit to the
// end of its unit: 1.2万余件.
type quantity struct {
	digits, frac string
	wan          bool
	more         bool // 余, 多, 来, 亿: it is no exact one
	unit         string
	from, to     int
}

// quantityIn finds the next count at or behind a place.
func quantityIn(p string, from int) (q quantity, ok bool) {
	for i := from; i < len(p); i++ {
		if p[i] < '0' || p[i] > '9' {
			continue
		}
		if q, ok := quantityAt(p[i:min(i+64, len(p))]); ok {
			q.from, q.to = i, q.to+i
			return q, true
		}
		for i+1 < len(p) && p[i+1] >= '0' && p[i+1] <= '9' {
			i++
		}
	}
	return quantity{}, false
}

// quantityAt reads a count that a text begins with.
func quantityAt(s string) (q quantity, ok bool) {
	var at int
	q.digits, q.frac, at = decimal(s)
	scale := begun(s[at:], "万", "亿", "余", "多", "来")
	at += len(scale)
	beyond := begun(s[at:], "余", "多")
	at += len(beyond)
	q.wan, q.more = scale == "万", beyond != "" || scale != "" && scale != "万"
	q.unit = begun(s[at:], counters...)
	q.to = at + len(q.unit)
	return q, q.unit != ""
}

// begun is the first of some words that a text begins with, "" for none.
func begun(s string, words ...string) string {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return w
		}
	}
	return ""
}
