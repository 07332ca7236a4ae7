package render

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode"

	"golang.org/x/image/font/sfnt"
)

// A packed font is a TrueType font whose drawings are compressed in blocks that
// can be read singly. All numbers are big-endian:
//
//	"YGF1", then as 32 bits: glyphs, blocks, length of face, length of places
//	for each block and once more at the end: where it begins, the place of its first drawing (32 bits each)
//	face    a TrueType font without drawings
//	places  for each glyph where it comes in the order of drawings (16 bits; 0xffff: it has none, 0xfffe: it was left out)
//	blocks  each: the lengths of four columns (32 bits each), then the columns
//
// Face, places and columns are deflated. The columns of a block hold, drawing
// after drawing: the contours (how many, then the points of each: a byte, or 255
// and 16 bits), the flags, the x and the y coordinates as TrueType writes them.
// Like things side by side compress better than drawing by drawing; bounds and
// ends of contours follow from them.
const (
	packMagic = "YGF1"
	packHead  = 4 + 4*4
	packBlock = 64 << 10 // bytes of drawings in a block, or a little more
	packNone  = math.MaxUint16
	packLeft  = packNone - 1
	packLong  = math.MaxUint8 // the points of a contour follow in 16 bits
)

// printed are the tables of a font that printing needs.
var printed = []string{"OS/2", "cmap", "head", "hhea", "hmtx", "maxp", "name", "post", "prep"}

// Pack turns a TrueType font into a packed one. The drawings of the characters
// named come first, in that order, so that a document of common characters needs
// few blocks. Drawings of no character are left out, and those of the characters
// that keep refuses; nil keeps all. The same font and characters give the same
// bytes. A font that has composite glyphs, hints, or anything else that would not
// come out again byte by byte is an error.
func Pack(ttf []byte, first []rune, keep func(rune) bool) ([]byte, error) {
	c, err := newFace("font", ttf)
	if err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	kept := c.kept(keep)
	order, err := c.order(first, kept)
	if err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	face, err := c.withoutDrawings()
	if err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	p := packer{places: bytes.Repeat([]byte{0xff}, 2*c.font.NumGlyphs())}
	for id, is := range kept {
		if !is {
			binary.BigEndian.PutUint16(p.places[2*id:], packLeft)
		}
	}
	for place, id := range order {
		drawing, err := c.outline(id, true)
		if err != nil {
			return nil, fmt.Errorf("pack: glyph %d: %w", id, err)
		}
		if err := p.add(drawing); err != nil {
			return nil, fmt.Errorf("pack: glyph %d: %w", id, err)
		}
		binary.BigEndian.PutUint16(p.places[2*id:], uint16(place))
	}
	return p.file(face), nil
}

// kept reports of each glyph whether it is packed: it draws what no font has, or a
// character that is kept.
func (c *face) kept(keep func(rune) bool) []bool {
	var buf sfnt.Buffer
	kept := make([]bool, c.font.NumGlyphs())
	kept[0] = true
	for r := range rune(unicode.MaxRune + 1) {
		if id, err := c.font.GlyphIndex(&buf, r); err == nil && id != 0 && (keep == nil || keep(r)) {
			kept[id] = true
		}
	}
	return kept
}

// order gives the glyphs that are kept and have a drawing: those of the characters
// named, then the others by their ids.
func (c *face) order(first []rune, kept []bool) ([]uint16, error) {
	var buf sfnt.Buffer
	var ids []uint16
	for _, r := range first {
		if id, _, ok := c.glyph(&buf, r); ok {
			ids = append(ids, uint16(id))
		}
	}
	for id := range c.font.NumGlyphs() {
		ids = append(ids, uint16(id))
	}
	seen := make([]bool, c.font.NumGlyphs())
	var order []uint16
	for _, id := range ids {
		b, err := c.read("loca", int64(id)*4, 8)
		if err != nil {
			return nil, err
		}
		if kept[id] && !seen[id] && !bytes.Equal(b[:4], b[4:]) {
			order = append(order, id)
		}
		seen[id] = true
	}
	if len(order) >= packLeft {
		return nil, errors.New("too many glyphs")
	}
	return order, nil
}

