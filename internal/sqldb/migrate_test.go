package sqldb_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/fstest"

	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

func lineOf(files ...string) sqldb.Migrations {
	fs := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fs[files[i]] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + files[i+1])}
	}
	return sqldb.Migrations{Name: "demo", Files: fs}
}

func TestMigrations(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		one := lineOf("0001_a.sql", "CREATE TABLE a (id TEXT PRIMARY KEY);")
		two := lineOf("0001_a.sql", "CREATE TABLE a (id TEXT PRIMARY KEY);",
			"0002_b.sqlite.sql", "CREATE TABLE b (engine TEXT); INSERT INTO b VALUES ('sqlite');",
			"0002_b.postgres.sql", "CREATE TABLE b (engine TEXT); INSERT INTO b VALUES ('postgres');")
		if p, err := k.DB.Pending(ctx, one); err != nil || len(p) != 1 || p[0] != "demo/0001_a.sql" {
			t.Errorf("pending %v, %v", p, err)
		}
		if err := k.DB.Migrate(ctx, one); err != nil {
			t.Fatal(err)
		}
		if p, err := k.DB.Pending(ctx, two); err != nil || len(p) != 1 {
			t.Errorf("pending %v, %v", p, err)
		}
		// Two servers start at once.
		other, err := sqldb.Open(ctx, k.Config)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		var wg sync.WaitGroup
		for _, db := range []*sqldb.DB{k.DB, other} {
			if db.Dialect() == sqldb.SQLite && db == other {
				continue // a SQLite file has one server
			}
			wg.Go(func() {
				if err := db.Migrate(ctx, two); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		var engine string
		if err := k.DB.QueryRowContext(ctx, `SELECT engine FROM b`).Scan(&engine); err != nil || engine != string(k.DB.Dialect()) {
			t.Errorf("the other engine's file was run: %q, %v", engine, err)
		}
		if err := k.DB.Migrate(ctx, two); err != nil {
			t.Errorf("a second time: %v", err)
		}
		if err := k.DB.Migrate(ctx, one); !errors.Is(err, sqldb.ErrNewer) {
			t.Errorf("an older program on a newer database: %v", err)
		}
	})
}

func TestDeferredConstraintsAreRefused(t *testing.T) {
	k := testkit.SQLite(t)
	err := k.DB.Migrate(context.Background(), lineOf("0001_a.sql",
		"CREATE TABLE a (id TEXT PRIMARY KEY, b TEXT REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED);"))
	if err == nil {
		t.Error("a constraint checked at COMMIT was let in")
	}
}
