package send

import (
	"encoding/csv"
	"io"
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
