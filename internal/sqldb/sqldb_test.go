package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

func table(t *testing.T, db *sqldb.DB) {
	t.Helper()
	exec(t, db, `CREATE TABLE item (id TEXT PRIMARY KEY, n BIGINT NOT NULL)`)
}

func exec(t *testing.T, db *sqldb.DB, q string, args ...any) {
	t.Helper()
	err := db.Write(context.Background(), func(w sqldb.Writer) error {
		_, err := w.ExecContext(context.Background(), q, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, r sqldb.Reader, q string, args ...any) (n int) {
	t.Helper()
	if err := r.QueryRowContext(context.Background(), q, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOneFailureAmongManyUndoesOnlyItself(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		table(t, k.DB)
		bad := errors.New("bad")
		var wg sync.WaitGroup
		errs := make([]error, 64)
		for i := range errs {
			wg.Go(func() {
				ctx := context.Background()
				errs[i] = k.DB.Write(ctx, func(w sqldb.Writer) error {
					if _, err := w.ExecContext(ctx, `INSERT INTO item (id, n) VALUES ($1, $2)`, sqldb.NewID(), i); err != nil {
						return err
					}
					switch i {
					case 13:
						return bad
					case 14:
						panic("fourteen")
					case 15:
						_, err := w.ExecContext(ctx, `INSERT INTO nowhere VALUES (1)`)
						return err
					}
					return nil
				})
			})
		}
		wg.Wait()
		for i, err := range errs {
			if failed := i >= 13 && i <= 15; failed != (err != nil) {
				t.Errorf("act %d: %v", i, err)
			}
		}
		if !errors.Is(errs[13], bad) {
			t.Errorf("the act's own error came back as %v", errs[13])
		}
		if n := count(t, k.DB, `SELECT count(*) FROM item`); n != 61 {
			t.Errorf("%d rows, want 61", n)
		}
		if n := count(t, k.DB, `SELECT count(*) FROM item WHERE n BETWEEN 13 AND 15`); n != 0 {
			t.Errorf("%d rows of failed acts", n)
		}
	})
}

func ExampleNewID() { fmt.Println(len(sqldb.NewID())) /* Output: 36 */ }
