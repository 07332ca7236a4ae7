package extract

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"strings"
	"testing"

	"yangguang/internal/document"
)

// span is a cell of a fixture: its text and how far it is merged.
type span struct {
	text       string
	cols, rows int
}

func one(text string) span { return span{text, 1, 1} }

// tableThree is the statutory table with its head in three levels; the figures
// are made up: row r, column c holds 100·r+c.
func tableThree() [][]span {
	t := [][]span{
		{{"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3}, {"申请人情况", 7, 1}},
		{{"自然人", 1, 2}, {"法人或其他组织", 5, 1}, {"总计", 1, 2}},
		{one("商业企业"), one("科研机构"), one("社会公益组织"), one("法律服务机构"), one("其他")},
	}
	row := 0
	figures := func(cells ...span) {
		row++
		for c := 1; c <= 7; c++ {
			cells = append(cells, one(fmt.Sprint(100*row+c)))
		}
		t = append(t, cells)
	}
	figures(span{"一、本年新收政府信息公开申请数量", 3, 1})
	figures(span{"二、上年结转政府信息公开申请数量", 3, 1})
	figures(span{"三、本年度办理结果", 1, 22}, span{"（一）予以公开", 2, 1})
	figures(span{"（二）部分公开", 2, 1})
	for _, g := range []struct {
		name  string
		items []string
	}{
		{"（三）不予公开", []string{"1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益", "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项"}},
		{"（四）无法提供", []string{"1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"}},
		{"（五）不予处理", []string{"1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息"}},
		{"（六）其他处理", []string{"1.逾期不补正", "2.逾期未缴费", "3.其他"}},
	} {
		for i, item := range g.items {
			if i == 0 {
				figures(span{g.name, 1, len(g.items)}, one(item))
			} else {
				figures(one(item))
			}
		}
	}
	figures(span{"（七）总计", 2, 1})
	figures(span{"四、结转下年度继续办理", 3, 1})
	return t
}

// grid is what every reader must make of a fixture table.
func grid(t [][]span) [][]document.Cell {
	out := make([][]document.Cell, len(t))
	width := 0
	for _, s := range t[0] {
		width += s.cols
	}
	taken := make([][]bool, len(t))
	for r := range t {
		out[r], taken[r] = make([]document.Cell, width), make([]bool, width)
	}
	for r, row := range t {
		c := 0
		for _, s := range row {
			for taken[r][c] {
				c++
			}
			for dr := range s.rows {
				for dc := range s.cols {
					out[r+dr][c+dc] = document.Cell{Text: s.text, Covered: dr+dc > 0}
					taken[r+dr][c+dc] = true
				}
			}
		}
	}
	return out
}

// places gives each cell of a fixture with the place it begins at.
func places(t [][]span, f func(r, c int, s span)) {
	width := 0
	for _, s := range t[0] {
		width += s.cols
	}
	taken := make([][]bool, len(t))
	for r := range t {
		taken[r] = make([]bool, width)
	}
	for r, row := range t {
		c := 0
		for _, s := range row {
			for taken[r][c] {
				c++
			}
			for dr := range s.rows {
				for dc := range s.cols {
					taken[r+dr][c+dc] = true
				}
			}
			f(r, c, s)
		}
	}
}

const (
	fixtureTitle = "青川区档案事务局2024年政府信息公开工作年度报告"
	fixtureProse = "2024年，本局主动公开政府信息42条，制发便民指引6份，办理热线转办事项318件，按期办结率为99.4%。"
	fixtureHead  = "三、收到和处理政府信息公开申请情况"
	fixtureEnd   = "本年度没有收取信息处理费。"
)

func pageHTML(table [][]span) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>" + fixtureTitle + "</title></head><body>\n<h1>" + fixtureTitle + "</h1>\n<p>&nbsp;&nbsp;" + fixtureProse + "</p>\n<h2>" + fixtureHead + "</h2>\n")
	b.WriteString(tableHTML(table))
	b.WriteString("<p>" + fixtureEnd + "</p></body></html>")
	return b.String()
}

func tableHTML(table [][]span) string {
	var b strings.Builder
	b.WriteString("<table border=\"1\"><tbody>\n")
	for _, row := range table {
		b.WriteString("<tr>")
		for _, s := range row {
			fmt.Fprintf(&b, `<td colspan="%d" rowspan="%d"><p>%s&nbsp;</p></td>`, s.cols, s.rows, html.EscapeString(s.text))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table>\n")
	return b.String()
}

// zipped makes a package of parts given as name, content, name, content, ….
func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	relsHead = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	relsKind = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	wordHead = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>`
	wordFoot = `</w:body></w:document>`
)

// word makes a docx around the body's XML; more are further parts.
func word(t testing.TB, body string, more ...string) []byte {
	t.Helper()
	return zipped(t, append([]string{
		"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels", relsHead + `<Relationship Id="rId1" Type="` + relsKind + `officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml", wordHead + body + wordFoot,
	}, more...)...)
}

