package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// screening measures reading and finding: the files that LibreOffice turns into
// text, a large PDF of text, listed words beside ripgrep, three attachments at once.
func (b *bench) screening() error {
	for _, step := range []func() error{b.againstOffice, b.largePDF, b.listedWords, b.threeAttachments} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// officeFiles is how many files of a format both are handed in one call, besides
// the one that tells what a call takes by itself.
const officeFiles = 20

// againstOffice reads docx and xlsx files whole and screens them, against
// LibreOffice turning them into text and csv: what each further file of a call
// takes, and beside it the whole call, which is mostly LibreOffice's start.
func (b *bench) againstOffice() error {
	for _, x := range []struct{ format, to string }{{"docx", "txt:Text"}, {"xlsx", "csv"}} {
		made := b.file("one." + x.format)
		if _, err := b.run(b.program, "report", "build", "--data", b.file("data"), "--year", "2024", "--format", x.format, "-o", made); err != nil {
			return err
		}
		data, err := os.ReadFile(made)
		if err != nil {
			return err
		}
		var files []string
		for i := range officeFiles + 1 {
			files = append(files, b.file(fmt.Sprintf("read-%d.%s", i, x.format)))
			if err := os.WriteFile(files[i], data, 0o600); err != nil {
				return err
			}
		}
		ours := func(files []string) (ran, error) {
			r, _, err := b.found(b.program, append([]string{"screen", "--json"}, files...)...)
			return r, err
		}
		theirs := func(files []string) (ran, error) {
			return b.run("soffice", append([]string{"-env:UserInstallation=file://" + b.file("office"), "--headless", "--convert-to", x.to, "--outdir", b.file("peer")}, files...)...)
		}
		our, err := calls(ours, files)
		if err != nil {
			return err
		}
		their, err := calls(theirs, files)
		if err != nil {
			return err
		}
		b.add(fmt.Sprintf("%s read whole and screened (%.2f ms), against LibreOffice turning it into %s (%.0f ms): each further file of a call", x.format,
			our.each.Seconds()*1000, x.to[:3], their.each.Seconds()*1000), their.each.Seconds()/our.each.Seconds(), "%.0f ×", "≥", 20)
		b.add(fmt.Sprintf("%s, the whole call with %d files (%.0f ms), against LibreOffice's (%.0f ms), start included", x.format, len(files),
			our.all.Seconds()*1000, their.all.Seconds()*1000), their.all.Seconds()/our.all.Seconds(), "%.0f ×", "≥", 20)
	}
	return nil
}

// call is what a call with many files took, and each but the first of them.
type call struct{ all, each time.Duration }

// calls runs a command with one file and with all, three times each after one
// that warms up, and keeps the fastest.
func calls(run func(files []string) (ran, error), files []string) (call, error) {
	if _, err := run(files[:1]); err != nil {
		return call{}, err
	}
	one, all := time.Hour, time.Hour
	for range 3 {
		first, err := run(files[:1])
		if err != nil {
			return call{}, err
		}
		whole, err := run(files)
		if err != nil {
			return call{}, err
		}
		one, all = min(one, first.wall), min(all, whole.wall)
	}
	return call{all, (all - one) / time.Duration(len(files)-1)}, nil
}

// found is run for a command that ends with 1 where it found something, with what
// it printed.
func (b *bench) found(name string, args ...string) (ran, string, error) {
	cmd := exec.CommandContext(b.ctx, name, args...)
	cmd.Dir = b.dir
	began := time.Now()
	out, err := cmd.CombinedOutput()
	wall := time.Since(began)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 1 {
		err = nil
	}
	if err != nil {
		return ran{}, "", fmt.Errorf("%s: %w: %.400s", filepath.Base(name), err, out)
	}
	return ran{wall, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss}, string(out), nil
}

// largest is the size of the large PDF in bytes.
const largest = 200 << 20

// largePDF screens a PDF of 200 MB that is all text, with one identity number on
// its last page: what is found says that all of it was read.
func (b *bench) largePDF() error {
	name := b.file("large.pdf")
	if err := writePDF(name, largest); err != nil {
		return err
	}
	r, said, err := b.found(b.program, "screen", "--json", name)
	if err != nil {
		return err
	}
	if strings.Count(said, `"kind"`) != 1 || !strings.Contains(said, `"id_card"`) {
		return fmt.Errorf("not all of the large PDF was read: %.600s", said)
	}
	b.add("a PDF of 200 MB of text, read whole and screened", r.wall.Seconds(), "%.1f s", "≤", 60)
	b.add("its peak memory", float64(r.rss)/1024, "%.0f MiB", "≤", 400)
	return os.Remove(name)
}

// kerned is a line as typesetters write it: pairs of characters and the steps
// between them.
func kerned(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); i += 2 {
		fmt.Fprintf(&b, "(%s)-12", line[i:min(i+2, len(line))])
	}
	return b.String()
}

