package sqldb_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

// item is a table to write into.
func item(t *testing.T, db *sqldb.DB) {
	t.Helper()
	exec(t, db, `CREATE TABLE item (id TEXT PRIMARY KEY, n BIGINT NOT NULL)`)
}

func write(t *testing.T, db *sqldb.DB, f func(w sqldb.Writer) error) {
	t.Helper()
	if err := db.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func exec(t *testing.T, db *sqldb.DB, q string, args ...any) {
	t.Helper()
	write(t, db, func(w sqldb.Writer) error {
		_, err := w.ExecContext(context.Background(), q, args...)
		return err
	})
}

func count(t *testing.T, r sqldb.Reader, q string, args ...any) (n int) {
	t.Helper()
	if err := r.QueryRowContext(context.Background(), q, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func insert(ctx context.Context, w sqldb.Writer, n int) error {
	_, err := w.ExecContext(ctx, `INSERT INTO item (id, n) VALUES ($1, $2)`, sqldb.NewID(), n)
	return err
}

func TestOneFailureAmongManyUndoesOnlyItself(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		item(t, k.DB)
		bad := errors.New("bad")
		var wg sync.WaitGroup
		errs := make([]error, 64)
		for i := range errs {
			wg.Go(func() {
				ctx := context.Background()
				errs[i] = errors.New("did not return")
				errs[i] = k.DB.Write(ctx, func(w sqldb.Writer) error {
					if err := insert(ctx, w, i); err != nil {
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
					case 16:
						runtime.Goexit() // as t.FailNow
					}
					return nil
				})
			})
		}
		wg.Wait()
		for i, err := range errs {
			if failed := i >= 13 && i <= 16; failed != (err != nil) {
				t.Errorf("act %d: %v", i, err)
			}
		}
		if !errors.Is(errs[13], bad) {
			t.Errorf("the act's own error came back as %v", errs[13])
		}
		if n := count(t, k.DB, `SELECT count(*) FROM item`); n != 60 {
			t.Errorf("%d rows, want 60", n)
		}
		if n := count(t, k.DB, `SELECT count(*) FROM item WHERE n BETWEEN 13 AND 16`); n != 0 {
			t.Errorf("%d rows of failed acts", n)
		}
	})
}

func TestAFailedSealKeepsNothingOfTheCommit(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		item(t, k.DB)
		bad := errors.New("no seal")
		k.DB.BeforeCommit(func(context.Context, sqldb.Writer, []any) error { return bad })
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				ctx := context.Background()
				err := k.DB.Write(ctx, func(w sqldb.Writer) error {
					sqldb.Attach(w, i)
					return insert(ctx, w, i)
				})
				if !errors.Is(err, bad) {
					t.Errorf("acknowledged without a seal: %v", err)
				}
			})
		}
		wg.Wait()
		if n := count(t, k.DB, `SELECT count(*) FROM item`); n != 0 {
			t.Errorf("%d rows were kept", n)
		}
	})
}

func TestTheSealSeesOnlyWhatIsKept(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		item(t, k.DB)
		var mu sync.Mutex
		var sealed []any
		k.DB.BeforeCommit(func(_ context.Context, _ sqldb.Writer, attached []any) error {
			mu.Lock()
			defer mu.Unlock()
			sealed = append(sealed, attached...)
			return nil
		})
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				k.DB.Write(context.Background(), func(w sqldb.Writer) error {
					sqldb.Attach(w, i)
					if i%2 == 1 {
						return errors.New("odd")
					}
					return nil
				})
			})
		}
		wg.Wait()
		if len(sealed) != 10 {
			t.Errorf("%d were sealed, want 10: %v", len(sealed), sealed)
		}
		for _, v := range sealed {
			if v.(int)%2 == 1 {
				t.Errorf("the failed act %d was sealed", v)
			}
		}
	})
}

