package portal_test

import (
	"strings"
	"testing"

	"yangguang/internal/request"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// Each letter that people get is explained on one page with its clause, and the
// search field leads to it there.
func TestLettersAreExplained(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	doc := webtest.CheckPage(t, webtest.Get(h.Web, "", "/zfxxgk/ysqgk/ws").Body.String())
	webtest.CheckMeta(t, doc, "column")
	for _, m := range request.Meanings() {
		if x := doc.Find("#w-" + string(m.Code)); x.Length() != 1 || !strings.Contains(x.Text(), m.Then) {
			t.Errorf("%s is not explained", m.Code)
		}
	}
	if text := doc.Find("#w-03").Text(); !strings.Contains(text, "延长答复期限告知书") || !strings.Contains(text, "《条例》第三十三条第二款") {
		t.Errorf("the clause of an extension: %s", text)
	}
	found, err := h.Portal.SearchLetters(h.Ctx, webtest.Site, "延长 届满")
	if err != nil || len(found) != 1 || found[0].Href != "/zfxxgk/ysqgk/ws#w-03" {
		t.Errorf("%+v %v", found, err)
	}
}

// A wrong code does not take away what was typed.
func TestWrongCodeStays(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	w := h.Post(t, "", "/zfxxgk/ysqgk/jd", map[string][]string{"number": {"2026-YSQ-0001"}, "code": {"ABCDE-FGHJK-LMNPQ-RSTUV"}})
	doc := webtest.CheckPage(t, w.Body.String())
	if v, _ := doc.Find("#f-code").Attr("value"); w.Code != 422 || v != "ABCDE-FGHJK-LMNPQ-RSTUV" {
		t.Errorf("%d, the code now is %q", w.Code, v)
	}
}
