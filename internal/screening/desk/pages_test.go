package desk

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/attach"
	"yangguang/internal/identity"
	"yangguang/internal/screening"
	"yangguang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		webtest.CheckTemplates(t, h.views, map[string]any{"console/screening": &listPage{}, "console/screening-file": &filePage{}, "console/screening-lists": &listsPage{},
			"console/screening-secret": &secretPage{}})
	})
}

// What is refused comes back with its reason and all that was typed.
func TestFormsAreShownAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.answer(t, "p1", "决定.txt", "处罚对象 身份证号 "+number)
		if err := h.put(t, clerk, attach.To{Body: "b1", Owner: "p1", Stage: "answer"}, "通知.txt", marked); err == nil {
			t.Fatal("kept")
		}
		secrets, err := secretsOf(h.ctx, h.DB, "b1")
		if err != nil || len(secrets) != 1 {
			t.Fatal(secrets, err)
		}
		for _, tt := range []struct {
			role    identity.Role
			at      string
			form    url.Values
			said    string
			typed   string
			because string
		}{
			{identity.Reviewer, home + "/files/" + x.ID + "/decide", url.Values{"nr": {"1"}, "verdict": {"opened"}, "ground": {"条例 99"}, "reason": {"依法公示的处罚"}}, "要真有这一条", "依法公示的处罚", "a clause that is none"},
			{identity.Clerk, home + "/files/" + x.ID + "/redact", url.Values{"redact_ground": {"条例 15"}, "texts": {"没有的文字"}}, "文件里没有", "没有的文字", "a text that does not stand there"},
			{identity.Leader, home + "/lists/own", url.Values{"value": {"0571"}, "keeper": {"值班室"}}, "11 位手机号码", "值班室", "no mobile"},
			{identity.Leader, home + "/lists/words", url.Values{"version": {"0"}, "words": {"内部掌握"}}, "写明为什么更新", "内部掌握", "no reason"},
			{identity.Leader, home + "/secrets/" + secrets[0].ID, url.Values{"secrecy": {"当面，值班室"}, "reported_at": {"2026-11-20T10:00"}}, "上级主管部门", "当面，值班室", "only one is told"},
		} {
			w := h.post(t, tt.role, tt.at, tt.form)
			doc := webtest.CheckPage(t, w.Body.String())
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(doc.Find("#summary").Text(), tt.said) || !strings.Contains(w.Body.String(), tt.typed) {
				t.Errorf("%s: %d %s", tt.because, w.Code, doc.Find("#summary").Text())
			}
			if strings.Contains(w.Body.String(), number) {
				t.Errorf("%s: the page prints the number", tt.because)
			}
		}
		w := h.post(t, identity.Reviewer, home+"/files/"+x.ID+"/decide", url.Values{"nr": {"1"}, "verdict": {string(screening.Opened)}, "ground": {"个保法 13①"}, "reason": {"依法公示"}})
		if w.Code != http.StatusSeeOther || h.goes(x) != nil {
			t.Errorf("decided on the page: %d %v", w.Code, h.goes(x))
		}
		if w := h.post(t, identity.Clerk, home+"/files/"+x.ID+"/decide", url.Values{}); w.Code != http.StatusForbidden {
			t.Errorf("a clerk decides: %d", w.Code)
		}
		for _, at := range []string{home, home + "?view=all", home + "/lists", home + "/files/" + x.ID, home + "/secrets/" + secrets[0].ID} {
			w := webtest.Get(h.web, identity.Reviewer, at)
			webtest.CheckPage(t, w.Body.String())
			if w.Code != http.StatusOK || strings.Contains(w.Body.String(), number) {
				t.Errorf("%s: %d, or it prints the number", at, w.Code)
			}
		}
		if w := webtest.Get(h.web, identity.Clerk, home+"/secrets/"+secrets[0].ID); w.Code != http.StatusForbidden {
			t.Errorf("a clerk sees the report of a secret file: %d", w.Code)
		}
	})
}

func (h *house) post(t *testing.T, role identity.Role, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	return webtest.Post(h.web, role, path, form)
}
