// Package act is the only way in which the program writes. An act is a
// transaction together with its audit entry, its events and its jobs: all of it
// is kept, or none. Listeners run inside the transaction, so what they count
// agrees with what was done; whatever leaves the building is a job.
//
// On SQLite the audit entries of the acts that share a commit are chained just
// before it. On PostgreSQL, where several servers may write, an act leaves its
// entry as a leaf without a place; a sequencer (Seal, Run) puts leaves into the
// chain.
package act

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"yangguang/internal/chain"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations is the migrations of the audit log and of the idempotency keys.
func Migrations() sqldb.Migrations { return sqldb.Embed("act", migrations) }

// eventLimit stops listeners that answer each other for ever.
const eventLimit = 1000

// Entry names what is being done, for the audit log.
type Entry struct {
	Name    string // "report.submit": ledger, dot, act
	Body    string // id of the body whose record it is
	Subject string // id of the record
	Reason  string // given by the person, where the act asks for one
	Key     string // idempotency key of the sender; "" when the act may be repeated
	Print   string // fingerprint of what was sent with Key; a key that comes with another is refused
}

// Enqueuer leaves jobs inside a transaction; package job's Queue is one.
type Enqueuer interface {
	Enqueue(ctx context.Context, tx *sql.Tx, args river.JobArgs) error
}

// Options is what a Recorder needs besides the database.
type Options struct {
	Clock func() time.Time // the only clock of the acts
	Hash  chain.Hash       // of the audit chain
	Jobs  Enqueuer         // nil where no act leaves a job
}

// Recorder performs acts.
type Recorder struct {
	db    *sqldb.DB
	clock func() time.Time
	hash  chain.Hash
	jobs  Enqueuer

	mu        sync.RWMutex
	listeners map[reflect.Type][]func(context.Context, *Tx, any) error
}

// New makes the office of a migrated database. One database has one office in
// a process.
func New(db *sqldb.DB, o Options) *Recorder {
	office := &Recorder{db: db, clock: o.Clock, hash: o.Hash, jobs: o.Jobs,
		listeners: make(map[reflect.Type][]func(context.Context, *Tx, any) error)}
	db.BeforeCommit(office.append)
	return office
}

// On registers a listener for events of type E; only package app calls it.
// Listeners run in the order of registration, after the act's own function.
func On[E any](o *Recorder, f func(context.Context, *Tx, E) error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	t := reflect.TypeFor[E]()
	o.listeners[t] = append(o.listeners[t], func(ctx context.Context, tx *Tx, event any) error {
		return f(ctx, tx, event.(E))
	})
}

// Do runs f as one act: all of it is kept and audited, or none. With a key in
// d a repeated call does nothing and succeeds. f may be run more than once
// before it is kept (see sqldb.DB.Write), so it changes nothing but tx and its
// own results; it must not begin another act.
func (o *Recorder) Do(ctx context.Context, who identity.Actor, d Entry, f func(*Tx) error) error {
	_, _, err := o.Once(ctx, who, d, func(tx *Tx) (string, error) { return "", f(tx) })
	return err
}

// Once runs f as an act that happens at most once for d.Key within d.Body: a
// repeated call returns what the first returned, and repeated is true. A key
// that comes again with another act or another Print is a Conflict. Without a
// key it is an ordinary act.
func (o *Recorder) Once(ctx context.Context, who identity.Actor, d Entry, f func(*Tx) (string, error)) (result string, repeated bool, err error) {
	if d.Name == "" {
		return "", false, fmt.Errorf("an act has no name")
	}
	// Made outside the transaction, in which others wait.
	about := entryOf(who, d)
	err = o.db.Write(ctx, func(w sqldb.Writer) error {
		result, repeated = "", false
		tx := &Tx{w: w, office: o, now: o.now()}
		if d.Key != "" {
			known, earlier, err := tx.claim(ctx, d)
			if err != nil {
				return err
			}
			if known {
				result, repeated = earlier, true
				return nil
			}
		}
		r, err := f(tx)
		if err != nil {
			return err
		}
		if err := tx.tell(ctx); err != nil {
			return err
		}
		if d.Key != "" && r != "" {
			if err := tx.settle(ctx, d, r); err != nil {
				return err
			}
		}
		entry, err := tx.entry(about)
		if err != nil {
			return err
		}
		sqldb.Attach(w, entry)
		result = r
		return nil
	})
	if err != nil {
		return "", false, err
	}
	return result, repeated, nil
}

