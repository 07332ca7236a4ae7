package pdf

import (
	"math"
	"strings"

	"yangguang/internal/document"
)

// matrix is a transformation as PDF writes it.
type matrix [6]float64

var unit = matrix{1, 0, 0, 1, 0, 0}

func (m matrix) times(n matrix) matrix {
	return matrix{m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3], m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5]}
}

// along is the matrix after a step to the right.
func (m matrix) along(x float64) matrix {
	m[4] += x * m[0]
	m[5] += x * m[1]
	return m
}

func (m matrix) at(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// box is a rectangle.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) holds(x, y float64) bool { return x >= b.x0 && x <= b.x1 && y >= b.y0 && y <= b.y1 }

func (b box) area() float64 { return math.Abs((b.x1 - b.x0) * (b.y1 - b.y0)) }

func (b box) cut(c box) box {
	return box{max(b.x0, c.x0), max(b.y0, c.y0), min(b.x1, c.x1), min(b.y1, c.y1)}
}

// glyph is one drawn character.
type glyph struct {
	x, y, width, size float64
	text, other       string
	why               string // what hides it, "" when it is seen
	n                 int    // how many things were drawn before it
}

// state is the graphics state as far as text depends on it.
type state struct {
	ctm                                 matrix
	clip                                box
	white                               bool
	alpha                               float64
	font                                *font
	size, char, word, scale, lead, rise float64
	mode                                int
}

// drawing is the reading of one page's or form's content.
type drawing struct {
	*file
	state
	stack    []state
	tm, line matrix
	page     box
	glyphs   []glyph
	covers   []cover
	n        int // things drawn
	path     []box
	pending  bool     // the path becomes the clip
	marks    []string // open marked content: "" or what hides it
	pictures float64  // area of pictures on the page
	blind    int      // codes without a way to characters
	forms    int
	tokens   int
}

// cover is a filled rectangle or picture, and when it was drawn.
type cover struct {
	box
	n     int
	white bool
}

const (
	maxGlyphs   = 2_000_000
	maxOperands = 40_000
)

// run reads a content stream with its resources.
func (d *drawing) run(body []byte, resources dict, depth int) {
	l := &lexer{b: body, keeps: true}
	defer func() {
		d.h.Add(document.Passage{Text: strings.ToValidUTF8(string(l.said), " "), Where: "页面内容的注释", Hidden: true})
	}()
	var args array
	for {
		if d.tokens++; d.tokens&4095 == 0 && d.ctx.Err() != nil || len(d.glyphs) > maxGlyphs {
			return
		}
		switch v := l.next(0).(type) {
		case end:
			return
		case op:
			if v == "BI" {
				d.inline(l)
			} else {
				d.operator(string(v), args, resources, depth)
			}
			args = args[:0]
		default:
			if args = append(args, v); len(args) > maxOperands {
				args = args[:0]
			}
		}
	}
}

// inline passes a picture that stands in the content.
func (d *drawing) inline(l *lexer) {
	for {
		v := l.next(0)
		if _, over := v.(end); over {
			return
		}
		if v == op("ID") {
			break
		}
	}
	for i := l.at; i+2 < len(l.b); i++ {
		if space(l.b[i]) && l.b[i+1] == 'E' && l.b[i+2] == 'I' && (i+3 >= len(l.b) || space(l.b[i+3])) {
			l.at = i + 3
			d.picture()
			return
		}
	}
	l.at = len(l.b)
}

// picture notes a picture drawn into the unit square.
func (d *drawing) picture() {
	b := bounds(d.ctm, box{0, 0, 1, 1})
	d.n++
	d.pictures += b.cut(d.page).area()
	d.covers = append(d.covers, cover{b, d.n, false})
}

func bounds(m matrix, b box) box {
	x, y := m.at(b.x0, b.y0)
	r := box{x, y, x, y}
	for _, p := range [3][2]float64{{b.x0, b.y1}, {b.x1, b.y0}, {b.x1, b.y1}} {
		x, y := m.at(p[0], p[1])
		r = box{min(r.x0, x), min(r.y0, y), max(r.x1, x), max(r.y1, y)}
	}
	return r
}

func nums(args array, n int) ([6]float64, bool) {
	var v [6]float64
	if len(args) < n {
		return v, false
	}
	for i, a := range args[len(args)-n:] {
		v[i], _ = a.(float64)
	}
	return v, true
}

func (d *drawing) operator(o string, args array, resources dict, depth int) {
	switch o {
	case "q":
		if len(d.stack) < 200 {
			d.stack = append(d.stack, d.state)
		}
	case "Q":
		if n := len(d.stack); n > 0 {
			d.state = d.stack[n-1]
			d.stack = d.stack[:n-1]
		}
	case "cm":
		if v, ok := nums(args, 6); ok {
			d.ctm = matrix(v).times(d.ctm)
		}
	case "gs":
		d.external(f0(args), resources)
	case "Do":
		d.do(f0(args), resources, depth)
	case "BT":
		d.tm, d.line = unit, unit
	case "BDC", "BMC", "EMC":
		d.marked(o, args, resources)
	case "g", "rg", "k", "sc", "scn", "cs":
		d.colour(o, args)
	default:
		if !d.textOperator(o, args, resources) {
			d.pathOperator(o, args)
		}
	}
}

func f0(args array) name {
	if len(args) == 0 {
		return ""
	}
	n, _ := args[len(args)-1].(name)
	return n
}

func (d *drawing) external(n name, resources dict) {
	g := d.dict(d.file.dict(resources["ExtGState"])[n])
	if v, ok := d.get(g["ca"]).(float64); ok {
		d.alpha = v
	}
	if a := d.array(g["Font"]); len(a) == 2 {
		d.font, d.size = d.file.fontOf(d.dict(a[0]), a[0]), d.number(a[1])
	}
}

func (d *drawing) colour(o string, args array) {
	d.white = false
	switch o {
	case "g", "rg":
		d.white = len(args) > 0
		for _, a := range args {
			v, _ := a.(float64)
			d.white = d.white && v >= 0.97
		}
	case "k":
		v, ok := nums(args, 4)
		d.white = ok && v[0]+v[1]+v[2]+v[3] <= 0.04
	case "sc", "scn":
		ones, zeros := 0, 0
		for _, a := range args {
			switch v, _ := a.(float64); {
			case v >= 0.97:
				ones++
			case v <= 0.01:
				zeros++
			}
		}
		d.white = (len(args) == 1 || len(args) == 3) && ones == len(args) || len(args) == 4 && zeros == 4
	}
}

// marked follows marked content: layers that are off, replacement text.
func (d *drawing) marked(o string, args array, resources dict) {
	if o == "EMC" {
		if n := len(d.marks); n > 0 {
			d.marks = d.marks[:n-1]
		}
		return
	}
	why := ""
	if n := len(d.marks); n > 0 {
		why = d.marks[n-1]
	}
	if o == "BDC" && len(args) == 2 {
		tag, _ := args[0].(name)
		props := d.dict(args[1])
		target := args[1]
		if n, ok := args[1].(name); ok {
			target = d.file.dict(resources["Properties"])[n]
			props = d.dict(target)
		}
		if tag == "OC" && d.layerOff(target) {
			why = "隐藏图层"
		}
		d.strings(props, "替代文字", 0)
	}
	if len(d.marks) < 1000 {
		d.marks = append(d.marks, why)
	}
}

// layerOff reports whether a layer, or the layers of a membership, are off.
func (f *file) layerOff(v any) bool {
	if r, ok := v.(ref); ok && f.off[r.num] {
		return true
	}
	g := f.dict(v)
	if g["Type"] != name("OCMD") {
		return false
	}
	if r, ok := g["OCGs"].(ref); ok && f.off[r.num] {
		return true
	}
	for _, m := range f.array(g["OCGs"]) {
		if r, ok := m.(ref); ok && f.off[r.num] {
			return true
		}
	}
	return false
}

// do draws a form or a picture.
func (d *drawing) do(n name, resources dict, depth int) {
	key := d.file.dict(resources["XObject"])[n]
	s, ok := d.get(key).(*stream)
	if !ok {
		return
	}
	if s.dict["Subtype"] == name("Image") {
		d.picture()
		return
	}
	if d.forms++; depth > 12 || d.forms > 2000 {
		return
	}
	if r, ok := key.(ref); ok {
		d.read[r.num] = true
	}
	saved, marks := d.state, d.marks
	if d.layerOff(s.dict["OC"]) {
		d.marks = append(d.marks[:len(d.marks):len(d.marks)], "隐藏图层")
	}
	if m := d.array(s.dict["Matrix"]); len(m) == 6 {
		v, _ := nums(d.resolved(m), 6)
		d.ctm = matrix(v).times(d.ctm)
	}
	if b := d.array(s.dict["BBox"]); len(b) == 4 {
		v, _ := nums(d.resolved(b), 4)
		d.clip = d.clip.cut(bounds(d.ctm, ordered(v)))
	}
	inner := d.dict(s.dict["Resources"])
	if inner == nil {
		inner = resources
	}
	body, _ := d.decoded(s)
	d.run(body, inner, depth+1)
	d.state, d.marks = saved, marks
}

func (f *file) resolved(a array) array {
	out := make(array, len(a))
	for i, v := range a {
		out[i] = f.get(v)
	}
	return out
}

func ordered(v [6]float64) box {
	return box{min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3])}
}

