package desk

import (
	"context"
	"fmt"
	"html"
	"strings"
	"testing"

	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/report"
	"yangguang/internal/testkit"
	"yangguang/internal/web/webtest"
)

// ledger counts table three as a ledger does, sums with the way to their
// records among them.
func counting(received *int64) ledger.Figures {
	return func(_ context.Context, _ string, year int) ([]ledger.Figure, error) {
		var all []ledger.Figure
		for _, x := range []struct {
			row, column int
			n           int64
		}{{1, 1, *received}, {3, 1, *received}, {25, 1, 0}, {1, 7, *received}, {24, 1, *received}, {24, 7, *received}} {
			all = append(all, ledger.Figure{Name: figure.In(figure.Three(x.row, x.column)), N: x.n, Source: "依申请公开",
				Href: fmt.Sprintf("/console/requests?year=%d&row=%d&column=%d", year, x.row, x.column)})
		}
		return all, nil
	}
}

// What was published stays as it was published. When the ledger counts
// otherwise later, the builder says so, cell by cell and not sum by sum, and a
// restatement takes the ledger's figure over.
func TestThePublishedStaysWhenTheLedgerMoves(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		received := int64(4)
		d, ctx := open(t, k, counting(&received)), context.Background()
		id := written(t, d, 2025)
		publish(t, d, id)
		r, err := record(ctx, d.DB, id)
		if err != nil {
			t.Fatal(err)
		}
		if x, err := loadDraft(ctx, d, id); err != nil || found(x.check(), "counted") {
			t.Errorf("the ledger and the report agree: %v", err)
		}
		received = 5
		x, err := loadDraft(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, f := range x.check().Findings {
			if f.Rule == "counted" {
				cells = append(cells, f.Cells[0].Key())
			}
		}
		if fmt.Sprint(cells) != "[three.1.1 three.3.1]" {
			t.Errorf("the builder names %v", cells)
		}
		i, err := d.issueOf(ctx, d.DB, r)
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := i.Report.Tables.At(figure.Three(1, figure.Columns)); n.N != 4 || !strings.Contains(i.Report.Section(1).Text, "申请4件") {
			t.Errorf("what is published moved to %d", n.N)
		}
		next, err := d.Restate(ctx, editor, id, "补登一件上年收到的申请")
		if err != nil {
			t.Fatal(err)
		}
		if x, err = loadDraft(ctx, d, next); err != nil || x.Values[at("three.1.1")].N.Int64 != 4 || !found(x.check(), "counted") {
			t.Errorf("the restatement begins with what was published, and says what differs: %v", err)
		}
		save(t, d, editor, next, rev(t, d, next), map[string]string{"three.1.1": "5", "three.3.1": "5"})
		if x, err = loadDraft(ctx, d, next); err != nil || found(x.check(), "counted") || x.Values[at("three.1.1")].Source != report.Counted {
			t.Errorf("taken over from the ledger: %v %+v", err, x.Values[at("three.1.1")])
		}
		publish(t, d, next)
	}, Migrations())
}

// The page of a cell shows what was entered beside what the ledger counted, and
// leads to the records, of a sum too.
func TestCountedAgainstEntered(t *testing.T) {
	k := testkit.SQLite(t, Migrations())
	received := int64(4)
	c := openConsole(t, k, counting(&received))
	for _, tt := range []struct {
		cell, entered, counted string
		because                string
	}{
		{"three.1.1", "118", "4", "a figure that was typed over"},
		{"three.1.7", "132", "4", "a sum of columns"},
		{"three.24.1", "110", "4", "a sum of rows"},
		{"three.24.7", "123", "4", "the sum of sums"},
	} {
		page := html.UnescapeString(webtest.Get(c.h, identity.Editor, c.path("/cell/"+tt.cell)).Body.String())
		var row, column int
		if _, err := fmt.Sscanf(tt.cell, "three.%d.%d", &row, &column); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{tt.entered, ">" + tt.counted, fmt.Sprintf("/console/requests?year=2025&row=%d&column=%d", row, column)} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: %s does not show %s", tt.because, tt.cell, want)
			}
		}
		if sheet := webtest.CheckPage(t, webtest.Get(c.h, identity.Editor, c.path("/3")).Body.String()); sheet.Find(fmt.Sprintf(`a.rec[href="/console/requests?year=2025&row=%d&column=%d"]`, row, column)).Length() != 1 {
			t.Errorf("%s: one click on %s does not lead to the records", tt.because, tt.cell)
		}
	}
}

// The page of a cell says on what clauses an application counts there, as the
// decision itself cites them, and where that is only usage.
func TestBasisOfACell(t *testing.T) {
	k := testkit.SQLite(t, Migrations())
	c := openConsole(t, k)
	for _, tt := range []struct {
		cell, basis string
		doubtful    bool
		because     string
	}{
		{"three.5.1", "《条例》第十四条、《条例》第三十六条第（三）项<", false, "refused and told so"},
		{"three.15.1", "《条例》第三十条、《条例》第二十九条第二款第（二）项<", false, "described too vaguely"},
		{"three.20.1", "《年报格式》 <span class=\"tag a\">待核<", true, "no clause of the regulation"},
	} {
		page := html.UnescapeString(webtest.Get(c.h, identity.Editor, c.path("/cell/"+tt.cell)).Body.String())
		if !strings.Contains(page, tt.basis) || strings.Contains(page, ">待核<") != tt.doubtful {
			t.Errorf("%s: %s does not rest on %s (待核 %v):\n%s", tt.because, tt.cell, tt.basis, tt.doubtful, page)
		}
	}
}
