package report

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"yangguang/internal/document"
	"yangguang/internal/fault"
	"yangguang/internal/figure"
)

func TestRecogniseFixtures(t *testing.T) {
	for _, tt := range []struct {
		file, body, format string
		year               int
	}{
		{"flat.txt", "保山市政务服务管理局", "2021", 2024},
		{"government.txt", "云溪市人民政府", "2021", 2023},
		{"format2019.txt", "云溪市档案局", "2019", 2020},
	} {
		r, fs := check(t, flatDocument(tt.file, fixture(t, tt.file)), Context{})
		if r.Body != tt.body || r.Year != tt.year || r.Format != tt.format {
			t.Errorf("%s: %q %d %s", tt.file, r.Body, r.Year, r.Format)
		}
		if len(r.Sections) != 6 || len(fs) != 0 {
			t.Errorf("%s: %d parts, findings:\n%s", tt.file, len(r.Sections), messages(fs))
		}
		if (r.Tables.Two == nil) != (tt.format == "2019") || r.Tables.Three == nil || r.Tables.Four == nil {
			t.Errorf("%s: a table is missing", tt.file)
		}
	}
}

func TestGovernmentFigures(t *testing.T) {
	r, _ := check(t, flatDocument("g", fixture(t, "government.txt")), Context{})
	for key, want := range map[string]int64{"two.licences": 14201, "two.normative.effective": 88, "three.1.7": 139, "three.8.5": 1, "three.22.1": 1,
		"three.24.7": 137, "three.25.2": 2, "four.reconsideration.5": 5, "four.direct_suit.4": 1, "four.suit_after_reconsideration.5": 1} {
		c, _ := figure.ParseCell(key)
		if n, _ := r.Tables.At(c); !n.OK || n.N != want {
			t.Errorf("%s = %+v, want %d", key, n, want)
		}
	}
	if f := r.Tables.Two.Fees; f.Printed != "14722.4900" || f.Fen != 14722490000 {
		t.Errorf("fees %+v: as printed, kept in 分", f)
	}
}

// TestGrid reads the statutory tables drawn with their spans.
func TestGrid(t *testing.T) {
	want, _ := check(t, flatDocument("g", fixture(t, "government.txt")), Context{})
	got, fs := check(t, gridDocument(want), Context{})
	if !reflect.DeepEqual(got.Tables, want.Tables) {
		t.Errorf("tables differ:\n%+v\n%+v", got.Tables.Two, want.Tables.Two)
	}
	for _, f := range fs {
		if f.Rule != "R7" && f.Rule != "R12" { // the year of the title differs from that of the prose
			t.Error(f.Message)
		}
	}
	broken := want
	three := *want.Tables.Three
	three[4][2] = Number{}
	three[9][0] = Number{Raw: "/"}
	three[23][6] = Number{}
	broken.Tables.Three = &three
	got, fs = check(t, gridDocument(broken), Context{})
	if !reflect.DeepEqual(*got.Tables.Three, three) {
		t.Errorf("blank cells of a grid keep their places")
	}
	if f := find(fs, "R9", "表三“（七）总计”总计为空白"); f == nil || f.Repair == nil || f.Repair.Value != 137 {
		t.Errorf("the blank total is found and its value known: %s", messages(fs))
	}
}

// TestLines reads tables that arrive as lines of text without separators.
func TestLines(t *testing.T) {
	text := strings.Map(func(r rune) rune {
		if r == '|' {
			return ' '
		}
		return r
	}, fixture(t, "government.txt"))
	r, fs := check(t, flatDocument("g.pdf", text), Context{})
	want, _ := check(t, flatDocument("g", fixture(t, "government.txt")), Context{})
	if !reflect.DeepEqual(r.Tables, want.Tables) || len(fs) != 0 {
		t.Errorf("tables of text lines differ:\n%s", messages(fs))
	}
}

