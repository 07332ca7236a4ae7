package answers_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/web/webtest"
)

// The register of letters goes out as a file with the page's columns, what was
// voided with its reason, and the audit log says so.
func TestRegisterAsFile(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		c := h.Signed(t, h.FillIn(t, h.Registered(t, 1, cases.Forms()[0]), "granted 07", nil))
		l, _ := answers.Current(h.LettersOf(t, c))
		if err := h.Answers.Void(h.Ctx, desktest.Leader, c, c.Rev, l.ID, "附件拿错"); err != nil {
			t.Fatal(err)
		}
		h.Signed(t, h.FillIn(t, h.Registered(t, 2, cases.Forms()[0]), "granted 07", nil))
		doc := webtest.CheckPage(t, webtest.Get(h.Web, identity.Leader, "/console/request-letters").Body.String())
		links := doc.Find(".hd a[download]")
		file := webtest.Get(h.Web, identity.Leader, links.First().AttrOr("href", "")).Body.String()
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != doc.Find("tbody tr").Length()+1 || !slices.Equal(rows[0], doc.Find("thead th").Map(func(_ int, th *goquery.Selection) string { return th.Text() })) {
			t.Fatalf("%v, %s", err, file)
		}
		for i, row := range rows[1:] {
			line := doc.Find("tbody tr").Eq(i)
			if row[0] != line.Find("th").Text() || row[4] != line.Find("a").Text() || line.HasClass("void") != strings.HasSuffix(row[2], "（已作废：附件拿错）") {
				t.Errorf("the page says %s, the file %v", line.Text(), row)
			}
		}
		if said := h.LastDetail(t, "request.export"); !strings.Contains(said, "letters-book") || !strings.Contains(said, "csv") {
			t.Errorf("the audit log says %s", said)
		}
		if w := webtest.Get(h.Web, identity.Leader, links.Last().AttrOr("href", "")); !strings.HasPrefix(w.Body.String(), "PK") {
			t.Errorf("no workbook: %d %v", w.Code, w.Header())
		}
	})
}
