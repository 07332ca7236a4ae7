package desk

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/attach"
	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// BenchmarkThreeAttachments hands three files of ten megabytes in at once, of
// which each holds a number at its end, and opens a page over and over meanwhile.
func BenchmarkThreeAttachments(b *testing.B) {
	h := open(b, testkit.SQLite(b, Migrations(), paperLine()))
	h.files.Limits.FileBytes = 20 << 20
	h.Limit = 0
	const size = 10 << 20
	line := "全县共办理依申请公开事项，其中予以公开的占比较上年提高，咨询电话0875-2198298。\n"
	text := strings.Repeat(line, size/len(line)) + number
	var pdf strings.Builder
	pdf.WriteString("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n")
	kids := ""
	pages := 0
	for ; pdf.Len() < size; pages++ {
		kids += fmt.Sprintf("%d 0 R ", 4+2*pages)
		content := strings.Repeat("BT /F1 8 Tf 40 700 Td (a line of a page with words and 1234567 in it) Tj ET\n", 800) + "BT /F1 8 Tf 40 60 Td (" + number + ") Tj ET"
		fmt.Fprintf(&pdf, "%d 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>\nendobj\n%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n",
			4+2*pages, 5+2*pages, 5+2*pages, len(content), content)
	}
	fmt.Fprintf(&pdf, "3 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [%s] /Count %d >>\nendobj\ntrailer << /Root 1 0 R >>\n%%%%EOF\n", kids, pages)
	files := map[string]string{"说明.txt": text, "清单.pdf": pdf.String(), "名单.xlsx": workbook(b, strings.Repeat(line[:len(line)-1], 60_000), number)}
	var slowest, page time.Duration
	b.ResetTimer()
	for i := range b.N {
		began := time.Now()
		done := make(chan struct{})
		var all sync.WaitGroup
		for name, content := range files {
			all.Go(func() {
				if err := h.put(b, clerk, attach.To{Body: "b1", Owner: fmt.Sprint("p", i), Stage: "answer"}, name, content); err != nil {
					b.Error(err)
				}
			})
		}
		go func() { all.Wait(); close(done) }()
		for waiting := true; waiting; {
			select {
			case <-done:
				waiting = false
			default:
				asked := time.Now()
				if w := webtest.Get(h.web, identity.Clerk, home); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
				page = max(page, time.Since(asked))
				time.Sleep(20 * time.Millisecond)
			}
		}
		slowest = max(slowest, time.Since(began))
		if n := h.count(b, `SELECT count(*) FROM screening_file WHERE state = 'screened' AND holds = 0`); n > 0 {
			b.Errorf("%d files passed", n)
		}
	}
	b.ReportMetric(slowest.Seconds(), "s-three")
	b.ReportMetric(float64(page.Milliseconds()), "ms-page")
}
