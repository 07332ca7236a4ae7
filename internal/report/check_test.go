package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yangguang/internal/figure"
)

func TestRelationsCount(t *testing.T) {
	got := map[string]int{}
	for _, r := range Relations("2021") {
		got[r.Rule]++
		if r.Cite.Zero() {
			t.Errorf("%s %s has no citation", r.Rule, r.Name)
		}
	}
	if want := map[string]int{"R1": 7, "R2": 7, "R3": 25, "R4": 3}; !maps.Equal(got, want) {
		t.Errorf("equalities inside a report: %v, want %v (handbook 2.5: 42)", got, want)
	}
	if n := len(Relations("2019")); n != 40 {
		t.Errorf("format of 2019: %d, want 40: rows 21 and 22 are not in it", n)
	}
	if n := len(CarryOver()); n != 9 {
		t.Errorf("carry-over: %d, want 7 columns and 2 kinds of documents", n)
	}
}

// shot is the example of the console's drawing: one enterprise case is missing
// among those carried out.
func shot() Report {
	r := Report{Body: "云溪市住房和城乡建设局", Year: 2024, Format: "2021",
		Tables: Tables{Two: &TableTwo{Fees: Fen(0)}, Three: &TableThree{}, Four: &TableFour{}}}
	for _, c := range figure.Cells() {
		r.Tables.Set(c, Count(0))
	}
	r.Tables.Two.Fees = Fen(0)
	for _, x := range [][]int64{{1, 118, 14}, {2, 6, 1}, {3, 117, 13}, {25, 7, 2}} {
		r.Tables.Set(figure.Three(int(x[0]), 1), Count(x[1]))
		r.Tables.Set(figure.Three(int(x[0]), 2), Count(x[2]))
	}
	r.Tables.Totals()
	for _, p := range Parts() {
		r.Sections = append(r.Sections, Section{Number: p.Number, Title: p.Title, Text: "写有内容。"})
	}
	return r
}

func find(fs []Finding, rule, part string) *Finding {
	for i := range fs {
		if fs[i].Rule == rule && strings.Contains(fs[i].Message, part) {
			return &fs[i]
		}
	}
	return nil
}

func TestRepairWhereNothingWasCounted(t *testing.T) {
	for _, tt := range []struct {
		received, decided, open int64
		want                    int64 // -1: no repair
		because                 string
	}{
		{14, 13, 0, 1, "one received is neither decided nor carried out"},
		{14, 13, 4, 1, "more carried out than is left"},
		{12, 13, 0, -1, "more decided than received: row 25 cannot mend it"},
	} {
		r := shot()
		for row := 1; row <= figure.Rows; row++ {
			r.Tables.Set(figure.Three(row, 2), Count(0))
		}
		r.Tables.Set(figure.Three(1, 2), Count(tt.received))
		r.Tables.Set(figure.Three(3, 2), Count(tt.decided))
		r.Tables.Set(figure.Three(25, 2), Count(tt.open))
		r.Tables.Totals()
		f := find(Check(r, Context{}).Findings, "R1", "商业企业：")
		switch {
		case f == nil:
			t.Errorf("%s: no finding", tt.because)
		case tt.want < 0 && f.Repair != nil:
			t.Errorf("%s: proposed %+v", tt.because, f.Repair)
		case tt.want >= 0 && (f.Repair == nil || f.Repair.Cell != figure.Three(25, 2) || f.Repair.Value != tt.want):
			t.Errorf("%s: repair %+v, want row 25, column 2 = %d", tt.because, f.Repair, tt.want)
		}
	}
}

