package render

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// TrueType's flags of a point.
const (
	flagShortX, flagShortY = 0x02, 0x04 // one byte, else two
	flagRepeat             = 0x08       // how often more follows
	flagSameX, flagSameY   = 0x10, 0x20 // with one byte: it is positive; with two: there are none, the coordinate stays
)

var errPacked = errors.New("packed font is broken")

// packed reads the drawings of a packed font (see Pack). It keeps nothing but
// its index, so any number of readers may use it at the same time.
type packed struct {
	src    io.ReaderAt
	face   []byte // a TrueType font without drawings
	places []byte // 16 bits a glyph
	starts []uint32
	firsts []uint32
}

// openPacked reads the index of a packed font.
func openPacked(src io.ReaderAt) (*packed, error) {
	head := make([]byte, packHead)
	if _, err := src.ReadAt(head, 0); err != nil {
		return nil, err
	}
	var n [4]int64 // glyphs, blocks, lengths of face and places
	for i := range n {
		n[i] = int64(binary.BigEndian.Uint32(head[4+4*i:]))
	}
	if string(head[:4]) != packMagic || n[0] > packNone || n[1] > packNone {
		return nil, errPacked
	}
	index := make([]byte, 8*(n[1]+1))
	if _, err := src.ReadAt(index, packHead); err != nil {
		return nil, err
	}
	p := &packed{src: src}
	for i := 0; i < len(index); i += 8 {
		p.starts = append(p.starts, binary.BigEndian.Uint32(index[i:]))
		p.firsts = append(p.firsts, binary.BigEndian.Uint32(index[i+4:]))
	}
	at := packHead + int64(len(index))
	var err error
	if p.face, err = inflate(io.NewSectionReader(src, at, n[2])); err != nil {
		return nil, err
	}
	if p.places, err = inflate(io.NewSectionReader(src, at+n[2], n[3])); err != nil {
		return nil, err
	}
	if int64(len(p.places)) != 2*n[0] {
		return nil, errPacked
	}
	return p, nil
}

// lacks reports a glyph whose drawing was left out.
func (p *packed) lacks(id uint16) bool {
	return 2*int(id)+2 > len(p.places) || binary.BigEndian.Uint16(p.places[2*int(id):]) == packLeft
}

// drawings gives the drawings of glyphs as a TrueType font holds them, empty for
// a blank; one that was left out is an error. Each block is unpacked once, whatever the order of the glyphs.
func (p *packed) drawings(glyphs []uint16) (map[uint16][]byte, error) {
	out := make(map[uint16][]byte, len(glyphs))
	var places []uint16
	ids := map[uint16]uint16{}
	for _, id := range glyphs {
		if p.lacks(id) {
			return nil, errPacked
		}
		place := binary.BigEndian.Uint16(p.places[2*int(id):])
		if place == packNone {
			out[id] = nil
			continue
		}
		if _, ok := ids[place]; !ok {
			ids[place] = id
			places = append(places, place)
		}
	}
	slices.Sort(places)
	var read blockReader
	for block := 0; len(places) > 0; block++ {
		if block+1 >= len(p.firsts) {
			return nil, errPacked
		}
		n, _ := slices.BinarySearch(places, uint16(p.firsts[block+1]))
		if n == 0 {
			continue
		}
		columns, err := read.block(p, block)
		if err != nil {
			return nil, err
		}
		wanted := places[:n]
		places = places[n:]
		for place := uint16(p.firsts[block]); len(wanted) > 0; place++ {
			glyph, err := next(&columns)
			if err != nil {
				return nil, err
			}
			if place == wanted[0] {
				out[ids[place]] = glyph.join()
				wanted = wanted[1:]
			}
		}
	}
	return out, nil
}

// blockReader unpacks one block after another into the same memory.
type blockReader struct {
	unpacker io.ReadCloser
	columns  [4]bytes.Buffer
}

// block unpacks the columns of one block; they are there until the next.
func (r *blockReader) block(p *packed, i int) (columns [4][]byte, err error) {
	at := int64(p.starts[i])
	head := make([]byte, 4*len(columns))
	if _, err := p.src.ReadAt(head, at); err != nil {
		return columns, err
	}
	at += int64(len(head))
	for k := range columns {
		length := int64(binary.BigEndian.Uint32(head[4*k:]))
		src := io.NewSectionReader(p.src, at, length)
		if r.unpacker == nil {
			r.unpacker = flate.NewReader(src)
		} else if err := r.unpacker.(flate.Resetter).Reset(src, nil); err != nil {
			return columns, err
		}
		r.columns[k].Reset()
		if _, err := r.columns[k].ReadFrom(r.unpacker); err != nil {
			return columns, fmt.Errorf("%w: %w", errPacked, err)
		}
		columns[k] = r.columns[k].Bytes()
		at += length
	}
	return columns, nil
}

