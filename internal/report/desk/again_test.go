package desk

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// TestRefusedFormsComeBack posts what cannot be accepted: the page that the form
// stands on comes back with why, and with what was typed.
func TestRefusedFormsComeBack(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		c := openConsole(t, k)
		const list, part3, part5 = `name="year"`, `name="three.1.1"`, `name="part5"`
		for _, tt := range []struct {
			path   string
			form   url.Values
			status int
			page   string // what only the page that comes back has
			says   string
		}{
			{reportsPath, url.Values{"year": {"2025"}}, http.StatusConflict, list, "2025年的年度报告已经有了"},
			{reportsPath, url.Values{"year": {"今年"}}, http.StatusUnprocessableEntity, list, "年份应在 2008 到 2026 之间"},
			{c.path("/save"), url.Values{"part": {"3"}, "three.1.1": {"一百"}}, http.StatusUnprocessableEntity, part3, `value="一百"`},
			{c.path("/explain"), url.Values{"part": {"5"}, "reason": {"无"}}, http.StatusUnprocessableEntity, part5, "写明保留的理由"},
			{c.path("/explain"), url.Values{"part": {"3"}, "finding": {"R0"}, "reason": {"台账漏登一件"}}, http.StatusConflict, part3, "这一处已经变了"},
			{c.path("/step"), url.Values{"part": {"3"}, "step": {"submit"}}, http.StatusUnprocessableEntity, part3, "还有不成立的核对项"},
			{c.path("/restate"), url.Values{"reason": {"数字有误"}}, http.StatusConflict, `name="part1"`, "当前状态是“编制中”"},
			{reportsPath + "/none/save", url.Values{"three.1.1": {"1"}}, http.StatusNotFound, "", "没有"},
			{reportsPath + "/none/step", url.Values{"step": {"submit"}}, http.StatusNotFound, "", "没有"},
		} {
			w := webtest.Post(c.h, identity.Editor, tt.path, tt.form)
			body := html.UnescapeString(w.Body.String())
			if w.Code != tt.status || !strings.Contains(body, tt.page) || !strings.Contains(body, tt.says) {
				i := max(strings.Index(body, "<main"), 0)
				t.Errorf("%s %v: %d, want %d with %s and %s: %.1500s", tt.path, tt.form, w.Code, tt.status, tt.page, tt.says, body[i:])
			}
		}
	}, Migrations())
}
