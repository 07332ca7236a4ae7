package render

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
)

var look = flag.String("look", "", "folder to write the sample report to, in every format")

// TestLook writes every format; with -look=FOLDER it keeps them to be looked at.
func TestLook(t *testing.T) {
	fonts := loaded(t)
	d := sample()
	for name, write := range map[string]func(io.Writer) error{
		"sample.html":    func(w io.Writer) error { return HTMLPage(w, d) },
		"sample.docx":    func(w io.Writer) error { return DOCX(w, d) },
		"sample.xlsx":    func(w io.Writer) error { return XLSX(w, d) },
		"sample-own.pdf": func(w io.Writer) error { return fonts.PDF(w, d) },
	} {
		var w io.Writer = io.Discard
		if *look != "" {
			f, err := os.Create(filepath.Join(*look, name))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			w = f
		}
		if err := write(w); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func loaded(t testing.TB) *Fonts {
	t.Helper()
	f, err := LoadFonts(FontFiles{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}
