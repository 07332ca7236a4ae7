package render

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// DOCX writes the document as WordprocessingML for WPS, Word and LibreOffice:
// real headings, tables with merged cells and repeated header rows, GB/T 9704
// page, page numbers on the outer side, no data of this machine.
func DOCX(w io.Writer, d Doc) error {
	if err := d.Check(); err != nil {
		return err
	}
	z := zip.NewWriter(w)
	x := &docx{}
	for _, part := range []struct {
		name string
		fill func(*xmlWriter)
	}{
		{"[Content_Types].xml", func(x *xmlWriter) { x.raw(docxTypes) }},
		{"_rels/.rels", func(x *xmlWriter) { x.raw(docxRels) }},
		{"docProps/core.xml", func(x *xmlWriter) { coreProperties(x, d) }},
		{"docProps/app.xml", func(x *xmlWriter) { x.raw(docxApp) }},
		{"word/_rels/document.xml.rels", func(x *xmlWriter) { x.raw(docxDocumentRels) }},
		{"word/settings.xml", func(x *xmlWriter) { x.raw(docxSettings) }},
		{"word/fontTable.xml", func(x *xmlWriter) { x.raw(docxFonts) }},
		{"word/styles.xml", func(x *xmlWriter) { x.raw(docxStyles) }},
		{"word/footer1.xml", func(x *xmlWriter) { pageNumber(x, "right") }},
		{"word/footer2.xml", func(x *xmlWriter) { pageNumber(x, "left") }},
		{"word/header1.xml", func(x *xmlWriter) { emptyHeader(x, marginTop-headerTop) }},
		{"word/header2.xml", func(x *xmlWriter) { emptyHeader(x, 240) }},
		{"word/document.xml", func(x2 *xmlWriter) { x.xmlWriter = x2; x.document(d) }},
	} {
		out, err := zipEntry(z, part.name)
		if err != nil {
			return err
		}
		var xw xmlWriter
		xw.raw(xml.Header)
		part.fill(&xw)
		if _, err := out.Write(xw.Bytes()); err != nil {
			return err
		}
	}
	return z.Close()
}

// zipEntry begins a file whose time is the format's own beginning, so that the
// same content gives the same bytes on every day.
func zipEntry(z *zip.Writer, name string) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
}

// xmlWriter builds one part. raw takes only literals and numbers of this
// package; text and attributes that come from people go through the escapers.
type xmlWriter struct{ bytes.Buffer }

func (x *xmlWriter) raw(s string) *xmlWriter { x.WriteString(s); return x }

func (x *xmlWriter) num(n int) *xmlWriter { x.WriteString(strconv.Itoa(n)); return x }

func (x *xmlWriter) text(s string) *xmlWriter {
	_ = xml.EscapeText(&x.Buffer, []byte(Clean(s))) // a bytes.Buffer does not fail
	return x
}

// docx carries what the body of the document needs to remember.
type docx struct {
	*xmlWriter
	pendingBreak bool // the next paragraph begins a page
	keep         bool // the next paragraph stays with what follows it
}

