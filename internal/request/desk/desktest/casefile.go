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

// Answered is an application of 18 November that was refused and served.
func (h *House) Answered(t *testing.T, key int) cases.Case {
	t.Helper()
	c := h.TakenIn(t, key)
	form := url.Values{"rev": {fmt.Sprint(c.Rev)}, "outcome": {"internal_affairs 09b"}, "facts": {"所申请的是本机关的值班安排。"}, "reason": {"属于内部管理信息。"},
		"discretion": {"公开会影响值班人员安全。"}, "category": {"后勤管理"}, "reviewers": {"云溪市人民政府"}, "online": {"https://fy.yunxi.example"}}
	if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", form); w.Code != http.StatusSeeOther {
		t.Fatalf("draft: %d\n%s", w.Code, w.Body)
	}
	c = h.Do(t, identity.UnitHandler, h.Again(t, c), request.ActionPass)
	c = h.Do(t, identity.Reviewer, c, request.ActionPass)
	c = h.Do(t, identity.Leader, c, request.ActionSign)
	return h.Do(t, identity.Clerk, c, request.ActionServe, "how", "网上查看", "proof", "网上送达记录")
}
