package extract

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"yangguang/internal/document"
	"yangguang/internal/fault"
)

// holds checks what every answer must hold to: a fault with words, or a
// document of whole characters and rectangular tables.
func holds(t *testing.T, d document.Document, err error) {
	t.Helper()
	if err != nil {
		if fault.As(err) == nil {
			t.Fatalf("not a fault: %v", err)
		}
		return
	}
	if s := d.Text(); !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		t.Fatal("lost characters were let through")
	}
	for _, tb := range d.Tables() {
		for _, row := range tb.Rows {
			if len(row) != len(tb.Rows[0]) {
				t.Fatal("a table is not rectangular")
			}
		}
	}
}

func fuzzBytes(f *testing.F, name string, seeds ...[]byte) {
	r := reader(f)
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		d, err := r.Bytes(context.Background(), name, data)
		holds(t, d, err)
	})
}

func FuzzHTML(f *testing.F) {
	fuzzBytes(f, "a.html", []byte("<table><tr><td colspan=2 rowspan=3>a<td>b<table><tr><td>c</table></table>"), []byte("<p style='display:none'>x<br>&nbsp;y"), []byte("<pre>a\nb</pre><b><p><b>"))
}

func FuzzText(f *testing.F) {
	fuzzBytes(f, "a.md", []byte("# a\n|b|c|\n|-|-|\n|1|2|"), []byte("\xFF\xFEa\x00\t\x00b\x00"), []byte("<table><tr><td>1\n\n**x**\\|"))
}

func FuzzDOCX(f *testing.F) {
	r := reader(f)
	f.Add(headingPara(1, "一")+`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr>`+para("x")+`</w:tc></w:tr></w:tbl>`, `<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`)
	f.Add(`<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>y</w:t></w:r></w:p>`, "")
	f.Fuzz(func(t *testing.T, body, numbers string) {
		if len(body)+len(numbers) > 1<<16 {
			return
		}
		d, err := r.Bytes(context.Background(), "a.docx", word(t, body, "word/numbering.xml", numbers))
		holds(t, d, err)
	})
}

func FuzzXLSX(f *testing.F) {
	r := reader(f)
	f.Add(`<row r="1"><c r="A1"><v>1</v></c><c r="C1" t="b"><v>1</v></c></row>`, `<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`, `<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`)
	f.Add(`<row hidden="1"><c><f>A1</f></c></row><row r="9"><c t="inlineStr"><is><t>x</t></is></c></row>`, "", "")
	f.Fuzz(func(t *testing.T, data, tail, styles string) {
		if len(data)+len(tail)+len(styles) > 1<<16 {
			return
		}
		d, err := r.Bytes(context.Background(), "a.xlsx", excel(t, data, tail, "xl/styles.xml", styles))
		holds(t, d, err)
	})
}

func FuzzPDF(f *testing.F) {
	r := reader(f)
	f.Add("BT /F1 12 Tf 50 50 Td (12) Tj ET 0 0 m 90 0 l S 0 0 90 90 re S", "")
	f.Add("q 2 0 0 2 0 0 cm 0 0 1 50 re f Q", "/Rotate 90")
	f.Fuzz(func(t *testing.T, content, extra string) {
		if len(content)+len(extra) > 1<<14 {
			return
		}
		d, err := r.Bytes(context.Background(), "a.pdf", pdf(extra, content))
		holds(t, d, err)
	})
}

func FuzzGB18030(f *testing.F) {
	f.Add([]byte("\xD5\xFE\xB8\xAE"))
	f.Add([]byte("\xA6\xD9\xFE\x59\x82\x35\x90\x37"))
	f.Add([]byte("a\xAA\xA1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := fromGB18030("a.txt", data)
		if err != nil {
			if fault.As(err) == nil {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
			t.Fatalf("%X became %q", data, s)
		}
		if bytes.IndexFunc(data, func(r rune) bool { return r >= 0x80 }) < 0 && s != string(data) {
			t.Fatal("ASCII changed")
		}
	})
}
