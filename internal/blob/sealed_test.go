package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"yangguang/internal/vault"
)

func sealedStore(t *testing.T, suite vault.Suite) (*Sealed, *Disk, *vault.Vault) {
	t.Helper()
	d, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(suite, time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return NewSealed(d, v), d, v
}

var here = vault.Location{Table: "request_file", Column: "file_key", Row: "r1"}

// What is put comes back, whatever its size lies at; on disk stands nothing of it.
func TestSealedFilesComeBack(t *testing.T) {
	ctx := context.Background()
	for _, suite := range []vault.Suite{vault.International, vault.National} {
		s, d, _ := sealedStore(t, suite)
		for _, size := range []int{0, 1, piece - 1, piece, piece + 1, 3*piece + 7} {
			plain := bytes.Repeat([]byte("身份证"), size/9+1)[:size]
			info, key, err := s.Put(ctx, bytes.NewReader(plain), int64(size), here)
			if err != nil || info.Size != int64(size) {
				t.Fatalf("%s %d: %+v %v", suite, size, info, err)
			}
			r, err := s.Get(ctx, info.Hash, key, here)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if err := errors.Join(err, r.Close()); err != nil || !bytes.Equal(got, plain) {
				t.Errorf("%s %d: %d bytes, %v", suite, size, len(got), err)
			}
			path, err := d.path(info.Hash)
			if err != nil {
				t.Fatal(err)
			}
			if raw, err := os.ReadFile(path); err != nil || bytes.Contains(raw, []byte("身份证")) {
				t.Errorf("the plain text stands on the disk, or nothing: %v", err)
			}
			if _, err := s.Get(ctx, info.Hash, key, vault.Location{Table: "request_file", Column: "file_key", Row: "r2"}); !errors.Is(err, vault.ErrSealed) {
				t.Errorf("the key opens in another row: %v", err)
			}
			if _, _, err := s.Put(ctx, bytes.NewReader(append(plain, 'x')), int64(size), here); !errors.Is(err, ErrTooLarge) {
				t.Errorf("one byte more than allowed: %v", err)
			}
			other, _, err := s.Put(ctx, bytes.NewReader(plain), int64(size), here)
			if err != nil || other.Hash == info.Hash {
				t.Errorf("equal files lie in one place: %v", err)
			}
		}
	}
}

// Pieces that were cut off, swapped or changed are noticed even by somebody who
// can write the store and keeps its hashes right.
func TestSealedFilesNoticeTampering(t *testing.T) {
	ctx := context.Background()
	s, d, _ := sealedStore(t, vault.International)
	info, key, err := s.Put(ctx, bytes.NewReader(make([]byte, 3*piece)), 3*piece, here)
	if err != nil {
		t.Fatal(err)
	}
	path, err := d.path(info.Hash)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	one := len(whole) / 3
	for name, changed := range map[string][]byte{
		"cut after a piece":  whole[:one],
		"cut inside a piece": whole[:one+9],
		"empty":              {},
		"swapped":            append(append(bytes.Clone(whole[one:2*one]), whole[:one]...), whole[2*one:]...),
		"left out":           append(bytes.Clone(whole[:one]), whole[2*one:]...),
		"changed":            append(bytes.Clone(whole[:40]), append([]byte{whole[40] ^ 1}, whole[41:]...)...),
		"longer":             append(bytes.Clone(whole), 0),
		"a huge piece":       {0x7f, 0xff, 0xff, 0xff},
	} {
		other, err := d.Put(ctx, bytes.NewReader(changed), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Get(ctx, other.Hash, key, here)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(r); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		r.Close()
	}
}

// After a change of the house's key only the column is sealed again; the file
// opens as before, also under another suite.
func TestSealedFilesOutliveAKey(t *testing.T) {
	ctx := context.Background()
	s, _, v := sealedStore(t, vault.International)
	info, key, err := s.Put(ctx, bytes.NewReader([]byte("内容")), 100, here)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Rotate(vault.ForSealing, vault.National, time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	given := false
	n, err := v.Reseal(ctx, []vault.Column{{Table: here.Table, Column: here.Column,
		Next: func(context.Context, string, int) ([]vault.Cell, error) {
			if given {
				return nil, nil
			}
			given = true
			return []vault.Cell{{Row: here.Row, Value: key}}, nil
		},
		Save: func(_ context.Context, batch []vault.Change) error { key = batch[0].After; return nil }}}, 10)
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	r, err := s.Get(ctx, info.Hash, key, here)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != "内容" {
		t.Errorf("%q %v", got, err)
	}
}
