package desk

import (
	"testing"

	"yangguang/internal/testkit/golden"
)

func TestStoredJob(t *testing.T) { golden.Job[deliverArgs](t) }
