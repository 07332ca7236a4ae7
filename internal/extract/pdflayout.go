package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/document"
)

// pdfLayout puts the pages of a PDF together into one run of blocks.
type pdfLayout struct {
	j       *job
	items   []pdfItem
	margins map[string]int // text at the top or foot of pages, and on how many
	heights []float64      // of lines, for what is usual
}

// pdfItem is a line, a table or a picture, in reading order.
type pdfItem struct {
	line    *pdfLine
	table   *pdfTable
	picture bool
	page    int
	margin  bool // stands at the top or foot of its page
	left    float64
	right   float64 // of the page's text
}

// page sorts what stands on a page into tables and lines.
func (l *pdfLayout) page(index int, g *pdfPage) error {
	frames := g.frames()
	for _, f := range frames {
		if err := l.j.spend((len(f.xs) - 1) * (len(f.ys) - 1)); err != nil {
			return err
		}
	}
	free := make([]glyph, 0, len(g.glyphs))
	for _, c := range g.glyphs {
		if f := frameAt(frames, (c.x0+c.x1)/2, (c.y0+c.y1)/2); f != nil {
			f.glyphs = append(f.glyphs, c)
		} else {
			free = append(free, c)
		}
	}
	lines := linesOf(free)
	left, right := g.width, 0.0
	for _, line := range lines {
		line.page = index
		if line.runes() >= 10 {
			left, right = min(left, line.x0), max(right, line.x1)
		}
		l.heights = append(l.heights, line.em)
	}
	if l.margins == nil {
		l.margins = map[string]int{}
	}
	n := 0
	put := func(upTo float64) {
		for n < len(frames) && frames[n].top() < upTo {
			if len(frames[n].glyphs) > 0 {
				l.items = append(l.items, pdfItem{table: &pdfTable{parts: []*frame{frames[n]}}, page: index})
			}
			n++
		}
	}
	for _, line := range lines {
		put(line.y0)
		margin := line.y1 < 0.09*g.height || line.y0 > 0.9*g.height
		if margin {
			l.margins[undigited(line.text(" "))]++
		}
		l.items = append(l.items, pdfItem{line: line, page: index, margin: margin, left: left, right: right})
	}
	put(g.height * 10)
	for range min(g.pictures, 50) {
		l.items = append(l.items, pdfItem{picture: true, page: index})
	}
	return nil
}

// frameAt is the smallest frame a point lies in.
func frameAt(frames []*frame, x, y float64) *frame {
	var best *frame
	for _, f := range frames {
		if x < f.left()-1 || x > f.right()+1 || y < f.top()-1 || y > f.bottom()+1 {
			continue
		}
		if best == nil || f.right()-f.left() < best.right()-best.left() {
			best = f
		}
	}
	return best
}

// finish makes blocks: lines joined to paragraphs, lines with wide gaps in a
// row to flat tables, tables cut by page breaks to one.
func (l *pdfLayout) finish() ([]document.Block, error) {
	items := l.items[:0:0]
	pages := 0
	for _, it := range l.items {
		pages = max(pages, it.page+1)
	}
	for _, it := range l.items {
		if it.line != nil && it.margin {
			text := it.line.text(" ")
			if pageNumber(text) || pages > 1 && utf8.RuneCountInString(text) > 3 && l.margins[undigited(text)]*2 > pages {
				continue
			}
		}
		items = append(items, it)
	}
	usual := median(l.heights)
	var out []document.Block
	for i := 0; i < len(items); {
		if l.j.ctx.Err() != nil {
			return nil, l.j.ctx.Err()
		}
		it := items[i]
		switch {
		case it.picture:
			out = append(out, document.Block{Kind: document.Picture, Where: "第" + itoa(it.page+1) + "页的图片"})
			i++
		case it.table != nil:
			i = l.tableFrom(items, i)
			if b, ok := l.ruled(it.table); ok {
				out = append(out, b...)
			}
		default:
			n := gapped(items[i:])
			if n >= 2 {
				b, err := l.flat(items[i : i+n])
				if err != nil {
					return nil, err
				}
				out = append(out, b)
				i += n
				continue
			}
			var b document.Block
			b, n = paragraphFrom(items[i:], usual)
			if b.Text != "" {
				out = append(out, b)
			}
			i += n
		}
	}
	return out, nil
}

