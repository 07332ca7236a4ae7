// Package sqldb opens SQLite or PostgreSQL behind one SQL text.
//
// SQLite is the default: one file under the data directory, in WAL mode with
// synchronous=FULL, which is read back on every connection and not believed
// otherwise. All changes go over one connection; concurrent acts share one
// durable commit (group commit): each runs in its own savepoint of a common
// transaction and is acknowledged only after the common COMMIT. Reading goes
// over a pool of connections that cannot write.
//
// PostgreSQL is chosen by a URL. There each act is a transaction of its own, run
// again when the server reports a serialization failure or a deadlock.
//
// Texts of SQL are the same on both: $1 binds by number, keys are TEXT made by
// NewID, days are Date, instants are Time. What cannot be the same (full-text
// search) stands in search.go.
package sqldb

import (
	"context"
	"database/sql"
	"io/fs"
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

// Migrations is the ordered set of migrations of one ledger or platform package:
// Files holds 0001_name.sql, and where forced 0001_name.sqlite.sql beside
// 0001_name.postgres.sql. Each file begins with the line "-- +goose Up" (a
// statement with semicolons inside stands between "-- +goose StatementBegin"
// and "-- +goose StatementEnd"). Lines run in the order they are given; there
// is no way down.
type Migrations struct {
	Name  string // lower-case letters and _, for the table migration_NAME
	Files fs.FS
}

// Embed is the Line of a package that embeds its migrations below the folder
// migrations/ (//go:embed migrations/*.sql). A tree without that folder has no
// migrations, which Migrate reports.
func Embed(name string, tree fs.FS) Migrations {
	files, err := fs.Sub(tree, "migrations")
	if err != nil {
		panic(err) // fs.Sub refuses only a path that is not clean
	}
	return Migrations{Name: name, Files: files}
}
