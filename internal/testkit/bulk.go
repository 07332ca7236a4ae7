package testkit

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"yangguang/internal/sqldb"
)

// bulkRows is how many rows share a transaction: one of all would grow the log
// beyond what the cache holds.
const bulkRows = 20_000

// bulkEach is how many rows one statement carries. SQLite is fastest with one
// that it keeps prepared; to PostgreSQL every statement is a journey.
func (k *Kit) bulkEach() int {
	if k.DB.Dialect() == sqldb.Postgres {
		return 200
	}
	return 1
}

// Bulk puts n rows into a table, many to a statement and many statements to a
// transaction: the state that a ledger's acts would have left, for benchmarks
// that need more of them than acts can make in the time. row gives the values
// of row i, one for each column.
func (k *Kit) Bulk(t testing.TB, table string, columns []string, n int, row func(i int) []any) {
	t.Helper()
	ctx := context.Background()
	each := k.bulkEach()
	full := bulkStatement(table, columns, each)
	for from := 0; from < n; {
		next := from
		err := k.DB.Write(ctx, func(w sqldb.Writer) error {
			next = from
			for range bulkRows / each {
				var args []any
				end := min(next+each, n)
				for i := next; i < end; i++ {
					args = append(args, row(i)...)
				}
				statement := full
				if end-next < each {
					statement = bulkStatement(table, columns, end-next)
				}
				if _, err := w.ExecContext(ctx, statement, args...); err != nil {
					return err
				}
				if next = end; next == n {
					break
				}
			}
			return nil
		})
		if err != nil {
			t.Fatalf("testkit: bulk %s: %v", table, err)
		}
		from = next
	}
}

func bulkStatement(table string, columns []string, rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
	for r := range rows {
		if r > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for c := range columns {
			if c > 0 {
				b.WriteString(", ")
			}
			b.WriteString("$" + strconv.Itoa(r*len(columns)+c+1))
		}
		b.WriteByte(')')
	}
	return b.String()
}
