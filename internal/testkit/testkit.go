// Package testkit gives a suite the platform on either database: SQLite in a
// directory of its own and PostgreSQL in a schema of its own, both migrated,
// with a clock that stands still. A missing PostgreSQL fails the suite.
package testkit

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/url"
	"sync"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/job"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Kit is a database, the office over it, and the clock of its acts.
type Kit struct {
	DB       *sqldb.DB
	Recorder *act.Recorder
	Jobs     *job.Queue
	Clock    *Clock
	Vault    *vault.Vault // opens the texts of the database
	Config   sqldb.Config // opens the same database again
}

// Each runs f as the subtests "sqlite" and "postgres", each on an empty
// database with the lines of act and job and those given.
func Each(t *testing.T, f func(t *testing.T, k *Kit), lines ...sqldb.Migrations) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t, lines...)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t, lines...)) })
}

// SQLite is a kit on a fresh SQLite database.
func SQLite(t testing.TB, lines ...sqldb.Migrations) *Kit {
	t.Helper()
	return open(t, sqldb.Config{Dir: t.TempDir()}, lines)
}

// Postgres is a kit on a schema of its own, dropped when the test ends.
func Postgres(t testing.TB, lines ...sqldb.Migrations) *Kit {
	t.Helper()
	return open(t, sqldb.Config{URL: Schema(t)}, lines)
}

func open(t testing.TB, c sqldb.Config, lines []sqldb.Migrations) *Kit {
	t.Helper()
	ctx := context.Background()
	if c.Readers == 0 {
		c.Readers = 4
	}
	ways := &watched{}
	watching := c
	watching.Watch = ways.note
	db, err := sqldb.Open(ctx, watching)
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	t.Cleanup(func() {
		ways.check(t, db)
		if err := db.Close(); err != nil {
			t.Errorf("testkit: close the database: %v", err)
		}
	})
	if err := db.Migrate(ctx, append([]sqldb.Migrations{job.Migrations(), act.Migrations()}, lines...)...); err != nil {
		t.Fatalf("testkit: %v", err)
	}
	jobs, err := job.New(db, job.Options{})
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	clock := NewClock()
	keys, err := vault.New(vault.International, clock.Now())
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	db.UseTexts(keys)
	return &Kit{DB: db, Vault: keys, Jobs: jobs, Clock: clock, Config: c,
		Recorder: act.New(db, act.Options{Clock: clock.Now, Hash: sum, Jobs: jobs})}
}

// Tamper changes the database behind the program, past the triggers that
// keep the audit log as it is: what a suite of verification must find.
func (k *Kit) Tamper(t testing.TB, statement string, args ...any) {
	t.Helper()
	ctx := context.Background()
	off := []string{`DROP TRIGGER IF EXISTS audit_entry_no_update`, `DROP TRIGGER IF EXISTS audit_entry_no_delete`}
	if k.DB.Dialect() == sqldb.Postgres {
		off = []string{`ALTER TABLE audit_entry DISABLE TRIGGER USER`}
	}
	err := k.DB.Write(ctx, func(w sqldb.Writer) error {
		for _, q := range off {
			if _, err := w.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		_, err := w.ExecContext(ctx, statement, args...)
		return err
	})
	if err != nil {
		t.Fatalf("testkit: tamper: %v", err)
	}
}

// sum is SHA-256 as the chain wants it.
func sum(b []byte) []byte { s := sha256.Sum256(b); return s[:] }

// Clock stands still until it is moved.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock is a clock at Monday, 17 November 2025, 10:00 in Shanghai.
func NewClock() *Clock {
	return &Clock{at: time.Date(2025, 11, 17, 2, 0, 0, 0, time.UTC)}
}

// Now is the instant the clock stands at, UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set puts the clock to an instant.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at.UTC()
}

// Advance moves the clock by d.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Schema makes an empty schema on the suites' PostgreSQL cluster, dropped when
// the test ends, and returns a URL that leads into it.
func Schema(t testing.TB) string {
	t.Helper()
	base, err := cluster()
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	name := fmt.Sprintf("t%x", sha256.Sum256([]byte(t.Name()+sqldb.NewID())))[:24]
	admin(t, base, "CREATE SCHEMA "+name)
	t.Cleanup(func() { admin(t, base, "DROP SCHEMA "+name+" CASCADE") })
	u, err := url.Parse(base)
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}
