package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// ErrOccupied says that a database in which something is to be put is not empty.
var ErrOccupied = errors.New("the database is not empty")

// Copied is a table that is copied as a whole: its columns but those the
// database computes itself.
type Copied struct {
	Table   string
	Columns []string
}

// tables are those of the schema with their rows on disk, each behind those it
// refers to. What belongs to the migrations is left out: it is made by them.
func tables(ctx context.Context, r Reader) ([]Copied, error) {
	rows, err := r.QueryContext(ctx, `SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p'
			AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND left(c.relname, 10) <> 'migration_'
		ORDER BY c.relname, a.attnum`)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer rows.Close()
	var all []Copied
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return nil, fmt.Errorf("list tables: %w", err)
		}
		if n := len(all); n == 0 || all[n-1].Table != table {
			all = append(all, Copied{Table: table})
		}
		last := &all[len(all)-1]
		last.Columns = append(last.Columns, column)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	refers, err := references(ctx, r)
	if err != nil {
		return nil, err
	}
	return ordered(all, refers)
}

// references are the tables that each table refers to, itself left out.
func references(ctx context.Context, r Reader) (map[string][]string, error) {
	rows, err := r.QueryContext(ctx, `SELECT c.relname, p.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
		JOIN pg_class p ON p.oid = k.confrelid
		WHERE k.contype = 'f' AND k.conrelid <> k.confrelid AND c.relnamespace = current_schema()::regnamespace`)
	if err != nil {
		return nil, fmt.Errorf("list references: %w", err)
	}
	defer rows.Close()
	all := map[string][]string{}
	for rows.Next() {
		var from, to string
		if err := rows.Scan(&from, &to); err != nil {
			return nil, fmt.Errorf("list references: %w", err)
		}
		all[from] = append(all[from], to)
	}
	return all, rows.Err()
}

// ordered puts each table behind those it refers to.
func ordered(all []Copied, refers map[string][]string) ([]Copied, error) {
	var out []Copied
	placed := map[string]bool{}
	for len(out) < len(all) {
		before := len(out)
		for _, t := range all {
			if !placed[t.Table] && !slices.ContainsFunc(refers[t.Table], func(s string) bool { return !placed[s] }) {
				out, placed[t.Table] = append(out, t), true
			}
		}
		if len(out) == before {
			return nil, errors.New("the tables refer to each other in a circle")
		}
	}
	return out, nil
}

// Tables are what Rows can be asked for, each behind those it refers to;
// PostgreSQL only.
func (s *Snapshot) Tables(ctx context.Context) ([]Copied, error) { return tables(ctx, s) }

// Rows writes the rows of a table in the text form of COPY.
func (s *Snapshot) Rows(ctx context.Context, t Copied, w io.Writer) error {
	return withPgx(s.conn, func(c *pgx.Conn) error {
		if _, err := c.PgConn().CopyTo(ctx, w, `COPY `+t.quoted()+` TO STDOUT`); err != nil {
			return fmt.Errorf("copy %s: %w", t.Table, err)
		}
		return nil
	})
}

// quoted is the table with its columns as COPY names them, each quoted by pgx.
func (t Copied) quoted() string {
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = pgx.Identifier{c}.Sanitize()
	}
	return pgx.Identifier{t.Table}.Sanitize() + ` (` + strings.Join(columns, ", ") + `)`
}

func withPgx(conn *sql.Conn, f func(*pgx.Conn) error) error {
	return conn.Raw(func(d any) error { return f(d.(*stdlib.Conn).Conn()) })
}

// Sequence is where a sequence of PostgreSQL stands.
type Sequence struct {
	Name   string `json:"name"`
	Last   int64  `json:"last"`
	Called bool   `json:"called"` // false: Last is the next one
}

// Sequences are where the schema's sequences stand. They are read after the
// rows, since no snapshot holds them.
func (s *Snapshot) Sequences(ctx context.Context) ([]Sequence, error) {
	return List(ctx, s, "sequence", func(r Row) (Sequence, error) {
		var q Sequence
		return q, r.Scan(&q.Name, &q.Last, &q.Called)
	}, `SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL
		FROM pg_sequences WHERE schemaname = current_schema() ORDER BY sequencename`)
}

