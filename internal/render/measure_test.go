package render

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"yangguang/internal/testkit/poppler"
)

// parts gives the parts of a docx by their names.
func parts(t *testing.T, d Doc) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := DOCX(&b, d); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(text)
	}
	return all
}

// paragraphs gives the properties and the text of each paragraph of a docx.
func paragraphs(xml string) (list [][2]string) {
	for _, m := range regexp.MustCompile(`(?s)<w:p>(?:<w:pPr>(.*?)</w:pPr>)?(.*?)</w:p>`).FindAllStringSubmatch(xml, -1) {
		text := ""
		for _, r := range regexp.MustCompile(`<w:t[^>]*>(.*?)</w:t>`).FindAllStringSubmatch(m[2], -1) {
			text += r[1]
		}
		list = append(list, [2]string{m[1], text})
	}
	return list
}

// tops gives, page by page, how far from the top each line with these words begins,
// in points, as poppler measures the PDF.
func tops(t *testing.T, d Doc, word string) (pages [][]float64) {
	t.Helper()
	for _, page := range strings.Split(poppler.Text(t, pdfOf(t, d), "-bbox"), "<page ")[1:] {
		var list []float64
		for _, m := range regexp.MustCompile(`yMin="([\d.]+)"[^>]*>`+word).FindAllStringSubmatch(page, -1) {
			y, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, y)
		}
		pages = append(pages, list)
	}
	return pages
}

