package pdf

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
)

// lines puts characters together as the eye does: along lines, from left to
// right, a blank where there is a gap.
func lines(glyphs []glyph) []string {
	list := inOrderOf(glyphs, func(a, b glyph) int { return cmp.Compare(b.y, a.y) })
	var b strings.Builder
	b.Grow(2 * len(list))
	var ends []int
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[i].y-list[j].y < max(list[i].size, list[j].size, 1)*0.4 {
			j++
		}
		row := inOrderOf(list[i:j], func(a, b glyph) int { return cmp.Compare(a.x, b.x) })
		for k, g := range row {
			if k > 0 {
				last := row[k-1]
				if math.Abs(last.x-g.x) < 0.3*g.size*0.3 && last.text == g.text && math.Abs(last.y-g.y) < 1 {
					continue // drawn twice to look bold
				}
				if g.x-(last.x+last.width) > g.size*0.2 {
					b.WriteByte(' ')
				}
			}
			b.WriteString(g.text)
		}
		ends = append(ends, b.Len())
		i = j
	}
	all := strings.Clone(b.String()) // the lines of a page share one string without room to spare
	out := make([]string, 0, len(ends))
	from := 0
	for _, to := range ends {
		if s := strings.TrimSpace(all[from:to]); s != "" {
			out = append(out, s)
		}
		from = to
	}
	return out
}

// inOrderOf are glyphs in an order: themselves where they stand in it, as most are
// written, else a copy.
func inOrderOf(glyphs []glyph, by func(a, b glyph) int) []glyph {
	if slices.IsSortedFunc(glyphs, by) {
		return glyphs
	}
	list := slices.Clone(glyphs)
	slices.SortStableFunc(list, by)
	return list
}

// classes are the glyphs by what hides them; where nothing does, or one thing hides
// all, none are copied.
func classes(glyphs []glyph) map[string][]glyph {
	if len(glyphs) == 0 {
		return nil
	}
	why := glyphs[0].why
	if !slices.ContainsFunc(glyphs, func(g glyph) bool { return g.why != why }) {
		return map[string][]glyph{why: glyphs}
	}
	by := map[string][]glyph{}
	for _, g := range glyphs {
		by[g.why] = append(by[g.why], g)
	}
	return by
}

// mostSpare is how many glyphs are kept room for from page to page: a full one.
const mostSpare = 40_000

// tell adds what a page shows and hides.
func (d *drawing) tell(where string) {
	d.coverUp()
	by := classes(d.glyphs)
	seen := lines(by[""])
	for i, s := range seen {
		d.h.Add(document.Passage{Text: s, Where: where, Joins: i > 0})
	}
	var whys []string
	for why := range by {
		if why != "" {
			whys = append(whys, why)
		}
	}
	sort.Strings(whys)
	for _, why := range whys {
		for i, s := range lines(by[why]) {
			d.h.Add(document.Passage{Text: s, Where: where + " " + why, Hidden: true, Joins: i > 0})
		}
	}
	if len(whys) > 0 {
		d.again(where+" 全部文字", lines(d.glyphs), true)
	}
	written := inOrder(d.glyphs, false)
	d.again(where+" 按书写次序", []string{written}, len(d.glyphs) > 0 && !same(written, seen))
	tricked := false
	for _, g := range d.glyphs {
		tricked = tricked || g.other != ""
	}
	if tricked {
		d.again(where+" 字形与文字不同", []string{inOrder(d.glyphs, true)}, true)
	}
	if cap(d.glyphs) <= mostSpare {
		d.spare = d.glyphs[:0] // the next page writes into the same memory
	}
}

// same reports whether a text has the characters of lines in their order, blanks
// aside: it then tells nothing of its own, and a long file would stand in memory
// twice.
func same(text string, lines []string) bool {
	for _, l := range lines {
		for _, r := range l {
			if r == ' ' {
				continue
			}
			text = strings.TrimLeft(text, " \n")
			got, n := utf8.DecodeRuneInString(text)
			if got != r {
				return false
			}
			text = text[n:]
		}
	}
	return strings.TrimLeft(text, " \n") == ""
}

// again adds the same characters in another order.
func (d *drawing) again(where string, list []string, wanted bool) {
	if !wanted {
		return
	}
	for i, s := range list {
		d.h.Add(document.Passage{Text: s, Where: where, Hidden: true, Again: true, Joins: i > 0})
	}
}

// inOrder joins characters as they were written, a line break where the line
// jumps.
func inOrder(glyphs []glyph, shapes bool) string {
	var b strings.Builder
	b.Grow(2 * len(glyphs))
	for i, g := range glyphs {
		if i > 0 && math.Abs(g.y-glyphs[i-1].y) > g.size {
			b.WriteByte('\n')
		}
		if shapes && g.other != "" {
			b.WriteString(g.other)
			continue
		}
		b.WriteString(g.text)
	}
	return b.String()
}

func pageName(n int) string { return "第 " + strconv.Itoa(n) + " 页" }
