package desk

import (
	"cmp"

	"yangguang/internal/figure"
	"yangguang/internal/render"
	"yangguang/internal/report"
)

// viewTable is a statutory table as the console shows it, cells marked.
type viewTable struct {
	Key, Label string
	Head, Rows [][]viewCell
}

// viewCell is one cell; Scope is set on those that name rows or columns, Mark is
// what the class says, for those who do not see it.
type viewCell struct {
	Text, Class, Scope, Mark string
	Span, Down               int
}

// tableWords are what a page says in the place of an empty cell, and of a cell
// by its marking.
type tableWords struct {
	Empty string
	Marks map[string]string
}

// viewTables are the tables of a report. Each cell carries its marking, and
// "zero", "sum" or "raw" (what could not be read).
func viewTables(r report.Report, marks map[figure.Cell]string, words tableWords) []viewTable {
	var out []viewTable
	for _, key := range []string{"two", "three", "four"} {
		t, ok := tableOf(r, key)
		if !ok {
			continue
		}
		v := viewTable{Key: key, Label: map[string]string{"two": "表二　主动公开政府信息情况", "three": "表三　收到和处理政府信息公开申请情况", "four": "表四　行政复议、行政诉讼情况"}[key]}
		order := cellsOf(r.Format, key)
		for i, row := range t.Rows {
			var cells []viewCell
			values := i >= t.Head && (key == "four" || row[0].Header)
			for _, c := range row {
				cell := viewCell{Text: c.Text, Span: max(1, c.Span), Down: max(1, c.Down)}
				switch {
				case i < t.Head:
					cell.Scope = "col"
				case c.Header:
					cell.Scope = "row"
				case values:
					cell.Class = classOf(c, marks[order[0]])
					order = order[1:]
				default:
					cell.Class = "sum"
				}
				if cell.Scope != "" && (cell.Span > 1 && i < t.Head || cell.Down > 1 && i >= t.Head) {
					cell.Scope += "group"
				}
				if cell.Scope == "" {
					cell.Text, cell.Mark = cmp.Or(cell.Text, words.Empty), words.Marks[cell.Class]
				}
				cells = append(cells, cell)
			}
			if i < t.Head {
				v.Head = append(v.Head, cells)
			} else {
				v.Rows = append(v.Rows, cells)
			}
		}
		out = append(out, v)
	}
	return out
}

func classOf(c render.Cell, mark string) string {
	switch {
	case mark != "":
		return mark
	case !c.Number:
		return "raw"
	case c.Bold:
		return "sum"
	case c.Text == "0":
		return "zero"
	}
	return ""
}

// cellsOf are the cells of one table in reading order.
func cellsOf(format, key string) []figure.Cell {
	var out []figure.Cell
	switch key {
	case "two":
		for _, path := range figure.Paths() {
			out = append(out, figure.Two(path))
		}
	case "three":
		for i, stub := range stubsOf(format) {
			for c := 1; stub != nil && c <= figure.Columns; c++ {
				out = append(out, figure.Three(i+1, c))
			}
		}
	case "four":
		for g := 1; g <= 3; g++ {
			for k := 1; k <= 5; k++ {
				out = append(out, figure.Four(g, k))
			}
		}
	}
	return out
}
