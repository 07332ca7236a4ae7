// Package counters keeps how many of a ledger's matters stand in each bucket, so
// that a year's figures are added up from a few hundred counters instead of a
// million matters. A matter is moved from bucket to bucket in the act that
// changes it; a recount holds the counters against the matters themselves, and
// an audited act sets right what differs.
//
// A bucket is a struct of the ledger's own: its fields are the key columns of
// the table of counters and stand in columns of the matters too. Its zero value
// is nowhere: a matter that does not count yet.
//
// Like package register, it builds no statement from what anybody sends: names
// of tables and columns are constants, see sqldb.Name, and each statement is
// written once, when the table is declared. The table of counters has the key
// columns, unique together, and n; the table of matters has id and rev.
package counters

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
)

// Column is one key column of a table of counters.
type Column[B any] struct {
	Name  sqldb.Name   // in the table of counters
	Of    sqldb.Name   // in the table of matters
	Field func(*B) any // a pointer to the bucket's field, a string or an int
}

// Matters is the table whose rows are counted.
type Matters struct {
	Table sqldb.Name
	Since sqldb.Name // the column that is 0 as long as a matter counts nowhere; "" where each one counts
}

// Table is a table of counters.
type Table[B comparable] struct {
	columns                       []Column[B]
	at, add, buckets, differences string
}

// Counter is a bucket with how many matters it holds.
type Counter[B comparable] struct {
	Bucket B
	N      int64
}

// Difference is a bucket whose counter is not what the matters come to.
type Difference[B comparable] struct {
	Bucket      B
	Kept, Found int64
}

// NewTable declares a table of counters; the first column is the public body. It
// panics where a field is neither a string nor an int, and on what is no name.
func NewTable[B comparable](name sqldb.Name, of Matters, columns ...Column[B]) Table[B] {
	table, matters := name.SQL(), of.Table.SQL()
	var keys, ofs, marks []string
	var bucket B
	for i, c := range columns {
		_ = fieldOf(&bucket, c)
		keys, ofs, marks = append(keys, c.Name.SQL()), append(ofs, c.Of.SQL()), append(marks, "$"+strconv.Itoa(i+1))
	}
	key, from, n := strings.Join(keys, ", "), strings.Join(ofs, ", "), "$"+strconv.Itoa(len(columns)+1)
	counts := "1 = 1"
	if of.Since != "" {
		counts = of.Since.SQL() + " > 0"
	}
	return Table[B]{columns: columns,
		at: `SELECT ` + from + ` FROM ` + matters + ` WHERE id = $1 AND rev = $2 AND ` + counts,
		add: `INSERT INTO ` + table + ` (` + key + `, n) VALUES (` + strings.Join(marks, ", ") + `, ` + n + `)
			ON CONFLICT (` + key + `) DO UPDATE SET n = ` + table + `.n + ` + n,
		buckets: `SELECT ` + key + ` FROM ` + table + ` WHERE ` + keys[0] + ` = $1
			UNION
			SELECT ` + from + ` FROM ` + matters + ` WHERE ` + counts + ` AND ` + ofs[0] + ` = $1`,
		differences: `SELECT ` + key + `, CAST(SUM(kept) AS BIGINT), CAST(SUM(found) AS BIGINT) FROM (
			SELECT ` + key + `, n AS kept, 0 AS found FROM ` + table + `
			UNION ALL
			SELECT ` + from + `, 0, COUNT(*) FROM ` + matters + ` WHERE ` + counts + ` GROUP BY ` + from + `
		) AS both_sides WHERE $1 = '' OR ` + keys[0] + ` = $1
		GROUP BY ` + key + ` HAVING SUM(kept) <> SUM(found) ORDER BY ` + key,
	}
}

// fieldOf is the field of a bucket that a column keeps.
func fieldOf[B any](b *B, c Column[B]) reflect.Value {
	v := reflect.ValueOf(c.Field(b))
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.String && v.Elem().Kind() != reflect.Int {
		panic(fmt.Sprintf("counters: column %s is kept by %T, want a pointer to a string or an int", c.Name, c.Field(b)))
	}
	return v.Elem()
}

// values are the bucket's fields in the order of the columns.
func (t Table[B]) values(b B) []any {
	all := make([]any, len(t.columns))
	for i, c := range t.columns {
		all[i] = fieldOf(&b, c).Interface()
	}
	return all
}

