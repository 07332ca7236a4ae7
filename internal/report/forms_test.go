package report

import (
	"strings"
	"testing"
)

// TestFormsOfTables: what becomes of a table in a form that published files have
// besides rows.
func TestFormsOfTables(t *testing.T) {
	text := fixture(t, "government.txt")
	want, _ := check(t, flatDocument("g", text), Context{})
	four := strings.Index(text, "\n四、政府信息公开行政复议")
	third := strings.Index(text, "5.属于三类内部事务信息")
	if four < 0 || third < 0 || third > four {
		t.Fatal("the fixture's tables are not where they were")
	}
	// Every cell on a line of its own, as whole lines and with bars.
	var lines, bars []string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.Contains(line, "|") {
			lines, bars = append(lines, line), append(bars, line)
			continue
		}
		for cell := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(line), "|"), "|") {
			if cell = strings.TrimSpace(cell); cell != "" {
				lines, bars = append(lines, cell, ""), append(bars, cell+" |")
			}
		}
	}
	for _, tt := range []struct{ text, says, never, because string }{
		{strings.Join(lines, "\n"), "", "", "a cell a line, blank lines between"},
		{strings.Join(bars, "\n"), "", "", "a cell a line, a bar after each"},
		{text[:third], "之后断开", "没有找到表三", "cut short at the end of the file"},
		{text[:third], "不要另填", "没有发生的填 0", "what follows a cut is not said to be nought"},
		{text[:third] + text[four:], "之后断开", "格数不是 7 个", "cut short, part four follows"},
		{strings.Replace(text, "自然人 |", "科研机构 |", 1), "列标题的顺序", "", "a head twice"},
	} {
		r, fs := check(t, flatDocument("g", tt.text), Context{})
		if got := messages(fs); tt.says == "" && (got != "" || *r.Tables.Three != *want.Tables.Three || *r.Tables.Four != *want.Tables.Four || *r.Tables.Two != *want.Tables.Two) ||
			!strings.Contains(got, tt.says) || tt.never != "" && strings.Contains(got, tt.never) {
			t.Errorf("%s:\n%s", tt.because, got)
		}
		if tt.says == "之后断开" && r.Tables.Three[0] != want.Tables.Three[0] {
			t.Errorf("%s: what was printed before is lost", tt.because)
		}
	}
	swap := strings.NewReplacer("商业 企业", "科研 机构", "科研 机构", "商业 企业", "商业企业", "科研机构", "科研机构", "商业企业")
	swapped := swap.Replace(text)
	if swapped == text {
		t.Fatal("the fixture's heads are not what they were")
	}
	if r, _ := check(t, flatDocument("g", swapped), Context{}); r.Tables.Three[0][1] != want.Tables.Three[0][2] || r.Tables.Three[0][2] != want.Tables.Three[0][1] {
		t.Errorf("columns in another order: %v, want %v by their heads", r.Tables.Three[0], want.Tables.Three[0])
	}
}

