package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfiumerr "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"yangguang/internal/document"
)

// Limits of one PDF.
const (
	maxPages   = 400
	maxPDF     = 40_000_000 // bytes; the engine holds the whole file
	maxChars   = 300_000    // of all pages
	maxObjects = 40_000     // of all pages
	maxRulings = 60_000     // of one page
	// 80 MB for the engine's own memory, in pages of 64 KB; while it grows there
	// are two of it.
	maxEnginePages = 80 << 20 / (64 << 10)
)

// engine is PDFium compiled to WebAssembly: it sees neither files nor network,
// and its memory is bounded. It starts once, with the first PDF.
type engine struct {
	size  int
	cache string

	mu    sync.Mutex
	pool  pdfium.Pool
	store wazero.CompilationCache
	err   error
	slots chan struct{}   // one for each PDF being read
	idle  []pdfium.Pdfium // warm instances
}

// start prepares the engine; after the first time it does nothing.
func (e *engine) start() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool != nil || e.err != nil {
		return e.err
	}
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(maxEnginePages).WithCloseOnContextDone(true)
	if dir := e.cacheDir(); dir != "" {
		// Without the store the engine only starts more slowly.
		if store, err := wazero.NewCompilationCacheWithDir(dir); err == nil {
			e.store = store
			config = config.WithCompilationCache(store)
		}
	}
	e.slots = make(chan struct{}, e.size)
	e.pool, e.err = webassembly.Init(webassembly.Config{
		MaxTotal:      -1, // slots bound it: an instance being killed still counts in the pool
		RuntimeConfig: config, FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
	})
	if e.err != nil {
		e.err = fmt.Errorf("start pdf engine: %w", e.err)
	}
	return e.err
}

// cacheDir is where the compiled engine is kept, writable by its owner only,
// for it is code that will be run.
func (e *engine) cacheDir() string {
	dir := e.cache
	switch dir {
	case "-":
		return ""
	case "":
		home, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, "yangguang", "pdf-engine")
	}
	if os.MkdirAll(dir, 0o700) != nil {
		return ""
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&0o022 != 0 {
		return ""
	}
	return dir
}

func (e *engine) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool == nil {
		return nil
	}
	err := e.pool.Close()
	if e.store != nil {
		err = errors.Join(err, e.store.Close(context.Background()))
	}
	e.pool, e.idle, e.err = nil, nil, errors.New("pdf engine is closed")
	return err
}

