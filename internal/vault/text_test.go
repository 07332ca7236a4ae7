package vault_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
)

var (
	said  = vault.NewText("saying", "said", "id", "seq")
	title = vault.NewText("speaker", "title", "id")
)

// A text stands sealed in its row, is read in clear through the database's handle,
// and opens nowhere else; what stood open before is read as it is and sealed in
// place, column by column and as often as one likes.
func TestTextsOpenThroughTheHandle(t *testing.T) {
	line := sqldb.Migrations{Name: "saying", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE speaker (id TEXT PRIMARY KEY, title TEXT NOT NULL);
CREATE TABLE saying (id TEXT NOT NULL, seq INTEGER NOT NULL, said TEXT NOT NULL, PRIMARY KEY (id, seq));
`)}}}
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		exec := func(q string, args ...any) {
			t.Helper()
			if err := k.DB.Write(ctx, func(w sqldb.Writer) error { _, err := w.ExecContext(ctx, q, args...); return err }); err != nil {
				t.Fatal(err)
			}
		}
		want := map[string]string{}
		for i, text := range []string{"王小溪来电", "v1.s-000000000000.AAAA", "", "a/1", "二", "三", "四"} {
			err := k.DB.Write(ctx, func(w sqldb.Writer) error {
				sealed, err := said.Seal(w, text, "a/b", i)
				if err != nil {
					return err
				}
				if text != "" && strings.Contains(sealed, text) {
					t.Errorf("%q stands open", text)
				}
				_, err = w.ExecContext(ctx, `INSERT INTO saying (id, seq, said) VALUES ($1, $2, $3)`, "a/b", i, sealed)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			want["a/b"+string(rune('0'+i))] = text
		}
		for i, text := range []string{"旧的一句", "v1.s-000000000000.AAAA", "v1.not.sealed"} { // of an earlier version
			exec(`INSERT INTO saying (id, seq, said) VALUES ('old', $1, $2)`, i, text)
			want["old"+string(rune('0'+i))] = text
		}
		read := func() {
			t.Helper()
			type row struct {
				id, said string
				seq      int
			}
			rows, err := sqldb.List(ctx, k.DB, "saying", func(r sqldb.Row) (x row, err error) {
				return x, r.Scan(&x.id, &x.seq, said.Into(&x.said, &x.id, &x.seq))
			}, `SELECT id, seq, said FROM saying ORDER BY id, seq`)
			if err != nil || len(rows) != len(want) {
				t.Fatal(len(rows), err)
			}
			for _, x := range rows {
				if w := want[x.id+string(rune('0'+x.seq))]; x.said != w {
					t.Errorf("%s %d reads %q, want %q", x.id, x.seq, x.said, w)
				}
			}
		}
		read()
		columns := []vault.Column{said.Sealed(k.DB, k.Recorder.Reseal("saying.reseal")), title.Sealed(k.DB, k.Recorder.Reseal("saying.reseal"))}
		if n, err := k.Vault.Reseal(ctx, columns, 2); n != 3 || err != nil {
			t.Errorf("%d sealed in place, want the 3 that stood open: %v", n, err)
		}
		read()
		if n, err := k.Vault.Reseal(ctx, columns, 2); n != 0 || err != nil {
			t.Errorf("%d sealed once more: %v", n, err)
		}
		if _, err := k.Vault.Rotate(vault.ForSealing, vault.International, k.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		if n, err := k.Vault.Reseal(ctx, columns, 2); n != len(want)-1 || err != nil {
			t.Errorf("%d sealed under the new key: %v", n, err)
		}
		read()

		// In another row a text does not open; the row is there all the same.
		exec(`UPDATE saying SET said = (SELECT said FROM saying WHERE id = 'a/b' AND seq = 0) WHERE id = 'old' AND seq = 0`)
		var moved string
		id, seq := "old", 0
		if err := sqldb.One(ctx, k.DB, `SELECT said FROM saying WHERE id = 'old' AND seq = 0`).Scan(said.Into(&moved, &id, &seq)); err != nil || !strings.HasPrefix(moved, "〔读不出") {
			t.Errorf("a text from another row reads %q: %v", moved, err)
		}
		// A row that did not come through the handle opens nothing.
		if err := k.DB.QueryRowContext(ctx, `SELECT said FROM saying WHERE id = 'a/b' AND seq = 0`).Scan(said.Into(&moved, &id, &seq)); !errors.Is(err, sqldb.ErrNoTexts) {
			t.Errorf("a row without the handle: %v", err)
		}
	}, line)
}
