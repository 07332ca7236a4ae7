package render

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// BenchmarkAgainstLibreOffice writes docx, xlsx, html and pdf of one report in
// a fresh process of our own, lets LibreOffice turn the docx into a pdf in a
// fresh process of its own, and reports how many times longer and larger that
// one was. It needs soffice and fails without it.
func BenchmarkAgainstLibreOffice(b *testing.B) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		b.Fatal("soffice is not installed")
	}
	dir := b.TempDir()
	var docx bytes.Buffer
	if err := DOCX(&docx, sample()); err != nil {
		b.Fatal(err)
	}
	source := filepath.Join(dir, "sample.docx")
	if err := os.WriteFile(source, docx.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	var own, other cost
	for b.Loop() {
		own.run(b, exec.Command(os.Args[0], "-test.run=^TestLook$", "-test.count=1", "-look="+dir))
		other.run(b, exec.Command(soffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", filepath.Join(dir, "out"), source))
	}
	b.ReportMetric(other.least.Seconds()/own.least.Seconds(), "times-faster")
	b.ReportMetric(float64(own.peak)/float64(other.peak), "memory-share")
	b.ReportMetric(own.least.Seconds()*1000, "own-ms")
	b.ReportMetric(float64(own.peak)/1024, "own-MB")
	b.ReportMetric(float64(other.peak)/1024, "soffice-MB")
}

// cost is the best time and the greatest resident memory, in kB, of several runs.
type cost struct {
	least time.Duration
	peak  int64
}

func (c *cost) run(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", cmd.Path, err, out)
	}
	if took := time.Since(start); c.least == 0 || took < c.least {
		c.least = took
	}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.peak = max(c.peak, u.Maxrss)
	}
}
