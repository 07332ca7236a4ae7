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
	if p.face, err = inflate(nil, io.NewSectionReader(src, at, n[2])); err != nil {
		return nil, err
	}
	if p.places, err = inflate(nil, io.NewSectionReader(src, at+n[2], n[3])); err != nil {
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
	for block := 0; len(places) > 0; block++ {
		if block+1 >= len(p.firsts) {
			return nil, errPacked
		}
		n, _ := slices.BinarySearch(places, uint16(p.firsts[block+1]))
		if n == 0 {
			continue
		}
		columns, err := p.block(block)
		if err != nil {
			return nil, err
		}
		wanted := places[:n]
		places = places[n:]
		for place := uint16(p.firsts[block]); len(wanted) > 0; place++ {
			drawing, err := join(&columns)
			if err != nil {
				return nil, err
			}
			if place == wanted[0] {
				out[ids[place]] = drawing
				wanted = wanted[1:]
			}
		}
	}
	return out, nil
}

// block unpacks the columns of one block.
func (p *packed) block(i int) (columns [4][]byte, err error) {
	at := int64(p.starts[i])
	head := make([]byte, 4*len(columns))
	if _, err := p.src.ReadAt(head, at); err != nil {
		return columns, err
	}
	at += int64(len(head))
	unpacker := flate.NewReader(bytes.NewReader(nil))
	for k := range columns {
		length := int64(binary.BigEndian.Uint32(head[4*k:]))
		if columns[k], err = inflate(unpacker, io.NewSectionReader(p.src, at, length)); err != nil {
			return columns, err
		}
		at += length
	}
	return columns, nil
}

// inflate unpacks all of src, with a reader that served before or nil.
func inflate(unpacker io.ReadCloser, src io.Reader) ([]byte, error) {
	if unpacker == nil {
		unpacker = flate.NewReader(src)
	} else if err := unpacker.(flate.Resetter).Reset(src, nil); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(unpacker)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPacked, err)
	}
	return b, nil
}

// join takes the next drawing off the columns.
func join(columns *[4][]byte) ([]byte, error) {
	shape, contours, points, err := contoursOf(columns[0])
	if err != nil {
		return nil, err
	}
	flags, x, y, err := spans(columns[1], points)
	if err != nil || len(columns[2]) < x || len(columns[3]) < y {
		return nil, errPacked
	}
	f, xs, ys := columns[1][:flags], columns[2][:x], columns[3][:y]
	columns[0], columns[1], columns[2], columns[3] = columns[0][shape:], columns[1][flags:], columns[2][x:], columns[3][y:]

	out := make([]byte, 10, 12+2*len(contours)+flags+x+y)
	binary.BigEndian.PutUint16(out, uint16(len(contours)))
	xMin, xMax := bounds(f, xs, flagShortX, flagSameX)
	yMin, yMax := bounds(f, ys, flagShortY, flagSameY)
	for i, v := range []int16{xMin, yMin, xMax, yMax} {
		binary.BigEndian.PutUint16(out[2+2*i:], uint16(v))
	}
	end := -1
	for _, n := range contours {
		end += n
		out = binary.BigEndian.AppendUint16(out, uint16(end))
	}
	out = append(out, 0, 0) // no hints
	return append(append(append(out, f...), xs...), ys...), nil
}

// contoursOf reads the points of each contour of the next drawing, their sum,
// and how many bytes say so.
func contoursOf(shape []byte) (length int, contours []int, points int, err error) {
	if len(shape) == 0 {
		return 0, nil, 0, errPacked
	}
	contours = make([]int, shape[0])
	length = 1
	for i := range contours {
		if length+1 > len(shape) {
			return 0, nil, 0, errPacked
		}
		n := int(shape[length])
		if length++; n == packLong {
			if length+2 > len(shape) {
				return 0, nil, 0, errPacked
			}
			n = int(binary.BigEndian.Uint16(shape[length:]))
			length += 2
		}
		contours[i] = n
		points += n
	}
	return length, contours, points, nil
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