// TestWhoseReport: titles, bodies, years and last year's report.
func TestWhoseReport(t *testing.T) {
	rest := fixture(t, "government.txt")
	rest = rest[strings.Index(rest, "一、总体情况"):]
	for _, tt := range []struct {
		head, body string
		year       int
		because    string
	}{
		{"2022年度石镇政府信息公开工作年度报告\n", "石镇", 2022, "the year before the name"},
		{"测试县自然资源局关于2021年度政府信息公开情况的报告\n", "测试县自然资源局", 2021, "关于…的报告"},
		{"测试市旅游风景区管理委员会\n卫生健康办公室2023年政府信息公开工作年度报告\n", "测试市旅游风景区管理委员会卫生健康办公室", 2023, "a name over two lines"},
		{"云溪市人民政府\n云溪市水务局2023年政府信息公开工作年度报告\n", "云溪市水务局", 2023, "a site's name above"},
		{"测试镇人民政府2021年信息公开年度报告\n", "测试镇人民政府", 2021, "信息公开年度报告"},
		{"某项工作\n本报告统计期限自2021-1-1起至2021-12-31止。\n", "", 2021, "a period in figures"},
		{"某项工作\n现公布云溪市统计局2023年政府信息公开工作年度报告。\n", "云溪市统计局", 2023, "named in the text"},
		{"完成了《2022年度石桥街道政府信息公开工作年度报告》。数据的统计期限为2022年1月1日至2022年12月31日。\n", "石桥街道", 2022, "the year before the name, quoted"},
		{"2024年云溪市政府信息公开工作年度报告根据条例编制。统计期限为2024年1月1日至12月31日。\n", "云溪市", 2024, "the title begins the sentence"},
		{"关于云溪市水务局2021年政府信息公开工作年度报告的公告\n", "云溪市水务局", 2021, "关于…的公告"},
		{"云溪市水务局政府信息公开工作2021年年度报告\n", "云溪市水务局", 2021, "the year within, twice a year"},
		{"云溪市人民政府办公室（云溪市外事办公室）2021年政府信息公开工作年度报告\n", "云溪市人民政府办公室（云溪市外事办公室）", 2021, "parentheses as printed"},
		{"编制形成2021年云溪市人民政府办公室政府信息公开年度报告。\n", "云溪市人民政府办公室", 2021, "编制形成"},
		{"关于印发2021年全市政府信息公开工作年度报告格式的通知。\n", "", 2021, "nobody's"},
		{"某项工作\n", "", 0, "nothing says"},
	} {
		text := strings.ReplaceAll(rest, "2023年", "今年")
		r, fs := check(t, flatDocument("a", tt.head+text), Context{})
		if r.Body != tt.body || r.Year != tt.year || (tt.body == "") != (find(fs, "R12", "没有读出编制单位") != nil) || (tt.year == 0) != (find(fs, "R12", "没有读出是哪一年") != nil) {
			t.Errorf("%s: %q %d\n%s", tt.because, r.Body, r.Year, messages(fs))
		}
	}
	last, now := shot(), shot()
	last.Year--
	for _, tt := range []struct {
		body string
		year int
		want bool
	}{{now.Body, now.Year - 1, false}, {"住房和城乡建设局", now.Year - 1, false}, {"青河市水务局", now.Year - 1, true}, {now.Body, now.Year - 2, true}} {
		last.Body, last.Year = tt.body, tt.year
		if got := find(Check(now, Context{Previous: &last}).Findings, "R5", "给出的上年报告") != nil; got != tt.want {
			t.Errorf("last year's report of %s, %d: a finding %v", tt.body, tt.year, got)
		}
	}
}

// TestWhatBlocks: only what the tables show of themselves and what is missing
// holds a report up.
func TestWhatBlocks(t *testing.T) {
	for rule, blocks := range map[string]bool{"R1": true, "R2": true, "R3": true, "R4": true, "R9": true, "R5": false, "R6": false, "R7": false, "R8": false,
		"R10": false, "R11": false, "R12": false, "counted": false} {
		if got := (Finding{Rule: rule}).Blocks(); got != blocks {
			t.Errorf("%s blocks: %v", rule, got)
		}
	}
	for part := 1; part <= 6; part++ {
		r := shot()
		r.Sections = append(append([]Section(nil), r.Sections[:part-1]...), r.Sections[part:]...)
		if f := find(Check(r, Context{}).Findings, "R12", "缺“"); f == nil || !f.Blocks() {
			t.Errorf("part %d missing does not block", part)
		}
	}
	for part, text := range map[int]string{1: "", 5: "", 6: "　"} {
		r := shot()
		r.Section(part).Text = text
		found := false
		for _, f := range Check(r, Context{}).Findings {
			found = found || f.Rule == "R12" && f.Blocks()
		}
		if !found {
			t.Errorf("part %d without content does not block", part)
		}
	}
}
