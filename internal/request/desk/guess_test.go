package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/intake"
)

// Unknown numbers and wrong codes are answered alike, and only so many times.
func TestGuessing(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, code := h.Submit(t, desktest.Intake(1))
		if len(code) != 24 {
			t.Errorf("code %q", code)
		}
		var said []string
		for _, tt := range [][2]string{{c.No(), "AAAA"}, {"2026-YSQ-9999", code}, {"", ""}, {"2026-YSQ-00x", "AAAA"}} {
			_, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", tt[0], tt[1])
			said = append(said, fmt.Sprint(err))
		}
		for _, s := range said {
			if s != said[0] {
				t.Errorf("%q differs from %q", s, said[0])
			}
		}
		if _, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b2", c.No(), code); err == nil {
			t.Error("another body answers")
		}
		if own, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", strings.ToLower(c.No()), strings.ToLower(strings.ReplaceAll(code, "-", " "))); err != nil || own.ID != c.ID {
			t.Error(err)
		}
		for range intake.MostFromOne {
			h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", c.No(), "AAAA")
		}
		if _, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", c.No(), "AAAA"); !fault.Is(err, fault.Throttled) {
			t.Errorf("not throttled: %v", err)
		}
		if _, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", c.No(), code); err != nil {
			t.Errorf("wrong codes of others at the same address shut the right one out: %v", err)
		}
		h.Kit.Clock.Advance(time.Minute)
		if _, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", c.No(), "AAAA"); fault.Is(err, fault.Throttled) {
			t.Error("a minute later a wrong one is still throttled")
		}
	})
}
