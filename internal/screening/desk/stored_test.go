package desk

import (
	"testing"

	"yangguang/internal/testkit/golden"
)

func TestStoredJobs(t *testing.T) {
	golden.Job[fileArgs](t)
	golden.Job[bodyArgs](t)
	golden.Job[dailyArgs](t)
}