func TestMessageCauseRepair(t *testing.T) {
	r := shot()
	r.Tables.Set(figure.Three(25, 2), Count(1))
	r.Tables.Set(figure.Three(25, 7), Count(8))
	res := Check(r, Context{Counted: map[figure.Cell]int64{figure.Three(25, 2): 2}})
	f := find(res.Findings, "R1", "商业企业：收到数与办理数差 1 件；14 + 1 = 15 ≠ 13 + 1 = 14")
	if f == nil {
		t.Fatalf("no such finding in\n%s", messages(res.Findings))
	}
	if f.Repair == nil || f.Repair.Cell != figure.Three(25, 2) || f.Repair.Value != 2 || len(f.Repair.Follows) != 1 || f.Repair.Follows[0].Cell != figure.Three(25, 7) || f.Repair.Follows[0].Value != 9 {
		t.Errorf("repair %+v: the ledgers count 2, the total follows", f.Repair)
	}
	if f := find(res.Findings, "R1", "总计："); f == nil || f.Cause != derivedCause {
		t.Errorf("the total column fails only because of the other: %+v", f)
	}
	if f := find(res.Findings, "counted", "表中 1 件，案件库 2 件"); f == nil || len(f.Choices) != 2 || f.Severity != SeverityWarning {
		t.Errorf("the doubt has two ways out: %+v", f)
	}
	if n := len(res.Passed); n < 40 {
		t.Errorf("%d relations pass, want 40 of 42", n)
	}
}

func TestCauses(t *testing.T) {
	for _, tt := range []struct {
		cell    figure.Cell
		value   int64
		cause   string
		because string
	}{
		{figure.Three(3, 1), 171, "颠倒", "117 typed as 171"},
		{figure.Three(3, 1), 118, "一位数字", "one digit differs"},
		{figure.Three(1, 7), 0, "没有合计", "the total is 0"},
	} {
		r := shot()
		right, _ := r.Tables.At(tt.cell)
		r.Tables.Set(tt.cell, Count(tt.value))
		res := Check(r, Context{})
		if len(res.Findings) == 0 || !strings.Contains(res.Findings[0].Cause, tt.cause) {
			t.Errorf("%s: %s", tt.because, messages(res.Findings))
			continue
		}
		if rep := res.Findings[0].Repair; rep == nil || rep.Cell != tt.cell || rep.Value != right.N {
			t.Errorf("%s: repair %+v, want %s = %d", tt.because, rep, tt.cell.Key(), right.N)
		}
	}
	r := shot()
	r.Tables.Set(figure.Three(3, 2), Count(12))
	r.Tables.Set(figure.Three(3, 3), Count(1))
	res := Check(r, Context{})
	if f := find(res.Findings, "R2", "商业企业"); f == nil || !strings.Contains(f.Cause, "相邻") {
		t.Errorf("one case in the next column: %s", messages(res.Findings))
	}
}

func TestPrevious(t *testing.T) {
	last, r := shot(), shot()
	last.Year--
	last.Tables.Set(figure.Three(25, 1), Count(6))
	last.Tables.Set(figure.Three(25, 2), Count(1))
	last.Tables.Set(figure.Three(25, 7), Count(7))
	last.Tables.Set(figure.Two("rules.effective"), Count(3))
	r.Tables.Set(figure.Two("rules.effective"), Count(3))
	if res := Check(r, Context{Previous: &last}); len(res.Findings) != 0 {
		t.Fatalf("carried over rightly: %s", messages(res.Findings))
	}
	last.Tables.Set(figure.Three(25, 2), Count(2))
	last.Tables.Set(figure.Two("rules.effective"), Count(4))
	res := Check(r, Context{Previous: &last})
	if f := find(res.Findings, "R5", "商业企业"); f == nil || f.Severity != SeverityError || f.Repair == nil || f.Repair.Cell != figure.Three(2, 2) || f.Repair.Value != 2 {
		t.Errorf("R5: %+v", f)
	}
	if f := find(res.Findings, "R6", "规章"); f == nil || f.Severity != SeverityWarning || f.Repair == nil || f.Repair.Cell != figure.Two("rules.effective") || f.Repair.Value != 4 {
		t.Errorf("R6 is a warning about what is in force: %+v", f)
	}
}

func TestRollup(t *testing.T) {
	a, b, city := shot(), shot(), shot()
	a.Body, b.Body = "甲局", "乙局"
	for _, c := range figure.Cells() {
		x, _ := a.Tables.At(c)
		y, _ := b.Tables.At(c)
		city.Tables.Set(c, Count(x.N+y.N))
	}
	if res := Check(city, Context{Parts: []Report{a, b}, Expected: []string{"甲局", "乙局"}}); len(res.Findings) != 0 {
		t.Fatalf("%s", messages(res.Findings))
	}
	res := Check(city, Context{Parts: []Report{a}, Expected: []string{"甲局", "乙局"}})
	if f := find(res.Findings, "R10", "缺 1 个单位的年度报告：乙局"); f == nil {
		t.Errorf("the missing body is named: %s", messages(res.Findings))
	}
	if f := find(res.Findings, "R10", "表三“（一）予以公开”自然人：本级 234，所属 1 个单位之和 117"); f == nil {
		t.Errorf("cell by cell: %s", messages(res.Findings))
	}
}

