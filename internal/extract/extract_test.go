package extract

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yangguang/internal/document"
	"yangguang/internal/fault"
)

func reader(t testing.TB) *Reader {
	r := New(Options{Timeout: 30 * time.Second})
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func read(t *testing.T, name, content string) document.Document {
	t.Helper()
	d, err := Bytes(context.Background(), name, []byte(content))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return d
}

func fixturePDF(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func gb(t testing.TB, s string) string {
	t.Helper()
	b, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// rows writes a table's own cells, a row a string, for short expectations.
func rows(tb *document.Table) []string {
	var out []string
	for _, row := range tb.Rows {
		var cells []string
		for _, c := range row {
			if c.Covered {
				cells = append(cells, "^")
			} else {
				cells = append(cells, strings.ReplaceAll(c.Text, "\n", "/"))
			}
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return out
}

func outline(d document.Document) []string {
	var out []string
	for _, b := range d.Blocks {
		switch b.Kind {
		case document.Heading:
			out = append(out, strings.Repeat("#", b.Level)+" "+b.Text)
		case document.Picture:
			out = append(out, "picture "+b.Text)
		case document.Grid:
			out = append(out, "grid")
		default:
			out = append(out, b.Text)
		}
	}
	return out
}

func TestStatutoryTableIsTheSameFromEveryFormat(t *testing.T) {
	page := pageHTML(tableThree())
	want := grid(tableThree())
	for _, c := range []struct {
		name, content, format string
		because               string
	}{
		{"a.html", page, "html", "the form it is published in"},
		{"a.htm", gb(t, strings.Replace(page, "utf-8", "gb2312", 1)), "html", "older sites serve GBK"},
		{"a.docx", page, "html", "a page saved under Word's name is a page"},
		{"a.docx", string(fixtureWord(t)), "docx", "the form it is drafted in"},
		{"a.xls", string(fixtureExcel(t)), "xlsx", "content decides, not the name"},
		{"a.pdf", fixturePDF(t, "writer.pdf"), "pdf", "three pages, rows and merged cells cut by page breaks"},
		{"a.pdf", fixturePDF(t, "cutlabel.pdf"), "pdf", "a label's last character stands on the next page"},
	} {
		t.Run(c.name+" "+c.because, func(t *testing.T) {
			d := read(t, c.name, c.content)
			if d.Format != c.format {
				t.Fatalf("format %s, want %s", d.Format, c.format)
			}
			tables := d.Tables()
			if len(tables) != 1 {
				t.Fatalf("%d tables, want 1: %q", len(tables), outline(d))
			}
			if diff := cmp.Diff(want, tables[0].Rows); diff != "" {
				t.Error(diff)
			}
			if tables[0].Flat {
				t.Error("merging was read, the table is not flat")
			}
			if c.format != "xlsx" && (!strings.Contains(d.Text(), fixtureProse) || !strings.Contains(d.Text(), fixtureHead) || !strings.Contains(d.Text(), fixtureEnd)) {
				t.Errorf("text around the table is lost: %q", outline(d))
			}
		})
	}
}

func TestHTML(t *testing.T) {
	for _, c := range []struct{ because, page, want string }{
		{"breaks and paragraphs in a cell are lines of it", "<table><tr><td><p>结果</p><p>维持</p></td><td>a<br>b</td></tr></table>", "结果/维持|a/b"},
		{"spaces of every kind mean nothing", "<table><tr><td>&nbsp; 规&#8203;章&emsp;</td><td>\n 12 \n</td></tr></table>", "规章|12"},
		{"what is hidden is not read", "<table><tr><td>a</td><td style='display : none'>x</td><td hidden>y</td><td>b</td></tr><tr style='DISPLAY:NONE'><td>z</td></tr></table>", "a|b"},
		{"columns no cell begins in come from spans wider than the table", "<table><tr><td colspan=9>头</td></tr><tr><td colspan=3>a</td><td colspan=6>b</td></tr></table>", "头|^,a|b"},
		{"rowspan 0 reaches the last row", "<table><tr><td rowspan=0>a</td><td>1</td></tr><tr><td>2</td></tr></table>", "a|1,^|2"},
		{"rowspan past the end is cut", "<table><tr><td rowspan=99>a</td><td>1</td></tr><tr><td>2</td></tr></table>", "a|1,^|2"},
		{"a table that arranges the page is none", "<table><tr><td><p>导航</p><table><tr><td>a</td><td>1</td></tr></table></td></tr></table>", "a|1"},
		{"line ends in the source are no spaces between Chinese characters", "<table><tr><td>行政\n   许可</td><td>two\nwords</td></tr></table>", "行政许可|two words"},
		{"tags left open", "<table><tr><td>a<td>1<tr><td>b<td>2</table>", "a|1,b|2"},
	} {
		d := read(t, "a.html", "<html><body>"+c.page)
		if len(d.Tables()) != 1 {
			t.Errorf("%s: %d tables", c.because, len(d.Tables()))
			continue
		}
		if got := strings.Join(rows(d.Tables()[0]), ","); got != c.want {
			t.Errorf("%s: %s, want %s", c.because, got, c.want)
		}
	}
}

func TestHTMLOutline(t *testing.T) {
	d := read(t, "a.html", `<title>年报</title><body><script>x</script><h2>一、总体<b>情况</b></h2><div>第一段<br/>第二段<span style="display:none">藏</span></div>
<table><caption>表</caption><tr><th>甲</th><td>乙<table><tr><td>内</td><td>1</td></tr></table></td></tr><tr><td>很长的外层文字很长的外层文字</td><td>2</td></tr></table><img src=x alt="表三"><p>末</p>`)
	want := []string{"## 一、总体情况", "第一段", "第二段", "表", "grid", "grid", "picture 表三", "末"}
	if diff := cmp.Diff(want, outline(d)); diff != "" {
		t.Error(diff)
	}
	if d.Title != "年报" || !d.Tables()[0].Rows[0][0].Header || d.Tables()[0].Rows[0][1].Header {
		t.Errorf("title %q, header %v", d.Title, d.Tables()[0].Rows[0])
	}
	if got := rows(d.Tables()[0])[0]; got != "甲|乙/内 1" {
		t.Errorf("the outer cell keeps the inner table's text: %s", got)
	}
}

func TestText(t *testing.T) {
	text := "标题\r\n规章 | 0 | 1 |\r\n行政规范性文件|2|3\r\n\r\n结尾\ta\n1\t2\n"
	want := []string{"标题", "grid", "grid"}
	wide := func(big bool) string {
		b := []byte{0xFF, 0xFE}
		if big {
			b = []byte{0xFE, 0xFF}
		}
		for _, r := range text {
			if big {
				b = append(b, byte(r>>8), byte(r))
			} else {
				b = append(b, byte(r), byte(r>>8))
			}
		}
		return string(b)
	}
	for name, content := range map[string]string{"utf-8": text, "bom": "\xEF\xBB\xBF" + text, "utf-16le": wide(false), "utf-16be": wide(true), "gbk": gb(t, text)} {
		d := read(t, "a.txt", content)
		if diff := cmp.Diff(want, outline(d)); diff != "" {
			t.Errorf("%s: %s", name, diff)
			continue
		}
		if got := strings.Join(rows(d.Tables()[0]), ","); got != "规章|0|1,行政规范性文件|2|3" || !d.Tables()[0].Flat {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestMarkdown(t *testing.T) {
	d := read(t, "a.md", "# 2024年**年度报告**\n\n| 内容 | 件\\|数 |\n|:---|---:|\n| 规章 | **3** |\n\n正文\n<table><tr><td rowspan=2>a</td><td>1</td></tr><tr><td>2</td></tr></table>\n![印章](x.png)\n")
	if diff := cmp.Diff([]string{"# 2024年年度报告", "grid", "正文", "grid", "picture 印章"}, outline(d)); diff != "" {
		t.Error(diff)
	}
	if got := strings.Join(rows(d.Tables()[0]), ","); got != "内容|件|数,规章|3" || !d.Tables()[0].Rows[0][0].Header || d.Tables()[0].Rows[1][0].Header {
		t.Errorf("%s", got)
	}
	if got := strings.Join(rows(d.Tables()[1]), ","); got != "a|1,^|2" {
		t.Errorf("%s", got)
	}
}

func TestWord(t *testing.T) {
	styles := `<w:styles xmlns:w="x"><w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a1"/></w:style></w:styles>`
	numbers := `<w:numbering xmlns:w="x"><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>`
	sub := `<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>主动公开</w:t></w:r></w:p>`
	body := `<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr><w:r><w:t>总体情况</w:t></w:r></w:p>` + sub + sub +
		`<w:p><w:pPr><w:pStyle w:val="a1"/></w:pPr><w:r><w:t>主动公开情况</w:t></w:r></w:p>` + sub +
		`<w:p><w:r><w:t>办理</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>318</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>件</w:t><w:tab/><w:t>止</w:t></w:r></w:p>` +
		`<w:p><w:r><w:drawing><x:docPr descr="印章"/><a:blip/></w:drawing></w:r></w:p>` +
		`<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>` + para("框内") + `</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>` + para("框内") + `</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>` +
		`<w:tbl><w:tr><w:tc>` + para("甲") + para("乙") + `</w:tc><w:tc>` + para("1") + `</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>` + para("删") + `</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>` + para("丙") + `</w:tc></w:tr></w:tbl>`
	d := read(t, "a.docx", string(word(t, body, "word/styles.xml", styles, "word/numbering.xml", numbers)))
	want := []string{"## 一、总体情况", "（一）主动公开", "（二）主动公开", "## 二、主动公开情况", "（一）主动公开", "办理318件 止", "picture 印章", "框内", "grid"}
	if diff := cmp.Diff(want, outline(d)); diff != "" {
		t.Error(diff)
	}
	if got := strings.Join(rows(d.Tables()[0]), ","); got != "甲/乙|1,丙|^" {
		t.Errorf("%s", got)
	}
}

func TestNumberFormats(t *testing.T) {
	for _, c := range []struct {
		n            int
		format, want string
	}{
		{1, "chineseCounting", "一"}, {10, "chineseCounting", "十"}, {11, "chineseCountingThousand", "十一"}, {20, "japaneseCounting", "二十"},
		{101, "chineseCountingThousand", "一百〇一"}, {110, "chineseCountingThousand", "一百一十"}, {2005, "chineseCountingThousand", "二千〇五"},
		{3, "chineseLegalSimplified", "叁"}, {2, "ideographTraditional", "乙"}, {4, "decimalEnclosedCircle", "④"}, {12, "decimalFullWidth", "１２"},
		{27, "lowerLetter", "aa"}, {4, "upperRoman", "IV"}, {9, "decimalZero", "09"}, {7, "decimal", "7"},
	} {
		if got := formatNumber(c.n, c.format); got != c.want {
			t.Errorf("%d as %s is %s, want %s", c.n, c.format, got, c.want)
		}
	}
}

func TestExcel(t *testing.T) {
	data := `<row r="1"><c r="A1" t="inlineStr"><is><t>三、收到申请</t></is></c></row>` +
		`<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>0.30000000000000004</v></c><c r="C2" s="1"><v>0.994</v></c><c r="D2" s="2"><v>45292</v></c></row>` +
		`<row r="3" hidden="1"><c r="A3"><v>9</v></c></row>` +
		`<row r="4"><c r="A4" t="str"><f>X1</f><v>甲</v></c><c r="B4"><f>SUM(B1:B3)</f></c><c r="C4"><f>1+1</f><v>2</v></c><c r="D4" t="b"><v>1</v></c></row>` +
		`<row r="9"><c r="B9"><v>73001</v></c><c r="C9"><v>12</v></c></row>`
	more := []string{
		"xl/sharedStrings.xml", `<sst><si><r><t>规</t></r><rPh><t>gui</t></rPh><r><t xml:space="preserve">章 </t></r></si></sst>`,
		"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
	}
	d := read(t, "a.xlsx", string(excel(t, data, `<mergeCells><mergeCell ref="A1:D1"/></mergeCells>`, more...)))
	if diff := cmp.Diff([]string{"# 表三", "三、收到申请", "grid", "grid"}, outline(d)); diff != "" {
		t.Error(diff)
	}
	if got := strings.Join(rows(d.Tables()[0]), ","); got != "规章|0.3|99.4%|2024-01-01,甲|=SUM(B1:B3)|2|TRUE" {
		t.Errorf("%s", got)
	}
	if got := strings.Join(rows(d.Tables()[1]), ","); got != "73001|12" {
		t.Errorf("%s", got)
	}
	if d.Blocks[2].Where != "工作表“表三”" {
		t.Errorf("a sheet's table is named by its sheet: %q", d.Blocks[2].Where)
	}
}

func TestExcelHiddenSheetIsOnlyMentioned(t *testing.T) {
	b := zipped(t, "xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="明" r:id="a"/><sheet name="暗" state="veryHidden" r:id="b"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", relsHead+`<Relationship Id="a" Type="`+relsKind+`worksheet" Target="/xl/a.xml"/><Relationship Id="b" Type="`+relsKind+`worksheet" Target="b.xml"/></Relationships>`,
		"xl/a.xml", `<worksheet><sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData></worksheet>`,
		"xl/b.xml", `<worksheet><sheetData><row><c><v>5</v></c></row></sheetData></worksheet>`)
	d := read(t, "a.xlsx", string(b))
	if diff := cmp.Diff([]string{"# 明", "grid", "工作表“暗”是隐藏的，没有读取。"}, outline(d)); diff != "" {
		t.Error(diff)
	}
}

func TestPDFShapes(t *testing.T) {
	r := reader(t)
	var gaps, ruled, again drawing
	for i, label := range []string{"Rules", "Licences", "Fees"} {
		y := 100 + 20*float64(i)
		gaps.write(60, y, 12, label)
		gaps.write(200, y, 12, "10")
		gaps.write(300, y, 12, "2,300")
	}
	gaps.write(280, 825, 9, "- 1 -")
	for _, y := range []float64{100, 130, 160} {
		ruled.line(50, y, 350, y)
	}
	ruled.line(50, 100, 50, 160)
	ruled.line(150, 100, 150, 160)
	ruled.line(250, 130, 250, 160) // the head spans two columns
	ruled.line(350, 100, 350, 160)
	ruled.write(60, 120, 12, "Label")
	ruled.write(160, 120, 12, "Head")
	ruled.write(60, 150, 12, "Row")
	ruled.write(160, 150, 12, "100")
	ruled.write(160, 150, 12, "100") // drawn twice to look bold
	ruled.write(260, 150, 12, "22")
	again.write(60, 300, 12, "One line")
	for _, c := range []struct {
		because, extra, want string
		flat                 bool
		pages                []string
	}{
		{"wide gaps part cells where no lines are drawn", "", "Rules|10|2,300,Licences|10|2,300,Fees|10|2,300", true, []string{gaps.content.String()}},
		{"lines part cells, and where one is missing cells are merged", "", "Label|Head|^,Row|100|22", false, []string{ruled.content.String()}},
		{"a page turned upside down is read as shown", "/Rotate 180", "22|100|Row,^|Head|Label", false, []string{ruled.content.String()}},
	} {
		d, err := r.Bytes(context.Background(), "a.pdf", pdf(c.extra, c.pages...))
		if err != nil || len(d.Tables()) != 1 {
			t.Errorf("%s: %v %q", c.because, err, outline(d))
			continue
		}
		if c.extra != "" {
			continue // reading order of turned letters is not promised, only that it ends
		}
		if got := strings.Join(rows(d.Tables()[0]), ","); got != c.want || d.Tables()[0].Flat != c.flat {
			t.Errorf("%s: %s, want %s", c.because, got, c.want)
		}
		if strings.Contains(d.Text(), "- 1 -") {
			t.Errorf("%s: the page number is no text", c.because)
		}
	}
}

func TestGB18030(t *testing.T) {
	for _, c := range []struct{ because, bytes, want string }{
		{"plain GBK", "\xD5\xFE\xB8\xAE", "政府"},
		{"four-byte code", "\xD5\xFE\x82\x35\x90\x37", "政\u9fb4"},
		{"radical x/text leaves undecoded", "\xD5\xFE\xFE\x59\xB8\xAE", "政\u9fb4府"},
		{"vertical comma", "\xD5\xFE\xA6\xD9", "政\uFE10"},
		{"character of extension B", "\xD5\xFE\xFE\x51", "政\U00020087"},
		{"ḿ", "\xD5\xFE\xA8\xBC", "政ḿ"},
	} {
		if got, err := decode("a.txt", []byte(c.bytes)); err != nil || got != c.want {
			t.Errorf("%s: %q %v, want %q", c.because, got, err, c.want)
		}
	}
	_, err := decode("a.txt", []byte(gb(t, "第一行\n公开信息")+"\xAA\xA1"+gb(t, "三条")))
	if f := fault.As(err); f == nil || !strings.Contains(f.Message, "第 2 行第 5 字") || !strings.Contains(f.Message, "AAA1") || !strings.Contains(f.Message, "公开信息") {
		t.Errorf("a self-made character is refused with its place: %v", err)
	}
}

// Every two-byte code is either a character or refused, never replaced.
func TestGB18030NeverReplaces(t *testing.T) {
	read, refused := 0, 0
	for a := 0x81; a <= 0xFE; a++ {
		for b := 0x40; b <= 0xFE; b++ {
			if b == 0x7F {
				continue
			}
			// Framed so that the pair is not taken for UTF-8.
			s, err := decode("a.txt", []byte{0xD5, 0xFE, byte(a), byte(b), 0xB8, 0xAE})
			switch {
			case err != nil:
				refused++
			case strings.ContainsRune(s, '\uFFFD') || !strings.HasPrefix(s, "政") || !strings.HasSuffix(s, "府") || len([]rune(s)) != 3:
				t.Fatalf("%X%X read as %q", a, b, s)
			default:
				read++
			}
		}
	}
	if refused != 2067-25 || read != 126*190-refused {
		t.Errorf("%d read, %d refused; 25 of the 2067 codes x/text leaves undecoded are known", read, refused)
	}
}

func TestFileFaults(t *testing.T) {
	dir := t.TempDir()
	big := filepath.Join(dir, "大.docx")
	if err := os.WriteFile(big, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, 104_857_600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "空.pdf"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "没有.docx"): "不存在",
		dir:                           "文件夹",
		big:                           "104.9 MB，超过 100 MB",
		filepath.Join(dir, "空.pdf"):   "空文件",
		filepath.Join(dir, strings.Repeat("长", 300)+".x"): "文件名不能使用",
		os.DevNull: "不是普通文件",
	} {
		_, err := File(context.Background(), path)
		if f := fault.As(err); f == nil || !strings.Contains(f.Message, want) || strings.Contains(f.Message, dir) && path != dir {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}

func TestCallerMayStop(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Bytes(ctx, "a.docx", fixtureWord(t)); !errors.Is(err, context.Canceled) && err != nil {
		t.Errorf("%v", err)
	}
	_, err := New(Options{Timeout: time.Nanosecond}).Bytes(context.Background(), "a.html", []byte(pageHTML(tableThree())))
	if f := fault.As(err); f == nil || !strings.Contains(f.Message, "没有读完") {
		t.Errorf("a file that takes too long is a fault: %v", err)
	}
	r := New(Options{Timeout: time.Millisecond})
	defer r.Close()
	_, err = r.Bytes(context.Background(), "a.pdf", []byte(fixturePDF(t, "writer.pdf")))
	if f := fault.As(err); f == nil || !strings.Contains(f.Message, "没有读完") {
		t.Errorf("a PDF that takes too long is a fault: %v", err)
	}
	r.pdf = 30 * time.Second
	if _, err = r.Bytes(context.Background(), "a.pdf", []byte(fixturePDF(t, "writer.pdf"))); err != nil {
		t.Errorf("the engine serves on after a stop: %v", err)
	}
}
