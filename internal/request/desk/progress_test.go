package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// The page never shows what was asked for or who asked, and names the day.
func TestProgressTellsNothingOfTheApplicant(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, own := h.Granted(t, 1)
		w := h.Post(t, "", "/zfxxgk/ysqgk/jd", own)
		doc := webtest.CheckPage(t, w.Body.String())
		webtest.CheckMeta(t, doc, "column")
		text := doc.Text()
		for _, hidden := range []string{c.Wanted, "王小溪", "13800006021", "330000199001010006", "城北"} {
			if strings.Contains(w.Body.String(), hidden) {
				t.Errorf("the page shows %s", hidden)
			}
		}
		for _, told := range []string{"申请已于 2026年11月20日（周五）答复", "公开告知书", "云建公复〔2026〕1号", "这次答复解决了吗", "60 日内向云溪市人民政府申请行政复议", "2027年1月19日", "https://fy.yunxi.example", "第四十一条"} {
			if !strings.Contains(text, told) {
				t.Errorf("%q is not told:\n%s", told, doc.Find("main").Text())
			}
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Error("the page is kept in caches")
		}
		for _, r := range h.Routes() {
			if strings.HasPrefix(r.Pattern, "GET /zfxxgk/ysqgk/jd/") {
				t.Errorf("%s: number and code would stand in an address", r.Pattern)
			}
		}
	})
}

// A verdict is kept, counted and changed; a demand is settled once and told.
func TestRateAndSay(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, own := h.Granted(t, 1)
		for _, v := range []string{"solved", "not_clear"} {
			if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/rate", desktest.Plus(own, "verdict", v)); w.Code != 200 {
				t.Fatalf("%d", w.Code)
			}
		}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/rate", desktest.Plus(own, "verdict", "five stars")); w.Code != 422 {
			t.Errorf("a verdict nobody knows: %d", w.Code)
		}
		n, err := feedback.Ratings(h.Ctx, h.DB, "b1", "2026")
		if err != nil || n["not_clear"] != 1 || n["solved"] != 0 {
			t.Errorf("%v %v", n, err)
		}
		page := webtest.Get(h.Web, identity.Clerk, "/console/requests/feedback")
		webtest.CheckPage(t, page.Body.String())
		if !strings.Contains(page.Body.String(), "100.00%") {
			t.Error("not counted")
		}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/say", desktest.Plus(own, "kind", "rectify")); w.Code != 422 {
			t.Errorf("a demand without a word: %d", w.Code)
		}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/say", desktest.Plus(own, "kind", "reasons", "said", "研究需要")); w.Code != 422 {
			t.Errorf("reasons that nobody asked for (条例 35): %d", w.Code)
		}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/say", desktest.Plus(own, "kind", "rectify", "said", "门牌号应为2号，有不动产证")); w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		h.Post(t, "", "/zfxxgk/ysqgk/jd/say", desktest.Plus(own, "kind", "publish"))
		if todos, err := h.Feedback.Todos(h.Ctx, desktest.Clerk); err != nil || len(todos) != 2 {
			t.Errorf("%v %v", todos, err)
		}
		w := webtest.Get(h.Web, identity.Clerk, "/console/requests/"+c.ID)
		doc := webtest.CheckPage(t, w.Body.String())
		id, _ := doc.Find("input[name=voice]").First().Attr("value")
		if id == "" || !strings.Contains(w.Body.String(), "门牌号应为2号") {
			t.Fatal("the case does not show the demand")
		}
		for range feedback.MostWaiting - 1 {
			h.Post(t, "", "/zfxxgk/ysqgk/jd/say", desktest.Plus(own, "kind", "rectify", "said", "再说一次"))
		}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd/say", desktest.Plus(own, "kind", "rectify", "said", "第四次")); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "第四次") {
			t.Errorf("the fourth while three wait: %d", w.Code)
		}
		path := "/console/requests/" + c.ID + "/voice"
		if w := h.Post(t, identity.Clerk, path, url.Values{"voice": {id}, "result_" + id: {"corrected"}}); w.Code != 422 {
			t.Errorf("the applicant is not told (条例 41): %d", w.Code)
		}
		settled := url.Values{"voice": {id}, "result_" + id: {"corrected"}, "told_" + id: {"门牌号已更正为2号。"}}
		if w := h.Post(t, identity.Clerk, path, settled); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if w := h.Post(t, identity.Clerk, path, settled); w.Code != http.StatusConflict {
			t.Errorf("settled twice: %d", w.Code)
		}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd", own); !strings.Contains(w.Body.String(), "门牌号已更正为2号。") {
			t.Error("the applicant does not read the result")
		}
	})
}

