package sqldb

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Tokens is an index of records by tokens that somebody else makes of their
// texts, such as keyed digests of their pairs of characters: it holds no text.
// What it finds are candidates, to be held against the text itself.
//
// For a table called NAME the ledger's migrations make, on SQLite,
//
//	CREATE TABLE NAME_of (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
//	CREATE VIRTUAL TABLE NAME USING fts5 (tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
//
// and on PostgreSQL
//
//	CREATE TABLE NAME (id TEXT NOT NULL PRIMARY KEY, tokens TEXT[] NOT NULL);
//	CREATE INDEX NAME_tokens ON NAME USING gin (tokens);
type Tokens struct {
	number, put, find         string // SQLite
	drop                      []string
	putPostgres, findPostgres string
	dropPostgres, anyPostgres string
}

// NewTokens declares the index kept in a table.
func NewTokens(name Name) Tokens {
	n := name.SQL()
	return Tokens{
		number:       `INSERT INTO ` + n + `_of (id) VALUES ($1) ON CONFLICT (id) DO NOTHING`,
		drop:         []string{`DELETE FROM ` + n + ` WHERE rowid IN (SELECT n FROM ` + n + `_of WHERE id = $1)`, `DELETE FROM ` + n + `_of WHERE id = $1`},
		dropPostgres: `DELETE FROM ` + n + ` WHERE id = $1`,
		put:          `INSERT INTO ` + n + ` (rowid, tokens) VALUES ($1, $2)`,
		find: `SELECT ` + n + `_of.id FROM ` + n + ` CROSS JOIN ` + n + `_of ON ` + n + `_of.n = ` + n + `.rowid
			WHERE ` + n + ` MATCH $1 ORDER BY ` + n + `.rowid DESC LIMIT $2`,
		putPostgres:  `INSERT INTO ` + n + ` (id, tokens) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`,
		findPostgres: `SELECT id FROM ` + n + ` WHERE tokens @> $1::text[] LIMIT $2`,
		// Materialized, or a limit tempts the planner to walk all records backwards.
		anyPostgres: `WITH found AS MATERIALIZED (SELECT id FROM ` + n + ` WHERE tokens && $1::text[]) SELECT id FROM found ORDER BY id DESC LIMIT $2`,
	}
}

// Put makes a record findable by its tokens, small letters and digits. One that
// is there already stays as it is.
func (x Tokens) Put(ctx context.Context, d Dialect, w Writer, id string, tokens []string) error {
	if d == Postgres {
		if _, err := w.ExecContext(ctx, x.putPostgres, id, tokens); err != nil {
			return fmt.Errorf("index %s: %w", id, err)
		}
		return nil
	}
	// Without RETURNING: with it SQLite opens a transaction for the statement, at
	// whose begin FTS5 writes down what it would else gather until the commit.
	made, err := w.ExecContext(ctx, x.number, id)
	if err != nil {
		return fmt.Errorf("index %s: %w", id, err)
	}
	if rows, err := made.RowsAffected(); err != nil || rows == 0 {
		return err
	}
	n, err := made.LastInsertId()
	if err != nil {
		return fmt.Errorf("index %s: %w", id, err)
	}
	if _, err := w.ExecContext(ctx, x.put, n, strings.Join(tokens, " ")); err != nil {
		return fmt.Errorf("index %s: %w", id, err)
	}
	return nil
}

// Drop makes a record findable no more.
func (x Tokens) Drop(ctx context.Context, d Dialect, w Writer, id string) error {
	statements := x.drop
	if d == Postgres {
		statements = []string{x.dropPostgres}
	}
	for _, q := range statements {
		if _, err := w.ExecContext(ctx, q, id); err != nil {
			return fmt.Errorf("take %s out of the index: %w", id, err)
		}
	}
	return nil
}

// Find gives up to limit records that have every one of the tokens, in no order
// that means anything. Without tokens it finds nothing.
func (x Tokens) Find(ctx context.Context, d Dialect, r Reader, tokens []string, limit int) ([]string, error) {
	return x.match(ctx, d, r, x.findPostgres, tokens, `" "`, limit)
}

// Any gives up to limit records that have at least one of the tokens, those put
// last first; records whose ids grow with time are put in their order. Without
// tokens it finds nothing.
func (x Tokens) Any(ctx context.Context, d Dialect, r Reader, tokens []string, limit int) ([]string, error) {
	return x.match(ctx, d, r, x.anyPostgres, tokens, `" OR "`, limit)
}

func (x Tokens) match(ctx context.Context, d Dialect, r Reader, postgres string, tokens []string, between string, limit int) ([]string, error) {
	if len(tokens) == 0 {
		return nil, nil
	}
	id := func(row Row) (id string, err error) { return id, row.Scan(&id) }
	if d == Postgres {
		return List(ctx, r, "record", id, postgres, tokens, limit)
	}
	return List(ctx, r, "record", id, x.find, `"`+strings.Join(tokens, between)+`"`, limit)
}

// Folded is a text as it is compared: half-width and full-width, upper and lower
// case are one.
func Folded(text string) string { return strings.ToLower(norm.NFKC.String(text)) }

// Pairs are the pairs of neighbours among the letters and digits of a text, each
// once. With all also every single character, by which a record is to be found;
// else only those that stand alone, as a question has them.
func Pairs(text string, all bool) []string { return pairsOf(runsOf(text), all) }

// numberFrom is from how many digits on a number is a word of its own: shorter
// ones stand in too many texts.
const numberFrom = 3

// Words are what a text is found by: its pairs and single characters, and its
// numbers of three digits and more, each as a whole.
func Words(text string) []string {
	words := Pairs(text, true)
	for _, n := range numbersOf(Folded(text)) {
		words = append(words, n.word)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// Asked are those of Words that every text has which holds each of the words
// typed, as few as find it. A number with other characters on both sides stands
// so in the text as well: it is looked for as a whole, since its pairs stand in a
// tenth of all texts. Without a letter or digit there are none.
func Asked(text string) []string {
	var words []string
	var rest strings.Builder
	for _, word := range strings.Fields(Folded(text)) {
		last := 0
		for _, n := range numbersOf(word) {
			if n.from > 0 && n.to < len(word) {
				words = append(words, n.word)
				rest.WriteString(word[last:n.from] + " ")
				last = n.to
			}
		}
		rest.WriteString(word[last:] + " ")
	}
	if len(words) == 0 {
		return Pairs(text, false)
	}
	for _, pair := range Pairs(rest.String(), false) {
		if utf8.RuneCountInString(pair) > 1 {
			words = append(words, pair)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// number is one in a text, by its bytes.
type number struct {
	word     string // as it is indexed; no pair of letters and digits is one
	from, to int
}

// numbersOf are the numbers of a folded text that have digits enough.
func numbersOf(text string) (all []number) {
	for from := 0; from < len(text); {
		to := from
		for to < len(text) && '0' <= text[to] && text[to] <= '9' {
			to++
		}
		if to-from >= numberFrom {
			all = append(all, number{"#" + text[from:to], from, to})
		}
		from = to + 1
	}
	return all
}
