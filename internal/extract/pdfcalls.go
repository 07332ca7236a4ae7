package extract

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
	"math"
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	"github.com/klippa-app/go-pdfium"
)

// instance is one running PDFium. The library's own methods do more for each
// call than it costs, and a page of a few hundred characters makes thousands;
// here each function is looked up once and called directly. One goroutine uses
// an instance at a time.
type instance struct {
	owner     pdfium.Pdfium
	lookup    reflect.Value // gives a function of the engine by its name
	functions map[string]function
	memory    memory
	stack     [8]uint64
	scratch   uint32     // 64 bytes in the engine's memory that results are written to
	trapped   bool       // a call failed inside: its memory is no longer to be trusted
	reading   sync.Mutex // held while a file is read
	rooms     []*room    // its memory
}

// leave gives the instance's memory back; it has ended and nothing runs in it.
func (in *instance) leave() {
	in.trapped = true
	for _, m := range in.rooms {
		giveBack(m.all)
	}
	in.rooms = nil
}

// function and memory are what is used of the library's interfaces of these
// names, which stand in a package of its own that cannot be imported.
type function interface {
	CallWithStack(ctx context.Context, stack []uint64) error
}

type memory interface {
	Read(offset, byteCount uint32) ([]byte, bool)
	Write(offset uint32, v []byte) bool
	WriteString(offset uint32, v string) bool
}

// handle is a value PDFium takes or gives: a pointer in its memory, an index.
type handle = uint64

var (
	errPassword = errors.New("pdf needs a password")
	errSecurity = errors.New("pdf uses an unknown encryption")
	errRefused  = errors.New("pdf engine refused")
)

const scratchSize = 64

func newInstance(pool pdfium.Pool) (*instance, error) {
	owner, err := pool.GetInstance(time.Minute)
	if err != nil {
		return nil, err
	}
	engine := reflect.ValueOf(owner.GetImplementation())
	in := &instance{owner: owner, lookup: engine.MethodByName("Fn"), functions: map[string]function{}}
	var ok bool
	if in.memory, ok = engine.Elem().FieldByName("Module").MethodByName("Memory").Call(nil)[0].Interface().(memory); !ok {
		_ = owner.Close()
		return nil, errors.New("no memory")
	}
	at, err := in.handle("malloc", scratchSize)
	if err != nil {
		_ = owner.Close()
		return nil, err
	}
	in.scratch = uint32(at)
	return in, nil
}

// call runs a function of PDFium; what it gives is 32 bits wide.
func (in *instance) call(name string, args ...handle) (uint32, error) {
	if in.trapped {
		return 0, errRefused
	}
	f := in.functions[name]
	if f == nil {
		var ok bool
		if f, ok = in.lookup.Call([]reflect.Value{reflect.ValueOf(name)})[0].Interface().(function); !ok {
			return 0, errors.New("pdf engine has no " + name)
		}
		in.functions[name] = f
	}
	in.stack[0] = 0
	copy(in.stack[:], args)
	if err := f.CallWithStack(context.Background(), in.stack[:]); err != nil {
		in.trapped = true
		return 0, err
	}
	return uint32(in.stack[0]), nil
}

// number runs a function that gives a signed number.
func (in *instance) number(name string, args ...handle) (int, error) {
	v, err := in.call(name, args...)
	return int(int32(v)), err
}

// handle runs a function that gives a pointer; null is an error.
func (in *instance) handle(name string, args ...handle) (handle, error) {
	v, err := in.call(name, args...)
	if err == nil && v == 0 {
		err = errRefused
	}
	return handle(v), err
}

// fill runs a function that writes its result to the scratch memory and gives
// whether it did.
func (in *instance) fill(name string, args ...handle) ([]byte, error) {
	if _, err := in.handle(name, args...); err != nil {
		return nil, err
	}
	b, ok := in.memory.Read(in.scratch, scratchSize)
	if !ok {
		return nil, errRefused
	}
	return b, nil
}

// at is where the scratch memory's byte i lies.
func (in *instance) at(i uint32) handle { return handle(in.scratch + i) }

