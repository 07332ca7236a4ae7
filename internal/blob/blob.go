// Package blob keeps files by the hash of what is in them, on the local disk.
// A file is never changed: the same content has the same hash, another content
// another one. What the database says a file is can so be checked on every
// reading. The name under which a person sent a file is a matter of the
// database; here there are only hashes, so that no name can lead anywhere.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"yangguang/internal/durable"
)

// Store keeps files by hash. Disk is one; an object store may be another.
type Store interface {
	// Put keeps what r gives and returns its hash and size. It fails with
	// ErrTooLarge past limit bytes and keeps nothing then. When it returns the
	// file survives a power cut.
	Put(ctx context.Context, r io.Reader, limit int64) (Info, error)
	// Get opens a file. The last Read reports ErrDamaged instead of io.EOF when
	// the content is not what the hash says.
	Get(ctx context.Context, hash string) (io.ReadCloser, error)
	// Stat gives the size of a file without reading it.
	Stat(ctx context.Context, hash string) (Info, error)
	// Exists reports whether a file is there, without reading it.
	Exists(ctx context.Context, hash string) (bool, error)
	// Verify reads a file through and fails with ErrDamaged when it is damaged.
	Verify(ctx context.Context, hash string) error
	// Delete takes a file away; one that is not there is no error. Whether a
	// file may be deleted, by law and because no record needs it, is for the
	// caller to know.
	Delete(ctx context.Context, hash string) error
}

var (
	// ErrTooLarge says that what was given to Put is larger than its limit.
	ErrTooLarge = errors.New("the file is larger than allowed")
	// ErrNotFound says that there is no file of that hash.
	ErrNotFound = errors.New("there is no such file")
	// ErrDamaged says that a file's content is not what its hash says.
	ErrDamaged = errors.New("the file is damaged")
	// ErrHash says that a hash is not 64 lower-case hexadecimal digits.
	ErrHash = errors.New("this is no file's hash")
)

// Info is a file's hash, SHA-256 in 64 lower-case hexadecimal digits, and size
// in bytes.
type Info struct {
	Hash string
	Size int64
}

// Disk keeps files under a directory: ab/cd/abcd… .
type Disk struct{ dir string }

var _ Store = (*Disk)(nil)

// Open makes the directory when it is missing and clears away what a killed
// program left half-written.
func Open(dir string) (*Disk, error) {
	d := &Disk{dir: dir}
	if err := os.MkdirAll(d.incoming(), 0o700); err != nil {
		return nil, fmt.Errorf("open files: %w", err)
	}
	left, err := os.ReadDir(d.incoming())
	if err != nil {
		return nil, fmt.Errorf("open files: %w", err)
	}
	for _, f := range left {
		if err := os.Remove(filepath.Join(d.incoming(), f.Name())); err != nil {
			return nil, fmt.Errorf("open files: %w", err)
		}
	}
	return d, nil
}

func (d *Disk) incoming() string { return filepath.Join(d.dir, "incoming") }

// path derives a file's place from its hash and from nothing else.
func (d *Disk) path(sum string) (string, error) {
	if len(sum) != 2*sha256.Size {
		return "", ErrHash
	}
	for _, c := range []byte(sum) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return "", ErrHash
		}
	}
	return filepath.Join(d.dir, sum[:2], sum[2:4], sum), nil
}

// Put writes to the side and moves the finished file into its place.
func (d *Disk) Put(ctx context.Context, r io.Reader, limit int64) (info Info, err error) {
	f, err := os.CreateTemp(d.incoming(), "")
	if err != nil {
		return Info{}, fmt.Errorf("keep file: %w", err)
	}
	defer func() {
		f.Close()
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(&heeding{ctx, r}, limit+1))
	if err != nil {
		return Info{}, fmt.Errorf("keep file: %w", err)
	}
	if n > limit {
		return Info{}, ErrTooLarge
	}
	if err := f.Sync(); err != nil {
		return Info{}, fmt.Errorf("keep file: %w", err)
	}
	info = Info{Hash: hex.EncodeToString(h.Sum(nil)), Size: n}
	if err := d.place(f.Name(), info.Hash); err != nil {
		return Info{}, fmt.Errorf("keep file %s: %w", info.Hash, err)
	}
	return info, nil
}

// place moves a synced file into its place and syncs the directories, so that
// the name survives a power cut as the content does. A file already there is
// replaced by the same content, which also heals one that was damaged.
func (d *Disk) place(name, sum string) error {
	path, err := d.path(sum)
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := os.Rename(name, path); err != nil {
		return err
	}
	for _, dir := range []string{folder, filepath.Dir(folder), d.dir} {
		if err := durable.SyncFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

// Get opens a file that is checked as it is read.
func (d *Disk) Get(ctx context.Context, sum string) (io.ReadCloser, error) {
	path, err := d.path(sum)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, missing("open", sum, err)
	}
	return &checked{f: f, ctx: ctx, hash: sha256.New(), want: sum}, nil
}

// Stat gives the size of a file.
func (d *Disk) Stat(_ context.Context, sum string) (Info, error) {
	path, err := d.path(sum)
	if err != nil {
		return Info{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return Info{}, missing("look at", sum, err)
	}
	return Info{Hash: sum, Size: info.Size()}, nil
}

// Exists reports whether a file is there.
func (d *Disk) Exists(ctx context.Context, sum string) (bool, error) {
	_, err := d.Stat(ctx, sum)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Verify reads a file through.
func (d *Disk) Verify(ctx context.Context, sum string) error {
	r, err := d.Get(ctx, sum)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err
}

// Delete takes a file away.
func (d *Disk) Delete(_ context.Context, sum string) error {
	path, err := d.path(sum)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return fmt.Errorf("delete file %s: %w", sum, err)
	}
	if err := durable.SyncFolder(filepath.Dir(path)); err != nil {
		return fmt.Errorf("delete file %s: %w", sum, err)
	}
	return nil
}

func missing(what, sum string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s file %s: %w", what, sum, ErrNotFound)
	}
	return fmt.Errorf("%s file %s: %w", what, sum, err)
}

// heeding stops when its context ends.
type heeding struct {
	ctx context.Context
	r   io.Reader
}

func (h *heeding) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.r.Read(p)
}

// checked compares at the end of the file.
type checked struct {
	f    *os.File
	ctx  context.Context
	hash hash.Hash
	want string
}

func (c *checked) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.f.Read(p)
	c.hash.Write(p[:n])
	if errors.Is(err, io.EOF) && hex.EncodeToString(c.hash.Sum(nil)) != c.want {
		return n, fmt.Errorf("read file %s: %w", c.want, ErrDamaged)
	}
	return n, err
}

func (c *checked) Close() error { return c.f.Close() }
