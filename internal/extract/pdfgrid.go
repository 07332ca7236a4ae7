package extract

import (
	"math"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
)

// cells makes the grid of a frame over the given columns: places without a
// line between them are one merged cell.
func (f *frame) cells(xs []float64) [][]document.Cell {
	cols, rows := len(xs)-1, len(f.ys)-1
	parent := make([]int, cols*rows)
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	join := func(a, b int) {
		a, b = find(a), find(b)
		parent[max(a, b)] = min(a, b) // the root is the first place in reading order
	}
	vs, hs := lookup(f.v, xs), lookup(f.h, f.ys)
	for r := range rows {
		for c := range cols {
			if c+1 < cols && !crossed(vs[c+1], f.ys[r], f.ys[r+1]) {
				join(r*cols+c, r*cols+c+1)
			}
			if r+1 < rows && !crossed(hs[r+1], xs[c], xs[c+1]) {
				join(r*cols+c, (r+1)*cols+c)
			}
		}
	}
	texts := map[int][]glyph{}
	for _, g := range f.glyphs {
		c := min(max(sort.SearchFloat64s(xs, (g.x0+g.x1)/2)-1, 0), cols-1)
		r := min(max(sort.SearchFloat64s(f.ys, (g.y0+g.y1)/2)-1, 0), rows-1)
		root := find(r*cols + c)
		texts[root] = append(texts[root], g)
	}
	said := make(map[int]string, len(texts))
	for root, glyphs := range texts {
		text := ""
		for _, l := range linesOf(glyphs) {
			text = joinWrapped(text, l.text(" "))
		}
		said[root] = tidy(text)
	}
	out := make([][]document.Cell, rows)
	for r := range rows {
		out[r] = make([]document.Cell, cols)
		for c := range cols {
			root := find(r*cols + c)
			out[r][c] = document.Cell{Text: said[root], Covered: root != r*cols+c}
		}
	}
	return out
}

// lookup gives, for each position, the lines that run there.
func lookup(lines []ruling, at []float64) [][]ruling {
	out := make([][]ruling, len(at))
	for _, r := range lines {
		i := sort.SearchFloat64s(at, r.at-snap)
		if i < len(at) && math.Abs(at[i]-r.at) <= 2*snap {
			out[i] = append(out[i], r)
		}
	}
	return out
}

// crossed reports whether a line runs through the middle of a span.
func crossed(lines []ruling, from, to float64) bool {
	mid := (from + to) / 2
	for _, r := range lines {
		if r.from <= mid && r.to >= mid {
			return true
		}
	}
	return false
}

// pdfTable is a ruled table with its parts on successive pages.
type pdfTable struct{ parts []*frame }

// continues reports whether a frame at the top of a page has the columns of
// the table that ended the page before.
func (t *pdfTable) continues(f *frame) bool {
	last := t.parts[len(t.parts)-1]
	// A cell that runs on over the break may leave one side without a line.
	if math.Abs(last.left()-f.left()) > 4 && math.Abs(last.right()-f.right()) > 4 {
		return false
	}
	return subset(f.xs, t.columns()) || subset(t.columns(), f.xs)
}

func subset(small, large []float64) bool {
	for _, x := range small {
		i := sort.SearchFloat64s(large, x-3)
		if i == len(large) || large[i] > x+3 {
			return false
		}
	}
	return true
}

// columns are those of all parts together.
func (t *pdfTable) columns() []float64 {
	var all []float64
	for _, f := range t.parts {
		all = append(all, f.xs...)
	}
	slices.Sort(all)
	out := all[:0]
	for _, x := range all {
		if len(out) == 0 || x-out[len(out)-1] > 3 {
			out = append(out, x)
		}
	}
	return out
}

