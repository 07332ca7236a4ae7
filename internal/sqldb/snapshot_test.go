package sqldb_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

// snapshotLine has what makes copying hard: tables that refer to a later one and
// to themselves, a column the database computes, an identity, and rows that the
// migration itself puts in.
func snapshotLine() sqldb.Migrations {
	return sqldb.Migrations{Name: "copied", Files: fstest.MapFS{
		"0001_copied.sql": {Data: []byte(`-- +goose Up
CREATE TABLE z_parent (id TEXT PRIMARY KEY, above TEXT REFERENCES z_parent (id), note TEXT NOT NULL);
CREATE TABLE a_child (id TEXT PRIMARY KEY, parent TEXT NOT NULL REFERENCES z_parent (id), n BIGINT);
INSERT INTO z_parent (id, note) VALUES ('seed', 'from the migration');
`)},
		"0002_more.postgres.sql": {Data: []byte(`-- +goose Up
CREATE TABLE b_numbered (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text TEXT NOT NULL, length INT GENERATED ALWAYS AS (length(text)) STORED);
`)},
		"0002_more.sqlite.sql": {Data: []byte(`-- +goose Up
CREATE TABLE b_numbered (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL);
`)},
	}}
}

const awkward = "一行\n两行\t\\N \\. \"引号\" 𠮷\r"

func fillCopied(t *testing.T, db *sqldb.DB, n int) {
	t.Helper()
	ctx := context.Background()
	err := db.Write(ctx, func(w sqldb.Writer) error {
		for i := range n {
			id := fmt.Sprintf("p%04d-%s", i, sqldb.NewID())
			for q, args := range map[string][]any{
				`INSERT INTO z_parent (id, above, note) VALUES ($1, 'seed', $2)`: {id, awkward},
				`INSERT INTO b_numbered (text) VALUES ($1)`:                      {awkward},
			} {
				if _, err := w.ExecContext(ctx, q, args...); err != nil {
					return err
				}
			}
			if _, err := w.ExecContext(ctx, `INSERT INTO a_child (id, parent, n) VALUES ($1, $1, NULL)`, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func counted(t *testing.T, r sqldb.Reader, table sqldb.Name) (n int) {
	t.Helper()
	if err := r.QueryRowContext(context.Background(), `SELECT count(*) FROM `+table.SQL()).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSnapshotStandsStill: what is written behind its beginning is not in it.
func TestSnapshotStandsStill(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		fillCopied(t, k.DB, 5)
		s, err := k.DB.Snapshot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		fillCopied(t, k.DB, 5)
		if now, then := counted(t, k.DB, "a_child"), counted(t, s, "a_child"); now != 10 || then != 5 {
			t.Errorf("%d now, %d then", now, then)
		}
		v, err := s.Versions(ctx, snapshotLine(), sqldb.Migrations{Name: "never"})
		if err != nil || len(v) != 1 || v["copied"] != 2 {
			t.Errorf("%v %v", v, err)
		}
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			t.Error(err)
		}
	}, snapshotLine())
}

func TestPages(t *testing.T) {
	k := testkit.SQLite(t, snapshotLine())
	ctx := context.Background()
	fillCopied(t, k.DB, 500)
	s, err := k.DB.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	fillCopied(t, k.DB, 500) // lies in the log, behind the snapshot
	var pages bytes.Buffer
	if err := errors.Join(s.Pages(ctx, &pages), s.Close()); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "yangguang.db"), pages.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	copied, err := sqldb.Open(ctx, sqldb.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if err := copied.Check(ctx); err != nil {
		t.Error(err)
	}
	if n := counted(t, copied, "a_child"); n != 500 {
		t.Errorf("%d rows", n)
	}
	fillCopied(t, copied, 3)
}

func TestRowsAndLoad(t *testing.T) {
	k := testkit.Postgres(t, snapshotLine())
	ctx := context.Background()
	fillCopied(t, k.DB, 300)
	s, err := k.DB.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	fill := sqldb.Fill{}
	lines := []sqldb.Migrations{snapshotLine()}
	if fill.Versions, err = s.Versions(ctx, lines...); err != nil {
		t.Fatal(err)
	}
	all, err := s.Tables(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ours := map[string]*bytes.Buffer{"z_parent": {}, "a_child": {}, "b_numbered": {}}
	for _, table := range all {
		if ours[table.Table] == nil {
			continue
		}
		fill.Tables = append(fill.Tables, table)
		if err := s.Rows(ctx, table, ours[table.Table]); err != nil {
			t.Fatal(err)
		}
	}
	if len(fill.Tables) != 3 || slices.Contains(fill.Tables[2].Columns, "length") {
		t.Fatalf("%v", fill.Tables)
	}
	if fill.Sequences, err = s.Sequences(ctx); err != nil {
		t.Fatal(err)
	}
	fill.Sequences = slices.DeleteFunc(fill.Sequences, func(q sqldb.Sequence) bool { return !strings.HasPrefix(q.Name, "b_") })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	fill.Rows = func(table string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(ours[table].Bytes())), nil
	}

	if err := k.DB.Load(ctx, fill, lines...); !errors.Is(err, sqldb.ErrOccupied) {
		t.Errorf("into a database that is not empty: %v", err)
	}
	open := func() *sqldb.DB {
		db, err := sqldb.Open(ctx, sqldb.Config{URL: testkit.Schema(t)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db
	}
	to := open()
	if err := to.Load(ctx, fill, lines...); err != nil {
		t.Fatal(err)
	}
	if n := counted(t, to, "z_parent"); n != 301 {
		t.Errorf("%d rows, the migration's own among them", n)
	}
	var text string
	if err := to.QueryRowContext(ctx, `SELECT text FROM b_numbered WHERE id = 300 AND length = char_length(text)`).Scan(&text); err != nil || text != awkward {
		t.Errorf("%q %v", text, err)
	}
	fillCopied(t, to, 2) // the sequence goes on where it stood
	if err := to.Migrate(ctx, lines...); err != nil {
		t.Error(err)
	}

	fill.Versions = map[string]int64{"copied": 3}
	if err := open().Load(ctx, fill, lines...); !errors.Is(err, sqldb.ErrNewer) {
		t.Errorf("a version the program does not know: %v", err)
	}
	fill.Versions = map[string]int64{"copied": 2, "later": 1}
	if err := open().Load(ctx, fill, lines...); !errors.Is(err, sqldb.ErrNewer) {
		t.Errorf("a line the program does not know: %v", err)
	}
	fill.Versions = map[string]int64{"copied": 2}
	ours["a_child"] = bytes.NewBufferString("x\tnobody\t1\n")
	broken := open()
	if err := broken.Load(ctx, fill, lines...); err == nil {
		t.Error("a row that refers to nothing is loaded")
	}
	if n := counted(t, broken, "b_numbered"); n != 0 {
		t.Errorf("%d rows of a load that failed", n)
	}
}