// take waits for an instance nobody uses.
func (e *engine) take(ctx context.Context) (pdfium.Pdfium, error) {
	select {
	case e.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if n := len(e.idle); n > 0 {
		in := e.idle[n-1]
		e.idle = e.idle[:n-1]
		return in, nil
	}
	if e.pool == nil {
		<-e.slots
		return nil, e.err
	}
	in, err := e.pool.GetInstance(time.Minute)
	if err != nil {
		<-e.slots
		return nil, fmt.Errorf("pdf engine: %w", err)
	}
	return in, nil
}

// put keeps an instance warm for the next file, without what this one left.
func (e *engine) put(in pdfium.Pdfium) {
	if held, ok := in.GetImplementation().(interface{ Close() error }); !ok || held.Close() != nil {
		e.kill(in)
		return
	}
	e.mu.Lock()
	e.idle = append(e.idle, in)
	e.mu.Unlock()
	<-e.slots
}

// kill ends an instance even while it runs. The library's own Kill fails and
// leaves the instance running, so its module is closed here: code compiled
// with WithCloseOnContextDone looks for that in every loop.
func (e *engine) kill(in pdfium.Pdfium) {
	if module, ok := reflect.Indirect(reflect.ValueOf(in.GetImplementation())).FieldByName("Module").Interface().(api.Module); ok {
		_ = module.Close(context.Background())
	}
	go func() {
		_ = in.Close() // waits until the call that was ended has returned
		<-e.slots
	}()
}

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
	go func() {
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
	if err != nil || len(j.data) > 8<<20 || time.Since(began) > time.Second {
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
	engine  pdfium.Pdfium
	doc     references.FPDF_DOCUMENT
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
	data := p.j.data
	opened, err := p.engine.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		switch {
		case errors.Is(err, pdfiumerr.ErrPassword):
			return locked(p.j.name, "用 PDF 阅读器打开，取消密码后另存，或上传 docx、xlsx、html 原文件。")
		case errors.Is(err, pdfiumerr.ErrSecurity):
			return refuse(p.j.name, "用了不支持的加密方式。取消加密后另存，或上传 docx、xlsx、html 原文件。")
		}
		return broken(p.j.name, "PDF")
	}
	p.doc = opened.Document
	defer func() { _, _ = p.engine.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: p.doc}) }()
	count, err := p.engine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: p.doc})
	if err != nil {
		return p.fail(err)
	}
	if count.PageCount > maxPages {
		return refuse(p.j.name, fmt.Sprintf("有 %d 页，超过 %d 页的上限。只保留报告本身，另存后再试。", count.PageCount, maxPages))
	}
	if meta, err := p.engine.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: p.doc, Tag: "Title"}); err == nil {
		p.j.doc.Title = tidy(strings.ReplaceAll(meta.Value, "\uFFFD", ""))
	}
	for i := range count.PageCount {
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
	loaded, err := p.engine.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: p.doc, Index: index})
	if err != nil {
		return p.fail(err)
	}
	defer func() { _, _ = p.engine.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	page := requests.Page{ByReference: &loaded.Page}
	size, err := p.engine.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: p.doc, Index: index})
	if err != nil {
		return p.fail(err)
	}
	turn := 0
	if r, err := p.engine.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: page}); err == nil {
		turn = int(r.PageRotation)
	}
	out := pdfPage{width: size.Width, height: size.Height}
	ox, oy := p.origin(page)
	turned := placing(turn, size.Width, size.Height)
	place := func(x, y float64) (float64, float64) { return turned(x-ox, y-oy) }
	if err := p.objectsOf(page, place, &out); err != nil {
		return err
	}
	text, err := p.engine.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return p.fail(err)
	}
	defer func() { _, _ = p.engine.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage}) }()
	if err := p.glyphsOf(text.TextPage, place, &out); err != nil {
		return err
	}
	p.pages = append(p.pages, out)
	return nil
}

// origin is the corner of the shown part of a page in its own space.
func (p *pdfReading) origin(page requests.Page) (x, y float64) {
	if box, err := p.engine.FPDFPage_GetCropBox(&requests.FPDFPage_GetCropBox{Page: page}); err == nil {
		return float64(min(box.Left, box.Right)), float64(min(box.Bottom, box.Top))
	}
	if box, err := p.engine.FPDFPage_GetMediaBox(&requests.FPDFPage_GetMediaBox{Page: page}); err == nil {
		return float64(min(box.Left, box.Right)), float64(min(box.Bottom, box.Top))
	}
	return 0, 0
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
func (p *pdfReading) glyphsOf(text references.FPDF_TEXTPAGE, place func(x, y float64) (float64, float64), out *pdfPage) error {
	counted, err := p.engine.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text})
	if err != nil {
		return p.fail(err)
	}
	if p.chars += counted.Count; p.chars > maxChars {
		return errTooMuch
	}
	space, high := false, rune(0)
	for i := range counted.Count {
		if i&63 == 0 && p.stop.Load() {
			return context.DeadlineExceeded
		}
		u, err := p.engine.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text, Index: i})
		if err != nil {
			return p.fail(err)
		}
		r := rune(uint32(u.Unicode))
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
		box, err := p.engine.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: i})
		if err != nil {
			continue
		}
		x0, y0 := place(float64(box.Rect.Left), float64(box.Rect.Top))
		x1, y1 := place(float64(box.Rect.Right), float64(box.Rect.Bottom))
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
