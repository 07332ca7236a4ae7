package screening

import (
	"sort"
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
)

// hard ends what may be read together: no number goes over it.
const hard = '\f'

// text is what a file holds as one string, with the way back to its passages.
type text struct {
	all   string
	from  []int // where each passage begins
	parts []document.Passage
	heads map[int]string // the row of each table that names its columns
	title map[int]string // what stands in the rows before it

	counted counted
}

func join(h document.Holding) *text {
	t := &text{heads: map[int]string{}, title: map[int]string{}}
	rows := map[int]int{}
	var b strings.Builder
	size := 0
	for _, p := range h.Passages {
		size += len(p.Text) + 1
	}
	b.Grow(size)
	pasted := 0 // tables pasted into a text as lines with tabs have numbers below nought
	for i, p := range h.Passages {
		if p.Table == 0 && strings.Contains(p.Text, "\t") {
			if i == 0 || !p.Joins || t.parts[i-1].Table >= 0 {
				pasted--
			}
			p.Table = pasted
		}
		switch {
		case i == 0:
		case p.Joins:
			b.WriteByte('\n')
		default:
			b.WriteByte(hard)
		}
		t.from = append(t.from, b.Len())
		t.parts = append(t.parts, p)
		b.WriteString(p.Text)
		if p.Table == 0 {
			continue
		}
		if rows[p.Table]++; rows[p.Table] == 1 || rows[p.Table] <= headRows && !namesColumns(t.heads[p.Table]) && namesColumns(p.Text) {
			t.title[p.Table] += " " + t.heads[p.Table]
			t.heads[p.Table] = p.Text
		}
	}
	t.all = b.String()
	return t
}

// headRows is how far down the row that names the columns is looked for: a
// title and a note may stand above it.
const headRows = 6

// columnWords stand in rows that name columns.
var columnWords = []string{"姓名", "证件", "身份证", "电话", "手机", "住址", "地址", "账号", "卡号", "序号", "编号", "代码", "户主", "联系"}

// namesColumns reports whether a row of several cells names columns.
func namesColumns(row string) bool {
	if !strings.Contains(row, "\t") {
		return false
	}
	n := 0
	for _, w := range columnWords {
		if strings.Contains(row, w) {
			n++
		}
	}
	return n >= 2 || n == 1 && strings.Contains(row, "姓名")
}

// passage gives the number of the passage at a place.
func (t *text) passage(at int) int {
	return max(sort.SearchInts(t.from, at+1)-1, 0)
}

// place names a place and its offset in characters.
func (t *text) place(at int) (p document.Passage, offset int) {
	if len(t.parts) == 0 {
		return document.Passage{}, 0
	}
	i := t.passage(at)
	at = min(at, len(t.all))
	if t.counted.passage != i || t.counted.at > at || t.counted.at < t.from[i] {
		t.counted = counted{i, t.from[i], 0}
	}
	t.counted.runes += utf8.RuneCountInString(t.all[t.counted.at:at])
	t.counted.at = at
	return t.parts[i], t.counted.runes
}

// counted remembers how many characters a passage has up to a place: findings
// come mostly in order, and a passage may be long.
type counted struct{ passage, at, runes int }

// heading is the head of the column at a place in a table, "" outside.
func (t *text) heading(at int) string {
	i := t.passage(at)
	if len(t.parts) == 0 || t.parts[i].Table == 0 {
		return ""
	}
	cells := strings.Split(t.heads[t.parts[i].Table], "\t")
	if n := strings.Count(t.all[t.from[i]:at], "\t"); n < len(cells) {
		return cells[n]
	}
	return ""
}

// left gives up to n characters before a place, within what may be read
// together.
func (t *text) left(at, n int) string {
	from := at
	for ; n > 0 && from > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(t.all[:from])
		if t.all[from-size] == hard {
			break
		}
		from -= size
	}
	return t.all[from:at]
}

// right gives up to n characters from a place on, likewise.
func (t *text) right(at, n int) string {
	to := at
	for ; n > 0 && to < len(t.all) && t.all[to] != hard; n-- {
		_, size := utf8.DecodeRuneInString(t.all[to:])
		to += size
	}
	return t.all[at:to]
}
