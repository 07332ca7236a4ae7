package render

import (
	"errors"
	"fmt"
	"strconv"
)

// Doc is one document to be written.
type Doc struct {
	Title    string // 标题, centred in 小标宋; also the metadata's title
	Body     string // the public body that issues it; the metadata's author
	Subject  string // metadata only, e.g. 政府信息公开工作年度报告
	Keywords string // metadata only, separated by spaces
	Date     string // 2025-01-20; metadata only, may be empty
	Head     *Head  // 红头, nil for none
	Blocks   []Block
}

// Head is the red head of a letter or notice: the issuing body's mark, the
// document number under it and a red line.
type Head struct {
	Mark   string // 发文机关标志, e.g. 云溪市住房和城乡建设局文件
	Number string // 发文字号, e.g. 云建发〔2025〕5号
}

// Block is one of Heading, Paragraph, Table, PageBreak, Signature, Attachments,
// QR.
type Block interface{ block() }

// Role is the typeface a run is set in. The zero value is the typeface of the
// block: 仿宋 in paragraphs, 宋体 in tables.
type Role int

const (
	Plain    Role = iota
	Fangsong      // 仿宋
	Hei           // 黑体
	Kai           // 楷体
	Song          // 宋体
	Title         // 小标宋
)

// Align is where text stands in its line.
type Align int

const (
	Natural Align = iota // justified in paragraphs; in tables numbers right, headers centred, the rest left
	Left
	Center
	Right
)

// Run is a piece of a paragraph in one typeface.
type Run struct {
	Text string // "\n" breaks the line
	Bold bool
	Role Role
}

// Heading is a title inside the text. Level 1 (一、) is 黑体, 2 (（一）) 楷体, 3
// (1.) 仿宋 bold, 4 (（1）) 仿宋; other levels are taken as the nearest of these.
type Heading struct {
	Level int
	Text  string
}

// Paragraph is running text, its first line indented by two characters unless
// Flush is set or it is centred or right.
type Paragraph struct {
	Runs  []Run
	Align Align
	Flush bool
}

// Table is a grid. Rows give only the cells that begin in them, left to right;
// the places that a Span or a Down covers are left out, as in HTML.
type Table struct {
	Name      string    // name of the sheet in xlsx; the caption where empty
	Caption   string    // stands above the table, may be empty
	Widths    []float64 // relative widths of the columns; equal where nil
	Head      int       // so many rows at the top are headers and repeat on each page
	Rows      [][]Cell
	Landscape bool    // on pages of its own, turned
	Size      float64 // size of the type in points; 10.5 (五号) where 0
	Notes     []string
	Checks    []Check // written beside the table in xlsx only
}

// Cell is one cell.
type Cell struct {
	Text   string
	Span   int  // columns covered; 0 is 1
	Down   int  // rows covered; 0 is 1
	Header bool // names its row or, within Table.Head, its columns
	Bold   bool
	Align  Align
	// Number says that Text is a decimal number ("0", "-3", "316441.25"): right
	// aligned, and a number in xlsx with as many decimals as stand there.
	Number bool
	// Formula is what xlsx computes, without "=", in terms of Table.Ref; Text
	// is its value now. Other formats print Text.
	Formula string
}

// Check is a relation that xlsx keeps watching: two formulas and the values
// they have now.
type Check struct {
	Name        string // what must hold, e.g. 自然人：新收＋结转＝总计＋结转下年
	Left, Right string // formulas without "=", in terms of Table.Ref
	LeftNow     string
	RightNow    string
}

// PageBreak begins a new page.
type PageBreak struct{}

// Signature is the issuing body and the date under the text: the date four
// characters from the right edge, the body centred above it.
type Signature struct {
	Body string
	Date string // as printed: 2025年1月20日
}

// Attachments is the list 附件：1. … under the text.
type Attachments struct{ Names []string }

func (Heading) block()     {}
func (Paragraph) block()   {}
func (Table) block()       {}
func (PageBreak) block()   {}
func (Signature) block()   {}
func (Attachments) block() {}

// Text is a paragraph of one plain run.
func Text(s string) Paragraph { return Paragraph{Runs: []Run{{Text: s}}} }

// Tables gives the tables of the document in order.
func (d Doc) Tables() []Table {
	var ts []Table
	for _, b := range d.Blocks {
		if t, ok := b.(Table); ok {
			ts = append(ts, t)
		}
	}
	return ts
}

