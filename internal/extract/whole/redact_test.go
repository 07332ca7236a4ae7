package whole_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"yangguang/internal/extract"
	"yangguang/internal/extract/whole"
	"yangguang/internal/law"
	"yangguang/internal/redact"
	"yangguang/internal/render"
	"yangguang/internal/screening"
)

// redaction takes strings out of a file as the command does.
func redaction(t *testing.T, reader *extract.Reader, fonts func() (*render.Fonts, error), name string, file []byte, strs ...string) (redact.Made, error) {
	t.Helper()
	r := screening.Redaction{Strings: strs, Ground: law.Art("条例", 15)}
	original := whole.New(whole.Options{}).Bytes(context.Background(), name, file)
	return redact.Work{Strings: strs, Cover: r.Cover, Text: r.CoverText, Contains: screening.Contains, Reader: reader,
		Fonts: fonts}.Make(context.Background(), name, file, original)
}

// TestRedactionsAreClean: whatever the place a number stood in, the new file
// does not hold it: not for our readers, not for those from outside.
func TestRedactionsAreClean(t *testing.T) {
	reader := extract.New(extract.Options{})
	defer reader.Close()
	fonts := oneFont()
	clean, refused := 0, 0
	for _, p := range slices.Concat(docxPlaces(), xlsxPlaces(), pagePlaces(), pdfPlaces(), textPlaces()) {
		if p.format == "md" {
			continue
		}
		file := p.file
		made, err := redaction(t, reader, fonts, "a."+p.format, file, secret)
		if err != nil {
			refused++
			if !strings.Contains(err.Error(), "看不到文字") && !strings.Contains(err.Error(), "没有看得见的文字") && !strings.Contains(err.Error(), "没有表格") {
				t.Errorf("%s %s: %v", p.format, p.name, err)
			}
			continue
		}
		if len(made.Survived) > 0 || made.Lost != "" {
			t.Errorf("%s %s: survived %v, lost %q", p.format, p.name, made.Survived, made.Lost)
			continue
		}
		if where := outside(t, p.format, made.Data); where != "" {
			t.Errorf("%s %s: still in %s", p.format, p.name, where)
		}
		clean++
	}
	t.Logf("%d clean, %d refused, looked at from outside: %v", clean, refused, ran)
	if clean < 80 {
		t.Errorf("only %d redactions", clean)
	}
}

// outside looks for the number with tools that are not ours: pdftotext, mutool and
// qpdf for PDF, unzip for containers, as far as the machine has them, and a
// search through bytes for all.
func outside(t *testing.T, format string, data []byte) string {
	t.Helper()
	if bytes.Contains(data, []byte(secret)) {
		return "the bytes"
	}
	name := filepath.Join(t.TempDir(), "a."+format)
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	var tools [][]string
	switch format {
	case "docx", "xlsx":
		tools = [][]string{{"unzip", "-p", name}}
	case "pdf":
		tools = [][]string{{"pdftotext", name, "-"}, {"mutool", "draw", "-q", "-F", "txt", name}, {"mutool", "show", "-b", name, "grep"}, {"qpdf", "--qdf", "--object-streams=disable", "--stream-data=uncompress", name, "-"}}
	}
	for _, tool := range tools {
		if _, err := exec.LookPath(tool[0]); err != nil {
			continue
		}
		out, err := exec.Command(tool[0], tool[1:]...).Output()
		if err != nil {
			t.Fatalf("%v: %v", tool, err)
		}
		ran[tool[0]]++
		if strings.Contains(strings.Join(strings.Fields(string(out)), ""), secret[6:17]) {
			return strings.Join(tool[:2], " ")
		}
	}
	return ""
}

// ran counts which tools from outside looked.
var ran = map[string]int{}

// TestRedactionsRefused: what cannot be proven clean is not given out, and the
// place is told.
func TestRedactionsRefused(t *testing.T) {
	reader := extract.New(extract.Options{})
	defer reader.Close()
	fonts := oneFont()
	page := func(s string) []byte { return []byte("<p>" + s + "</p>") }
	scan := pdfPlaces()
	last := func(name string) []byte {
		for _, p := range scan {
			if p.name == name {
				return p.file
			}
		}
		t.Fatal(name)
		return nil
	}
	for _, tt := range []struct {
		name    string
		file    []byte
		marked  string
		because string
	}{
		{"a.pdf", last("page without text"), secret, "a scan has no text to cover"},
		{"a.pdf", last("text without a way to characters"), secret, "text nobody can read"},
		{"a.pdf", []byte("%PDF-1.7\n"), secret, "no PDF"},
		{"a.docx", []byte("PK\x03\x04word/document"), secret, "a broken container"},
		{"a.docx", docx("", "word/header1.xml", `<w:hdr><w:p><w:r><w:t>`+secret+`<`), secret, "a part that ends early"},
		{"a.docx", docx("", "word/media/a.bin", strings.Repeat("\x00", 80<<20)), secret, "a container that unfolds too far"},
		{"a.png", png(), secret, "a picture"},
		{"a.eml", []byte("From: a@b.cn\r\n\r\n" + secret), secret, "a mail"},
		{"a.pptx", pptx(shape("1", "", secret)), secret, "slides"},
		{"a.md", []byte(secret), secret, "Markdown"},
		{"a.txt", []byte("\x00\xFF\x01" + secret), secret, "no text"},
		{"a.html", page("依据规定"), "依据", "the bar itself says it"},
		{"a.txt", []byte("已遮盖的"), "已遮盖", "in a text too"},
		{"a.csv", []byte("a,条例\n"), "条例", "in a cell too"},
	} {
		made, err := redaction(t, reader, fonts, tt.name, tt.file, tt.marked)
		if err == nil && len(made.Survived) == 0 {
			t.Errorf("%s (%s): passed", tt.because, tt.name)
		}
		for _, s := range made.Survived {
			if s.Where == "" {
				t.Errorf("%s: survived nowhere", tt.because)
			}
		}
	}
}

// TestHiddenTextStaysHidden: what a bar or white ink hides in the original is
// not brought to light by making the file anew.
func TestHiddenTextStaysHidden(t *testing.T) {
	reader := extract.New(extract.Options{})
	defer reader.Close()
	fonts := oneFont()
	for _, p := range slices.Concat(docxPlaces(), xlsxPlaces(), pagePlaces(), pdfPlaces()) {
		if !strings.Contains(p.said, "文字") || strings.Contains(p.said, "替代") || strings.Contains(p.name, "map to Unicode") || p.format == "pptx" || strings.Contains(p.said, "全部") {
			continue
		}
		made, err := redaction(t, reader, fonts, "a."+p.format, p.file, "别的文字")
		if err != nil {
			continue
		}
		for _, x := range made.Holding.Passages {
			if screening.Contains(x.Text, secret) {
				t.Errorf("%s %s: hidden before, now in %s", p.format, p.name, x.Where)
			}
		}
	}
}

// oneFont loads the fonts once for many files.
func oneFont() func() (*render.Fonts, error) {
	return sync.OnceValues(func() (*render.Fonts, error) { return render.LoadFonts(render.FontFiles{}) })
}
