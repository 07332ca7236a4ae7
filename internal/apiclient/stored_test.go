package apiclient

import (
	"slices"
	"testing"

	"yangguang/internal/testkit/golden"
)

// TestStoredEnvelope looks at a message as it waits in its row; whoever receives
// it reads the same names.
func TestStoredEnvelope(t *testing.T) {
	m := golden.Check[Envelope](t, "envelope")
	if !slices.ContainsFunc(Events(), func(e Told) bool { return string(e.Type) == m.Type }) {
		t.Errorf("the type %q is not known any more", m.Type)
	}
}
