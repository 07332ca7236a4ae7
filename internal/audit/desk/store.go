package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/audit"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/list"
)

const columns = `seq, link, id, at, actor, role, act, body, subject, reason, detail, address`

// walk gives every chained entry behind number after to f, in the order of the
// numbers. A row that cannot be read is given as broken.
//
// It reads stretches of numbers side by side, since reading takes longer than
// hashing, and holds no snapshot that would keep the write-ahead log growing:
// entries are only ever added behind.
func walk(ctx context.Context, db sqldb.Reader, after int64, f func(audit.Record)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	bounds, err := stretches(ctx, db, after)
	if err != nil {
		return err
	}
	type batch struct {
		rows []audit.Record
		err  error
	}
	ahead := make(chan chan batch, readers-1)
	go func() {
		defer close(ahead)
		for i := 1; i < len(bounds); i++ {
			one := make(chan batch, 1)
			select {
			case ahead <- one:
			case <-ctx.Done():
				return
			}
			go func() {
				// A stretch is short, and looking for the end of ctx at each row is not.
				rows, err := between(context.WithoutCancel(ctx), db, bounds[i-1], bounds[i])
				one <- batch{rows, err}
			}()
		}
	}()
	for one := range ahead {
		b := <-one
		if b.err != nil {
			return b.err
		}
		for i := range b.rows {
			f(b.rows[i])
		}
	}
	return ctx.Err()
}

const (
	stretch = 8192 // numbers in one SELECT of a walk
	readers = 2    // of them at a time
)

