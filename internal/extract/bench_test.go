package extract

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// peer runs another program on a file once and returns how long it took.
func peer(b *testing.B, program string, args ...string) time.Duration {
	b.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		b.Fatalf("%s is needed to compare with: %v", program, err)
	}
	began := time.Now()
	if out, err := exec.Command(path, args...).CombinedOutput(); err != nil {
		b.Fatalf("%s: %v: %s", program, err, out)
	}
	return time.Since(began)
}

// against reads a file with r in turn with the peer and reports how many times
// faster r is.
func against(b *testing.B, r *Reader, path string, pairs int, other func() time.Duration) {
	b.Helper()
	if _, err := r.File(context.Background(), path); err != nil {
		b.Fatal(err)
	}
	var theirs time.Duration
	for range pairs {
		theirs += other()
	}
	b.ResetTimer()
	for range b.N {
		if _, err := r.File(context.Background(), path); err != nil {
			b.Fatal(err)
		}
	}
	ours := float64(b.Elapsed()) / float64(b.N)
	b.ReportMetric(float64(theirs)/float64(pairs)/ours, "times-peer")
	b.ReportMetric(ours/1e6, "ms/file")
}

func BenchmarkDOCXAgainstLibreOffice(b *testing.B) {
	dir := b.TempDir()
	path := filepath.Join(dir, "a.docx")
	if err := os.WriteFile(path, fixtureWord(b), 0o600); err != nil {
		b.Fatal(err)
	}
	profile := "-env:UserInstallation=file://" + filepath.Join(dir, "profile")
	convert := func() time.Duration {
		return peer(b, "soffice", profile, "--headless", "--convert-to", "txt:Text", "--outdir", filepath.Join(dir, "out"), path)
	}
	convert() // its first start makes a profile
	against(b, reader(b), path, 2, convert)
}

func BenchmarkPDFAgainstPdftotext(b *testing.B) {
	path := filepath.Join("testdata", "writer.pdf")
	out := filepath.Join(b.TempDir(), "a.txt")
	against(b, reader(b), path, 10, func() time.Duration { return peer(b, "pdftotext", "-layout", path, out) })
}

func BenchmarkHTML(b *testing.B) {
	page := []byte(pageHTML(tableThree()))
	r := reader(b)
	b.SetBytes(int64(len(page)))
	for range b.N {
		if _, err := r.Bytes(context.Background(), "a.html", page); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStart measures the engine's start with its compiled form kept.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	for i := range b.N + 1 {
		if i == 1 {
			b.ResetTimer()
		}
		r := New(Options{Cache: dir})
		if err := r.engine.start(); err != nil {
			b.Fatal(fmt.Errorf("start: %w", err))
		}
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
