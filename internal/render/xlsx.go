package render

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// XLSX writes the document as a workbook: its text, where it has any, on a first
// sheet 正文, and its tables on one sheet each: merged
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
	book.used["正文"] = true
	for i, t := range tables {
		book.sheetNames = append(book.sheetNames, book.unique(i, t))
	}
	if err := book.prose(d); err != nil {
		return fmt.Errorf("render text sheet: %w", err)
	}
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

// repack writes the archive again in one order and with our fixed times.
func repack(w io.Writer, archive []byte) error {
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) }) // "[Content…" comes first
	z := zip.NewWriter(w)
	for _, f := range in.File {
		part, err := f.Open()
		if err != nil {
			return err
		}
		out, err := zipEntry(z, f.Name)
		if err != nil {
			return err
		}
		if _, err := io.Copy(out, part); err != nil { // our own archive: no bomb in it
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
	begun  bool

	sheetNames []string // of the tables
}

// sheet is one table being laid on its grid. Its cells are kept until all are
// known and then streamed row by row: only excelize's stream writer stores a
// formula's present value as a number.
type sheet struct {
	*workbook
	name    string
	rows    [][]any // of excelize.Cell, from row 1 and column 1
	merges  [][4]int
	heights map[int]float64
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

// begin opens a sheet; the first takes the place of the one a new file has.
func (b *workbook) begin(name string) (*sheet, error) {
	s := &sheet{workbook: b, name: name, heights: map[int]float64{}}
	if b.begun {
		_, err := b.NewSheet(name)
		return s, err
	}
	b.begun = true
	return s, b.SetSheetName("Sheet1", name)
}

func (b *workbook) sheet(i int, t Table) error {
	g, err := t.grid()
	if err != nil {
		return err
	}
	s, err := b.begin(b.sheetNames[i])
	if err != nil {
		return err
	}
	top := 0
	if t.Caption != "" {
		top = 1
		s.heights[1] = 28
		if err := s.put(0, 0, g.cols, 1, Cell{Text: flat(t.Caption)}, cellStyle{align: Center, decimals: -1, caption: true}); err != nil {
			return err
		}
	}
	for _, p := range g.places {
		if err := s.place(p, top); err != nil {
			return err
		}
		if p.down == 1 { // readers do not measure rows when they open a file
			row := p.row + top + 1
			s.heights[row] = max(s.heights[row], g.rowHeight(p))
		}
	}
	for i, n := range t.Notes {
		if err := s.put(0, top+g.rows+i, g.cols, 1, Cell{Text: n}, cellStyle{align: Left, decimals: -1, bare: true}); err != nil {
			return err
		}
	}
	if err := s.checks(t.Checks, g.cols+1, top+max(t.Head-1, 0)); err != nil {
		return err
	}
	return s.write(t, g, top)
}

// put lays a cell over a rectangle; column and row count from 0.
func (s *sheet) put(col, row, span, down int, c Cell, look cellStyle) error {
	decimals, digits, ok := decimal(c.Text)
	text := Guard(c.Text)
	if clip(text, excelize.TotalCellChars) != text {
		return unwritable("有一格文字超过 32767 个字，Excel 放不下；可改为导出 Word 或 PDF，或缩短“" + clip(text, 20) + "…”")
	}
	var value any = text
	if c.Number && ok && digits <= 15 { // a float keeps no more
		look.decimals = decimals
		if n, err := strconv.ParseInt(c.Text, 10, 64); err == nil {
			value = n
		} else if f, err := strconv.ParseFloat(c.Text, 64); err == nil {
			value = f
		}
	}
	id, err := s.style(look)
	if err != nil {
		return err
	}
	for y := row; y < row+down; y++ {
		for len(s.rows) <= y {
			s.rows = append(s.rows, nil)
		}
		for x := col; x < col+span; x++ {
			for len(s.rows[y]) <= x {
				s.rows[y] = append(s.rows[y], nil)
			}
			s.rows[y][x] = excelize.Cell{StyleID: id}
		}
	}
	s.rows[row][col] = excelize.Cell{StyleID: id, Value: value, Formula: c.Formula}
	if span > 1 || down > 1 {
		s.merges = append(s.merges, [4]int{col, row, col + span - 1, row + down - 1})
	}
	return nil
}

// characters is the width of columns in half-width characters, as sheets count.
func (g *grid) characters(col, span int) float64 {
	sum := 0.0
	for _, share := range g.widths[col : col+span] {
		sum += min(max(6, share*130), 60)
	}
	return sum
}

func (g *grid) rowHeight(p place) float64 {
	lines := 0.0
	for _, text := range strings.Split(Clean(p.Text), "\n") {
		lines += max(1, math.Ceil(float64(visualWidth(text))/(g.characters(p.col, p.span)-1.5)))
	}
	return min(lines*15+5, 400) // sheets allow 409
}

func (s *sheet) place(p place, top int) error {
	return s.put(p.col, p.row+top, p.span, p.down, p.Cell, cellStyle{align: p.align(), head: p.head, bold: p.Bold, decimals: -1})
}

// checks writes four columns beside the table: the relation, its two sides as
// live formulas, and whether they agree.
func (s *sheet) checks(checks []Check, col, row int) error {
	if len(checks) == 0 {
		return nil
	}
	rows := [][]Cell{{{Text: "勾稽关系"}, {Text: "左边"}, {Text: "右边"}, {Text: "结果"}}}
	for i, c := range checks {
		l, _ := excelize.CoordinatesToCellName(col+2, row+2+i)
		r, _ := excelize.CoordinatesToCellName(col+3, row+2+i)
		verdict := "成立"
		if c.LeftNow != c.RightNow {
			verdict = "不成立"
		}
		rows = append(rows, []Cell{{Text: c.Name}, {Text: c.LeftNow, Formula: c.Left, Number: true}, {Text: c.RightNow, Formula: c.Right, Number: true},
			{Text: verdict, Formula: fmt.Sprintf(`IF(%s=%s,"成立","不成立")`, l, r), Align: Center}})
	}
	for y, cells := range rows {
		for x, c := range cells {
			if err := s.place(place{Cell: c, row: row + y, col: col + x, span: 1, down: 1, head: y == 0}, 0); err != nil {
				return err
			}
		}
	}
	red, err := s.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "B0161F", Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FDF0EF"}}})
	if err != nil {
		return err
	}
	last, _ := excelize.ColumnNumberToName(col + 4)
	area := fmt.Sprintf("%s%d:%s%d", last, row+2, last, row+1+len(checks))
	return s.SetConditionalFormat(s.name, area, []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: "==", Value: `"不成立"`, Format: &red}})
}

