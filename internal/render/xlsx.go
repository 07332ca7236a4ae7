package render

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// XLSX writes the tables of the document as a workbook, one sheet each: merged
// headers, borders, numbers as numbers, formulas live, header rows frozen and
// repeated in print, checks beside the table. Text that could start a formula
// is guarded (see Guard).
func XLSX(w io.Writer, d Doc) error {
	if err := d.Check(); err != nil {
		return err
	}
	tables := d.Tables()
	if len(tables) == 0 {
		return unwritable("文件里没有表格，不能导出为 Excel；可改为导出 Word 或 PDF")
	}
	f := excelize.NewFile()
	defer f.Close()
	book := &workbook{File: f, styles: map[cellStyle]int{}, used: map[string]bool{}}
	for i, t := range tables {
		if err := book.sheet(i, t); err != nil {
			return fmt.Errorf("render sheet %d: %w", i+1, err)
		}
	}
	f.SetActiveSheet(0)
	when := "1980-01-01T00:00:00Z"
	if day, err := time.Parse(time.DateOnly, d.Date); err == nil {
		when = day.Format(time.RFC3339)
	}
	if err := f.SetDocProps(&excelize.DocProperties{Title: flat(d.Title), Subject: flat(d.Subject), Creator: flat(d.Body), Keywords: flat(d.Keywords), Language: "zh-CN", Created: when, Modified: when}); err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		return fmt.Errorf("render workbook: %w", err)
	}
	return repack(w, buf.Bytes())
}

// repack writes the archive again with our fixed times.
func repack(w io.Writer, archive []byte) error {
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, f := range in.File {
		raw, err := f.OpenRaw()
		if err != nil {
			return err
		}
		head := f.FileHeader
		head.Modified, head.Extra = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), nil
		out, err := z.CreateRaw(&head)
		if err != nil {
			return err
		}
		if _, err := io.Copy(out, raw); err != nil {
			return err
		}
	}
	return z.Close()
}

// Ref names the place of row r and column c of the table (both from 0, merged
// cells counted in full) as the sheet will: "C5". The caption, where there is
// one, takes the sheet's first row.
func (t Table) Ref(r, c int) string {
	if t.Caption != "" {
		r++
	}
	name, err := excelize.CoordinatesToCellName(c+1, r+1)
	if err != nil {
		return "#REF!"
	}
	return name
}

type workbook struct {
	*excelize.File
	styles map[cellStyle]int
	used   map[string]bool
}

type cellStyle struct {
	align    Align
	head     bool
	bold     bool
	decimals int // -1 for text
	caption  bool
	bare     bool // no border
}

func (b *workbook) style(s cellStyle) (int, error) {
	if id, ok := b.styles[s]; ok {
		return id, nil
	}
	x := &excelize.Style{
		Font:      &excelize.Font{Family: "宋体", Size: 11, Bold: s.bold},
		Alignment: &excelize.Alignment{Horizontal: map[Align]string{Left: "left", Center: "center", Right: "right"}[s.align], Vertical: "center", WrapText: true},
	}
	if s.head {
		x.Font.Family = "黑体"
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEF4FC"}}
	}
	if s.caption {
		x.Font = &excelize.Font{Family: "黑体", Size: 14}
	} else if !s.bare {
		for _, side := range []string{"left", "top", "right", "bottom"} {
			x.Border = append(x.Border, excelize.Border{Type: side, Color: "475667", Style: 1})
		}
	}
	format := "@"
	if s.decimals >= 0 {
		format = "0"
		if s.decimals > 0 {
			format += "." + strings.Repeat("0", s.decimals)
		}
	}
	x.CustomNumFmt = &format
	id, err := b.NewStyle(x)
	if err == nil {
		b.styles[s] = id
	}
	return id, err
}

var sheetForbidden = regexp.MustCompile(`[\[\]:*?/\\'\x{FF07}]`)

// name makes a sheet name that is allowed (31 characters at most, some
// forbidden) and not used yet.
func (b *workbook) name(i int, t Table) string {
	base := strings.TrimSpace(sheetForbidden.ReplaceAllString(flat(t.Name), ""))
	if base == "" {
		base = strings.TrimSpace(sheetForbidden.ReplaceAllString(flat(t.Caption), ""))
	}
	if base == "" {
		base = "表" + strconv.Itoa(i+1)
	}
	name := clip(base, 31)
	for n := 2; b.used[strings.ToLower(name)]; n++ {
		tail := "_" + strconv.Itoa(n)
		name = clip(base, 31-len(tail)) + tail
	}
	b.used[strings.ToLower(name)] = true
	return name
}

// clip cuts s to n UTF-16 units, which is how spreadsheets count.
func clip(s string, n int) string {
	for i, r := range s {
		if n -= max(1, utf8.RuneLen(r)-2); n < 0 {
			return s[:i]
		}
	}
	return s
}

func (b *workbook) sheet(i int, t Table) error {
	g, err := t.grid()
	if err != nil {
		return err
	}
	name := b.name(i, t)
	if i == 0 {
		err = b.SetSheetName("Sheet1", name)
	} else {
		_, err = b.NewSheet(name)
	}
	if err != nil {
		return err
	}
	for c, share := range g.widths {
		col, _ := excelize.ColumnNumberToName(c + 1)
		if err := b.SetColWidth(name, col, col, min(max(6, share*100), 60)); err != nil {
			return err
		}
	}
	top := 0
	if t.Caption != "" {
		top = 1
		if err := b.caption(name, t.Caption, g.cols); err != nil {
			return err
		}
	}
	for _, p := range g.places {
		if err := b.cell(name, p, top); err != nil {
			return err
		}
	}
	if err := b.notes(name, t.Notes, top+g.rows+1, g.cols); err != nil {
		return err
	}
	if err := b.checks(name, t.Checks, g.cols+2, top+max(t.Head-1, 0)+1); err != nil {
		return err
	}
	return b.page(name, t, g, top)
}

