// Package extract turns files people hand in into document.Document: web
// pages, text, Markdown, Word, Excel and PDF files. It looks at what a file
// holds, not at what it is called, reads within limits of size, depth, memory
// and time, and answers what it cannot read with a fault.Error that names the
// file and says what to do. It opens no connection, follows no link and runs
// nothing a file contains. It knows no ledger.
package extract

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yangguang/internal/document"
)

// Limits of what is read. Each is far above any real annual report and low
// enough that a file made to hurt is refused before it does.
const (
	maxFile     = 100_000_000 // bytes of any file; the first size refused
	maxText     = 20_000_000  // bytes of one text, web page or unpacked part
	maxPart     = 48_000_000  // bytes of one unpacked part of docx or xlsx
	maxUnpacked = 96_000_000  // bytes of all parts read from one file
	maxEntries  = 10_000      // entries of one package
	maxCells    = 400_000     // places of all tables of one file
	maxColumns  = 512         // places of one row
	maxBlocks   = 200_000     // blocks of one file
)

// Options sets how a Reader works; the zero value is right for most.
type Options struct {
	// Timeout bounds the reading of one file, five seconds when zero, two for a PDF,
	// which may ask for much with few bytes; on a busy
	// machine up to six times as long, until the program was given as much of a
	// processor, for a report is no worse where others work beside it. The first
	// PDF of a machine may take two seconds more, once, to prepare the engine.
	Timeout time.Duration
	// Engines is how many PDF files are read at the same time, two when zero.
	Engines int
	// Cache is the folder the prepared PDF engine is kept in between runs; the
	// user's cache folder when empty, none when "-".
	Cache string
}

// Reader reads files. It may be used by many goroutines at once. Its PDF engine
// starts with the first PDF and stays warm until Close.
type Reader struct {
	timeout time.Duration
	pdf     time.Duration // the timeout of a PDF
	engine  engine
}

// New makes a Reader. Nothing is started before the first file.
func New(o Options) *Reader {
	pdf := o.Timeout
	if o.Timeout <= 0 {
		o.Timeout, pdf = 5*time.Second, 2*time.Second
	}
	if o.Engines <= 0 {
		o.Engines = 2
	}
	return &Reader{timeout: o.Timeout, pdf: pdf, engine: engine{size: o.Engines, cache: o.Cache}}
}

// Close stops the PDF engine, if one was started.
func (r *Reader) Close() error { return r.engine.close() }

// File reads one file with a Reader of its own.
func File(ctx context.Context, path string) (document.Document, error) {
	r := New(Options{})
	defer r.Close()
	return r.File(ctx, path)
}

// Bytes reads one file's content with a Reader of its own.
func Bytes(ctx context.Context, name string, data []byte) (document.Document, error) {
	r := New(Options{})
	defer r.Close()
	return r.Bytes(ctx, name, data)
}

// File reads the file at path. A file that is absent, a folder, empty, too big,
// locked, broken or of a kind that is not read is a fault.Error.
func (r *Reader) File(ctx context.Context, path string) (document.Document, error) {
	name := filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return document.Document{}, openFault(name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return document.Document{}, openFault(name, err)
	}
	switch {
	case info.IsDir():
		return document.Document{}, refuse(name, "是文件夹。逐个指定其中的文件。")
	case !info.Mode().IsRegular():
		return document.Document{}, refuse(name, "不是普通文件，读不出内容。指定一个保存好的文件。")
	case info.Size() >= maxFile:
		return document.Document{}, tooBig(name, info.Size())
	}
	data := make([]byte, 0, info.Size()+1)
	data, err = readAll(io.LimitReader(f, maxFile), data)
	if err != nil {
		return document.Document{}, openFault(name, err)
	}
	return r.Bytes(ctx, name, data)
}

// readAll appends what src holds to data, without growing it when the size was
// foreseen right.
func readAll(src io.Reader, data []byte) ([]byte, error) {
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := src.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if errors.Is(err, io.EOF) {
			return data, nil
		}
		if err != nil {
			return data, err
		}
	}
}

// Bytes reads a file's content that is already in memory; name is its name, for
// messages and, where the content leaves doubt, its kind.
func (r *Reader) Bytes(ctx context.Context, name string, data []byte) (document.Document, error) {
	if len(data) == 0 {
		return document.Document{}, refuse(name, "是空文件，一个字节也没有。核对是否传错，或重新导出后再试。")
	}
	if len(data) >= maxFile {
		return document.Document{}, tooBig(name, int64(len(data)))
	}
	j := &job{name: name, data: data, reader: r, parent: ctx}
	format, err := sniff(j)
	if err != nil {
		return document.Document{}, err
	}
	j.limit = r.timeout
	if format == "pdf" {
		j.limit = r.pdf
		// Preparing the engine is the program's own time, not the file's.
		if err := r.engine.start(); err != nil {
			return document.Document{}, err
		}
	}
	var stop context.CancelFunc
	j.ctx, stop = graceful(ctx, j.limit)
	defer stop()
	j.doc = document.Document{File: filepath.Base(name), Format: format}
	if err := j.read(format); err != nil {
		return document.Document{}, j.explain(err)
	}
	return j.finish()
}