// Number and state are found by the telephone and the end of the identity;
// unknown and wrong are answered alike, and nobody tries out six characters.
func TestOwnByPhone(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, _ := h.Submit(t, desktest.Intake(1))
		ask := func(phone, tail string) (int, string) {
			w := h.Post(t, "", "/zfxxgk/ysqgk/jd", url.Values{"by": {"phone"}, "phone": {phone}, "tail": {tail}})
			return w.Code, webtest.CheckPage(t, w.Body.String()).Find(".summary").Text()
		}
		if w := h.Post(t, "", "/zfxxgk/ysqgk/jd", url.Values{"by": {"phone"}, "phone": {"138 0000 6021"}, "tail": {"010006"}}); !strings.Contains(w.Body.String(), c.No()) || strings.Contains(w.Body.String(), c.Wanted) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		code1, wrong := ask("13800006021", "010001")
		code2, unknown := ask("13900000000", "010006")
		code3, empty := ask("13800006021", "")
		if code1 != 422 || code2 != 422 || code3 != 422 || wrong != unknown || wrong != empty || wrong == "" {
			t.Errorf("%d %q, %d %q, %d %q", code1, wrong, code2, unknown, code3, empty)
		}
		for range intake.MostOfPhone {
			ask("13800006021", "999999")
			h.Kit.Clock.Advance(time.Minute) // patience does not help within the hour
		}
		if code, _ := ask("13800006021", "010006"); code != http.StatusTooManyRequests {
			t.Errorf("%d after %d wrong tries about one number", code, intake.MostOfPhone)
		}
		if code, _ := ask("13700000000", "010006"); code != 422 {
			t.Errorf("another number: %d", code)
		}
		h.Kit.Clock.Advance(time.Hour)
		if code, _ := ask("13800006021", "010006"); code != 200 {
			t.Errorf("an hour later: %d", code)
		}
	})
}

// An IPv6 subscriber has 2^64 addresses and one count.
func TestTriesCountByPrefix(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c, code := h.Submit(t, desktest.Intake(1))
		for i := range intake.MostFromOne {
			who := desktest.Visitor
			who.Address = fmt.Sprintf("2001:db8:1:2::%x", i+1)
			if _, err := h.Intakes.ByCode(h.Ctx, who, "b1", c.No(), "AAAA"); fault.Is(err, fault.Throttled) {
				t.Fatalf("throttled at %d", i)
			}
		}
		who := desktest.Visitor
		who.Address = "2001:db8:1:2:ffff::1"
		if _, err := h.Intakes.ByCode(h.Ctx, who, "b1", c.No(), "AAAA"); !fault.Is(err, fault.Throttled) {
			t.Errorf("the same /64: %v", err)
		}
		who.Address = "2001:db8:1:3::1"
		if _, err := h.Intakes.ByCode(h.Ctx, who, "b1", c.No(), "AAAA"); fault.Is(err, fault.Throttled) {
			t.Errorf("another /64: %v", err)
		}
		for range intake.MostFromAll { // each from its own address
			if err := h.Intakes.Tries.Try(h.Ctx, "b1", h.Intakes.Tries.Minute(intake.FromEverywhere, intake.MostFromAll)); fault.Is(err, fault.Throttled) {
				break
			}
		}
		if _, err := h.Intakes.ByCode(h.Ctx, who, "b1", c.No(), "AAAA"); !fault.Is(err, fault.Throttled) {
			t.Errorf("everybody together: %v", err)
		}
		for _, address := range []string{who.Address, "2001:db8:1:2::1"} {
			who.Address = address
			if _, err := h.Intakes.ByCode(h.Ctx, who, "b1", c.No(), code); err != nil {
				t.Errorf("the right code from %s: %v", address, err)
			}
		}
	})
}

func TestRecode(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	c, old := h.Submit(t, desktest.Intake(1))
	path := "/console/requests/" + c.ID + "/code"
	if w := h.Post(t, identity.Clerk, path, url.Values{"recode_reason": {"x"}}); w.Code != 422 || !strings.Contains(w.Body.String(), "怎样核对了身份") {
		t.Errorf("without a reason: %d", w.Code)
	}
	w := h.Post(t, identity.Clerk, path, url.Values{"recode_reason": {"本人持身份证到窗口"}})
	code := webtest.CheckPage(t, w.Body.String()).Find("#code").Text()
	if own, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", c.No(), code); err != nil || own.ID != c.ID || len(code) != 24 {
		t.Errorf("%q %v", code, err)
	}
	if _, err := h.Intakes.ByCode(h.Ctx, desktest.Visitor, "b1", c.No(), old); err == nil {
		t.Error("the old code still works")
	}
	if w := h.Post(t, identity.Leader, path, url.Values{"recode_reason": {"本人持身份证到窗口"}}); w.Code != http.StatusForbidden {
		t.Errorf("the head of office: %d", w.Code)
	}
}

func TestTailOfIdentity(t *testing.T) {
	for _, tt := range []struct{ text, tail string }{
		{"居民身份证 330000199001010000", "010000"}, {"33000019900101123x", "01123X"}, {"９１３３０１００ＭＡ２ＡＢＣＤ", "A2ABCD"}, {"12", "12"}, {"", ""},
	} {
		if got := intake.BareTail(tt.text); got != tt.tail {
			t.Errorf("%s: %s", tt.text, got)
		}
	}
}

func TestPercent(t *testing.T) {
	for _, tt := range []struct {
		n, of int
		want  string
	}{{1, 3, "33.33%"}, {2, 3, "66.67%"}, {1, 1, "100.00%"}, {0, 7, "0.00%"}, {1, 16, "6.25%"}, {1, 800, "0.13%"}} {
		if got := feedback.Percent(tt.n, tt.of); got != tt.want {
			t.Errorf("%d of %d: %s", tt.n, tt.of, got)
		}
	}
}
