package throttle

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/sqldb"
)

// Counter counts tries in a table with the columns body, bucket, slot and n, the
// first three its key. The table belongs to the ledger that declares it.
type Counter struct {
	db     sqldb.Reader
	office *act.Recorder
	now    func() time.Time
	told   string

	read, add, forget string
}

// NewCounter declares a counter; told is what somebody who tried too often is
// told: what happened and what to do.
func NewCounter(db sqldb.Reader, office *act.Recorder, now func() time.Time, table sqldb.Name, told string) *Counter {
	name := table.SQL()
	return &Counter{db: db, office: office, now: now, told: told,
		read: `SELECT n FROM ` + name + ` WHERE body = $1 AND bucket = $2 AND slot = $3`,
		add: `INSERT INTO ` + name + ` (body, bucket, slot, n) VALUES ($1, $2, $3, 1)
			ON CONFLICT (body, bucket, slot) DO UPDATE SET n = ` + name + `.n + 1 RETURNING n`,
		forget: `DELETE FROM ` + name + ` WHERE slot < $1`}
}

// Bucket is one of the counts that a try falls into.
type Bucket struct {
	Name string // never what was typed: a keyed digest of it
	Most int    // how many tries it allows
	Slot int64  // the minute since 1970 in which it begins
}

// Minute is a bucket that is empty again with each minute.
func (c *Counter) Minute(name string, most int) Bucket {
	return Bucket{Name: name, Most: most, Slot: c.now().Unix() / 60}
}

// Hour is a bucket that is empty again with each hour.
func (c *Counter) Hour(name string, most int) Bucket {
	return Bucket{Name: name, Most: most, Slot: c.now().Unix() / 3600 * 60}
}

func (c *Counter) refusal() error { return &fault.Error{Kind: fault.Throttled, Message: c.told} }

// Check refuses, with a Throttled fault, who has tried as often as a bucket of
// the body allows. It counts nothing.
func (c *Counter) Check(ctx context.Context, body string, buckets ...Bucket) error {
	for _, b := range buckets {
		var n int
		err := c.db.QueryRowContext(ctx, c.read, body, b.Name, b.Slot).Scan(&n)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("read tries: %w", err)
		}
		if n >= b.Most {
			return c.refusal()
		}
	}
	return nil
}

// Try counts one try in every bucket, and refuses it with a Throttled fault
// where that is one too many.
func (c *Counter) Try(ctx context.Context, body string, buckets ...Bucket) error {
	over := false
	err := c.office.Keep(ctx, func(tx *act.Tx) error {
		over = false
		for _, b := range buckets {
			var n int
			if err := tx.QueryRowContext(ctx, c.add, body, b.Name, b.Slot).Scan(&n); err != nil {
				return fmt.Errorf("count a try: %w", err)
			}
			over = over || n > b.Most
		}
		return nil
	})
	if err == nil && over {
		err = c.refusal()
	}
	return err
}

// Forget removes the counts that began before an age.
func (c *Counter) Forget(ctx context.Context, age time.Duration) error {
	return c.office.Keep(ctx, func(tx *act.Tx) error {
		if _, err := tx.ExecContext(ctx, c.forget, c.now().Add(-age).Unix()/60); err != nil {
			return fmt.Errorf("forget tries: %w", err)
		}
		return nil
	})
}
