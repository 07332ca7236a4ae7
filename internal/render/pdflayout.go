package render

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// How blocks fill pages.

func (p *pdf) front(d Doc) {
	if d.Head != nil {
		p.y = points(markTop - marginTop)
		p.page().WriteString("0.769 0.125 0.165 rg 0.769 0.125 0.165 RG\n")
		size := markPoints(utf8.RuneCountInString(d.Head.Mark))
		p.in("P", func() { p.centred(d.Head.Mark, Title, size, points(markLine)) })
		p.page().WriteString("0 g\n")
		p.in("P", func() { p.centred(d.Head.Number, Fangsong, body, pitch) })
		p.y += ruleRoom
		p.rule(0, p.y+ruleWide/2.0, p.page().textWidth, p.y+ruleWide/2.0, ruleWide)
		p.page().WriteString("0 G\n")
		p.y += ruleWide + points(numberAfter)
	}
	if d.Title != "" {
		p.mark(d.Title, 0)
		p.in("H1", func() {
			for _, line := range d.titleLines() {
				p.centred(line, Title, titleSize, points(titleLine))
			}
		})
		p.y += points(d.titleAfter())
	}
}

// titleAfter is the room under the title, in twips.
func (d Doc) titleAfter() int {
	if d.Head != nil {
		return titleAfterHead
	}
	return titleAfter
}

// titleRunes is how many characters of a title a line takes.
const titleRunes = 20

// titleLines breaks a title that fills more than a line behind the name of its
// body, so that it is never broken inside a phrase that would fit.
func (d Doc) titleLines() []string {
	rest, named := strings.CutPrefix(d.Title, d.Body)
	if !named || d.Body == "" || rest == "" || utf8.RuneCountInString(d.Title) <= titleRunes {
		return []string{d.Title}
	}
	return []string{d.Body, rest}
}

// centred sets text in the middle of as many lines as it takes.
func (p *pdf) centred(text string, role Role, size, step float64) {
	for _, l := range breakLines(p.shape(nil, text, role, false, size), p.page().textWidth, p.page().textWidth, 0) {
		p.need(step)
		p.setLine(l, 0, p.page().textWidth, step, Center, 0)
	}
}

// rule draws a line; coordinates count from the corner of the text area.
func (p *pdf) rule(x1, y1, x2, y2, width float64) {
	pg := p.page()
	p.stroke("%.2f w %.2f %.2f m %.2f %.2f l S ", width, pg.left+x1, pg.height-pg.top-y1, pg.left+x2, pg.height-pg.top-y2)
}

func (p *pdf) mark(text string, level int) {
	p.marks = append(p.marks, bookmark{text, level, len(p.pages) - 1, p.page().height - p.page().top - p.y})
}

// setLine sets one line at the cursor and moves down by step. Natural spreads
// the line to the margin unless it ends a paragraph.
func (p *pdf) setLine(l line, x, width, step float64, align Align, tight float64) {
	size := body
	if len(l.glyphs) > 0 {
		size = l.glyphs[0].size
	}
	used := natural(l.glyphs, tight)
	switch align {
	case Center:
		x += (width - used) / 2
	case Right:
		x += width - used
	case Natural:
		if !l.end {
			l.glyphs = spread(l.glyphs, width-used)
		}
	}
	p.draw(l.glyphs, p.page().left+x, p.page().top+p.y+baseline(size, step), tight)
	p.y += step
}

// baseline is how deep the baseline of type lies in a line of height step.
func baseline(size, step float64) float64 { return (step-size)/2 + 0.88*size }

func (p *pdf) block(b Block, rest []Block) {
	if t, ok := b.(Table); ok {
		p.table(t)
		return
	}
	if p.page().paper != upright {
		p.newPage(upright)
		if _, ok := b.(PageBreak); ok {
			return
		}
	}
	switch b := b.(type) {
	case Heading:
		p.in("H"+strconv.Itoa(b.level()+1), func() { p.heading(b, rest) }) // the title is H1
	case Paragraph:
		p.in("P", func() { p.paragraph(b, keepsWith(rest)) })
	case PageBreak:
		p.newPage(upright)
	case Signature:
		p.signature(b)
	case QR:
		p.qr(b)
	case Attachments:
		if p.y > 0 {
			p.y += points(attachmentsBefore)
		}
		list, lines := p.tree.add("L"), b.lines()
		for i, s := range lines {
			keep := 0.0
			if i+1 == len(lines) {
				keep = keepsWith(rest)
			}
			p.attachment(list.add("LI"), s[0], s[1], keep)
		}
	}
}

var headingLook = [5]struct {
	role Role
	bold bool
}{1: {Hei, false}, 2: {Kai, false}, 3: {Fangsong, true}, 4: {Fangsong, false}}

