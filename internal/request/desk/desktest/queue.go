package desktest

import (
	"net/http"
	"testing"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web/webtest"
)

// Register puts an application in, received on a day by registered mail; "" is
// one from the portal that nobody has confirmed.
func (h *House) Register(t *testing.T, key int, on, wanted string) cases.Case {
	t.Helper()
	in := Intake(key)
	in.Wanted = wanted
	who := Visitor
	if on != "" {
		in.Channel, in.On, who = "registered_mail", on, Clerk
	}
	c, _, err := h.Intakes.Submit(h.Ctx, who, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Queue is one of each: late, soon due, running, stopped, unconfirmed, ended.
func (h *House) Queue(t *testing.T) map[string]cases.Case {
	t.Helper()
	all := map[string]cases.Case{"unconfirmed": h.Register(t, 1, "", "公租房轮候名册")}
	all["running"] = h.Register(t, 2, "2026-11-19", "危房鉴定报告")
	all["stopped"] = h.Register(t, 3, "2026-11-10", "征地补偿安置方案")
	all["late"] = h.Register(t, 4, "2026-10-12", "加装电梯补助100%明细")
	all["soon"] = h.Register(t, 5, "2026-10-26", "设计变更审批文件")
	all["ended"] = h.Register(t, 6, "2026-11-02", "燃气管道改造控制价")
	all["stopped"] = h.Do(t, identity.Clerk, all["stopped"], request.ActionConsult, "who", "third", "at", "2026-11-18", "delivered", "2026-11-18", "proof", "EMS 1", "note", "核对")
	all["ended"] = h.Do(t, identity.Clerk, all["ended"], request.ActionWithdraw)
	// A hearing stops the clock from the day after its delivery, which the nightly
	// look at all clocks finds.
	if _, err := h.Cases.Refresh(h.Ctx, act.Entry{Name: "request.refresh"}, 0); err != nil {
		t.Fatal(err)
	}
	return all
}

// Shown lists the numbers on a page of the queue, in order.
func (h *House) Shown(t *testing.T, role identity.Role, path string) []string {
	t.Helper()
	w := webtest.Get(h.Web, role, path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d\n%s", path, w.Code, w.Body)
	}
	var list []string
	for _, a := range webtest.CheckPage(t, w.Body.String()).Find("[data-row]").EachIter() {
		no, _ := a.Attr("data-row")
		list = append(list, no)
	}
	return list
}
