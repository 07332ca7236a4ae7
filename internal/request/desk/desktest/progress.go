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

// Granted takes an application in person and answers it.
func (h *House) Granted(t *testing.T, key int) (cases.Case, url.Values) {
	t.Helper()
	in := Intake(key)
	in.Channel, in.On = "in_person", "2026-11-20"
	c, code, err := h.Intakes.Submit(h.Ctx, Clerk, "b1", in)
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"rev": {fmt.Sprint(c.Rev)}, "outcome": {"granted 07"}, "facts": {"经查。"}, "reason": {"可以公开。"}, "access": {"见附件。"},
		"reviewers": {"云溪市人民政府"}, "online": {"https://fy.yunxi.example"}}
	if w := h.Post(t, identity.Clerk, "/console/requests/"+c.ID+"/answer", form); w.Code != http.StatusSeeOther {
		t.Fatalf("draft: %d\n%s", w.Code, w.Body)
	}
	c = h.Do(t, identity.UnitHandler, h.Again(t, c), request.ActionPass)
	c = h.Do(t, identity.Reviewer, c, request.ActionPass)
	c = h.Do(t, identity.Leader, c, request.ActionSign)
	c = h.Do(t, identity.Clerk, c, request.ActionServe, "how", "网上查看", "proof", "网上送达记录")
	return c, url.Values{"number": {c.No()}, "code": {code}}
}

func Plus(form url.Values, pairs ...string) url.Values {
	more := url.Values{}
	for k, v := range form {
		more[k] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		more.Set(pairs[i], pairs[i+1])
	}
	return more
}
