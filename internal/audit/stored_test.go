package audit

import (
	"slices"
	"testing"

	"yangguang/internal/testkit/golden"
)

// TestStoredReport looks at the report of the last verification, which lies
// beside the data and is printed for scripts.
func TestStoredReport(t *testing.T) {
	for _, f := range golden.Check[Report](t, "report").Findings {
		if !slices.Contains(Kinds(), f.Kind) {
			t.Errorf("the kind %q is not known any more", f.Kind)
		}
	}
	golden.Named[Checkpoint](t)
}
