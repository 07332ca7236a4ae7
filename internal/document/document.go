// Package document is what remains of a file when its format is taken away:
// paragraphs, headings, tables and pictures in reading order. Readers (package
// extract) make it from html, docx, xlsx, pdf and text; books read it without
// knowing where it came from; writers (package render) make files of it again.
package document

import "strings"

// Kind says what a block is.
type Kind int

const (
	Paragraph Kind = iota
	Heading        // Level 1…6
	Grid           // a table, in Table
	Picture        // Text holds its alternative text, if any
)

// Block is one thing in reading order.
type Block struct {
	Kind  Kind
	Level int
	Text  string
	Table *Table
	// Where names the place for people: "第3段", "表2", "工作表“表三”".
	Where string
}

// Table is a grid with every merged cell spread over the places it covers, so
// that Rows is rectangular after Square. In a table read from flattened text
// merging is lost; Flat says so.
type Table struct {
	Rows [][]Cell
	Flat bool // cells were separated by | or tabs; empty ones may be lost or doubled
}

// Cell is one place of a table.
type Cell struct {
	Text    string
	Header  bool // marked as a header in the source
	Covered bool // repeats the cell above or to the left that spans over it
	Picture bool // holds a picture
	Padded  bool // not in the source: makes rows of flattened text equally long
}

// Document is one file's content.
type Document struct {
	File   string // base name, for messages
	Format string // html, txt, md, docx, xlsx, pdf
	Title  string // title of the source's metadata, may be empty
	Blocks []Block
}

// Text joins all text of the document, a block a line, cells separated by tabs.
func (d Document) Text() string {
	var b strings.Builder
	for _, bl := range d.Blocks {
		if bl.Kind == Grid && bl.Table != nil {
			for _, row := range bl.Table.Rows {
				for i, c := range row {
					if i > 0 {
						b.WriteByte('\t')
					}
					if !c.Covered {
						b.WriteString(c.Text)
					}
				}
				b.WriteByte('\n')
			}
			continue
		}
		b.WriteString(bl.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// Square pads short rows with empty cells so that every row has as many as the
// longest, and returns that number.
func (t *Table) Square() int {
	width := 0
	for _, row := range t.Rows {
		width = max(width, len(row))
	}
	for i, row := range t.Rows {
		for len(row) < width {
			row = append(row, Cell{Padded: t.Flat})
		}
		t.Rows[i] = row
	}
	return width
}

// Tables returns the grids of the document in reading order.
func (d Document) Tables() []*Table {
	var tables []*Table
	for _, b := range d.Blocks {
		if b.Kind == Grid && b.Table != nil {
			tables = append(tables, b.Table)
		}
	}
	return tables
}
