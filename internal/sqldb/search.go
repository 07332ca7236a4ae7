package sqldb

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Full-text search is the honest exception to one SQL text. Texts are brought
// to one form (NFKC, lower case) and cut into single characters and pairs of
// neighbours here, in Go, so that both databases find the same: a text is found
// by every run of letters and digits it contains, of whatever length, as LIKE
// would. SQLite keeps the pairs in FTS5 (whose trigrams cannot find words of two
// characters, and whose unicode tables do not know the younger characters, hence
// the ascii tokenizer, which leaves all of them alone); PostgreSQL keeps them in
// an array with a GIN index (a tsvector would forget positions past 16383 and
// refuse long texts). The pairs give the candidates, the text itself decides.

// Index is one full-text index.
type Index struct {
	dialect Dialect
	name    string
}

// text puts the index's name into a statement.
func (x *Index) text(statement string) string { return strings.ReplaceAll(statement, "NAME", x.name) }

// SearchLine is the migrations that make the index called name.
func SearchLine(name string) Migrations {
	if !lineName.MatchString(name) {
		panic("sqldb: " + name + " is no name for an index")
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for engine, text := range map[string]string{"sqlite": searchSQLite, "postgres": searchPostgres} {
		w, err := z.Create("0001_search." + engine + ".sql")
		if err != nil {
			panic(err) // nothing here depends on what is outside the program
		}
		fmt.Fprint(w, "-- +goose Up\n", strings.ReplaceAll(text, "NAME", name))
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	files, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		panic(err)
	}
	return Migrations{Name: "search_" + name, Files: files}
}

const searchSQLite = `CREATE TABLE search_NAME (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, words TEXT NOT NULL);
CREATE VIRTUAL TABLE search_NAME_fts USING fts5 (pairs, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
`

const searchPostgres = `CREATE TABLE search_NAME (id TEXT PRIMARY KEY, scope TEXT NOT NULL, words TEXT NOT NULL, pairs TEXT[] NOT NULL);
CREATE INDEX search_NAME_pairs ON search_NAME USING gin (pairs);
`

// Index is the index called name, made by the migrations of SearchLine(name).
func (db *DB) Index(name string) *Index {
	if !lineName.MatchString(name) {
		panic("sqldb: " + name + " is no name for an index")
	}
	return &Index{dialect: db.dialect, name: name}
}

const (
	putSQLite  = `INSERT INTO search_NAME (id, scope, words) VALUES ($1, $2, $3) RETURNING n`
	putPairs   = `INSERT INTO search_NAME_fts (rowid, pairs) VALUES ($1, $2)`
	cutPairs   = `DELETE FROM search_NAME_fts WHERE rowid = (SELECT n FROM search_NAME WHERE id = $1)`
	cutWords   = `DELETE FROM search_NAME WHERE id = $1`
	findSQLite = `SELECT d.id FROM search_NAME_fts JOIN search_NAME d ON d.n = search_NAME_fts.rowid
		WHERE search_NAME_fts MATCH $1
		AND NOT EXISTS (SELECT 1 FROM json_each($2) WHERE instr(d.words, json_each.value) = 0)
		AND ($3 = '' OR d.scope IN (SELECT value FROM json_each($3)))
		AND ($4 = '' OR d.id < $4) ORDER BY d.id DESC LIMIT $5`
	putPostgres  = `INSERT INTO search_NAME (id, scope, words, pairs) VALUES ($1, $2, $3, $4)`
	findPostgres = `SELECT id FROM search_NAME WHERE pairs @> $1::text[]
		AND NOT EXISTS (SELECT 1 FROM unnest($2::text[]) run WHERE strpos(words, run) = 0)
		AND ($3::text = '' OR scope IN (SELECT jsonb_array_elements_text(nullif($3, '')::jsonb)))
		AND ($4 = '' OR id COLLATE "C" < $4) ORDER BY id COLLATE "C" DESC LIMIT $5`
)

// Put makes the record id findable by text, in place of what it was found by
// before. scope is the id of the body that owns it.
func (x *Index) Put(ctx context.Context, w Writer, id, scope, text string) error {
	if err := x.Cut(ctx, w, id); err != nil {
		return err
	}
	runs := runsOf(text)
	words, pairs := strings.Join(runs, " "), pairsOf(runs, true)
	if x.dialect == Postgres {
		if _, err := w.ExecContext(ctx, x.text(putPostgres), id, scope, words, pairs); err != nil {
			return fmt.Errorf("index %s: %w", id, err)
		}
		return nil
	}
	var n int64
	if err := w.QueryRowContext(ctx, x.text(putSQLite), id, scope, words).Scan(&n); err != nil {
		return fmt.Errorf("index %s: %w", id, err)
	}
	if _, err := w.ExecContext(ctx, x.text(putPairs), n, strings.Join(pairs, " ")); err != nil {
		return fmt.Errorf("index %s: %w", id, err)
	}
	return nil
}

// Cut takes the record id out of the index; it need not be there.
func (x *Index) Cut(ctx context.Context, w Writer, id string) error {
	if x.dialect == SQLite {
		if _, err := w.ExecContext(ctx, x.text(cutPairs), id); err != nil {
			return fmt.Errorf("take %s out of the index: %w", id, err)
		}
	}
	if _, err := w.ExecContext(ctx, x.text(cutWords), id); err != nil {
		return fmt.Errorf("take %s out of the index: %w", id, err)
	}
	return nil
}

// Query asks an index.
type Query struct {
	Text   string   // every run of letters and digits in it must occur
	Scopes []string // ids of the bodies searched; empty: all
	Before string   // only ids before this one; "" from the newest
	Limit  int      // at most so many, 1 to 1000
}

// Find gives the ids of the records that hold every run of q.Text, the newest
// (highest) id first. A text without a letter or digit finds nothing.
func (x *Index) Find(ctx context.Context, r Reader, q Query) ([]string, error) {
	runs := runsOf(q.Text)
	if len(runs) == 0 {
		return nil, nil
	}
	pairs := pairsOf(runs, false)
	scopes := ""
	if len(q.Scopes) > 0 {
		b, err := json.Marshal(q.Scopes)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		scopes = string(b)
	}
	find, match, all := findPostgres, any(pairs), any(runs)
	if x.dialect == SQLite {
		b, err := json.Marshal(runs)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		find, match, all = findSQLite, `"`+strings.Join(pairs, `" "`)+`"`, string(b)
	}
	rows, err := r.QueryContext(ctx, x.text(find), match, all, scopes, q.Before, max(1, min(q.Limit, 1000)))
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// runsOf brings text to the form that is searched and cuts it at everything
// that is no letter, digit or mark.
func runsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFKC.String(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) || r == unicode.ReplacementChar
	})
}

// pairsOf gives the pairs of neighbours in runs, each once and sorted; with
// singles also the single characters, without them only those of runs of one.
func pairsOf(runs []string, singles bool) []string {
	seen := make(map[string]bool)
	for _, run := range runs {
		last, n := 0, 0
		for i, r := range run {
			if n > 0 {
				seen[run[last:i+len(string(r))]] = true
			}
			if singles {
				seen[string(r)] = true
			}
			last, n = i, n+1
		}
		if n == 1 {
			seen[run] = true
		}
	}
	pairs := make([]string, 0, len(seen))
	for p := range seen {
		pairs = append(pairs, p)
	}
	slices.Sort(pairs)
	return pairs
}
