package desk

import (
	"strings"
	"testing"

	"yangguang/internal/holidays"
	"yangguang/internal/testkit/golden"
)

func TestStoredDays(t *testing.T) { golden.Check[[]keptDay](t, "days") }

func TestStoredJob(t *testing.T) { golden.Job[remindArgs](t) }

// TestStoredPrint repeats a submission across a release: it must have the
// fingerprint it had, or who sends it again is told that it is another one.
func TestStoredPrint(t *testing.T) {
	d := holidays.Draft{Year: "2027", Number: "国办发明电〔2026〕7号", Source: "虚构来源", Announced: "2026-11-04", Text: "2027-01-01,休,元旦\n2027-01-03,班", Reason: "首次录入"}
	if got, want := print(d, 3), strings.TrimSpace(string(golden.File(t, "draft.print"))); got != want {
		t.Errorf("fingerprint %s, was %s", got, want)
	}
}
