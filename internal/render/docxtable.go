package render

import "strings"

func (x *docx) table(t Table) {
	g, err := t.grid()
	if err != nil {
		return // Check has refused it already
	}
	if t.Caption != "" {
		x.simple("Caption", t.Caption)
	} else if x.pendingBreak {
		x.simple("Gap", "")
	}
	total := typeWidth
	if t.Landscape {
		total = turnedWidth
	}
	widths := twips(g.widths, total)
	x.raw(`<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="`).num(total).raw(`" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>`)
	if t.Caption != "" {
		x.raw(`<w:tblCaption w:val="`).text(flat(t.Caption)).raw(`"/>`)
	}
	x.raw(`</w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		x.raw(`<w:gridCol w:w="`).num(w).raw(`"/>`)
	}
	x.raw(`</w:tblGrid>`)
	kept := g.kept(t, widths)
	for r := range g.rows {
		x.raw(`<w:tr><w:trPr><w:cantSplit/>`)
		if r < t.Head {
			x.raw(`<w:tblHeader/>`)
		}
		x.raw(`</w:trPr>`)
		for c := 0; c < g.cols; {
			p := g.places[g.at[r][c]]
			x.cell(p, r, widths, t.size(), r < kept)
			c += p.span
		}
		x.raw(`</w:tr>`)
	}
	x.raw(`</w:tbl>`)
	for i, n := range t.Notes {
		before, after := 0, 0
		if i == 0 {
			before = noteBefore
		}
		if i+1 == len(t.Notes) {
			after = tableAfter
		}
		x.open("Note").raw(spacingOf(before, after, noteLine) + `</w:pPr>`)
		x.run(Run{Text: n})
		x.raw(`</w:p>`)
	}
	// two tables in a row would become one, and a body ends with a paragraph
	if len(t.Notes) == 0 {
		x.simple("Gap", "")
	}
}

// kept is how many rows stay with the row after them: all but the last of a table
// that fits a page, else the header and one more, as in PDF. How many lines a cell
// takes is reckoned, for no font is asked here.
func (g *grid) kept(t Table, widths []int) int {
	heights, page := make([]int, g.rows), typeHeight-captionBefore
	if t.Landscape {
		page = turnedSpace - captionBefore
	}
	if t.Caption != "" {
		page -= captionLine
	}
	for _, p := range g.places {
		room := -2 * cellBeside
		for _, w := range widths[p.col : p.col+p.span] {
			room += w
		}
		lines := 0
		for line := range strings.SplitSeq(Clean(p.Text), "\n") {
			wide := int(float64(visualWidth(line)) * t.size() * 10)
			lines += max(1, (wide+room-1)/max(room, 1))
		}
		last := p.row + p.down - 1
		have := 0
		for _, h := range heights[p.row : last+1] {
			have += h
		}
		heights[last] += max(0, lines*cellTwips(t.size())+2*cellAbove-have)
	}
	all := 0
	for _, h := range heights {
		all += h
	}
	if all <= page {
		return g.rows - 1
	}
	return min(t.Head+1, g.rows-1)
}
