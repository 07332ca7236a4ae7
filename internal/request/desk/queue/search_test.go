package queue_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/request/desk/queue"
	"yangguang/internal/web/webtest"
)

// What is found is what the texts hold, whether it was indexed or came in since,
// looked up or walked through: the oracle reads every text.
func TestSearchFindsWhatTheTextsHold(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		rnd := rand.New(rand.NewPCG(8, 2026))
		pieces := []string{"征地", "补偿", "安置方案", "危房", "鉴定报告", "100%", "ＡＢ座", "ab", "第12号", "12345热线", "，", " ", "一_二"}
		var all []cases.Case
		put := func(n int) {
			for range n {
				text := "公开"
				for range 1 + rnd.IntN(4) {
					text += pieces[rnd.IntN(len(pieces))]
				}
				all = append(all, h.Register(t, len(all), "2026-11-19", text))
			}
		}
		put(25)
		if err := h.Cases.Index(h.Ctx); err != nil {
			t.Fatal(err)
		}
		put(5)
		for _, few := range []int{0, 3} { // looked up, and walked through
			h.Desk.Queue.Few = few
			for _, q := range []string{"征地", "安置方案", "12", "1", "地", "100%", "%", "_", "一_二", "AB座", "ab", "ＡＢ", "征地 危房", "龘", "方案危", "公开", "公 开"} {
				var want []string
				for _, c := range all {
					text := strings.ToLower(strings.NewReplacer("Ａ", "A", "Ｂ", "B", "，", ",").Replace(c.Wanted))
					fits := q != "%" && q != "_"
					for _, word := range strings.Fields(strings.ToLower(strings.NewReplacer("Ａ", "A", "Ｂ", "B").Replace(q))) {
						fits = fits && strings.Contains(text, word)
					}
					if n := 0; fits && !(len(q) <= 6 && func() bool { _, err := fmt.Sscanf(q, "%d", &n); return err == nil && fmt.Sprint(n) == q }()) {
						want = append(want, c.No())
					}
				}
				if q == "12" || q == "1" { // a number's last part
					want = nil
					for _, c := range all {
						if fmt.Sprint(c.Number) == q {
							want = append(want, c.No())
						}
					}
				}
				got := h.Shown(t, identity.Clerk, "/console/requests?q="+url.QueryEscape(q))
				slices.Sort(want)
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Errorf("with %d at most, %q shows %v, want %v", few, q, got, want)
				}
			}
		}
	})
}

// Pages of a search follow each other, however they are read.
func TestSearchIsPaged(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		var want []string
		for i := range queue.PageSize + 7 {
			c := h.Register(t, i, "2026-11-19", fmt.Sprintf("第%d栋危房鉴定报告", i))
			want = append(want, c.No())
			h.Register(t, 1000+i, "2026-11-19", "供水管网改造")
		}
		if err := h.Cases.Index(h.Ctx); err != nil {
			t.Fatal(err)
		}
		for _, few := range []int{0, 10} {
			h.Desk.Queue.Few = few
			var got, back []string
			path := "/console/requests?q=危房"
			first := h.Shown(t, identity.Clerk, path)
			got = append(got, first...)
			next := link(t, h, path, "next")
			got = append(got, h.Shown(t, identity.Clerk, next)...)
			back = h.Shown(t, identity.Clerk, link(t, h, next, "prev"))
			if !slices.Equal(got, want) || !slices.Equal(back, first) {
				t.Errorf("with %d at most: %d of %d, back %d of %d", few, len(got), len(want), len(back), len(first))
			}
		}
	})
}

// link is where a page of the queue leads on or back to.
func link(t *testing.T, h *desktest.House, path, rel string) string {
	t.Helper()
	href, ok := webtest.CheckPage(t, webtest.Get(h.Web, identity.Clerk, path).Body.String()).Find("a[rel=" + rel + "]").Attr("href")
	if !ok {
		t.Fatalf("%s leads to no %s page", path, rel)
	}
	return href
}
