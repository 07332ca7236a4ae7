// Package figure names the numbers of the annual report (条例 50①, in the form
// of 国办公开办函〔2021〕30号), so that the ledgers that count them and the report
// that prints them speak of the same ones: the cells of the three tables, which
// of them add up which others, the figures that prose quotes beside them, shares,
// and amounts.
//
// A name is a value. Its text, three.1.7 or a word with dots, is written and
// read only where it leaves the program: in a stored row, in prose, in an
// address, in JSON.
package figure

import "strconv"

// Name names one figure: a cell of the tables, or by a word a figure that stands
// in none. Names compare equal when they name the same; the zero Name names
// nothing.
type Name struct {
	cell Cell
	word string
}

// In names the figure in a cell.
func In(c Cell) Name { return Name{cell: c} }

// Named names a figure that stands in no table, by its word with dots.
func Named(word string) Name { return Name{word: word} }

// Cell is the cell it stands in; false when it stands in none.
func (n Name) Cell() (Cell, bool) { return n.cell, n.cell.Table != "" }

// Word is the word of a figure that stands in no table, "" for one that does.
func (n Name) Word() string { return n.word }

// String is how prose names it: the key of its cell, or its word.
func (n Name) String() string {
	if c, ok := n.Cell(); ok {
		return c.Key()
	}
	return n.word
}

// ReadName reads a String. Whatever is no cell's key is a word.
func ReadName(s string) Name {
	if c, ok := ParseCell(s); ok {
		return In(c)
	}
	return Named(s)
}

// Query says what was counted: the records of a body in a year. With a figure's
// name it finds the records behind the figure.
type Query struct {
	Body string
	Year int
}

// Rate is a share: Num of Den. The zero Rate is none.
type Rate struct{ Num, Den int64 }

// Zero reports whether there is no share: nothing can be a share of nothing.
func (r Rate) Zero() bool { return r.Den == 0 }

// String is the share in percent with two places, half rounded up, without the
// sign: 98.02. It is "" for the zero Rate.
func (r Rate) String() string {
	if r.Zero() {
		return ""
	}
	hundredths := (r.Num*20_000 + r.Den) / (2 * r.Den)
	whole, places := strconv.FormatInt(hundredths/100, 10), strconv.FormatInt(hundredths%100, 10)
	if len(places) < 2 {
		places = "0" + places
	}
	return whole + "." + places
}
