package cases

import (
	"cmp"
	"context"
	"fmt"

	"yangguang/internal/act"
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

func (c Case) Bucket() Bucket {
	if c.ReceivedYear == 0 {
		return Bucket{}
	}
	return Bucket{c.Body, c.ReceivedYear, c.EndedYear, c.Row, c.Kind}
}

func (b Bucket) compare(x Bucket) int {
	return cmp.Or(cmp.Compare(b.Body, x.Body), b.Received-x.Received, b.Counted-x.Counted, b.Row-x.Row, cmp.Compare(b.Kind, x.Kind))
}

// bucketAt is where an application counted at a revision. A revision that is
// gone counts nowhere; the move that asked will find so itself.
func bucketAt(ctx context.Context, tx *act.Tx, id string, rev int64) (Bucket, error) {
	found, err := List(ctx, tx, func(row Scanner) (b Bucket, err error) {
		return b, row.Scan(&b.Body, &b.Received, &b.Counted, &b.Row, &b.Kind)
	}, `SELECT body, received_year, ended_year, report_row, applicant_kind FROM request_case WHERE id = $1 AND rev = $2 AND received_year > 0`, id, rev)
	if err != nil || len(found) == 0 {
		return Bucket{}, err
	}
	return found[0], nil
}

// shift takes an application out of one bucket and puts it into another. The
// buckets are always taken in the same order, so that two acts do not wait for
// each other.
func shift(ctx context.Context, tx *act.Tx, from, to Bucket) error {
	if from == to {
		return nil
	}
	first, second, n := from, to, int64(-1)
	if from.compare(to) > 0 {
		first, second, n = to, from, 1
	}
	if err := AddTo(ctx, tx, first, n); err != nil {
		return err
	}
	return AddTo(ctx, tx, second, -n)
}

func AddTo(ctx context.Context, tx *act.Tx, b Bucket, n int64) error {
	if b.Received == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO request_count (body, received_year, counted_year, report_row, applicant_kind, n) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (body, received_year, counted_year, report_row, applicant_kind) DO UPDATE SET n = request_count.n + $6`,
		b.Body, b.Received, b.Counted, b.Row, b.Kind, n)
	if err != nil {
		return fmt.Errorf("count application: %w", err)
	}
	return nil
}

// counter is a bucket with what it holds.
type counter struct {
	Bucket
	n int64
}

func scanCounter(row Scanner) (c counter, err error) {
	return c, row.Scan(&c.Body, &c.Received, &c.Counted, &c.Row, &c.Kind, &c.n)
}

// countersOf are the buckets that can stand in a body's table three of a year:
// received by its end, and not ended before it began.
func countersOf(ctx context.Context, db sqldb.Reader, body string, year int) ([]counter, error) {
	return List(ctx, db, scanCounter, `SELECT body, received_year, counted_year, report_row, applicant_kind, n FROM request_count
		WHERE body = $1 AND received_year <= $2 AND (counted_year = 0 OR counted_year >= $2)
		ORDER BY received_year, counted_year, report_row, applicant_kind`, body, year)
}

// Recounted is countersOf from the applications themselves.
func Recounted(ctx context.Context, db sqldb.Reader, body string, year int) ([]counter, error) {
	return List(ctx, db, scanCounter, `SELECT body, received_year, ended_year, report_row, applicant_kind, COUNT(*) FROM request_case
		WHERE body = $1 AND received_year BETWEEN 1 AND $2 AND (ended_year = 0 OR ended_year >= $2)
		GROUP BY body, received_year, ended_year, report_row, applicant_kind
		ORDER BY received_year, ended_year, report_row, applicant_kind`, body, year)
}

// miscount is a bucket whose counter is not what the applications come to.
type miscount struct {
	Bucket
	Kept, Found int64
}

// Miscounts holds every counter of a body ("" for all) against the
// applications. It is one statement, so that what moves meanwhile stands on
// both sides or on neither.
func Miscounts(ctx context.Context, db sqldb.Reader, body string) ([]miscount, error) {
	return List(ctx, db, func(row Scanner) (m miscount, err error) {
		return m, row.Scan(&m.Body, &m.Received, &m.Counted, &m.Row, &m.Kind, &m.Kept, &m.Found)
	}, `SELECT body, received_year, counted_year, report_row, applicant_kind, CAST(SUM(kept) AS BIGINT), CAST(SUM(found) AS BIGINT) FROM (
			SELECT body, received_year, counted_year, report_row, applicant_kind, n AS kept, 0 AS found FROM request_count
			UNION ALL
			SELECT body, received_year, ended_year, report_row, applicant_kind, 0, COUNT(*) FROM request_case WHERE received_year > 0
			GROUP BY body, received_year, ended_year, report_row, applicant_kind
		) AS both_sides WHERE $1 = '' OR body = $1
		GROUP BY body, received_year, counted_year, report_row, applicant_kind HAVING SUM(kept) <> SUM(found)
		ORDER BY body, received_year, counted_year, report_row, applicant_kind`, body)
}

// HoldCounters keeps everybody else from a body's counters until the act ends.
func HoldCounters(ctx context.Context, tx *act.Tx, body string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE request_count SET n = n WHERE body = $1`, body); err != nil {
		return fmt.Errorf("hold counters: %w", err)
	}
	return nil
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
	w.If(x.Row == RowOpen, "ended_year <> ?", x.Year)
	w.If(x.kind() != "", "applicant_kind = ?", x.kind())
	return &w
}