func TestNeverGuesses(t *testing.T) {
	line := "(一)予以公开 | 47 | 6 | 0 | 1 | 3 | 0 | 57 |"
	for _, tt := range []struct {
		to      string
		nulls   int
		says    string
		because string
	}{
		{"(一)予以公开 | 47 | 6 | 0 | 1 | 3 | 57 |", 7, "格数不是 7 个", "a cell is lost: which column?"},
		{"(一)予以公开 | 47 | 6 | 0 | 0 | 1 | 3 | 0 | 57 |", 7, "格数不是 7 个", "a cell too many"},
		{"(一)予以公开 | 47 | 6 |  | 1 | 3 | 0 | 57 |", 1, "科研机构为空白", "a blank keeps its place"},
		{"(一)予以公开 | 47 | 6 | / | 1 | 3 | 0 | 57 |", 1, "科研机构处为“/”", "a slash is not 0"},
		{"(一)予以公开 | 47 | 6 | — | 1 | 3 | 0 | 57 |", 1, "处为“—”", "a dash is not 0"},
		{"(一)予以公开 | 47 | -6 | 0 | 1 | 3 | 0 | 57 |", 1, "处为“-6”", "negative"},
		{"(一)予以公开 | 47 | 6.5 | 0 | 1 | 3 | 0 | 57 |", 1, "处为“6.5”", "not whole"},
		{"(一)予以公开 | 47 | 六 | 0 | 1 | 3 | 0 | 57 |", 1, "处为“六”", "text"},
		{"(一)予以公开 | ４７ | ６件 | 0 | 1 | 3 | 0 | 5 7 |", 0, "", "full-width digits, unit, space"},
		{"（一） 予以\u00a0公开 | 47 | 6 | 0 | 1 | 3 | 0 | 57 |", 0, "", "spaces inside the label"},
	} {
		text := fixture(t, "government.txt")
		if !strings.Contains(text, line) {
			t.Fatal("the fixture's row is not there")
		}
		r, fs := check(t, flatDocument("g", strings.Replace(text, line, tt.to, 1)), Context{})
		nulls := 0
		for _, n := range r.Tables.Three[2] {
			if !n.OK {
				nulls++
			}
		}
		if nulls != tt.nulls || tt.says != "" && find(fs, "R9", tt.says) == nil || tt.says == "" && len(fs) > 0 {
			t.Errorf("%s: %d nulls, want %d\n%s", tt.because, nulls, tt.nulls, messages(fs))
		}
	}
}