func single(b []byte, i int) float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:])))
}

// open loads a document; free closes it and is to be called in any case.
func (in *instance) open(data []byte) (doc handle, free func(), err error) {
	free = func() {}
	held, err := in.handle("malloc", handle(len(data)))
	if err != nil {
		return 0, free, err
	}
	free = func() {
		if doc != 0 {
			_, _ = in.call("FPDF_CloseDocument", doc)
		}
		_, _ = in.call("free", held)
	}
	if !in.memory.Write(uint32(held), data) {
		return 0, free, errRefused
	}
	if doc, err = in.handle("FPDF_LoadMemDocument", held, handle(len(data)), 0); err == nil {
		return doc, free, nil
	}
	switch why, _ := in.call("FPDF_GetLastError"); why {
	case 4:
		err = errPassword
	case 5:
		err = errSecurity
	}
	return doc, free, err
}

// title is what the document calls itself; "" when it does not.
func (in *instance) title(doc handle) string {
	const tag = "Title\x00"
	if !in.memory.WriteString(in.scratch, tag) {
		return ""
	}
	size, err := in.call("FPDF_GetMetaText", doc, in.at(0), 0, 0)
	if err != nil || size < 2 || size > maxText {
		return ""
	}
	held, err := in.handle("malloc", handle(size))
	if err != nil {
		return ""
	}
	defer func() { _, _ = in.call("free", held) }()
	if _, err := in.call("FPDF_GetMetaText", doc, in.at(0), held, handle(size)); err != nil {
		return ""
	}
	b, ok := in.memory.Read(uint32(held), size)
	if !ok {
		return ""
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return strings.Trim(strings.ReplaceAll(string(utf16.Decode(units)), "\uFFFD", ""), "\x00\uFEFF")
}

// pageSize is a page's width and height in points.
func (in *instance) pageSize(doc handle, index int) (width, height float64, err error) {
	b, err := in.fill("FPDF_GetPageSizeByIndex", doc, handle(index), in.at(0), in.at(8))
	if err != nil {
		return 0, 0, err
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b)), math.Float64frombits(binary.LittleEndian.Uint64(b[8:])), nil
}

// origin is the corner of the shown part of a page in its own space.
func (in *instance) origin(page handle) (x, y float64) {
	for _, name := range []string{"FPDFPage_GetCropBox", "FPDFPage_GetMediaBox"} {
		if b, err := in.fill(name, page, in.at(0), in.at(4), in.at(8), in.at(12)); err == nil {
			return min(single(b, 0), single(b, 2)), min(single(b, 1), single(b, 3))
		}
	}
	return 0, 0
}

// looseBox is the box of a character with the room around it.
func (in *instance) looseBox(text handle, i int) (left, top, right, bottom float64, err error) {
	b, err := in.fill("FPDFText_GetLooseCharBox", text, handle(i), in.at(0))
	if err != nil {
		return 0, 0, 0, 0, err
	}
	return single(b, 0), single(b, 1), single(b, 2), single(b, 3), nil
}

// matrixOf places an object in what holds it.
func (in *instance) matrixOf(o handle) matrix {
	b, err := in.fill("FPDFPageObj_GetMatrix", o, in.at(0))
	if err != nil {
		return matrix{a: 1, d: 1}
	}
	return matrix{single(b, 0), single(b, 1), single(b, 2), single(b, 3), single(b, 4), single(b, 5)}
}

// drawMode tells whether a path is filled and whether it is stroked.
func (in *instance) drawMode(o handle) (filled, stroked bool, err error) {
	b, err := in.fill("FPDFPath_GetDrawMode", o, in.at(0), in.at(4))
	if err != nil {
		return false, false, err
	}
	return binary.LittleEndian.Uint32(b) != 0, binary.LittleEndian.Uint32(b[4:]) == 1, nil
}

// segment is one step of a path and where it ends.
type segment struct {
	kind   int
	x, y   float64
	closes bool
}

// PDFium keeps the segments of a path side by side: two floats, a byte for the
// kind, a byte for closing, and two of padding.
const segmentSize = 12

