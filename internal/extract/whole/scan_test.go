package whole_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yangguang/internal/extract"
	"yangguang/internal/redact"
)

// TestScansAreCovered: a scan, or any page with text under it, is made anew as
// pictures; what was in the box is in none of its bytes, and for no reader.
func TestScansAreCovered(t *testing.T) {
	reader := extract.New(extract.Options{})
	defer reader.Close()
	scan := pdfParts{content: "q 500 0 0 700 40 60 cm /X1 Do Q", objects: []string{"<< /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4 >>\nstream\nA\xFFZ\x80\nendstream"}}.bytes()
	work := redact.Work{Reader: reader, Fonts: oneFont()}
	box := redact.Box{Page: 1, Left: 0.1, Top: 0.1, Right: 0.6, Bottom: 0.2}
	for name, file := range map[string][]byte{"a scan": scan, "a text": pdfParts{content: drawn("(" + secret + ") Tj")}.bytes(), "text under a scan": pdfParts{content: drawn("3 Tr ("+secret+") Tj") + " q 500 0 0 700 40 60 cm /X1 Do Q", objects: []string{"<< /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\nA\nendstream"}}.bytes()} {
		made, err := work.Scan(context.Background(), file, []redact.Box{box}, "本件按图像遮盖")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if where := outside(t, "pdf", made.Data); where != "" {
			t.Errorf("%s: still in %s", name, where)
		}
		if n := bytes.Count(made.Data, []byte("%%EOF")); n != 1 || bytes.Contains(made.Data, []byte("Font")) {
			t.Errorf("%s: %d ends, or a font", name, n)
		}
		if len(made.Holding.Concealed) == 0 || !strings.Contains(made.Holding.Concealed[0].What, "没有文字层") {
			t.Errorf("%s: %v", name, made.Holding.Concealed)
		}
		if _, err := exec.LookPath("pdftotext"); err == nil {
			path := filepath.Join(t.TempDir(), "a.pdf")
			if err := os.WriteFile(path, made.Data, 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("pdftotext", path, "-").Output(); err != nil || strings.TrimSpace(string(out)) != "" {
				t.Errorf("%s: pdftotext reads %q %v", name, out, err)
			}
		}
	}
	for _, b := range []redact.Box{{}, {Page: 1}, {Page: 9, Right: 1, Bottom: 1}, {Page: 1, Left: 0.5, Right: 0.4, Bottom: 1}, {Page: 1, Left: 2, Right: 3, Bottom: 1}} {
		if _, err := work.Scan(context.Background(), scan, []redact.Box{b}, "x"); !errors.Is(err, redact.ErrBox) {
			t.Errorf("%+v: %v", b, err)
		}
	}
	if _, err := work.Scan(context.Background(), []byte("%PDF-1.7\n"), []redact.Box{box}, "x"); err == nil {
		t.Error("nothing of a PDF is drawn")
	}
	if _, err := work.Scan(context.Background(), scan, nil, "x"); !errors.Is(err, redact.ErrBox) {
		t.Error("without a box")
	}
}