// stretches are the bounds of the SELECTs of a walk: each reads the numbers
// above one bound up to and including the next, the last one to the very end.
func stretches(ctx context.Context, db sqldb.Reader, after int64) ([]int64, error) {
	head, _, err := end(ctx, db)
	if err != nil {
		return nil, err
	}
	var n int64
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM audit_entry`).Scan(&n); err != nil {
		return nil, fmt.Errorf("count the audit log: %w", err)
	}
	bounds := []int64{after}
	if head <= 2*n+stretch { // else a number was made up, and there is no end of stretches
		for b := max(after, 0) + stretch; b < head; b += stretch {
			bounds = append(bounds, b)
		}
	}
	return append(bounds, math.MaxInt64), nil
}

// packed are the columns of an entry as a walk reads them: its texts in one, for
// a database's library asks more time for a column than for what stands in it.
// A mark stands between them, and for one that is NULL: where there are ten texts,
// they are those of the columns.
const packed = `seq, at, concat_ws('` + mark + `', coalesce(link` + or + `id` + or + `actor` + or + `role` + or + `act` + or + `body` + or + `subject` + or + `reason` + or +
	`detail` + or + `address, '` + mark + `'))`

const (
	mark  = "\x1f"
	or    = `, '` + mark + `'), coalesce(`
	texts = 10
)

// unpack gives an entry its texts; false when one of them is NULL or holds
// the mark, which only reading by columns can tell apart.
func unpack(r *audit.Record, text string) bool {
	all := [texts]*string{&r.Link, &r.ID, &r.Actor, &r.Role, &r.Action, &r.Body, &r.Subject, &r.Reason, &r.Detail, &r.Address}
	for i, into := range all {
		one, rest, more := strings.Cut(text, mark)
		if more != (i < texts-1) {
			return false
		}
		*into, text = one, rest
	}
	return true
}

// between reads the entries with numbers above one bound up to another.
func between(ctx context.Context, db sqldb.Reader, above, upTo int64) ([]audit.Record, error) {
	room := 0
	if upTo-above == stretch {
		room = stretch
	}
	const where = ` FROM audit_entry WHERE seq > $1 AND seq <= $2 ORDER BY seq, id`
	odd := false
	all, err := read(ctx, db, func(rows *sql.Rows) (r audit.Record, err error) {
		var text string
		if rows.Scan(&r.Seq, &r.At, &text) != nil || !unpack(&r, text) {
			odd = true
		}
		return r, nil
	}, room, `SELECT `+packed+where, above, upTo)
	if err != nil || !odd {
		return all, err
	}
	return records(ctx, db, room, `SELECT `+columns+where, above, upTo)
}

// records reads the entries that a SELECT of columns finds; room is how many are
// expected, 0 where nobody knows. It is sqldb.List for a million rows.
func records(ctx context.Context, db sqldb.Reader, room int, q string, args ...any) ([]audit.Record, error) {
	return read(ctx, db, func(rows *sql.Rows) (audit.Record, error) { return scan(rows) }, room, q, args...)
}

func read(ctx context.Context, db sqldb.Reader, scan func(*sql.Rows) (audit.Record, error), room int, q string, args ...any) ([]audit.Record, error) {
	rows, err := db.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	defer rows.Close()
	all := make([]audit.Record, 0, room)
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read the audit log: %w", err)
		}
		all = append(all, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return all, nil
}

// scan reads one row of columns.
func scan(rows sqldb.Row) (audit.Record, error) {
	var r audit.Record
	err := rows.Scan(&r.Seq, &r.Link, &r.ID, &r.At, &r.Actor, &r.Role, &r.Action, &r.Body, &r.Subject, &r.Reason, &r.Detail, &r.Address)
	if err == nil {
		return r, nil
	}
	// SQLite lets any type into any column of a table made anew without checks.
	var seq any
	rest := make([]any, 11)
	into := []any{&seq}
	for i := range rest {
		into = append(into, &rest[i])
	}
	if rows.Scan(into...) != nil {
		return r, err
	}
	n, _ := seq.(int64)
	r = audit.Record{Broken: "存储类型不对"}
	r.Seq = n
	if s, ok := rest[0].(string); ok {
		r.Link = s
	}
	return r, nil
}

// leaves gives what the entries say that wait for their place in the chain.
func leaves(ctx context.Context, dialect sqldb.Dialect, db sqldb.Reader, f func(audit.Record)) error {
	if dialect == sqldb.SQLite {
		return nil
	}
	all, err := sqldb.List(ctx, db, "leaf", func(row sqldb.Row) (r audit.Record, err error) {
		return r, row.Scan(&r.Action, &r.Subject, &r.Detail)
	}, `SELECT act, subject, detail FROM audit_entry WHERE seq IS NULL ORDER BY id`)
	for _, r := range all {
		f(r)
	}
	return err
}

// end is the last chained entry; 0 for an empty log.
func end(ctx context.Context, db sqldb.Reader) (seq int64, link string, err error) {
	err = db.QueryRowContext(ctx, `SELECT seq, link FROM audit_entry WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1`).Scan(&seq, &link)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("read the end of the audit log: %w", err)
	}
	return seq, link, nil
}

// place gives id and link of the entry with a number; "" when there is none.
func place(ctx context.Context, db sqldb.Reader, seq int64) (id, link string, err error) {
	err = db.QueryRowContext(ctx, `SELECT id, link FROM audit_entry WHERE seq = $1`, seq).Scan(&id, &link)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil
	}
	if err != nil {
		return "", "", fmt.Errorf("read audit entry %d: %w", seq, err)
	}
	return id, link, nil
}

// guarded reports whether the database itself still refuses to change the log.
// Each database keeps its triggers in a catalogue of its own.
func guarded(ctx context.Context, db *sqldb.DB) (bool, error) {
	q := `SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'
		AND name IN ('audit_entry_no_update', 'audit_entry_no_delete') AND sql LIKE '%RAISE(ABORT%' AND sql NOT LIKE '%WHEN%'`
	if db.Dialect() == sqldb.Postgres {
		q = `SELECT count(*) FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND tgenabled = 'O'
			AND tgname IN ('audit_entry_no_update', 'audit_entry_no_delete')`
	}
	var n int
	if err := db.QueryRowContext(ctx, q).Scan(&n); err != nil {
		return false, fmt.Errorf("read the guards of the audit log: %w", err)
	}
	return n == 2, nil
}

// What an audit administrator may see: the entries of the bodies they see (their
// ids between commas), and those of the instance as a whole.
const (
	inScope      = `(? LIKE '%,' || body || ',%' OR body = '')`
	entryInScope = `SELECT ` + columns + ` FROM audit_entry WHERE ($1 LIKE '%,' || body || ',%' OR body = '') AND seq = $2`
)

// logged is the log from the newest on; addresses of older ones say before=.
func logged() list.Source[audit.Record] {
	return list.Source[audit.Record]{What: "audit entry", Columns: columns, From: "FROM audit_entry", Scan: scan,
		Order: list.Keyset{Keys: []list.Key{{Column: "seq", Number: true}}, Desc: true, Older: true},
		Mark:  func(r audit.Record) list.Mark { return list.Mark{strconv.FormatInt(r.Seq, 10)} }}
}

// matching narrows the log to what somebody who sees some bodies looks for:
// people are ids between commas, act is an act or the first part of several.
func matching(bodies []string, f audit.Filter, people, act string) *list.Where {
	var w list.Where
	w.And(inScope, among(bodies))
	from, to := f.Span()
	w.And("seq IS NOT NULL AND at >= ? AND at < ?", from, to)
	w.If(people != "", "? LIKE '%,' || actor || ',%'", people)
	w.If(act != "", "(act = ? OR substr(act, 1, ?) = ?)", act, utf8.RuneCountInString(act)+1, act+".")
	w.If(f.Body != "", "body = ?", f.Body)
	w.If(f.Subject != "", "subject = ?", f.Subject)
	return &w
}

// among is a set of ids as LIKE looks for one in it.
func among(ids []string) string { return "," + strings.Join(ids, ",") + "," }

// about gives the entries about one record of a body, the oldest first.
func about(ctx context.Context, db sqldb.Reader, body, subject string, most int) ([]audit.Record, error) {
	return records(ctx, db, 0, `SELECT `+columns+` FROM audit_entry WHERE body = $1 AND subject = $2 ORDER BY seq LIMIT $3`, body, subject, most)
}
