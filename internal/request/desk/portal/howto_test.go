package portal_test

import (
	"slices"
	"strings"
	"testing"

	"yangguang/internal/guide"
	"yangguang/internal/request/desk"
	"yangguang/internal/request/desk/desktest"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// The short guide names the fees as the book counts them.
func TestHowToApply(t *testing.T) {
	h := desktest.Open(t, testkit.SQLite(t, desk.Migrations()))
	w := webtest.Get(h.Web, "", "/zfxxgk/ysqgk/")
	doc := webtest.CheckPage(t, w.Body.String())
	webtest.CheckMeta(t, doc, "column")
	for _, s := range []string{"免费", "500 元", "4300 元", "420 元", "2740 元", "不必说明用途"} {
		if !strings.Contains(doc.Find("main").Text(), s) {
			t.Errorf("no %q", s)
		}
	}
}

// What the guide is told: four parts in their order, with the tariff, the limits
// and the remedies of the body.
func TestApplying(t *testing.T) {
	desktest.Each(t, func(t *testing.T, h *desktest.House) {
		a, err := h.Portal.Applying(h.Ctx, "b1")
		if err != nil {
			t.Fatal(err)
		}
		var ids, text []string
		for _, p := range a.Parts {
			ids, text = append(ids, p.ID), append(text, p.Lines...)
			for _, x := range slices.Concat(p.Buttons, p.Links) {
				if w := webtest.Get(h.Web, "", x.Href); w.Code != 200 {
					t.Errorf("%s leads to %s: %d", x.Label, x.Href, w.Code)
				}
			}
			for _, table := range p.Tables {
				text = append(text, guideRows(table)...)
			}
		}
		if want := []string{"apply", "limits", "fees", "remedies"}; !slices.Equal(ids, want) || a.Office != "云溪市住房和城乡建设局" {
			t.Errorf("%q told by %q", ids, a.Office)
		}
		for _, s := range []string{"20个工作日", "双方确认之日", "第 11 至 30 件", "100 元/件", "40 元/页", "缴纳方式：向非税收入账户缴纳", "应当先申请行政复议", "6 个月", "有管辖权的人民法院"} {
			if !strings.Contains(strings.Join(text, "\n"), s) {
				t.Errorf("nothing tells of %q:\n%s", s, strings.Join(text, "\n"))
			}
		}
	})
}

func guideRows(t guide.Table) (rows []string) {
	for _, row := range t.Rows {
		rows = append(rows, strings.Join(row, " "))
	}
	return rows
}
