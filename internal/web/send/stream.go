package send

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"net/http"
	"time"

	"yangguang/internal/render"
)

// batchTime is how long one write of a stream may take to reach the client. The
// server's own deadline counts from the request, which a long file outlives.
const batchTime = 2 * time.Minute

// Stream is an answer that becomes a file with its first byte. Until then the
// handler may answer with something else.
type Stream struct {
	w     http.ResponseWriter
	file  File
	begun bool
}

// Stream begins nothing yet; its first Write does.
func (f File) Stream(w http.ResponseWriter) *Stream { return &Stream{w: w, file: f} }

// Write sends a part of the file and moves the deadline on.
func (s *Stream) Write(p []byte) (int, error) {
	if !s.begun {
		s.begun = true
		s.file.head(s.w.Header())
	}
	// Where the deadline cannot be moved the server's own holds.
	_ = http.NewResponseController(s.w).SetWriteDeadline(time.Now().Add(batchTime))
	return s.w.Write(p)
}

// End gives back what whoever wrote the file ended with, as long as nothing was
// sent. After the first byte an error tears the connection off, by the panic
// that net/http knows for it.
func (s *Stream) End(err error) error {
	if err != nil && s.begun {
		panic(http.ErrAbortHandler)
	}
	return err
}

// Table sends a table row by row, as CSV or as a workbook by the name's ending.
// An error of the rows comes back as long as nothing was sent; after that the
// answer is torn off. Another ending is an error.
func (f File) Table(w http.ResponseWriter, columns []render.SheetColumn, rows iter.Seq2[[]string, error]) error {
	out := f.Stream(w)
	return out.End(table(out, f.format(), columns, rows))
}

// gathered is how much of a table is sent at once; what fails before is told.
const gathered = 32 << 10

func table(w io.Writer, format string, columns []render.SheetColumn, rows iter.Seq2[[]string, error]) error {
	out := bufio.NewWriterSize(w, gathered)
	var write func(cells ...string) error
	var end func() error
	switch format {
	case "csv":
		titles := make([]string, len(columns))
		for i, c := range columns {
			titles[i] = c.Title
		}
		t, err := CSV(out, titles...)
		if err != nil {
			return err
		}
		write, end = t.Write, t.Flush
	case "xlsx":
		t, err := render.NewSheet(out, columns...)
		if err != nil {
			return err
		}
		write, end = t.Write, t.Close
	default:
		return fmt.Errorf("a table in the format %q", format)
	}
	for cells, err := range rows {
		if err != nil {
			return err
		}
		if err := write(cells...); err != nil {
			return err
		}
	}
	if err := end(); err != nil {
		return err
	}
	return out.Flush()
}

// Rows writes comma-separated values as spreadsheets read them: a byte-order
// mark, without which Chinese Windows takes UTF-8 for GBK; CRLF; nothing that
// would start a formula.
type Rows struct{ csv *csv.Writer }

// CSV writes the mark and the head of a table.
func CSV(w io.Writer, head ...string) (Rows, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return Rows{}, err
	}
	r := Rows{csv.NewWriter(w)}
	r.csv.UseCRLF = true
	return r, r.Write(head...)
}

// Write adds a row; it may stay in memory until Flush.
func (r Rows) Write(cells ...string) error {
	guarded := make([]string, len(cells))
	for i, c := range cells {
		guarded[i] = render.Guard(c)
	}
	return r.csv.Write(guarded)
}

// Flush hands over the rows so far, and tells what went wrong in any of them.
func (r Rows) Flush() error {
	r.csv.Flush()
	return r.csv.Error()
}
