package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// raceTries is how often an act is run before a deadlock or a serialization
// failure is reported.
const raceTries = 10

func openPostgres(ctx context.Context, c Config) (*DB, error) {
	readers, writers := c.Readers, c.Writers
	if readers == 0 {
		readers = 16
	}
	if writers == 0 {
		writers = 16
	}
	write, err := postgresPool(ctx, c.URL, writers, false, slow{c.Slow, c.Log})
	if err != nil {
		return nil, err
	}
	read, err := postgresPool(ctx, c.URL, readers, true, slow{c.Slow, c.Log})
	if err != nil {
		write.Close()
		return nil, err
	}
	return &DB{dialect: Postgres, read: read, write: write, again: make(chan struct{}, 1), metrics: newMetrics(), watch: c.Watch}, nil
}

func postgresPool(ctx context.Context, url string, size int, readOnly bool, slow slow) (*sql.DB, error) {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		// pgx leaves the password out of this message.
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	// After a failover the old primary answers as a standby, or not at all.
	c.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	c.RuntimeParams["application_name"] = "yangguang"
	if slow.after > 0 {
		c.Tracer = slow
	}
	c.RuntimeParams["timezone"] = "UTC"
	var opts []stdlib.OptionOpenDB
	if readOnly {
		opts = append(opts, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, "SET default_transaction_read_only = on")
			return err
		}))
	} else {
		opts = append(opts, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, "SET synchronous_commit = on")
			return err
		}))
	}
	db := stdlib.OpenDB(*c, opts...)
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	return db, nil
}

func (db *DB) writePostgres(ctx context.Context, f func(Writer) error) error {
	err := db.tryPostgres(ctx, f)
	if !isRace(err) {
		return err
	}
	// Losers go one by one: together they would only lock each other again.
	select {
	case db.again <- struct{}{}:
		defer func() { <-db.again }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for range raceTries {
		if err = db.tryPostgres(ctx, f); !isRace(err) {
			return err
		}
	}
	return err
}

func (db *DB) tryPostgres(ctx context.Context, f func(Writer) error) (err error) {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	// Also undoes the act when f panics or ends its goroutine.
	defer tx.Rollback()
	t := &txn{db: db, tx: tx}
	if err := calm(func() error { return f(t) }); err != nil {
		return err
	}
	if seal := db.seal.Load(); seal != nil && len(t.attached) > 0 {
		if err := (*seal)(ctx, t, t.attached); err != nil {
			return fmt.Errorf("seal: %w", err)
		}
	}
	err = tx.Commit()
	db.committed(t.attached)
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// calm turns a panic of f into its error.
func calm(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicked{value: p, stack: debug.Stack()}
		}
	}()
	return f()
}
