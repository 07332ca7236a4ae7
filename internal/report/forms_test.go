package report

import (
	"strconv"
	"strings"
	"testing"

	"yangguang/internal/figure"
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
	licences, penalties, last := strings.Index(text, "行政许可 |"), strings.Index(text, "行政处罚 |"), strings.Index(text, "四、结转下年度继续办理")
	if licences < 0 || penalties < licences || last < penalties {
		t.Fatal("the fixture's rows are not where they were")
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
		{text[:licences], "表二在“行政规范性文件”一行之后断开，后面 4 行", "填 0", "cut short inside table two"},
		{text[:penalties], "表二在“行政许可”一行之后断开，后面 3 行", "填 0", "cut short inside table two"},
		{text[:last], "表三在“（七）总计”一行之后断开，后面 1 行", "R1 ", "cut short before the last row"},
		{text[:last], "换成完整的原文件再检查，不要另填", "填 0", "what follows a cut is not said to be nought"},
		{text[:third] + text[four:], "之后断开", "格数不是 7 个", "cut short, part four follows"},
		{strings.Replace(text, "自然人 |", "科研机构 |", 1), "列标题的顺序", "", "a head twice"},
	} {
		r, fs := check(t, flatDocument("g", tt.text), Context{})
		if got := messages(fs); tt.says == "" && (got != "" || *r.Tables.Three != *want.Tables.Three || *r.Tables.Four != *want.Tables.Four || *r.Tables.Two != *want.Tables.Two) ||
			!strings.Contains(got, tt.says) || tt.never != "" && strings.Contains(got, tt.never) {
			t.Errorf("%s:\n%s", tt.because, got)
		}
		if tt.text == text[:penalties] && (r.Tables.Two == nil || r.Tables.Two.Normative != want.Tables.Two.Normative || r.Tables.Two.Licences != want.Tables.Two.Licences) ||
			tt.says == "之后断开" && r.Tables.Three[0] != want.Tables.Three[0] {
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

// TestColumnsByTheirHeads: in whatever form a table stands, its columns are told
// by their heads; in another order they are read right, not by position.
func TestColumnsByTheirHeads(t *testing.T) {
	want, _ := check(t, flatDocument("g", fixture(t, "government.txt")), Context{})
	for _, form := range []struct{ cells, after string }{{"\n", ""}, {"\n\n", ""}, {" |\n", " |"}, {" | ", " |"}, {"  ", ""}} {
		var b strings.Builder
		for _, row := range lastColumnFirst(want.Tables) {
			b.WriteString(strings.Join(row, form.cells))
			if len(row) > 1 {
				b.WriteString(form.after)
			}
			b.WriteString("\n")
		}
		r, fs := check(t, flatDocument("g", b.String()), Context{})
		if r.Tables.Two == nil || r.Tables.Three == nil || r.Tables.Four == nil {
			t.Errorf("cells apart by %q: a table is not read\n%s", form.cells, messages(fs))
			continue
		}
		for _, c := range figure.Cells() {
			have, _ := r.Tables.At(c)
			if wanted, _ := want.Tables.At(c); have != wanted {
				t.Errorf("cells apart by %q: %s is %v, want %v", form.cells, Label(c), have, wanted)
				break
			}
		}
	}
}

// lastColumnFirst is a report's lines, cell by cell: of every group of columns
// the last stands first.
func lastColumnFirst(tables Tables) [][]string {
	move := func(cells ...string) []string { return append([]string{cells[len(cells)-1]}, cells[:len(cells)-1]...) }
	row := func(label string, cells ...figure.Cell) []string {
		var values []string
		for _, c := range cells {
			n, _ := tables.At(c)
			values = append(values, strconv.FormatInt(n.N, 10))
		}
		return append([]string{label}, move(values...)...)
	}
	all := [][]string{{"云溪市人民政府2023年政府信息公开工作年度报告"}, {"一、总体情况"}, {"工作有序开展。"}, {"二、主动公开政府信息情况"},
		append([]string{"信息内容"}, move("本年制发件数", "本年废止件数", "现行有效件数")...)}
	two := func(row int) figure.Cell { return figure.Cell{Table: "two", Row: row} }
	all = append(all, row("规章", two(1), two(2), two(3)), row("行政规范性文件", two(4), two(5), two(6)), row("行政许可", two(7)), row("行政处罚", two(8)),
		row("行政强制", two(9)), []string{"行政事业性收费", WanYuan(tables.Two.Fees.Fen)}, []string{"三、收到和处理政府信息公开申请情况"},
		append([]string{"申请人情况"}, move("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")...))
	for r := 1; r <= figure.Rows; r++ {
		var cells []figure.Cell
		for c := 1; c <= figure.Columns; c++ {
			cells = append(cells, figure.Three(r, c))
		}
		all = append(all, row(rows[r-1].Label, cells...))
	}
	all = append(all, []string{"四、政府信息公开行政复议、行政诉讼情况"}, move("行政复议", "未经复议直接起诉", "复议后起诉"))
	var heads, values []string
	for _, g := range []int{3, 1, 2} {
		heads = append(heads, move("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")...)
		values = append(values, row("", append(figure.Cases(g), figure.Four(g, 5))...)[1:]...)
	}
	return append(all, heads, values, []string{"五、存在的主要问题及改进情况"}, []string{"解读偏少，一并报审。"}, []string{"六、其他需要报告的事项"}, []string{"没有收取信息处理费。"})
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
		{"测试市\n旅游局\n2021年政府信息公开工作年度报告\n", "测试市旅游局", 2021, "a name over two lines above the title"},
		{"政府信息公开工作年度报告\n测试市旅游局\n2021年\n", "测试市旅游局", 2021, "the name and the year below"},
		{"2021年政府信息公开工作年度报告\n（测试市旅游局）\n", "测试市旅游局", 2021, "the name below in parentheses"},
		{"测试市旅游局2021年政务公开工作年度报告\n", "测试市旅游局", 2021, "政务公开"},
		{"测试市旅游局\n关于报送2021年度政府信息公开工作年度报告的报告\n", "测试市旅游局", 2021, "a letter that brings it"},
		{"关于报送2021年度政府信息公开工作年度报告的报告\n", "", 2021, "a letter by nobody"},
		{"关于测试市旅游局2021年度政府信息公开工作年度报告的公示\n", "测试市旅游局", 2021, "关于…的公示"},
		{"年度报告\n按照要求，由测试市旅游局编制本报告。统计期限自2021年1月1日起至12月31日止。\n", "测试市旅游局", 2021, "who wrote it, in the text"},
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
