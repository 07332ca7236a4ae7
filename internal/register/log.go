package register

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Entry is one event as it was recorded.
type Entry[E any] struct {
	Event  E
	Note   string // what the person wrote to it
	Person string // id of who recorded it
	At     sqldb.Time
}

// Log is the events of a ledger's matters, appended and never changed. They are
// kept as the JSON of E, so the names E gives its fields are for good. The notes
// stand sealed: they name people.
type Log[E any] struct {
	matters                   Table
	notes                     vault.TextColumn
	name                      string
	insert, one, several, seq string
	all, blank                string
}

// NewLog declares the table of the events of matters; owner is its column that
// names the matter.
func NewLog[E any](matters Table, name, owner sqldb.Name) Log[E] {
	table, id := name.SQL(), owner.SQL()
	columns := id + `, seq, payload, note, person, created_at`
	return Log[E]{matters: matters, name: table, notes: vault.NewText(name, "note", owner, "seq"),
		blank:   `UPDATE ` + table + ` SET note = '' WHERE ` + id + ` = $1`,
		all:     `SELECT ` + id + `, seq, payload, person FROM ` + table,
		insert:  `INSERT INTO ` + table + ` (` + id + `, seq, payload, note, person, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		one:     `SELECT ` + columns + ` FROM ` + table + ` WHERE ` + id + ` = $1 ORDER BY seq`,
		several: `SELECT ` + columns + ` FROM ` + table + ` WHERE ` + id + ` IN (%s) ORDER BY ` + id + `, seq`,
		seq:     `SELECT COALESCE(MAX(seq), 0) FROM ` + table + ` WHERE ` + id + ` = $1`,
	}
}

// Append records an event at its place in the matter's history, the first at 1.
// A place that is taken is a Conflict: somebody else recorded something there.
func (l Log[E]) Append(ctx context.Context, tx *act.Tx, id string, seq int, e Entry[E]) error {
	payload, err := json.Marshal(e.Event)
	if err != nil {
		return fmt.Errorf("encode event of %s %s: %w", l.matters.Noun, id, err)
	}
	note, err := l.notes.Seal(tx, e.Note, id, seq)
	if err != nil {
		return fmt.Errorf("append event to %s %s: %w", l.matters.Noun, id, err)
	}
	_, err = tx.ExecContext(ctx, l.insert, id, seq, string(payload), note, e.Person, e.At)
	if sqldb.IsUnique(err) {
		return l.matters.Conflict()
	}
	if err != nil {
		return fmt.Errorf("append event to %s %s: %w", l.matters.Noun, id, err)
	}
	tx.Vouch(l.name, place(id, seq), string(payload), e.Person)
	return nil
}

// Forget takes away what people wrote to a matter's events: the personal data of
// the matter are past their time.
func (l Log[E]) Forget(ctx context.Context, tx *act.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, l.blank, id); err != nil {
		return fmt.Errorf("forget the notes of %s %s: %w", l.name, id, err)
	}
	return nil
}

// Sealed is the log's sealed column, for a new key.
func (l Log[E]) Sealed(db sqldb.Reader, save vault.Saver) vault.Column {
	return l.notes.Sealed(db, save)
}

// place is an event's id for the audit log.
func place(id string, seq int) string { return id + "/" + strconv.Itoa(seq) }

// Vouched is the log as the audit log vouches for its rows: what happened, with
// its days, and who recorded it. Notes are left out, since they are blanked when
// personal data ends. label is what an event is called, in Chinese.
func (l Log[E]) Vouched(label string) act.Vouched {
	return act.Vouched{Kind: l.name, Label: label, Rows: func(ctx context.Context, db sqldb.Reader, each func(string, []string) error) error {
		rows, err := db.QueryContext(ctx, l.all)
		if err != nil {
			return fmt.Errorf("read %s: %w", l.name, err)
		}
		defer rows.Close()
		for rows.Next() {
			var id, payload, person string
			var seq int
			if err := rows.Scan(&id, &seq, &payload, &person); err != nil {
				return fmt.Errorf("read %s: %w", l.name, err)
			}
			if err := each(place(id, seq), []string{payload, person}); err != nil {
				return err
			}
		}
		return rows.Err()
	}}
}

// Of loads what happened to a matter, in order.
func (l Log[E]) Of(ctx context.Context, db sqldb.Reader, id string) ([]Entry[E], error) {
	found, err := l.list(ctx, db, l.one, id)
	return found[id], err
}

// bound is how many values one statement binds.
const bound = 200

// OfAll loads what happened to several matters, by id, each in order.
func (l Log[E]) OfAll(ctx context.Context, db sqldb.Reader, ids []string) (map[string][]Entry[E], error) {
	all := make(map[string][]Entry[E], len(ids))
	for some := range slices.Chunk(ids, bound) {
		marks, args := make([]string, len(some)), make([]any, len(some))
		for i, id := range some {
			marks[i], args[i] = "$"+strconv.Itoa(i+1), id
		}
		found, err := l.list(ctx, db, fmt.Sprintf(l.several, strings.Join(marks, ", ")), args...)
		if err != nil {
			return nil, err
		}
		for id, entries := range found {
			all[id] = entries
		}
	}
	return all, nil
}

// Last is the place of a matter's last event, 0 without one.
func (l Log[E]) Last(ctx context.Context, db sqldb.Reader, id string) (seq int, err error) {
	if err := db.QueryRowContext(ctx, l.seq, id).Scan(&seq); err != nil {
		return 0, fmt.Errorf("find last event of %s %s: %w", l.matters.Noun, id, err)
	}
	return seq, nil
}

func (l Log[E]) list(ctx context.Context, db sqldb.Reader, q string, args ...any) (map[string][]Entry[E], error) {
	type owned struct {
		id string
		Entry[E]
	}
	rows, err := sqldb.List(ctx, db, "event", func(row sqldb.Row) (x owned, err error) {
		var payload string
		var seq int
		if err := row.Scan(&x.id, &seq, &payload, l.notes.Into(&x.Note, &x.id, &seq), &x.Person, &x.At); err != nil {
			return x, err
		}
		return x, json.Unmarshal([]byte(payload), &x.Event)
	}, q, args...)
	if err != nil {
		return nil, err
	}
	found := map[string][]Entry[E]{}
	for _, x := range rows {
		found[x.id] = append(found[x.id], x.Entry)
	}
	return found, nil
}
