package vault

import (
	"bytes"
	"testing"

	"yangguang/internal/testkit/golden"
)

// TestStoredRing reads a key file: whoever cannot read it has lost the data.
func TestStoredRing(t *testing.T) {
	golden.Check[ringFile](t, "keys")
	file := golden.File(t, "keys.json")
	ring, err := parseRing(file)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := ring.encode(); err != nil || !bytes.Equal(again, file) {
		t.Errorf("the key file is written otherwise: %v\n%s", err, again)
	}
	for _, k := range ring.Keys { // purposes and suites are words too
		if builtIn(k.Suite) == nil {
			t.Errorf("the suite %q is not known any more", k.Suite)
		}
	}
	for _, p := range purposes {
		if p == ForSearch {
			continue // of an earlier version; Open adds it
		}
		if _, ok := ring.current(p); !ok {
			t.Errorf("no key for %s", p)
		}
	}
}
