package extract

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"

	"codeberg.org/go-pdf/fpdf"
)

// TestSegmentsLieAsAsked compares what is read from the engine's memory at once
// with what its functions tell of each segment.
func TestSegmentsLieAsAsked(t *testing.T) {
	f := fpdf.New("P", "pt", "A4", "")
	f.AddPage()
	f.Rect(72, 72, 200, 40, "D")
	f.Line(10, 20, 300.25, 20)
	f.MoveTo(50, 300)
	f.LineTo(90, 300)
	f.CurveBezierCubicTo(100, 310, 110, 320, 120, 400)
	f.ClosePath()
	f.MoveTo(200, 300)
	f.LineTo(260, 300)
	f.LineTo(260, 380)
	f.ClosePath()
	f.DrawPath("DF")
	var file bytes.Buffer
	if err := f.Output(&file); err != nil {
		t.Fatal(err)
	}
	r := reader(t)
	if err := r.engine.start(); err != nil {
		t.Fatal(err)
	}
	in, err := r.engine.take(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer r.engine.put(in)
	number := func(name string, args ...handle) int {
		t.Helper()
		n, err := in.number(name, args...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return n
	}
	doc, free, err := in.open(file.Bytes())
	defer free()
	if err != nil {
		t.Fatal(err)
	}
	page, err := in.handle("FPDF_LoadPage", doc, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = in.call("FPDF_ClosePage", page) }()
	seen := map[int]int{}
	closed := 0
	for i := range number("FPDFPage_CountObjects", page) {
		o := handle(uint32(number("FPDFPage_GetObject", page, handle(i))))
		if number("FPDFPageObj_GetType", o) != objectPath {
			continue
		}
		count := number("FPDFPath_CountSegments", o)
		got, err := in.segments(o, count)
		if err != nil || len(got) != count {
			t.Fatalf("path %d: %d of %d segments, %v", i, len(got), count, err)
		}
		for k, s := range got {
			at := handle(uint32(number("FPDFPath_GetPathSegment", o, handle(k))))
			b, err := in.fill("FPDFPathSegment_GetPoint", at, in.at(0), in.at(4))
			if err != nil {
				t.Fatal(err)
			}
			x, y := single(b, 0), single(b, 1)
			want := segment{kind: number("FPDFPathSegment_GetType", at), x: x, y: y, closes: number("FPDFPathSegment_GetClose", at) == 1}
			if s != want {
				t.Errorf("path %d segment %d = %+v, the engine says %+v (% x)", i, k, s, want, binary.LittleEndian.Uint32(b))
			}
			seen[s.kind]++
			if s.closes {
				closed++
			}
		}
	}
	if seen[0] < 5 || seen[segmentCurve] != 3 || seen[segmentMove] < 4 || closed < 3 {
		t.Errorf("kinds %v and %d closed: the page has lines, a curve, and closed runs", seen, closed)
	}
}
