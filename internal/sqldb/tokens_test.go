package sqldb_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

// indexed makes an index of tokens called mark.
func indexed(t *testing.T, k *testkit.Kit) sqldb.Tokens {
	t.Helper()
	tables := []string{`CREATE TABLE mark_of (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)`,
		`CREATE VIRTUAL TABLE mark USING fts5 (tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')`}
	if k.DB.Dialect() == sqldb.Postgres {
		tables = []string{`CREATE TABLE mark (id TEXT NOT NULL PRIMARY KEY, tokens TEXT[] NOT NULL)`, `CREATE INDEX mark_tokens ON mark USING gin (tokens)`}
	}
	for _, q := range tables {
		write(t, k.DB, func(w sqldb.Writer) error { _, err := w.ExecContext(context.Background(), q); return err })
	}
	return sqldb.NewTokens("mark")
}

func TestTokens(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, d, x := context.Background(), k.DB.Dialect(), indexed(t, k)
		for _, r := range []struct{ id, tokens string }{{"a1", "or v2"}, {"a2", "v2 v3"}, {"a3", "v3 v4"}, {"a4", "v2"}, {"a2", "v9"}} {
			write(t, k.DB, func(w sqldb.Writer) error { return x.Put(ctx, d, w, r.id, strings.Fields(r.tokens)) })
		}
		write(t, k.DB, func(w sqldb.Writer) error { return x.Drop(ctx, d, w, "a4") })
		for _, tt := range []struct {
			tokens string
			limit  int
			every  int
			any    string
		}{
			{"v2 v3", 9, 1, "a3 a2 a1"},
			{"v2 v4", 2, 0, "a3 a2"},
			{"or", 9, 1, "a1"},
			{"v9", 9, 0, ""},
			{"", 9, 0, ""},
		} {
			tokens := strings.Fields(tt.tokens)
			every, err := x.Find(ctx, d, k.DB, tokens, tt.limit)
			if err != nil || len(every) != tt.every {
				t.Errorf("%q has all of: %v, %v; want %d", tt.tokens, every, err, tt.every)
			}
			found, err := x.Any(ctx, d, k.DB, tokens, tt.limit)
			if got := strings.Join(found, " "); err != nil || got != tt.any {
				t.Errorf("%q has any of: %q, %v; want %q", tt.tokens, got, err, tt.any)
			}
		}
	})
}

func TestAnyStopsAtItsLimit(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, d, x := context.Background(), k.DB.Dialect(), indexed(t, k)
		write(t, k.DB, func(w sqldb.Writer) error {
			for i := range 300 {
				if err := x.Put(ctx, d, w, fmt.Sprintf("r%03d", i), []string{"same", fmt.Sprint("own", i)}); err != nil {
					return err
				}
			}
			return nil
		})
		found, err := x.Any(ctx, d, k.DB, []string{"own5", "same"}, 200)
		if err != nil || len(found) != 200 || found[0] != "r299" || found[199] != "r100" {
			t.Errorf("%d found, %v: %v", len(found), err, found)
		}
	})
}
