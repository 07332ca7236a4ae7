package act_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"yangguang/internal/act"
	"yangguang/internal/chain"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

var clerk = identity.Actor{ID: "p1", Body: "b1", Roles: []identity.Role{identity.Clerk, identity.Agent}, Address: "192.0.2.7"}

func sum(b []byte) []byte { s := sha256.Sum256(b); return s[:] }

// table makes item.
func table(t testing.TB, k *testkit.Kit) {
	t.Helper()
	keep(t, k, `CREATE TABLE item (id TEXT PRIMARY KEY, n BIGINT NOT NULL)`)
}

func keep(t testing.TB, k *testkit.Kit, q string, args ...any) {
	t.Helper()
	ctx := context.Background()
	if err := k.Recorder.Keep(ctx, func(tx *act.Tx) error { _, err := tx.ExecContext(ctx, q, args...); return err }); err != nil {
		t.Fatal(err)
	}
}

func insert(ctx context.Context, tx *act.Tx, id string, n int) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO item (id, n) VALUES ($1, $2)`, id, n)
	return err
}

func count(t testing.TB, r sqldb.Reader, q string, args ...any) (n int) {
	t.Helper()
	if err := r.QueryRowContext(context.Background(), q, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// walk reads the chain from its beginning, checks every link, and returns its
// entries.
func walk(r sqldb.Reader) ([]chain.Entry, error) {
	rows, err := r.QueryContext(context.Background(), `SELECT seq, link, id, at, actor, role, act, body, subject, reason, detail, address
		FROM audit_entry WHERE seq IS NOT NULL ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var entries []chain.Entry
	var link []byte
	for rows.Next() {
		var e chain.Entry
		var text string
		if err := rows.Scan(&e.Seq, &text, &e.ID, &e.At, &e.Actor, &e.Role, &e.Action, &e.Body, &e.Subject, &e.Reason, &e.Detail, &e.Address); err != nil {
			return nil, err
		}
		if want := int64(len(entries)) + 1; e.Seq != want {
			return nil, fmt.Errorf("place %d where %d is expected", e.Seq, want)
		}
		link = chain.Link(sum, link, e)
		if hex.EncodeToString(link) != text {
			return nil, fmt.Errorf("the link of entry %d is wrong", e.Seq)
		}
		entries = append(entries, e)
	}
	return entries, rows.Err()
}

func sealed(t *testing.T, k *testkit.Kit) []chain.Entry {
	t.Helper()
	if _, err := k.Recorder.Seal(context.Background()); err != nil {
		t.Fatal(err)
	}
	entries, err := walk(k.DB)
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, k.DB, `SELECT count(*) FROM audit_entry`); n != len(entries) {
		t.Errorf("%d entries, %d of them in the chain", n, len(entries))
	}
	return entries
}

func TestAnActIsAuditedInFull(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		k.Clock.Set(time.Date(2026, 1, 31, 15, 59, 59, 999_999_999, time.UTC))
		err := k.Recorder.Do(ctx, clerk, act.Entry{Name: "report.submit", Body: "b1", Subject: "r1", Reason: "数字已核对"}, func(tx *act.Tx) error {
			k.Clock.Advance(time.Hour) // the act keeps its own instant
			if want := time.Date(2026, 1, 31, 15, 59, 59, 999_000_000, time.UTC); !tx.Now().Equal(want) {
				t.Errorf("the act's instant is %v", tx.Now())
			}
			tx.Detail("year", 2025)
			tx.Detail("cells", []string{"t3.r1.c2"})
			tx.Detail("year", 2026)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		entries := sealed(t, k)
		if len(entries) != 1 {
			t.Fatalf("%d entries, want 1", len(entries))
		}
		got := entries[0]
		got.ID = ""
		want := chain.Entry{Seq: 1, At: time.Date(2026, 1, 31, 15, 59, 59, 999_000_000, time.UTC).UnixMilli(), Actor: "p1",
			Role: "clerk,agent", Action: "report.submit", Body: "b1", Subject: "r1", Reason: "数字已核对",
			Detail: `{"cells":["t3.r1.c2"],"year":2026}`, Address: "192.0.2.7"}
		if got != want {
			t.Errorf("audited as %+v\nwant %+v", got, want)
		}
	})
}

