package act

import (
	"testing"

	"yangguang/internal/testkit/golden"
)

func TestStoredJob(t *testing.T) { golden.Job[forget](t) }
