package testkit

import (
	"testing"
	"testing/fstest"

	"yangguang/internal/sqldb"
)

// A statement that reads more and more as a ledger grows is found by its plan.
func TestUnboundedStatementsAreFound(t *testing.T) {
	k := SQLite(t, sqldb.Migrations{Name: "planted", Files: fstest.MapFS{"0001_planted.sql": {Data: []byte("-- +goose Up\n" +
		"CREATE TABLE planted (id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL, year INTEGER NOT NULL, number INTEGER NOT NULL, lane INTEGER NOT NULL, due_on TEXT NOT NULL, who TEXT NOT NULL, UNIQUE (body, year, number));\n" +
		"CREATE INDEX planted_queue ON planted (body, lane, due_on, id) WHERE lane <> 3;\nCREATE INDEX planted_who ON planted (body, who);\n" +
		"CREATE TABLE planted_old (at BIGINT NOT NULL PRIMARY KEY);\n" +
		"CREATE TABLE planted_part (id TEXT NOT NULL PRIMARY KEY, planted TEXT NOT NULL);\n")}}})
	one, err := keys(t.Context(), k.DB)
	if err != nil || one["sqlite_autoindex_planted_2"] != 3 {
		t.Fatal(one, err)
	}
	for _, tt := range []struct {
		q, because string
		bounded    bool
	}{
		{"SELECT id FROM planted WHERE id = $1", "one row by its key", true},
		{"SELECT id FROM planted WHERE body = $1 AND year = $2 AND number = $3", "one row by a key of three columns", true},
		{"SELECT id FROM planted WHERE body = $1 AND who = $2", "as many as somebody has", true},
		{"SELECT id FROM planted WHERE body = $1 AND lane <> 3 ORDER BY lane, due_on, id LIMIT $2", "a page in the order of an index", true},
		{"SELECT id FROM planted WHERE id > $1 ORDER BY id LIMIT $2", "a page of a walk", true},
		{"SELECT p.id FROM planted_part p JOIN planted ON planted.id = p.planted WHERE p.id = $1", "by key, and by key again", true},
		{"DELETE FROM planted_old WHERE at <= $1", "what is taken away", true},
		{"SELECT at FROM planted_old WHERE at <= $1", "whatever is old", false},
		{"SELECT id FROM planted", "all of it", false},
		{"SELECT id FROM planted WHERE body = $1", "all of a body", false},
		{"SELECT id FROM planted WHERE body = $1 AND year = $2", "all of a year", false},
		{"SELECT COUNT(*) FROM planted WHERE body = $1 AND lane <> 3 AND lane = $2", "a count without an end", false},
		{"SELECT id FROM planted WHERE body = $1 ORDER BY id LIMIT $2", "all of a body is sorted for a page", false},
		{"SELECT id FROM planted WHERE who LIKE $1 LIMIT 5", "no index", false},
		{"SELECT p.id FROM planted_part p WHERE p.planted = $1", "a part without an index, under another name", false},
		{"UPDATE planted SET lane = 3 WHERE due_on = $1", "a change reads too", false},
		{"SELECT id FROM planted WHERE id = $1 AND EXISTS (SELECT 1 FROM planted_part WHERE planted = $1)", "inside of another", false},
	} {
		plan, err := Plan(t.Context(), k.DB, tt.q)
		if err != nil {
			t.Fatal(err)
		}
		if why := unbounded(tt.q, plan, one); (why == "") != tt.bounded {
			t.Errorf("%s: %q, %v", tt.because, why, plan)
		}
	}
	for list, reasons := range map[string]map[string]string{"small": small, "whole": whole} {
		for what, why := range reasons {
			if what == "" || why == "" {
				t.Errorf("the list %s has a line without a reason: %q", list, what)
			}
		}
	}
}