func (x *docx) document(d Doc) {
	x.raw(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`)
	if d.Head != nil {
		half := strconv.Itoa(int(2 * markPoints(utf8.RuneCountInString(d.Head.Mark))))
		x.open("RedHead").raw(`</w:pPr><w:r><w:rPr><w:sz w:val="` + half + `"/><w:szCs w:val="` + half + `"/></w:rPr><w:t xml:space="preserve">`).text(flat(d.Head.Mark)).raw(`</w:t></w:r></w:p>`)
		x.simple("DocumentNumber", d.Head.Number)
	}
	if d.Title != "" {
		x.open("Title").raw(spacingOf(0, d.titleAfter(), titleLine) + `</w:pPr>`)
		x.run(Run{Text: strings.Join(d.titleLines(), "\n")})
		x.raw(`</w:p>`)
	}
	turned, first := false, true // of the section being written: landscape, the first one
	for i, b := range d.Blocks {
		t, isTable := b.(Table)
		if want := isTable && t.Landscape; want != turned {
			// a section's properties stand in its last paragraph
			if i > 0 || d.Title != "" || d.Head != nil {
				x.raw(`<w:p><w:pPr><w:pStyle w:val="Gap"/>`)
				sectionProperties(x.xmlWriter, turned, d.Head != nil, first)
				x.raw(`</w:pPr></w:p>`)
				first = false
			}
			turned = want
		}
		x.block(b, keepsWith(d.Blocks[i+1:]) > 0)
	}
	sectionProperties(x.xmlWriter, turned, d.Head != nil, first)
	x.raw(`</w:body></w:document>`)
}

// open begins a paragraph of a style; the caller writes runs and closes it.
func (x *docx) open(style string) *docx {
	x.raw(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>`)
	if x.keep {
		x.raw(`<w:keepNext/>`)
		x.keep = false
	}
	if x.pendingBreak {
		x.raw(`<w:pageBreakBefore/>`)
		x.pendingBreak = false
	}
	return x
}

func (x *docx) simple(style, text string) *docx {
	x.open(style).raw(`</w:pPr>`)
	x.run(Run{Text: text})
	x.raw(`</w:p>`)
	return x
}

// block writes a block; keep says that its last line stays with what follows.
func (x *docx) block(b Block, keep bool) {
	switch b := b.(type) {
	case Heading:
		x.simple("Heading"+strconv.Itoa(b.level()), b.Text)
	case Paragraph:
		x.keep = keep
		x.paragraph(b)
	case Table:
		x.table(b)
	case PageBreak:
		if x.pendingBreak { // an empty page was asked for
			x.simple("Gap", "")
		}
		x.pendingBreak = true
	case Signature:
		x.signature(b)
	case QR:
		x.simple("Normal", flat(b.Caption+b.Text))
	case Attachments:
		for i, line := range b.lines() {
			x.attachment(line[0], line[1], i == 0, keep && i+1 == len(b.lines()))
		}
	}
}

// attachment writes one line of the list; what does not fit goes on under the name.
func (x *docx) attachment(lead, name string, first, keep bool) {
	before := 0
	if first {
		before = attachmentsBefore
	}
	x.keep = keep
	hanging := visualWidth(lead) * twoTwips / 4
	x.open("Attachment").raw(spacingOf(before, 0, lineTwips) + fmt.Sprintf(`<w:ind w:left="%d" w:hanging="%d"/></w:pPr>`, twoTwips+hanging, hanging))
	x.run(Run{Text: flat(lead + name)})
	x.raw(`</w:p>`)
}

// signature sets the date four characters from the margin and the body centred
// above it.
func (x *docx) signature(s Signature) {
	x.simple("Signature", "")
	const half = twoTwips / 4 // twips of a half-width place
	right := max(0, 8*half-(visualWidth(s.Body)-visualWidth(s.Date))*half/2)
	x.open("Signature").raw(`<w:ind w:right="`).num(right).raw(`"/></w:pPr>`)
	x.run(Run{Text: flat(s.Body)})
	x.raw(`</w:p>`)
	x.simple("Signature", flat(s.Date))
}

// visualWidth counts half-width places.
func visualWidth(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}

func (x *docx) paragraph(p Paragraph) {
	x.open("BodyText")
	if p.Flush || p.Align == Center || p.Align == Right {
		x.raw(`<w:ind w:firstLine="0"/>`)
	}
	x.justify(p.Align)
	x.raw(`</w:pPr>`)
	for _, r := range p.Runs {
		x.run(r)
	}
	x.raw(`</w:p>`)
}

func (x *docx) justify(a Align) {
	if v := map[Align]string{Left: "left", Center: "center", Right: "right"}[a]; v != "" {
		x.raw(`<w:jc w:val="` + v + `"/>`)
	}
}