// Keep writes technical state without legal weight (sessions, rate counters)
// through the same door, unaudited. The architecture test lists its callers.
func (o *Recorder) Keep(ctx context.Context, f func(*Tx) error) error {
	return o.db.Write(ctx, func(w sqldb.Writer) error {
		tx := &Tx{w: w, office: o, now: o.now()}
		if err := f(tx); err != nil {
			return err
		}
		return tx.tell(ctx)
	})
}

// Reseal saves, for vault.Fields.Columns, values that were sealed again under a
// new key: each batch is an act of the program itself, called name.
func (o *Recorder) Reseal(name string) vault.Saver {
	return func(ctx context.Context, column string, n int, write func(sqldb.Writer) error) error {
		return o.Do(ctx, identity.Job(""), Entry{Name: name}, func(tx *Tx) error {
			tx.Detail("column", column)
			tx.Detail("cells", n)
			return write(tx)
		})
	}
}

// now is the clock's instant as the database keeps it.
func (o *Recorder) now() time.Time { return o.clock().UTC().Truncate(time.Millisecond) }

// Tx is the inside of an act: it reads and writes one transaction. It is used
// by one goroutine and not after the act.
type Tx struct {
	w      sqldb.Writer
	office *Recorder
	now    time.Time
	detail map[string]any
	events []any

	vouched map[string]string // digests of rows, see Vouch
}

var _ sqldb.Writer = (*Tx)(nil)

// QueryContext runs a SELECT inside the act.
func (tx *Tx) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return tx.w.QueryContext(ctx, q, args...)
}

// QueryRowContext runs a SELECT of one row inside the act.
func (tx *Tx) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	return tx.w.QueryRowContext(ctx, q, args...)
}

// ExecContext changes rows inside the act.
func (tx *Tx) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	return tx.w.ExecContext(ctx, q, args...)
}

// Unwrap gives package job the transaction below.
func (tx *Tx) Unwrap() sqldb.Writer { return tx.w }

// Now is the instant of the act, whole milliseconds UTC; the same all through it.
func (tx *Tx) Now() time.Time { return tx.now }

// Detail adds facts to the audit entry. Never personal data in clear. A value
// is anything JSON can hold; a key given twice keeps the later value.
func (tx *Tx) Detail(key string, value any) {
	if tx.detail == nil {
		tx.detail = make(map[string]any)
	}
	tx.detail[key] = value
}

// Emit tells listeners about something, inside the same transaction, after the
// act's own function has returned. A listener's error undoes the act.
func (tx *Tx) Emit(event any) { tx.events = append(tx.events, event) }

// Enqueue leaves a river job to be done after the commit.
func (tx *Tx) Enqueue(ctx context.Context, args river.JobArgs) error {
	if tx.office.jobs == nil {
		return fmt.Errorf("enqueue %s: this office has no jobs", args.Kind())
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// An interrupted statement would undo the acts that share the transaction.
	if err := tx.office.jobs.Enqueue(context.WithoutCancel(ctx), sqldb.Inner(tx.w), args); err != nil {
		return fmt.Errorf("enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// tell runs the listeners of the events, and of the events they emit.
func (tx *Tx) tell(ctx context.Context) error {
	for i := 0; i < len(tx.events); i++ {
		if i == eventLimit {
			return fmt.Errorf("an act emitted more than %d events", eventLimit)
		}
		event := tx.events[i]
		tx.office.mu.RLock()
		listeners := tx.office.listeners[reflect.TypeOf(event)]
		tx.office.mu.RUnlock()
		for _, f := range listeners {
			if err := f(ctx, tx, event); err != nil {
				return err
			}
		}
	}
	return nil
}

// entryOf is what is known of an audit entry before the act.
func entryOf(who identity.Actor, d Entry) chain.Entry {
	roles := make([]string, len(who.Roles))
	for i, r := range who.Roles {
		roles[i] = string(r)
	}
	return chain.Entry{ID: sqldb.NewID(), Actor: who.ID, Role: strings.Join(roles, ","),
		Action: d.Name, Body: d.Body, Subject: d.Subject, Reason: d.Reason, Detail: "{}", Address: who.Address}
}

// entry completes the act's audit entry, all but its place in the chain.
func (tx *Tx) entry(e chain.Entry) (chain.Entry, error) {
	e.At = tx.now.UnixMilli()
	if len(tx.detail) > 0 {
		detail, err := json.Marshal(tx.detail) // sorts the keys
		if err != nil {
			return chain.Entry{}, fmt.Errorf("audit %s: %w", e.Action, err)
		}
		e.Detail = string(detail)
	}
	return e, nil
}