func (p *pdf) heading(h Heading, rest []Block) {
	look := headingLook[h.level()]
	w := p.page().textWidth
	ls := breakLines(p.shape(nil, flat(h.Text), look.role, look.bold, body), w-2*(body+spacing), w, spacing)
	own := float64(len(ls)) * pitch
	p.need(own + p.follows(rest, own))
	p.mark(h.Text, h.level())
	for i, l := range ls {
		p.need(pitch)
		p.setLine(l, indent(i), w-indent(i), pitch, Natural, spacing)
	}
}

func indent(line int) float64 {
	if line == 0 {
		return 2 * (body + spacing)
	}
	return 0
}

// follows is the room that what comes after a heading needs on the same page,
// so that no heading stands alone at the foot. above is what the headings take.
func (p *pdf) follows(rest []Block, above float64) float64 {
	if len(rest) == 0 {
		return 0
	}
	switch b := rest[0].(type) {
	case Heading:
		return pitch + p.follows(rest[1:], above+pitch)
	case Paragraph:
		return pitch
	case Table:
		if b.Landscape {
			return 0
		}
		return points(captionBefore) + p.layTable(b, upright.textWidth).least(upright.textHeight-above-points(captionBefore))
	}
	return 0
}

// keepsWith is the room that must be left under the last line of a text: a
// signature never stands alone on a page.
func keepsWith(rest []Block) float64 {
	if len(rest) > 0 {
		if _, ok := rest[0].(Signature); ok {
			return signatureRoom
		}
	}
	return 0
}

// signatureRoom holds a free line, the body and the date.
const signatureRoom = 3 * pitch

// paragraph sets running text; keep is the room that its last line wants under it.
func (p *pdf) paragraph(b Paragraph, keep float64) {
	var gs []glyph
	for _, r := range b.Runs {
		role := r.Role
		if role == Plain {
			role = Fangsong
		}
		gs = p.shape(gs, r.Text, role, r.Bold, body)
	}
	w := p.page().textWidth
	first := 2 * (body + spacing)
	if b.Flush || b.Align == Center || b.Align == Right {
		first = 0
	}
	lines := breakLines(gs, w-first, w, spacing)
	for i, l := range lines {
		x := 0.0
		if i == 0 {
			x = first
		}
		if i+1 < len(lines) {
			p.need(pitch)
		} else {
			p.need(pitch + keep)
		}
		p.setLine(l, x, w-x, pitch, b.Align, spacing)
	}
}

// attachment sets one line of the list; what does not fit goes on under the
// name, not under 附件.
func (p *pdf) attachment(item *element, lead, name string, keep float64) {
	w := p.page().textWidth
	gs := p.shape(nil, lead, Fangsong, false, body)
	defer p.opens(nil)()
	first := 2 * (body + spacing)
	name0 := first + natural(gs, spacing) + spacing
	lines := breakLines(p.shape(nil, flat(name), Fangsong, false, body), w-name0, w-name0, spacing)
	for i, l := range lines {
		if i+1 < len(lines) {
			p.need(pitch)
		} else {
			p.need(pitch + keep)
		}
		if i == 0 {
			p.open = item.add("Lbl")
			p.setLine(line{glyphs: gs}, first, name0-first, pitch, Left, spacing)
			p.y -= pitch
			p.open = item.add("LBody")
		}
		p.setLine(l, name0, w-name0, pitch, Left, spacing)
	}
}

// signature sets the date four characters from the right edge and the body
// centred above it, the two kept together.
func (p *pdf) signature(s Signature) {
	p.need(signatureRoom)
	p.y += pitch
	defer p.opens(p.tree.add("P"))()
	w := p.page().textWidth
	date := p.shape(nil, flat(s.Date), Fangsong, false, body)
	dateWidth := natural(date, spacing)
	right := w - 4*(body+spacing)
	for _, l := range breakLines(p.shape(nil, flat(s.Body), Fangsong, false, body), w, w, spacing) {
		used := natural(l.glyphs, spacing)
		x := max(0, min(right-dateWidth/2-used/2, w-used))
		p.need(pitch)
		p.setLine(l, x, w-x, pitch, Left, spacing)
	}
	p.need(pitch)
	p.open = p.tree.add("P")
	for _, l := range breakLines(date, w, w, spacing) {
		p.setLine(l, max(0, right-dateWidth), w, pitch, Left, spacing)
	}
}

// numbers puts the page numbers 7 mm under the text area, one character in
// from the outer edge: right on odd pages, left on even ones.
func (p *pdf) numbers() {
	all := p.pages
	for i, pg := range all {
		p.pages = all[:i+1]
		gs := p.shape(nil, "— "+strconv.Itoa(i+1)+" —", Song, false, folio)
		x := pg.left + folio
		if i%2 == 0 {
			x = pg.left + pg.textWidth - folio - natural(gs, 0)
		}
		p.draw(gs, x, pg.top+pg.textHeight+7*mm+0.88*folio, 0)
	}
	p.pages = all
}
