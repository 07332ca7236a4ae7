package trading

import (
	"testing"

	"yangguang/internal/testkit/golden"
)

// What is kept of a notice is read by every later release.
func TestStoredNotice(t *testing.T) {
	n := golden.Check[Notice](t, "notice")
	if n.Line != Land || n.Offers[0].Price.Fen != 42000000000 || n.Day(ShownUntil) != day("2026-11-12") {
		t.Errorf("%+v", n)
	}
}
