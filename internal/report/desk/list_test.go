package desk

import (
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yangguang/internal/report"
	"yangguang/internal/testkit"
)

// The portal's list is sorted as the address says, and each row gives its files.
func TestListSortsAndGives(t *testing.T) {
	h := openHall(t, testkit.SQLite(t, Migrations()))
	furnish(t, h)
	for _, tt := range []struct {
		query   string
		want    []string
		because string
	}{
		{"", []string{"2024", "2024", "2023"}, "the newest year first"},
		{"?sort=oldest", []string{"2023", "2024", "2024"}, "the oldest year first"},
		{"?sort=nothing", []string{"2024", "2024", "2023"}, "an order that does not exist is none"},
	} {
		_, _, text := h.get(t, "", "city", portalHome+tt.query)
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Find(".gknb-list .year").Map(func(_ int, s *goquery.Selection) string { return s.Text() }); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v (%s)", tt.query, got, tt.because)
		}
		if n := doc.Find(`.gknb-sort a[aria-current="true"]`).Length(); n != 1 {
			t.Errorf("%s: %d orders are current", tt.query, n)
		}
	}
	_, _, text := h.get(t, "", "city", portalHome+"?sort=published")
	if first, second := strings.Index(text, "公布日期 <time datetime=\"2025-03-05\""), strings.Index(text, "公布日期 <time datetime=\"2025-01-21\""); first < 0 || second < first {
		t.Errorf("published last, shown first: %d %d", first, second)
	}
	has(t, text, `href="/zfxxgk/gknb/2024/report.pdf?body=zjj" download`, `href="/zfxxgk/gknb/2023/report.docx?body=swj" download`)
}

// The three figures on top of a report are totals of its own table three; one
// that cannot be read shows none of them.
func TestTopFigures(t *testing.T) {
	var table report.TableThree
	for row := range table {
		for column := range table[row] {
			table[row][column] = report.Count(int64(100*(row+1) + column + 1))
		}
	}
	want := []publicHead{{"新收申请", 107}, {"办结", 2407}, {"结转下年", 2507}}
	if got := topFigures(&table); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	table[24][6].OK = false
	if got := topFigures(&table); got != nil {
		t.Errorf("a total that cannot be read: %v", got)
	}
	if topFigures(nil) != nil {
		t.Error("a report without the table")
	}
}
