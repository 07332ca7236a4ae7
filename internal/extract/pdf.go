package extract

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"yangguang/internal/document"
)

// Limits of one PDF.
const (
	maxPages   = 400
	maxPDF     = 40_000_000 // bytes; the engine holds the whole file
	maxChars   = 300_000    // of all pages
	maxObjects = 40_000     // of all pages
	maxRulings = 60_000     // of one page
)

// readPDF reads a PDF's text layer and its ruling lines.
func (j *job) readPDF() error {
	if len(j.data) > maxPDF {
		return refuse(j.name, fmt.Sprintf("有 %.1f MB，超过 PDF 文件 40 MB 的上限，多半是扫描图片。压缩图片，或上传 docx、xlsx、html 原文件。", float64(len(j.data))/1e6))
	}
	e := &j.reader.engine
	instance, err := e.take(j.ctx)
	if err != nil {
		return err
	}
	p := &pdfReading{j: j, engine: instance}
	done := make(chan error, 1)
	instance.reading.Lock()
	go func() {
		defer instance.reading.Unlock()
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("pdf engine: %v", r)
			}
		}()
		done <- p.read()
	}()
	began := time.Now()
	select {
	case err = <-done:
	case <-j.ctx.Done():
		p.stop.Store(true)
		// Between two calls the reading ends by itself; inside one it is killed.
		select {
		case err = <-done:
		case <-time.After(100 * time.Millisecond):
			e.kill(instance)
			return j.ctx.Err()
		}
	}
	if err != nil || instance.trapped || len(j.data) > 8<<20 || time.Since(began) > time.Second {
		e.kill(instance) // its memory may have grown and would not shrink
	} else {
		e.put(instance)
	}
	if err != nil {
		if j.ctx.Err() != nil {
			return j.ctx.Err()
		}
		return err
	}
	blocks, err := p.layout()
	if err != nil {
		return err
	}
	for _, b := range blocks {
		if err := j.add(b); err != nil {
			return err
		}
	}
	return nil
}

// pdfReading is the reading of one PDF.
type pdfReading struct {
	j       *job
	engine  *instance
	doc     handle
	before  handle // the page before, still open
	stop    atomic.Bool
	pages   []pdfPage
	chars   int
	objects int
}

// pdfPage is what of a page bears on its text; y grows downwards.
type pdfPage struct {
	width, height float64
	glyphs        []glyph
	rules         []ruling
	pictures      int
}

// glyph is one character and its box.
type glyph struct {
	r              rune
	x0, y0, x1, y1 float64
	space          bool // a space stood before it
	seq            int  // place in the order of drawing
}

// ruling is a straight line along an axis.
type ruling struct {
	vertical bool
	at       float64 // x of a vertical line, y of a horizontal one
	from, to float64
}

func (p *pdfReading) read() error {
	in := p.engine
	doc, free, err := in.open(p.j.data)
	defer free()
	switch {
	case errors.Is(err, errPassword):
		return locked(p.j.name, "用 PDF 阅读器打开，取消密码后另存，或上传 docx、xlsx、html 原文件。")
	case errors.Is(err, errSecurity):
		return refuse(p.j.name, "用了不支持的加密方式。取消加密后另存，或上传 docx、xlsx、html 原文件。")
	case err != nil:
		return broken(p.j.name, "PDF")
	}
	p.doc = doc
	defer func() {
		if p.before != 0 {
			_, _ = in.call("FPDF_ClosePage", p.before)
		}
	}()
	count, err := in.number("FPDF_GetPageCount", doc)
	if err != nil {
		return p.fail(err)
	}
	if count > maxPages {
		return refuse(p.j.name, fmt.Sprintf("有 %d 页，超过 %d 页的上限。只保留报告本身，另存后再试。", count, maxPages))
	}
	p.j.doc.Title = tidy(in.title(doc))
	for i := range count {
		if p.stop.Load() {
			return context.DeadlineExceeded
		}
		if err := p.page(i); err != nil {
			return err
		}
	}
	return nil
}

