package report

import (
	"strings"
	"testing"

	"yangguang/internal/figure"
)

// TestAgainstOthers: changes against last year's report, and shares of table
// three. 142 came in (100 from natural persons), 57 of 141 were granted; 120 came
// in the year before.
func TestAgainstOthers(t *testing.T) {
	now, last := shot(), shot()
	last.Year = now.Year - 1
	for key, n := range map[string]int64{"three.1.1": 100, "three.1.7": 142, "three.3.7": 57, "three.4.7": 14, "three.24.7": 141, "two.normative.made": 4, "four.reconsideration.5": 5, "four.direct_suit.5": 3} {
		c, ok := figure.ParseCell(key)
		if !ok {
			t.Fatal(key)
		}
		now.Tables.Set(c, Count(n))
	}
	for key, n := range map[string]int64{"three.1.7": 120, "two.normative.made": 6, "three.24.7": 0, "four.reconsideration.5": 6, "four.direct_suit.5": 2} {
		c, _ := figure.ParseCell(key)
		last.Tables.Set(c, Count(n))
	}
	for _, tt := range []struct {
		text    string
		broken  string // "" when it agrees
		without bool   // without last year's report
		because string
	}{
		{"收到政府信息公开申请142件，同比增加22件。", "", false, "142 − 120"},
		{"收到政府信息公开申请142件，同比增加18件。", "R7 error", false, "less than it rose"},
		{"收到政府信息公开申请142件，同比增加18件。", "", true, "no report to hold it against"},
		{"收到政府信息公开申请142件，同比减少22件。", "R7 error", false, "the other way"},
		{"收到政府信息公开申请142件，同比增长18.3%。", "", false, "18.33 rounded"},
		{"收到政府信息公开申请142件，同比增长18.34%。", "R11 warning", false, "shares and rates are warnings"},
		{"收到政府信息公开申请142件，较2023年增加22件。", "", false, "the year is named"},
		{"制发行政规范性文件4件，较上年减少2件。", "", false, "6 the year before"},
		{"制发行政规范性文件4件，较上年减少3件。", "R7 error", false, "6 the year before"},
		{"办结政府信息公开申请141件，同比增长20%。", "", false, "nothing can be a share of none"},
		{"政府信息公开申请中，自然人占70.42%。", "", true, "100 ÷ 142"},
		{"政府信息公开申请中，自然人占71.42%。", "R11 warning", true, "100 ÷ 142"},
		{"政府信息公开申请中，自然人占70.4%。", "", true, "to one place"},
		{"办结政府信息公开申请141件，其中予以公开占40.43%。", "", true, "57 ÷ 141"},
		{"办结政府信息公开申请141件，其中予以公开和部分公开占50.35%。", "", true, "71 ÷ 141"},
		{"办结政府信息公开申请141件，其中予以公开和部分公开占53%。", "R11 warning", true, "71 ÷ 141"},
		{"政府信息公开行政复议5件、行政诉讼3件，分别比上年减少1件、增加1件。", "", false, "which is of which is told by their order"},
		{"政府信息公开行政复议5件、行政诉讼3件，同比分别下降16.7%、上升50%。", "", false, "which is of which is told by their order"},
		{"规范性文件中，予以公开占71.42%。", "", true, "not a share of applications"},
	} {
		r := now
		r.Sections = append([]Section(nil), now.Sections...)
		r.Sections[0].Text = tt.text
		with := Context{Previous: &last}
		if tt.without {
			with.Previous = nil
		}
		var said []Finding
		for _, f := range Check(r, with).Findings {
			if f.Sentence != "" {
				said = append(said, f)
			}
		}
		if got := messages(said); tt.broken == "" && got != "" || !strings.Contains(got, tt.broken) {
			t.Errorf("%s (%s):\n%s", tt.text, tt.because, got)
		}
	}
}
