package pdf

import (
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
)

// lines puts characters together as the eye does: along lines, from left to
// right, a blank where there is a gap.
func lines(glyphs []glyph) []string {
	list := append([]glyph(nil), glyphs...)
	sort.SliceStable(list, func(i, j int) bool { return list[i].y > list[j].y })
	var out []string
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[i].y-list[j].y < max(list[i].size, list[j].size, 1)*0.4 {
			j++
		}
		row := list[i:j]
		sort.SliceStable(row, func(a, b int) bool { return row[a].x < row[b].x })
		var b strings.Builder
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
		if s := strings.TrimSpace(b.String()); s != "" {
			out = append(out, s)
		}
		i = j
	}
	return out
}

// tell adds what a page shows and hides.
func (d *drawing) tell(where string) {
	d.coverUp()
	classes := map[string][]glyph{}
	for _, g := range d.glyphs {
		classes[g.why] = append(classes[g.why], g)
	}
	seen := lines(classes[""])
	for i, s := range seen {
		d.h.Add(document.Passage{Text: s, Where: where, Joins: i > 0})
	}
	var whys []string
	for why := range classes {
		if why != "" {
			whys = append(whys, why)
		}
	}
	sort.Strings(whys)
	for _, why := range whys {
		for i, s := range lines(classes[why]) {
			d.h.Add(document.Passage{Text: s, Where: where + " " + why, Hidden: true, Joins: i > 0})
		}
	}
	d.again(where+" 全部文字", lines(d.glyphs), len(whys) > 0)
	written := inOrder(d.glyphs, false)
	d.again(where+" 按书写次序", []string{written}, len(d.glyphs) > 0 && !same(written, seen))
	tricked := false
	for _, g := range d.glyphs {
		tricked = tricked || g.other != ""
	}
	if tricked {
		d.again(where+" 字形与文字不同", []string{inOrder(d.glyphs, true)}, true)
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