// table puts the parts together: a head repeated on each page is taken once,
// and what a page break cut is joined.
func (t *pdfTable) table() *document.Table {
	xs := t.columns()
	var rows [][]document.Cell
	first := 0
	for n, f := range t.parts {
		part := f.cells(xs)
		if n == 0 {
			rows, first = part, len(part)
			continue
		}
		head := 0
		for head < len(part) && head < first && head < 8 && sameRow(part[head], rows[head]) {
			head++
		}
		part = part[head:]
		if len(part) == 0 {
			continue
		}
		rest := head == 0 && restOf(rows[len(rows)-1], part)
		if rest {
			above := rows[len(rows)-1]
			for c := range part[0] {
				if part[0][c].Text != "" && !part[0][c].Covered && !tall(part, c) {
					was := above[c].Text
					above[c].Text = joinWrapped(was, part[0][c].Text)
					for k := c + 1; k < len(above) && above[k].Covered && above[k].Text == was; k++ {
						above[k].Text = above[c].Text
					}
				}
			}
		}
		carry(rows, part)
		if rest {
			part = part[1:]
		}
		rows = append(rows, part...)
	}
	if len(t.parts) > 1 {
		// Page breaks leave slivers of rows in which nothing begins.
		rows = slices.DeleteFunc(rows, func(row []document.Cell) bool {
			return !slices.ContainsFunc(row, func(c document.Cell) bool { return c.Text != "" && !c.Covered })
		})
	}
	table := &document.Table{Rows: rows}
	taken := make([][]bool, len(rows))
	for r := range rows {
		taken[r] = slices.Repeat([]bool{true}, len(rows[r]))
	}
	dropCovered(table, taken, len(xs)-1)
	return table
}

func sameRow(a, b []document.Cell) bool {
	some := false
	for c := range a {
		if a[c].Text != b[c].Text {
			return false
		}
		some = some || a[c].Text != ""
	}
	return some
}

// tall reports whether a cell that begins in a page's first row goes on below.
func tall(part [][]document.Cell, c int) bool {
	return len(part) > 1 && part[1][c].Covered && part[1][c].Text == part[0][c].Text
}

// restOf reports whether a page's first row is only the rest of the label of
// the row a page break cut: no figure stands in it. The name of the group the
// row is in may stand beside it, on either page.
func restOf(above []document.Cell, part [][]document.Cell) bool {
	filled, row := 0, part[0]
	for c := range row {
		if row[c].Text == "" || row[c].Covered || c < len(row)/2 && tall(part, c) {
			continue
		}
		if filled++; c >= len(row)/2 || above[c].Text == "" || strings.ContainsAny(row[c].Text[:1], "0123456789") {
			return false
		}
	}
	return filled == 1 && !row[len(row)-1].Covered && above[len(row)-1].Text != ""
}

// carry continues a merged cell cut by a page break into the page's first rows.
func carry(rows, part [][]document.Cell) {
	last := len(rows) - 1
	for c, cell := range part[0] {
		above := rows[last][c]
		if cell.Covered || above.Text == "" {
			continue
		}
		tall := tall(part, c)
		text := above.Text
		switch {
		case cell.Text == "" && (tall || above.Covered && last > 0 && rows[last-1][c].Text == above.Text):
		case tall && numbered(above.Text) && !numbered(cell.Text) && !strings.ContainsAny(cell.Text, "0123456789"):
			// The label itself was cut: （四）无法提 | 供
			text = joinWrapped(above.Text, cell.Text)
			for r := last; r >= 0 && rows[r][c].Text == above.Text; r-- {
				rows[r][c].Text = text
			}
		default:
			continue
		}
		for r := 0; r < len(part) && part[r][c].Text == cell.Text && (r == 0 || part[r][c].Covered); r++ {
			part[r][c] = document.Cell{Text: text, Covered: true}
		}
	}
}

// numbered reports whether a label begins as those of the statutory tables do:
// （三）, 三、 or 3.
func numbered(s string) bool {
	rest := strings.TrimLeft(s, "（(一二三四五六七八九十0123456789")
	return rest != s && rest != "" && strings.ContainsRune("）)、.．", firstRune(rest))
}

// pdfLine is one line of text.
type pdfLine struct {
	glyphs         []glyph
	runs           [][]glyph
	x0, y0, x1, y1 float64
	em             float64 // size of its letters, the height and width of a Chinese one
	page           int
}

// em estimates the size of a character's letters from its width: the boxes of
// many fonts are far higher than what they show.
func (g glyph) em() float64 {
	w := g.x1 - g.x0
	switch {
	case wide(g.r):
		return w
	case g.r >= '0' && g.r <= '9':
		return 1.8 * w
	}
	return 1.4 * w
}

