package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"yangguang/internal/blob"
)

func open(t *testing.T) (*blob.Disk, string) {
	t.Helper()
	dir := t.TempDir()
	d, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return d, dir
}

// files lists what lies under dir.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestWhatIsPutIsGot(t *testing.T) {
	ctx := context.Background()
	d, dir := open(t)
	for _, content := range []string{"", "阳光", strings.Repeat("x", 1<<20)} {
		info, err := d.Put(ctx, iotest.OneByteReader(strings.NewReader(content)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte(content))
		if info.Hash != hex.EncodeToString(sum[:]) || info.Size != int64(len(content)) {
			t.Errorf("put as %+v", info)
		}
		r, err := d.Get(ctx, info.Hash)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		r.Close()
		if err != nil || string(got) != content {
			t.Errorf("got %d bytes, %v", len(got), err)
		}
		if s, err := d.Stat(ctx, info.Hash); err != nil || s != info {
			t.Errorf("stat %+v, %v", s, err)
		}
		if err := d.Verify(ctx, info.Hash); err != nil {
			t.Error(err)
		}
	}
	for _, f := range files(t, dir) {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s may be read by others: %v", f, info.Mode())
		}
	}
}

func TestTheSameContentLiesOnce(t *testing.T) {
	ctx := context.Background()
	d, dir := open(t)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, err := d.Put(ctx, strings.NewReader("same"), 100); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if f := files(t, dir); len(f) != 1 {
		t.Errorf("%v", f)
	}
}

func TestNothingIsKeptOfAFailedPut(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end()
	bad := errors.New("the line broke")
	d, dir := open(t)
	for _, tt := range []struct {
		because string
		ctx     context.Context
		r       io.Reader
		want    error
	}{
		{"one byte too many", context.Background(), strings.NewReader("12345678901"), blob.ErrTooLarge},
		{"the sender went away", context.Background(), io.MultiReader(strings.NewReader("123"), iotest.ErrReader(bad)), bad},
		{"the request ended", ended, strings.NewReader("123"), context.Canceled},
	} {
		if _, err := d.Put(tt.ctx, tt.r, 10); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.because, err)
		}
		if f := files(t, dir); len(f) != 0 {
			t.Errorf("%s: left %v", tt.because, f)
		}
	}
	if _, err := d.Put(context.Background(), strings.NewReader("1234567890"), 10); err != nil {
		t.Errorf("exactly the limit: %v", err)
	}
}

func TestDamageIsFoundAndHealed(t *testing.T) {
	ctx := context.Background()
	content := bytes.Repeat([]byte("决定书 "), 1000)
	for _, tt := range []struct {
		because string
		change  func([]byte) []byte
	}{
		{"one bit", func(b []byte) []byte { b[5000] ^= 1; return b }},
		{"a cut tail", func(b []byte) []byte { return b[:len(b)-1] }},
		{"nothing left", func(b []byte) []byte { return nil }},
		{"something added", func(b []byte) []byte { return append(b, 0) }},
	} {
		d, dir := open(t)
		info, err := d.Put(ctx, bytes.NewReader(content), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		file := files(t, dir)[0]
		if err := os.WriteFile(file, tt.change(bytes.Clone(content)), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := d.Get(ctx, info.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(r); !errors.Is(err, blob.ErrDamaged) {
			t.Errorf("%s was read without a word: %v", tt.because, err)
		}
		r.Close()
		if err := d.Verify(ctx, info.Hash); !errors.Is(err, blob.ErrDamaged) {
			t.Errorf("%s: %v", tt.because, err)
		}
		if _, err := d.Put(ctx, bytes.NewReader(content), 1<<20); err != nil {
			t.Fatal(err)
		}
		if err := d.Verify(ctx, info.Hash); err != nil {
			t.Errorf("%s, and put again: %v", tt.because, err)
		}
	}
}

func TestAHashLeadsNowhereElse(t *testing.T) {
	ctx := context.Background()
	d, dir := open(t)
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sum := range []string{"", "secret", "../secret", strings.Repeat("../", 20) + "etc", strings.Repeat("A", 64),
		strings.Repeat("a", 63), strings.Repeat("a", 63) + "/", strings.Repeat("a", 63) + "\x00", "..%2f" + strings.Repeat("a", 59)} {
		_, get := d.Get(ctx, sum)
		_, stat := d.Stat(ctx, sum)
		_, exists := d.Exists(ctx, sum)
		for _, err := range []error{get, stat, exists, d.Verify(ctx, sum), d.Delete(ctx, sum)} {
			if !errors.Is(err, blob.ErrHash) {
				t.Errorf("%q: %v", sum, err)
			}
		}
	}
}

func TestDelete(t *testing.T) {
	ctx := context.Background()
	d, dir := open(t)
	info, err := d.Put(ctx, strings.NewReader("x"), 10)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := d.Delete(ctx, info.Hash); err != nil {
			t.Error(err)
		}
	}
	if there, err := d.Exists(ctx, info.Hash); there || err != nil {
		t.Errorf("%v, %v", there, err)
	}
	if _, err := d.Get(ctx, info.Hash); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if f := files(t, dir); len(f) != 0 {
		t.Errorf("left %v", f)
	}
}

func TestOpenClearsWhatWasHalfWritten(t *testing.T) {
	_, dir := open(t)
	if err := os.WriteFile(filepath.Join(dir, "incoming", "123"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.Open(dir); err != nil {
		t.Fatal(err)
	}
	if f := files(t, dir); len(f) != 0 {
		t.Errorf("left %v", f)
	}
}
