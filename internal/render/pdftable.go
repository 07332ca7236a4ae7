package render

import "fmt"

// laid is a table with its lines broken and its rows measured.
type laid struct {
	*grid
	head    int
	edge    []float64 // x of each column's left side, and of the table's right
	y       []float64 // top of each row, and the bottom of the last
	text    [][]line  // by place
	drawn   []int     // lines of each place already on paper
	size    float64
	step    float64 // line height
	caption []line
	notes   [][]line
	cells   []*element // by place; nil once what is repeated has been read
}

const (
	padX        = cellBeside / 20.0
	padY        = cellAbove / 20.0
	captionStep = captionLine / 20.0
	noteStep    = noteLine / 20.0
)

func (p *pdf) layTable(t Table, width float64) *laid {
	g, err := t.grid()
	if err != nil { // Check has refused it already
		return &laid{grid: &grid{}, y: []float64{0}}
	}
	l := &laid{grid: g, head: min(t.Head, g.rows), size: t.size(), text: make([][]line, len(g.places)), drawn: make([]int, len(g.places))}
	l.step = points(cellTwips(l.size))
	x := 0.0
	for _, share := range g.widths {
		l.edge = append(l.edge, x)
		x += share * width
	}
	l.edge = append(l.edge, width)
	heights := make([]float64, g.rows)
	for i, c := range g.places {
		role := Song
		if c.head {
			role = Hei
		}
		room := max(l.edge[c.col+c.span]-l.edge[c.col]-2*padX, l.size)
		l.text[i] = breakLines(p.shape(nil, c.Text, role, c.Bold, l.size), room, room, 0)
		if c.down == 1 {
			heights[c.row] = max(heights[c.row], l.height(i))
		}
	}
	for i, c := range g.places { // what spans rows makes its last row taller
		sum := 0.0
		for _, h := range heights[c.row : c.row+c.down] {
			sum += h
		}
		if more := l.height(i) - sum; more > 0 {
			heights[c.row+c.down-1] += more
		}
	}
	l.y = make([]float64, g.rows+1)
	for r, h := range heights {
		l.y[r+1] = l.y[r] + h
	}
	if t.Caption != "" {
		l.caption = breakLines(p.shape(nil, flat(t.Caption), Hei, false, captionSize), width, width, 0)
	}
	for _, n := range t.Notes {
		l.notes = append(l.notes, breakLines(p.shape(nil, n, Song, false, noteSize), width, width, 0))
	}
	return l
}

func (l *laid) height(place int) float64 { return float64(len(l.text[place]))*l.step + 2*padY }

// all is the height of the whole table with its caption.
func (l *laid) all() float64 { return l.y[len(l.y)-1] + float64(len(l.caption))*captionStep }

// least is the room the table wants to begin on a page: all of itself if it
// fits on one, its header and two rows otherwise.
func (l *laid) least(pageHeight float64) float64 {
	if l.all() <= pageHeight {
		return l.all()
	}
	rows := min(l.head+2, l.rows)
	return min(l.y[rows]+float64(len(l.caption))*captionStep, pageHeight)
}

func (p *pdf) table(t Table) {
	want := upright
	if t.Landscape {
		want = turned
	}
	if p.page().paper != want {
		if p.y == 0 && p.page().Len() == 0 {
			p.pages = p.pages[:len(p.pages)-1]
		}
		p.newPage(want)
	}
	l := p.layTable(t, want.textWidth)
	if p.y > 0 {
		p.y += points(captionBefore)
	}
	p.need(l.least(want.textHeight))
	defer p.opens(nil)()
	e := p.tree.add("Table")
	p.open = e.add("Caption")
	for _, c := range l.caption {
		p.need(captionStep)
		p.setLine(c, 0, want.textWidth, captionStep, Center, 0)
	}
	l.tag(e)
	p.rows(l)
	p.y += points(noteBefore)
	for _, n := range l.notes {
		p.open = p.tree.add("P")
		for _, x := range n {
			p.need(noteStep)
			p.setLine(x, 0, want.textWidth, noteStep, Left, 0)
		}
	}
	if p.y > 0 {
		p.y += points(tableAfter)
	}
}

