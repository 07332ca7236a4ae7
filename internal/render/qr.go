package render

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// QR is a QR code (GB/T 18284) at the left edge with a line of text beneath: 30
// mm wide in PDF and HTML. Word and Excel print the text alone.
type QR struct {
	Text    string // what a telephone reads, usually an address; never personal data
	Caption string // what it is for
}

func (QR) block() {}

// quiet is the white border, in modules.
const quiet = 4

// modules are the dark places of a code with error correction M, row by row.
func modules(text string) ([][]bool, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("draw QR: %w", err)
	}
	n := code.Bounds().Dx()
	rows := make([][]bool, n)
	for y := range rows {
		rows[y] = make([]bool, n)
		for x := range rows[y] {
			v, _, _, _ := code.At(x, y).RGBA()
			rows[y][x] = v == 0
		}
	}
	return rows, nil
}

// QRCode draws text as an SVG of class "qr" for a page, named by label. What is
// not plain numbers in the markup is escaped.
func QRCode(text, label string) (template.HTML, error) {
	rows, err := modules(text)
	if err != nil {
		return "", err
	}
	var path strings.Builder
	for y, row := range rows {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	n := len(rows) + 2*quiet
	return template.HTML(fmt.Sprintf(`<svg class="qr" viewBox="0 0 %d %d" width="150" height="150" role="img" aria-label="%s">`+
		`<rect width="100%%" height="100%%" fill="#fff"/><path fill="#000" d="%s"/></svg>`, n, n, template.HTMLEscapeString(label), path.String())), nil
}

// qr draws a code; one that cannot be made (too long a text) is left out, its
// caption stays.
func (p *pdf) qr(b QR) {
	const side = 30 * mm
	rows, err := modules(b.Text)
	if err == nil {
		p.need(side + pitch)
		pg := p.page()
		step := side / float64(len(rows))
		x, y := pg.left, pg.height-pg.top-p.y-side
		figure := p.tree.add("Figure")
		figure.more = fmt.Sprintf("/Alt%s/A<</O/Layout/Placement/Block/BBox[%.2f %.2f %.2f %.2f]>>", hexText("二维码："+b.Text), x, y, x+side, y+side)
		back := p.opens(figure)
		p.begin()
		pg.WriteString("0 g\n")
		for y, row := range rows {
			for x, dark := range row {
				if dark { // a hair wider than its place, so that no reader sees gaps
					fmt.Fprintf(pg, "%.2f %.2f %.2f %.2f re\n", pg.left+float64(x)*step, pg.height-pg.top-p.y-float64(y+1)*step, step+0.05, step+0.05)
				}
			}
		}
		pg.WriteString("f\n")
		p.finish()
		back()
		p.y += side
	}
	p.in("P", func() { p.paragraph(Paragraph{Runs: []Run{{Text: b.Caption}}, Flush: true}, 0) })
}
