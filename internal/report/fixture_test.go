package report

import (
	"os"
	"strings"
	"testing"

	"yangguang/internal/document"
	"yangguang/internal/figure"
)

// flatDocument splits text as a reader of flattened files does.
func flatDocument(name, text string) document.Document {
	d := document.Document{File: name, Format: "txt"}
	var t *document.Table
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(line, "|") {
			if t == nil {
				t = &document.Table{Flat: true}
				d.Blocks = append(d.Blocks, document.Block{Kind: document.Grid, Table: t})
			}
			var row []document.Cell
			for c := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(line), "|"), "|") {
				row = append(row, document.Cell{Text: strings.TrimSpace(c)})
			}
			t.Rows = append(t.Rows, row)
			continue
		}
		t = nil
		if strings.TrimSpace(line) != "" {
			d.Blocks = append(d.Blocks, document.Block{Text: line})
		}
	}
	return d
}

func fixture(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// check recognises and checks a text, both kinds of findings together.
func check(t testing.TB, d document.Document, c Context) (Report, []Finding) {
	t.Helper()
	r, read, err := Recognise(d)
	if err != nil {
		t.Fatal(err)
	}
	all := Merge(read, Check(r, c).Findings)
	for _, f := range all {
		if f.Part < 1 || f.Part > len(parts) {
			t.Errorf("a finding is of no part: %+v", f)
		}
	}
	return r, all
}

func messages(fs []Finding) string {
	var b strings.Builder
	for _, f := range fs {
		b.WriteString(f.Rule + " " + f.Severity + " " + f.Message + "\n")
	}
	return b.String()
}

// place spreads merged header cells over a grid.
func place(grid [][]document.Cell, taken [][]bool, row, col int, h HeaderCell) {
	for r := row; r < row+h.RowSpan; r++ {
		for c := col; c < col+h.ColSpan; c++ {
			grid[r][c] = document.Cell{Text: h.Text, Covered: r != row || c != col}
			taken[r][c] = true
		}
	}
}

// spread draws header rows and stubs as a web page would, with their spans.
func spread(rows [][]HeaderCell, height, width int) ([][]document.Cell, [][]bool) {
	grid, taken := make([][]document.Cell, height), make([][]bool, height)
	for i := range grid {
		grid[i], taken[i] = make([]document.Cell, width), make([]bool, width)
	}
	for r, cells := range rows {
		c := 0
		for _, h := range cells {
			for taken[r][c] {
				c++
			}
			place(grid, taken, r, c, h)
		}
	}
	return grid, taken
}

func cellText(n Number) string {
	if !n.OK {
		return n.Raw
	}
	return Value{N: n.N}.String()
}

// gridDocument draws a report as a web page with real tables.
func gridDocument(r Report) document.Document {
	d := document.Document{File: "a.html", Format: "html"}
	text := func(kind document.Kind, s string) {
		d.Blocks = append(d.Blocks, document.Block{Kind: kind, Level: 2, Text: s})
	}
	table := func(rows [][]document.Cell) {
		d.Blocks = append(d.Blocks, document.Block{Kind: document.Grid, Table: &document.Table{Rows: rows}})
	}
	text(document.Heading, r.Body+"2024年政府信息公开工作年度报告")
	for _, p := range Parts() {
		text(document.Heading, p.Heading())
		switch p.Table {
		case "two":
			var rows [][]document.Cell
			for _, b := range TwoBlocks() {
				title := make([]document.Cell, 4)
				for c := range title {
					title[c] = document.Cell{Text: b.Title, Covered: c > 0}
				}
				rows = append(rows, title)
				for _, x := range b.Rows {
					row := []document.Cell{{Text: x.Label}}
					for k := range 3 {
						if k < len(x.Paths) {
							text := r.Tables.Two.Fees.Printed
							if n, ok := r.Tables.At(figure.Two(x.Paths[k])); ok {
								text = cellText(n)
							}
							row = append(row, document.Cell{Text: text})
						} else {
							row = append(row, document.Cell{Text: row[len(row)-1].Text, Covered: true})
						}
					}
					rows = append(rows, row)
				}
			}
			table(rows)
		case "three":
			stubs := ThreeStubs()
			head := append(ThreeHeader(), stubs[:]...)
			grid, _ := spread(head, 3+figure.Rows, ThreeStub+figure.Columns)
			for i := range r.Tables.Three {
				for c, n := range r.Tables.Three[i] {
					grid[3+i][ThreeStub+c] = document.Cell{Text: cellText(n)}
				}
			}
			table(grid)
		case "four":
			grid, _ := spread(FourHeader(), 4, 15)
			for g := 1; g <= 3; g++ {
				for k, n := range r.Tables.Four.group(g) {
					grid[3][(g-1)*5+k] = document.Cell{Text: cellText(n)}
				}
			}
			table(grid)
		default:
			if s := r.Section(p.Number); s != nil {
				for line := range strings.SplitSeq(s.Text, "\n") {
					text(document.Paragraph, line)
				}
			}
		}
	}
	return d
}
