package extract

import (
	"context"
	"math"
	"slices"
	"sort"
)

// matrix places an object on the page: x' = ax + cy + e, y' = bx + dy + f.
type matrix struct{ a, b, c, d, e, f float64 }

func (m matrix) apply(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// within is m applied after inner.
func (m matrix) within(inner matrix) matrix {
	return matrix{
		a: m.a*inner.a + m.c*inner.b, b: m.b*inner.a + m.d*inner.b,
		c: m.a*inner.c + m.c*inner.d, d: m.b*inner.c + m.d*inner.d,
		e: m.a*inner.e + m.c*inner.f + m.e, f: m.b*inner.e + m.d*inner.f + m.f,
	}
}

// Kinds PDFium tells page objects and segments of paths apart by.
const (
	objectPath, objectImage, objectForm = 2, 3, 5
	segmentCurve, segmentMove           = 1, 2
)

// objectsOf reads the ruling lines of a page and counts its pictures.
func (p *pdfReading) objectsOf(page handle, place func(x, y float64) (float64, float64), out *pdfPage) error {
	count, err := p.engine.number("FPDFPage_CountObjects", page)
	if err != nil {
		return p.fail(err)
	}
	for i := range count {
		o, err := p.engine.handle("FPDFPage_GetObject", page, handle(i))
		if err != nil {
			continue
		}
		if err := p.object(o, matrix{a: 1, d: 1}, place, out, 0); err != nil {
			return err
		}
	}
	return nil
}

func (p *pdfReading) object(o handle, m matrix, place func(x, y float64) (float64, float64), out *pdfPage, depth int) error {
	if p.objects++; p.objects > maxObjects {
		return errTooMuch
	}
	if p.objects&15 == 0 && p.stop.Load() {
		return context.DeadlineExceeded
	}
	kind, err := p.engine.number("FPDFPageObj_GetType", o)
	if err != nil {
		return nil
	}
	switch kind {
	case objectImage:
		out.pictures++
	case objectPath:
		return p.path(o, m, place, out)
	case objectForm:
		if depth >= 4 {
			return nil
		}
		count, err := p.engine.number("FPDFFormObj_CountObjects", o)
		if err != nil {
			return nil
		}
		inner := m.within(p.engine.matrixOf(o))
		for i := range count {
			child, err := p.engine.handle("FPDFFormObj_GetObject", o, handle(i))
			if err != nil {
				continue
			}
			if err := p.object(child, inner, place, out, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// thin is how thick, in points, a drawn shape may be to be taken for a line.
const thin = 2.0

// path takes the lines along an axis out of a drawn path: strokes, edges of
// stroked boxes, and filled boxes too thin to be anything but a line.
func (p *pdfReading) path(o handle, m matrix, place func(x, y float64) (float64, float64), out *pdfPage) error {
	count, err := p.engine.number("FPDFPath_CountSegments", o)
	if err != nil || count < 2 {
		return nil
	}
	filled, stroked, err := p.engine.drawMode(o)
	if err != nil || !filled && !stroked {
		return nil
	}
	if p.objects += count; p.objects > 4*maxObjects {
		return errTooMuch
	}
	whole := m.within(p.engine.matrixOf(o))
	var sub [][2]float64
	curved := false
	end := func() {
		if !curved && len(sub) >= 2 {
			out.shape(sub, stroked)
		}
		sub, curved = sub[:0], false
	}
	segments, err := p.engine.segments(o, count)
	if err != nil {
		return nil
	}
	for _, s := range segments {
		switch s.kind {
		case segmentMove:
			end()
		case segmentCurve:
			curved = true
		}
		x, y := place(whole.apply(s.x, s.y))
		sub = append(sub, [2]float64{x, y})
		if s.closes {
			sub = append(sub, sub[0])
		}
	}
	end()
	return nil
}

// shape adds the lines of one run of points.
func (g *pdfPage) shape(points [][2]float64, stroked bool) {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, q := range points {
		x0, x1 = min(x0, q[0]), max(x1, q[0])
		y0, y1 = min(y0, q[1]), max(y1, q[1])
	}
	if math.IsNaN(x0+x1+y0+y1) || math.IsInf(x0+x1+y0+y1, 0) {
		return
	}
	switch {
	case x1-x0 <= thin && y1-y0 <= thin:
		return
	case x1-x0 <= thin:
		g.rule(ruling{vertical: true, at: (x0 + x1) / 2, from: y0, to: y1})
	case y1-y0 <= thin:
		g.rule(ruling{at: (y0 + y1) / 2, from: x0, to: x1})
	case stroked:
		for i := 1; i < len(points); i++ {
			a, b := points[i-1], points[i]
			switch {
			case math.Abs(a[0]-b[0]) <= 0.5 && math.Abs(a[1]-b[1]) > thin:
				g.rule(ruling{vertical: true, at: (a[0] + b[0]) / 2, from: min(a[1], b[1]), to: max(a[1], b[1])})
			case math.Abs(a[1]-b[1]) <= 0.5 && math.Abs(a[0]-b[0]) > thin:
				g.rule(ruling{at: (a[1] + b[1]) / 2, from: min(a[0], b[0]), to: max(a[0], b[0])})
			}
		}
	}
}

func (g *pdfPage) rule(r ruling) {
	if len(g.rules) < maxRulings {
		g.rules = append(g.rules, r)
	}
}

// frame is one ruled table on one page, or one page's part of one.
type frame struct {
	xs, ys []float64
	v, h   []ruling // merged and snapped
	glyphs []glyph
}

func (f *frame) top() float64    { return f.ys[0] }
func (f *frame) bottom() float64 { return f.ys[len(f.ys)-1] }
func (f *frame) left() float64   { return f.xs[0] }
func (f *frame) right() float64  { return f.xs[len(f.xs)-1] }

// snap is how far apart, in points, two lines may be to be taken for one, and
// how far a line may end before the one it meets.
const snap = 2.5

// frames finds the ruled tables of a page: lines that meet one another.
func (g *pdfPage) frames() []*frame {
	v, h := merged(g.rules, true), merged(g.rules, false)
	if len(v) < 2 || len(h) < 2 || len(v) > 3000 || len(h) > 3000 {
		return nil
	}
	parent := make([]int, len(v)+len(h))
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for i, a := range v {
		for k, b := range h {
			if a.at >= b.from-snap && a.at <= b.to+snap && b.at >= a.from-snap && b.at <= a.to+snap {
				parent[find(i)] = find(len(v) + k)
			}
		}
	}
	groups := map[int]*frame{}
	for i := range parent {
		f := groups[find(i)]
		if f == nil {
			f = &frame{}
			groups[find(i)] = f
		}
		if i < len(v) {
			f.v = append(f.v, v[i])
		} else {
			f.h = append(f.h, h[i-len(v)])
		}
	}
	var out []*frame
	for _, f := range groups {
		if f.measure() {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b *frame) int {
		if a.top() != b.top() {
			return sign(a.top() - b.top())
		}
		return sign(a.left() - b.left())
	})
	return out
}

func sign(f float64) int {
	switch {
	case f < 0:
		return -1
	case f > 0:
		return 1
	}
	return 0
}

// merged snaps lines of one direction together and joins what touches.
func merged(rules []ruling, vertical bool) []ruling {
	var lines []ruling
	for _, r := range rules {
		if r.vertical == vertical {
			lines = append(lines, r)
		}
	}
	sort.Slice(lines, func(i, k int) bool { return lines[i].at < lines[k].at })
	var out []ruling
	for i := 0; i < len(lines); {
		k, sum := i, 0.0
		for k < len(lines) && lines[k].at-lines[i].at <= snap {
			sum += lines[k].at
			k++
		}
		group := lines[i:k]
		at := sum / float64(k-i)
		sort.Slice(group, func(a, b int) bool { return group[a].from < group[b].from })
		for n, r := range group {
			r.at = at
			if n > 0 && r.from <= out[len(out)-1].to+snap {
				out[len(out)-1].to = max(out[len(out)-1].to, r.to)
				continue
			}
			out = append(out, r)
		}
		i = k
	}
	return out
}

// measure finds the columns and rows of a group of lines; false when they
// make no table.
func (f *frame) measure() bool {
	if len(f.v) == 0 || len(f.h) < 2 {
		return false
	}
	for _, r := range f.v {
		f.xs = append(f.xs, r.at)
	}
	for _, r := range f.h {
		f.ys = append(f.ys, r.at)
	}
	// Tables are often drawn without their outer sides.
	for _, r := range f.h {
		f.xs = append(f.xs, r.from, r.to)
	}
	for _, r := range f.v {
		f.ys = append(f.ys, r.from, r.to)
	}
	f.xs, f.ys = distinct(f.xs, f.v), distinct(f.ys, f.h)
	return len(f.xs) >= 2 && len(f.ys) >= 2 && len(f.xs)+len(f.ys) > 4 && len(f.xs) <= maxColumns && (len(f.xs)-1)*(len(f.ys)-1) <= maxCells/8
}

// distinct keeps the positions of lines, and of other positions the first and
// last where they lie clearly outside.
func distinct(all []float64, lines []ruling) []float64 {
	slices.Sort(all)
	lo, hi := all[0], all[len(all)-1]
	at := make([]float64, 0, len(lines)+2)
	for _, r := range lines {
		at = append(at, r.at)
	}
	slices.Sort(at)
	out := at[:0]
	for _, x := range at {
		if len(out) == 0 || x-out[len(out)-1] > snap {
			out = append(out, x)
		}
	}
	if lo < out[0]-3*snap {
		out = append([]float64{lo}, out...)
	}
	if hi > out[len(out)-1]+3*snap {
		out = append(out, hi)
	}
	return out
}
