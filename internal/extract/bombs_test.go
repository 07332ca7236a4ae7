package extract

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"yangguang/internal/fault"
)

// resident is how many bytes of the machine this program has, and the most it
// had since the last call.
func resident(t *testing.T) (now, most uint64) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("only Linux tells")
	}
	for _, line := range bytes.Split(status, []byte("\n")) {
		var kb uint64
		if n, _ := fmt.Sscanf(string(line), "VmRSS: %d kB", &kb); n == 1 {
			now = kb << 10
		}
		if n, _ := fmt.Sscanf(string(line), "VmHWM: %d kB", &kb); n == 1 {
			most = kb << 10
		}
	}
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Skip("the highest mark cannot be taken down")
	}
	return now, most
}

// filtered is a PDF whose page's content passes through filters.
func filtered(filters, content string) string {
	s := strings.Replace(string(pdf("", "@@@@")), "/Length 4 ", fmt.Sprintf("/Filter %s /Length %d ", filters, len(content)), 1)
	return strings.Replace(s, "@@@@", content, 1)
}

// A PDF of a few kilobytes may ask for gigabytes and minutes. It is read within
// two seconds of a processor and 128 MB, or refused.
func TestBombsInPDF(t *testing.T) {
	r := New(Options{})
	t.Cleanup(func() { _ = r.Close() })
	repeat := strings.Repeat
	const once, twice, thrice = "/FlateDecode", "[/FlateDecode /FlateDecode]", "[/FlateDecode /FlateDecode /FlateDecode]"
	bombs := []struct{ name, content string }{
		{"150 MB of blanks", filtered(once, flate(repeat(" ", 150_000_000)))},
		{"600 MB of blanks", filtered(once, flate(repeat(" ", 600_000_000)))},
		{"400 MB, packed twice", filtered(twice, flate(flate(repeat(" ", 400_000_000))))},
		{"1.2 GB, packed thrice", filtered(thrice, flate(flate(flate(repeat(" ", 1_200_000_000)))))},
		{"ten million states", filtered(once, flate(repeat("q Q ", 10_000_000)))},
		{"two million lines", filtered(once, flate(repeat("0 0 m 500 0 l S ", 2_000_000)))},
		{"two million texts", filtered(once, flate(repeat("BT /F1 1 Tf (a) Tj ET ", 2_000_000)))},
		{"35 MB that are no content", filtered(once, repeat("x", 35_000_000))},
	}
	if _, err := r.Bytes(context.Background(), "暖.pdf", []byte(fixturePDF(t, "writer.pdf"))); err != nil {
		t.Fatal(err)
	}
	for _, b := range bombs {
		t.Run(b.name, func(t *testing.T) {
			data := []byte(b.content)
			debug.FreeOSMemory()
			before, _ := resident(t)
			began := processor()
			_, err := r.Bytes(context.Background(), "压.pdf", data)
			spent := processor() - began
			_, most := resident(t)
			if most > before+128<<20 {
				t.Errorf("took %d MB", (most-before)>>20)
			}
			if spent > 2500*time.Millisecond {
				t.Errorf("took %v of a processor", spent)
			}
			if f := fault.As(err); err != nil && (f == nil || !strings.HasPrefix(f.Message, "文件“")) {
				t.Errorf("refused by %v", err)
			}
		})
	}
}