// fail tells the engine's failure on a broken file.
func (p *pdfReading) fail(error) error {
	return broken(p.j.name, "PDF")
}

func (p *pdfReading) page(index int) error {
	in := p.engine
	page, err := in.handle("FPDF_LoadPage", p.doc, handle(index))
	if err != nil {
		return p.fail(err)
	}
	// PDFium forgets a font with the last page that shows it, and reading a font
	// takes longer than reading a page: one page stays open while the next is read.
	defer func() {
		if p.before != 0 {
			_, _ = in.call("FPDF_ClosePage", p.before)
		}
		p.before = page
	}()
	width, height, err := in.pageSize(p.doc, index)
	if err != nil {
		return p.fail(err)
	}
	turn, _ := in.number("FPDFPage_GetRotation", page)
	out := pdfPage{width: width, height: height}
	ox, oy := in.origin(page)
	turned := placing(turn, width, height)
	place := func(x, y float64) (float64, float64) { return turned(x-ox, y-oy) }
	if err := p.objectsOf(page, place, &out); err != nil {
		return err
	}
	text, err := in.handle("FPDFText_LoadPage", page)
	if err != nil {
		return p.fail(err)
	}
	defer func() { _, _ = in.call("FPDFText_ClosePage", text) }()
	if err := p.glyphsOf(text, place, &out); err != nil {
		return err
	}
	p.pages = append(p.pages, out)
	return nil
}

// placing turns a point of the page's own space into one whose y grows
// downwards on the page as it is shown.
func placing(turn int, width, height float64) func(x, y float64) (float64, float64) {
	switch turn & 3 {
	case 1:
		return func(x, y float64) (float64, float64) { return y, x }
	case 2:
		return func(x, y float64) (float64, float64) { return width - x, y }
	case 3:
		return func(x, y float64) (float64, float64) { return width - y, height - x }
	}
	return func(x, y float64) (float64, float64) { return x, height - y }
}

// glyphsOf reads the characters with their boxes.
func (p *pdfReading) glyphsOf(text handle, place func(x, y float64) (float64, float64), out *pdfPage) error {
	count, err := p.engine.number("FPDFText_CountChars", text)
	if err != nil || count < 0 {
		return p.fail(err)
	}
	if p.chars += count; p.chars > maxChars {
		return errTooMuch
	}
	space, high := false, rune(0)
	for i := range count {
		if i&63 == 0 && p.stop.Load() {
			return context.DeadlineExceeded
		}
		u, err := p.engine.call("FPDFText_GetUnicode", text, handle(i))
		if err != nil {
			return p.fail(err)
		}
		r := rune(u)
		switch {
		case r == 0 || r == '\r' || r == '\n' || r == 0xFFFE || r == 0x00AD:
			continue
		case r == ' ' || r == '\t' || r == 0x00A0 || r == '\u3000':
			space = true
			continue
		case r >= 0xD800 && r < 0xDC00:
			high = r
			continue
		case r >= 0xDC00 && r < 0xE000:
			if high == 0 {
				continue
			}
			r, high = (high-0xD800)<<10|(r-0xDC00)+0x10000, 0
		}
		left, top, right, bottom, err := p.engine.looseBox(text, i)
		if err != nil {
			continue
		}
		x0, y0 := place(left, top)
		x1, y1 := place(right, bottom)
		g := glyph{r: r, x0: min(x0, x1), y0: min(y0, y1), x1: max(x0, x1), y1: max(y0, y1), space: space, seq: i}
		space = false
		if !(g.x1 < -1 || g.y1 < -1 || g.x0 > out.width+1 || g.y0 > out.height+1) {
			out.glyphs = append(out.glyphs, g)
		}
	}
	return nil
}

// layout makes the document's blocks from its pages.
func (p *pdfReading) layout() ([]document.Block, error) {
	l := &pdfLayout{j: p.j}
	for i := range p.pages {
		if p.j.ctx.Err() != nil {
			return nil, p.j.ctx.Err()
		}
		if err := l.page(i, &p.pages[i]); err != nil {
			return nil, err
		}
	}
	return l.finish()
}