func TestAnEndedContext(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		item(t, k.DB)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		ran := false
		if err := k.DB.Write(ctx, func(sqldb.Writer) error { ran = true; return nil }); !errors.Is(err, context.Canceled) || ran {
			t.Errorf("an act whose caller is gone: ran %v, %v", ran, err)
		}
		ctx, cancel = context.WithCancel(context.Background())
		err := k.DB.Write(ctx, func(w sqldb.Writer) error {
			if err := insert(ctx, w, 1); err != nil {
				return err
			}
			cancel()
			return insert(ctx, w, 2)
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("a caller who goes away in the middle: %v", err)
		}
		if n := count(t, k.DB, `SELECT count(*) FROM item`); n != 0 {
			t.Errorf("%d rows of half an act", n)
		}
	})
}

func TestTheReaderCannotWrite(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		item(t, k.DB)
		rows, err := k.DB.QueryContext(context.Background(), `INSERT INTO item (id, n) VALUES ('x', 1) RETURNING n`)
		if err == nil {
			for rows.Next() {
			}
			err = rows.Err()
			rows.Close()
		}
		if err == nil {
			t.Error("a reader wrote without an error")
		}
		if n := count(t, k.DB, `SELECT count(*) FROM item`); n != 0 {
			t.Error("a reader wrote")
		}
	})
}

// TestTheSameTextTwiceAtOnce runs a statement while another run of it is being
// read, and leaves rows open.
func TestTheSameTextTwiceAtOnce(t *testing.T) {
	k := testkit.SQLite(t)
	item(t, k.DB)
	ctx := context.Background()
	for i := range 3 {
		write(t, k.DB, func(w sqldb.Writer) error { return insert(ctx, w, i) })
	}
	const q = `SELECT n FROM item WHERE n >= $1 ORDER BY n`
	for range 3 {
		write(t, k.DB, func(w sqldb.Writer) error {
			outer, err := w.QueryContext(ctx, q, 0)
			if err != nil {
				return err
			}
			seen := 0
			for outer.Next() && seen < 10 {
				var n, m int
				if err := outer.Scan(&n); err != nil {
					return err
				}
				if err := w.QueryRowContext(ctx, q, n).Scan(&m); err != nil || m != n {
					t.Errorf("inner run found %d of %d: %v", m, n, err)
				}
				seen++
			}
			if seen != 3 {
				t.Errorf("outer run saw %d rows", seen)
			}
			left, err := w.QueryContext(ctx, q, 0) // left open on purpose
			if err != nil {
				return err
			}
			left.Next()
			return nil
		})
	}
	exec(t, k.DB, `DROP TABLE item`) // fails while a statement is open on it
}