func TestAFailedActLeavesNoTrace(t *testing.T) {
	type happened struct{}
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		table(t, k)
		ctx := context.Background()
		listening := errors.New("the listener refuses")
		act.On(k.Recorder, func(context.Context, *act.Tx, happened) error { return listening })
		conflict := &fault.Error{Kind: fault.Conflict, Message: "已被他人修改"}
		tests := []struct {
			because string
			f       func(*act.Tx) error
			is      func(error) bool
		}{
			{"the act's own fault comes back as it is", func(*act.Tx) error { return conflict }, func(err error) bool { return fault.As(err) == conflict }},
			{"a listener's error undoes the act", func(tx *act.Tx) error { tx.Emit(happened{}); return nil }, func(err error) bool { return errors.Is(err, listening) }},
			{"so does a panic", func(*act.Tx) error { panic("bad") }, func(err error) bool { return fault.As(err) == nil }},
			{"and what cannot be audited", func(tx *act.Tx) error { tx.Detail("x", func() {}); return nil }, func(err error) bool { return err != nil }},
		}
		for i, tt := range tests {
			err := k.Recorder.Do(ctx, clerk, act.Entry{Name: "item.make", Key: fmt.Sprint("k", i)}, func(tx *act.Tx) error {
				if err := insert(ctx, tx, sqldb.NewID(), i); err != nil {
					return err
				}
				if err := tx.Enqueue(ctx, ping{}); err != nil {
					return err
				}
				return tt.f(tx)
			})
			if err == nil || !tt.is(err) {
				t.Errorf("%s: %v", tt.because, err)
			}
		}
		for _, table := range []string{"item", "audit_entry", "idempotency", "river_job"} {
			if n := count(t, k.DB, `SELECT count(*) FROM `+table); n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
	})
}

type ping struct{}

func (ping) Kind() string { return "ping" }

var _ river.JobArgs = ping{}

func TestAJobIsLeftInTheAct(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		if err := k.Recorder.Do(ctx, clerk, act.Entry{Name: "item.ping"}, func(tx *act.Tx) error { return tx.Enqueue(ctx, ping{}) }); err != nil {
			t.Fatal(err)
		}
		if n := count(t, k.DB, `SELECT count(*) FROM river_job WHERE kind = 'ping'`); n != 1 {
			t.Errorf("%d jobs, want 1", n)
		}
	})
}

func TestListenersHearEachOther(t *testing.T) {
	type first struct{ n int }
	type second struct{ n int }
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		table(t, k)
		act.On(k.Recorder, func(ctx context.Context, tx *act.Tx, e first) error {
			tx.Emit(second{e.n + 1})
			return insert(ctx, tx, "first", e.n)
		})
		act.On(k.Recorder, func(ctx context.Context, tx *act.Tx, e second) error {
			if e.n > 100 {
				tx.Emit(e) // and so for ever
				return nil
			}
			tx.Detail("heard", e.n)
			return insert(ctx, tx, "second", e.n)
		})
		ctx := context.Background()
		if err := k.Recorder.Do(ctx, clerk, act.Entry{Name: "item.tell"}, func(tx *act.Tx) error { tx.Emit(first{7}); return nil }); err != nil {
			t.Fatal(err)
		}
		if n := count(t, k.DB, `SELECT n FROM item WHERE id = 'second'`); n != 8 {
			t.Errorf("heard %d", n)
		}
		if e := sealed(t, k); e[0].Detail != `{"heard":8}` {
			t.Errorf("a listener's detail is missing: %s", e[0].Detail)
		}
		if err := k.Recorder.Do(ctx, clerk, act.Entry{Name: "item.tell"}, func(tx *act.Tx) error { tx.Emit(second{101}); return nil }); err == nil {
			t.Error("an event that answers itself was not stopped")
		}
	})
}

func TestOnceIsOnce(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		table(t, k)
		ctx := context.Background()
		var wg sync.WaitGroup
		var first atomic.Int64
		results := make([]string, 64)
		for i := range results {
			wg.Go(func() {
				r, repeated, err := k.Recorder.Once(ctx, clerk, act.Entry{Name: "item.make", Body: "b1", Key: "key", Print: "p"}, func(tx *act.Tx) (string, error) {
					id := sqldb.NewID()
					return id, insert(ctx, tx, id, i)
				})
				if err != nil {
					t.Error(err)
				}
				if !repeated {
					first.Add(1)
				}
				results[i] = r
			})
		}
		wg.Wait()
		if first.Load() != 1 {
			t.Errorf("%d callers were told they were the first", first.Load())
		}
		var id string
		if err := k.DB.QueryRowContext(ctx, `SELECT id FROM item`).Scan(&id); err != nil {
			t.Fatal(err)
		}
		for _, r := range results {
			if r != id {
				t.Errorf("was given %q, the record is %q", r, id)
			}
		}
		if n := count(t, k.DB, `SELECT count(*) FROM item`); n != 1 {
			t.Errorf("%d records, want 1", n)
		}
		if n := len(sealed(t, k)); n != 1 {
			t.Errorf("%d audit entries, want 1", n)
		}
	})
}