// inflate unpacks all of src.
func inflate(src io.Reader) ([]byte, error) {
	b, err := io.ReadAll(flate.NewReader(src))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPacked, err)
	}
	return b, nil
}

// packedGlyph is one drawing as it lies in the columns.
type packedGlyph struct{ shape, flags, x, y []byte }

// next takes the next drawing off the columns.
func next(columns *[4][]byte) (d packedGlyph, err error) {
	shape, points, err := contoursOf(columns[0], nil)
	if err != nil {
		return d, err
	}
	flags, x, y, err := spans(columns[1], points)
	if err != nil || len(columns[2]) < x || len(columns[3]) < y {
		return d, errPacked
	}
	d = packedGlyph{columns[0][:shape], columns[1][:flags], columns[2][:x], columns[3][:y]}
	columns[0], columns[1], columns[2], columns[3] = columns[0][shape:], columns[1][flags:], columns[2][x:], columns[3][y:]
	return d, nil
}

// join is the drawing as a TrueType font holds it.
func (d packedGlyph) join() []byte {
	out := make([]byte, 10, 12+2*len(d.shape)+len(d.flags)+len(d.x)+len(d.y))
	binary.BigEndian.PutUint16(out, uint16(d.shape[0]))
	xMin, xMax := bounds(d.flags, d.x, flagShortX, flagSameX)
	yMin, yMax := bounds(d.flags, d.y, flagShortY, flagSameY)
	for i, v := range []int16{xMin, yMin, xMax, yMax} {
		binary.BigEndian.PutUint16(out[2+2*i:], uint16(v))
	}
	end := -1
	_, _, _ = contoursOf(d.shape, func(n int) { // next has found no fault
		end += n
		out = binary.BigEndian.AppendUint16(out, uint16(end))
	})
	out = append(out, 0, 0) // no hints
	return append(append(append(out, d.flags...), d.x...), d.y...)
}

// contoursOf tells each how many points a contour of the next drawing has, and
// gives how many bytes say so and how many points there are.
func contoursOf(shape []byte, each func(points int)) (length, points int, err error) {
	if len(shape) == 0 {
		return 0, 0, errPacked
	}
	length = 1
	for range shape[0] {
		if length+1 > len(shape) {
			return 0, 0, errPacked
		}
		n := int(shape[length])
		if length++; n == packLong {
			if length+2 > len(shape) {
				return 0, 0, errPacked
			}
			n = int(binary.BigEndian.Uint16(shape[length:]))
			length += 2
		}
		if each != nil {
			each(n)
		}
		points += n
	}
	return length, points, nil
}

// spans gives how many bytes the flags of so many points take, at the beginning
// of b, and how many their x and y coordinates.
func spans(b []byte, points int) (flags, x, y int, err error) {
	for points > 0 {
		if flags >= len(b) {
			return 0, 0, 0, errPacked
		}
		f, times := b[flags], 1
		if flags++; f&flagRepeat != 0 {
			if flags >= len(b) {
				return 0, 0, 0, errPacked
			}
			times += int(b[flags])
			flags++
		}
		x += times * width(f, flagShortX, flagSameX)
		y += times * width(f, flagShortY, flagSameY)
		points -= times
	}
	return flags, x, y, nil
}

// width is how many bytes a coordinate takes.
func width(flag, short, same byte) int {
	switch {
	case flag&short != 0:
		return 1
	case flag&same != 0:
		return 0
	}
	return 2
}

// bounds gives the least and the greatest coordinate; spans has seen that there
// are enough bytes.
func bounds(flags, coordinates []byte, short, same byte) (least, most int16) {
	var at int16
	first := true
	for i := 0; i < len(flags); i++ {
		f, times := flags[i], 1
		if f&flagRepeat != 0 {
			i++
			times += int(flags[i])
		}
		for range times {
			switch {
			case f&short != 0 && f&same != 0:
				at += int16(coordinates[0])
			case f&short != 0:
				at -= int16(coordinates[0])
			case f&same == 0:
				at += int16(binary.BigEndian.Uint16(coordinates))
			}
			coordinates = coordinates[width(f, short, same):]
			if first {
				least, most, first = at, at, false
			}
			least, most = min(least, at), max(most, at)
		}
	}
	return least, most
}
