package redact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"strings"

	"yangguang/internal/extract/whole"
)

// Box is a part of a page in shares of its width and height, from its upper left
// corner.
type Box struct {
	Page                     int // from 1
	Left, Top, Right, Bottom float64
}

// on is the box in the dots of a picture.
func (b Box) on(r image.Rectangle) image.Rectangle {
	at := func(share float64, size int) int { return int(share*float64(size) + 0.5) }
	return image.Rect(at(b.Left, r.Dx()), at(b.Top, r.Dy()), at(b.Right, r.Dx()), at(b.Bottom, r.Dy())).Intersect(r)
}

// Sound reports whether the box has a size and lies on a page.
func (b Box) Sound() bool {
	return b.Page >= 1 && b.Left >= 0 && b.Left < b.Right && b.Right <= 1 && b.Top >= 0 && b.Top < b.Bottom && b.Bottom <= 1
}

// ParseBox reads a box as people write it: page:left,top,right,bottom, the edges
// in percent of the page. ErrBox for any other text.
func ParseBox(s string) (Box, error) {
	var b Box
	s = strings.NewReplacer("：", ":", "，", ",", " ", "").Replace(s)
	n, err := fmt.Sscanf(s, "%d:%f,%f,%f,%f", &b.Page, &b.Left, &b.Top, &b.Right, &b.Bottom)
	b.Left, b.Top, b.Right, b.Bottom = b.Left/100, b.Top/100, b.Right/100, b.Bottom/100
	if err != nil || n != 5 || !b.Sound() {
		return b, ErrBox
	}
	return b, nil
}

// scanDPI is how finely pages are drawn, scanQuality how well they are kept.
const (
	scanDPI     = 150
	scanQuality = 82
)

// ErrBox is a box that lies on no page, or has no size.
var ErrBox = errors.New("要遮盖的框不在页面上，或者没有大小：核对页码和位置")

// CoversAsPicture reports whether files of a format are covered by boxes.
func CoversAsPicture(format string) bool {
	return format == "pdf" || format == "jpg" || format == "png"
}

// Boxes makes a scan anew with boxes painted black: Scan for a PDF, Picture for a
// picture. ErrFormat for another format.
func (w Work) Boxes(ctx context.Context, format string, data []byte, boxes []Box, notice string) (Made, error) {
	switch format {
	case "pdf":
		return w.Scan(ctx, data, boxes, notice)
	case "jpg", "png":
		return w.Picture(ctx, format, data, boxes, notice)
	}
	return Made{}, ErrFormat
}

// Scan makes a PDF anew as pictures, with boxes painted black: what is a scan has
// no text that could be covered. notice is printed as its last page, a picture as
// well: the new file holds no text, no layer and nothing of the original's bytes.
func (w Work) Scan(ctx context.Context, data []byte, boxes []Box, notice string) (Made, error) {
	if err := sound(boxes); err != nil {
		return Made{}, err
	}
	var pages []image.Image
	err := w.Reader.Draw(ctx, data, 0, scanDPI, func(page *image.RGBA) error {
		n := len(pages) + 1
		for _, b := range boxes {
			if b.Page == n {
				draw.Draw(page, b.on(page.Rect), image.NewUniform(color.Black), image.Point{}, draw.Src)
			}
		}
		kept, err := compressed(page)
		pages = append(pages, kept)
		return err
	})
	if err != nil {
		return Made{}, fmt.Errorf("页面画不出来，没有做成：%w", err)
	}
	if err := within(boxes, pages); err != nil {
		return Made{}, err
	}
	last, err := w.notice(notice)
	if err != nil {
		return Made{}, err
	}
	err = w.Reader.Draw(ctx, last, 0, scanDPI, func(page *image.RGBA) error {
		kept, err := compressed(page)
		pages = append(pages, kept)
		return err
	})
	if err != nil {
		return Made{}, err
	}
	m := Made{Data: picturePDF(pages)}
	m.Holding = whole.New(whole.Options{}).Bytes(ctx, "out.pdf", m.Data)
	return m, w.proveScan(ctx, m, pages, boxes)
}

// within refuses boxes that cover nothing of the pages.
func within(boxes []Box, pages []image.Image) error {
	for _, b := range boxes {
		if b.Page > len(pages) || b.on(pages[b.Page-1].Bounds()).Empty() {
			return ErrBox
		}
	}
	return nil
}

// proveScan reads the new file again: it holds no text for either reader, and
// drawn anew its boxes are black.
func (w Work) proveScan(ctx context.Context, m Made, pages []image.Image, boxes []Box) error {
	if err := m.textless(); err != nil {
		return err
	}
	if d, err := w.Reader.Bytes(ctx, "out.pdf", m.Data); err == nil && squeezed(d.Text()) != "" {
		return errors.New("新文件还有文字层，没有留下")
	}
	n := 0
	err := w.Reader.Draw(ctx, m.Data, 0, scanDPI, func(page *image.RGBA) error {
		n++
		for _, b := range boxes {
			if b.Page == n && !black(page, b.on(page.Rect).Inset(2)) {
				return fmt.Errorf("第 %d 页的框没有盖住，新文件没有留下", n)
			}
		}
		return nil
	})
	if err == nil && n != len(pages) {
		err = errors.New("新文件缺页，没有留下")
	}
	return err
}

// textless refuses a file made anew as pictures that still holds text.
func (m Made) textless() error {
	for _, p := range m.Holding.Passages {
		if squeezed(p.Text) != "" {
			return fmt.Errorf("新文件还有文字（%s），没有留下", p.Where)
		}
	}
	return nil
}

// black reports whether a part of a picture is black throughout.
func black(page *image.RGBA, r image.Rectangle) bool {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if c := page.RGBAAt(x, y); max(c.R, c.G, c.B) > 60 {
				return false
			}
		}
	}
	return true
}

// packed is a picture as it is kept.
type packed struct {
	image.Image // its size; the dots are not kept
	jpeg        []byte
}

type size struct{ image.Rectangle }

func (s size) ColorModel() color.Model { return color.RGBAModel }
func (s size) Bounds() image.Rectangle { return s.Rectangle }
func (size) At(int, int) color.Color   { return color.Black }

func compressed(page *image.RGBA) (image.Image, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, page, &jpeg.Options{Quality: scanQuality})
	return packed{size{page.Rect}, b.Bytes()}, err
}

// picturePDF writes a PDF of one picture a page, and nothing else.
func picturePDF(pages []image.Image) []byte {
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(at))
		fmt.Fprintf(&b, format, args...)
		b.WriteString("\nendobj\n")
	}
	b.WriteString("%PDF-1.7\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	kids := ""
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 3+3*i)
	}
	object("<< /Type /Pages /Kids [%s] /Count %d >>", kids, len(pages))
	for i, p := range pages {
		kept, wide, high := p.(packed), p.Bounds().Dx(), p.Bounds().Dy()
		x, y := float64(wide)*72/scanDPI, float64(high)*72/scanDPI
		content := fmt.Sprintf("q %.2f 0 0 %.2f 0 0 cm /I Do Q", x, y)
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R /Resources << /XObject << /I %d 0 R >> >> >>", x, y, 4+3*i, 5+3*i)
		object("<< /Length %d >>\nstream\n%s\nendstream", len(content), content)
		object("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream", wide, high, len(kept.jpeg), kept.jpeg)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}
