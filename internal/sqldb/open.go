package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"
)

// Dialect says which database stands behind a DB.
type Dialect string

const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Config says where the data lies.
type Config struct {
	URL     string // postgres://… ; "" for SQLite
	Dir     string // SQLite: directory of yangguang.db, made when missing
	Readers int    // connections for reading; 0 chooses
	Writers int    // PostgreSQL: connections for writing; 0 chooses

	Slow time.Duration // statements that take this long are told to Log, without values; 0: none
	Log  *slog.Logger

	// Watch is told the text of every statement before it is run, never what is
	// bound to it; nil tells nobody. It is called by many goroutines.
	Watch func(q string)
}

// DB is the database. As a Reader it only reads; writing goes through Write,
// which only package act (and the suites) may call.
type DB struct {
	dialect Dialect
	read    *sql.DB
	write   *sql.DB
	group   *group        // SQLite only
	again   chan struct{} // PostgreSQL only: held by the one that runs an act again
	seal    atomic.Pointer[Seal]
	sealed  atomic.Pointer[[]func()]
	metrics *metrics
	dir     string // SQLite only: where its file lies
	watch   func(q string)
	texts   Texts // nil: none are read
}

var _ Reader = (*DB)(nil)

// Seal is run once before each COMMIT with what was left by Attach in the
// transactions about to be committed, in the order of the acts. When it fails
// none of them is kept.
type Seal func(ctx context.Context, w Writer, attached []any) error

// Open opens the database c names. It fails when SQLite does not confirm the
// durability it is asked for.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.Watch == nil {
		c.Watch = func(string) {}
	}
	if c.URL != "" {
		return openPostgres(ctx, c)
	}
	return openSQLite(ctx, c)
}

// Dialect says which database it is.
func (db *DB) Dialect() Dialect { return db.dialect }

// Close waits for the acts under way and closes the database.
func (db *DB) Close() error {
	if db.group != nil {
		db.group.close()
	}
	return errors.Join(db.read.Close(), db.write.Close())
}

// QueryContext runs a SELECT outside any act.
func (db *DB) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	db.watch(q)
	return db.read.QueryContext(ctx, q, args...)
}

// QueryRowContext runs a SELECT of one row outside any act.
func (db *DB) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	db.watch(q)
	return db.read.QueryRowContext(ctx, q, args...)
}

// Pool is the pool that writes, for package job's library, which keeps its own
// books in the same database. On SQLite it holds the one writing connection,
// so that the library and the acts take turns instead of meeting a lock.
func (db *DB) Pool() *sql.DB { return db.write }

// AfterCommit adds what is run after each commit that a seal was due for, before
// those who wait for it are told; also where nobody knows whether the commit was
// kept. It is added before the first act.
func (db *DB) AfterCommit(f func()) {
	var all []func()
	if had := db.sealed.Load(); had != nil {
		all = slices.Clone(*had)
	}
	all = append(all, f)
	db.sealed.Store(&all)
}

// committed runs what AfterCommit has added.
func (db *DB) committed(attached []any) {
	if all := db.sealed.Load(); all != nil && len(attached) > 0 {
		for _, f := range *all {
			f()
		}
	}
}

// BeforeCommit sets the seal; package act does so once, before the first act.
func (db *DB) BeforeCommit(s Seal) { db.seal.Store(&s) }

// Write runs f in a transaction that is durable when Write returns nil. On
// SQLite f shares its transaction with the acts of other callers, but not its
// fate: its error, its panic, or the end of its goroutine undo f alone. f may be
// run again (PostgreSQL), so it must not change anything but the database and
// its own results. f must not call Write: it would wait for itself.
//
// When ctx ends before f has begun, f is not run. Once f has begun, statements
// are refused after ctx ends, but none is interrupted in the middle on SQLite.
func (db *DB) Write(ctx context.Context, f func(Writer) error) error {
	db.metrics.waiting.Add(1)
	defer db.metrics.wrote(time.Now())
	if db.group != nil {
		return db.group.write(ctx, f)
	}
	return db.writePostgres(ctx, f)
}

// QuickCheck looks for damaged pages of the SQLite file; unlike Check it does not
// hold indexes against their tables. PostgreSQL does this by its own tools.
func (db *DB) QuickCheck(ctx context.Context) error {
	if db.dialect == Postgres {
		return nil
	}
	var verdict string
	if err := db.read.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return fmt.Errorf("look for damaged pages: %w", err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	return nil
}

// Check reads the whole SQLite file and reports damage and rows that refer to
// nothing. PostgreSQL does this by its own tools; there Check only asks for an
// answer.
func (db *DB) Check(ctx context.Context) error {
	if db.dialect == Postgres {
		return db.read.PingContext(ctx)
	}
	var verdict string
	if err := db.read.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return fmt.Errorf("check the database: %w", err)
	}
	if verdict != "ok" {
		return fmt.Errorf("the database is damaged: %s", verdict)
	}
	rows, err := db.read.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return fmt.Errorf("check references: %w", err)
	}
	defer rows.Close()
	if rows.Next() {
		var table, parent string
		var row, key sql.NullInt64
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return fmt.Errorf("check references: %w", err)
		}
		return fmt.Errorf("a row of %s refers to a row of %s that is not there", table, parent)
	}
	return rows.Err()
}

// txn is the inside of one act.
type txn struct {
	db       *DB
	tx       *sql.Tx
	sqlite   bool
	attached []any
}

// hold makes the context of a statement: SQLite undoes a whole transaction
// when a change in it is interrupted, and with it the acts of others.
func (t *txn) hold(ctx context.Context) (context.Context, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if t.sqlite {
		return context.WithoutCancel(ctx), nil
	}
	return ctx, nil
}

func (t *txn) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	ctx, err := t.hold(ctx)
	if err != nil {
		return nil, err
	}
	t.db.watch(q)
	return t.tx.QueryContext(ctx, q, args...)
}

func (t *txn) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	if held, err := t.hold(ctx); err == nil {
		ctx = held
	}
	t.db.watch(q)
	return t.tx.QueryRowContext(ctx, q, args...)
}

func (t *txn) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	ctx, err := t.hold(ctx)
	if err != nil {
		return nil, err
	}
	t.db.watch(q)
	return t.tx.ExecContext(ctx, q, args...)
}

// Inner gives the transaction of an act to package job's library.
func Inner(w Writer) *sql.Tx { return inside(w).tx }

// Attach leaves v for the seal of w's commit; it is dropped with the act.
func Attach(w Writer, v any) { t := inside(w); t.attached = append(t.attached, v) }

// inside finds the transaction below what was put around it.
func inside(w Writer) *txn {
	for {
		if t, ok := w.(*txn); ok {
			return t
		}
		w = w.(interface{ Unwrap() Writer }).Unwrap()
	}
}