// roleFonts names the typeface of a role: the names an official's machine
// knows first; fontTable.xml gives the alternatives.
var roleFonts = map[Role]string{Fangsong: "仿宋_GB2312", Hei: "黑体", Kai: "楷体_GB2312", Song: "宋体", Title: "方正小标宋简体"}

func (x *docx) run(r Run) {
	x.raw(`<w:r>`)
	if r.Bold || r.Role != Plain {
		x.raw(`<w:rPr>`)
		if f := roleFonts[r.Role]; f != "" {
			x.raw(`<w:rFonts w:ascii="` + f + `" w:hAnsi="` + f + `" w:eastAsia="` + f + `"/>`)
		}
		if r.Bold {
			x.raw(`<w:b/>`)
		}
		x.raw(`</w:rPr>`)
	}
	for i, line := range strings.Split(Clean(r.Text), "\n") {
		if i > 0 {
			x.raw(`<w:br/>`)
		}
		if line != "" {
			x.raw(`<w:t xml:space="preserve">`).text(line).raw(`</w:t>`)
		}
	}
	x.raw(`</w:r>`)
}

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

// twips shares total among the columns without losing any to rounding.
func twips(shares []float64, total int) []int {
	out := make([]int, len(shares))
	sum, done := 0.0, 0
	for i, s := range shares {
		sum += s
		out[i] = int(sum*float64(total)+0.5) - done
		done += out[i]
	}
	return out
}

func (t Table) size() float64 {
	if t.Size >= 5 && t.Size <= 22 {
		return t.Size
	}
	return 10.5
}

func (x *docx) cell(p place, row int, widths []int, size float64, keep bool) {
	w := 0
	for _, cw := range widths[p.col : p.col+p.span] {
		w += cw
	}
	x.raw(`<w:tc><w:tcPr><w:tcW w:w="`).num(w).raw(`" w:type="dxa"/>`)
	if p.span > 1 {
		x.raw(`<w:gridSpan w:val="`).num(p.span).raw(`"/>`)
	}
	switch {
	case p.down > 1 && row == p.row:
		x.raw(`<w:vMerge w:val="restart"/>`)
	case p.down > 1:
		x.raw(`<w:vMerge/>`)
	}
	x.raw(`<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/>`)
	if keep {
		x.raw(`<w:keepNext/>`)
	}
	if size != 10.5 {
		x.raw(spacingOf(cellAbove, cellAbove, cellTwips(size)))
	}
	x.justify(p.align())
	x.raw(`</w:pPr>`)
	if row == p.row && p.Text != "" {
		half := strconv.Itoa(int(size*2 + 0.5))
		for i, line := range strings.Split(Clean(p.Text), "\n") {
			x.raw(`<w:r><w:rPr>`)
			if p.head {
				x.raw(roleFont(Hei))
			}
			if p.Bold {
				x.raw(`<w:b/>`)
			}
			x.raw(`<w:sz w:val="` + half + `"/><w:szCs w:val="` + half + `"/></w:rPr>`)
			if i > 0 {
				x.raw(`<w:br/>`)
			}
			x.raw(`<w:t xml:space="preserve">`).text(line).raw(`</w:t></w:r>`)
		}
	}
	x.raw(`</w:p></w:tc>`)
}

func coreProperties(x *xmlWriter, d Doc) {
	x.raw(`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	x.raw(`<dc:title>`).text(flat(d.Title)).raw(`</dc:title><dc:subject>`).text(flat(d.Subject)).raw(`</dc:subject><dc:creator>`).text(flat(d.Body))
	x.raw(`</dc:creator><cp:keywords>`).text(flat(d.Keywords)).raw(`</cp:keywords><dc:language>zh-CN</dc:language>`)
	if day, err := time.Parse(time.DateOnly, d.Date); err == nil {
		for _, e := range []string{"created", "modified"} {
			x.raw(fmt.Sprintf(`<dcterms:%s xsi:type="dcterms:W3CDTF">%sT00:00:00Z</dcterms:%s>`, e, day.Format(time.DateOnly), e))
		}
	}
	x.raw(`</cp:coreProperties>`)
}
