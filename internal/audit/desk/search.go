package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"yangguang/internal/audit"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

// What an audit administrator may see: the entries of the bodies they see ($1
// is their ids between commas), and those of the instance as a whole.
const (
	inScope = `($1 LIKE '%,' || body || ',%' OR body = '')`

	matching = ` FROM audit_entry WHERE ` + inScope + ` AND seq < $2 AND at >= $3 AND at < $4
		AND (CAST($5 AS TEXT) = '' OR $5 LIKE '%,' || actor || ',%')
		AND (CAST($6 AS TEXT) = '' OR act = $6 OR substr(act, 1, length($6) + 1) = $6 || '.')
		AND (CAST($7 AS TEXT) = '' OR body = $7)`

	search          = `SELECT ` + columns + matching + ` ORDER BY seq DESC LIMIT $8`
	searchBySubject = `SELECT ` + columns + matching + ` AND subject = $9 ORDER BY seq DESC LIMIT $8`
)

// list is a set of ids as LIKE looks for one in it.
func list(ids []string) string { return "," + strings.Join(ids, ",") + "," }

// find gives up to limit entries an actor may see, the newest first.
func (d *Desk) find(ctx context.Context, who identity.Actor, f audit.Filter, limit int) ([]audit.Record, error) {
	if f.Body != "" && !who.SeesBody(f.Body) {
		return nil, &fault.Error{Kind: fault.Forbidden, Message: "这个机构的审计日志不归您查看，改选本机构"}
	}
	people := ""
	if f.Person != "" {
		ids := []string{f.Person}
		if d.Directory != nil {
			found, err := d.Directory.Find(ctx, who.Sees, f.Person)
			if err != nil {
				return nil, fmt.Errorf("find %d bodies' people: %w", len(who.Sees), err)
			}
			ids = append(ids, found...)
		}
		people = list(ids)
	}
	before := f.Before
	if before == 0 {
		before = 1<<63 - 1
	}
	from, to := f.Span()
	args := []any{list(who.Sees), before, from, to, people, d.actName(f.Act), f.Body, limit}
	q := search
	if f.Subject != "" {
		q, args = searchBySubject, append(args, f.Subject)
	}
	rows, err := d.DB.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("search the audit log: %w", err)
	}
	defer rows.Close()
	var all []audit.Record
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("search the audit log: %w", err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// actName takes an act's Chinese name for its own.
func (d *Desk) actName(s string) string {
	for name, label := range d.Labels {
		if label == s {
			return name
		}
	}
	return s
}

// one gives an entry by its number; NotFound also when the actor may not see it.
func (d *Desk) one(ctx context.Context, who identity.Actor, seq int64) (audit.Record, error) {
	rows, err := d.DB.QueryContext(ctx, `SELECT `+columns+` FROM audit_entry WHERE `+inScope+` AND seq = $2`, list(who.Sees), seq)
	if err != nil {
		return audit.Record{}, fmt.Errorf("read audit entry %d: %w", seq, err)
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return audit.Record{}, fmt.Errorf("read audit entry %d: %w", seq, err)
		}
		return audit.Record{}, &fault.Error{Kind: fault.NotFound, Message: "没有这一条审计记录，核对编号后再查"}
	}
	return scan(rows)
}

// linkOf is the stored link of the entry with a number, "" when there is none.
func (d *Desk) linkOf(ctx context.Context, seq int64) (string, error) {
	var link string
	err := d.DB.QueryRowContext(ctx, `SELECT link FROM audit_entry WHERE seq = $1`, seq).Scan(&link)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return link, err
}