// TestMutations changes every digit of every table cell and of the hotline's
// sums, one at a time: a finding names it.
func TestMutations(t *testing.T) {
	text := fixture(t, "government.txt")
	d := flatDocument("g", text)
	var tables []*document.Table
	for _, b := range d.Blocks {
		if b.Kind == document.Grid {
			tables = append(tables, b.Table)
		}
	}
	tried := 0
	for _, table := range tables[1:] { // table two's cells stand in no relation of one year
		for _, row := range table.Rows {
			for c := range row {
				old := row[c].Text
				if !ParseNumber(old).OK {
					continue
				}
				for i := range old {
					for _, digit := range "0159" {
						row[c].Text = old[:i] + string(digit) + old[i+1:]
						if row[c].Text == old {
							continue
						}
						tried++
						if _, fs := check(t, d, Context{}); !HasError(fs) {
							t.Errorf("%s for %s in %v is not found", row[c].Text, old, row[0])
						}
					}
				}
				row[c].Text = old
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d changes tried", tried)
	}
}

func TestHotlineMutations(t *testing.T) {
	text := fixture(t, "flat.txt")
	from := strings.Index(text, "有效诉求73001")
	to := strings.Index(text, "接通率98.02")
	if from < 0 || to < from {
		t.Fatal("the sentence is not in the fixture")
	}
	tried := 0
	for i := from; i < to; i++ {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		for digit := byte('0'); digit <= '9'; digit++ {
			if digit == text[i] {
				continue
			}
			tried++
			_, fs := check(t, flatDocument("flat", text[:i]+string(digit)+text[i+1:]), Context{})
			if !HasError(fs) || find(fs, "R11", "有效诉求") == nil {
				t.Errorf("%c for %c in …%s…: %s", digit, text[i], text[max(from, i-12):i+6], messages(fs))
			}
		}
	}
	if tried < 400 {
		t.Errorf("only %d changes tried", tried)
	}
	_, fs := check(t, flatDocument("flat", strings.Replace(text, "服务总量78182", "服务总量68182", 1)), Context{})
	if f := find(fs, "R11", "多于"); f == nil || f.Severity != SeverityError {
		t.Errorf("more valid calls than calls: %s", messages(fs))
	}
}

func TestNotAReport(t *testing.T) {
	for _, text := range []string{"", "关于召开会议的通知\n定于下周一上午开会。", "一、总体要求\n二、主要任务\n三、保障措施", strings.Repeat("x|y\n", 500)} {
		_, _, err := Recognise(flatDocument("a.txt", text))
		if !errors.Is(err, ErrNotReport) || !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "a.txt") {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

func TestTitles(t *testing.T) {
	for _, tt := range []struct {
		title, body string
		year        int
		because     string
	}{
		{"云溪市水务局2024年政府信息公开工作年度报告", "云溪市水务局", 2024, "in one line"},
		{"云溪市水务局\n2024年度政府信息公开工作年度报告", "云溪市水务局", 2024, "in two lines"},
		{"云溪市水务局２０２４年政府信息公开年度报告", "云溪市水务局", 2024, "full-width digits"},
		{"云溪市水务局二〇二四年政府信息公开工作年度报告", "云溪市水务局", 2024, "Chinese digits"},
		{"云溪市水务局政府信息公开工作年度报告（2024年）", "云溪市水务局", 2024, "year at the end"},
		{"首页 > 云溪市水务局2024年政府信息公开工作年度报告", "云溪市水务局", 2024, "a bread crumb"},
		{"云溪市水务局 2024年\n政府信息公开工作年度报告", "云溪市水务局", 2024, "broken before 政府"},
	} {
		text := fixture(t, "flat.txt")
		i := strings.Index(text, "按照条例")
		r, _, err := Recognise(flatDocument("a", tt.title+"\n"+text[i:]))
		if err != nil || r.Body != tt.body || r.Year != tt.year {
			t.Errorf("%s: %q %d %v", tt.because, r.Body, r.Year, err)
		}
	}
}

func TestPartsFound(t *testing.T) {
	text := fixture(t, "flat.txt")
	for _, tt := range []struct {
		name    string
		change  func(string) string
		parts   int
		finding string
	}{
		{"list of contents before", func(s string) string {
			return strings.Replace(s, "一、总体情况", "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项\n一、总体情况", 1)
		}, 6, ""},
		{"title in the middle of a line", func(s string) string {
			return strings.Replace(s, "\n六、其他需要报告的事项\n", "六、其他需要报告的事项", 1)
		}, 6, ""},
		{"part six lost", func(s string) string { return strings.Replace(s, "六、其他需要报告的事项\n", "", 1) }, 5, "缺“六、"},
		{"a seventh", func(s string) string { return s + "七、附件\n见网站。\n" }, 7, "多出“附件”"},
		{"period of another year", func(s string) string {
			return strings.Replace(s, "自2024年1月1日起至2024年", "自2023年1月1日起至2023年", 1)
		}, 6, "2024 ≠ 2023"},
	} {
		r, fs := check(t, flatDocument("a", tt.change(text)), Context{})
		if len(r.Sections) != tt.parts || tt.finding == "" && len(fs) > 0 || tt.finding != "" && !strings.Contains(messages(fs), tt.finding) {
			t.Errorf("%s: %d parts\n%s", tt.name, len(r.Sections), messages(fs))
		}
	}
}

func TestPictureOnly(t *testing.T) {
	d := flatDocument("a", fixture(t, "flat.txt"))
	n := 0
	for i, b := range d.Blocks {
		if b.Kind == document.Grid {
			if n++; n == 2 {
				d.Blocks[i] = document.Block{Kind: document.Picture}
			}
		}
	}
	r, fs := check(t, d, Context{})
	if r.Tables.Three != nil || find(fs, "R12", "表三（收到和处理政府信息公开申请情况）只有图片") == nil {
		t.Errorf("%s", messages(fs))
	}
}

func TestParseNumber(t *testing.T) {
	for _, tt := range []struct {
		in string
		n  int64
		ok bool
	}{
		{"0", 0, true}, {" 12 件", 12, true}, {"１２", 12, true}, {"1,204", 1204, true}, {"1，204", 1204, true}, {"1\u00a0204", 1204, true},
		{"", 0, false}, {"/", 0, false}, {"—", 0, false}, {"-1", 0, false}, {"1.5", 0, false}, {"1.0", 0, false}, {"无", 0, false},
		{"12,04", 0, false}, {"1234567890123", 0, false}, {"+3", 0, false}, {"O", 0, false}, {"3个半", 0, false},
	} {
		if n := ParseNumber(tt.in); n.N != tt.n || n.OK != tt.ok || !n.OK && n.Raw != strings.TrimSpace(tt.in) {
			t.Errorf("ParseNumber(%q) = %+v", tt.in, n)
		}
	}
}

func FuzzRecognise(f *testing.F) {
	for _, name := range []string{"flat.txt", "government.txt", "format2019.txt"} {
		f.Add(fixture(f, name))
	}
	f.Add("一、本年新收政府信息公开申请数量 | 0")
	f.Fuzz(func(t *testing.T, text string) {
		r, _, err := Recognise(flatDocument("a", text))
		if err == nil {
			Check(r, Context{Previous: &r})
		}
	})
}