// pathOperator follows paths, as far as they cover or clip.
func (d *drawing) pathOperator(o string, args array) {
	switch o {
	case "re":
		if v, ok := nums(args, 4); ok {
			d.path = append(d.path, bounds(d.ctm, ordered([6]float64{v[0], v[1], v[0] + v[2], v[1] + v[3]})))
		}
	case "m":
		if v, ok := nums(args, 2); ok {
			x, y := d.ctm.at(v[0], v[1])
			d.path = append(d.path, box{x, y, x, y})
		}
	case "l":
		if v, ok := nums(args, 2); ok && len(d.path) > 0 {
			x, y := d.ctm.at(v[0], v[1])
			b := &d.path[len(d.path)-1]
			*b = box{min(b.x0, x), min(b.y0, y), max(b.x1, x), max(b.y1, y)}
		}
	case "W", "W*":
		d.pending = true
	case "f", "F", "f*", "B", "B*", "b", "b*":
		d.n++
		if d.alpha >= 0.5 {
			for _, b := range d.path {
				d.covers = append(d.covers, cover{b.cut(d.clip), d.n, d.white})
			}
		}
		d.endPath()
	case "S", "s", "n":
		d.endPath()
	}
	if len(d.path) > 100_000 {
		d.path = d.path[:0]
	}
}

func (d *drawing) endPath() {
	if d.pending && len(d.path) > 0 {
		all := d.path[0]
		for _, b := range d.path[1:] {
			all = box{min(all.x0, b.x0), min(all.y0, b.y0), max(all.x1, b.x1), max(all.y1, b.y1)}
		}
		d.clip = d.clip.cut(all)
	}
	d.path, d.pending = d.path[:0], false
}
