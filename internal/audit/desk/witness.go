package desk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"yangguang/internal/audit"
	"yangguang/internal/durable"
)

// Names of the files in the desk's folder.
const (
	LogFile    = "checkpoints.log" // every checkpoint, one a line, only appended to
	LatestFile = "checkpoint.txt"  // the newest, to be fetched by a witness
	reportFile = "verified.json"   // the last verification's report
)

// witness is the folder of checkpoints.
type witness struct{ dir string }

func openWitness(dir string) (*witness, error) {
	if dir == "" {
		return nil, errors.New("trail: no folder for the checkpoints")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("trail: %w", err)
	}
	return &witness{dir}, nil
}

func (w *witness) file(name string) string { return filepath.Join(w.dir, name) }

// read gives a file's text, "" when there is none.
func (w *witness) read(name string) (string, error) {
	b, err := os.ReadFile(w.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read checkpoints: %w", err)
	}
	return string(b), nil
}

// last is the newest checkpoint of the log; false when there is none. The log
// grows for years, so only its end is read.
func (w *witness) last() (audit.Checkpoint, bool, error) {
	f, err := os.Open(w.file(LogFile))
	if errors.Is(err, fs.ErrNotExist) {
		return audit.Checkpoint{}, false, nil
	}
	if err != nil {
		return audit.Checkpoint{}, false, fmt.Errorf("read checkpoints: %w", err)
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return audit.Checkpoint{}, false, fmt.Errorf("read checkpoints: %w", err)
	}
	tail := make([]byte, min(size, 16<<10))
	if _, err := f.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return audit.Checkpoint{}, false, fmt.Errorf("read checkpoints: %w", err)
	}
	whole := bytes.LastIndexByte(tail, '\n')
	if whole < 0 {
		return audit.Checkpoint{}, false, nil // nothing but a line that was never finished
	}
	lines := strings.Split(strings.TrimRight(string(tail[:whole]), "\n"), "\n")
	c, err := audit.ParseCheckpoint(lines[len(lines)-1])
	if err != nil {
		return audit.Checkpoint{}, false, fmt.Errorf("last line of %s: %w: %w", LogFile, err, ErrTampered)
	}
	return c, true, nil
}

// append adds a checkpoint durably, first to the log and then as the newest.
func (w *witness) append(c audit.Checkpoint) error {
	f, err := os.OpenFile(w.file(LogFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("write checkpoint: %w", err)
	}
	defer f.Close()
	end, err := wholeLines(f)
	if err == nil {
		err = f.Truncate(end) // a line that was being written when the machine stopped
	}
	if err == nil {
		_, err = f.WriteAt([]byte(c.String()+"\n"), end)
	}
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return fmt.Errorf("write checkpoint: %w", err)
	}
	return w.replace(LatestFile, []byte(c.String()+"\n"))
}

// wholeLines is the length of a file up to its last line end.
func wholeLines(f *os.File) (int64, error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	buf := make([]byte, 4096)
	for end := size; end > 0; {
		n := min(end, int64(len(buf)))
		if _, err := f.ReadAt(buf[:n], end-n); err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		if i := bytes.LastIndexByte(buf[:n], '\n'); i >= 0 {
			return end - n + int64(i) + 1, nil
		}
		end -= n
	}
	return 0, nil
}

// replace writes a file anew: whoever reads sees the old or the new one whole.
func (w *witness) replace(name string, data []byte) error {
	err := durable.Replace(w.file(name), func(f io.Writer) error { _, err := f.Write(data); return err })
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
