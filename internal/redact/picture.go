package redact

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"yangguang/internal/extract/whole"
	"yangguang/internal/render"
)

// mostPictureDots bounds a picture, narrowestStrip the strip below it with the
// notice, both in dots.
const (
	mostPictureDots = 26 << 20
	narrowestStrip  = 600
	stripMargin     = 24
	paperPoints     = 595.28 // width of A4
)

// ErrPicture is a picture that cannot be opened, or is too large.
var ErrPicture = errors.New("图片打不开，或者超过 2600 万像素：缩小后另存为 jpg 或 png 再试")

// Picture makes a scan kept as a picture (format "jpg" or "png") anew, in the same
// format and upright as people see it, with boxes painted black. notice stands on a
// strip below it. Nothing of the original's bytes is carried over: no camera's
// data, no place, no small picture beside the large one. ErrBox, ErrPicture, or
// what the proof found.
func (w Work) Picture(ctx context.Context, format string, data []byte, boxes []Box, notice string) (Made, error) {
	if err := sound(boxes); err != nil {
		return Made{}, err
	}
	old, err := OpenPicture(data)
	if err != nil {
		return Made{}, err
	}
	if err := within(boxes, []image.Image{old}); err != nil {
		return Made{}, err
	}
	strip, err := w.strip(ctx, max(old.Rect.Dx(), narrowestStrip), notice)
	if err != nil {
		return Made{}, err
	}
	page := image.NewRGBA(image.Rect(0, 0, strip.Rect.Dx(), old.Rect.Dy()+strip.Rect.Dy()))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(page, old.Rect, old, image.Point{}, draw.Over)
	for _, b := range boxes {
		draw.Draw(page, b.on(old.Rect), image.NewUniform(color.Black), image.Point{}, draw.Src)
	}
	draw.Draw(page, strip.Rect.Add(image.Pt(0, old.Rect.Dy())), strip, image.Point{}, draw.Src)
	var b bytes.Buffer
	if format == "png" {
		err = png.Encode(&b, page)
	} else {
		err = jpeg.Encode(&b, page, &jpeg.Options{Quality: scanQuality})
	}
	if err != nil {
		return Made{}, err
	}
	m := Made{Data: b.Bytes()}
	m.Holding = whole.New(whole.Options{}).Bytes(ctx, "out."+format, m.Data)
	return m, provePicture(m, old.Rect, boxes)
}

// sound wants boxes, and each to have a size.
func sound(boxes []Box) error {
	for _, b := range boxes {
		if !b.Sound() {
			return ErrBox
		}
	}
	if len(boxes) == 0 {
		return ErrBox
	}
	return nil
}

// strip is the notice as a picture of a width, as high as its words need.
func (w Work) strip(ctx context.Context, wide int, notice string) (*image.RGBA, error) {
	text, err := w.notice(notice)
	if err != nil {
		return nil, err
	}
	var page *image.RGBA
	err = w.Reader.Draw(ctx, text, 1, float64(wide)*72/paperPoints, func(p *image.RGBA) error { page = p; return nil })
	if err != nil {
		return nil, err
	}
	if page == nil {
		return nil, ErrPicture
	}
	from, to := inked(page)
	cut := image.Rect(0, max(from-stripMargin, 0), wide, min(to+stripMargin, page.Rect.Dy()))
	strip := image.NewRGBA(image.Rect(0, 0, wide, cut.Dy()))
	draw.Draw(strip, strip.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(strip, strip.Rect, page, cut.Min, draw.Over)
	return strip, nil
}

// notice is a page in PDF that says what was done.
func (w Work) notice(words string) ([]byte, error) {
	var b bytes.Buffer
	err := render.Print(&b, "pdf", render.Doc{Blocks: []render.Block{render.Paragraph{Runs: []render.Run{{Text: words}}, Flush: true, Align: render.Left}}}, w.Fonts)
	return b.Bytes(), err
}

// inked are the first row of a page that is not white, and the row after the last.
func inked(page *image.RGBA) (from, to int) {
	from = page.Rect.Dy()
	for y := range page.Rect.Dy() {
		for x := range page.Rect.Dx() {
			if c := page.RGBAAt(x, y); c.A > 0 && min(c.R, c.G, c.B) < 200 {
				from, to = min(from, y), y+1
				break
			}
		}
	}
	return min(from, to), to
}

// provePicture reads the new picture again: it holds no text beside its dots, and
// its boxes are black.
func provePicture(m Made, old image.Rectangle, boxes []Box) error {
	if err := m.textless(); err != nil {
		return err
	}
	page, err := OpenPicture(m.Data)
	if err != nil {
		return err
	}
	for i, b := range boxes {
		if !black(page, b.on(old).Inset(2)) {
			return fmt.Errorf("第 %d 个框没有盖住，新图片没有留下", i+1)
		}
	}
	return nil
}

// OpenPicture opens a picture in jpg or png, upright as people see it. ErrPicture.
func OpenPicture(data []byte) (*image.RGBA, error) {
	size, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || format != "jpeg" && format != "png" || size.Width < 1 || size.Height < 1 || size.Width > mostPictureDots/size.Height {
		return nil, ErrPicture
	}
	p, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, ErrPicture
	}
	turn := 1
	if format == "jpeg" {
		turn = orientation(data)
	}
	return upright(p, turn), nil
}

// upright turns a picture as its camera was held (EXIF Orientation, 1 to 8).
func upright(p image.Image, turn int) *image.RGBA {
	r := p.Bounds()
	wide, high := r.Dx(), r.Dy()
	if turn < 2 || turn > 8 {
		same := image.NewRGBA(image.Rect(0, 0, wide, high))
		draw.Draw(same, same.Rect, p, r.Min, draw.Src)
		return same
	}
	out := image.Rect(0, 0, wide, high)
	if turn >= 5 {
		out = image.Rect(0, 0, high, wide)
	}
	turned := image.NewRGBA(out)
	for y := range high {
		for x := range wide {
			at := [...]image.Point{2: {wide - 1 - x, y}, 3: {wide - 1 - x, high - 1 - y}, 4: {x, high - 1 - y}, 5: {y, x}, 6: {high - 1 - y, x}, 7: {high - 1 - y, wide - 1 - x}, 8: {y, wide - 1 - x}}[turn]
			turned.Set(at.X, at.Y, p.At(r.Min.X+x, r.Min.Y+y))
		}
	}
	return turned
}

// orientation is how the camera was held when a JPEG was taken, 1 where it does
// not say.
func orientation(data []byte) int {
	for i := 2; i+4 <= len(data) && data[i] == 0xFF && data[i+1] != 0xDA; {
		n := int(binary.BigEndian.Uint16(data[i+2:]))
		if n < 2 || i+2+n > len(data) {
			return 1
		}
		if body := data[i+4 : i+2+n]; data[i+1] == 0xE1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return orientationOf(body[6:])
		}
		i += 2 + n
	}
	return 1
}

// orientationOf finds tag 0x0112 in the first directory of EXIF.
func orientationOf(exif []byte) int {
	if len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if exif[0] == 'M' {
		order = binary.BigEndian
	}
	at := int(order.Uint32(exif[4:]))
	if at < 8 || at+2 > len(exif) {
		return 1
	}
	for i := range int(order.Uint16(exif[at:])) {
		e := at + 2 + 12*i
		if e+12 > len(exif) {
			return 1
		}
		if order.Uint16(exif[e:]) == 0x0112 {
			return int(order.Uint16(exif[e+8:]))
		}
	}
	return 1
}
