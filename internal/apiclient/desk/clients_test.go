package desk

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yangguang/internal/apiclient"
	"yangguang/internal/identity"
	"yangguang/internal/web/list"
	"yangguang/internal/web/webtest"
)

// listed are the clients of a body, the newest first.
func (h *house) listed(t *testing.T) []apiclient.Client {
	t.Helper()
	from, where := clients("b1")
	all, err := from.Page(h.ctx, h.DB, where, list.Place{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What the list of clients shows goes out as a file, under the page's titles.
func TestClientsAsFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.client(t, apiclient.Scopes()[0].Scope)
		h.client(t, apiclient.Scopes()[1].Scope)
		all := h.listed(t)
		doc := webtest.CheckPage(t, webtest.Get(h.web, identity.SystemAdmin, "/console/clients").Body.String())
		links := doc.Find(".hd a[download]")
		file := webtest.Get(h.web, identity.SystemAdmin, links.First().AttrOr("href", "")).Body.String()
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 3 || !slices.Equal(rows[0], doc.Find("thead th").Map(func(_ int, th *goquery.Selection) string { return th.Text() })) {
			t.Fatalf("%v, %s", err, file)
		}
		if row := rows[1]; !strings.HasPrefix(row[0], all[0].Name) || row[1] != apiclient.Scopes()[1].Label || row[2] != fmt.Sprint(all[0].PerMinute) || row[3] != "从未" || row[5] != "可用" {
			t.Errorf("the newest stands as %v", row)
		}
		if w := webtest.Get(h.web, identity.SystemAdmin, links.Last().AttrOr("href", "")); !strings.HasPrefix(w.Body.String(), "PK") {
			t.Errorf("no workbook: %d %v", w.Code, w.Header())
		}
		if w := webtest.Get(h.web, identity.Clerk, "/console/clients?file=csv"); w.Code != 403 {
			t.Errorf("a file for who may not see the page: %d", w.Code)
		}
	})
}
