package cli

import (
	"testing"

	"yangguang/internal/testkit/golden"
)

// TestPrintedNames looks at what scripts read.
func TestPrintedNames(t *testing.T) {
	golden.Named[added](t)
	golden.Named[checkJSON](t)
}