func (b *workbook) caption(sheet, text string, cols int) error {
	id, err := b.style(cellStyle{align: Center, decimals: -1, caption: true})
	if err != nil {
		return err
	}
	if err := b.rect(sheet, 1, 1, cols, 1, id); err != nil {
		return err
	}
	if err := b.SetRowHeight(sheet, 1, 28); err != nil {
		return err
	}
	return b.SetCellStr(sheet, "A1", Guard(flat(text)))
}

// rect styles a rectangle and merges it when it is more than one place.
func (b *workbook) rect(sheet string, col, row, span, down, style int) error {
	from, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return err
	}
	to, err := excelize.CoordinatesToCellName(col+span-1, row+down-1)
	if err != nil {
		return err
	}
	if span > 1 || down > 1 {
		if err := b.MergeCell(sheet, from, to); err != nil {
			return err
		}
	}
	return b.SetCellStyle(sheet, from, to, style)
}

func (b *workbook) cell(sheet string, p place, top int) error {
	s := cellStyle{align: p.align(), head: p.head, bold: p.Bold, decimals: -1}
	decimals, digits, ok := decimal(p.Text)
	number := p.Number && ok && digits <= 15 // a float keeps no more
	if number {
		s.decimals = decimals
	}
	id, err := b.style(s)
	if err != nil {
		return err
	}
	if err := b.rect(sheet, p.col+1, p.row+top+1, p.span, p.down, id); err != nil {
		return err
	}
	name, err := excelize.CoordinatesToCellName(p.col+1, p.row+top+1)
	if err != nil {
		return err
	}
	return b.value(sheet, name, p.Cell, number)
}

// value puts a text, a number, or a formula with the value it has now.
func (b *workbook) value(sheet, name string, c Cell, number bool) error {
	if number {
		// the value is written digit by digit as it stands, never recomputed
		if err := b.SetCellDefault(sheet, name, c.Text); err != nil {
			return err
		}
	} else if err := b.SetCellStr(sheet, name, clip(Guard(c.Text), excelize.TotalCellChars)); err != nil {
		return err
	}
	if c.Formula != "" {
		return b.SetCellFormula(sheet, name, c.Formula)
	}
	return nil
}

func (b *workbook) notes(sheet string, notes []string, row, cols int) error {
	id, err := b.style(cellStyle{align: Left, decimals: -1, bare: true})
	if err != nil {
		return err
	}
	for i, n := range notes {
		if err := b.rect(sheet, 1, row+i, cols, 1, id); err != nil {
			return err
		}
		name, _ := excelize.CoordinatesToCellName(1, row+i)
		if err := b.SetCellStr(sheet, name, Guard(n)); err != nil {
			return err
		}
	}
	return nil
}

// checks writes four columns beside the table: the relation, its two sides as
// live formulas, and whether they agree.
func (b *workbook) checks(sheet string, checks []Check, col, row int) error {
	if len(checks) == 0 {
		return nil
	}
	rows := [][]Cell{{{Text: "勾稽关系"}, {Text: "左边"}, {Text: "右边"}, {Text: "结果"}}}
	for i, c := range checks {
		l, _ := excelize.CoordinatesToCellName(col+1, row+1+i)
		r, _ := excelize.CoordinatesToCellName(col+2, row+1+i)
		verdict := "成立"
		if c.LeftNow != c.RightNow {
			verdict = "不成立"
		}
		rows = append(rows, []Cell{{Text: c.Name}, {Text: c.LeftNow, Formula: c.Left, Number: true}, {Text: c.RightNow, Formula: c.Right, Number: true},
			{Text: verdict, Formula: fmt.Sprintf(`IF(%s=%s,"成立","不成立")`, l, r), Align: Center}})
	}
	for y, cells := range rows {
		for x, c := range cells {
			if err := b.cell(sheet, place{Cell: c, row: row - 1 + y, col: col - 1 + x, span: 1, down: 1, head: y == 0}, 0); err != nil {
				return err
			}
		}
	}
	first, _ := excelize.ColumnNumberToName(col)
	last, _ := excelize.ColumnNumberToName(col + 3)
	if err := b.SetColWidth(sheet, first, first, 46); err != nil {
		return err
	}
	red, err := b.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "B0161F", Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FDF0EF"}}})
	if err != nil {
		return err
	}
	area := fmt.Sprintf("%s%d:%s%d", last, row+1, last, row+len(checks))
	return b.SetConditionalFormat(sheet, area, []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: "==", Value: `"不成立"`, Format: &red}})
}

// page freezes the header and the row names, and sets up printing on A4.
func (b *workbook) page(sheet string, t Table, g *grid, top int) error {
	names := 0 // columns at the left that name the rows
	for names < g.cols-1 && g.places[g.at[g.rows-1][names]].Header {
		names++
	}
	corner, err := excelize.CoordinatesToCellName(names+1, top+t.Head+1)
	if err != nil {
		return err
	}
	if t.Head > 0 {
		panes := &excelize.Panes{Freeze: true, XSplit: names, YSplit: top + t.Head, TopLeftCell: corner, ActivePane: "bottomLeft"}
		if names > 0 {
			panes.ActivePane = "bottomRight"
		}
		if err := b.SetPanes(sheet, panes); err != nil {
			return err
		}
		if err := b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", sheet, top+1, top+t.Head)}); err != nil {
			return err
		}
	}
	paper, wide, tall, orientation := 9, 1, 0, "portrait" // 9 is A4
	if t.Landscape || g.cols > 8 {
		orientation = "landscape"
	}
	if err := b.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	fit := true
	return b.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit})
}
