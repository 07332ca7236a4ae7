package desktest

import (
	"context"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"

	"yangguang/internal/calendar"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/webtest"
)

// asked is the room of releases, and what tests ask of its rows besides.
type asked struct{ *releases.Releases }

// Released are the items that a body's served answers let be public up to a day.
func (a asked) Released(ctx context.Context, body string, upTo calendar.Day) ([]releases.OpenItem, error) {
	return sqldb.List(ctx, a.DB, "item", func(row sqldb.Row) (x releases.OpenItem, err error) {
		return x, row.Scan(&x.Letter, &x.Seq, &x.Title, &x.On)
	}, `SELECT i.letter, i.seq, i.title, i.release_on FROM request_item i JOIN request_letter l ON l.id = i.letter
		WHERE i.body = $1 AND i.release = 'public' AND i.release_on <> '' AND i.release_on <= $2 AND l.state = 'served'
		ORDER BY i.letter, i.seq`, body, upTo.String())
}

// ReadReleased looks for a public answer everywhere it is to be found.
func (h *House) ReadReleased(t *testing.T, x releases.Release) {
	t.Helper()
	w := webtest.Get(h.Web, "", releases.ReleasedColumn+x.ID)
	doc := webtest.CheckPage(t, w.Body.String())
	webtest.CheckMeta(t, doc, "article")
	if s := doc.Find("main").Text(); !strings.Contains(s, x.Answered) || strings.Contains(s, "王小溪") {
		t.Errorf("%s", s)
	}
	for q, n := range map[string]int{"": 1, "审批": 1, "审批 提供": 1, "审批 没有": 0, "%": 1, "0%_": 1, "a%": 0} {
		w := webtest.Get(h.Web, "", releases.ReleasedColumn+"?q="+url.QueryEscape(q))
		if got := webtest.CheckPage(t, w.Body.String()).Find("main .list li").Length(); got != n {
			t.Errorf("%q finds %d, want %d", q, got, n)
		}
	}
	var feed struct {
		Entries []struct {
			Title string `xml:"title"`
			Link  struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	w = webtest.Get(h.Web, "", releases.ReleasedColumn+"feed.atom")
	if err := xml.Unmarshal(w.Body.Bytes(), &feed); err != nil || len(feed.Entries) != 1 || feed.Entries[0].Title != x.Title || !strings.HasPrefix(feed.Entries[0].Link.Href, "http") {
		t.Errorf("%v %+v", err, feed)
	}
	if found, err := h.Releases.SearchReleased(h.Ctx, webtest.Site, "设计变更"); err != nil || len(found) != 1 {
		t.Errorf("%v %v", found, err)
	}
	if found, err := h.Releases.SearchReleased(h.Ctx, web.Site{BodyID: "b2"}, "设计变更"); err != nil || len(found) != 0 {
		t.Errorf("another body's site: %v %v", found, err)
	}
}
