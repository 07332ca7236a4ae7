package cases

import (
	"context"
	"strconv"

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

// keptBy reports whether a body has kept an application by the end of a year.
func keptBy(ctx context.Context, db sqldb.Reader, body string, year int) (bool, error) {
	one, err := sqldb.List(ctx, db, "application", func(row sqldb.Row) (n int, err error) { return n, row.Scan(&n) },
		`SELECT 1 FROM request_case WHERE body = $1 AND year <= $2 LIMIT 1`, body, year)
	return len(one) > 0, err
}

// Recounted is countersOf from the applications themselves.
func Recounted(ctx context.Context, db sqldb.Reader, body string, year int) ([]Counter, error) {
	return sqldb.List(ctx, db, "counter", CaseCounters.Scan, `SELECT body, received_year, ended_year, report_row, applicant_kind, COUNT(*) FROM request_case
		WHERE body = $1 AND received_year BETWEEN 1 AND $2 AND (ended_year = 0 OR ended_year >= $2)
		GROUP BY body, received_year, ended_year, report_row, applicant_kind
		ORDER BY received_year, ended_year, report_row, applicant_kind`, body, year)
}

// Behind are the applications that stand in a cell of table three. The counters
// name the buckets in which there are any, and each bucket is a stretch of an
// index, so that a page costs no more where a year has a million applications.
// The sums with 0 keep SQLite from narrowing the applications by the years alone.
func Behind() list.Source[Case] {
	return list.Source[Case]{What: "Case", Columns: CaseColumns, Scan: ScanCase,
		From: `FROM (SELECT body AS of_body, received_year AS of_received, counted_year AS of_counted, report_row AS of_row, applicant_kind AS of_kind, n AS held
			FROM request_count) AS bucket CROSS JOIN request_case`,
		Order: list.Keyset{Keys: []list.Key{{Column: "of_received", Number: true}, {Column: "of_counted", Number: true}, {Column: "of_row", Number: true},
			{Column: "of_kind"}, {Column: "id"}}},
		Mark: func(c Case) list.Mark {
			return list.Mark{strconv.Itoa(c.ReceivedYear), strconv.Itoa(c.EndedYear), strconv.Itoa(c.Row), string(c.Kind), c.ID}
		}}
}

// Where narrows Behind to a cell of a body's table: what was received between two
// years and counts in a year from among rows, or in none by its end.
func (x Cell) Where(body string) *list.Where {
	var w list.Where
	from, to := x.received()
	low, high := x.rows()
	w.And("body = of_body AND received_year = of_received + 0 AND ended_year = of_counted + 0 AND report_row = of_row + 0 AND applicant_kind = of_kind")
	w.And("of_body = ? AND of_received BETWEEN ? AND ? AND held > 0", body, from, to)
	w.If(low != 0, "of_counted BETWEEN ? AND ? AND of_row BETWEEN ? AND ?", x.Year, x.Year, low, high)
	w.If(low == 0, "(of_counted = 0 OR of_counted >= ?)", x.Year)
	w.If(x.Row == figure.RowOpen, "of_counted <> ?", x.Year)
	w.If(x.kind() != "", "of_kind BETWEEN ? AND ?", x.kind(), x.kind())
	return &w
}
