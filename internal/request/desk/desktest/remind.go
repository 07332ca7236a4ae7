package desktest

import (
	"testing"
	"time"

	"yangguang/internal/calendar"
)

// On moves the clock to ten in the morning of a day.
func (h *House) On(t *testing.T, day string) {
	t.Helper()
	d, err := calendar.Parse(day)
	if err != nil {
		t.Fatal(err)
	}
	h.Kit.Clock.Set(d.Time().Add(2 * time.Hour))
}