func TestForm(t *testing.T) {
	for _, tt := range []struct {
		name    string
		change  func(*Report)
		want    string
		rule    string
		error   bool
		part    int // that holds it
		because string
	}{
		{"part missing", func(r *Report) { r.Sections = r.Sections[:5] }, "缺“六、其他需要报告的事项”", "R12", true, 6, "six parts, none left out"},
		{"seventh", func(r *Report) { r.Sections = append(r.Sections, Section{Number: 7, Title: "附件"}) }, "多出“附件”", "R12", false, 6, "a seventh wants a reason"},
		{"none in five", func(r *Report) { r.Section(5).Text = " 无。 " }, "不能空白或者写“无”", "R12", true, 5, "条例 50①(四)"},
		{"empty five", func(r *Report) { r.Section(5).Text = "" }, "不能空白或者写“无”", "R12", true, 5, "条例 50①(四)"},
		{"no table", func(r *Report) { r.Tables.Four = nil }, "没有找到表四", "R12", true, 4, "contract: null and an R12 error"},
		{"picture", func(r *Report) { r.Tables.Four, r.Pictures = nil, []string{"four"} }, "只有图片", "R12", true, 4, "contract: only a picture"},
		{"old format", func(r *Report) { r.Format = "2019" }, "2019 年格式", "R12", true, 1, "2019 format from 2021 on"},
		{"government", func(r *Report) { r.Body = "云溪市人民政府" }, "没有写责任追究", "R12", false, 5, "条例 50①(四) for governments"},
		{"made, not in force", func(r *Report) { r.Tables.Set(figure.Two("rules.made"), Count(1)) }, "现行有效件数少于", "R6", false, 2, "effective = last + made − repealed, and last is not negative"},
		{"blank", func(r *Report) { r.Tables.Set(figure.Three(5, 3), Number{}) }, "为空白", "R9", true, 3, "blank is not 0"},
		{"slash", func(r *Report) { r.Tables.Set(figure.Two("licences"), Number{Raw: "/"}) }, "处为“/”", "R9", true, 2, "quotes what stands there"},
		{"fees", func(r *Report) { r.Tables.Two.Fees = Money{Printed: "无"} }, "处为“无”", "R9", true, 2, "fees too"},
		{"unpaid", func(r *Report) {
			r.Tables.Set(figure.Three(22, 1), Count(1))
			r.Tables.Set(figure.Three(1, 1), Count(119))
			r.Tables.Totals()
		}, "第六部分没有写收费金额", "R8", true, 3, "row 22 means fees were asked"},
		{"fees told twice", func(r *Report) {
			r.Section(1).Text = "依申请公开收取信息处理费140元。"
			r.Section(6).Text = "本年度收取信息处理费0.018万元。"
		}, "第一部分写信息处理费 140 元，第六部分写 180 元", "R8", true, 1, "what part one says is what part six says"},
		{"none, and a fee", func(r *Report) {
			r.Section(1).Text = "2024年未收取信息处理费。"
			r.Section(6).Text = "本年度收取信息处理费180元。"
		}, "第一部分写信息处理费 0 元，第六部分写 180 元", "R8", true, 1, "none in words"},
		{"fees in prose", func(r *Report) { r.Section(1).Text = "依申请公开收取信息处理费140元。" }, "第六部分没有写收费金额", "R8", true, 6, "an amount elsewhere"},
	} {
		r := shot()
		tt.change(&r)
		f := find(Check(r, Context{}).Findings, tt.rule, tt.want)
		if f == nil || (f.Severity == SeverityError) != tt.error || f.Part != tt.part {
			t.Errorf("%s (%s), in part %d: %s", tt.name, tt.because, tt.part, messages(Check(r, Context{}).Findings))
		}
	}
	r := shot()
	r.Section(1).Text = "依申请公开收取信息处理费140元。"
	if f := find(Check(r, Context{}).Findings, "R8", "第六部分没有写收费金额"); f == nil || !strings.Contains(f.Sentence, "【收取信息处理费140元】") || f.Meaning == "" {
		t.Errorf("an amount elsewhere does not show its sentence: %+v", f)
	}
	for _, six := range []string{"收取信息处理费140元。", "收取信息处理费0.014万元。", "按件收取信息处理费100元，按页收取信息处理费40元。"} {
		r := shot()
		r.Section(1).Text, r.Section(6).Text = "依申请公开收取信息处理费140元。", six
		if fs := Check(r, Context{}).Findings; len(fs) != 0 {
			t.Errorf("the same fee: %s\n%s", six, messages(fs))
		}
	}
	if res := Check(shot(), Context{}); len(res.Findings) != 0 || len(res.Passed) < 43 {
		t.Errorf("nothing is wrong here: %d passed\n%s", len(res.Passed), messages(res.Findings))
	}
}

