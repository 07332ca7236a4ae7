package sqldb_test

import (
	"testing"
	"time"

	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

// What tables hold is looked at on demand, however often.
func TestOptimize(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		item(t, k.DB)
		for i := range 500 {
			exec(t, k.DB, `INSERT INTO item (id, n) VALUES ($1, $2)`, sqldb.NewID(), i)
		}
		known := `SELECT COUNT(*) FROM sqlite_schema s WHERE s.name = 'sqlite_stat1'`
		if k.DB.Dialect() == sqldb.Postgres {
			known = `SELECT COUNT(*) FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'item'`
		}
		n := 0
		for end := time.Now().Add(20 * time.Second); n == 0; time.Sleep(100 * time.Millisecond) { // PostgreSQL counts changes after a moment
			if err := k.DB.Optimize(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := k.DB.QueryRowContext(t.Context(), known).Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n == 0 && time.Now().After(end) {
				t.Fatal("nothing is known of the table")
			}
		}
	})
}
