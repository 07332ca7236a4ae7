package desktest

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
)

// Refuse drafts the answer that withholds under 16①.
func (h *House) Refuse(t *testing.T, c cases.Case, pairs ...string) cases.Case {
	t.Helper()
	v := url.Values{"rev": {fmt.Sprint(c.Rev)}, "outcome": {"internal_affairs 09b"}, "facts": {"所申请的是本机关的值班安排。"}, "reason": {"属于内部管理信息。"},
		"discretion": {"公开会影响值班人员安全。"}, "category": {"后勤管理"}, "reviewers": {"云溪市人民政府"}, "online": {"https://fy.yunxi.example"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", v); w.Code != http.StatusSeeOther {
		t.Fatalf("draft: %d\n%s", w.Code, w.Body)
	}
	return h.Again(t, c)
}

// Refused is an application that was answered so, served today.
func (h *House) Refused(t *testing.T, key int) cases.Case {
	t.Helper()
	c, _ := h.Submit(t, Intake(key))
	c = h.Refuse(t, h.Do(t, identity.Clerk, c, request.ActionConfirm))
	c = h.Do(t, identity.UnitHandler, c, request.ActionPass)
	c = h.Do(t, identity.Reviewer, c, request.ActionPass)
	c = h.Do(t, identity.Leader, c, request.ActionSign)
	return h.Do(t, identity.Clerk, c, request.ActionServe, "how", "网上查看", "proof", "网上送达记录")
}

// Order tells the desk of an order inside an act of another ledger.
func (h *House) Order(o answers.Ordered) error {
	return h.Recorder.Do(h.Ctx, Clerk, act.Entry{Name: "contest.decided", Body: "b1"}, func(tx *act.Tx) error { return h.Answers.Ordered(h.Ctx, tx, o) })
}
