package backup

import (
	"bufio"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Archive is a backup that is there to be read.
type Archive struct {
	r    io.ReadSeeker
	key  Key
	head header
	raw  []byte // the header as it is written
	size int64
}

// Open reads a backup through once: ErrDamaged when it is not what was written,
// ErrKey when it is encrypted under another key than the given one, which may be
// zero.
func Open(r io.ReadSeeker, key Key) (*Archive, error) {
	a := &Archive{r: r}
	if err := a.whole(); err != nil {
		return nil, err
	}
	if _, err := a.begin(); err != nil {
		return nil, err
	}
	if a.head.Cipher == "" {
		return a, nil
	}
	switch {
	case key.Zero():
		return nil, fmt.Errorf("it is encrypted under key %s: %w", a.head.KeyID, ErrKey)
	case key.id() != a.head.KeyID || string(key.suite) != a.head.Cipher:
		return nil, fmt.Errorf("it is encrypted under key %s, not under %s: %w", a.head.KeyID, key.id(), ErrKey)
	}
	a.key = key
	return a, nil
}

// whole compares the digest at the end.
func (a *Archive) whole() error {
	size, err := a.r.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("read backup: %w", err)
	}
	if size < int64(len(mark)+4+sumSize) {
		return fmt.Errorf("it is too short: %w", ErrDamaged)
	}
	a.size = size
	if _, err := a.r.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read backup: %w", err)
	}
	h := sha256.New()
	if _, err := io.CopyN(h, a.r, size-sumSize); err != nil {
		return fmt.Errorf("read backup: %w", err)
	}
	var sum [sumSize]byte
	if _, err := io.ReadFull(a.r, sum[:]); err != nil {
		return fmt.Errorf("read backup: %w", err)
	}
	if !bytes.Equal(sum[:], h.Sum(nil)) {
		return fmt.Errorf("its digest is another: %w", ErrDamaged)
	}
	return nil
}

// begin reads the header and gives what follows it, without the digest.
func (a *Archive) begin() (io.Reader, error) {
	if _, err := a.r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read backup: %w", err)
	}
	r := bufio.NewReaderSize(io.LimitReader(a.r, a.size-sumSize), 1<<20)
	start := make([]byte, len(mark)+4)
	if _, err := io.ReadFull(r, start); err != nil || string(start[:len(mark)]) != mark {
		return nil, fmt.Errorf("it does not begin as one: %w", ErrDamaged)
	}
	n := binary.BigEndian.Uint32(start[len(mark):])
	if n > headerLimit {
		return nil, fmt.Errorf("its header is too long: %w", ErrDamaged)
	}
	a.raw = make([]byte, n)
	if _, err := io.ReadFull(r, a.raw); err != nil {
		return nil, fmt.Errorf("its header is cut off: %w", ErrDamaged)
	}
	a.head = header{}
	if err := strict(a.raw, &a.head); err != nil {
		return nil, fmt.Errorf("its header: %w", err)
	}
	return r, nil
}

// strict reads JSON that the program wrote.
func strict(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", err.Error(), ErrDamaged)
	}
	return nil
}

// Base is the archive as a base of others.
func (a *Archive) Base() Base { return Base{ID: a.head.ID, Made: a.head.Made} }

// Bases are the backups it builds on; none for a whole one.
func (a *Archive) Bases() []Base { return slices.Clone(a.head.Bases) }

// Made is the instant the data is of.
func (a *Archive) Made() time.Time { return time.UnixMilli(a.head.Made).UTC() }

// Encrypted reports whether a key is needed to read it.
func (a *Archive) Encrypted() bool { return a.head.Cipher != "" }

// Size is the file's, in bytes.
func (a *Archive) Size() int64 { return a.size }

// Scan gives every chunk that stands in the file to each, once and in their
// order, and then the manifest. Each chunk has been compared with its sum.
func (a *Archive) Scan(each func(Sum, []byte) error) (Manifest, error) {
	r, err := a.begin()
	if err != nil {
		return Manifest{}, err
	}
	if a.head.Cipher != "" {
		aead, err := a.key.aead(a.head.Salt, a.raw)
		if err != nil {
			return Manifest{}, err
		}
		r = newOpener(r, aead)
	}
	s := scanner{r: r, each: each}
	for {
		m, err := s.next()
		if m != nil || err != nil {
			if err != nil {
				return Manifest{}, err
			}
			return *m, m.check()
		}
	}
}

// scanner reads records.
type scanner struct {
	r     io.Reader
	each  func(Sum, []byte) error
	box   []byte
	plain []byte
}

// next reads one record; the manifest, which must be the last, is given back.
func (s *scanner) next() (*Manifest, error) {
	var start [5]byte
	if _, err := io.ReadFull(s.r, start[:]); err != nil {
		return nil, cutOff(err)
	}
	n := int64(binary.BigEndian.Uint32(start[1:]))
	switch start[0] {
	case recordChunk:
		if n <= sumSize+1 || n > sumSize+1+chunkLimit {
			return nil, fmt.Errorf("a chunk has %d bytes: %w", n, ErrDamaged)
		}
		s.box = slices.Grow(s.box[:0], int(n))[:n]
		if _, err := io.ReadFull(s.r, s.box); err != nil {
			return nil, cutOff(err)
		}
		return nil, s.chunk(Sum(s.box[:sumSize]), s.box[sumSize], s.box[sumSize+1:])
	case recordManifest:
		var text strings.Builder // grows with what is there, not with what is announced
		if got, err := io.Copy(&text, io.LimitReader(s.r, n)); err != nil || got != n {
			return nil, cutOff(errors.Join(err, io.ErrUnexpectedEOF))
		}
		if rest, err := io.Copy(io.Discard, io.LimitReader(s.r, 1)); err != nil || rest != 0 {
			return nil, cutOff(errors.Join(err, io.ErrUnexpectedEOF))
		}
		var m Manifest
		if err := strict([]byte(text.String()), &m); err != nil {
			return nil, fmt.Errorf("its manifest: %w", err)
		}
		return &m, nil
	}
	return nil, fmt.Errorf("a record of kind %q: %w", start[0], ErrDamaged)
}

func (s *scanner) chunk(sum Sum, how byte, body []byte) error {
	plain := body
	switch how {
	case asItIs:
	case deflated:
		z := flate.NewReader(bytes.NewReader(body))
		b := bytes.NewBuffer(s.plain[:0])
		if _, err := io.Copy(b, io.LimitReader(z, chunkLimit+1)); err != nil || b.Len() > chunkLimit {
			return fmt.Errorf("a chunk cannot be unpacked: %w", ErrDamaged)
		}
		s.plain = b.Bytes()
		plain = s.plain
	default:
		return fmt.Errorf("a chunk is written in way %d: %w", how, ErrDamaged)
	}
	if Sum(sha256.Sum256(plain)) != sum {
		return fmt.Errorf("a chunk is not what its sum says: %w", ErrDamaged)
	}
	return s.each(sum, plain)
}

// cutOff names an end where none may be.
func cutOff(err error) error {
	if errors.Is(err, ErrDamaged) {
		return err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("it ends too early: %w", ErrDamaged)
	}
	return fmt.Errorf("read backup: %w", err)
}
