package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
)

// Snapshot is the database as it was at one instant, read while others go on
// writing. It must be closed: on SQLite the write-ahead log grows until then.
type Snapshot struct {
	db   *DB
	conn *sql.Conn
	undo func() error
}

// Snapshot begins one: everything that was acknowledged before is in it.
func (db *DB) Snapshot(ctx context.Context) (*Snapshot, error) {
	conn, err := db.read.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("begin snapshot: %w", err)
	}
	s := &Snapshot{db: db, conn: conn}
	begin := `BEGIN`
	if db.dialect == Postgres {
		begin = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`
	}
	if _, err := conn.ExecContext(ctx, begin); err != nil {
		return nil, errors.Join(fmt.Errorf("begin snapshot: %w", err), conn.Close())
	}
	s.undo = func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
		return errors.Join(err, conn.Close())
	}
	// The instant is that of the first reading, not that of BEGIN.
	first := `SELECT count(*) FROM sqlite_schema`
	if db.dialect == Postgres {
		first = `SELECT 1`
	}
	var n int
	if err := conn.QueryRowContext(ctx, first).Scan(&n); err != nil {
		return nil, errors.Join(fmt.Errorf("begin snapshot: %w", err), s.Close())
	}
	return s, nil
}

// Close ends the snapshot.
func (s *Snapshot) Close() error {
	if s.undo == nil {
		return nil
	}
	undo := s.undo
	s.undo = nil
	return undo()
}

var _ Reader = (*Snapshot)(nil)

// QueryContext runs a SELECT on the snapshot.
func (s *Snapshot) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return s.conn.QueryContext(ctx, q, args...)
}

// QueryRowContext runs a SELECT of one row on the snapshot.
func (s *Snapshot) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	return s.conn.QueryRowContext(ctx, q, args...)
}

// Pages writes the SQLite file as it was at the snapshot's instant, page after
// page, without a copy on the disk.
func (s *Snapshot) Pages(ctx context.Context, w io.Writer) error {
	rows, err := s.conn.QueryContext(ctx, `SELECT data FROM sqlite_dbpage ORDER BY pgno`)
	if err != nil {
		return fmt.Errorf("read pages: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var page sql.RawBytes
		if err := rows.Scan(&page); err != nil {
			return fmt.Errorf("read pages: %w", err)
		}
		if _, err := w.Write(page); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read pages: %w", err)
	}
	return nil
}

// Versions are those of the migrations of each line, by its name; a line that
// was never migrated is left out.
func (s *Snapshot) Versions(ctx context.Context, lines ...Migrations) (map[string]int64, error) {
	exists := `SELECT count(*) FROM sqlite_schema WHERE name = $1`
	if s.db.dialect == Postgres {
		exists = `SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = $1`
	}
	all := map[string]int64{}
	for _, l := range lines {
		table := Name("migration_" + l.Name) // a line's name was checked when it was migrated
		var n int
		if err := s.conn.QueryRowContext(ctx, exists, string(table)).Scan(&n); err != nil {
			return nil, fmt.Errorf("read versions: %w", err)
		}
		if n == 0 {
			continue
		}
		var v int64
		if err := s.conn.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM `+table.SQL()).Scan(&v); err != nil {
			return nil, fmt.Errorf("read version of %s: %w", l.Name, err)
		}
		all[l.Name] = v
	}
	return all, nil
}
