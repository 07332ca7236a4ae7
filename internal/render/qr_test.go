package render

import (
	"bytes"
	"strings"
	"testing"
)

// A code stands in every format: drawn where it can be, told where it cannot.
func TestQR(t *testing.T) {
	const address = "https://xxgk.yunxi.example/zfxxgk/ysqgk/jd?bh=2026-YSQ-0131"
	doc := Doc{Title: "回执", Body: "云溪市住房和城乡建设局", Blocks: []Block{Text("正文。"), QR{Text: address, Caption: "扫码查询"}, Text("后文。")}}
	fonts, err := LoadFonts(FontFiles{})
	if err != nil {
		t.Fatal(err)
	}
	var pdf, docx, html bytes.Buffer
	if err := fonts.PDF(&pdf, doc); err != nil || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF")) {
		t.Error(err)
	}
	if err := DOCX(&docx, doc); err != nil {
		t.Error(err)
	}
	if err := HTML(&html, doc); err != nil || !strings.Contains(html.String(), `aria-label="扫码查询"`) {
		t.Error(err)
	}
	rows, err := modules(address)
	if err != nil || len(rows) < 25 || len(rows)%4 != 1 || len(rows[0]) != len(rows) {
		t.Fatalf("%d modules, %v", len(rows), err)
	}
	// The three corners by which a reader finds a code, and the light frame within each.
	n := len(rows)
	for _, at := range [][2]int{{0, 0}, {0, n - 7}, {n - 7, 0}} {
		for i := range 7 {
			y, x := at[0], at[1]
			if !rows[y][x+i] || !rows[y+6][x+i] || !rows[y+i][x] || !rows[y+i][x+6] || i > 0 && i < 6 && rows[y+1][x+i] || i > 1 && i < 5 && !rows[y+3][x+i] {
				t.Errorf("no corner at %v", at)
			}
		}
	}
	if _, err := modules(strings.Repeat("长", 2000)); err == nil {
		t.Error("a text too long for any code is no code")
	}
	if svg, err := QRCode(address, `"><script>`); err != nil || strings.Contains(string(svg), "<script") {
		t.Errorf("the label is not escaped: %v", err)
	}
}