// writePDF writes a PDF whose pages are lines of kerned text, as large as size.
func writePDF(name string, size int) (err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<20)
	at := 0
	var where []int
	object := func(text string) error {
		where = append(where, at)
		n, err := fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\n", len(where), text)
		at += n
		return err
	}
	n, err := io.WriteString(w, "%PDF-1.7\n")
	if err != nil {
		return err
	}
	at = n
	if err := object("<< /Type /Catalog /Pages 2 0 R >>"); err != nil {
		return err
	}
	where = append(where, 0) // the pages, which come last
	if err := object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"); err != nil {
		return err
	}
	var kids strings.Builder
	pages := 0
	for ; at < size; pages++ {
		var lines strings.Builder
		for i := range 60 {
			fmt.Fprintf(&lines, "BT /F1 8 Tf 40 %d Td [%s] TJ ET\n", 800-12*i, kerned(fmt.Sprintf("line %d of page %d with words, 8.4 percent, 12345 yuan and a date of 2024-06-01", i+1, pages+1)))
		}
		if at+2*lines.Len() > size {
			lines.WriteString("BT /F1 8 Tf 40 60 Td (11010519491231002X) Tj ET\n") // of the standard's example
			size = 0
		}
		fmt.Fprintf(&kids, "%d 0 R ", len(where)+1)
		if err := object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>", len(where)+2)); err != nil {
			return err
		}
		if err := object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", lines.Len(), lines.String())); err != nil {
			return err
		}
	}
	where[1] = at
	n, err = fmt.Fprintf(w, "2 0 obj\n<< /Type /Pages /Kids [%s] /Count %d >>\nendobj\n", kids.String(), pages)
	if err != nil {
		return err
	}
	at += n
	fmt.Fprintf(w, "xref\n0 %d\n0000000000 65535 f \n", len(where)+1)
	for _, o := range where {
		fmt.Fprintf(w, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(w, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(where)+1, at)
	return w.Flush()
}

// listedWords is the benchmark of the finders beside ripgrep.
func (b *bench) listedWords() error {
	got, err := b.benchmark("./internal/screening", "BenchmarkAgainstRipgrep", "times-rg")
	if err != nil {
		return err
	}
	b.add("10 000 listed words and all numbers in 100 MB of Chinese text, against rg -F -j1 --count-matches with the words alone", got["times-rg"], "%.2f ×", "≥", 1)
	return nil
}

// threeAttachments is the benchmark of uploads.
func (b *bench) threeAttachments() error {
	got, err := b.benchmark("./internal/screening/desk", "BenchmarkThreeAttachments", "s-three", "ms-page")
	if err != nil {
		return err
	}
	b.add("three attachments of 10 MB handed in at once and screened", got["s-three"], "%.1f s", "≤", 5)
	b.add("the slowest page meanwhile", got["ms-page"], "%.0f ms", "≤", 1000)
	return nil
}

// benchmark runs one benchmark of a package once and gives what it measured.
func (b *bench) benchmark(of, name string, units ...string) (map[string]float64, error) {
	out, err := exec.CommandContext(b.ctx, "go", "test", "-run", "^$", "-bench", "^"+name+"$", "-benchtime", "1x", of).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %.400s", name, err, out)
	}
	got := map[string]float64{}
	fields := strings.Fields(string(out))
	for i := 1; i < len(fields); i++ {
		if n, err := strconv.ParseFloat(fields[i-1], 64); err == nil {
			got[fields[i]] = n
		}
	}
	for _, u := range units {
		if _, ok := got[u]; !ok {
			return nil, fmt.Errorf("%s measured no %s: %.400s", name, u, out)
		}
	}
	return got, nil
}
