package desk

import (
	"context"
	"fmt"
	"slices"

	"yangguang/internal/ledger"
	"yangguang/internal/request"
)

// Figure is one cell of table three with the way to the cases behind it.
type Figure struct {
	Name string // "three.3.1": row of the table, column from 1 (自然人) to 6 (其他)
	N    int64
	Href string // console address that lists exactly these cases
}

// The rows of table three that are no outcome.
const (
	rowReceived = 1
	rowCarried  = 2
	rowSum      = 24 // of the outcomes
	rowOpen     = 25
)

// The columns of table three that are no kind of applicant.
const columnSum = 7

// Count counts table three of a body's year: received in the year, carried over
// from before, the outcomes, and what was still open at 24:00 on 31 December.
// Sums are left to the report. It reads the counters, which every move of an
// application keeps; Recount proves them.
func (d *Desk) Count(ctx context.Context, body string, year int) ([]Figure, error) {
	counters, err := countersOf(ctx, d.DB, body, year)
	if err != nil {
		return nil, err
	}
	return figures(counters, year), nil
}

// figures adds counters up into the cells of a year.
func figures(counters []counter, year int) []Figure {
	n := map[[2]int]int64{}
	for _, c := range counters {
		for _, row := range c.rows(year) {
			n[[2]int{row, c.column()}] += c.n
		}
	}
	var all []Figure
	for _, row := range countedRows() {
		for column := range request.ApplicantKinds() {
			x := cell{year, row, column + 1}
			all = append(all, Figure{Name: fmt.Sprintf("three.%d.%d", row, column+1), N: n[[2]int{row, column + 1}], Href: x.href()})
		}
	}
	return all
}

func countedRows() []int {
	rows := []int{rowReceived, rowCarried}
	for _, o := range request.Outcomes() {
		rows = append(rows, o.Row)
	}
	return append(rows, rowOpen)
}

// rows are the rows of a year's table in which what a bucket holds stands. One
// that ends in a later year is open in this one.
func (b bucket) rows(year int) (rows []int) {
	if b.Received == 0 || b.Received > year || b.Counted != 0 && b.Counted < year {
		return nil
	}
	if b.Received == year {
		rows = append(rows, rowReceived)
	} else {
		rows = append(rows, rowCarried)
	}
	if b.Counted == year {
		return append(rows, b.Row)
	}
	return append(rows, rowOpen)
}

func (b bucket) column() int {
	return 1 + slices.IndexFunc(request.ApplicantKinds(), func(k struct {
		Kind  request.ApplicantKind
		Label string
	}) bool {
		return k.Kind == b.Kind
	})
}

// cell names one cell of a year's table three, sums among them: row 24 is that
// of the outcomes, column 7 that of the kinds of applicant.
type cell struct{ Year, Row, Column int }

func (x cell) known() bool {
	return x.Year > 0 && x.Row >= rowReceived && x.Row <= rowOpen && x.Column >= 1 && x.Column <= columnSum
}

func (x cell) href() string {
	return fmt.Sprintf("/console/requests?year=%d&row=%d&column=%d", x.Year, x.Row, x.Column)
}

// received is the span of years in which the applications of the cell came in.
func (x cell) received() (from, to int) {
	switch x.Row {
	case rowReceived:
		return x.Year, x.Year
	case rowCarried:
		return 1, x.Year - 1
	}
	return 1, x.Year
}

// rows is the span of rows in which they count; 0 where that does not matter.
func (x cell) rows() (low, high int) {
	switch x.Row {
	case rowReceived, rowCarried, rowOpen:
		return 0, 0
	case rowSum:
		return rowCarried + 1, rowSum - 1
	}
	return x.Row, x.Row
}

// kind is the kind of applicant that the cell counts, "" for all.
func (x cell) kind() request.ApplicantKind {
	if x.Column == columnSum {
		return ""
	}
	return request.ApplicantKinds()[x.Column-1].Kind
}

// label names the cell for people.
func (x cell) label() string {
	return fmt.Sprintf("%d年表三 · %s · %s", x.Year, x.rowLabel(), x.columnLabel())
}

func (x cell) rowLabel() string {
	switch x.Row {
	case rowReceived:
		return "本年新收政府信息公开申请数量"
	case rowCarried:
		return "上年结转政府信息公开申请数量"
	case rowSum:
		return "本年度办理结果总计"
	case rowOpen:
		return "结转下年度继续办理"
	}
	return request.Outcomes()[x.Row-rowCarried-1].Label
}

func (x cell) columnLabel() string {
	if x.Column == columnSum {
		return "总计"
	}
	return request.ApplicantKinds()[x.Column-1].Label
}

// Figures gives the annual report what the applications count, with the sums. A
// body that has kept none here counts nothing, rather than nought: its figures
// stand in some other book.
func (d *Desk) Figures(ctx context.Context, body string, year int) ([]ledger.Figure, error) {
	figures, err := d.Count(ctx, body, year)
	if err != nil || !slices.ContainsFunc(figures, func(f Figure) bool { return f.N > 0 }) {
		return nil, err
	}
	var all []ledger.Figure
	for _, f := range slices.Concat(figures, Sums(figures)) {
		all = append(all, ledger.Figure{Name: f.Name, N: f.N, Href: f.Href, Label: "依申请公开"})
	}
	return all, nil
}

// Sums are the cells of row 24 and of column 7 that figures of Count add up to,
// with the way to their cases.
func Sums(figures []Figure) []Figure {
	n := map[[2]int]int64{}
	year := 0
	for _, f := range figures {
		var x cell
		if _, err := fmt.Sscanf(f.Name, "three.%d.%d", &x.Row, &x.Column); err != nil {
			continue
		}
		_, _ = fmt.Sscanf(f.Href, "/console/requests?year=%d", &year)
		n[[2]int{x.Row, columnSum}] += f.N
		if x.Row > rowCarried && x.Row < rowSum {
			n[[2]int{rowSum, x.Column}] += f.N
			n[[2]int{rowSum, columnSum}] += f.N
		}
	}
	var all []Figure
	for row := rowReceived; row <= rowOpen; row++ {
		for column := 1; column <= columnSum; column++ {
			if x := (cell{year, row, column}); row == rowSum || column == columnSum {
				all = append(all, Figure{Name: fmt.Sprintf("three.%d.%d", row, column), N: n[[2]int{row, column}], Href: x.href()})
			}
		}
	}
	return all
}
