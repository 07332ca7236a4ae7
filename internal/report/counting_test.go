package report

import (
	"strings"
	"testing"

	"yangguang/internal/figure"
)

// TestAgainstLedgers: what is held against last year's open cases, the ledger of
// fees, the body's own cases and those of bodies below.
func TestAgainstLedgers(t *testing.T) {
	number := func(n int64) *int64 { return &n }
	one := figure.Three(1, 1)
	for _, tt := range []struct {
		name    string
		change  func(now, last *Report, c *Context)
		want    string // "" when nothing is found
		because string
	}{
		{"a pending case is lost", func(_, last *Report, _ *Context) {
			last.Tables.Set(figure.Four(1, 4), Count(2))
			last.Tables.Totals()
		}, "R5 warning 表四“行政复议”：上年报告尚未审结 2 件，本年总计只有 0 件", "it was decided, or is pending still"},
		{"it was decided", func(now, last *Report, _ *Context) {
			last.Tables.Set(figure.Four(1, 4), Count(2))
			last.Tables.Totals()
			now.Tables.Set(figure.Four(1, 1), Count(1))
			now.Tables.Set(figure.Four(1, 4), Count(1))
			now.Tables.Totals()
		}, "", "one upheld, one pending"},
		{"no notice of a fee", func(now, _ *Report, c *Context) {
			now.Tables.Set(figure.Three(22, 1), Count(1))
			now.Tables.Set(figure.Three(22, figure.ColumnSum), Count(1))
			now.Section(6).Text, c.FeesUnpaid = "收取信息处理费0元。", number(0)
		}, "R8 warning 表三“2.申请人逾期未按收费通知", "without a notice nothing lapses"},
		{"a notice of a fee", func(now, _ *Report, c *Context) {
			now.Tables.Set(figure.Three(22, 1), Count(1))
			now.Tables.Set(figure.Three(22, figure.ColumnSum), Count(1))
			now.Section(6).Text, c.FeesUnpaid = "收取信息处理费0元。", number(1)
		}, "", "as many as lapsed"},
		{"no ledger of fees", func(now, _ *Report, _ *Context) {
			now.Tables.Set(figure.Three(22, 1), Count(1))
			now.Tables.Set(figure.Three(22, figure.ColumnSum), Count(1))
			now.Section(6).Text = "收取信息处理费0元。"
		}, "", "only where the ledger is"},
		{"more than counted", func(now, _ *Report, c *Context) {
			now.Tables.Set(one, Count(5))
			c.Counted = map[figure.Cell]int64{one: 3}
		}, "counted warning", "a cell is what the ledger counts"},
		{"more than counted, with bodies below", func(now, _ *Report, c *Context) {
			now.Tables.Set(one, Count(5))
			c.Counted, c.AtLeast = map[figure.Cell]int64{one: 3}, true
		}, "", "条例 49②: theirs are in it"},
		{"less than counted, with bodies below", func(now, _ *Report, c *Context) {
			now.Tables.Set(one, Count(2))
			c.Counted, c.AtLeast = map[figure.Cell]int64{one: 3}, true
		}, "counted warning", "条例 27: its own are in it too"},
		{"own cases and parts", func(now, last *Report, c *Context) {
			now.Tables.Set(one, Count(5))
			part := *last
			part.Tables.Set(one, Count(2))
			c.Parts, c.Own = []Report{part}, map[figure.Cell]int64{one: 3}
		}, "", "2 + 3"},
		{"own cases left out", func(now, last *Report, c *Context) {
			now.Tables.Set(one, Count(2))
			part := *last
			part.Tables.Set(one, Count(2))
			c.Parts, c.Own = []Report{part}, map[figure.Cell]int64{one: 3}
		}, "自身台账加所属 1 个单位之和 5", "2 ≠ 2 + 3"},
	} {
		now, last := shot(), shot()
		last.Year = now.Year - 1
		c := Context{Previous: &last}
		tt.change(&now, &last, &c)
		if c.Parts != nil {
			c.Previous = nil
		}
		var said []Finding
		for _, f := range Check(now, c).Findings {
			own := f.Rule == "R5" && f.Table == "four" || f.Rule == "R8" && f.Severity == SeverityWarning || f.Rule == "counted" ||
				f.Rule == "R10" && f.Cells != nil && f.Cells[0] == one
			if own {
				said = append(said, f)
			}
		}
		if got := messages(said); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s (%s):\n%s", tt.name, tt.because, got)
		}
	}
}