// tag gives each place its element, row by row: what is repeated further on is
// read once.
func (l *laid) tag(table *element) {
	rows := make([]*element, l.grid.rows)
	for r := range rows {
		rows[r] = table.add("TR")
	}
	for _, c := range l.places {
		kind, scope := "TD", ""
		switch {
		case c.head:
			kind, scope = "TH", "/Scope/Column"
		case c.Header:
			kind, scope = "TH", "/Scope/Row"
		}
		if c.span > 1 {
			scope += fmt.Sprintf("/ColSpan %d", c.span)
		}
		if c.down > 1 {
			scope += fmt.Sprintf("/RowSpan %d", c.down)
		}
		e := rows[c.row].add(kind)
		if scope != "" {
			e.more = "/A<</O/Table" + scope + ">>"
		}
		l.cells = append(l.cells, e)
	}
}

// rows puts the rows on as many pages as they need, the header on each.
func (p *pdf) rows(l *laid) {
	full := p.page().textHeight
	head := l.head
	if l.y[head] > full/2 {
		head = 0 // a header that leaves no room is printed once, as rows
	}
	row, from := head, l.y[head]
	for done := false; !done; done = row >= l.rows {
		room := p.left() + 0.5 - l.y[head]
		next := l.fit(row, from, room)
		if next == row && row < l.rows && p.y > 0 && (from > l.y[row] || l.y[row+1]-from <= full-l.y[head] || room < full/4) {
			p.newPage(p.page().paper)
			continue
		}
		to := l.y[next]
		if next == row && row < l.rows { // a row taller than a page is cut
			to = from + room
			for r := row + 1; r <= l.rows; r++ { // a cut loses up to a line
				l.y[r] += l.step + 2*padY
			}
		}
		if head > 0 {
			p.header(l, head)
		}
		p.band(l, from, to, p.y)
		p.y += to - from
		row, from = next, to
		if row < l.rows {
			p.newPage(p.page().paper)
		}
	}
}

// header draws the header rows, anew on each page.
func (p *pdf) header(l *laid, head int) {
	for i := range l.places {
		if l.places[i].row < head {
			l.drawn[i] = 0
		}
	}
	p.band(l, 0, l.y[head], p.y)
	p.y += l.y[head]
}

// fit gives the row at which the page must end when it begins at height from
// within row. It prefers a place that no merged cell crosses.
func (l *laid) fit(row int, from, room float64) int {
	last := row
	for last < l.rows && l.y[last+1]-from <= room {
		last++
	}
	if last == l.rows {
		return last
	}
	for r := last; r > row && l.y[r]-from > room*0.6; r-- {
		if !l.crossed(r) {
			return r
		}
	}
	return last
}

// crossed reports whether a merged cell lies over the upper edge of row r.
func (l *laid) crossed(r int) bool {
	for c := range l.cols {
		if l.at[r][c] == l.at[r-1][c] {
			return true
		}
	}
	return false
}

// band draws the part of the table between two heights with its top at y.
func (p *pdf) band(l *laid, from, to, y float64) {
	pg := p.page()
	for i, c := range l.places {
		top, bottom := l.y[c.row], l.y[c.row+c.down]
		if bottom <= from || top >= to {
			continue
		}
		a, b := max(top, from), min(bottom, to)
		x, w := l.edge[c.col], l.edge[c.col+c.span]-l.edge[c.col]
		p.stroke("0.5 w %.2f %.2f %.2f %.2f re S ", pg.left+x, pg.height-pg.top-y-(b-from), w, b-a)
		lines := l.portion(i, a, b)
		at := p.y
		p.open = l.cells[i]
		p.y = y + (a - from) + max(padY, (b-a-float64(len(lines))*l.step)/2)
		for _, ln := range lines {
			align := c.align()
			p.setLine(ln, x+padX, w-2*padX, l.step, align, 0)
		}
		if p.y = at; len(lines) == len(l.text[i]) { // whole: another time it is a repetition
			l.cells[i] = nil
		}
	}
	p.open = nil
}

// portion gives the lines of a place that stand in the part of it between a
// and b. What spans rows is repeated whole wherever it has room; what does not
// fit goes on in the next part.
func (l *laid) portion(i int, a, b float64) []line {
	c := l.places[i]
	bottom := l.y[c.row+c.down]
	fits := max(0, int((b-a-2*padY+0.1)/l.step))
	if c.down > 1 && l.drawn[i] == 0 {
		if len(l.text[i]) <= fits {
			return l.text[i]
		}
		if bottom-b >= l.height(i) {
			return nil
		}
	}
	lines := l.text[i][l.drawn[i]:]
	if bottom > b {
		lines = lines[:min(fits, len(lines))]
	}
	l.drawn[i] += len(lines)
	return lines
}
