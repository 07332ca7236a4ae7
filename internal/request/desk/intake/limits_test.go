package intake_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/web/webtest"
)

// from hands the form in from an address.
func from(h *desktest.House, address, key string, more ...string) *httptest.ResponseRecorder {
	form := url.Values{"from": {"check"}}
	for name, value := range applied(key) {
		form.Set(name, value)
	}
	form.Set("go", "submit")
	form.Set("again", "yes")
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "/zfxxgk/ysqgk/sq", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.RemoteAddr = "[" + address + "]:40000"
	return webtest.Do(h.Web, "", r)
}

// Above thirty applications an hour and network the form asks for digits, as a
// picture and a sound, with letter and counter beside; nobody is refused who reads
// them, and nobody else is asked.
func TestManyApplicationsAskForDigits(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		key := func(i int) string { return fmt.Sprintf("a-form-with-digits-of-its-own-%02d", i) }
		for i := range intake.MostApplications {
			if w := from(h, "2001:db8::"+fmt.Sprint(i+1), key(i)); w.Code != http.StatusSeeOther {
				t.Fatalf("application %d: %d\n%s", i+1, w.Code, w.Body)
			}
		}
		asked := from(h, "2001:db8::ffff", key(40))
		doc := webtest.CheckPage(t, asked.Body.String())
		token := doc.Find("input[name=captcha_token]").AttrOr("value", "")
		if asked.Code != http.StatusUnprocessableEntity || len(h.Intakes.Digits(token)) != 6 {
			t.Fatalf("the thirty-first of the network: %d, digits %q", asked.Code, h.Intakes.Digits(token))
		}
		for _, want := range []string{"邮寄", "当面", "王小溪"} {
			if !strings.Contains(asked.Body.String(), want) {
				t.Errorf("the page does not say %s", want)
			}
		}
		for path, magic := range map[string]string{"png": "\x89PNG", "wav": "RIFF"} {
			src, _ := doc.Find(map[string]string{"png": "img[src*=yzm]", "wav": "audio"}[path]).Attr("src")
			w := webtest.Get(h.Web, "", src)
			if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), magic) || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s: %d, %d bytes", src, w.Code, w.Body.Len())
			}
		}
		if w := webtest.Get(h.Web, "", "/zfxxgk/ysqgk/sq/yzm.png?t=x"); w.Code != http.StatusNotFound {
			t.Errorf("a made-up token: %d", w.Code)
		}
		right := []string{"captcha_token", token, "captcha", h.Intakes.Digits(token)}
		for because, more := range map[string][]string{
			"no digits":         {"captcha_token", token, "captcha", ""},
			"wrong digits":      {"captcha_token", token, "captcha", "0" + strings.Repeat("x", 5)},
			"a made-up token":   {"captcha_token", "x~v1.s-000000000000.AAAA", "captcha", "000000"},
			"no token at all":   {"captcha", "123456"},
			"spoken, not typed": {"captcha_token", token, "captcha", "一二三四五六"},
		} {
			if w := from(h, "2001:db8::ffff", key(40), more...); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", because, w.Code)
			}
		}
		if w := from(h, "2001:db8:0:1::1", key(41)); w.Code != http.StatusSeeOther {
			t.Errorf("another network is asked: %d", w.Code)
		}
		if w := from(h, "2001:db8::ffff", key(40), right...); w.Code != http.StatusSeeOther {
			t.Errorf("who read the digits is refused: %d\n%s", w.Code, w.Body)
		}
		if w := from(h, "2001:db8::ffff", key(42), right...); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("digits are good twice: %d", w.Code)
		}
		h.Kit.Clock.Advance(time.Hour)
		if w := from(h, "2001:db8::ffff", key(43)); w.Code != http.StatusSeeOther {
			t.Errorf("an hour later: %d", w.Code)
		}
	})
}

// Files that lie with forms are bounded by address and day and all together; beyond
// that uploads alone are refused, with the way to bring the paper.
func TestLooseFilesAreBounded(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		who := identity.Actor{Body: "b1", Roles: []identity.Role{identity.Public}, Address: "2001:db8::1"}
		same, other := who, who
		same.Address, other.Address = "2001:db8::2", "2001:db8:0:1::1"
		if err := h.Intakes.NoteUploads(h.Ctx, who, intake.MostOfAddress-10); err != nil {
			t.Fatal(err)
		}
		disk := int64(0)
		h.Intakes.Disk = func() (int64, error) { return disk, nil }
		for _, tt := range []struct {
			who     identity.Actor
			more    int64
			disk    int64
			refused bool
			because string
		}{
			{who, 10, 1 << 40, false, "200 MB on a day are taken"},
			{who, 11, 1 << 40, true, "more are not"},
			{same, 11, 1 << 40, true, "nor from another address of the same /64"},
			{other, 11, 1 << 40, false, "another network has its own"},
			{other, intake.MostOfAddress, 100 << 20, true, "a tenth of a small disk is all there is"},
		} {
			disk = tt.disk
			if err := h.Intakes.Room(h.Ctx, tt.who, tt.more); fault.Is(err, fault.Full) != tt.refused || err != nil && !tt.refused {
				t.Errorf("%s: %v", tt.because, err)
			}
		}
		disk = 20
		w := h.SendFiles(t, "", "/zfxxgk/ysqgk/sq", applied(formKey), [2]string{"图.txt", "三层图纸的说明"})
		if w.Code != http.StatusInsufficientStorage || !strings.Contains(w.Body.String(), "邮寄") || !strings.Contains(w.Body.String(), "设计变更审批文件") {
			t.Errorf("an upload beyond the room: %d", w.Code)
		}
		if w := from(h, "2001:db8::1", formKey); w.Code != http.StatusSeeOther {
			t.Errorf("the application itself: %d", w.Code)
		}
		h.Kit.Clock.Advance(24 * time.Hour)
		disk = 1 << 40
		if err := h.Intakes.Room(h.Ctx, who, 11); err != nil {
			t.Errorf("the next day: %v", err)
		}
	})
}