// scan reads the key columns of a row into a bucket, and what stands behind them.
func (t Table[B]) scan(row sqldb.Row, rest ...any) (b B, err error) {
	into := make([]any, 0, len(t.columns)+len(rest))
	for _, c := range t.columns {
		into = append(into, c.Field(&b))
	}
	return b, row.Scan(append(into, rest...)...)
}

// Scan reads a row of the key columns, in their order, and n.
func (t Table[B]) Scan(row sqldb.Row) (c Counter[B], err error) {
	c.Bucket, err = t.scan(row, &c.N)
	return c, err
}

// compare orders buckets by their columns.
func (t Table[B]) compare(x, y B) int {
	for _, c := range t.columns {
		a, b := fieldOf(&x, c), fieldOf(&y, c)
		by := 0
		if a.Kind() == reflect.String {
			by = cmp.Compare(a.String(), b.String())
		} else {
			by = cmp.Compare(a.Int(), b.Int())
		}
		if by != 0 {
			return by
		}
	}
	return 0
}

// At is where a matter counted at a revision, nowhere for a revision that is
// gone: the change that asked will find so itself.
func (t Table[B]) At(ctx context.Context, tx *act.Tx, id string, rev int64) (B, error) {
	found, err := sqldb.List(ctx, tx, "bucket", func(row sqldb.Row) (B, error) { return t.scan(row) }, t.at, id, rev)
	if err != nil || len(found) == 0 {
		var nowhere B
		return nowhere, err
	}
	return found[0], nil
}

// Shift takes a matter out of one bucket and puts it into another; either may be
// nowhere. The buckets are always taken in the same order, so that two acts do
// not wait for each other.
func (t Table[B]) Shift(ctx context.Context, tx *act.Tx, from, to B) error {
	if from == to {
		return nil
	}
	first, second, n := from, to, int64(-1)
	if t.compare(from, to) > 0 {
		first, second, n = to, from, 1
	}
	if err := t.change(ctx, tx, first, n); err != nil {
		return err
	}
	return t.change(ctx, tx, second, -n)
}

// change adds n, which may be below 0, to a bucket's counter.
func (t Table[B]) change(ctx context.Context, tx *act.Tx, b B, n int64) error {
	var nowhere B
	if b == nowhere {
		return nil
	}
	if _, err := tx.ExecContext(ctx, t.add, append(t.values(b), n)...); err != nil {
		return fmt.Errorf("count %+v: %w", b, err)
	}
	return nil
}

// Recount holds every counter of a body ("" for all) against the matters, and
// lists those that differ in the order of the columns. It reads every matter
// once, in one statement, so that what moves meanwhile stands on both sides or on
// neither.
func (t Table[B]) Recount(ctx context.Context, db sqldb.Reader, body string) ([]Difference[B], error) {
	return sqldb.List(ctx, db, "counter", func(row sqldb.Row) (d Difference[B], err error) {
		d.Bucket, err = t.scan(row, &d.Kept, &d.Found)
		return d, err
	}, t.differences, body)
}

// Mend sets a body's counters to what its matters come to, and says in the audit
// entry of the act how many it changed. Everybody else is kept from the body's
// counters until the act ends.
func (t Table[B]) Mend(ctx context.Context, tx *act.Tx, body string) error {
	if err := t.hold(ctx, tx, body); err != nil {
		return err
	}
	wrong, err := t.Recount(ctx, tx, body)
	if err != nil {
		return err
	}
	for _, d := range wrong {
		if err := t.change(ctx, tx, d.Bucket, d.Found-d.Kept); err != nil {
			return err
		}
	}
	tx.Detail("counters", len(wrong))
	return nil
}

// hold takes every counter of a body until the act ends, those too that are
// missing, one by one in the order of Shift. A single statement would take them
// in the order in which the database comes upon them, and two acts could wait
// for each other.
func (t Table[B]) hold(ctx context.Context, tx *act.Tx, body string) error {
	all, err := sqldb.List(ctx, tx, "bucket", func(row sqldb.Row) (B, error) { return t.scan(row) }, t.buckets, body)
	if err != nil {
		return err
	}
	slices.SortFunc(all, t.compare)
	for _, b := range all {
		if err := t.change(ctx, tx, b, 0); err != nil {
			return err
		}
	}
	return nil
}