// attribute reads the value of an attribute in a piece of docx.
func attribute(t *testing.T, xml, name string) float64 {
	t.Helper()
	m := regexp.MustCompile(name + `="(-?\d+)"`).FindStringSubmatch(xml)
	if m == nil {
		t.Fatalf("no %s in %s", name, xml)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return float64(n)
}

// Docx says of page, lines and type what the PDF measures: the lines of the PDF are
// read by poppler, those of the docx from its parts.
func TestDOCXMeasuresWhatPDFMeasures(t *testing.T) {
	plain := Doc{Title: "题目", Body: "某局"}
	for i := range 30 {
		plain.Blocks = append(plain.Blocks, Text("行"+fmt.Sprint(i)))
	}
	all := parts(t, plain)
	section := regexp.MustCompile(`(?s)<w:sectPr>.*`).FindString(all["word/document.xml"])
	for name, want := range map[string]float64{`<w:pgSz w:w`: 210 * mm, `w:h`: 297 * mm, `w:top`: 37 * mm, `w:left`: 28 * mm} {
		if got := attribute(t, section, name) / 20; math.Abs(got-want) > 0.06 {
			t.Errorf("%s is %.2f pt, want %.2f", name, got, want)
		}
	}
	if w := attribute(t, section, `<w:pgSz w:w`) - attribute(t, section, `w:left`) - attribute(t, section, `w:right`); math.Abs(w/20-156*mm) > 0.1 {
		t.Errorf("the text is %.2f pt wide", w/20)
	}
	if h := attribute(t, section, `w:h`) - attribute(t, section, `w:top`) - attribute(t, section, `w:bottom`); math.Abs(h/20-225*mm) > 0.1 {
		t.Errorf("the text is %.2f pt high", h/20)
	}
	style := func(id string) string {
		return regexp.MustCompile(`(?s)<w:style [^>]*w:styleId="` + id + `".*?</w:style>`).FindString(all["word/styles.xml"])
	}
	lines := tops(t, plain, "行")
	if len(lines) != 2 || math.Abs(lines[0][1]-lines[0][0]-attribute(t, style("Normal"), "w:line")/20) > 0.02 {
		t.Errorf("lines stand %v apart, in docx %.2f", lines[0][:2], attribute(t, style("Normal"), "w:line")/20)
	}
	// the title's line and the room under it bring the first line where it stands
	wide := tops(t, Doc{Blocks: plain.Blocks}, "行")[0]
	title := (attribute(t, style("Title"), "w:line") + attribute(t, style("Title"), "w:after")) / 20
	if got := lines[0][0] - wide[0]; math.Abs(got-title) > 0.02 {
		t.Errorf("the title takes %.2f pt, in docx %.2f", got, title)
	}
	for id, want := range map[string]float64{"Title": titleSize, "TableText": 10.5, "Caption": captionSize, "Note": noteSize, "Footer": folio} {
		if got := attribute(t, style(id), `<w:sz w:val`) / 2; got != want {
			t.Errorf("%s is set in %.1f pt, in PDF in %.1f", id, got, want)
		}
	}
	if !strings.Contains(all["word/styles.xml"], `<w:sz w:val="32"/>`) || attribute(t, style("Normal"), `<w:spacing w:val`)/20 != spacing {
		t.Error("text is set otherwise than in PDF")
	}
}

// The head of a letter takes the same room in both: what docx says of its lines
// adds up to where the PDF begins the text, and later pages begin at 37 mm.
func TestHeadMeasuresTheSame(t *testing.T) {
	d := lettersOf("云溪市住房和城乡建设局")
	for range 20 {
		d.Blocks = append(d.Blocks, Text("王小溪"))
	}
	all := parts(t, d)
	section := regexp.MustCompile(`(?s)<w:sectPr>.*`).FindString(all["word/document.xml"])
	if !strings.Contains(section, "<w:titlePg/>") || attribute(t, section, "w:top") != 1701 {
		t.Errorf("the first page of a letter begins elsewhere: %s", section)
	}
	if got := attribute(t, section, "w:header") + attribute(t, all["word/header1.xml"], "w:line"); got != 2098 {
		t.Errorf("the text of later pages begins at %.0f", got)
	}
	style := func(id string) string {
		return regexp.MustCompile(`(?s)<w:style [^>]*w:styleId="` + id + `".*?</w:style>`).FindString(all["word/styles.xml"])
	}
	title := paragraphs(all["word/document.xml"])[2][0]
	rule := attribute(t, style("DocumentNumber"), "w:space") + attribute(t, style("DocumentNumber"), "w:sz")/8
	want := (attribute(t, section, "w:top")+attribute(t, style("RedHead"), "w:line")+attribute(t, style("DocumentNumber"), "w:line")+attribute(t, style("DocumentNumber"), "w:after")+
		2*attribute(t, title, "w:line")+attribute(t, title, "w:after"))/20 + rule
	first := tops(t, d, "王小溪")
	later := tops(t, Doc{Blocks: []Block{Text("王小溪")}}, "王小溪")[0][0] - 2098/20.0 // how far type stands under the top of its line
	if got := first[0][0] - later; math.Abs(got-want) > 0.05 {
		t.Errorf("the text begins %.2f pt from the edge, in docx %.2f", got, want)
	}
	if got := first[1][0] - later; math.Abs(got-2098/20.0) > 0.05 {
		t.Errorf("later pages begin %.2f pt from the edge", got)
	}
}

// What stays together is the same: a signature is never alone on a page, a heading
// stands with what follows, and a table that fits a page is not parted.
func TestBothKeepTheSameTogether(t *testing.T) {
	for lines := 10; lines < 24; lines++ {
		var d Doc
		for range lines {
			d.Blocks = append(d.Blocks, Text("正文"))
		}
		d.Blocks = append(d.Blocks, Signature{"云溪市某局", "2026年11月20日"})
		all := paragraphs(parts(t, d)["word/document.xml"])
		for i, p := range all {
			if want := i >= lines-1 && i < len(all)-1; strings.Contains(p[0], "<w:keepNext/>") != want && i < lines {
				t.Errorf("%d lines: paragraph %d is kept: %v", lines, i, !want)
			}
		}
		pages := tops(t, d, "(?:正文|2026)")
		if last := pages[len(pages)-1]; len(last) < 2 {
			t.Errorf("%d lines: the signature stands alone on page %d", lines, len(pages))
		}
		if want := 1; lines+3 > 22 {
			want = 2
			if len(pages) != want {
				t.Errorf("%d lines and a signature take %d pages", lines, len(pages))
			}
		} else if len(pages) != want {
			t.Errorf("%d lines and a signature take %d pages", lines, len(pages))
		}
	}
	listed := paragraphs(parts(t, Doc{Blocks: []Block{Text("正文"), Attachments{[]string{"甲", "乙"}}, Signature{"某局", "2026年1月1日"}}})["word/document.xml"])
	for i, want := range []bool{false, false, true} {
		if got := strings.Contains(listed[i][0], "<w:keepNext/>"); got != want {
			t.Errorf("%s is kept with what follows: %v", listed[i][1], got)
		}
	}
	for rows, kept := range map[int]int{20: 19, 60: 2} {
		table := Table{Head: 1, Rows: [][]Cell{{{Text: "单位"}, {Text: "件数"}}}}
		for len(table.Rows) < rows {
			table.Rows = append(table.Rows, []Cell{{Text: "科室"}, number(1)})
		}
		xml := parts(t, Doc{Blocks: []Block{table}})["word/document.xml"]
		if got := strings.Count(xml, "<w:keepNext/>") / 2; got != kept {
			t.Errorf("of %d rows %d stay with the next, want %d", rows, got, kept)
		}
	}
}

// compared are letters that LibreOffice is asked to break, by hand: write them with
// -look, turn the docx into PDF with soffice, compare the pages.
func compared() map[string]Doc {
	body := "云溪市住房和城乡建设局"
	short := lettersOf(body)
	short.Blocks = []Block{Paragraph{Runs: []Run{{Text: "王小溪："}}, Flush: true}, Text("您的申请已收到。"), Signature{body, "2026年11月20日"}}
	table := Table{Head: 1, Caption: "材料清单", Notes: []string{"注：材料在档案室查阅。"}, Rows: [][]Cell{{{Text: "材料"}, {Text: "页数"}, {Text: "说明"}}}}
	for i := range 24 {
		table.Rows = append(table.Rows, []Cell{{Text: "设计变更审批单"}, number(i + 1), {Text: strings.Repeat("存档", i%9+1)}})
	}
	all := map[string]Doc{"set-short": short, "set-300": lettersOf(body)}
	for i, n := range []int{3, 8, 15, 17, 19, 21, 23, 40} {
		d := lettersOf(body)
		end := d.Blocks[len(d.Blocks)-3:]
		d.Blocks = append([]Block{}, d.Blocks[:2]...)
		for k := range n {
			d.Blocks = append(d.Blocks, Text(fmt.Sprintf("%d.关于第%d项：", k+1, k+1)+strings.Repeat("经查，该项信息由本机关保存，", k%3+1)+"予以公开，见https://www.yunxi.example/zwgk/"+fmt.Sprint(2026*k)+"。"))
			if k%5 == 4 {
				d.Blocks = append(d.Blocks, Heading{1, "小结"})
			}
		}
		if i%2 == 1 {
			d.Blocks = append(d.Blocks, table)
		}
		d.Blocks = append(d.Blocks, end...)
		all[fmt.Sprintf("set-long-%02d", n)] = d
	}
	return all
}

// The letters that are compared are written; with -look they are kept.
func TestLettersToCompare(t *testing.T) {
	for name, d := range compared() {
		file := pdfOf(t, d)
		var docx bytes.Buffer
		if err := DOCX(&docx, d); err != nil {
			t.Fatal(err)
		}
		if *look != "" {
			for ending, data := range map[string][]byte{".pdf": file, ".docx": docx.Bytes()} {
				if err := os.WriteFile(filepath.Join(*look, name+ending), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
