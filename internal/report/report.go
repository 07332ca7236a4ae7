// Package report holds the law of the annual report on open-government work
// (政府信息公开工作年度报告, 条例 49–50, 国办公开办函〔2021〕30号): its six parts
// and three tables as data with their effective dates (schema.go), the
// relations that must hold between the figures (relation.go) and one checker
// for all of them (check.go, rollup.go, repair.go), what prose says against the tables
// and within itself (prose.go), the recognition of a report in any
// document (recognise.go, rows.go), where figures come from and how prose is
// bound to them (figures.go), and the way from draft to publication
// (workflow.go). Sentences are read by package sentence below it; which cells a
// sentence is about is decided here (prose.go).
//
// It never guesses: what cannot be read is not a number, and says what stood
// there instead.
package report

import (
	"fmt"

	"yangguang/internal/figure"
)

// Number is one cell of a table: a whole number, or what stood there instead.
type Number struct {
	N   int64
	OK  bool   // false: blank, "/", negative, not whole, unreadable; counts as 0 in relations
	Raw string // what stood there, when it is not OK

	Absent bool // the file ends before it; Recognise says so once, and no relation is held against it
}

// Count is the Number n.
func Count(n int64) Number { return Number{N: n, OK: true} }

// Value is n where it could be read and 0 otherwise, as relations take it.
func (n Number) Value() int64 {
	if n.OK {
		return n.N
	}
	return 0
}

// TableTwo is the table of part two (条例 20 (一)(五)(六)(八)).
type TableTwo struct {
	Rules, Normative               Issuance // 规章, 行政规范性文件
	Licences, Penalties, Coercions Number
	Fees                           Money
}

// Issuance counts documents made, repealed and in force.
type Issuance struct{ Made, Repealed, Effective Number }

// Money is an amount in 分, printed in 万元.
type Money struct {
	Fen     int64
	OK      bool
	Printed string // 万元 as printed, without thousands separators; what stood there when it is not OK
	Absent  bool   // the file ends before it
}

// TableThree is 25 rows in the statutory order by 7 columns.
type TableThree [figure.Rows][figure.Columns]Number

// TableFour is three groups of five: 结果维持, 结果纠正, 其他结果, 尚未审结, 总计.
type TableFour struct{ Reconsideration, DirectSuit, SuitAfterReconsideration [5]Number }

// Tables are the three; nil where the file has none, or only a picture.
type Tables struct {
	Two   *TableTwo
	Three *TableThree
	Four  *TableFour
}

// Section is one of the parts.
type Section struct {
	Number int    // 1…6; 7 and more for parts the format does not have
	Title  string // as it stands there, without its number
	Text   string // paragraphs, a line each, without the statutory tables
}

// Report is one body's report of one year.
type Report struct {
	File     string
	Body     string
	Year     int
	Format   string // "2021" or "2019"
	Tables   Tables
	Sections []Section
	Pictures []string // tables (two, three, four) of which the file holds only a picture
	Unclear  []string // tables whose labels are there, and whose figures cannot be told apart
}

// Section returns the part with a number, or nil.
func (r *Report) Section(number int) *Section {
	for i := range r.Sections {
		if r.Sections[i].Number == number {
			return &r.Sections[i]
		}
	}
	return nil
}

// Label names a cell for people: 表三“（一）予以公开”商业企业.
func Label(c figure.Cell) string {
	s := ""
	switch c.Table {
	case "two":
		s = "表二“" + twoLabels[c.Row-1] + "”"
	case "three":
		s = "表三“" + rows[c.Row-1].Label + "”" + columns[c.Column-1]
	case "four":
		s = "表四“" + groups[c.Row-1].Label + "”" + kinds[c.Column-1]
	}
	if c.Last {
		return "上年报告" + s
	}
	return s
}