func para(text string) string {
	return "<w:p><w:r><w:t xml:space=\"preserve\">" + html.EscapeString(text) + "</w:t></w:r></w:p>"
}

func headingPara(level int, text string) string {
	return fmt.Sprintf("<w:p><w:pPr><w:outlineLvl w:val=\"%d\"/></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>", level-1, html.EscapeString(text))
}

func tableWord(table [][]span) string {
	width := 0
	for _, s := range table[0] {
		width += s.cols
	}
	at := map[[2]int]span{}
	places(table, func(r, c int, s span) { at[[2]int{r, c}] = s })
	var b strings.Builder
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders></w:tblPr><w:tblGrid>` + strings.Repeat(`<w:gridCol w:w="900"/>`, width) + `</w:tblGrid>`)
	for r := range table {
		b.WriteString("<w:tr>")
		for c := 0; c < width; {
			s, begins := at[[2]int{r, c}]
			merge := ""
			if begins && s.rows > 1 {
				merge = `<w:vMerge w:val="restart"/>`
			}
			if !begins {
				for above := r - 1; above >= 0 && !begins; above-- {
					if s, begins = at[[2]int{above, c}]; begins {
						merge = "<w:vMerge/>"
					}
				}
				s.text = ""
			}
			fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="%d"/>%s</w:tcPr>%s</w:tc>`, 900*s.cols, s.cols, merge, para(s.text))
			c += s.cols
		}
		b.WriteString("</w:tr>")
	}
	b.WriteString("</w:tbl>")
	return b.String()
}

func fixtureWord(t testing.TB) []byte {
	return word(t, headingPara(1, fixtureTitle)+para(fixtureProse)+headingPara(2, fixtureHead)+tableWord(tableThree())+para(fixtureEnd))
}

// column is the letter of a column below 26.
func column(c int) string { return string(rune('A' + c)) }

// excel makes an xlsx of one sheet; data and tail are XML of the sheet.
func excel(t testing.TB, data, tail string, more ...string) []byte {
	t.Helper()
	return zipped(t, append([]string{
		"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels", relsHead + `<Relationship Id="rId1" Type="` + relsKind + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表三" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", relsHead + `<Relationship Id="rId1" Type="` + relsKind + `worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + data + `</sheetData>` + tail + `</worksheet>`,
	}, more...)...)
}

func fixtureExcel(t testing.TB) []byte {
	var data, merges strings.Builder
	row := -1
	places(tableThree(), func(r, c int, s span) {
		if r != row {
			if row >= 0 {
				data.WriteString("</row>")
			}
			row = r
			fmt.Fprintf(&data, `<row r="%d">`, r+3)
		}
		ref := column(c) + fmt.Sprint(r+3)
		if strings.Trim(s.text, "0123456789") == "" {
			fmt.Fprintf(&data, `<c r="%s"><v>%s</v></c>`, ref, s.text)
		} else {
			fmt.Fprintf(&data, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, html.EscapeString(s.text))
		}
		if s.cols*s.rows > 1 {
			fmt.Fprintf(&merges, `<mergeCell ref="%s:%s%d"/>`, ref, column(c+s.cols-1), r+s.rows+2)
		}
	})
	return excel(t, data.String()+"</row>", "<mergeCells>"+merges.String()+"</mergeCells>")
}

// drawing makes PDF files by hand.
type drawing struct{ content strings.Builder }

// write sets ASCII text with its baseline at x, y from the top of an A4 page.
func (d *drawing) write(x, y, size float64, s string) {
	fmt.Fprintf(&d.content, "BT /F1 %.1f Tf %.2f %.2f Td (%s) Tj ET\n", size, x, 842-y, strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s))
}

func (d *drawing) line(x0, y0, x1, y1 float64) {
	fmt.Fprintf(&d.content, "0.5 w %.2f %.2f m %.2f %.2f l S\n", x0, 842-y0, x1, 842-y1)
}

// pdf makes a file of pages with the given content streams.
func pdf(pageExtra string, contents ...string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	var kids []string
	for i := range contents {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+2*i))
	}
	object(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids)))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	for i, c := range contents {
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R %s >>", 5+2*i, pageExtra))
		object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(c), c))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes()
}
