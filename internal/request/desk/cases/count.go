package cases

import (
	"context"
	"fmt"
	"slices"

	"yangguang/internal/figure"
	"yangguang/internal/ledger"
	"yangguang/internal/request"
	"yangguang/internal/web/form"
)

// Count counts table three of a body's year: received in the year, carried over
// from before, the outcomes, and what was still open at 24:00 on 31 December.
// Sums are left to the report. It reads the counters, which every move of an
// application keeps; Recount proves them.
func (d *Cases) Count(ctx context.Context, body string, year int) ([]ledger.Figure, error) {
	counters, err := countersOf(ctx, d.DB, body, year)
	if err != nil {
		return nil, err
	}
	return Figures(counters, figure.Query{Body: body, Year: year}), nil
}

// Figures adds counters up into the cells that a query asks for.
func Figures(counters []Counter, q figure.Query) []ledger.Figure {
	n := map[figure.Cell]int64{}
	for _, c := range counters {
		for _, row := range c.Bucket.rows(q.Year) {
			n[figure.Three(row, c.Bucket.Column())] += c.N
		}
	}
	var all []ledger.Figure
	for _, row := range countedRows() {
		for _, c := range figure.Applicants(row) {
			all = append(all, cellFigure(c, n[c], q))
		}
	}
	return all
}

// cellFigure is the figure of a cell of table three.
func cellFigure(c figure.Cell, n int64, q figure.Query) ledger.Figure {
	return ledger.Figure{Name: figure.In(c), N: n, Source: "依申请公开", Query: q, Href: Cell{q.Year, c.Row, c.Column}.Href()}
}

func countedRows() []int {
	rows := []int{figure.RowReceived, figure.RowCarried}
	for _, o := range request.Outcomes() {
		rows = append(rows, o.Row)
	}
	return append(rows, figure.RowOpen)
}

// rows are the rows of a year's table in which what a bucket holds stands. One
// that ends in a later year is open in this one.
func (b Bucket) rows(year int) (rows []int) {
	if b.Received == 0 || b.Received > year || b.Counted != 0 && b.Counted < year {
		return nil
	}
	if b.Received == year {
		rows = append(rows, figure.RowReceived)
	} else {
		rows = append(rows, figure.RowCarried)
	}
	if b.Counted == year {
		return append(rows, b.Row)
	}
	return append(rows, figure.RowOpen)
}

func (b Bucket) Column() int {
	return 1 + slices.IndexFunc(request.ApplicantKinds(), func(k request.NamedKind) bool { return k.Kind == b.Kind })
}

// Cell names one cell of a year's table three, sums among them: row 24 is that
// of the outcomes, column 7 that of the kinds of applicant.
type Cell struct{ Year, Row, Column int }

func (x Cell) Known() bool {
	return x.Year > 0 && x.Row >= figure.RowReceived && x.Row <= figure.RowOpen && x.Column >= 1 && x.Column <= figure.ColumnSum
}

func (x Cell) Href() string {
	return fmt.Sprintf("/console/requests?year=%d&row=%d&column=%d", x.Year, x.Row, x.Column)
}

// received is the span of years in which the applications of the cell came in.
func (x Cell) received() (from, to int) {
	switch x.Row {
	case figure.RowReceived:
		return x.Year, x.Year
	case figure.RowCarried:
		return 1, x.Year - 1
	}
	return 1, x.Year
}

// rows is the span of rows in which they count; 0 where that does not matter.
func (x Cell) rows() (low, high int) {
	switch x.Row {
	case figure.RowReceived, figure.RowCarried, figure.RowOpen:
		return 0, 0
	case figure.RowSum:
		return figure.FirstResult, figure.LastResult
	}
	return x.Row, x.Row
}

// kind is the kind of applicant that the cell counts, "" for all.
func (x Cell) kind() request.ApplicantKind {
	if x.Column == figure.ColumnSum {
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
	case figure.RowReceived:
		return "本年新收政府信息公开申请数量"
	case figure.RowCarried:
		return "上年结转政府信息公开申请数量"
	case figure.RowSum:
		return "本年度办理结果总计"
	case figure.RowOpen:
		return "结转下年度继续办理"
	}
	return request.Outcomes()[x.Row-figure.FirstResult].Label
}

func (x Cell) ColumnLabel() string {
	if x.Column == figure.ColumnSum {
		return "总计"
	}
	return request.ApplicantKinds()[x.Column-1].Label
}

// Figures gives the annual report what the applications count, with the sums:
// nought too, from the year of the first application on. Before it a body counts
// nothing rather than nought: its figures stand in some other book.
func (d *Cases) Figures(ctx context.Context, body string, year int) ([]ledger.Figure, error) {
	kept, err := keptBy(ctx, d.DB, body, year)
	if err != nil || !kept {
		return nil, err
	}
	figures, err := d.Count(ctx, body, year)
	if err != nil {
		return nil, err
	}
	return append(figures, Sums(figures)...), nil
}

// Sums are the cells of table three that the figures of a Count add up to, with
// the way to their cases. Without figures there are none.
func Sums(figures []ledger.Figure) []ledger.Figure {
	n := map[figure.Cell]int64{}
	for _, f := range figures {
		if c, ok := f.Name.Cell(); ok {
			n[c] = f.N
		}
	}
	var all []ledger.Figure
	for _, sum := range figure.Sums() {
		if sum.Table != "three" || len(figures) == 0 {
			continue
		}
		for _, part := range sum.Parts() {
			n[sum] += n[part]
		}
		all = append(all, cellFigure(sum, n[sum], figures[0].Query))
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
