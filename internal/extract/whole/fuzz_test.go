package whole_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"yangguang/internal/extract/whole"
	"yangguang/internal/extract/zipped"
	"yangguang/internal/screening"
)

// FuzzRead: no bytes break a reader, in any of its formats, and what a file
// holds is screened.
func FuzzRead(f *testing.F) {
	for _, p := range slices.Concat(docxPlaces(), xlsxPlaces(), pptxPlaces(), pagePlaces(), pdfPlaces(), ofdPlaces(), textPlaces(), picturePlaces(), mailPlaces()) {
		f.Add(p.format, p.file)
	}
	r := whole.New(whole.Options{Timeout: 5 * time.Second})
	rules := screening.Rules{Today: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)}
	f.Fuzz(func(t *testing.T, format string, data []byte) {
		h := r.Bytes(context.Background(), "a."+format, data)
		for _, c := range h.Concealed {
			if strings.Contains(c.What, "读取时出错") {
				t.Errorf("a reader broke on %s", format)
			}
		}
		rules.Screen(h)
	})
}

// FuzzPDF and FuzzOffice try their readers alone, so that bytes of a container
// are not all that is tried.
func FuzzPDF(f *testing.F) {
	for _, p := range pdfPlaces() {
		f.Add(p.file)
	}
	r := whole.New(whole.Options{Timeout: 5 * time.Second})
	f.Fuzz(func(t *testing.T, data []byte) {
		h := r.Bytes(context.Background(), "a.pdf", append([]byte("%PDF-1.7\n"), data...))
		for _, c := range h.Concealed {
			if strings.Contains(c.What, "读取时出错") {
				t.Error("the reader broke")
			}
		}
	})
}

func FuzzOffice(f *testing.F) {
	f.Add("word/document.xml", `<w:document><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`)
	f.Add("xl/worksheets/sheet1.xml", sheetOf(cellText("A1", "x")))
	f.Add("ppt/slides/slide1.xml", shape("1", "", "x"))
	r := whole.New(whole.Options{Timeout: 5 * time.Second})
	f.Fuzz(func(t *testing.T, part, body string) {
		for _, main := range [...]string{"word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"} {
			if strings.ContainsRune(part, 0) || strings.HasSuffix(part, "/") {
				t.Skip()
			}
			h := r.Bytes(context.Background(), "a", zipOf(main, body, part, body, "xl/worksheets/sheet1.xml", body, "xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`))
			for _, c := range h.Concealed {
				if strings.Contains(c.What, "读取时出错") {
					t.Errorf("the reader broke on %s", main)
				}
			}
		}
	})
}

// TestUnreadable: what cannot be read is told, never passed over.
func TestUnreadable(t *testing.T) {
	deep := docx("")
	for range 6 {
		deep = docx("", "word/embeddings/a.docx", string(deep))
	}
	bomb := docx("", "word/media/a.bin", strings.Repeat("\x00", 80<<20))
	for _, tt := range []struct {
		name, want string
		data       []byte
		because    string
	}{
		{"a.txt", "空文件", nil, "an empty file"},
		{"a.doc", "旧版 Word", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "W\x00o\x00r\x00d\x00D\x00o\x00c\x00u\x00m\x00e\x00n\x00t\x00"...), "an old format"},
		{"a.xls", "加密", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"...), "an encrypted one"},
		{"a.docx", "已损坏", []byte("PK\x03\x04word/document"), "a broken container"},
		{"a.docx", "远超限度", bomb, "a container that unfolds too far"},
		{"a.docx", "嵌套超过 3 层", deep, "files in files in files in files"},
		{"a.pdf", "没有可读的页", []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"), "no pages"},
		{"a.pdf", "不是完整", []byte("%PDF-1.7\n"), "nothing of a PDF"},
		{"a.rar", "读不了", []byte("Rar!\x1A\x07\x00aaaa"), "an archive of another kind"},
		{"a.eml", "不完整", []byte("From: a\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nx"), "half a mail"},
	} {
		h := whole.New(whole.Options{}).Bytes(context.Background(), tt.name, tt.data)
		told := ""
		for _, c := range h.Concealed {
			told += c.Where + " " + c.What + "; "
		}
		if !strings.Contains(told, tt.want) {
			t.Errorf("%s: told %q, want %q", tt.because, told, tt.want)
		}
	}
}

// TestTimeEnds: a file that takes too long is told of.
func TestTimeEnds(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	h := whole.New(whole.Options{}).Bytes(ctx, "a.docx", docx(para("<w:t>x</w:t>")))
	if len(h.Concealed) == 0 || !strings.Contains(h.Concealed[0].What, "时间到") {
		t.Errorf("%v", h.Concealed)
	}
}

func TestContainerLimits(t *testing.T) {
	var many []string
	for i := range 40 {
		many = append(many, "part"+strings.Repeat("x", i), "")
	}
	if _, err := zipped.Open(zipOf(many...)); err != nil {
		t.Error(err)
	}
	if _, err := zipped.Open([]byte(strings.Repeat("PK\x01\x02", 10_001))); !errors.Is(err, zipped.ErrBomb) {
		t.Errorf("too many entries: %v", err)
	}
}
