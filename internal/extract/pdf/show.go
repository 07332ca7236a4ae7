package pdf

import "math"

// textOperator follows text; it reports whether the operator was one of text.
func (d *drawing) textOperator(o string, args array, resources dict) bool {
	v, _ := nums(args, min(len(args), 1))
	switch o {
	case "Tf":
		d.setFont(args, resources)
	case "Tc":
		d.char = v[0]
	case "Tw":
		d.word = v[0]
	case "Tz":
		d.scale = v[0] / 100
	case "TL":
		d.lead = v[0]
	case "Ts":
		d.rise = v[0]
	case "Tr":
		d.mode = int(v[0])
	case "Td", "TD":
		if p, ok := nums(args, 2); ok {
			if o == "TD" {
				d.lead = -p[1]
			}
			d.move(p[0], p[1])
		}
	case "Tm":
		if m, ok := nums(args, 6); ok {
			d.tm, d.line = matrix(m), matrix(m)
		}
	case "T*":
		d.move(0, -d.lead)
	case "Tj":
		d.show(args)
	case "'":
		d.move(0, -d.lead)
		d.show(args)
	case "\"":
		if p, ok := nums(args[:min(len(args), 2)], 2); ok {
			d.word, d.char = p[0], p[1]
		}
		d.move(0, -d.lead)
		d.show(args)
	case "TJ":
		if len(args) > 0 {
			a, _ := args[len(args)-1].(array)
			d.show(a)
		}
	default:
		return false
	}
	return true
}

func (d *drawing) setFont(args array, resources dict) {
	if len(args) < 2 {
		return
	}
	n, _ := args[0].(name)
	d.size, _ = args[1].(float64)
	key := d.file.dict(resources["Font"])[n]
	if fd := d.dict(key); fd != nil {
		d.font = d.file.fontOf(fd, key)
		if d.named[n] == nil {
			d.named[n] = d.font
		}
		return
	}
	d.font = d.named[n]
}

func (d *drawing) move(x, y float64) {
	d.line = matrix{1, 0, 0, 1, x, y}.times(d.line)
	d.tm = d.line
}

// plainFont reads strings whose font is not known.
var plainFont = func() *font {
	t := &font{encoding: map[int]string{}, widths: map[int]float64{}, to: map[int]string{}, usual: 500}
	for c := 32; c < 127; c++ {
		t.encoding[c] = string(rune(c))
	}
	return t
}()

func (d *drawing) show(list array) {
	for _, v := range list {
		switch v := v.(type) {
		case float64:
			d.tm = d.tm.along(-v / 1000 * d.size * d.scale)
		case text:
			t := d.font
			if t == nil {
				t = plainFont
			}
			for _, c := range t.chars(v) {
				d.glyph(t, c)
			}
		}
	}
}

func (d *drawing) glyph(t *font, c char) {
	m := matrix{d.size * d.scale, 0, 0, d.size, 0, d.rise}.times(d.tm).times(d.ctm)
	x, y := m.at(0, 0)
	size := math.Hypot(m[2], m[3])
	advance := c.width/1000*d.size + d.char
	if t.type3 {
		advance = c.width*math.Abs(d.ctm[0])*0.001*d.size + d.char
	}
	if c.size == 1 && c.code == ' ' {
		advance += d.word
	}
	d.tm = d.tm.along(advance * d.scale)
	x1, _ := d.ctm.at(d.tm.at(0, d.rise))
	if c.text == "" {
		if t.blind || c.code > 32 {
			d.blind++
		}
		return
	}
	d.glyphs = append(d.glyphs, glyph{x: x, y: y, width: x1 - x, size: size, text: c.text, other: c.other, why: d.hides(x, y, x1, size), n: d.n})
}

// hides says what keeps a character at a place from the reader's eye.
func (d *drawing) hides(x, y, x1, size float64) string {
	middle, height := (x+x1)/2, y+size*0.3
	if n := len(d.marks); n > 0 && d.marks[n-1] != "" {
		return d.marks[n-1]
	}
	switch {
	case d.mode == 3, d.mode == 7:
		return "不可见文字"
	case d.alpha <= 0.05:
		return "透明文字"
	case size < 1.5 && size >= 0:
		return "极小文字"
	case !d.page.holds(middle, height):
		return "页面外"
	case !d.clip.holds(middle, height):
		return "裁掉的文字"
	case d.white && (d.mode == 0 || d.mode == 4):
		for i := len(d.covers) - 1; i >= 0 && i > len(d.covers)-200; i-- {
			if c := d.covers[i]; c.holds(middle, height) && !c.white {
				return "" // on a dark ground white is read
			}
		}
		return "白色文字"
	}
	return ""
}

// cover marks what was drawn over afterwards.
func (d *drawing) coverUp() {
	if len(d.covers) == 0 {
		return
	}
	list := d.covers
	if len(list) > 4000 {
		list = list[len(list)-4000:]
	}
	for i := range d.glyphs {
		g := &d.glyphs[i]
		if g.why != "" {
			continue
		}
		x, y := g.x+g.width/2, g.y+g.size*0.3
		for k := len(list) - 1; k >= 0 && list[k].n > g.n; k-- {
			if list[k].holds(x, y) {
				g.why = "被遮盖的文字"
				break
			}
		}
	}
}
