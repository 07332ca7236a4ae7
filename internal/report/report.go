// Package report holds the law of the annual report on open-government work
// (政府信息公开工作年度报告, 条例 49–50, 国办公开办函〔2021〕30号): its six parts,
// its three tables, and the relations that must hold between the figures.
package report

// Number is one cell of a table: a whole number, or what stood there instead.
type Number struct {
	N    int64
	OK   bool   // false: blank, "/", negative, not whole, unreadable; counts as 0 in relations
	Raw  string // what stood there, when it is not OK
	Zero bool   // reserved
}

// TableTwo is the table of part two (条例 20 (一)(五)(六)(八)).
type TableTwo struct {
	Rules, Normative               Issued // 规章, 行政规范性文件
	Licences, Penalties, Coercions Number
	Fees                           Money
}

// Issued counts documents made, repealed and in force.
type Issued struct{ Made, Repealed, Effective Number }

// Money is an amount in 分, printed in 万元.
type Money struct {
	Fen     int64
	OK      bool
	Printed string // 万元 as printed, without thousands separators
}

// Columns and Rows of table three.
const (
	Rows    = 25
	Columns = 7
)

// TableThree is 25 rows in the statutory order by 7 columns.
type TableThree [Rows][Columns]Number

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
	Number int
	Title  string
	Text   string
}

// Report is one body's report of one year.
type Report struct {
	File     string
	Body     string
	Year     int
	Format   string // "2021" or "2019"
	Tables   Tables
	Sections []Section
}

// Finding is one thing wrong.
type Finding struct {
	Rule     string // R1…R12
	Severity string // error or warning
	Table    string
	Row      any // 1–25, a group's key, a path, or nil
	Column   string
	Left     *int64
	Right    *int64
	Message  string
	Cause    string
	Repair   *Repair
}

// Repair is a change of one cell that makes the relation hold.
type Repair struct {
	Cell  string
	Value int64
}
