// Package send hands files to browsers: under which name they are kept, as what
// they are declared, who may store a copy. A file that is whole in memory goes
// out at once; a long one is streamed row by row, and is torn off where it
// fails, so that half a file never looks like a whole one.
package send

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"yangguang/internal/render"
)

// File is what a browser is handed.
type File struct {
	Name   string // as people read it, with its ending: 登记回执.pdf; "" for what a program reads
	Media  string // the media type; "" takes that of the name's ending
	Shown  bool   // may be opened in place; else the browser keeps it
	Public bool   // may be stored on the way; else nobody stores a copy
}

// Media is the media type of a format, which is a name's ending without its
// dot, in any case. What is not known is a row of bytes.
func Media(format string) string {
	switch strings.ToLower(format) {
	case "csv":
		return "text/csv; charset=utf-8"
	case "docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case "html":
		return "text/html; charset=utf-8"
	case "ics":
		return "text/calendar; charset=utf-8"
	case "json":
		return "application/json"
	case "pdf":
		return "application/pdf"
	case "txt":
		return "text/plain; charset=utf-8"
	case "xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case "zip":
		return "application/zip"
	}
	return "application/octet-stream"
}

// format is the name's ending without its dot.
func (f File) format() string { return strings.TrimPrefix(path.Ext(f.Name), ".") }

// head sets what is said before the first byte.
func (f File) head(h http.Header) {
	media, how := f.Media, "attachment"
	if media == "" {
		media = Media(f.format())
	}
	if f.Shown {
		how = "inline"
	}
	h.Set("Content-Type", media)
	if f.Name != "" {
		h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.Name}))
	}
	if !f.Public {
		h.Set("Cache-Control", "no-store")
	}
}

// Send sends a file that is whole. A client that has disconnected is no error.
func (f File) Send(w http.ResponseWriter, data []byte) {
	f.head(w.Header())
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data)
}

// Print prints a document in the format of the name's ending (see render.Print)
// and sends it whole: what cannot be printed is an error before the first byte. A
// PDF that the fonts lack a character for goes out as docx (see render.Whole).
func (f File) Print(w http.ResponseWriter, doc render.Doc, fonts func() (*render.Fonts, error)) error {
	data, as, err := render.Whole(f.format(), doc, fonts)
	if err != nil {
		return fmt.Errorf("print %s: %w", f.format(), err)
	}
	f.Name = strings.TrimSuffix(f.Name, f.format()) + as
	f.Send(w, data)
	return nil
}

// Copy sends what it reads. An error of the reader comes back as long as nothing
// was sent; after that the answer is torn off.
func (f File) Copy(w http.ResponseWriter, from io.Reader) error {
	out := f.Stream(w)
	_, err := io.Copy(out, from)
	return out.End(err)
}