// where gives a finding's row and column as the contract writes them.
func where(c figure.Cell) (row any, column string) {
	switch c.Table {
	case "two":
		return figure.Paths()[c.Row-1], ""
	case "three":
		return c.Row, columns[c.Column-1]
	case "four":
		return groups[c.Row-1].Key, kinds[c.Column-1]
	}
	return nil, ""
}

// at finds the number behind a cell, nil when the table is not there or the
// cell holds money.
func (t *Tables) at(c figure.Cell) *Number {
	switch {
	case c.Table == "two" && t.Two != nil:
		switch c.Row {
		case 1:
			return &t.Two.Rules.Made
		case 2:
			return &t.Two.Rules.Repealed
		case 3:
			return &t.Two.Rules.Effective
		case 4:
			return &t.Two.Normative.Made
		case 5:
			return &t.Two.Normative.Repealed
		case 6:
			return &t.Two.Normative.Effective
		case 7:
			return &t.Two.Licences
		case 8:
			return &t.Two.Penalties
		case 9:
			return &t.Two.Coercions
		}
	case c.Table == "three" && t.Three != nil:
		return &t.Three[c.Row-1][c.Column-1]
	case c.Table == "four" && t.Four != nil:
		return &t.Four.group(c.Row)[c.Column-1]
	}
	return nil
}

// At is the number in a cell; false when its table is not there, or the cell
// holds money.
func (t Tables) At(c figure.Cell) (Number, bool) {
	n := t.at(c)
	if n == nil {
		return Number{}, false
	}
	return *n, true
}

// Set puts a number into a cell; false when its table is not there, or the
// cell holds money.
func (t *Tables) Set(c figure.Cell, n Number) bool {
	at := t.at(c)
	if at == nil {
		return false
	}
	*at = n
	return true
}

// group is the numbers of one of the three groups, counted from 1.
func (f *TableFour) group(n int) *[5]Number {
	switch n {
	case 1:
		return &f.Reconsideration
	case 2:
		return &f.DirectSuit
	}
	return &f.SuitAfterReconsideration
}

// Severities of findings: an error blocks publication, a warning wants a reason.
const (
	SeverityError   = "error"
	SeverityWarning = "warning"
)

// Finding is one thing wrong.
type Finding struct {
	Rule     string // R1…R12; "counted" where a typed cell differs from the ledgers
	Severity string // error or warning
	Table    string // two, three, four, or "" when it is about none
	Row      any    // 1–25, a group's key, a path, or nil
	Column   string // label, or ""
	Left     *int64
	Right    *int64
	Message  string
	Cause    string        // what probably went wrong, or ""
	Repair   *Repair       // the one change that is likely, or nil
	Choices  []Choice      // what a person may do about a doubt, or nil
	Cells    []figure.Cell // every cell of the equation, to be marked
	Part     int           // 1…6: what it is about stands there; 1 where that is the whole report
	Sentence string        // the sentence it is about, its figure in 【】, or ""
	Meaning  string        // how that sentence was understood, or ""
	Missing  bool          // a part or table that is not there, or a part without content
}

// Blocks reports whether a report with this finding may not be published. What
// the tables show of themselves and what is missing must be put right; what is
// read out of prose or held against other reports may be a false alarm, and a
// person may let it stand with a reason, for the day of publication is fixed by
// law (条例 49).
func (f Finding) Blocks() bool {
	switch f.Rule {
	case "R1", "R2", "R3", "R4", "R9":
		return true
	}
	return f.Missing
}

// Repair is a change of one cell that makes the relation hold. Follows are the
// totals that change with it where totals are computed.
type Repair struct {
	Cell    figure.Cell
	Value   int64
	Follows []Repair
}

// Choice is one way out of a doubt: a change, or (Repair nil) keeping what
// stands there and saying why.
type Choice struct {
	Label  string
	Repair *Repair
}

// String says the repair: 把表三“…”商业企业改为 2.
func (r Repair) String() string {
	return fmt.Sprintf("把%s改为 %d", Label(r.Cell), r.Value)
}
