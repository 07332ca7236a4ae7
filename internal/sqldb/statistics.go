package sqldb

import (
	"context"
	"fmt"
)

// sampled bounds how many rows of an index are read for its statistics.
const sampled = "1000"

// analyzePostgres looks at the tables of our schema in which much has changed.
const analyzePostgres = `DO $$ DECLARE name text; BEGIN
	FOR name IN SELECT relname FROM pg_stat_user_tables WHERE schemaname = current_schema() AND n_mod_since_analyze > 100 + n_live_tup / 20 LOOP
		EXECUTE format('ANALYZE %I', name);
	END LOOP;
END $$`

// Optimize lets the database look at what its tables hold, as far as it has not
// looked since they changed, so that it chooses the way through them that fits.
// Statistics of a table of any size cost milliseconds: only a sample is read. No
// statement of a page rests on them: the suites hold each one against a database
// that has none. To be called after opening, from time to time, and after many
// rows came in at once.
//
// On SQLite it takes its turn with the acts; PostgreSQL's own housekeeping does
// the same with some delay.
func (db *DB) Optimize(ctx context.Context) error {
	if db.dialect == Postgres {
		if _, err := db.write.ExecContext(ctx, analyzePostgres); err != nil {
			return fmt.Errorf("gather statistics: %w", err)
		}
		return nil
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("gather statistics: %w", err)
	}
	defer conn.Close()
	// 0x10000 looks at every table, 0x2 gathers what it finds wanting.
	for _, q := range []string{"PRAGMA analysis_limit = " + sampled, "PRAGMA optimize = 0x10002"} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("gather statistics: %w", err)
		}
	}
	return nil
}
