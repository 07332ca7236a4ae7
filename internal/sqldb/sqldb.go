// Package sqldb opens SQLite or PostgreSQL behind one SQL text.
package sqldb

import (
	"context"
	"database/sql"
	"io/fs"
	"time"
)

// Reader runs SELECTs: the database itself, and the inside of an act.
type Reader interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
}

// Writer is a transaction in which rows may also be changed. Only package act
// is given one; see the architecture test.
type Writer interface {
	Reader
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
}

// Line is the ordered set of migrations of one ledger or platform package:
// Files holds 0001_name.sql, and where forced 0001_name.sqlite.sql beside
// 0001_name.postgres.sql. Lines run in the order they are given.
type Line struct {
	Name  string
	Files fs.FS
}

// Date is a calendar day, TEXT 2026-11-22 in the database.
type Date struct{ time.Time }

// Time is an instant, BIGINT milliseconds UTC in the database.
type Time struct{ time.Time }
