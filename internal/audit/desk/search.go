package desk

import (
	"context"
	"fmt"

	"yangguang/internal/audit"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

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
	return records(ctx, d.DB, 0, q, args...)
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
	found, err := records(ctx, d.DB, 1, entryInScope, list(who.Sees), seq)
	if err != nil {
		return audit.Record{}, err
	}
	if len(found) == 0 {
		return audit.Record{}, &fault.Error{Kind: fault.NotFound, Message: "没有这一条审计记录，核对编号后再查"}
	}
	return found[0], nil
}