// withoutDrawings is the font with the tables that printing needs, and no glyph
// drawn.
func (c *face) withoutDrawings() ([]byte, error) {
	head, err := c.read("head", 0, 54)
	if err != nil {
		return nil, err
	}
	if binary.BigEndian.Uint16(head[50:]) != 1 {
		return nil, errors.New("the loca table is expected in its long form")
	}
	tables := map[string][]byte{"glyf": nil, "loca": make([]byte, c.tables["loca"].length)}
	for name, at := range c.tables {
		if slices.Contains(printed, name) {
			if tables[name], err = c.read(name, 0, at.length); err != nil {
				return nil, err
			}
		}
	}
	for _, hints := range []string{"cvt ", "fpgm"} {
		if _, ok := c.tables[hints]; ok {
			return nil, errors.New("the font has hints")
		}
	}
	return assemble(tables), nil
}

// packer gathers drawings into blocks.
type packer struct {
	places  []byte
	blocks  [][]byte
	firsts  []int // the place of each block's first drawing
	columns [4][]byte
	raw     int // bytes of drawings in the columns
	count   int
}

func (p *packer) add(drawing []byte) error {
	part, err := split(drawing)
	if err != nil {
		return err
	}
	var at [4][]byte
	copy(at[:], part[:])
	if again, err := next(&at); err != nil || !bytes.Equal(again.join(), drawing) {
		return errors.New("the drawing is not written in the plain form")
	}
	if p.raw == 0 {
		p.firsts = append(p.firsts, p.count)
	}
	for i := range part {
		p.columns[i] = append(p.columns[i], part[i]...)
	}
	p.count++
	if p.raw += len(drawing); p.raw >= packBlock {
		p.flush()
	}
	return nil
}

func (p *packer) flush() {
	if p.raw == 0 {
		return
	}
	var head, body []byte
	for _, column := range p.columns {
		z := deflate(column)
		head = binary.BigEndian.AppendUint32(head, uint32(len(z)))
		body = append(body, z...)
	}
	p.blocks = append(p.blocks, append(head, body...))
	p.columns, p.raw = [4][]byte{}, 0
}

func (p *packer) file(face []byte) []byte {
	p.flush()
	face, places := deflate(face), deflate(p.places)
	out := []byte(packMagic)
	for _, n := range []int{len(p.places) / 2, len(p.blocks), len(face), len(places)} {
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	at := len(out) + 8*(len(p.blocks)+1) + len(face) + len(places)
	for i, block := range append(slices.Clone(p.blocks), nil) {
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(append(p.firsts, p.count)[i]))
		at += len(block)
	}
	return append(append(append(out, face...), places...), bytes.Join(p.blocks, nil)...)
}

// split parts a simple glyph's drawing into its columns.
func split(drawing []byte) (columns [4][]byte, err error) {
	short := errors.New("the drawing is cut short")
	if len(drawing) < 10 {
		return columns, short
	}
	contours := int(int16(binary.BigEndian.Uint16(drawing)))
	at := 10 + 2*contours + 2
	if contours < 1 || contours > math.MaxUint8 {
		return columns, fmt.Errorf("it is made of other glyphs, or of %d contours", contours)
	}
	if len(drawing) < at {
		return columns, short
	}
	shape, last := []byte{byte(contours)}, -1
	for i := range contours {
		end := int(binary.BigEndian.Uint16(drawing[10+2*i:]))
		switch points := end - last; {
		case points < 0:
			return columns, errors.New("its contours overlap")
		case points < packLong:
			shape = append(shape, byte(points))
		default:
			shape = binary.BigEndian.AppendUint16(append(shape, packLong), uint16(points))
		}
		last = end
	}
	flags, x, y, err := spans(drawing[at:], last+1)
	if err != nil || len(drawing) < at+flags+x+y {
		return columns, short
	}
	rest := drawing[at:]
	return [4][]byte{shape, rest[:flags], rest[flags : flags+x], rest[flags+x:]}, nil
}

// deflate compresses as well as the standard library can.
func deflate(b []byte) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(b)
	}
	if err = cmp.Or(err, w.Close()); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}
