package blob

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"yangguang/internal/vault"
)

// Sealed keeps files that hold personal data, encrypted, in any Store. Each file
// has a key of its own, which Put gives sealed for the caller's column; without
// it the file is noise. Equal files are kept apart, so that deleting one never
// takes another's.
//
// A file is a row of pieces: four bytes of length, whose highest bit marks the
// last piece, and the piece sealed with its place in the row. Pieces that were
// changed, swapped, left out or cut off are noticed on reading.
type Sealed struct {
	store Store
	vault *vault.Vault
}

// NewSealed keeps sealed files in store.
func NewSealed(store Store, v *vault.Vault) *Sealed { return &Sealed{store, v} }

const (
	piece    = 64 << 10 // bytes sealed at once
	overhead = 1 << 10  // more than any provider adds to a piece
	final    = 1 << 31
)

// Put keeps what r gives. It returns the hash under which the encrypted file
// lies with the size of the plain one, and the file's key sealed for the column
// at. It fails with ErrTooLarge past limit bytes and keeps nothing then.
func (s *Sealed) Put(ctx context.Context, r io.Reader, limit int64, at vault.Location) (Info, vault.Sealed, error) {
	box, key, err := s.vault.NewBox(at)
	if err != nil {
		return Info{}, vault.Sealed{}, err
	}
	w := &sealing{r: io.LimitReader(r, limit+1), box: box, limit: limit}
	// The encrypted file is a little longer; sealing itself minds the limit.
	info, err := s.store.Put(ctx, w, limit+(limit/piece+2)*overhead)
	if err != nil {
		return Info{}, vault.Sealed{}, err
	}
	return Info{Hash: info.Hash, Size: w.n}, key, nil
}

// Get opens a file with its sealed key. Reading fails with ErrDamaged where the
// content is not what was put, before giving any of the piece that differs.
func (s *Sealed) Get(ctx context.Context, hash string, key vault.Sealed, at vault.Location) (io.ReadCloser, error) {
	box, err := s.vault.OpenBox(key, at)
	if err != nil {
		return nil, err
	}
	r, err := s.store.Get(ctx, hash)
	if err != nil {
		return nil, err
	}
	return &opening{r: r, box: box}, nil
}

// Delete takes a file away; one that is not there is no error.
func (s *Sealed) Delete(ctx context.Context, hash string) error { return s.store.Delete(ctx, hash) }

// placed is what is authenticated with a piece.
func placed(i uint64, last bool) []byte {
	b := binary.BigEndian.AppendUint64([]byte("yangguang file v1"), i)
	if last {
		return append(b, 1)
	}
	return append(b, 0)
}

// sealing encrypts as it is read. It reads one piece ahead, to know the last.
type sealing struct {
	r     io.Reader
	box   vault.Box
	limit int64

	n     int64
	i     uint64
	ahead []byte
	begun bool
	done  bool
	out   bytes.Buffer
}

func (s *sealing) Read(p []byte) (int, error) {
	for s.out.Len() == 0 {
		if s.done {
			return 0, io.EOF
		}
		if err := s.next(); err != nil {
			return 0, err
		}
	}
	return s.out.Read(p)
}

func (s *sealing) next() (err error) {
	if !s.begun {
		s.begun = true
		if s.ahead, err = s.take(); err != nil {
			return err
		}
	}
	now := s.ahead
	if s.ahead, err = s.take(); err != nil {
		return err
	}
	if s.n > s.limit {
		return ErrTooLarge
	}
	last := len(s.ahead) == 0
	box, err := s.box.Seal(now, placed(s.i, last))
	if err != nil {
		return fmt.Errorf("seal file: %w", err)
	}
	size := uint32(len(box))
	if last {
		size |= final
		s.done = true
	}
	s.i++
	s.out.Reset()
	s.out.Write(binary.BigEndian.AppendUint32(nil, size))
	s.out.Write(box)
	return nil
}

// take reads the next piece of plain text; none at the end.
func (s *sealing) take() ([]byte, error) {
	b := make([]byte, piece)
	n, err := io.ReadFull(s.r, b)
	s.n += int64(n)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return b[:n], err
}

// opening decrypts as it is read.
type opening struct {
	r    io.ReadCloser
	box  vault.Box
	i    uint64
	done bool
	out  bytes.Reader
}

func (o *opening) Read(p []byte) (int, error) {
	for o.out.Len() == 0 {
		if o.done {
			return 0, io.EOF
		}
		if err := o.next(); err != nil {
			return 0, err
		}
	}
	return o.out.Read(p)
}

func (o *opening) next() error {
	var head [4]byte
	if _, err := io.ReadFull(o.r, head[:]); err != nil {
		return short(err)
	}
	size := binary.BigEndian.Uint32(head[:])
	last := size&final != 0
	if size &^= final; size > piece+overhead {
		return fmt.Errorf("open file: %w", ErrDamaged)
	}
	box := make([]byte, size)
	if _, err := io.ReadFull(o.r, box); err != nil {
		return short(err)
	}
	plain, err := o.box.Open(box, placed(o.i, last))
	if err != nil {
		return fmt.Errorf("open file: %w", ErrDamaged)
	}
	o.i++
	o.out.Reset(plain)
	if !last {
		return nil
	}
	o.done = true
	// What stands behind the last piece was never put there.
	if n, err := io.Copy(io.Discard, o.r); err != nil || n > 0 {
		return errors.Join(fmt.Errorf("open file: %w", ErrDamaged), err)
	}
	return nil
}

// short is an end where none may be.
func short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("open file: %w", ErrDamaged)
	}
	return err
}

func (o *opening) Close() error { return o.r.Close() }
