package intake_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// What is already public is shown for what is typed, the best first, and each
// form counts once: shown, opened, spared or gone on.
func TestWhatIsAlreadyPublic(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		ask := func(key, text, then string) string {
			t.Helper()
			w := h.Post(t, "", "/zfxxgk/ysqgk/sq", url.Values{"key": {key}, "wanted": {text}, "go": {then}, "form": {cases.Forms()[0]}})
			if w.Code != 200 {
				t.Fatal(w.Code, w.Body)
			}
			return w.Body.String()
		}
		counts := func(want intake.Searched) {
			t.Helper()
			days, err := intake.SearchedDays(h.Ctx, h.DB, "b1", "2026-01-01")
			want.Day = "2026-11-20"
			if err != nil || len(days) > 1 || len(days) == 1 && days[0] != want || len(days) == 0 && want.Shown > 0 {
				t.Errorf("%+v, want %+v, %v", days, want, err)
			}
		}
		const first, second, third = "the-first-form-of-its-kind", "the-second-form-of-its-kind", "the-third-form-of-its-kind"
		if s := ask(first, "防空洞的钥匙", "look"); !strings.Contains(s, "没有找到已经公开的相近内容") {
			t.Error("nothing found is not told")
		}
		counts(intake.Searched{})
		doc := webtest.CheckPage(t, ask(first, "老旧小区加装电梯补贴办法，我想知道老旧小区", "look"))
		links := doc.Find(".ap-found a")
		if links.Length() != 2 || !strings.Contains(links.First().Text(), "加装电梯补贴办法") {
			t.Errorf("found %q", links.Text())
		}
		ask(first, "老旧小区", "look")
		counts(intake.Searched{Shown: 1})

		w := h.Post(t, "", "/zfxxgk/ysqgk/sq/yg", url.Values{"key": {first}, "wanted": {"老旧小区"}})
		if s := w.Body.String(); w.Code != 200 || strings.Contains(s, "<html") || !strings.Contains(s, "老旧小区改造三年计划") {
			t.Errorf("while it is typed: %d %s", w.Code, s)
		}
		href, _ := links.First().Attr("href")
		if strings.Contains(href, first) || strings.Contains(href, "想知道") {
			t.Error("the address tells the form's key or what was typed")
		}
		for range 2 {
			if w := webtest.Get(h.Web, "", href); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/zfxxgk/gknb/") {
				t.Fatalf("opened: %d %s", w.Code, w.Header().Get("Location"))
			}
		}
		counts(intake.Searched{Shown: 1, Opened: 1})
		for _, forged := range []string{strings.Replace(href, "gknb", "gkzn", 1), "/zfxxgk/ysqgk/sq/yg?to=//evil.example&f=0&s=0", "/zfxxgk/ysqgk/sq/yg"} {
			if w := webtest.Get(h.Web, "", forged); w.Code != http.StatusNotFound {
				t.Errorf("%s leads to %d %s", forged, w.Code, w.Header().Get("Location"))
			}
		}

		h.Intakes.SaveDraft(h.Ctx, desktest.Visitor, "b1", cases.Intake{Key: first, Wanted: "老旧小区"}, intake.AskWhat)
		if s := ask(first, "老旧小区", "found"); !strings.Contains(s, "不用申请了") {
			t.Error("the end is not told")
		}
		if _, ok, _ := intake.DraftUnder(h.Ctx, h.DB, "b1", "", cases.FormHash(first)); ok {
			t.Error("the draft stays though nothing is wanted any more")
		}
		counts(intake.Searched{Shown: 1, Opened: 1, Spared: 1})
		ask(second, "老旧小区", "look")
		ask(second, "老旧小区", "what")
		ask(second, "老旧小区", "what")
		ask(third, "防空洞的钥匙", "what")
		counts(intake.Searched{Shown: 2, Opened: 1, Spared: 1, WentOn: 1})

		page := webtest.Get(h.Web, identity.Leader, "/console/requests/saving")
		if doc := webtest.CheckPage(t, page.Body.String()); !strings.Contains(doc.Find(".ap-figure").Text(), "50.0%") || !strings.Contains(doc.Find(".ap-figure").Text(), "n = 2") {
			t.Error(doc.Find("main").Text())
		}
	})
}

func TestLookingIsPaced(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	last := 0
	for range 61 {
		last = h.Post(t, "", "/zfxxgk/ysqgk/sq/yg", url.Values{"key": {"a-form-that-asks-too-often"}, "wanted": {"老旧小区"}}).Code
	}
	if last != http.StatusNoContent {
		t.Errorf("the sixty-first look in a minute: %d", last)
	}
}

func TestShares(t *testing.T) {
	for _, tt := range []struct {
		n, of   int
		want    string
		because string
	}{{0, 7, "0.0%", "none"}, {1, 3, "33.3%", "a third"}, {1, 8, "12.5%", "exact"}, {1, 16, "6.3%", "half up"}, {9999, 10000, "99.9%", "not quite all"}, {5, 5, "100.0%", "all"}} {
		if got := intake.ShareOf(tt.n, tt.of); got != tt.want {
			t.Errorf("%d of %d (%s): %s", tt.n, tt.of, tt.because, got)
		}
	}
}