// job is the reading of one file.
type job struct {
	ctx    context.Context // ends when the time for this file is over
	parent context.Context
	limit  time.Duration
	name   string
	data   []byte
	reader *Reader
	doc    document.Document
	pack   *pack // the unpacked container of docx and xlsx
	cells  int
	tables int
	paras  int
}

func (j *job) read(format string) error {
	switch format {
	case "html":
		return j.readHTML()
	case "docx":
		return j.readDOCX()
	case "xlsx":
		return j.readXLSX()
	case "pdf":
		return j.readPDF()
	}
	return j.readText(format)
}

// errTooMuch ends the reading of a file that unfolds into more than is read.
var errTooMuch = errors.New("more than is read")

// explain turns what ended a reading into what a person can act on.
func (j *job) explain(err error) error {
	switch {
	case j.parent.Err() != nil:
		return j.parent.Err()
	case j.ctx.Err() != nil:
		return refuse(j.name, "在 "+strconv.Itoa(int(j.limit.Seconds()))+" 秒内没有读完，已停止。文件可能损坏，或内容过于复杂；用办公软件打开后另存为新文件再试。")
	case errors.Is(err, errTooMuch):
		return refuse(j.name, "展开后的内容远超通常的文件，已停止读取。只保留要读的部分，另存为新文件后再试。")
	}
	return err
}

// finish checks what every format must hold to: some text, and no character
// that was lost before the file came here.
func (j *job) finish() (document.Document, error) {
	pictures, text := 0, false
	for i := range j.doc.Blocks {
		b := &j.doc.Blocks[i]
		if b.Kind == document.Picture {
			pictures++
			continue
		}
		if err := j.checkLost(b.Text, b.Where); err != nil {
			return document.Document{}, err
		}
		text = text || b.Text != ""
		if b.Table == nil {
			continue
		}
		for r, row := range b.Table.Rows {
			for c := range row {
				if row[c].Picture && !row[c].Covered {
					pictures++
				}
				if row[c].Text == "" {
					continue
				}
				text = true
				if lost(row[c].Text) < 0 {
					continue
				}
				return document.Document{}, j.checkLost(row[c].Text, b.Where+"第"+strconv.Itoa(r+1)+"行第"+strconv.Itoa(c+1)+"格")
			}
		}
	}
	if text {
		return j.doc, nil
	}
	if pictures > 0 {
		return document.Document{}, j.imageOnly(pictures)
	}
	return document.Document{}, refuse(j.name, "里没有文字。核对是否传错文件，或打开原文件重新保存后再试。")
}

// lost is where a text holds the sign put for a character that could not be read,
// or bytes that are none; −1 where all is well.
func lost(s string) int {
	if utf8.ValidString(s) {
		return strings.Index(s, "\uFFFD")
	}
	return strings.IndexRune(s, '\uFFFD')
}

func (j *job) checkLost(s, where string) error {
	i := lost(s)
	if i < 0 {
		return nil
	}
	return refuse(j.name, where+"有无法识别的字符（“"+around(s, i)+"”），原字已经丢失。从原始文件重新导出，不要用另存时报过编码错误的副本。")
}

// add appends a block, and names its place when it has none.
func (j *job) add(b document.Block) error {
	if len(j.doc.Blocks) >= maxBlocks {
		return errTooMuch
	}
	if b.Where == "" {
		switch b.Kind {
		case document.Grid:
			j.tables++
			b.Where = "表" + strconv.Itoa(j.tables)
		case document.Picture:
			b.Where = "第" + strconv.Itoa(j.paras+1) + "段前后的图片"
		default:
			j.paras++
			b.Where = "第" + strconv.Itoa(j.paras) + "段"
		}
	}
	j.doc.Blocks = append(j.doc.Blocks, b)
	return nil
}

// spend counts places of tables against the limit.
func (j *job) spend(cells int) error {
	j.cells += cells
	if j.cells > maxCells {
		return errTooMuch
	}
	return nil
}

func openFault(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse(name, "不存在。核对文件名和所在文件夹。")
	case errors.Is(err, fs.ErrPermission):
		return refuse(name, "没有读取权限。修改文件权限，或换一个能读的位置。")
	case errors.Is(err, fs.ErrInvalid), strings.Contains(err.Error(), "invalid argument"), strings.Contains(err.Error(), "file name too long"):
		return refuse(name, "的文件名不能使用。改一个较短、不含特殊符号的文件名。")
	}
	return refuse(name, "读取时出错，可能存放它的磁盘或网络位置已断开。复制到本机后再试。")
}