// Check reports a table whose cells overlap, leave holes, reach beyond the
// last row, or span from the header into the body; every writer calls it first.
func (d Doc) Check() error {
	for i, t := range d.Tables() {
		if _, err := t.grid(); err != nil {
			return fmt.Errorf("render: table %d (%s): %w", i+1, t.Caption, err)
		}
	}
	return nil
}

// place is a cell with the rectangle it covers: rows [row,row+down), columns
// [col,col+span).
type place struct {
	Cell
	row, col, down, span int
	head                 bool // lies in the repeated header rows
}

// grid is a table with its cells placed.
type grid struct {
	rows, cols int
	places     []place   // row by row
	at         [][]int   // index into places for every place of the grid
	widths     []float64 // relative, summing to 1
}

const (
	maxColumns = 256
	maxRows    = 100_000
)

// grid places the cells as HTML does.
func (t Table) grid() (*grid, error) {
	g := &grid{rows: len(t.Rows)}
	if g.rows == 0 {
		return nil, errors.New("no rows")
	}
	if g.rows > maxRows {
		return nil, errors.New("too many rows")
	}
	if t.Head < 0 || t.Head > g.rows {
		return nil, fmt.Errorf("%d header rows of %d", t.Head, g.rows)
	}
	for _, c := range t.Rows[0] {
		if c.Span < 0 || c.Span > maxColumns {
			return nil, errors.New("span out of range")
		}
		g.cols += max(c.Span, 1)
	}
	if g.cols == 0 || g.cols > maxColumns {
		return nil, fmt.Errorf("%d columns", g.cols)
	}
	g.at = make([][]int, g.rows)
	for r := range g.at {
		g.at[r] = make([]int, g.cols)
		for c := range g.at[r] {
			g.at[r][c] = -1
		}
	}
	for r, row := range t.Rows {
		if err := g.placeRow(r, row, t.Head); err != nil {
			return nil, err
		}
	}
	return g, g.share(t.Widths)
}

func (g *grid) placeRow(r int, row []Cell, head int) error {
	col := 0
	for _, c := range row {
		for col < g.cols && g.at[r][col] >= 0 {
			col++
		}
		p := place{Cell: c, row: r, col: col, down: max(c.Down, 1), span: max(c.Span, 1), head: r < head}
		if p.span > g.cols-p.col || p.down > g.rows-r {
			return fmt.Errorf("row %d: cell %q reaches beyond the grid", r+1, c.Text)
		}
		if p.head && r+p.down > head {
			return fmt.Errorf("row %d: cell %q reaches from the header into the body", r+1, c.Text)
		}
		for y := r; y < r+p.down; y++ {
			for x := col; x < col+p.span; x++ {
				if g.at[y][x] >= 0 {
					return fmt.Errorf("row %d: cell %q overlaps another", r+1, c.Text)
				}
				g.at[y][x] = len(g.places)
			}
		}
		g.places = append(g.places, p)
		col += p.span
	}
	for c, i := range g.at[r] {
		if i < 0 {
			return fmt.Errorf("row %d: column %d is empty", r+1, c+1)
		}
	}
	return nil
}

func (g *grid) share(widths []float64) error {
	g.widths = make([]float64, g.cols)
	sum := 0.0
	for i := range g.widths {
		g.widths[i] = 1
		if widths != nil {
			if len(widths) != g.cols {
				return fmt.Errorf("%d widths for %d columns", len(widths), g.cols)
			}
			g.widths[i] = widths[i]
		}
		if !(g.widths[i] > 0 && g.widths[i] < 1e6) {
			return errors.New("a width is not positive")
		}
		sum += g.widths[i]
	}
	for i := range g.widths {
		g.widths[i] /= sum
	}
	return nil
}

// align is where the text of a cell stands after Natural is decided.
func (p place) align() Align {
	switch {
	case p.Align != Natural:
		return p.Align
	case p.head:
		return Center
	case p.Number:
		return Right
	}
	return Left
}

// level is the heading's level between 1 and 4.
func (h Heading) level() int { return min(max(h.Level, 1), 4) }

// lines of an attachment list as printed, each a lead and a name.
func (a Attachments) lines() [][2]string {
	if len(a.Names) == 1 {
		return [][2]string{{"附件：", a.Names[0]}}
	}
	var out [][2]string
	for i, n := range a.Names {
		lead := "附件："
		if i > 0 {
			lead = "　　　"
		}
		out = append(out, [2]string{lead + strconv.Itoa(i+1) + ".", n})
	}
	return out
}
