package desktest

import (
	"net/url"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/web/webtest"
)

// Bulk sends what is done to several applications.
func (h *House) Bulk(t *testing.T, role identity.Role, do string, cases []cases.Case, pairs ...string) (int, string) {
	t.Helper()
	form := url.Values{"do": {do}}
	for _, c := range cases {
		form.Add("ids", c.ID)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	w := h.Post(t, role, "/console/requests/bulk", form)
	webtest.CheckPage(t, w.Body.String())
	return w.Code, w.Body.String()
}
