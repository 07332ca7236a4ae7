package render

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"yangguang/internal/fault"
)

// hostile is text that must neither break a format nor reach it whole.
const hostile = "=HYPERLINK(\"x\")<script>alert('&')</script>]]>\x00\x07\u202eexe.\u2066txt\ufeff\ufffe\xff\\( )%& ${7*7}"

// writers is every format that takes a document.
func writers(t testing.TB) map[string]func(io.Writer, Doc) error {
	fonts := loaded(t)
	return map[string]func(io.Writer, Doc) error{"html": HTML, "page": HTMLPage, "docx": DOCX, "xlsx": XLSX, "pdf": fonts.PDF}
}

func TestSameDocumentSameBytes(t *testing.T) {
	for name, write := range writers(t) {
		var a, b bytes.Buffer
		if err := write(&a, sample()); err != nil {
			t.Fatal(name, err)
		}
		time.Sleep(2 * time.Millisecond)
		if err := write(&b, sample()); err != nil {
			t.Fatal(name, err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s differs from run to run", name)
		}
	}
}

func TestFontsServeManyAtOnce(t *testing.T) {
	fonts := loaded(t)
	var want bytes.Buffer
	if err := fonts.PDF(&want, sample()); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	for range 8 {
		go func() {
			var b bytes.Buffer
			err := fonts.PDF(&b, sample())
			if err == nil && !bytes.Equal(b.Bytes(), want.Bytes()) {
				err = errors.New("differs")
			}
			done <- err
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestWriteErrorsAreReported(t *testing.T) {
	for name, write := range writers(t) {
		if err := write(failing{}, sample()); err == nil {
			t.Errorf("%s: a full disk went unnoticed", name)
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestBadTables(t *testing.T) {
	one := Cell{Text: "a"}
	for _, c := range []struct {
		because string
		table   Table
	}{
		{"no rows", Table{}},
		{"fewer rows than header rows", Table{Head: 2, Rows: [][]Cell{{one}}}},
		{"header rows below nothing", Table{Head: -1, Rows: [][]Cell{{one}}}},
		{"no columns", Table{Rows: [][]Cell{{}}}},
		{"a row is short", Table{Rows: [][]Cell{{one, one}, {one}}}},
		{"a row is long", Table{Rows: [][]Cell{{one}, {one, one}}}},
		{"a cell reaches below the table", Table{Rows: [][]Cell{{{Down: 2}}}}},
		{"a span is absurd", Table{Rows: [][]Cell{{{Span: 1 << 30}}}}},
		{"a header reaches into the body", Table{Head: 1, Rows: [][]Cell{{{Down: 2}}, {}}}},
		{"cells overlap", Table{Rows: [][]Cell{{one, {Down: 2}, one}, {{Span: 2}, one}}}},
		{"widths do not match", Table{Widths: []float64{1}, Rows: [][]Cell{{one, one}}}},
		{"a width is zero", Table{Widths: []float64{0, 1}, Rows: [][]Cell{{one, one}}}},
	} {
		d := Doc{Blocks: []Block{c.table}}
		for name, write := range writers(t) {
			if err := write(io.Discard, d); err == nil {
				t.Errorf("%s: %s accepted it", c.because, name)
			}
		}
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ in, want, because string }{
		{"保山\t市", "保山 市", "a tab is a space"},
		{"a\x00\x1b\x7f\u0085b", "ab", "control characters"},
		{"合同\u202egpj.exe", "合同gpj.exe", "an override would show the name backwards"},
		{"a\u200b\ufeffb", "ab", "invisible characters"},
		{"a\xff\xfeb", "ab", "no UTF-8"},
		{"𬭚\n𠅤", "𬭚\n𠅤", "rare characters and line feeds stay"},
		{"a\u2028b", "a\nb", "a line separator is a line feed"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q: %s", c.in, got, c.want, c.because)
		}
	}
}

func TestGuard(t *testing.T) {
	for _, c := range []struct{ in, want, because string }{
		{"=1+1", "'=1+1", "a formula"}, {"+86", "'+86", "a formula in old sheets"}, {"-1", "'-1", "text, not a number"}, {"@SUM(A1)", "'@SUM(A1)", "Lotus"},
		{"＝1", "'＝1", "full width is taken as a formula in Chinese sheets"}, {"＋1", "'＋1", "full width"}, {"－1", "'－1", "full width"}, {"＠A", "'＠A", "full width"},
		{"\t=1", "'=1", "a tab before it"}, {"\r=1", "'=1", "a carriage return before it"}, {"  =1", "'  =1", "spaces before it"},
		{"\u200b=1", "'=1", "hidden behind an invisible character"},
		{"予以公开", "予以公开", "plain text"}, {"", "", "empty"}, {"a=b", "a=b", "not at the beginning"},
	} {
		if got := Guard(c.in); got != c.want {
			t.Errorf("Guard(%q) = %q, want %q: %s", c.in, got, c.want, c.because)
		}
	}
}

func TestHTMLStructure(t *testing.T) {
	var b bytes.Buffer
	if err := HTML(&b, sample()); err != nil {
		t.Fatal(err)
	}
	s := b.String()
	wellFormed(t, []byte(strings.ReplaceAll(strings.ReplaceAll(s, "<br>", "<br/>"), `<hr class="doc-break">`, "")))
	for _, c := range []struct {
		want    string
		n       int
		because string
	}{
		{"<table", 6, "four blocks of table two, three, four"},
		{"<thead>", 6, "each has a header"},
		{`<th scope="colgroup" colspan="7"`, 1, "申请人情况 spans seven"},
		{`<th scope="rowgroup" rowspan="22"`, 1, "三、本年度办理结果 spans its 22 rows"},
		{`<th scope="rowgroup" rowspan="8"`, 1, "不予公开 has eight"},
		{`colspan="3" rowspan="3"`, 1, "the corner of table three"},
		{`<th scope="colgroup" colspan="10"`, 1, "行政诉讼 spans ten"},
		{"<caption>", 4, "the four blocks are captioned"},
		{`<h2 class="doc-h1">`, 6, "six parts"},
		{"style=", 0, "the portal's policy refuses style attributes"},
		{"<style", 0, "a fragment brings no style sheet"},
	} {
		if got := strings.Count(s, c.want); got != c.n {
			t.Errorf("%s: %d, want %d: %s", c.want, got, c.n, c.because)
		}
	}
	b.Reset()
	if err := HTMLPage(&b, sample()); err != nil {
		t.Fatal(err)
	}
	if s := b.String(); !strings.HasPrefix(s, "<!DOCTYPE html>") || !strings.Contains(s, "@page{size:A4") || !strings.Contains(s, `lang="zh-CN"`) {
		t.Error("the page lacks its frame")
	}
}

// unzip reads an archive into parts, checking that each XML part is well-formed.
func unzip(t testing.TB, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		if !f.Modified.Equal(time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s carries the time %s", f.Name, f.Modified)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, data)
		parts[f.Name] = string(data)
	}
	return parts
}

// wordTable is what a reader of docx sees of a table.
type wordTable struct {
	Rows []struct {
		Header *struct{} `xml:"trPr>tblHeader"`
		Cells  []struct {
			Span struct {
				N int `xml:"val,attr"`
			} `xml:"tcPr>gridSpan"`
			Merge *struct {
				V string `xml:"val,attr"`
			} `xml:"tcPr>vMerge"`
			Text []string `xml:"p>r>t"`
		} `xml:"tc"`
	} `xml:"tr"`
}

func TestDOCXStructure(t *testing.T) {
	var b bytes.Buffer
	if err := DOCX(&b, sample()); err != nil {
		t.Fatal(err)
	}
	parts := unzip(t, b.Bytes())
	var body struct {
		Tables []wordTable `xml:"body>tbl"`
	}
	if err := xml.Unmarshal([]byte(parts["word/document.xml"]), &body); err != nil {
		t.Fatal(err)
	}
	if len(body.Tables) != 6 {
		t.Fatalf("%d tables", len(body.Tables))
	}
	var got []string // the merged structure of table three's first rows
	for r, row := range body.Tables[4].Rows {
		columns := 0
		line := ""
		for _, c := range row.Cells {
			columns += max(c.Span.N, 1)
			line += strconv.Itoa(max(c.Span.N, 1))
			if c.Merge != nil {
				line += map[bool]string{true: "v", false: "^"}[c.Merge.V == "restart"]
			}
			line += " "
		}
		if columns != 10 {
			t.Errorf("row %d has %d columns", r, columns)
		}
		if (row.Header != nil) != (r < 3) {
			t.Errorf("row %d: header %v", r, row.Header != nil)
		}
		if r < 5 || r == 7 || r == 8 {
			got = append(got, strings.TrimSpace(line))
		}
	}
	want := []string{"3v 7", "3^ 1v 5 1v", "3^ 1^ 1 1 1 1 1 1^", "3 1 1 1 1 1 1 1", "3 1 1 1 1 1 1 1", "1^ 1v 1 1 1 1 1 1 1 1", "1^ 1^ 1 1 1 1 1 1 1 1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, c := range []struct{ part, want, because string }{
		{"word/document.xml", `<w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t xml:space="preserve">一、总体情况`, "headings are headings"},
		{"word/document.xml", `<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"`, "A4, 37 and 28 mm"},
		{"word/styles.xml", `w:eastAsia="仿宋_GB2312"`, "仿宋 first"},
		{"word/styles.xml", `w:eastAsia="方正小标宋简体"`, "小标宋 for the title"},
		{"word/settings.xml", "<w:evenAndOddHeaders/>", "page numbers on the outer side"},
		{"word/footer1.xml", `<w:jc w:val="right"/>`, "odd pages right"},
		{"word/footer2.xml", `<w:jc w:val="left"/>`, "even pages left"},
		{"docProps/core.xml", "<dc:creator>云溪市住房和城乡建设局</dc:creator>", "the body is the author"},
		{"docProps/core.xml", "2025-01-20T00:00:00Z", "dated by the document"},
	} {
		if !strings.Contains(parts[c.part], c.want) {
			t.Errorf("%s lacks %s: %s", c.part, c.want, c.because)
		}
	}
}

func TestDOCXTurnsWidePages(t *testing.T) {
	wide := tableFour()
	wide.Landscape = true
	var b bytes.Buffer
	if err := DOCX(&b, Doc{Title: "t", Blocks: []Block{Text("前"), wide, Text("后")}}); err != nil {
		t.Fatal(err)
	}
	s := unzip(t, b.Bytes())["word/document.xml"]
	if strings.Count(s, "<w:sectPr>") != 3 || strings.Count(s, `w:orient="landscape"`) != 1 {
		t.Error("the wide table is not in a turned section of its own")
	}
}

func TestXLSX(t *testing.T) {
	var b bytes.Buffer
	if err := XLSX(&b, sample()); err != nil {
		t.Fatal(err)
	}
	unzip(t, b.Bytes())
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if d := cmp.Diff([]string{"正文", "表二（一）", "表二（五）", "表二（六）", "表二（八）", "表三", "表四"}, f.GetSheetList()); d != "" {
		t.Error(d)
	}
	formulas := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r := range rows {
			for c := range rows[r] {
				name, _ := excelize.CoordinatesToCellName(c+1, r+1)
				formula, _ := f.GetCellFormula(sheet, name)
				if formula == "" {
					continue
				}
				formulas++
				now, err := f.CalcCellValue(sheet, name)
				if err != nil || now != rows[r][c] {
					t.Errorf("%s!%s =%s gives %q, the file says %q (%v)", sheet, name, formula, now, rows[r][c], err)
				}
				if kind, _ := f.GetCellType(sheet, name); rows[r][c] != "成立" && kind == excelize.CellTypeFormula {
					t.Errorf("%s!%s keeps its value as text", sheet, name)
				}
			}
		}
	}
	if formulas != 25+7*3 {
		t.Errorf("%d formulas", formulas)
	}
	if v, _ := f.GetCellValue("表二（八）", "B3"); v != "14722.49" {
		t.Errorf("fees read %q", v)
	}
	merged, _ := f.GetMergeCells("表三")
	var got []string
	for _, m := range merged {
		got = append(got, m.GetStartAxis()+":"+m.GetEndAxis())
	}
	for _, want := range []string{"A1:C3", "D1:J1", "D2:D3", "E2:I2", "J2:J3", "A6:A27", "B8:B15"} {
		if !strings.Contains(" "+strings.Join(got, " ")+" ", " "+want+" ") {
			t.Errorf("table three is not merged at %s: %v", want, got)
		}
	}
	text, _ := f.GetRows("正文")
	if len(text) < 30 || text[0][0] != "云溪市住房和城乡建设局2024年政府信息公开工作年度报告" {
		t.Errorf("the text sheet has %d rows", len(text))
	}
	panes, _ := f.GetPanes("表三")
	if !panes.Freeze || panes.YSplit != 3 || panes.XSplit != 3 {
		t.Errorf("panes %+v", panes)
	}
}

func TestXLSXChecksSayWhatFails(t *testing.T) {
	table := Table{Caption: "表", Head: 1, Rows: [][]Cell{{{Text: "a"}, {Text: "b"}}, {number(1), number(2)}}}
	table.Checks = []Check{{Name: "a＝b", Left: table.Ref(1, 0), Right: table.Ref(1, 1), LeftNow: "1", RightNow: "2"}}
	var b bytes.Buffer
	if err := XLSX(&b, Doc{Blocks: []Block{table}}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	if table.Ref(1, 1) != "B3" {
		t.Errorf("with a caption the second row is %s", table.Ref(1, 1))
	}
	if v, _ := f.GetCellValue("表", "G3"); v != "不成立" {
		t.Errorf("the check says %q", v)
	}
	if v, err := f.CalcCellValue("表", "G3"); v != "不成立" {
		t.Errorf("the check computes to %q, %v", v, err)
	}
}

func TestXLSXGuardsText(t *testing.T) {
	var b bytes.Buffer
	if err := XLSX(&b, Doc{Blocks: []Block{Table{Rows: [][]Cell{{{Text: "=1+1"}, {Text: "=2", Number: true}}}}}}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"A1": "'=1+1", "B1": "'=2"} {
		v, _ := f.GetCellValue("表1", name)
		if formula, _ := f.GetCellFormula("表1", name); v != want || formula != "" {
			t.Errorf("%s holds %q, formula %q", name, v, formula)
		}
	}
}

func TestXLSXRefusesWhatDoesNotFit(t *testing.T) {
	long := strings.Repeat("字", 32768)
	err := XLSX(io.Discard, Doc{Blocks: []Block{Table{Rows: [][]Cell{{{Text: long}}}}}})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("a cell of 32768 characters gives %v; cutting it would lose text unseen", err)
	}
	if err := XLSX(io.Discard, Doc{Blocks: []Block{Text(long), tableFour()}}); err != nil {
		t.Errorf("running text goes on in the next row: %v", err)
	}
}

func TestXLSXWithoutTables(t *testing.T) {
	err := XLSX(io.Discard, Doc{Title: "t"})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestHostileText(t *testing.T) {
	d := Doc{Title: hostile, Body: hostile, Subject: hostile, Keywords: hostile, Date: hostile, Head: &Head{hostile, hostile}, Blocks: []Block{
		Heading{-3, hostile}, Heading{99, hostile}, Text(hostile), Attachments{[]string{hostile, hostile}}, Signature{hostile, hostile},
		Table{Name: hostile, Caption: hostile, Notes: []string{hostile}, Rows: [][]Cell{{{Text: hostile}, {Text: hostile, Number: true}}}},
		Table{Name: hostile, Rows: [][]Cell{{{Text: hostile}}}},
	}}
	for name, write := range writers(t) {
		var b bytes.Buffer
		if err := write(&b, d); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text := b.String()
		if name == "docx" || name == "xlsx" {
			text = ""
			for part, s := range unzip(t, b.Bytes()) {
				if !strings.HasPrefix(part, "xl/styles") {
					text += s
				}
			}
		}
		for _, bad := range []string{"<script", "\u202e", "\u2066", "\x00"} {
			if name != "pdf" && strings.Contains(text, bad) {
				t.Errorf("%s lets %q through", name, bad)
			}
		}
	}
}
