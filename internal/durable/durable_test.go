package durable_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"yangguang/internal/durable"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
}

func TestWholeOrNotAtAll(t *testing.T) {
	bad := errors.New("bad")
	half := func(w io.Writer) error { return errors.Join(text("half")(w), bad) }
	for _, tt := range []struct {
		put     func(string, func(io.Writer) error) error
		write   func(io.Writer) error
		was     string // "" for no file
		want    string
		err     error
		because string
	}{
		{durable.Replace, text("new"), "", "new", nil, "a file that was not there"},
		{durable.Replace, text("new"), "old", "new", nil, "takes the place of the old one"},
		{durable.Replace, half, "old", "old", bad, "half a file is none, and the error is the writer's"},
		{durable.Replace, half, "", "", bad, "nor is there one where there was none"},
		{durable.Create, text("new"), "", "new", nil, "a first file"},
		{durable.Create, text("new"), "old", "old", fs.ErrExist, "a faster one stays"},
		{durable.Create, half, "", "", bad, "half a first file"},
	} {
		dir := t.TempDir()
		name := filepath.Join(dir, "keys")
		if tt.was != "" {
			if err := os.WriteFile(name, []byte(tt.was), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := tt.put(name, tt.write); !errors.Is(err, tt.err) {
			t.Errorf("%s: %v", tt.because, err)
		}
		got, err := os.ReadFile(name)
		if string(got) != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%s: %q, %v", tt.because, got, err)
		}
		if tt.want == "new" && runtime.GOOS != "windows" {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", tt.because, info.Mode(), err)
			}
		}
		left, err := os.ReadDir(dir)
		if err != nil || len(left) > 1 || len(left) == 1 && tt.want == "" {
			t.Errorf("%s: left behind %v, %v", tt.because, left, err)
		}
	}
	if err := durable.Replace(filepath.Join(t.TempDir(), "gone", "keys"), text("new")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such folder: %v", err)
	}
}

func TestSyncFolder(t *testing.T) {
	if err := durable.SyncFolder(t.TempDir()); err != nil {
		t.Error(err)
	}
	if err := durable.SyncFolder(filepath.Join(t.TempDir(), "gone")); runtime.GOOS != "windows" && !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such folder: %v", err)
	}
}