// write sets up printing, freezes the header and the row names, and streams
// the rows.
func (s *sheet) write(t Table, g *grid, top int) error {
	names := 0 // columns at the left that name the rows
	for names < g.cols-1 && g.places[g.at[g.rows-1][names]].Header {
		names++
	}
	paper, wide, tall, orientation, fit := 9, 1, 0, "portrait", true // 9 is A4
	if t.Landscape || g.cols > 10 {
		orientation = "landscape"
	}
	if g.rows <= 40 {
		tall = 1 // one page, as the statutory tables are read
	}
	if err := s.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	area, err := excelize.CoordinatesToCellName(g.cols, top+g.rows+len(t.Notes), true)
	if err != nil {
		return err
	}
	// the checks are for the screen
	if err := s.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: s.name, RefersTo: fmt.Sprintf("'%s'!$A$1:%s", s.name, area)}); err != nil {
		return err
	}
	if err := s.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	out, err := s.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	for c := range g.widths {
		if err := out.SetColWidth(c+1, c+1, g.characters(c, 1)); err != nil {
			return err
		}
	}
	if len(t.Checks) > 0 {
		if err := out.SetColWidth(g.cols+2, g.cols+2, 46); err != nil {
			return err
		}
	}
	if t.Head > 0 {
		if err := s.freeze(out, names, top, t.Head); err != nil {
			return err
		}
	}
	if err := s.stream(out); err != nil {
		return err
	}
	for _, m := range s.merges {
		from, err := excelize.CoordinatesToCellName(m[0]+1, m[1]+1)
		if err != nil {
			return err
		}
		to, err := excelize.CoordinatesToCellName(m[2]+1, m[3]+1)
		if err != nil {
			return err
		}
		if err := out.MergeCell(from, to); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (s *sheet) stream(out *excelize.StreamWriter) error {
	for y, row := range s.rows {
		if err := out.SetRow("A"+strconv.Itoa(y+1), row, excelize.RowOpts{Height: s.heights[y+1]}); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) freeze(out *excelize.StreamWriter, names, top, head int) error {
	corner, err := excelize.CoordinatesToCellName(names+1, top+head+1)
	if err != nil {
		return err
	}
	panes := &excelize.Panes{Freeze: true, XSplit: names, YSplit: top + head, TopLeftCell: corner, ActivePane: "bottomLeft"}
	if names > 0 {
		panes.ActivePane = "bottomRight"
	}
	if err := out.SetPanes(panes); err != nil {
		return err
	}
	return s.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.name, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", s.name, top+1, top+head)})
}
