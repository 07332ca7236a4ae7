package desk

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"yangguang/internal/apiclient"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/webtest"
)

// What the list of messages shows goes out as a file, of all pages.
func TestMessagesAsFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id, _ := h.hook(t, "https://portal.example/a")
		other, _ := h.hook(t, "https://portal.example/b")
		h.tell(t, other, "2026-YSQ-0099", apiclient.Received)
		for i := range perPage + 2 {
			h.tell(t, id, fmt.Sprintf("2026-YSQ-%04d", i), apiclient.Received)
		}
		path := "/console/clients/" + id + "/deliveries"
		doc := webtest.CheckPage(t, webtest.Get(h.web, identity.SecurityAdmin, path).Body.String())
		text := func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) }
		links := doc.Find(".hd a[download]")
		if links.Length() != 2 || links.First().AttrOr("href", "") != path+"?file=csv" || doc.Find("tbody tr").Length() != perPage {
			t.Fatalf("%d links, %d rows", links.Length(), doc.Find("tbody tr").Length())
		}
		for _, tt := range []struct {
			query string
			rows  int
		}{{"?file=csv", perPage + 2}, {"?state=waiting&file=csv", perPage + 2}, {"?state=dead&file=csv", 0}, {"?file=csv&before=0", perPage + 2}} {
			w := webtest.Get(h.web, identity.SecurityAdmin, path+tt.query)
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
			if err != nil || len(rows) != tt.rows+1 || !slices.Equal(rows[0], doc.Find("thead th").Map(text)) {
				t.Fatalf("%s: %v, %d lines, the first %v", tt.query, err, len(rows), rows[0])
			}
			if tt.rows == 0 {
				continue
			}
			cells, newest := doc.Find("tbody tr").First().Find("th, td").Map(text), rows[1]
			if newest[0] != cells[0] || newest[2] != cells[2] || newest[2] != fmt.Sprintf("2026-YSQ-%04d", perPage+1) || newest[3] != "https://portal.example/a" || newest[4] != cells[4] {
				t.Errorf("%s: the page says %v, the file %v", tt.query, cells, newest)
			}
		}
		if w := webtest.Get(h.web, identity.SystemAdmin, path+"?file=xlsx"); !strings.HasPrefix(w.Body.String(), "PK") {
			t.Errorf("no workbook: %d", w.Code)
		}
		if w := webtest.Get(h.web, identity.Clerk, path+"?file=csv"); w.Code == 200 {
			t.Error("a clerk takes the messages out")
		}
	})
}

func TestOutcome(t *testing.T) {
	at := sqldb.Time{Time: time.Date(2026, 3, 2, 1, 5, 0, 0, time.UTC)}
	for _, tt := range []struct {
		x    delivery
		want string
	}{
		{delivery{State: apiclient.Waiting}, apiclient.Waiting.Label()},
		{delivery{State: apiclient.Waiting, Error: "回答 503", Status: 503, Next: at}, apiclient.Waiting.Label() + "；回答 503；2026-03-02 09:05 左右再试"},
		{delivery{State: apiclient.Delivered, Status: 204, Ended: at}, apiclient.Delivered.Label() + "；2026-03-02 09:05 · 204"},
		{delivery{State: apiclient.Dead, Status: 503, Error: "回答 503", Ended: at}, apiclient.Dead.Label() + "；回答 503"},
	} {
		if got := outcome(tt.x); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
