package intake_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// browse asks with the cookies that came before, as a browser does.
type browse struct {
	h       http.Handler
	role    identity.Role
	cookies map[string]*http.Cookie
}

func (b *browse) do(method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := webtest.Do(b.h, b.role, r)
	for _, c := range w.Result().Cookies() {
		if b.cookies == nil {
			b.cookies = map[string]*http.Cookie{}
		}
		b.cookies[c.Name] = c
	}
	return w
}

// The receipt can be loaded again; its code is shown once. On paper stand number
// and code, in the QR code the address and the number alone.
func TestTheReceipt(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		b := &browse{h: h.Web}
		form := url.Values{}
		for name, value := range applied("a-form-for-a-receipt") {
			form.Set(name, value)
		}
		form.Set("go", "submit")
		w := b.do("POST", "/zfxxgk/ysqgk/sq", form)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/zfxxgk/ysqgk/sq/hz" {
			t.Fatal(w.Code, w.Header())
		}
		w = b.do("GET", "/zfxxgk/ysqgk/sq/hz", nil)
		doc := webtest.CheckPage(t, w.Body.String())
		code := doc.Find("#code").Text()
		if len(code) != 24 || !strings.Contains(doc.Find(".ap-done").Text(), "今天确认的，在 2026年12月18日（周五）前答复") || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%q %s", code, doc.Find(".ap-done").Text())
		}
		if !strings.Contains(doc.Text(), "以双方确认之日为收到申请之日") {
			t.Error("the receipt does not say which day is the day of receipt (指导案例26号)")
		}
		if _, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", "2026-YSQ-0001", code); err != nil {
			t.Error(err)
		}
		pdf := b.do("POST", "/zfxxgk/ysqgk/sq/hz.pdf", url.Values{"code": {code}})
		s := desktest.PdfText(t, pdf.Body.Bytes())
		flat := strings.Join(strings.Fields(s), "")
		for _, want := range []string{"2026-YSQ-0001", code, "2026年12月18日（周五）前答复", "《条例》第三十一条第（三）项", "政府信息公开申请登记回执"} {
			if !strings.Contains(flat, want) {
				t.Errorf("%q is not on the receipt:\n%s", want, s)
			}
		}
		for _, secret := range []string{"王小溪", "330000199001010006", "13800006021"} {
			if strings.Contains(flat, secret) {
				t.Errorf("%s stands on the receipt", secret)
			}
		}
		if s := desktest.PdfText(t, b.do("POST", "/zfxxgk/ysqgk/sq/hz.pdf", url.Values{"code": {"AAAA-AAAA-AAAA-AAAA-AAAA"}}).Body.Bytes()); strings.Contains(s, "AAAA") {
			t.Error("a code that is not this application's is printed")
		}
		again := b.do("GET", "/zfxxgk/ysqgk/sq/hz", nil)
		if s := again.Body.String(); again.Code != 200 || !strings.Contains(s, "2026-YSQ-0001") || strings.Contains(s, code) {
			t.Errorf("loaded again: %d", again.Code)
		}
		stranger := &browse{h: h.Web}
		for _, path := range []string{"GET /zfxxgk/ysqgk/sq/hz", "POST /zfxxgk/ysqgk/sq/hz.pdf"} {
			method, path, _ := strings.Cut(path, " ")
			if w := stranger.do(method, path, nil); w.Code != http.StatusNotFound {
				t.Errorf("a stranger gets %d", w.Code)
			}
		}
		// The same form sent again leads to the same application and its code.
		b.do("POST", "/zfxxgk/ysqgk/sq", form)
		if s := b.do("GET", "/zfxxgk/ysqgk/sq/hz", nil).Body.String(); !strings.Contains(s, "2026-YSQ-0001") || !strings.Contains(s, code) {
			t.Error("the same form sent again has another receipt")
		}
	})
}

// A clerk prints the receipt for the applicant, once with the code.
func TestTheRegisteredReceipt(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	b := &browse{h: h.Web, role: identity.Clerk}
	form := url.Values{}
	for name, value := range applied("a-form-of-the-counter") {
		form.Set(name, value)
	}
	form.Set("channel", "in_person")
	form.Set("on", "2026-11-20")
	w := b.do("POST", "/console/requests/new", form)
	path := w.Header().Get("Location")
	page := b.do("GET", path, nil)
	doc := webtest.CheckPage(t, page.Body.String())
	code := doc.Find("#code").Text()
	if len(code) != 24 || !strings.Contains(doc.Find(".say").Text(), "我们会在 2026年12月18日（周五）前答复") {
		t.Errorf("%q %s", code, doc.Find(".say").Text())
	}
	if s := desktest.PdfText(t, b.do("POST", path+".pdf", url.Values{"code": {code}}).Body.Bytes()); !strings.Contains(s, code) {
		t.Errorf("the code is not printed:\n%s", s)
	}
	if s := b.do("GET", path, nil).Body.String(); strings.Contains(s, code) {
		t.Error("the code is shown twice")
	}
	other := &browse{h: h.Web, role: identity.Reviewer}
	if w := other.do("GET", path, nil); w.Code != http.StatusForbidden {
		t.Errorf("who does not register gets %d", w.Code)
	}
}

// The QR code on paper holds the address with the number: it is the only thing
// drawn there, and read from the page's own drawing.
func TestTheQRCodeHoldsNoSecret(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	c, code := h.Submit(t, desktest.Intake(1))
	r := httptest.NewRequest("GET", "http://xxgk.yunxi.example/zfxxgk/ysqgk/sq/hz", nil)
	p, err := h.Intakes.ReceiptPage(r, c, code)
	if err != nil {
		t.Fatal(err)
	}
	if p.Address != "http://xxgk.yunxi.example/zfxxgk/ysqgk/jd?bh="+c.No() {
		t.Error(p.Address)
	}
	if !regexp.MustCompile(`^<svg class="qr" viewBox="0 0 \d+ \d+"`).MatchString(string(p.QR)) || strings.Contains(string(p.QR), code) {
		t.Error(p.QR)
	}
}
