package desk

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yangguang/internal/identity"
	"yangguang/internal/web/webtest"
)

// The list goes out as a workbook from the links in its head, with what the CSV
// has, narrowed like the page.
func TestListAsWorkbook(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.register(t, "authority", "市政府")
		doc := webtest.CheckPage(t, webtest.Get(h.web, identity.Leader, path).Body.String())
		links := doc.Find(".hd a[download]")
		csv := webtest.Get(h.web, identity.Leader, links.First().AttrOr("href", "")).Body.String()
		book, err := excelize.OpenReader(bytes.NewReader(webtest.Get(h.web, identity.Leader, links.Last().AttrOr("href", "")).Body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		rows, err := book.GetRows("列表")
		lines := strings.Split(strings.TrimPrefix(csv, "\ufeff"), "\r\n")
		if err != nil || len(rows) != 2 || len(lines) != 3 || !slices.Equal(rows[0], strings.Split(lines[0], ",")) || rows[1][0] != c.No() || !slices.Contains(rows[1], "市政府") {
			t.Errorf("%v, %q, %v", rows, lines, err)
		}
		ended := webtest.CheckPage(t, webtest.Get(h.web, identity.Leader, path+"?view=ended").Body.String()).Find(".hd a[download]")
		if href := ended.First().AttrOr("href", ""); href != path+"/export?file=csv&view=ended" {
			t.Errorf("what is over is at %q", href)
		}
	})
}
