package render

import (
	"encoding/binary"
	"errors"
	"sort"
)

// subset builds a TrueType font of the given glyphs of c: glyph i+1 of the new
// font is glyphs[i] of the old one, glyph 0 is .notdef; parts of composite
// glyphs follow after them. A glyph may be listed twice, so that two
// characters that share one drawing still copy out as two.
func (c *face) subset(glyphs []uint16) ([]byte, error) {
	head, err := c.read("head", 0, 54)
	if err != nil {
		return nil, err
	}
	long := binary.BigEndian.Uint16(head[50:]) != 0
	list, glyf, loca, err := c.gather(append([]uint16{0}, glyphs...), long)
	if err != nil {
		return nil, err
	}
	hmtx, err := c.metrics(list)
	if err != nil {
		return nil, err
	}
	hhea, err := c.read("hhea", 0, 36)
	if err != nil {
		return nil, err
	}
	maxp, err := c.read("maxp", 0, c.tables["maxp"].length)
	if err != nil || len(maxp) < 6 {
		return nil, errors.New("maxp table is broken")
	}
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 1)
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(list)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(list)))
	tables := map[string][]byte{"glyf": glyf, "loca": loca, "head": head, "hhea": hhea, "hmtx": hmtx, "maxp": maxp}
	for _, name := range []string{"cvt ", "fpgm", "prep"} { // hints need them
		if t, ok := c.tables[name]; ok {
			if tables[name], err = c.read(name, 0, t.length); err != nil {
				return nil, err
			}
		}
	}
	return assemble(tables), nil
}

// gather reads the drawings of glyphs into the tables glyf and loca of a font of
// just these, and of the parts that composite ones are made of, which it adds to
// the list.
func (c *face) gather(list []uint16, long bool) (all []uint16, glyf, loca []byte, err error) {
	var drawings map[uint16][]byte
	if c.packed != nil {
		if drawings, err = c.packed.drawings(list); err != nil {
			return nil, nil, nil, err
		}
	}
	place := map[uint16]uint16{} // of parts
	loca = append(make([]byte, 0, 4*len(list)+4), 0, 0, 0, 0)
	room := 0
	for _, data := range drawings {
		room += len(data) + 3
	}
	glyf = make([]byte, 0, room)
	for i := 0; i < len(list); i++ {
		data, ok := drawings[list[i]]
		if !ok {
			if data, err = c.outline(list[i], long); err != nil {
				return nil, nil, nil, err
			}
		}
		if err := remapParts(data, func(part uint16) uint16 {
			if _, ok := place[part]; !ok {
				place[part] = uint16(len(list))
				list = append(list, part)
			}
			return place[part]
		}); err != nil {
			return nil, nil, nil, err
		}
		if len(list) > 60_000 {
			return nil, nil, nil, errors.New("too many glyphs")
		}
		glyf = append(glyf, data...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	}
	return list, glyf, loca, nil
}

// outline reads one glyph's drawing; empty for a blank.
func (c *face) outline(id uint16, long bool) ([]byte, error) {
	var from, to int64
	if long {
		b, err := c.read("loca", int64(id)*4, 8)
		if err != nil {
			return nil, err
		}
		from, to = int64(binary.BigEndian.Uint32(b)), int64(binary.BigEndian.Uint32(b[4:]))
	} else {
		b, err := c.read("loca", int64(id)*2, 4)
		if err != nil {
			return nil, err
		}
		from, to = int64(binary.BigEndian.Uint16(b))*2, int64(binary.BigEndian.Uint16(b[2:]))*2
	}
	return c.read("glyf", from, to-from)
}

// remapParts renames, in place, the glyphs a composite glyph is made of.
func remapParts(data []byte, name func(uint16) uint16) error {
	if len(data) < 10 || int16(binary.BigEndian.Uint16(data)) >= 0 {
		return nil
	}
	const words, scale, more, twoScales, matrix = 1, 8, 0x20, 0x40, 0x80
	for at := 10; ; {
		if at+4 > len(data) {
			return errors.New("composite glyph is broken")
		}
		flags := binary.BigEndian.Uint16(data[at:])
		binary.BigEndian.PutUint16(data[at+2:], name(binary.BigEndian.Uint16(data[at+2:])))
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			return nil
		}
	}
}

// metrics builds hmtx with a full entry for each glyph.
func (c *face) metrics(list []uint16) ([]byte, error) {
	hhea, err := c.read("hhea", 0, 36)
	if err != nil {
		return nil, err
	}
	full := int64(binary.BigEndian.Uint16(hhea[34:]))
	if full == 0 {
		return nil, errors.New("hhea table is broken")
	}
	var out []byte
	for _, id := range list {
		if int64(id) < full {
			b, err := c.read("hmtx", int64(id)*4, 4)
			if err != nil {
				return nil, err
			}
			out = append(out, b...)
			continue
		}
		width, err := c.read("hmtx", (full-1)*4, 2)
		if err != nil {
			return nil, err
		}
		bearing, err := c.read("hmtx", full*4+(int64(id)-full)*2, 2)
		if err != nil {
			return nil, err
		}
		out = append(append(out, width...), bearing...)
	}
	return out, nil
}

// assemble puts tables into one font file, with its checksums.
func assemble(tables map[string][]byte) []byte {
	var names []string
	for n := range tables {
		names = append(names, n)
	}
	sort.Strings(names)
	n := len(names)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	out := []byte{0, 1, 0, 0}
	for _, v := range []int{n, power * 16, log, n*16 - power*16} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	offset := 12 + 16*n
	headAt := 0
	for _, name := range names {
		out = append(out, name...)
		out = binary.BigEndian.AppendUint32(out, checksum(tables[name]))
		out = binary.BigEndian.AppendUint32(out, uint32(offset))
		out = binary.BigEndian.AppendUint32(out, uint32(len(tables[name])))
		if name == "head" {
			headAt = offset
		}
		offset += (len(tables[name]) + 3) &^ 3
	}
	for _, name := range names {
		out = append(out, tables[name]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[headAt+8:], 0xb1b0afba-checksum(out))
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	if len(b) > 0 {
		var last [4]byte
		copy(last[:], b)
		sum += binary.BigEndian.Uint32(last[:])
	}
	return sum
}
