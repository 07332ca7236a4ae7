package desk

import (
	"cmp"
	"context"
	"fmt"

	"yangguang/internal/audit"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/web/list"
)

// looked narrows the log to what an actor may see and looks for; Forbidden for
// a body that is not theirs.
func (d *Desk) looked(ctx context.Context, who identity.Actor, f audit.Filter) (*list.Where, error) {
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
		people = among(ids)
	}
	if f.Subject != "" && d.Numbered != nil {
		id, err := d.Numbered(ctx, who.Sees, f.Subject)
		if err != nil {
			return nil, fmt.Errorf("find a record by its number: %w", err)
		}
		f.Subject = cmp.Or(id, f.Subject)
	}
	return matching(who.Sees, f, people, d.actName(f.Act)), nil
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
	found, err := records(ctx, d.DB, 1, entryInScope, among(who.Sees), seq)
	if err != nil {
		return audit.Record{}, err
	}
	if len(found) == 0 {
		return audit.Record{}, &fault.Error{Kind: fault.NotFound, Message: "没有这一条审计记录，核对编号后再查"}
	}
	return found[0], nil
}
