package desk

import (
	"testing"

	"yangguang/internal/testkit/golden"
)

// TestStoredIssue reads a published report, as a record keeps it for good and
// `report build --format json` prints it.
func TestStoredIssue(t *testing.T) {
	golden.Check[issueJSON](t, "issue")
	golden.Check[Issue](t, "issue")
}
