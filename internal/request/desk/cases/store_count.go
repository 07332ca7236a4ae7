package cases

import (
	"context"

	"yangguang/internal/counters"
	"yangguang/internal/figure"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/list"
)

// Bucket is where an application counts: the counters of table three keep how
// many stand in each. Received is 0 for one that was not received, which counts
// nowhere; Counted is 0 as long as it has not ended.
type Bucket struct {
	Body                   string
	Received, Counted, Row int
	Kind                   request.ApplicantKind
}

// Bucket is where the application counts.
func (c Case) Bucket() Bucket {
	if c.ReceivedYear == 0 {
		return Bucket{}
	}
	return Bucket{c.Body, c.ReceivedYear, c.EndedYear, c.Row, c.Kind}
}

// CaseCounters are the counters of table three.
var CaseCounters = counters.NewTable("request_count", counters.Matters{Table: "request_case", Since: "received_year"},
	counters.Column[Bucket]{Name: "body", Of: "body", Field: func(b *Bucket) any { return &b.Body }},
	counters.Column[Bucket]{Name: "received_year", Of: "received_year", Field: func(b *Bucket) any { return &b.Received }},
	counters.Column[Bucket]{Name: "counted_year", Of: "ended_year", Field: func(b *Bucket) any { return &b.Counted }},
	counters.Column[Bucket]{Name: "report_row", Of: "report_row", Field: func(b *Bucket) any { return &b.Row }},
	counters.Column[Bucket]{Name: "applicant_kind", Of: "applicant_kind", Field: func(b *Bucket) any { return &b.Kind }})

// Counter is a bucket with how many applications it holds.
type Counter = counters.Counter[Bucket]

// countersOf are the buckets that can stand in a body's table three of a year:
// received by its end, and not ended before it began.
func countersOf(ctx context.Context, db sqldb.Reader, body string, year int) ([]Counter, error) {
	return sqldb.List(ctx, db, "counter", CaseCounters.Scan, `SELECT body, received_year, counted_year, report_row, applicant_kind, n FROM request_count
		WHERE body = $1 AND received_year <= $2 AND (counted_year = 0 OR counted_year >= $2)
		ORDER BY received_year, counted_year, report_row, applicant_kind`, body, year)
}

// Recounted is countersOf from the applications themselves.
func Recounted(ctx context.Context, db sqldb.Reader, body string, year int) ([]Counter, error) {
	return sqldb.List(ctx, db, "counter", CaseCounters.Scan, `SELECT body, received_year, ended_year, report_row, applicant_kind, COUNT(*) FROM request_case
		WHERE body = $1 AND received_year BETWEEN 1 AND $2 AND (ended_year = 0 OR ended_year >= $2)
		GROUP BY body, received_year, ended_year, report_row, applicant_kind
		ORDER BY received_year, ended_year, report_row, applicant_kind`, body, year)
}

// Behind narrows a list to the applications of a cell: those received between
// two years, that count in a year from among rows, or in none by its end.
func Behind(body string, x Cell) *list.Where {
	var w list.Where
	from, to := x.received()
	low, high := x.rows()
	w.And("body = ? AND received_year BETWEEN ? AND ?", body, from, to)
	w.And("(ended_year = 0 OR ended_year >= ?)", x.Year)
	w.If(low != 0, "ended_year = ? AND report_row BETWEEN ? AND ?", x.Year, low, high)
	w.If(x.Row == figure.RowOpen, "ended_year <> ?", x.Year)
	w.If(x.kind() != "", "applicant_kind = ?", x.kind())
	return &w
}