// linesOf groups glyphs into lines from top to bottom, each from left to right.
func linesOf(glyphs []glyph) []*pdfLine {
	sorted := slices.Clone(glyphs)
	slices.SortStableFunc(sorted, func(a, b glyph) int { return sign((a.y0 + a.y1) - (b.y0 + b.y1)) })
	var out []*pdfLine
	mid := 0.0 // of the line's first glyph
	for _, g := range sorted {
		at, em := (g.y0+g.y1)/2, g.em()
		if n := len(out); n > 0 {
			l := out[n-1]
			if at-mid <= 0.4*max(em, l.em, 2) {
				l.glyphs = append(l.glyphs, g)
				l.x0, l.x1, l.em = min(l.x0, g.x0), max(l.x1, g.x1), max(l.em, em)
				continue
			}
		}
		mid = at
		out = append(out, &pdfLine{glyphs: []glyph{g}, x0: g.x0, y0: at, x1: g.x1, em: em})
	}
	for _, l := range out {
		l.size()
		l.cut()
	}
	return out
}

// size settles how high a line is: by its Chinese characters, where it has any.
func (l *pdfLine) size() {
	em, sum := 0.0, 0.0
	for _, g := range l.glyphs {
		sum += (g.y0 + g.y1) / 2
		if wide(g.r) {
			em = max(em, g.em())
		}
	}
	if em > 0 {
		l.em = em
	}
	l.em = min(max(l.em, 4), 200)
	mid := sum / float64(len(l.glyphs))
	l.y0, l.y1 = mid-l.em/2, mid+l.em/2
}

// cut makes runs of a line: characters drawn one after another and standing one
// after another. Text of neighbouring cells may overlap; in runs it stays apart.
func (l *pdfLine) cut() {
	slices.SortStableFunc(l.glyphs, func(a, b glyph) int { return a.seq - b.seq })
	size := l.em
	for i, g := range l.glyphs {
		if i > 0 {
			last := l.glyphs[i-1]
			if gap := g.x0 - last.x1; gap > -0.35*size && gap < 0.25*size && g.x0 > last.x0 {
				n := len(l.runs) - 1
				l.runs[n] = append(l.runs[n], g)
				continue
			}
		}
		l.runs = append(l.runs, []glyph{g})
	}
	slices.SortStableFunc(l.runs, func(a, b []glyph) int { return sign(a[0].x0 - b[0].x0) })
	kept := l.runs[:0]
	for _, r := range l.runs {
		if len(kept) == 0 || !twice(kept[len(kept)-1], r, size) {
			kept = append(kept, r)
		}
	}
	l.runs = kept
}

// twice reports whether b is a drawn once more on nearly the same place, which
// is how some programs make bold letters.
func twice(a, b []glyph, size float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].r != b[i].r || math.Abs(a[i].x0-b[i].x0) > 0.12*size || math.Abs(a[i].y0-b[i].y0) > 0.12*size {
			return false
		}
	}
	return true
}

// text joins a line's characters; between stands where a wide gap was.
func (l *pdfLine) text(between string) string {
	return strings.Join(l.segments(), between)
}

// segments cuts a line at gaps too wide for a space and where texts overlap.
func (l *pdfLine) segments() []string {
	var out []string
	var b strings.Builder
	var last glyph
	size := l.em
	for n, run := range l.runs {
		for i, g := range run {
			gap := g.x0 - last.x1
			switch {
			case n == 0 && i == 0:
			case i == 0 && (gap > 1.05*size || gap < -0.6*size):
				out = append(out, b.String())
				b.Reset()
			case wide(last.r) || wide(g.r):
				// Chinese is set without spaces; those beside letters are for the eye.
				if gap > 0.8*size {
					b.WriteByte(' ')
				}
			case gap > 0.25*size || g.space && gap > 0.1*size:
				b.WriteByte(' ')
			}
			b.WriteRune(g.r)
			last = g
		}
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}

// runes counts the characters of a line.
func (l *pdfLine) runes() int { return len(l.glyphs) }

// pageNumber reports whether text is what stands at the foot of a page.
func pageNumber(s string) bool {
	if s == "" || utf8.RuneCountInString(s) > 16 {
		return false
	}
	digits := false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9', r >= '０' && r <= '９':
			digits = true
		case strings.ContainsRune("—–-－·.~/ 第共页／ ", r):
		default:
			return false
		}
	}
	return digits
}