// Fill is what Load puts into an empty PostgreSQL database.
type Fill struct {
	Versions  map[string]int64 // of the lines, as Snapshot gave them
	Tables    []Copied
	Rows      func(table string) (io.ReadCloser, error)
	Sequences []Sequence
}

// Empty fails with ErrOccupied when anything stands in the schema.
func (db *DB) Empty(ctx context.Context) error {
	q := `SELECT count(*) FROM sqlite_schema`
	if db.dialect == Postgres {
		q = `SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace`
	}
	var n int
	if err := db.read.QueryRowContext(ctx, q).Scan(&n); err != nil {
		return fmt.Errorf("look into the database: %w", err)
	}
	if n > 0 {
		return ErrOccupied
	}
	return nil
}

// Load makes the tables of an empty PostgreSQL database at the versions of f,
// and fills them: all rows or none. Bringing it up to the program's versions is
// left to Migrate. ErrNewer when f knows more than the program.
func (db *DB) Load(ctx context.Context, f Fill, lines ...Migrations) error {
	if err := db.Empty(ctx); err != nil {
		return err
	}
	if err := db.migrateTo(ctx, f.Versions, lines); err != nil {
		return err
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	defer conn.Close()
	here, err := tables(ctx, conn)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(sorted(here), sorted(f.Tables), func(a, b Copied) bool { return a.Table == b.Table && slices.Equal(a.Columns, b.Columns) }) {
		return errors.New("load: the tables are not those of the backup")
	}
	return withPgx(conn, func(c *pgx.Conn) error {
		return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error { return fill(ctx, tx, here, f) })
	})
}

func sorted(list []Copied) []Copied {
	return slices.SortedFunc(slices.Values(list), func(a, b Copied) int { return strings.Compare(a.Table, b.Table) })
}

func fill(ctx context.Context, tx pgx.Tx, here []Copied, f Fill) error {
	names := make([]string, len(here))
	for i, t := range here {
		names[i] = pgx.Identifier{t.Table}.Sanitize()
	}
	// What the migrations put in stands in the backup too.
	if _, err := tx.Exec(ctx, `TRUNCATE `+strings.Join(names, ", ")); err != nil {
		return fmt.Errorf("load: %w", err)
	}
	for _, t := range here {
		r, err := f.Rows(t.Table)
		if err != nil {
			return err
		}
		_, err = tx.Conn().PgConn().CopyFrom(ctx, r, `COPY `+t.quoted()+` FROM STDIN`)
		if err := errors.Join(err, r.Close()); err != nil {
			return fmt.Errorf("load %s: %w", t.Table, err)
		}
	}
	for _, s := range f.Sequences {
		if _, err := tx.Exec(ctx, `SELECT setval($1::regclass, $2, $3)`, pgx.Identifier{s.Name}.Sanitize(), s.Last, s.Called); err != nil {
			return fmt.Errorf("load sequence %s: %w", s.Name, err)
		}
	}
	return nil
}

// migrateTo makes every line that versions names, up to that version.
func (db *DB) migrateTo(ctx context.Context, versions map[string]int64, lines []Migrations) error {
	known := 0
	for _, l := range lines {
		v, ok := versions[l.Name]
		if !ok {
			continue
		}
		known++
		p, err := db.provider(ctx, l)
		if err != nil {
			return err
		}
		if _, top, err := p.GetVersions(ctx); err != nil {
			return fmt.Errorf("migrate %s: %w", l.Name, err)
		} else if v > top {
			return fmt.Errorf("%s is at %d, the program knows %d: %w", l.Name, v, top, ErrNewer)
		}
		if v == 0 {
			continue
		}
		if _, err := p.UpTo(ctx, v); err != nil {
			return fmt.Errorf("migrate %s: %w", l.Name, err)
		}
	}
	if known < len(versions) {
		return fmt.Errorf("the backup has lines the program does not know: %w", ErrNewer)
	}
	return nil
}
