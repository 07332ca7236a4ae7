package desk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web/webtest"
)

// A grant for a unit reaches the contests over that unit's applications: page,
// list, file, to-dos and search.
func TestAGrantForAUnitReachesItsContests(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Reached = func(_ context.Context, who identity.Actor, _ []string) (func(string) bool, error) {
			return func(id string) bool { return id == "a2" && who.Covers("u2") }, nil
		}
		theirs, own := h.register(t), h.register(t, "application", "a2")
		apart := h.register(t, "application", "", "matter", "公开的信息侵犯隐私")
		r := func(target string) string {
			req := httptest.NewRequest(http.MethodGet, target, nil)
			req.AddCookie(&http.Cookie{Name: "units", Value: "u2"})
			return webtest.Do(h.web, identity.Clerk, req).Body.String()
		}
		for _, path := range []string{path, path + "/export"} {
			page := r(path)
			if strings.Contains(page, theirs.No()) || strings.Contains(page, apart.No()) || !strings.Contains(page, own.No()) {
				t.Errorf("%s:\n%s", path, page)
			}
		}
		who := clerk
		who.Units = []string{"u2"}
		for _, c := range []Contest{theirs, apart} {
			if _, err := h.visible(h.ctx, who, c.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", c.No(), err)
			}
			if _, err := h.editable(h.ctx, who, c.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", c.No(), err)
			}
			if found, err := h.Find(h.ctx, who, c.No()); err != nil || len(found) != 0 {
				t.Errorf("search finds %s: %v %v", c.No(), found, err)
			}
		}
		if _, err := h.visible(h.ctx, who, own.ID); err != nil {
			t.Errorf("its own: %v", err)
		}
		todos, err := h.Todos(h.ctx, who)
		if err != nil || len(todos) != 1 || !strings.Contains(todos[0].Label, own.No()) {
			t.Errorf("%v %v", todos, err)
		}
	})
}

// A supervisor of the body above does not see who takes part, unless the operator
// has set it.
func TestASupervisorSeesNobodyWhoTakesPart(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.register(t)
		above := identity.Actor{ID: "p8", Body: "b0", Roles: []identity.Role{identity.Supervisor}, Sees: []string{"b0", "b1"}}
		if shown, err := h.Reveal(h.ctx, above, c, "核查办理是否合法"); !fault.Is(err, fault.Forbidden) || len(shown) != 0 {
			t.Errorf("%v %v", shown, err)
		}
		h.SupervisorReveals = true
		if shown, err := h.Reveal(h.ctx, above, c, "核查办理是否合法"); err != nil || shown["third"] != "某建设公司" {
			t.Errorf("%v %v", shown, err)
		}
	})
}
