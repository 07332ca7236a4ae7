package desk

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"strconv"
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

// scan is a PDF of one page that is a picture.
func scan() string {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
		"<< /Length 30 >>\nstream\nq 300 0 0 400 0 0 cm /I Do Q   \nendstream",
		"<< /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4 >>\nstream\n\x80\xFF\xC0\xA0\nendstream"}
	b := "%PDF-1.7\n"
	for i, o := range objects {
		b += strconv.Itoa(i+1) + " 0 obj\n" + o + "\nendobj\n"
	}
	return b + "trailer << /Root 1 0 R /Size 6 >>\n%%EOF\n"
}

// TestAScanIsCoveredAsAPicture: a scan in an answer is shown page by page, covered
// where a box says, and made anew as pictures; it says so.
func TestAScanIsCoveredAsAPicture(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		x := h.answer(t, "p1", "协议.pdf", scan())
		at := home + "/files/" + x.ID
		page := webtest.Get(h.web, identity.Clerk, at).Body.String()
		webtest.CheckPage(t, page)
		if !strings.Contains(page, at+"/pages/1") || strings.Contains(page, at+"/pages/2") {
			t.Error("the page of the scan is not shown")
		}
		if w := webtest.Get(h.web, identity.Clerk, at+"/pages/1"); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "\xFF\xD8") {
			t.Errorf("the picture: %d", w.Code)
		}
		for _, no := range []string{"/pages/2", "/pages/0", "/pages/x"} {
			if w := webtest.Get(h.web, identity.Clerk, at+no); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", no, w.Code)
			}
		}
		for _, boxes := range []string{"1", "1:10,10,5,5", "2:10,10,50,50"} {
			if w := h.post(t, identity.Clerk, at+"/redact", url.Values{"boxes": {boxes}, "redact_ground": {"条例 15"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "框不在页面上") {
				t.Errorf("%s: %d", boxes, w.Code)
			}
		}
		w := h.post(t, identity.Clerk, at+"/redact", url.Values{"boxes": {"1:10,10,50,20\n"}, "redact_ground": {"条例 15"}})
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body.String())
		}
		if said := webtest.Get(h.web, identity.Clerk, w.Header().Get("Location")).Body.String(); !strings.Contains(said, "没有文字层") {
			t.Error("it does not say that there is no text")
		}
		made := h.last(t, "p1")
		if _, _, data, err := h.files.Held(h.ctx, made.ID); err != nil || made.ID == x.ID || !strings.HasPrefix(string(data), "%PDF") || strings.Contains(string(data), "\x80\xFF\xC0\xA0") {
			t.Errorf("the file made anew: %v", err)
		}
		if err := h.goes(made); err != nil {
			t.Errorf("it is held: %v", err)
		}
	})
}

// TestAPhotographIsCovered: a picture in an answer is shown as its one page, and
// made anew as a picture of the same kind.
func TestAPhotographIsCovered(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, h *house) {
		x := h.answer(t, "p1", "现场.png", b.String())
		at := home + "/files/" + x.ID
		page := webtest.Get(h.web, identity.Clerk, at).Body.String()
		if !strings.Contains(page, at+"/pages/1") || strings.Contains(page, at+"/pages/2") {
			t.Error("the picture is not shown")
		}
		if w := webtest.Get(h.web, identity.Clerk, at+"/pages/1"); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "\xFF\xD8") {
			t.Errorf("the picture: %d", w.Code)
		}
		if w := webtest.Get(h.web, identity.Clerk, at+"/pages/2"); w.Code != http.StatusNotFound {
			t.Errorf("a second page: %d", w.Code)
		}
		if w := h.post(t, identity.Clerk, at+"/redact", url.Values{"boxes": {"2:10,10,50,50"}, "redact_ground": {"条例 15"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a box on page 2: %d", w.Code)
		}
		if w := h.post(t, identity.Clerk, at+"/redact", url.Values{"boxes": {"1:10,10,50,50"}, "redact_ground": {"条例 15"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body.String())
		}
		made := h.last(t, "p1")
		if _, name, data, err := h.files.Held(h.ctx, made.ID); err != nil || made.ID == x.ID || name != "现场（遮盖件）.png" || !strings.HasPrefix(string(data), "\x89PNG") {
			t.Errorf("the picture made anew: %s %v", name, err)
		}
		if err := h.goes(made); err != nil {
			t.Errorf("it is held: %v", err)
		}
	})
}
