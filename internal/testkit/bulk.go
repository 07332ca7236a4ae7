package testkit

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"yangguang/internal/sqldb"
)

// bulkValues is how many values one statement of Bulk carries; both databases
// take as many.
const bulkValues = 10_000

// Bulk puts n rows into a table, many to a statement and all in one
// transaction: the state that a ledger's acts would have left, for benchmarks
// that need more of them than acts can make in the time. row gives the values
// of row i, one for each column.
func (k *Kit) Bulk(t testing.TB, table string, columns []string, n int, row func(i int) []any) {
	t.Helper()
	ctx := context.Background()
	each := bulkValues / len(columns)
	err := k.DB.Write(ctx, func(w sqldb.Writer) error {
		for from := 0; from < n; from += each {
			var args []any
			for i := from; i < min(from+each, n); i++ {
				args = append(args, row(i)...)
			}
			if _, err := w.ExecContext(ctx, bulkStatement(table, columns, len(args)/len(columns)), args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("testkit: bulk %s: %v", table, err)
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