func TestAKeyIsForOneThing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		do := func(d act.Entry) (string, bool, error) {
			return k.Recorder.Once(ctx, clerk, d, func(*act.Tx) (string, error) { return d.Name + d.Body, nil })
		}
		if _, _, err := do(act.Entry{Name: "a", Body: "b1", Key: "k", Print: "p"}); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			because  string
			recorded act.Entry
			result   string
			repeated bool
			conflict bool
		}{
			{"the same again", act.Entry{Name: "a", Body: "b1", Key: "k", Print: "p"}, "ab1", true, false},
			{"another act with the key", act.Entry{Name: "c", Body: "b1", Key: "k", Print: "p"}, "", false, true},
			{"another content with the key", act.Entry{Name: "a", Body: "b1", Key: "k", Print: "q"}, "", false, true},
			{"another body may use the same key", act.Entry{Name: "a", Body: "b2", Key: "k", Print: "p"}, "ab2", false, false},
			{"without a key nothing is remembered", act.Entry{Name: "a", Body: "b1"}, "ab1", false, false},
			{"without a key nothing is remembered", act.Entry{Name: "a", Body: "b1"}, "ab1", false, false},
		} {
			r, repeated, err := do(tt.recorded)
			if r != tt.result || repeated != tt.repeated || fault.Is(err, fault.Conflict) != tt.conflict || (err != nil) != tt.conflict {
				t.Errorf("%s: %q, %v, %v", tt.because, r, repeated, err)
			}
		}
		if n, err := k.Recorder.Forget(ctx, k.Clock.Now().Add(time.Millisecond)); err != nil || n != 2 {
			t.Errorf("forgot %d keys, %v", n, err)
		}
		if _, repeated, err := do(act.Entry{Name: "a", Body: "b1", Key: "k"}); repeated || err != nil {
			t.Errorf("a forgotten key: %v, %v", repeated, err)
		}
	})
}

func TestDoWithAKey(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ran := 0
		for range 3 {
			if err := k.Recorder.Do(context.Background(), clerk, act.Entry{Name: "a", Key: "k"}, func(*act.Tx) error { ran++; return nil }); err != nil {
				t.Error(err)
			}
		}
		if ran != 1 {
			t.Errorf("ran %d times", ran)
		}
	})
}

func TestKeepIsNotAudited(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		table(t, k)
		keep(t, k, `INSERT INTO item (id, n) VALUES ('s', 1)`)
		if n := count(t, k.DB, `SELECT count(*) FROM audit_entry`); n != 0 {
			t.Errorf("%d audit entries of technical state", n)
		}
	})
}

// TestTheChainHoldsUnderLoad does acts from many goroutines while sequencers
// compete, some acts failing.
func TestTheChainHoldsUnderLoad(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		var wg sync.WaitGroup
		var done atomic.Int64
		for c := range 32 {
			wg.Go(func() {
				for i := range 10 {
					err := k.Recorder.Do(ctx, clerk, act.Entry{Name: "item.touch", Subject: fmt.Sprint(c, ".", i)}, func(*act.Tx) error {
						if i%5 == 4 {
							return errors.New("no")
						}
						return nil
					})
					if err == nil {
						done.Add(1)
					}
					if c%8 == 0 {
						if _, err := k.Recorder.Seal(ctx); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		wg.Wait()
		if n := len(sealed(t, k)); int64(n) != done.Load() || n != 32*8 {
			t.Errorf("%d entries of %d acts", n, done.Load())
		}
	})
}

func TestAnEntryIsNeverChanged(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		if err := k.Recorder.Do(ctx, clerk, act.Entry{Name: "a"}, func(*act.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		change := func(q string) error {
			return k.Recorder.Keep(ctx, func(tx *act.Tx) error { _, err := tx.ExecContext(ctx, q); return err })
		}
		for range 2 { // as a leaf, and in the chain
			for _, q := range []string{
				`UPDATE audit_entry SET actor = 'p2'`,
				`UPDATE audit_entry SET link = 'x', seq = 9, reason = 'x'`,
				`DELETE FROM audit_entry`,
			} {
				if err := change(q); err == nil {
					t.Errorf("%s was let through", q)
				}
			}
			if n := len(sealed(t, k)); n != 1 {
				t.Errorf("%d entries", n)
			}
		}
		if err := change(`UPDATE audit_entry SET link = 'x'`); err == nil {
			t.Error("a link was changed")
		}
	})
}

func TestRunSeals(t *testing.T) {
	k := testkit.Postgres(t)
	ctx, stop := context.WithCancel(context.Background())
	if err := k.Recorder.Do(ctx, clerk, act.Entry{Name: "a"}, func(*act.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { k.Recorder.Run(ctx, 5*time.Millisecond); close(ended) }()
	for {
		var seq sql.NullInt64
		if err := k.DB.QueryRowContext(ctx, `SELECT seq FROM audit_entry`).Scan(&seq); err != nil {
			t.Fatal(err)
		}
		if seq.Valid {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	stop()
	<-ended
}
