package act_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

const (
	insertOrder = `INSERT INTO bench_order (id, body, title, at) VALUES ($1, $2, $3, $4)`
	countOrder  = `INSERT INTO bench_count (body, n) VALUES ($1, 1) ON CONFLICT (body) DO UPDATE SET n = bench_count.n + 1`
	benchSchema = `CREATE TABLE bench_order (id TEXT PRIMARY KEY, body TEXT NOT NULL, title TEXT NOT NULL, at BIGINT NOT NULL)`
	benchCounts = `CREATE TABLE bench_count (body TEXT PRIMARY KEY, n BIGINT NOT NULL)`
	leafOrder   = `INSERT INTO audit_entry (id, at, actor, role, act, body, subject, reason, detail, address)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	benchTitle = "关于公开某路段道路养护经费使用情况的申请"
)

// rounds and span keep the whole benchmark under half a minute.
const (
	rounds = 5
	span   = time.Second
)

// load runs f from n clients for span and gives acts a second.
func load(b *testing.B, n int, f func(ctx context.Context, client int) error) float64 {
	b.Helper()
	ctx, done := context.Background(), atomic.Int64{}
	began := time.Now()
	var wg sync.WaitGroup
	for c := range n {
		wg.Go(func() {
			for time.Since(began) < span {
				if err := f(ctx, c); err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}

// BenchmarkActs compares durable acts, each a record, a counter and an audit
// entry: 64 clients who share commits, one client alone, and 64 clients of
// PostgreSQL (synchronous_commit=on) who send the same three statements through
// the plain driver. One after the other in each round, medians of the rounds.
func BenchmarkActs(b *testing.B) {
	k := testkit.SQLite(b)
	ctx := context.Background()
	for _, q := range []string{benchSchema, benchCounts} {
		if err := k.DB.Write(ctx, func(w sqldb.Writer) error { _, err := w.ExecContext(ctx, q); return err }); err != nil {
			b.Fatal(err)
		}
	}
	intake := func(ctx context.Context, client int) error {
		id, body := sqldb.NewID(), fmt.Sprint("b", client%16)
		return k.Recorder.Do(ctx, clerk, act.Entry{Name: "order.take", Body: body, Subject: id}, func(tx *act.Tx) error {
			if _, err := tx.ExecContext(ctx, insertOrder, id, body, benchTitle, tx.Now().UnixMilli()); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, countOrder, body)
			return err
		})
	}
	loop := postgresLoop(b)
	var alone, ours, theirs []float64
	for b.Loop() {
		for range rounds {
			alone = append(alone, load(b, 1, intake))
			ours = append(ours, load(b, 64, intake))
			theirs = append(theirs, load(b, 64, loop))
		}
	}
	b.ReportMetric(median(ours), "acts/s")
	b.ReportMetric(median(ours)/median(alone), "x-single")
	b.ReportMetric(median(ours)/median(theirs), "x-postgres")
	b.ReportMetric(0, "ns/op")
	if os.Getenv("YANGGUANG_BENCH_ROUNDS") != "" {
		b.Logf("alone %.0f\nours %.0f\npostgres %.0f", alone, ours, theirs)
	}
}

// postgresLoop is the plain driver's intake.
func postgresLoop(b *testing.B) func(ctx context.Context, client int) error {
	kit := testkit.Postgres(b)
	db, err := sql.Open("pgx", kit.Config.URL)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(64)
	db.SetMaxIdleConns(64)
	for _, q := range []string{benchSchema, benchCounts} {
		if _, err := db.Exec(q); err != nil {
			b.Fatal(err)
		}
	}
	var commit string
	if err := db.QueryRow("SHOW synchronous_commit").Scan(&commit); err != nil || commit != "on" {
		b.Fatalf("synchronous_commit = %q, %v", commit, err)
	}
	return func(ctx context.Context, client int) error {
		id, body, now := sqldb.NewID(), fmt.Sprint("b", client%16), time.Now().UnixMilli()
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if _, err := tx.ExecContext(ctx, insertOrder, id, body, benchTitle, now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, leafOrder, sqldb.NewID(), now, "p1", "clerk,agent", "order.take", body, id, "", "{}", "192.0.2.7"); err != nil {
			return err
		}
		// Last, so that the counter's row is locked as shortly as can be.
		if _, err := tx.ExecContext(ctx, countOrder, body); err != nil {
			return err
		}
		return tx.Commit()
	}
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}
