package desktest

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Received is an application that came in person today and is being dealt with.
func (h *House) Received(t *testing.T, in cases.Intake) cases.Case {
	t.Helper()
	in.Channel, in.On = string(request.InPerson), h.Cases.Today().String()
	c, _, err := h.Intakes.Submit(h.Ctx, Clerk, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Drafted writes a complete refusal on an application.
func (h *House) Drafted(t *testing.T, c cases.Case) cases.Case {
	t.Helper()
	form := url.Values{"rev": {fmt.Sprint(c.Rev)}, "outcome": {"internal_affairs 09b"}, "facts": {"所申请的是本机关的值班安排。"}, "reason": {"属于内部管理信息。"},
		"discretion": {"公开会影响值班人员安全。"}, "category": {"后勤管理"}, "reviewers": {"云溪市人民政府"}, "online": {"https://fy.yunxi.example"}}
	if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", form); w.Code != http.StatusSeeOther {
		t.Fatalf("draft: %d\n%s", w.Code, w.Body)
	}
	return h.Again(t, c)
}
