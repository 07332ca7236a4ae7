package desk

import (
	"context"
	"fmt"
	"slices"

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
	rowOpen     = 25
)

// Count counts table three of a body's year from the cases: received in the
// year, carried over from before, the outcomes, and what was still open at
// 24:00 on 31 December. Sums are left to the report.
func (d *Desk) Count(ctx context.Context, body string, year int) ([]Figure, error) {
	cases, err := countable(ctx, d.DB, body, year)
	if err != nil {
		return nil, err
	}
	n := map[[2]int]int64{}
	for _, c := range cases {
		for _, row := range c.rows(year) {
			n[[2]int{row, c.column()}]++
		}
	}
	var figures []Figure
	for _, row := range countedRows() {
		for column := range request.ApplicantKinds() {
			figures = append(figures, Figure{Name: fmt.Sprintf("three.%d.%d", row, column+1), N: n[[2]int{row, column + 1}],
				Href: fmt.Sprintf("/console/requests?year=%d&row=%d&column=%d", year, row, column+1)})
		}
	}
	return figures, nil
}

func countedRows() []int {
	rows := []int{rowReceived, rowCarried}
	for _, o := range request.Outcomes() {
		rows = append(rows, o.Row)
	}
	return append(rows, rowOpen)
}

// rows are the rows of a year's table in which an application stands.
func (c Case) rows(year int) (rows []int) {
	if c.ReceivedYear == 0 || c.ReceivedYear > year || c.EndedYear != 0 && c.EndedYear < year {
		return nil
	}
	if c.ReceivedYear == year {
		rows = append(rows, rowReceived)
	} else {
		rows = append(rows, rowCarried)
	}
	if c.EndedYear == year {
		return append(rows, c.Row)
	}
	return append(rows, rowOpen)
}

func (c Case) column() int {
	return 1 + slices.IndexFunc(request.ApplicantKinds(), func(k struct {
		Kind  request.ApplicantKind
		Label string
	}) bool {
		return k.Kind == c.Kind
	})
}

// behind lists the applications that a cell counts.
func (d *Desk) behind(ctx context.Context, body string, year, row, column int) ([]Case, error) {
	all, err := countable(ctx, d.DB, body, year)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(c Case) bool {
		return c.column() != column || !slices.Contains(c.rows(year), row)
	}), nil
}
