package redress_test

import (
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/redress"
	"yangguang/internal/testkit/golden"
)

// TestStoredEvents looks at what the desk keeps of the book's events, the words
// in them included.
func TestStoredEvents(t *testing.T) {
	types := map[redress.EventType]bool{redress.Undone: true}
	for _, kind := range []redress.Kind{redress.Review, redress.Suit} {
		for _, stage := range redress.Stages() {
			for _, a := range redress.Acts(kind, stage) {
				types[a.Type] = true
			}
		}
	}
	for i, e := range golden.Check[[]redress.Event](t, "events") {
		if !types[e.Type] {
			t.Errorf("event %d: the type %q is not known any more", i, e.Type)
		}
		if _, ok := redress.EndOf(e.End); e.End != "" && !ok {
			t.Errorf("event %d: the end %q is not known any more", i, e.End)
		}
		if e.Procedure != "" && e.Procedure != redress.Ordinary && e.Procedure != redress.Simplified {
			t.Errorf("event %d: the procedure %q is not known any more", i, e.Procedure)
		}
		if e.Unit != "" && e.Unit != calendar.WorkingDays && e.Unit != calendar.NaturalDays && e.Unit != calendar.Months {
			t.Errorf("event %d: the unit %q is not known any more", i, e.Unit)
		}
	}
}
