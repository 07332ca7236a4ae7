package sqldb

import (
	"context"
	"errors"
	"fmt"
)

// Texts seals and opens what people wrote into a ledger. The database does not
// know the keys: it is handed them (UseTexts), so that a statement gives a text
// in clear to whoever may run it, and nothing readable to who holds the file.
type Texts interface {
	// SealText seals a text for its place; "" stays "".
	SealText(plain, table, column, row string) (string, error)
	// OpenText undoes it. What was kept before texts were sealed comes back as it
	// stands; what does not open shows as such.
	OpenText(stored, table, column, row string) string
}

// ErrNoTexts says that a sealed text was met where no keys were handed over.
var ErrNoTexts = errors.New("the database was given no keys to open its texts with")

// UseTexts hands the database what opens its texts, before the first statement.
func (db *DB) UseTexts(t Texts) { db.texts = t }

// TextsOf is what opens the texts that r reads; nil where nothing was handed over.
func TextsOf(r Reader) Texts {
	switch x := r.(type) {
	case *DB:
		return x.texts
	case *txn:
		return x.db.texts
	case *Snapshot:
		return x.db.texts
	case interface{ Unwrap() Writer }:
		return TextsOf(x.Unwrap())
	case interface{ Unwrap() Reader }:
		return TextsOf(x.Unwrap())
	}
	return nil
}

// Text is the destination of a sealed text in Row.Scan; package vault makes it,
// of a declared column. Its key is read from what was scanned before it.
type Text struct {
	To            *string
	Table, Column string
	Row           func() string

	texts Texts
}

// Scan opens what stands in the column.
func (t *Text) Scan(src any) error {
	var stored string
	switch x := src.(type) {
	case nil:
	case string:
		stored = x
	case []byte:
		stored = string(x)
	default:
		return fmt.Errorf("scan text of %s.%s: unexpected %T", t.Table, t.Column, src)
	}
	if stored == "" {
		*t.To = ""
		return nil
	}
	if t.texts == nil {
		return fmt.Errorf("%s.%s: %w", t.Table, t.Column, ErrNoTexts)
	}
	*t.To = t.texts.OpenText(stored, t.Table, t.Column, t.Row())
	return nil
}

// reading is a row whose texts open.
type reading struct {
	Row
	texts Texts
}

func (r reading) Scan(to ...any) error {
	for _, d := range to {
		if t, ok := d.(*Text); ok {
			t.texts = r.texts
		}
	}
	return r.Row.Scan(to...)
}

// One is the row of a SELECT of one row, with its texts open.
func One(ctx context.Context, db Reader, q string, args ...any) Row {
	return reading{db.QueryRowContext(ctx, q, args...), TextsOf(db)}
}

// Scrub gives back what no row holds any more: pages, and the log of what was
// written, hold no text that was sealed in place or taken away. The tables are
// those that were changed. It takes as long as writing the database anew, and
// nobody else should be at work meanwhile. PostgreSQL's archived log is its own
// administrator's.
func (db *DB) Scrub(ctx context.Context, tables ...Name) error {
	if db.dialect == Postgres {
		for _, t := range tables {
			if _, err := db.write.ExecContext(ctx, `VACUUM (FULL) `+t.SQL()); err != nil {
				return fmt.Errorf("write %s anew: %w", t, err)
			}
		}
		return nil
	}
	if _, err := db.write.ExecContext(ctx, `VACUUM`); err != nil {
		return fmt.Errorf("write the database anew: %w", err)
	}
	var busy, log, done int
	if err := db.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &done); err != nil {
		return fmt.Errorf("empty the write-ahead log: %w", err)
	}
	if busy != 0 {
		return errors.New("empty the write-ahead log: somebody reads")
	}
	return nil
}
