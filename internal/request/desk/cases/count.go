package cases

import (
	"context"
	"fmt"
	"slices"

	"yangguang/internal/ledger"
	"yangguang/internal/request"
	"yangguang/internal/web/form"
)

// Figure is one cell of table three with the way to the cases behind it.
type Figure struct {
	Name string // "three.3.1": row of the table, column from 1 (自然人) to 6 (其他)
	N    int64
	Href string // console address that lists exactly these cases
}

// The rows of table three that are no outcome.
const (
	RowReceived = 1
	RowCarried  = 2
	RowSum      = 24 // of the outcomes
	RowOpen     = 25
)

// ColumnSum is the column of table three that is no kind of applicant.
const ColumnSum = 7

// Count counts table three of a body's year: received in the year, carried over
// from before, the outcomes, and what was still open at 24:00 on 31 December.
// Sums are left to the report. It reads the counters, which every move of an
// application keeps; Recount proves them.
func (d *Cases) Count(ctx context.Context, body string, year int) ([]Figure, error) {
	counters, err := countersOf(ctx, d.DB, body, year)
	if err != nil {
		return nil, err
	}
	return Figures(counters, year), nil
}

// Figures adds counters up into the cells of a year.
func Figures(counters []Counter, year int) []Figure {
	n := map[[2]int]int64{}
	for _, c := range counters {
		for _, row := range c.Bucket.rows(year) {
			n[[2]int{row, c.Bucket.Column()}] += c.N
		}
	}
	var all []Figure
	for _, row := range countedRows() {
		for column := range request.ApplicantKinds() {
			x := Cell{year, row, column + 1}
			all = append(all, Figure{Name: fmt.Sprintf("three.%d.%d", row, column+1), N: n[[2]int{row, column + 1}], Href: x.Href()})
		}
	}
	return all
}

func countedRows() []int {
	rows := []int{RowReceived, RowCarried}
	for _, o := range request.Outcomes() {
		rows = append(rows, o.Row)
	}
	return append(rows, RowOpen)
}

// rows are the rows of a year's table in which what a bucket holds stands. One
// that ends in a later year is open in this one.
func (b Bucket) rows(year int) (rows []int) {
	if b.Received == 0 || b.Received > year || b.Counted != 0 && b.Counted < year {
		return nil
	}
	if b.Received == year {
		rows = append(rows, RowReceived)
	} else {
		rows = append(rows, RowCarried)
	}
	if b.Counted == year {
		return append(rows, b.Row)
	}
	return append(rows, RowOpen)
}

func (b Bucket) Column() int {
	return 1 + slices.IndexFunc(request.ApplicantKinds(), func(k request.NamedKind) bool { return k.Kind == b.Kind })
}

// Cell names one cell of a year's table three, sums among them: row 24 is that
// of the outcomes, column 7 that of the kinds of applicant.
type Cell struct{ Year, Row, Column int }

func (x Cell) Known() bool {
	return x.Year > 0 && x.Row >= RowReceived && x.Row <= RowOpen && x.Column >= 1 && x.Column <= ColumnSum
}

func (x Cell) Href() string {
	return fmt.Sprintf("/console/requests?year=%d&row=%d&column=%d", x.Year, x.Row, x.Column)
}

// received is the span of years in which the applications of the cell came in.
func (x Cell) received() (from, to int) {
	switch x.Row {
	case RowReceived:
		return x.Year, x.Year
	case RowCarried:
		return 1, x.Year - 1
	}
	return 1, x.Year
}

// rows is the span of rows in which they count; 0 where that does not matter.
func (x Cell) rows() (low, high int) {
	switch x.Row {
	case RowReceived, RowCarried, RowOpen:
		return 0, 0
	case RowSum:
		return RowCarried + 1, RowSum - 1
	}
	return x.Row, x.Row
}

// kind is the kind of applicant that the cell counts, "" for all.
func (x Cell) kind() request.ApplicantKind {
	if x.Column == ColumnSum {
		return ""
	}
	return request.ApplicantKinds()[x.Column-1].Kind
}

// Label names the cell for people.
func (x Cell) Label() string {
	return fmt.Sprintf("%d年表三 · %s · %s", x.Year, x.RowLabel(), x.ColumnLabel())
}

func (x Cell) RowLabel() string {
	switch x.Row {
	case RowReceived:
		return "本年新收政府信息公开申请数量"
	case RowCarried:
		return "上年结转政府信息公开申请数量"
	case RowSum:
		return "本年度办理结果总计"
	case RowOpen:
		return "结转下年度继续办理"
	}
	return request.Outcomes()[x.Row-RowCarried-1].Label
}

func (x Cell) ColumnLabel() string {
	if x.Column == ColumnSum {
		return "总计"
	}
	return request.ApplicantKinds()[x.Column-1].Label
}

// Figures gives the annual report what the applications count, with the sums. A
// body that has kept none here counts nothing, rather than nought: its figures
// stand in some other book.
func (d *Cases) Figures(ctx context.Context, body string, year int) ([]ledger.Figure, error) {
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
		var x Cell
		if _, err := fmt.Sscanf(f.Name, "three.%d.%d", &x.Row, &x.Column); err != nil {
			continue
		}
		_, _ = fmt.Sscanf(f.Href, "/console/requests?year=%d", &year)
		n[[2]int{x.Row, ColumnSum}] += f.N
		if x.Row > RowCarried && x.Row < RowSum {
			n[[2]int{RowSum, x.Column}] += f.N
			n[[2]int{RowSum, ColumnSum}] += f.N
		}
	}
	var all []Figure
	for row := RowReceived; row <= RowOpen; row++ {
		for column := 1; column <= ColumnSum; column++ {
			if x := (Cell{year, row, column}); row == RowSum || column == ColumnSum {
				all = append(all, Figure{Name: fmt.Sprintf("three.%d.%d", row, column), N: n[[2]int{row, column}], Href: x.Href()})
			}
		}
	}
	return all
}

// Label tells a bucket in words.
func (b Bucket) Label() string {
	if b.Received == 0 {
		return "不计"
	}
	if b.Counted == 0 {
		return fmt.Sprintf("%d年收到、未办结、%s", b.Received, form.Label(string(b.Kind), KindOptions()))
	}
	return fmt.Sprintf("%d年收到、%d年第%d行、%s", b.Received, b.Counted, b.Row, form.Label(string(b.Kind), KindOptions()))
}
