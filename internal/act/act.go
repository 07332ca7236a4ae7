// Package act is the one door through which the house writes. An act is a
// transaction together with its audit entry, its events and its jobs.
package act

import (
	"context"
	"database/sql"
	"time"

	"github.com/riverqueue/river"

	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// Deed names what is being done, for the audit log.
type Deed struct {
	Name    string // "report.submit": ledger, dot, act
	Body    string // id of the body whose record it is
	Subject string // id of the record
	Reason  string // given by the person, where the act asks for one
	Key     string // idempotency key of the sender; "" when the act may be repeated
}

// Tx is the inside of an act: it reads and writes one transaction.
type Tx struct{ w sqldb.Writer }

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

// Now is the instant of the act; the same all through it.
func (tx *Tx) Now() time.Time { panic("to be built") }

// Detail adds facts to the audit entry. Never personal data in clear.
func (tx *Tx) Detail(key string, value any) { panic("to be built") }

// Emit tells listeners about something, inside the same transaction.
func (tx *Tx) Emit(event any) { panic("to be built") }

// Enqueue leaves a river job to be done after the commit.
func (tx *Tx) Enqueue(ctx context.Context, args river.JobArgs) error { panic("to be built") }

// Office performs acts.
type Office struct{}

// Do runs f as one act: all of it is kept and audited, or none.
func (o *Office) Do(ctx context.Context, who identity.Actor, d Deed, f func(*Tx) error) error {
	panic("to be built")
}

// Once runs f as an act that happens at most once for d.Key: a repeated call
// returns what the first returned, and repeated is true.
func (o *Office) Once(ctx context.Context, who identity.Actor, d Deed, f func(*Tx) (string, error)) (result string, repeated bool, err error) {
	panic("to be built")
}

// Keep writes technical state without legal weight (sessions, rate counters)
// through the same door, unaudited. The architecture test lists its callers.
func (o *Office) Keep(ctx context.Context, f func(*Tx) error) error { panic("to be built") }

// On registers a listener; only package app calls it.
func On[E any](o *Office, f func(context.Context, *Tx, E) error) { panic("to be built") }
