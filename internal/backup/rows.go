package backup

import (
	"bytes"
	"hash/crc32"
)

const (
	rowsLeast = 16 << 10  // of a chunk of rows
	rowsMost  = 256 << 10 // a longer one is cut anywhere
	rowsMask  = 1<<6 - 1  // one row in 64 ends a chunk
)

// rows cuts behind rows whose check sum ends in zeros: where it cuts depends on
// the row and not on what stands before it.
type rows struct {
	*part
	line int // where the row begins that is being written
	seen int // up to where buf was looked through
}

func (r *rows) Write(data []byte) (int, error) {
	r.buf = append(r.buf, data...)
	for {
		i := bytes.IndexByte(r.buf[r.seen:], '\n')
		if i < 0 {
			r.seen = len(r.buf)
			break
		}
		end := r.seen + i + 1
		row := r.buf[r.line:end]
		r.line, r.seen = end, end
		if end >= rowsLeast && crc32.ChecksumIEEE(row)&rowsMask == 0 || end >= rowsMost {
			if err := r.cutRows(end); err != nil {
				return 0, err
			}
		}
	}
	for len(r.buf) > rowsMost { // one row longer than a chunk
		if err := r.cutRows(rowsMost); err != nil {
			return 0, err
		}
	}
	return len(data), nil
}

// cutRows cuts at most rowsMost at a time.
func (r *rows) cutRows(n int) error {
	r.line, r.seen = max(0, r.line-n), max(0, r.seen-n)
	for n > 0 {
		take := min(n, rowsMost)
		if err := r.cut(take); err != nil {
			return err
		}
		n -= take
	}
	return nil
}

// Close adds what is left.
func (r *rows) Close() error { return r.cutRows(len(r.buf)) }
