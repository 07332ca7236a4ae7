package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	revision = regexp.MustCompile(`name="rev" value="(\d+)"`)
	cellFour = regexp.MustCompile(`/console/contests\?year=\d{4}&(?:amp;)?group=reconsideration&(?:amp;)?column=2`)
)

// step puts down what happened in a contest, dated today unless told.
func (c *client) step(at, act string, pairs ...string) {
	c.t.Helper()
	_, page := c.do(http.MethodGet, at, nil)
	rev := revision.FindStringSubmatch(page)
	if rev == nil {
		c.t.Fatalf("%s offers %s nothing", at, c.login)
	}
	v := url.Values{"act": {act}, "rev": {rev[1]}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(act+"_"+pairs[i], pairs[i+1])
	}
	if r, text := c.do(http.MethodPost, at+"/act", v); r.StatusCode != http.StatusSeeOther {
		c.t.Fatalf("%s as %s: %d %.600s", act, c.login, r.StatusCode, text)
	}
}

// TestReviewThatCorrects goes from an answer to the review that revokes it: the
// application is back in hand with a clock of its own, each page leads to the
// other, and the annual report counts the review and opens it.
func TestReviewThatCorrects(t *testing.T) {
	h := open(t)
	clerk, leader := as(t, h.base, "clerk"), as(t, h.base, "leader")
	answered := clerk.links("/console/requests?show=ended", "/console/requests/")
	request := ""
	for _, at := range answered {
		if _, page := clerk.do(http.MethodGet, at, nil); strings.Contains(page, "/console/contests/new?application=") {
			request = at
			break
		}
	}
	if request == "" {
		t.Fatalf("the demo has no answered application among %v", answered)
	}
	_, before := clerk.do(http.MethodGet, request, nil)
	review := clerk.contest(request)
	_, today := clerk.do(http.MethodGet, review, nil)
	day := regexp.MustCompile(`name="accepted_at" type="date" value="([0-9-]+)"`).FindStringSubmatch(today)
	if day == nil {
		t.Fatal("the page offers no step with a date")
	}
	leader.step(review, "answered", "at", day[1], "staff", "周敏、李复核", "lawful", "依据充分，程序合法。", "proper", "裁量适当。", "claims", "请求没有事实根据。")
	clerk.step(review, "decided", "at", day[1], "delivered", day[1], "end", "review_revoked", "orders", "yes", "days", "15", "ref", "云政复决〔2026〕9号")
	_, page := clerk.do(http.MethodGet, request, nil)
	if strings.Contains(before, "责令重新答复") || !strings.Contains(page, "责令重新答复：云溪市人民政府 云政复决〔2026〕9号") || !strings.Contains(page, `href="`+review+`"`) {
		t.Error("the application does not know of the order, or does not lead to the review")
	}
	if !strings.Contains(page, "/answer") {
		t.Error("the application is not back in hand: no answer can be drafted")
	}
	editor := as(t, h.base, "editor")
	year := day[1][:4]
	editor.do(http.MethodPost, "/console/reports", url.Values{"year": {year}})
	report := ""
	for _, at := range editor.links("/console/reports", "/console/reports/") {
		if _, text := editor.do(http.MethodGet, at, nil); strings.Contains(text, year+"年") || strings.Contains(text, year+"年度") {
			if _, cell := editor.do(http.MethodGet, at+"/cell/four.reconsideration.2", nil); cellFour.MatchString(cell) {
				report = cellFour.FindString(cell)
			}
		}
	}
	if report == "" {
		t.Fatal("no cell of table four leads to the reviews")
	}
	if _, list := clerk.do(http.MethodGet, strings.ReplaceAll(report, "&amp;", "&"), nil); !strings.Contains(list, `href="`+review+`"`) {
		t.Errorf("%s does not list the review", report)
	}
	leader.step(review, "complied", "at", day[1], "note", "新的答复已送达")
}
