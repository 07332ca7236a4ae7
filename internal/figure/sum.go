package figure

// Results are the cells of the 21 results of applications in one column of
// table three; row 24 adds them up.
func Results(column int) []Cell {
	cells := make([]Cell, 0, LastResult-FirstResult+1)
	for row := FirstResult; row <= LastResult; row++ {
		cells = append(cells, Three(row, column))
	}
	return cells
}

// Applicants are the cells of the six kinds of applicant in one row of table
// three; column 7 adds them up.
func Applicants(row int) []Cell {
	cells := make([]Cell, 0, Columns-1)
	for column := 1; column < ColumnSum; column++ {
		cells = append(cells, Three(row, column))
	}
	return cells
}

// Cases are the four cells of one group of table four, counted from 1, that
// its fifth adds up.
func Cases(group int) []Cell {
	cells := make([]Cell, 0, Kinds-1)
	for kind := 1; kind < Kinds; kind++ {
		cells = append(cells, Four(group, kind))
	}
	return cells
}

// Parts are the cells that a cell adds up, nil where it is counted. The sum of
// all results and all applicants adds up its row.
func (c Cell) Parts() []Cell {
	var parts []Cell
	switch {
	case c.Table == "three" && c.Column == ColumnSum:
		parts = Applicants(c.Row)
	case c.Table == "three" && c.Row == RowSum:
		parts = Results(c.Column)
	case c.Table == "four" && c.Column == Kinds:
		parts = Cases(c.Row)
	}
	for i := range parts {
		parts[i].Last = c.Last
	}
	return parts
}

// IsSum reports whether a cell adds up others.
func (c Cell) IsSum() bool {
	return c.Table == "three" && (c.Row == RowSum || c.Column == ColumnSum) || c.Table == "four" && c.Column == Kinds
}

// Sums are the cells that add up others, each behind all its parts.
func Sums() []Cell {
	var all []Cell
	for column := 1; column < ColumnSum; column++ {
		all = append(all, Three(RowSum, column))
	}
	for row := 1; row <= Rows; row++ {
		all = append(all, Three(row, ColumnSum))
	}
	for g := range groups {
		all = append(all, Four(g+1, Kinds))
	}
	return all
}
