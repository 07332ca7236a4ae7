package reminders_test

import (
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web/webtest"
)

// A list that is cut says so, and hides nothing of another place in the queue.
func TestTodosAreCutAloud(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		h.On(t, "2026-11-18")
		const most, more = 200, 3
		for i := range most + more {
			h.TakenIn(t, 10+i)
		}
		h.Submit(t, desktest.Intake(1))
		h.Stand("2026-12-16")
		told := func() (late, cut, unconfirmed int) {
			all, err := h.Reminders.Todos(h.Ctx, webtest.Somebody(identity.Clerk))
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range all {
				switch {
				case strings.Contains(x.Label, "快到期"):
					late++
				case strings.Contains(x.Label, "先列最早到期的 200 件") && x.Href == "/console/requests":
					cut++
				case strings.Contains(x.Label, "待双方确认"):
					unconfirmed += x.Count
				}
			}
			return late, cut, unconfirmed
		}
		if late, cut, unconfirmed := told(); late != most || cut != 1 || unconfirmed != 1 {
			t.Errorf("of %d: %d listed, cut said %d times, %d to be confirmed", most+more, late, cut, unconfirmed)
		}
	})
}