// TestAnyCell: random tables that hold pass; one changed cell is found, and the
// repair makes everything hold again.
func TestAnyCell(t *testing.T) {
	inner := slices.DeleteFunc(figure.Cells(), func(c figure.Cell) bool { return c.Table == "two" })
	rapid.Check(t, func(t *rapid.T) {
		r := shot()
		top := int64(rapid.SampledFrom([]int{3, 60, 40000}).Draw(t, "top"))
		for row := 1; row <= 23; row++ {
			for c := 1; c < figure.Columns; c++ {
				r.Tables.Set(figure.Three(row, c), Count(rapid.Int64Range(0, top).Draw(t, "cell")))
			}
		}
		for g := 1; g <= 3; g++ {
			for k := 1; k < 5; k++ {
				r.Tables.Set(figure.Four(g, k), Count(rapid.Int64Range(0, top).Draw(t, "four")))
			}
		}
		r.Tables.Totals()
		for c := 1; c < figure.Columns; c++ { // received = handled + carried out
			in, _ := r.Tables.At(figure.Three(24, c))
			two, _ := r.Tables.At(figure.Three(2, c))
			out := max(0, two.N-in.N) + rapid.Int64Range(0, top).Draw(t, "out")
			r.Tables.Set(figure.Three(25, c), Count(out))
			r.Tables.Set(figure.Three(1, c), Count(in.N+out-two.N))
		}
		r.Tables.Totals()
		r.Tables.Set(figure.Three(22, figure.Columns), r.Tables.Three[21][figure.Columns-1])
		r.Section(6).Text = "收取信息处理费0元。"
		if res := Check(r, Context{}); len(res.Findings) != 0 {
			t.Fatalf("valid tables: %s", messages(res.Findings))
		}
		cell := rapid.SampledFrom(inner).Draw(t, "which")
		old, _ := r.Tables.At(cell)
		now := rapid.Int64Range(0, 3*top+9).Filter(func(n int64) bool { return n != old.N }).Draw(t, "value")
		r.Tables.Set(cell, Count(now))
		res := Check(r, Context{})
		if res.OK() {
			t.Fatalf("%s: %d for %d is not found", cell.Key(), now, old.N)
		}
		for _, f := range res.Findings {
			if f.Repair == nil {
				t.Fatalf("%s has no repair", f.Message)
			}
			c := f.Repair.Cell
			if cell.Table == "three" && (c != cell || f.Repair.Value != old.N) {
				t.Fatalf("%s: %d for %d: repair %+v", cell.Key(), now, old.N, *f.Repair)
			}
			r.Tables.Set(c, Count(f.Repair.Value))
		}
		if res := Check(r, Context{}); !res.OK() {
			t.Fatalf("after the repair: %s", messages(res.Findings))
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	r, _, err := Recognise(flatDocument("flat.txt", fixture(b, "flat.txt")))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Check(r, Context{})
	}
}

func BenchmarkRecognise(b *testing.B) {
	d := flatDocument("flat.txt", fixture(b, "flat.txt"))
	for b.Loop() {
		if _, _, err := Recognise(d); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleWanYuan() {
	fmt.Println(WanYuan(0), WanYuan(1), WanYuan(14722490000), WanYuan(592372449))
	// Output: 0 0.000001 14722.49 592.372449
}
