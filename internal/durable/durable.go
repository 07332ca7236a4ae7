// Package durable writes files so that whoever reads one sees the old or the new
// one whole, after a power cut too.
package durable

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// Replace writes a file anew, for its owner alone; the old one stays as it is
// when write or the disk fails. An error of write comes back as it is.
func Replace(name string, write func(io.Writer) error) error {
	return put(name, write, os.Rename)
}

// Create is Replace for a file that must not be there yet: of two who create it
// one gets an error that is fs.ErrExist.
func Create(name string, write func(io.Writer) error) error {
	return put(name, write, os.Link) // unlike a rename, a link never replaces
}

// put writes a temporary file in the same folder and gives it its name.
func put(name string, write func(io.Writer) error, called func(from, to string) error) (err error) {
	folder := filepath.Dir(name)
	f, err := os.CreateTemp(folder, "."+filepath.Base(name)+"-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // a renamed one is gone already
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := called(f.Name(), name); err != nil {
		return err
	}
	return SyncFolder(folder)
}

// SyncFolder keeps the names of a folder's files through a power cut, as Sync of
// a file keeps its content. Windows does this itself and knows no such call.
func SyncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("sync %s: %w", folder, err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", folder, err)
	}
	return nil
}
