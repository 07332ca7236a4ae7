package render

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// SheetColumn is a column of a Sheet: its title, and whether its cells are plain
// decimal numbers.
type SheetColumn struct {
	Title  string
	Number bool
}

// Sheet writes a workbook with one table row by row, so that a list of any
// length goes out with one row in memory; XLSX holds a whole document. It is
// written here since excelize keeps the rows of a stream in a temporary file.
type Sheet struct {
	z       *zip.Writer
	out     *bufio.Writer // of the sheet's part
	columns []SheetColumn
	rows    int
}

// What a workbook and a cell of it hold at most.
const (
	mostSheetRows = 1 << 20
	mostCellText  = 32767
)

const sheetHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// sheetParts are the parts of the workbook that say what the sheet is.
func sheetParts() [][2]string {
	const schemas = "http://schemas.openxmlformats.org/"
	const main, relations = schemas + "spreadsheetml/2006/main", schemas + "package/2006/relationships"
	const kinds, types = schemas + "officeDocument/2006/relationships", "application/vnd.openxmlformats-officedocument.spreadsheetml."
	return [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + schemas + `package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + types + `sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + types + `worksheet+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + types + `styles+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + relations + `"><Relationship Id="rId1" Type="` + kinds + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + main + `" xmlns:r="` + kinds + `"><sheets><sheet name="列表" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + relations + `"><Relationship Id="rId1" Type="` + kinds + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + kinds + `/styles" Target="styles.xml"/></Relationships>`},
		// styles: 0 a number, 1 a title, 2 text
		{"xl/styles.xml", `<styleSheet xmlns="` + main + `"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="黑体"/></font></fonts>` +
			`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>` +
			`<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`},
	}
}

// NewSheet begins a workbook with the titles of its columns, which stay in sight.
func NewSheet(w io.Writer, columns ...SheetColumn) (*Sheet, error) {
	s := &Sheet{z: zip.NewWriter(w), columns: columns}
	for _, part := range sheetParts() {
		out, err := zipEntry(s.z, part[0])
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(out, sheetHead+part[1]); err != nil {
			return nil, err
		}
	}
	out, err := zipEntry(s.z, "xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	s.out = bufio.NewWriter(out)
	s.out.WriteString(sheetHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0" tabSelected="1">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i := range columns {
		fmt.Fprintf(s.out, `<col min="%d" max="%d" width="18" customWidth="1"/>`, i+1, i+1)
	}
	s.out.WriteString(`</cols><sheetData>`)
	s.begin()
	for i, c := range columns {
		s.text(i, "1", c.Title)
	}
	return s, s.end()
}

// Write adds a row. Text that could start a formula is guarded (see Guard); what
// is no plain number stays text in a column of numbers.
func (s *Sheet) Write(cells ...string) error {
	if s.rows >= mostSheetRows {
		return unwritable(fmt.Sprintf("Excel 文件最多 %d 行。缩小范围再导出，或者导出 CSV", mostSheetRows))
	}
	s.begin()
	for i, c := range cells {
		if _, digits, ok := decimal(c); ok && digits <= 15 && i < len(s.columns) && s.columns[i].Number {
			fmt.Fprintf(s.out, `<c r="%s"><v>%s</v></c>`, s.ref(i), c)
			continue
		}
		s.text(i, "2", c)
	}
	return s.end()
}

// Close ends the workbook; without it no program opens it.
func (s *Sheet) Close() error {
	s.out.WriteString(`</sheetData></worksheet>`)
	if err := s.out.Flush(); err != nil {
		return err
	}
	return s.z.Close()
}

func (s *Sheet) begin() {
	s.rows++
	fmt.Fprintf(s.out, `<row r="%d">`, s.rows)
}

// end closes a row; an error of any write before it comes back here.
func (s *Sheet) end() error {
	_, err := s.out.WriteString(`</row>`)
	return err
}

// text writes a cell of text in a style.
func (s *Sheet) text(column int, style, text string) {
	if text == "" {
		return
	}
	text = Guard(text)
	if r := []rune(text); len(r) > mostCellText {
		text = string(r[:mostCellText])
	}
	fmt.Fprintf(s.out, `<c r="%s" s="%s" t="inlineStr"><is><t xml:space="preserve">`, s.ref(column), style)
	_ = xml.EscapeText(s.out, []byte(text)) // a writer that failed tells so at the row's end
	s.out.WriteString(`</t></is></c>`)
}

// ref is the place of a cell of the row being written: C5.
func (s *Sheet) ref(column int) string {
	name, err := excelize.CoordinatesToCellName(column+1, s.rows)
	if err != nil {
		return "#REF!"
	}
	return name
}
