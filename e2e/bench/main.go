// Command bench measures the built program against a peer or a limit of the same
// run, and prints one table of ratios. It drives bin/yangguang as people do:
// by its commands and over HTTP on loopback. Usage, from the module's root:
// tools/bench.sh (it builds the program and starts PostgreSQL), with the names
// of the parts to be measured, none for all.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// row is one line of the table.
type row struct {
	what, value, target string
	ok                  bool
}

type bench struct {
	ctx     context.Context
	program string
	dir     string
	rows    []row
}

func main() {
	dir, err := os.MkdirTemp("", "yangguang-bench-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	b := &bench{ctx: context.Background(), program: os.Args[1], dir: dir}
	err = b.all(os.Getenv("YANGGUANG_TEST_POSTGRES"))
	if gone := os.RemoveAll(dir); err == nil {
		err = gone
	}
	b.print()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	if slices.ContainsFunc(b.rows, func(r row) bool { return !r.ok }) {
		os.Exit(1)
	}
}

func (b *bench) all(postgres string) error {
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"sample year", b.load}, {"report build", b.print4}, {"report check", b.check},
		{"portal", b.portal}, {"start, memory", b.start}, {"acts through HTTP", func() error { return b.acts(postgres) }},
		{"applications through HTTP", func() error { return b.intake(postgres) }}, {"applications", b.applications},
		{"scale", b.scale}, {"screening", b.screening},
	} {
		if len(os.Args) > 2 && part.name != "sample year" && !slices.Contains(os.Args[2:], part.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, "==>", part.name)
		if err := part.run(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

func (b *bench) add(what string, got float64, format, relation string, limit float64) {
	ok := got >= limit
	if relation == "≤" {
		ok = got <= limit
	}
	b.rows = append(b.rows, row{what, fmt.Sprintf(format, got), relation + " " + strings.TrimSpace(fmt.Sprintf(format, limit)), ok})
}

func (b *bench) print() {
	fmt.Printf("%-10s  %-10s  %-4s  %s\n", "value", "target", "ok", "what")
	for _, r := range b.rows {
		ok := "yes"
		if !r.ok {
			ok = "NO"
		}
		fmt.Printf("%10s  %10s  %-4s  %s\n", r.value, r.target, ok, r.what)
	}
}

// ran is what a command cost.
type ran struct {
	wall time.Duration
	rss  int64 // KiB, the largest of the process and those it waited for
}

// run runs a command to its end.
func (b *bench) run(name string, args ...string) (ran, error) {
	cmd := exec.CommandContext(b.ctx, name, args...)
	cmd.Dir = b.dir
	began := time.Now()
	out, err := cmd.CombinedOutput()
	wall := time.Since(began)
	if err != nil {
		return ran{}, fmt.Errorf("%s %s: %w: %.400s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return ran{wall, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss}, nil
}

// processor is the processor time that a command uses.
func (b *bench) processor(name string, args ...string) (time.Duration, error) {
	cmd := exec.CommandContext(b.ctx, name, args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%s %s: %w: %.400s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

// median runs a command n times after a run that warms up.
func (b *bench) median(n int, name string, args ...string) (ran, error) {
	var all []ran
	for i := range n + 1 {
		r, err := b.run(name, args...)
		if err != nil {
			return ran{}, err
		}
		if i > 0 {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(x, y ran) int { return int(x.wall - y.wall) })
	return all[n/2], nil
}

func (b *bench) file(name string) string { return filepath.Join(b.dir, name) }

// load makes the sample year, a score of invented cities beside it.
func (b *bench) load() error {
	_, err := b.run(b.program, "demo", "--load-only", "--scale", "20", "--data", b.file("data"))
	return err
}

// print4 exports one report in four formats from the running program, as the
// console's buttons do, against LibreOffice making one of them.
func (b *bench) print4() error {
	largest := int64(0) // peak of the four processes, in KiB
	for _, format := range []string{"docx", "xlsx", "html", "pdf"} {
		printed, err := b.run(b.program, "report", "build", "--data", b.file("data"), "--year", "2024", "--format", format, "-o", b.file("report."+format))
		if err != nil {
			return err
		}
		largest = max(largest, printed.rss)
	}
	office, err := b.median(5, "soffice", "-env:UserInstallation=file://"+b.file("office"), "--headless", "--convert-to", "pdf:writer_pdf_Export", "--outdir", b.file("peer"), b.file("report.docx"))
	if err != nil {
		return err
	}
	s, err := b.serve("--data", b.file("data"))
	if err != nil {
		return err
	}
	wall, err := s.exports(9)
	if err := errors.Join(err, s.stop()); err != nil {
		return err
	}
	b.add(fmt.Sprintf("docx + xlsx + html + pdf of one report (%.0f ms), against LibreOffice turning that docx into pdf (%.0f ms)",
		wall.Seconds()*1000, office.wall.Seconds()*1000), office.wall.Seconds()/wall.Seconds(), "%.1f ×", "≥", 5)
	memory, peer := float64(largest)/1024, float64(office.rss)/1024
	b.add(fmt.Sprintf("peak memory of `report build`, the largest of the four formats (%.0f MiB), against LibreOffice's with that docx (%.0f MiB)", memory, peer), memory/peer, "%.2f ×", "≤", 0.25)
	return nil
}

// check reads reports, against the tools that only turn them into text.
func (b *bench) check() error {
	help, err := b.median(21, b.program, "--help")
	if err != nil {
		return err
	}
	if err := b.flatten(1000); err != nil {
		return err
	}
	one, err := b.median(21, b.program, "report", "check", "--json", b.file("flat-0.txt"))
	if err != nil {
		return err
	}
	many := []string{"report", "check", "--json"}
	for i := range 1000 {
		many = append(many, b.file(fmt.Sprintf("flat-%d.txt", i)))
	}
	thousand, err := b.median(3, b.program, many...)
	if err != nil {
		return err
	}
	docx, err := b.median(9, b.program, "report", "check", "--json", b.file("report.docx"))
	if err != nil {
		return err
	}
	office, err := b.median(3, "soffice", "-env:UserInstallation=file://"+b.file("office"), "--headless", "--convert-to", "txt:Text", "--outdir", b.file("peer"), b.file("report.docx"))
	if err != nil {
		return err
	}
	pdfs := append([]string{"report", "check", "--json"}, slices.Repeat([]string{b.file("report.pdf")}, 41)...)
	forty, err := b.median(3, b.program, pdfs...)
	if err != nil {
		return err
	}
	single, err := b.median(3, b.program, "report", "check", "--json", b.file("report.pdf"))
	if err != nil {
		return err
	}
	peer, err := b.median(15, "pdftotext", "-layout", b.file("report.pdf"), b.file("report-pdf.txt"))
	if err != nil {
		return err
	}
	b.add("report check of a docx, against LibreOffice turning it into text", office.wall.Seconds()/docx.wall.Seconds(), "%.0f ×", "≥", 50)
	b.add("report check of a pdf (each further one of a call), against pdftotext (the goal was 0.3: decision 29)", peer.wall.Seconds()/((forty.wall-single.wall).Seconds()/40), "%.2f ×", "≥", 0.12)
	b.add("report check of a flattened text, in process starts (--help)", one.wall.Seconds()/help.wall.Seconds(), "%.2f ×", "≤", 3)
	b.add("report check of 1000 flattened texts in one call, in calls with one", thousand.wall.Seconds()/one.wall.Seconds(), "%.1f ×", "≤", 20)
	return nil
}

// flatten writes n copies of the sample's report as text with its tables
// flattened, the form in which many are found.
func (b *bench) flatten(n int) error {
	text, err := flattened(b.file("report.html"))
	if err != nil {
		return err
	}
	for i := range n {
		if err := os.WriteFile(b.file(fmt.Sprintf("flat-%d.txt", i)), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}
