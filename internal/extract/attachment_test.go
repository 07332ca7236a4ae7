package extract

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"yangguang/internal/fault"
)

const wordRels = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" ` +
	`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`

// packed makes a zip of parts; a part named by zeros is that many zero bytes.
func packed(t *testing.T, parts map[string]string, zeros int64) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if zeros > 0 {
		w, err := z.Create("word/media/image1.bmp")
		if err != nil {
			t.Fatal(err)
		}
		block := make([]byte, 1<<20)
		for range zeros >> 20 {
			if _, err := w.Write(block); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAttachmentsAreSortedByContent(t *testing.T) {
	word := map[string]string{"_rels/.rels": wordRels, "word/document.xml": "<w:document/>"}
	rels := strings.ReplaceAll(wordRels, "word/document.xml", "xl/workbook.xml")
	book := map[string]string{"_rels/.rels": rels, "xl/workbook.xml": "<workbook/>"}
	bookMacro := map[string]string{"_rels/.rels": rels, "xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": "x"}
	macro := map[string]string{"_rels/.rels": wordRels, "word/document.xml": "<w:document/>", "word/vbaProject.bin": "x"}
	ole := func(names ...string) string {
		s := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 504)
		for _, n := range names {
			for _, c := range []byte(n) {
				s += string([]byte{c, 0})
			}
		}
		return s
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("申请书正文")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, data, kind, want, because string }{
		{"申请书.pdf", "%PDF-1.7\n1 0 obj", "pdf", "", "PDF"},
		{"扫描.jpg", "%PDF-1.7\n", "pdf", "", "its name does not matter"},
		{"图纸.jpg", "\xFF\xD8\xFF\xE0JFIF", "jpeg", "", "a photograph"},
		{"图纸.png", "\x89PNG\r\n\x1A\nIHDR", "png", "", "a picture"},
		{"手机.heic", "\x00\x00\x00\x18ftypheic\x00\x00", "heic", "", "a telephone's photograph"},
		{"说明.docx", string(packed(t, word, 0)), "docx", "", "Word"},
		{"名单.xlsx", string(packed(t, book, 0)), "xlsx", "", "a workbook"},
		{"名单.docx", string(packed(t, book, 0)), "xlsx", "", "a workbook called Word"},
		{"宏.xlsx", string(packed(t, bookMacro, 0)), "", "含有宏", "macros in a workbook"},
		{"说明.doc", ole("WordDocument"), "doc", "", "older Word"},
		{"说明.txt", "需要2024年的文件", "txt", "", "text"},
		{"说明.txt", gb, "txt", "", "text in GB 18030"},
		{"空.pdf", "", "", "空文件", "nothing"},
		{"空.txt", " \r\n\t", "", "空文件", "blanks"},
		{"说明.exe", "MZ\x90\x00\x03\x00\x00\x00", "", "“说明.exe”没有上传。只能上传 PDF、Word、Excel、图片", "a program (ux §9)"},
		{"说明.pdf", "MZ\x90\x00" + strings.Repeat("\x00", 60) + "%PDF-1.7", "", "没有上传", "a program that carries the mark of PDF"},
		{"说明.pdf", "\x7fELF\x02\x01", "", "没有上传", "a program called PDF"},
		{"说明.txt", "#!/bin/sh\nrm -rf", "", "没有上传", "a script"},
		{"说明.txt", "  <!DOCTYPE html><script>", "", "没有上传", "a web page called text"},
		{"图.png", "<svg xmlns='http://www.w3.org/2000/svg'>", "", "没有上传", "a drawing that can run scripts"},
		{"包.zip", string(packed(t, map[string]string{"a.txt": "x"}, 0)), "", "压缩包解压后逐个上传", "an archive"},
		{"宏.docx", string(packed(t, macro, 0)), "", "含有宏", "macros"},
		{"宏.doc", ole("WordDocument", "_VBA_PROJECT"), "", "含有宏", "macros in older Word"},
		{"密.docx", ole("EncryptedPackage"), "", "有密码", "a password"},
		{"表.xls", ole("Workbook"), "", "没有上传", "an older workbook"},
		{"炸弹.docx", string(packed(t, word, mostInflated+1<<20)), "", "解压后过大", "swells when unpacked"},
		{"半个.docx", string(packed(t, word, 0)[:120]), "", "打不开", "half of it"},
		{"乱.txt", "a\x00b", "", "没有上传", "no text"},
		{"录像.mp4", "\x00\x00\x00\x18ftypisom", "", "没有上传", "a film"},
	} {
		a, err := SortAttachment(tt.name, []byte(tt.data))
		f := fault.As(err)
		if (f == nil) != (tt.want == "") || a.Kind != tt.kind || f != nil && (!strings.Contains(f.Message, tt.want) || !strings.HasPrefix(f.Message, "“"+tt.name+"”")) {
			t.Errorf("%s (%s): %q %v", tt.name, tt.because, a.Kind, err)
		}
	}
}

func TestNamesOfAttachments(t *testing.T) {
	for _, tt := range []struct{ name, want, because string }{
		{"图纸.pdf", "图纸.pdf", "as it is"}, {`C:\Users\x\图纸.pdf`, "图纸.pdf", "no folders"}, {"../../etc/passwd", "passwd", "nothing leads anywhere"},
		{"a\u202efdp.exe", "afdp.exe", "nothing turns the direction"}, {"a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf", "nothing ends a header"},
		{`say "hi"?.pdf`, "say hi .pdf", "no quotes"}, {"", "没有名称的文件", "a name there must be"}, {"...", "没有名称的文件", "dots are none"}, {"\x00\xff", "没有名称的文件", "nor controls"},
	} {
		if got := CleanName(tt.name); got != tt.want {
			t.Errorf("%q (%s): %q", tt.name, tt.because, got)
		}
	}
	if long := CleanName(strings.Repeat("长", 300) + ".pdf"); utf8.RuneCountInString(long) != longestFileName || !strings.HasSuffix(long, ".pdf") {
		t.Errorf("a long name keeps its ending: %q", long)
	}
	pdf, _ := AttachmentOf("pdf")
	if pdf.Named("说明.exe") != "说明.exe.pdf" || pdf.Named("说明.PDF") != "说明.PDF" {
		t.Error("the ending fits the content")
	}
	if m := TooLarge("图纸.pdf", 38<<20, 20<<20).Message; m != "“图纸.pdf”有 38 MB，超过 20 MB。可以压缩后再传，或分成几个文件" {
		t.Error(m)
	}
	rapid.Check(t, func(t *rapid.T) {
		got := CleanName(rapid.String().Draw(t, "name"))
		if got == "" || strings.ContainsAny(got, "/\\\r\n\x00\"") || CleanName(got) != got {
			t.Errorf("%q", got)
		}
	})
}
