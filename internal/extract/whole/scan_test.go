package whole_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	pngs "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yangguang/internal/document"
	"yangguang/internal/extract"
	"yangguang/internal/extract/whole"
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

// camera is a JPEG of a size, dark left of its middle column, as a camera held on
// its side takes it: EXIF tells the turn, a place and a text.
func camera(t *testing.T, wide, high int, turn byte) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			shade := uint8(250)
			if x < wide/2 {
				shade = 120
			}
			p.SetRGBA(x, y, color.RGBA{shade, shade, shade, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x02\x00" +
		"\x12\x01\x03\x00\x01\x00\x00\x00" + string(turn) + "\x00\x00\x00" +
		"\x0E\x01\x02\x00\x13\x00\x00\x00\x26\x00\x00\x00" + "\x00\x00\x00\x00" + secret + "\x00"
	segment := "\xFF\xE1" + string([]byte{byte((len(exif) + 2) >> 8), byte(len(exif) + 2)}) + exif
	return append(append([]byte("\xFF\xD8"), segment...), b.Bytes()[2:]...)
}

// TestPicturesAreCovered: a photograph is made anew upright, black where a box
// says, without what the camera wrote, and says what was done below.
func TestPicturesAreCovered(t *testing.T) {
	reader := extract.New(extract.Options{})
	defer reader.Close()
	work := redact.Work{Reader: reader, Fonts: oneFont()}
	photo := camera(t, 200, 100, 6) // held on its side: people see 100 × 200, dark above
	if held := whole.New(whole.Options{}).Bytes(context.Background(), "a.jpg", photo); !strings.Contains(allText(held), secret) {
		t.Fatal("the camera's text is not in the original")
	}
	plain, err := redact.OpenPicture(photo)
	if err != nil || plain.Rect.Dx() != 100 || plain.Rect.Dy() != 200 || plain.RGBAAt(50, 20).R > 150 || plain.RGBAAt(50, 180).R < 220 {
		t.Fatalf("not upright: %v", err)
	}
	var lossless bytes.Buffer
	if err := pngs.Encode(&lossless, plain); err != nil {
		t.Fatal(err)
	}
	box := redact.Box{Page: 1, Left: 0.2, Top: 0.6, Right: 0.8, Bottom: 0.7}
	for format, data := range map[string][]byte{"jpg": photo, "png": lossless.Bytes()} {
		made, err := work.Boxes(context.Background(), format, data, []redact.Box{box}, "本件按图像遮盖")
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		if bytes.Contains(made.Data, []byte(secret)) || bytes.Contains(made.Data, []byte("Exif")) || strings.TrimSpace(allText(made.Holding)) != "" || whole.Format("x", made.Data) != format {
			t.Errorf("%s: something was carried over, or the format changed", format)
		}
		page, _, err := image.Decode(bytes.NewReader(made.Data))
		if err != nil || page.Bounds().Dx() < 100 || page.Bounds().Dy() <= 200 {
			t.Fatalf("%s: %v, no strip", format, err)
		}
		shade := func(x, y int) uint32 { r, _, _, _ := page.At(x, y).RGBA(); return r >> 8 }
		if shade(50, 130) > 40 || shade(50, 160) < 220 || shade(50, 20) > 150 || shade(10, 130) < 200 {
			t.Errorf("%s: box %d, beside it %d, dark half %d, left %d", format, shade(50, 130), shade(50, 160), shade(50, 20), shade(10, 130))
		}
		ink := false
		for y := 200; y < page.Bounds().Dy(); y++ {
			for x := range page.Bounds().Dx() {
				ink = ink || shade(x, y) < 100
			}
		}
		if !ink {
			t.Errorf("%s: the strip says nothing", format)
		}
	}
	for _, b := range []redact.Box{{Page: 2, Right: 1, Bottom: 1}, {Page: 1}, {Page: 1, Left: 0.5, Right: 0.5001, Bottom: 0.0001}} {
		if _, err := work.Picture(context.Background(), "jpg", photo, []redact.Box{b}, "x"); !errors.Is(err, redact.ErrBox) {
			t.Errorf("%+v: %v", b, err)
		}
	}
	for what, data := range map[string][]byte{"half of it": photo[:len(photo)/2], "nothing": nil, "a bomb": bombPNG()} {
		if _, err := work.Picture(context.Background(), "jpg", data, []redact.Box{box}, "x"); !errors.Is(err, redact.ErrPicture) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := work.Boxes(context.Background(), "gif", photo, []redact.Box{box}, "x"); !errors.Is(err, redact.ErrFormat) {
		t.Error("another format")
	}
}

// TestPicturesStandUpright: all eight ways a camera can be held show the same
// corner dark.
func TestPicturesStandUpright(t *testing.T) {
	// Where the left half of what the sensor saw comes to lie (EXIF 2.3, Orientation).
	for turn, dark := range map[byte]image.Point{1: {0, 1}, 2: {2, 1}, 3: {2, 1}, 4: {0, 1}, 5: {1, 0}, 6: {1, 0}, 7: {1, 2}, 8: {1, 2}} {
		p, err := redact.OpenPicture(camera(t, 200, 100, turn))
		if err != nil {
			t.Fatal(err)
		}
		at := func(q image.Point) uint8 { return p.RGBAAt(q.X*(p.Rect.Dx()-1)/2, q.Y*(p.Rect.Dy()-1)/2).R }
		opposite := image.Pt(2-dark.X, 2-dark.Y)
		if at(dark) > 150 || at(opposite) < 220 {
			t.Errorf("turn %d: %d at %v, %d opposite", turn, at(dark), dark, at(opposite))
		}
	}
}

// bombPNG says that it has 60,000 × 60,000 dots.
func bombPNG() []byte {
	head := []byte("IHDR\x00\x00\xEA\x60\x00\x00\xEA\x60\x08\x02\x00\x00\x00")
	b := append([]byte("\x89PNG\r\n\x1A\n\x00\x00\x00\x0D"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func allText(h document.Holding) string {
	var b strings.Builder
	for _, p := range h.Passages {
		b.WriteString(p.Text + "\n")
	}
	return b.String()
}
