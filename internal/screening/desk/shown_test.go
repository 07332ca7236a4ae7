package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/law"
	"yangguang/internal/web/webtest"
)

// TestFindingsInTheirPlaces: the page marks each finding where it stands, each is
// covered on its own ground, and the opinion stays with the file.
func TestFindingsInTheirPlaces(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const next = `</t></is></c><c t="inlineStr"><is><t>`
		x := h.answer(t, "p1", "名单.xlsx", workbook(t, "张建国"+next+number+next+"13800138000", "底"))
		page := webtest.Get(h.web, identity.Clerk, home+"/files/"+x.ID).Body.String()
		webtest.CheckPage(t, page)
		if !strings.Contains(strings.Join(strings.Fields(page), ""), "<td>张建国</td>") {
			t.Error("the row is no row of a table")
		}
		for _, want := range []string{`href="#nr-1"`, `href="#nr-2"`, `110****2X<sup>1</sup>`, `138****8000<sup>2</sup>`} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		if strings.Contains(page, number) || strings.Contains(page, "13800138000") {
			t.Error("the page prints a number")
		}
		form := url.Values{"mark": {"1", "2"}, "redact_ground": {"条例 15"}, "ground_2": {"个保法 25"}, "opinion": {"本人没有同意公开"}}
		if w := h.post(t, identity.Clerk, home+"/files/"+x.ID+"/redact", url.Values{"mark": {"1"}, "redact_ground": {"条例 15"}, "ground_1": {"条例 9999"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a ground that does not exist: %d", w.Code)
		}
		w := h.post(t, identity.Clerk, home+"/files/"+x.ID+"/redact", form)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body.String())
		}
		_, _, data, err := h.files.Held(h.ctx, h.last(t, "p1").ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, ground := range []law.Ref{law.Art("条例", 15), law.Art("个保法", 25)} {
			if n := strings.Count(unpacked(t, data), "依据"+ground.String()); n != 1 {
				t.Errorf("%s stands %d times", ground, n)
			}
		}
		page = webtest.Get(h.web, identity.Clerk, w.Header().Get("Location")).Body.String()
		webtest.CheckPage(t, page)
		if !strings.Contains(page, "本人没有同意公开") || !strings.Contains(page, "个保法 25") || !strings.Contains(page, "周敏") {
			t.Error("the opinion does not stay with the file")
		}
	})
}
