// Package whole reads everything a file holds: what somebody who opens it sees,
// and what lies beside that in hidden sheets, comments, tracked changes,
// metadata, attachments, earlier revisions. What it cannot read it says
// (document.Concealment); it never passes over anything in silence. It opens no
// connection, runs nothing, and refuses what unfolds beyond its limits.
package whole

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/document"
	"yangguang/internal/extract/ofd"
	"yangguang/internal/extract/office"
	"yangguang/internal/extract/pdf"
	"yangguang/internal/fault"
)

// Limits of what is read.
const (
	maxFile  = 256_000_000 // bytes of one file
	maxDepth = 3           // files inside files inside files
	maxInner = 2_000       // files inside one file, all depths
	maxText  = 60_000_000  // bytes of one text
)

// Options sets how a Reader works; the zero value is right for most.
type Options struct {
	// Timeout bounds the reading of one file with all inside it; a minute when
	// zero. What was read until then is given, and that the rest was not.
	Timeout time.Duration
}

// Reader reads files; many goroutines may use it at once.
type Reader struct{ timeout time.Duration }

// New makes a Reader.
func New(o Options) *Reader {
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	return &Reader{timeout: o.Timeout}
}

// File reads the file at path. Only a file that is not there, is no file or
// may not be opened is an error; anything else is told in the holding.
func (r *Reader) File(ctx context.Context, path string) (document.Holding, error) {
	f, err := os.Open(path)
	if err != nil {
		return document.Holding{}, openFault(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return document.Holding{}, openFault(path, err)
	case !info.Mode().IsRegular():
		return document.Holding{}, refuse(path, "不是文件。逐个指定其中的文件。")
	case info.Size() > maxFile:
		return tooLarge(path, info.Size()), nil
	}
	data := make([]byte, info.Size())
	if n, err := io.ReadFull(f, data); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return document.Holding{}, openFault(path, err)
	} else {
		data = data[:n]
	}
	h := r.Bytes(ctx, path, data)
	h.File = path
	return h, nil
}

func tooLarge(path string, size int64) document.Holding {
	h := document.Holding{File: path}
	h.Conceal("文件", fmt.Sprintf("有 %.0f MB，超过 %d MB 的上限，没有读", float64(size)/1e6, maxFile/1_000_000))
	return h
}

// Bytes reads a file's content; name helps where the content leaves doubt.
func (r *Reader) Bytes(ctx context.Context, name string, data []byte) document.Holding {
	ctx, stop := context.WithTimeout(ctx, r.timeout)
	defer stop()
	budget := &budget{files: maxInner}
	return read(ctx, filepath.Base(name), data, 0, budget)
}

// budget bounds what all files inside one file may come to.
type budget struct{ files int }

// read reads one file and those inside it.
func read(ctx context.Context, name string, data []byte, depth int, left *budget) (h document.Holding) {
	defer func() {
		if r := recover(); r != nil {
			h.Conceal("文件", "读取时出错，没有读完")
		}
	}()
	h = document.Holding{File: name}
	if len(data) == 0 {
		h.Conceal("文件", "是空文件")
		return h
	}
	h.Format = sniff(name, data)
	readAs(ctx, &h, data)
	inner := h.Embedded
	h.Embedded = nil
	for _, e := range inner {
		where := e.Where
		if where == "" {
			where = "附件 " + e.Name
		}
		switch {
		case ctx.Err() != nil:
			h.Conceal(where, "时间到，没有读")
			continue
		case depth >= maxDepth:
			h.Conceal(where, "嵌套超过 "+strconv.Itoa(maxDepth)+" 层，没有读")
			continue
		case left.files <= 0:
			h.Conceal(where, "内含的文件太多，没有读")
			continue
		}
		left.files--
		h.Take(where+"：", read(ctx, e.Name, e.Data, depth+1, left))
	}
	if ctx.Err() != nil {
		h.Conceal("文件", "时间到，没有读完")
	}
	return h
}

func readAs(ctx context.Context, h *document.Holding, data []byte) {
	switch h.Format {
	case "txt", "md":
		readText(h, data)
	case "csv":
		readCSV(h, data)
	case "html":
		readHTML(ctx, h, data)
	case "docx", "xlsx", "pptx":
		office.Read(ctx, h, data)
	case "ofd":
		ofd.Read(ctx, h, data)
	case "pdf":
		pdf.Read(ctx, h, data)
	case "jpg", "png", "gif", "tif":
		readPicture(h, data)
	case "eml":
		readMail(ctx, h, data)
	case "zip":
		readZip(ctx, h, data)
	default:
		readOld(h, data)
	}
}

func refuse(path, why string) error {
	return &fault.Error{Kind: fault.Invalid, Message: path + " " + why}
}

func openFault(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse(path, "不存在。核对文件名和所在文件夹。")
	case errors.Is(err, fs.ErrPermission):
		return refuse(path, "没有读取权限。")
	}
	return refuse(path, "读取时出错："+strings.TrimPrefix(err.Error(), "open "+path+": "))
}
