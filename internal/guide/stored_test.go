package guide_test

import (
	"testing"

	"yangguang/internal/guide"
	"yangguang/internal/testkit/golden"
)

// What is kept of a guide is read by every later release, the names of its
// fields included.
func TestStoredContent(t *testing.T) {
	known := map[string]bool{}
	for _, f := range guide.Fields() {
		known[f.Name] = true
	}
	for name := range golden.Check[guide.Content](t, "guide") {
		if !known[name] {
			t.Errorf("the guide's field %q is not known any more", name)
		}
	}
}
