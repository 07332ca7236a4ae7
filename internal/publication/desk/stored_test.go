package desk

import (
	"testing"

	"yangguang/internal/testkit/golden"
)

// What is left for jobs is read by every later release.
func TestStoredJobs(t *testing.T) { golden.Job[dueArgs](t) }
