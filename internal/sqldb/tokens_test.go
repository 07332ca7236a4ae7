package sqldb_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

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

func TestAskedIsAmongTheWords(t *testing.T) {
	for _, tt := range []struct{ text, asked, want, because string }{
		{"第500001号地块", "第500001号", "#500001", "between two characters the number stands whole"},
		{"第500001号地块", "5000", "00 50", "it may be the beginning of a longer one"},
		{"第500001号地块", "第5000", "00 50 第5", "what follows is not known"},
		{"文号〔2024〕123号", "〔2024〕123号", "#123 #2024", "brackets are characters beside it"},
		{"文号〔2024〕123号", "２０２４〕１２３号", "#123 20 02 24", "full width is folded; the first number is open to its left"},
		{"第12号地块的价款", "第12号地块", "12 2号 号地 地块 第1", "a short number stands in too many texts"},
		{"自2024年起至2025年止的账", "自2024年起至2025年止", "#2024 #2025 年起 年止 起至", "pairs of what stands between are asked for as well"},
		{"龘", "龘", "龘", "one character"},
		{"%100%", "%100%", "#100", "signs bound a number"},
		{"x", "？！", "", "nothing to find"},
	} {
		got := sqldb.Asked(tt.asked)
		want := strings.Fields(tt.want)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q asks for %q, want %q: %s", tt.asked, got, want, tt.because)
		}
		words := sqldb.Words(tt.text)
		for _, w := range got {
			if !slices.Contains(words, w) {
				t.Errorf("%q is not found by %q, though it holds %q", tt.text, w, tt.asked)
			}
		}
	}
}

// Whatever piece of a text is typed, the text has every word that is asked for.
func TestEveryPieceFindsItsText(t *testing.T) {
	alphabet := []rune("第12345号 地块，〔〕ＡＢ０９ab%𠮷")
	rapid.Check(t, func(t *rapid.T) {
		text := []rune(rapid.StringOfN(rapid.SampledFrom(alphabet), 1, 30, -1).Draw(t, "text"))
		from := rapid.IntRange(0, len(text)-1).Draw(t, "from")
		piece := string(text[from:rapid.IntRange(from+1, len(text)).Draw(t, "to")])
		words := sqldb.Words(string(text))
		for _, w := range sqldb.Asked(piece) {
			if !slices.Contains(words, w) {
				t.Fatalf("%q holds %q and is not found by %q", string(text), piece, w)
			}
		}
	})
}