// tableFrom joins the parts of the table at items[i] on the pages after it and
// returns the index after them. Pictures between (seals, marks) do not part it.
func (l *pdfLayout) tableFrom(items []pdfItem, i int) int {
	table, page := items[i].table, items[i].page
	next := i + 1
	for next < len(items) {
		k := next
		for k < len(items) && items[k].picture && items[k].page == page {
			k++
		}
		if k >= len(items) || items[k].table == nil || items[k].page != page+1 || !table.continues(items[k].table.parts[0]) {
			break
		}
		table.parts = append(table.parts, items[k].table.parts...)
		page = items[k].page
		next = k + 1
	}
	return next
}

// ruled makes a table's block; a frame around one text is no table.
func (l *pdfLayout) ruled(t *pdfTable) ([]document.Block, bool) {
	table := t.table()
	if len(table.Rows) == 0 {
		return nil, false
	}
	if len(table.Rows) == 1 && len(table.Rows[0]) == 1 {
		return []document.Block{{Kind: document.Paragraph, Text: table.Rows[0][0].Text}}, table.Rows[0][0].Text != ""
	}
	return []document.Block{{Kind: document.Grid, Table: table}}, true
}

// gapped counts the lines from the first that each have cells apart by wide
// gaps and follow one another.
func gapped(items []pdfItem) int {
	n := 0
	for n < len(items) && items[n].line != nil && len(items[n].line.segments()) >= 2 {
		n++
	}
	return n
}

func (l *pdfLayout) flat(items []pdfItem) (document.Block, error) {
	t := &document.Table{Flat: true}
	for _, it := range items {
		var row []document.Cell
		for _, s := range it.line.segments() {
			row = append(row, document.Cell{Text: tidy(s)})
		}
		if len(row) > maxColumns {
			return document.Block{}, errTooMuch
		}
		if err := l.j.spend(len(row)); err != nil {
			return document.Block{}, err
		}
		t.Rows = append(t.Rows, row)
	}
	width := 0
	for _, r := range t.Rows {
		width = max(width, len(r))
	}
	if err := l.j.spend(width * len(t.Rows)); err != nil {
		return document.Block{}, err
	}
	t.Square()
	return document.Block{Kind: document.Grid, Table: t}, nil
}

// paragraphFrom joins the lines a layout broke: the first runs to the right
// edge and the next begins at the left one, in letters of the same size.
func paragraphFrom(items []pdfItem, usual float64) (document.Block, int) {
	first := items[0]
	text := first.line.text(" ")
	parts := []string{text}
	n := 1
	for n < len(items) && items[n].line != nil {
		a, b := items[n-1], items[n]
		size := a.line.em
		if a.line.x1+b.line.unbroken()+0.6*size < a.right || b.line.x0 > b.left+0.9*size {
			break
		}
		if h := b.line.em; h > 1.15*size || h < 0.85*size {
			break
		}
		if a.page == b.page && b.line.y0-a.line.y1 > 1.6*size {
			break
		}
		parts = append(parts, b.line.text(" "))
		n++
	}
	joined := parts[0]
	if n > 1 {
		joined = joinAll(parts)
	}
	b := document.Block{Kind: document.Paragraph, Text: tidy(joined)}
	if h := first.line.em; usual > 0 && h > 1.15*usual && utf8.RuneCountInString(b.Text) <= 60 {
		b.Kind, b.Level = document.Heading, 2
		if h > 1.4*usual {
			b.Level = 1
		}
	}
	return b, n
}

// unbroken is how wide the first piece of a line is that could not have stood
// at the end of the line before: a word, a number, a character with its comma.
func (l *pdfLine) unbroken() float64 {
	first := l.runs[0]
	end := 0
	for end+1 < len(first) && (!wide(first[end].r) && !wide(first[end+1].r) && !first[end+1].space || strings.ContainsRune("，。、；：！？）》”", first[end+1].r)) {
		end++
	}
	return first[end].x1 - first[0].x0
}

// undigited makes the running heads of different pages alike.
func undigited(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '#'
		}
		return r
	}, s)
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}
