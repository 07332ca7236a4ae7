package redact

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"yangguang/internal/document"
	"yangguang/internal/extract"
	"yangguang/internal/render"
)

// plainText covers a text; lines stay where they are.
func (w Work) plainText(name string, data []byte) ([]byte, document.Document, error) {
	s, err := extract.Decode(name, data)
	if err != nil {
		return nil, document.Document{}, err
	}
	s = w.Text(s)
	return []byte(s), document.Document{Blocks: []document.Block{{Text: s}}}, nil
}

// table covers the cells of a CSV file.
func (w Work) table(name string, data []byte) ([]byte, document.Document, error) {
	s, err := extract.Decode(name, data)
	if err != nil {
		return nil, document.Document{}, err
	}
	in := csv.NewReader(strings.NewReader(s))
	in.FieldsPerRecord, in.LazyQuotes = -1, true
	if line, _, _ := strings.Cut(s, "\n"); strings.Count(line, "\t") > strings.Count(line, ",") {
		in.Comma = '\t'
	} else if strings.Count(line, ";") > strings.Count(line, ",") {
		in.Comma = ';'
	}
	t := &document.Table{}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, document.Document{}, err
		}
		var row []document.Cell
		for _, c := range record {
			row = append(row, document.Cell{Text: c})
		}
		t.Rows = append(t.Rows, row)
	}
	d := w.Cover(document.Document{Blocks: []document.Block{{Kind: document.Grid, Table: t}}})
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.Comma = in.Comma
	for _, row := range d.Blocks[0].Table.Rows {
		var record []string
		for _, c := range row {
			record = append(record, c.Text)
		}
		if err := out.Write(record); err != nil {
			return nil, d, err
		}
	}
	out.Flush()
	return b.Bytes(), d, out.Error()
}

// write makes the file of a covered document.
func (w Work) write(format string, d document.Document) ([]byte, error) {
	if format == "xlsx" {
		return workbook(d)
	}
	var b bytes.Buffer
	err := render.Print(&b, format, printed(d), w.Fonts)
	return b.Bytes(), err
}

// printed is the document as the writers take it.
func printed(d document.Document) render.Doc {
	doc := render.Doc{}
	for _, b := range d.Blocks {
		switch {
		case b.Kind == document.Picture:
			doc.Blocks = append(doc.Blocks, render.Text("［图片未保留］"))
		case b.Table != nil:
			if len(b.Table.Rows) > 0 && len(b.Table.Rows[0]) > 0 {
				doc.Blocks = append(doc.Blocks, render.Table{Rows: merged(b.Table)})
			}
		case b.Kind == document.Heading:
			doc.Blocks = append(doc.Blocks, render.Heading{Level: b.Level, Text: b.Text})
		default:
			doc.Blocks = append(doc.Blocks, render.Paragraph{Runs: []render.Run{{Text: b.Text}}, Flush: true, Align: render.Left})
		}
	}
	return doc
}

// merged turns the covered places of a grid into cells that span, as far as
// they form a rectangle; others become empty cells.
func merged(t *document.Table) [][]render.Cell {
	taken := make([][]bool, len(t.Rows))
	for r := range t.Rows {
		taken[r] = make([]bool, len(t.Rows[r]))
	}
	var out [][]render.Cell
	for r, row := range t.Rows {
		cells := []render.Cell{}
		for c := range row {
			if taken[r][c] {
				continue
			}
			cell := render.Cell{Text: row[c].Text, Header: row[c].Header, Number: figure(row[c].Text)}
			if row[c].Covered {
				cell.Text = ""
				taken[r][c] = true
				cells = append(cells, cell)
				continue
			}
			cell.Span, cell.Down = reach(t, taken, r, c)
			cells = append(cells, cell)
		}
		out = append(out, cells)
	}
	return out
}

// reach finds the rectangle of places that a cell covers, and takes it.
func reach(t *document.Table, taken [][]bool, r, c int) (span, down int) {
	same := func(y, x int) bool {
		return y < len(t.Rows) && x < len(t.Rows[y]) && t.Rows[y][x].Covered && !taken[y][x] && t.Rows[y][x].Text == t.Rows[r][c].Text
	}
	span, down = 1, 1
	for same(r, c+span) {
		span++
	}
	for whole := true; whole; {
		for x := c; x < c+span; x++ {
			whole = whole && same(r+down, x)
		}
		if whole {
			down++
		}
	}
	for y := r; y < r+down; y++ {
		for x := c; x < c+span; x++ {
			taken[y][x] = true
		}
	}
	return span, down
}

// figure reports whether a text is a number a workbook keeps exactly.
func figure(s string) bool {
	if s == "" || len(s) > 14 || s[0] == '0' && len(s) > 1 && s[1] != '.' || strings.Trim(s, "-.0123456789") != "" {
		return false
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && !strings.HasSuffix(s, ".") && !strings.HasPrefix(s, ".")
}

// workbook writes every sheet of the document: its heading names it.
func workbook(d document.Document) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	sheet, row, used := "Sheet1", 1, map[string]bool{}
	for _, b := range d.Blocks {
		if b.Kind == document.Heading && b.Level == 1 && b.Table == nil {
			name := sheetName(b.Text, used)
			if len(used) == 1 {
				if err := f.SetSheetName("Sheet1", name); err != nil {
					return nil, err
				}
			} else if _, err := f.NewSheet(name); err != nil {
				return nil, err
			}
			sheet, row = name, 1
			if !strings.HasPrefix(name, b.Text) { // what did not fit into the name
				if err := put(f, sheet, 0, row, document.Cell{Text: b.Text}); err != nil {
					return nil, err
				}
				row++
			}
			continue
		}
		rows := [][]document.Cell{{{Text: b.Text}}}
		if b.Table != nil {
			rows = b.Table.Rows
		} else if b.Kind == document.Picture {
			continue
		}
		for _, cells := range rows {
			for c := range cells {
				if err := put(f, sheet, c, row, cells[c]); err != nil {
					return nil, err
				}
			}
			row++
		}
	}
	var out bytes.Buffer
	err := f.Write(&out)
	return out.Bytes(), err
}

func put(f *excelize.File, sheet string, col, row int, cell document.Cell) error {
	if cell.Covered || cell.Text == "" {
		return nil
	}
	at, err := excelize.CoordinatesToCellName(col+1, row)
	if err != nil {
		return err
	}
	if figure(cell.Text) {
		n, err := strconv.ParseFloat(cell.Text, 64)
		if err != nil {
			return err
		}
		if strconv.FormatFloat(n, 'f', -1, 64) == cell.Text {
			return f.SetCellFloat(sheet, at, n, -1, 64)
		}
	}
	return f.SetCellStr(sheet, at, cell.Text)
}

// sheetName is a name that a workbook takes: at most 31 characters, none of
// :\/?*[]', not one that is used.
func sheetName(s string, used map[string]bool) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, s)
	r := []rune(strings.TrimSpace(s))
	base := string(r[:min(len(r), 31)])
	for n := 2; base == "" || used[strings.ToLower(base)]; n++ {
		base = string(r[:min(len(r), 24)]) + "(" + strconv.Itoa(n) + ")"
	}
	used[strings.ToLower(base)] = true
	return base
}
