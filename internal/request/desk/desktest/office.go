package desktest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// HeardCase is the application of the house's picture of the desk: received on
// 21 October 2026, a third party heard from 3 to 10 November, looked at on the
// 20th.
func (h *House) HeardCase(t *testing.T, key int) cases.Case {
	t.Helper()
	in := Intake(key)
	in.Channel, in.On = "in_person", "2026-10-21"
	c, _, err := h.Intakes.Submit(h.Ctx, Clerk, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	c = h.Do(t, identity.Clerk, c, request.ActionConsult, "who", "third", "at", "2026-11-03", "note", "书面征求意见")
	return h.Do(t, identity.Clerk, c, request.ActionHearBack, "who", "third", "at", "2026-11-10", "note", "同意公开审批文件")
}

// PdfText is what a PDF says, as another program reads it.
func PdfText(t *testing.T, data []byte) string { return PdfAs(t, data, "-layout") }

// PdfAs is pdfText in the order of the page ("-layout") or of what was written
// ("-raw"), in which a cell of a table stands together.
func PdfAs(t *testing.T, data []byte, how string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", how, name, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext: %v: %s", err, out)
	}
	return string(out)
}