// segments reads the steps of a path. Asking for one takes four calls, so those
// that lie side by side, as all of a path do, are read from memory at once.
func (in *instance) segments(path handle, count int) ([]segment, error) {
	first, err := in.handle("FPDFPath_GetPathSegment", path, 0)
	if err != nil {
		return nil, err
	}
	last, err := in.handle("FPDFPath_GetPathSegment", path, handle(count-1))
	if err != nil {
		return nil, err
	}
	size := uint32(count) * segmentSize
	b, ok := in.memory.Read(uint32(first), size)
	if !ok || last != first+handle(size)-segmentSize {
		return nil, errRefused
	}
	out := make([]segment, count)
	for i := range out {
		at := b[i*segmentSize:]
		out[i] = segment{kind: int(at[8]), x: single(at, 0), y: single(at, 1), closes: at[9] == 1}
	}
	return out, nil
}

// mostDots bounds the picture of one page.
const mostDots = 16 << 20

// Draw draws the pages of a PDF as people see them, annotations too, and hands
// them over one after the other; with a page from 1 on, that one alone.
func (r *Reader) Draw(ctx context.Context, data []byte, alone int, dpi float64, each func(page *image.RGBA) error) error {
	if len(data) > maxPDF {
		return tooBig("pdf", int64(len(data)))
	}
	if err := r.engine.start(); err != nil {
		return err
	}
	in, err := r.engine.take(ctx)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	in.reading.Lock()
	go func() {
		defer in.reading.Unlock()
		done <- in.draw(ctx, data, alone, dpi, each)
	}()
	select {
	case err = <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	r.engine.kill(in) // its memory has grown and would not shrink
	return err
}

func (in *instance) draw(ctx context.Context, data []byte, alone int, dpi float64, each func(page *image.RGBA) error) error {
	doc, free, err := in.open(data)
	defer free()
	if err != nil {
		return err
	}
	count, err := in.number("FPDF_GetPageCount", doc)
	if err != nil {
		return err
	}
	for i := 0; i < count && err == nil; i++ {
		if alone > 0 && i != alone-1 {
			continue
		}
		if err = ctx.Err(); err == nil {
			err = in.drawPage(doc, i, dpi, each)
		}
	}
	return err
}

func (in *instance) drawPage(doc handle, index int, dpi float64, each func(page *image.RGBA) error) error {
	width, height, err := in.pageSize(doc, index)
	if err != nil {
		return err
	}
	w, h := int(math.Ceil(width*dpi/72)), int(math.Ceil(height*dpi/72))
	if w < 1 || h < 1 || w*h > mostDots {
		return errRefused
	}
	page, err := in.handle("FPDF_LoadPage", doc, handle(index))
	if err != nil {
		return err
	}
	defer func() { _, _ = in.call("FPDF_ClosePage", page) }()
	bitmap, err := in.handle("FPDFBitmap_Create", handle(w), handle(h), 0)
	if err != nil {
		return err
	}
	defer func() { _, _ = in.call("FPDFBitmap_Destroy", bitmap) }()
	const white, annotations, swapped = 0xFFFFFFFF, 0x01, 0x10
	if _, err = in.call("FPDFBitmap_FillRect", bitmap, 0, 0, handle(w), handle(h), white); err == nil {
		_, err = in.call("FPDF_RenderPageBitmap", bitmap, page, 0, 0, handle(w), handle(h), 0, annotations|swapped)
	}
	if err != nil {
		return err
	}
	at, err := in.handle("FPDFBitmap_GetBuffer", bitmap)
	if err != nil {
		return err
	}
	stride, err := in.number("FPDFBitmap_GetStride", bitmap)
	if err != nil {
		return err
	}
	dots, ok := in.memory.Read(uint32(at), uint32(stride*h))
	if !ok {
		return errRefused
	}
	picture := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		copy(picture.Pix[y*picture.Stride:][:4*w], dots[y*stride:])
	}
	for i := 3; i < len(picture.Pix); i += 4 {
		picture.Pix[i] = 0xFF
	}
	return each(picture)
}
