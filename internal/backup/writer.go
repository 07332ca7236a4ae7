package backup

import (
	"bufio"
	"bytes"
	"compress/flate"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/google/uuid"
)

// Writer writes one backup:
//
//	w, err := backup.NewWriter(file, …)
//	for each part { p := w.Part(…); io.Copy(p, …); p.Close() }
//	w.Close(manifest)
//
// It is used by one goroutine, one part after the other.
type Writer struct {
	out      *bufio.Writer
	sum      hash.Hash
	body     io.Writer
	seal     *sealer // nil when nothing is encrypted
	head     header
	known    map[Sum]bool // here or in a base
	parts    []Part
	deflater *flate.Writer
	box      bytes.Buffer
	written  int64 // bytes of chunks that stand here, plain
}

// NewWriter begins a backup of the data of an instant. key may be zero: then
// nothing is encrypted. bases are the backups it builds on, none for a whole one.
func NewWriter(w io.Writer, made time.Time, key Key, bases ...*Archive) (*Writer, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("begin backup: %w", err)
	}
	b := &Writer{sum: sha256.New(), known: map[Sum]bool{}, head: header{ID: id.String(), Made: made.UnixMilli()}}
	for _, base := range bases {
		b.head.Bases = append(b.head.Bases, base.Base())
		if _, err := base.Scan(func(s Sum, _ []byte) error { b.known[s] = true; return nil }); err != nil {
			return nil, err
		}
	}
	if !key.Zero() {
		b.head.Cipher, b.head.KeyID, b.head.Salt = string(key.suite), key.id(), make([]byte, 32)
		if _, err := rand.Read(b.head.Salt); err != nil {
			return nil, fmt.Errorf("begin backup: %w", err)
		}
	}
	if b.deflater, err = flate.NewWriter(nil, flate.BestSpeed); err != nil {
		return nil, fmt.Errorf("begin backup: %w", err)
	}
	return b, b.begin(w, key)
}

func (b *Writer) begin(w io.Writer, key Key) error {
	h, err := json.Marshal(b.head)
	if err != nil {
		return fmt.Errorf("begin backup: %w", err)
	}
	b.out = bufio.NewWriterSize(io.MultiWriter(w, b.sum), 1<<20)
	b.body = b.out
	if !key.Zero() {
		aead, err := key.aead(b.head.Salt, h)
		if err != nil {
			return err
		}
		b.seal = &sealer{w: b.out, aead: aead}
		b.body = b.seal
	}
	start := append(binary.BigEndian.AppendUint32([]byte(mark), uint32(len(h))), h...)
	if _, err := b.out.Write(start); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}

// ID is the backup's.
func (b *Writer) ID() string { return b.head.ID }

// Written is how many bytes of data stand in this file rather than in its bases.
func (b *Writer) Written() int64 { return b.written }

// Part begins a part; what is written to it is cut into chunks until it is
// closed. The rows of a table are cut behind rows, by what is in them, so that
// one more row does not move all chunks behind it.
func (b *Writer) Part(kind, name string, fields ...string) io.WriteCloser {
	b.parts = append(b.parts, Part{Kind: kind, Name: name, Fields: fields})
	p := &part{b: b, at: len(b.parts) - 1}
	if kind == Table {
		return &rows{part: p}
	}
	return p
}

// Size is how many bytes the parts have together.
func (b *Writer) Size() int64 { return Manifest{Parts: b.parts}.Size() }

// Close writes the manifest, whose Parts are those that were written, and the
// digest. The file is a backup only after it.
func (b *Writer) Close(m Manifest) error {
	m.Parts = b.parts
	if err := m.check(); err != nil {
		return err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	err = b.record(recordManifest, text)
	if err == nil && b.seal != nil {
		err = b.seal.Close()
	}
	if err == nil {
		err = b.out.Flush()
	}
	if err == nil {
		_, err = b.out.Write(b.sum.Sum(nil))
	}
	if err == nil {
		err = b.out.Flush()
	}
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}

func (b *Writer) record(letter byte, pieces ...[]byte) error {
	n := 0
	for _, p := range pieces {
		n += len(p)
	}
	if int64(n) > 1<<32-1 {
		return errors.New("a record is too long")
	}
	_, err := b.body.Write(binary.BigEndian.AppendUint32([]byte{letter}, uint32(n)))
	for _, p := range pieces {
		if err == nil {
			_, err = b.body.Write(p)
		}
	}
	return err
}

// chunk adds a chunk to a part, and to the file unless it stands somewhere.
func (b *Writer) chunk(at int, data []byte) error {
	if len(data) == 0 {
		return nil
	}
	s := Sum(sha256.Sum256(data))
	p := &b.parts[at]
	p.Chunks = append(p.Chunks, s)
	p.Size += int64(len(data))
	if b.known[s] {
		return nil
	}
	b.known[s] = true
	b.written += int64(len(data))
	b.box.Reset()
	b.deflater.Reset(&b.box)
	_, err := b.deflater.Write(data)
	if err == nil {
		err = b.deflater.Close()
	}
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	how, body := byte(deflated), b.box.Bytes()
	if len(body) >= len(data) {
		how, body = asItIs, data
	}
	if err := b.record(recordChunk, s[:], []byte{how}, body); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}

const fixed = 64 << 10 // size of the chunks of files: pages of a database keep their place

// part cuts at fixed places.
type part struct {
	b   *Writer
	at  int
	buf []byte
}

func (p *part) Write(data []byte) (int, error) {
	n := len(data)
	for len(data) > 0 {
		take := min(len(data), fixed-len(p.buf))
		p.buf = append(p.buf, data[:take]...)
		data = data[take:]
		if len(p.buf) == fixed {
			if err := p.cut(len(p.buf)); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

func (p *part) cut(n int) error {
	err := p.b.chunk(p.at, p.buf[:n])
	p.buf = append(p.buf[:0], p.buf[n:]...)
	return err
}

// Close adds what is left.
func (p *part) Close() error { return p.cut(len(p.buf)) }
