package figure

import (
	"slices"
	"strconv"
	"strings"
)

// Rows and Columns of table three.
const (
	Rows    = 25
	Columns = 7
)

// The rows of table three that are no result of an application, and the first
// and last that are.
const (
	RowReceived = 1
	RowCarried  = 2
	FirstResult = 3
	LastResult  = 23
	RowSum      = 24 // of the results
	RowOpen     = 25
)

// ColumnSum is the column of table three that adds up the kinds of applicant.
const ColumnSum = Columns

// Kinds are the columns of each group of table four; the last adds up the
// others.
const Kinds = 5

// The groups of table four.
const (
	Reconsideration = "reconsideration"            // 行政复议
	DirectSuit      = "direct_suit"                // 未经复议直接起诉
	SuitAfterReview = "suit_after_reconsideration" // 复议后起诉
)

var groups = [3]string{Reconsideration, DirectSuit, SuitAfterReview}

// Groups are the three groups of table four in the order of its columns.
func Groups() [3]string { return groups }

var paths = [10]string{"rules.made", "rules.repealed", "rules.effective", "normative.made", "normative.repealed", "normative.effective",
	"licences", "penalties", "coercions", "fees"}

// Paths are the ten cells of table two in order; the last holds money.
func Paths() [10]string { return paths }

// Cell names one number of a report. Rows and columns count from 1. In table
// two the row is the place of its path in Paths and the column 0; in table four
// the row is the group.
type Cell struct {
	Table       string // two, three, four
	Row, Column int
	Last        bool // in last year's report
}

// Three names a cell of table three.
func Three(row, column int) Cell { return Cell{Table: "three", Row: row, Column: column} }

// Four names a cell of table four: group 1…3, kind 1…5.
func Four(group, kind int) Cell { return Cell{Table: "four", Row: group, Column: kind} }

// Two names a cell of table two by its path, as rules.made; the zero Cell when
// there is no such path.
func Two(path string) Cell {
	if i := slices.Index(paths[:], path); i >= 0 {
		return Cell{Table: "two", Row: i + 1}
	}
	return Cell{}
}

// Fees is the cell that holds money: 行政事业性收费 in table two.
func Fees() Cell { return Cell{Table: "two", Row: len(paths)} }

// Before is the same cell of last year's report.
func (c Cell) Before() Cell { c.Last = true; return c }

// Key is how the cell is written outside the program, in stored rows, prose,
// addresses and JSON: two.rules.made, three.1.7, four.reconsideration.5; with
// "last." before it for last year's.
func (c Cell) Key() string {
	key := ""
	switch c.Table {
	case "two":
		key = "two." + paths[c.Row-1]
	case "three":
		key = "three." + strconv.Itoa(c.Row) + "." + strconv.Itoa(c.Column)
	case "four":
		key = "four." + groups[c.Row-1] + "." + strconv.Itoa(c.Column)
	}
	if c.Last {
		return "last." + key
	}
	return key
}

// ParseCell reads a Key; false when it is none.
func ParseCell(key string) (Cell, bool) {
	if rest, ok := strings.CutPrefix(key, "last."); ok {
		c, ok := ParseCell(rest)
		return c.Before(), ok
	}
	table, rest, _ := strings.Cut(key, ".")
	if table == "two" {
		c := Two(rest)
		return c, c.Table != ""
	}
	row, column, _ := strings.Cut(rest, ".")
	k, err := strconv.Atoi(column)
	if err != nil || strconv.Itoa(k) != column {
		return Cell{}, false
	}
	switch table {
	case "three":
		n, err := strconv.Atoi(row)
		if err == nil && strconv.Itoa(n) == row && n >= 1 && n <= Rows && k >= 1 && k <= Columns {
			return Three(n, k), true
		}
	case "four":
		if g := slices.Index(groups[:], row); g >= 0 && k >= 1 && k <= Kinds {
			return Four(g+1, k), true
		}
	}
	return Cell{}, false
}

// Cells are the 199 cells of the three tables that hold whole numbers, in
// reading order.
func Cells() []Cell {
	all := make([]Cell, 0, len(paths)-1+Rows*Columns+len(groups)*Kinds)
	for i := 1; i < len(paths); i++ {
		all = append(all, Cell{Table: "two", Row: i})
	}
	for r := 1; r <= Rows; r++ {
		for c := 1; c <= Columns; c++ {
			all = append(all, Three(r, c))
		}
	}
	for g := range groups {
		for k := 1; k <= Kinds; k++ {
			all = append(all, Four(g+1, k))
		}
	}
	return all
}