func TestActsThatLockEachOther(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		exec(t, k.DB, `CREATE TABLE account (id TEXT PRIMARY KEY, n BIGINT NOT NULL)`)
		exec(t, k.DB, `INSERT INTO account (id, n) VALUES ('a', 0), ('b', 0)`)
		var wg sync.WaitGroup
		for i := range 8 {
			first, second := "a", "b"
			if i%2 == 1 {
				first, second = second, first
			}
			wg.Go(func() {
				ctx := context.Background()
				err := k.DB.Write(ctx, func(w sqldb.Writer) error {
					for _, id := range []string{first, second} {
						if _, err := w.ExecContext(ctx, `UPDATE account SET n = n + 1 WHERE id = $1`, id); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := count(t, k.DB, `SELECT sum(n) FROM account`); n != 16 {
			t.Errorf("%d, want 16", n)
		}
	})
}

func TestIsUnique(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		exec(t, k.DB, `CREATE TABLE u (id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('x')))`)
		exec(t, k.DB, `INSERT INTO u (id, code, kind) VALUES ('1', '1', 'x')`)
		for _, tt := range []struct {
			q    string
			want bool
		}{
			{`INSERT INTO u (id, code, kind) VALUES ('1', '2', 'x')`, true},
			{`INSERT INTO u (id, code, kind) VALUES ('2', '1', 'x')`, true},
			{`INSERT INTO u (id, code, kind) VALUES ('2', '2', 'y')`, false},
			{`INSERT INTO u (id, code, kind) VALUES ('2', NULL, 'x')`, false},
		} {
			err := k.DB.Write(ctx, func(w sqldb.Writer) error { _, err := w.ExecContext(ctx, tt.q); return err })
			if err == nil || sqldb.IsUnique(err) != tt.want {
				t.Errorf("%s: IsUnique = %v of %v", tt.q, !tt.want, err)
			}
		}
	})
}

func TestDatesAndInstants(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		exec(t, k.DB, `CREATE TABLE d (id TEXT PRIMARY KEY, day TEXT, at BIGINT)`)
		shanghai := time.FixedZone("CST", 8*3600)
		day := sqldb.Date{Time: time.Date(2025, 11, 22, 0, 30, 0, 0, shanghai)}
		at := sqldb.Time{Time: time.Date(2025, 12, 31, 23, 59, 59, 999_900_000, shanghai)}
		exec(t, k.DB, `INSERT INTO d (id, day, at) VALUES ('1', $1, $2), ('2', $3, $4)`, day, at, sqldb.Date{}, sqldb.Time{})
		var raw string
		var ms int64
		if err := k.DB.QueryRowContext(ctx, `SELECT day, at FROM d WHERE id = '1'`).Scan(&raw, &ms); err != nil {
			t.Fatal(err)
		}
		if raw != "2025-11-22" || ms != at.UnixMilli() {
			t.Errorf("kept as %q and %d", raw, ms)
		}
		if err := k.DB.QueryRowContext(ctx, `SELECT day, at FROM d WHERE id = '1'`).Scan(&day, &at); err != nil {
			t.Fatal(err)
		}
		if day.String() != "2025-11-22" || !at.Equal(time.Date(2025, 12, 31, 15, 59, 59, 999_000_000, time.UTC)) {
			t.Errorf("came back as %v and %v", day, at)
		}
		if err := k.DB.QueryRowContext(ctx, `SELECT day, at FROM d WHERE id = '2'`).Scan(&day, &at); err != nil {
			t.Fatal(err)
		}
		if !day.IsZero() || !at.IsZero() {
			t.Errorf("NULL came back as %v and %v", day, at)
		}
	})
}

func TestDamageIsFound(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	db, err := sqldb.Open(ctx, sqldb.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	item(t, db)
	write(t, db, func(w sqldb.Writer) error {
		for i := range 2000 {
			if err := insert(ctx, w, i); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(db.Check(ctx), db.QuickCheck(ctx)); err != nil {
		t.Errorf("a sound database: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "yangguang.db")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file may be read by others: %v, %v", info.Mode(), err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := 10 * 4096; i < 10*4096+400; i++ {
		b[i] ^= 0xff
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err = sqldb.Open(ctx, sqldb.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if db.Check(ctx) == nil || !sqldb.IsDamaged(db.QuickCheck(ctx)) {
		t.Error("damage was not found")
	}
}

func TestClosedIsClosed(t *testing.T) {
	db, err := sqldb.Open(context.Background(), sqldb.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if err := db.Write(context.Background(), func(sqldb.Writer) error { return nil }); !errors.Is(err, sqldb.ErrClosed) {
		t.Errorf("written after Close: %v", err)
	}
}

// TestACallerWhoGoesAwayDoesNotUndoOthers ends the context of an act in the
// middle of a long statement; SQLite undoes the whole transaction when a change
// is interrupted.
func TestACallerWhoGoesAwayDoesNotUndoOthers(t *testing.T) {
	k := testkit.SQLite(t)
	item(t, k.DB)
	ctx, cancel := context.WithCancel(context.Background())
	coming := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := k.DB.Write(context.Background(), func(w sqldb.Writer) error {
			close(coming)
			time.Sleep(10 * time.Millisecond) // the other stands in the queue by now
			return insert(context.Background(), w, 1)
		})
		if err != nil {
			t.Errorf("undone with somebody else: %v", err)
		}
	})
	wg.Go(func() {
		<-coming
		k.DB.Write(ctx, func(w sqldb.Writer) error {
			time.AfterFunc(20*time.Millisecond, cancel)
			_, err := w.ExecContext(ctx, `INSERT INTO item (id, n)
				WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 300000) SELECT 'i' || n, n FROM c`)
			return err
		})
	})
	wg.Wait()
	if n := count(t, k.DB, `SELECT count(*) FROM item WHERE n = 1 AND id <> 'i1'`); n != 1 {
		t.Errorf("%d rows of the other act", n)
	}
}
