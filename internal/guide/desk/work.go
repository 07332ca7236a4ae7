package desk

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/guide"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

func stale() error {
	return &fault.Error{Kind: fault.Conflict, Message: "指南刚被别人改过，刚才填的没有保存。看过现在的内容再改"}
}

// current is what a body's guide says today, and its last version with the day
// on which it last changed: today where the body's record has changed since.
func (d *Desk) current(ctx context.Context, body string) (guide.Content, version, error) {
	record, err := d.record(ctx, body)
	if err != nil {
		return nil, version{}, err
	}
	last, err := latest(ctx, d.DB, body)
	if err != nil {
		return nil, last, err
	}
	full := last.Content.With(record)
	if last.Version > 0 && len(full.Differs(last.Shown)) > 0 {
		last.ChangedOn = d.today().String()
	}
	return full, last, nil
}

// record is what a body's own record says for its guide.
func (d *Desk) record(ctx context.Context, body string) (guide.Content, error) {
	record, err := d.Record(ctx, body)
	if err != nil {
		return nil, fmt.Errorf("load body %s: %w", body, err)
	}
	return record, nil
}

// Save keeps a new version of the own body's guide. seen is the version the
// person looked at, 0 where there was none; a later one is a Conflict. What
// cannot be kept is a fault.List of Invalid.
func (d *Desk) Save(ctx context.Context, who identity.Actor, seen int, content guide.Content) error {
	if err := content.Check(); err != nil {
		return err
	}
	return d.add(ctx, who, "request.guide", who.Body, seen, content)
}

func (d *Desk) add(ctx context.Context, who identity.Actor, entry, body string, seen int, content guide.Content) error {
	record, err := d.record(ctx, body)
	if err != nil {
		return err
	}
	shown := content.With(record)
	return d.Recorder.Do(ctx, who, act.Entry{Name: entry, Body: body, Subject: body}, func(tx *act.Tx) error {
		last, err := latest(ctx, tx, body)
		if err != nil {
			return err
		}
		if last.Version != seen {
			return stale()
		}
		var changed []string
		for _, f := range shown.Differs(last.Shown) {
			changed = append(changed, f.Name)
		}
		tx.Detail("fields", changed)
		return insertVersion(ctx, tx, version{ID: sqldb.NewID(), Body: body, Version: seen + 1, Content: content, Shown: shown,
			ChangedOn: calendar.At(tx.Now()).String(), MadeBy: who.ID, MadeAt: sqldb.Time{Time: tx.Now()}})
	})
}

// followArgs is the daily job that lets guides follow the bodies' records.
type followArgs struct{}

// Kind names the job.
func (followArgs) Kind() string { return "request_guide" }

// Follow keeps a version of the guide of every body whose record has changed:
// name, address, hours and numbers are to be kept up to date (条例 12①, 53(二)).
func (d *Desk) Follow(ctx context.Context) error {
	if d.Bodies == nil {
		return nil
	}
	bodies, err := d.Bodies(ctx)
	if err != nil {
		return fmt.Errorf("list bodies: %w", err)
	}
	for _, body := range bodies {
		full, last, err := d.current(ctx, body)
		if err != nil {
			return err
		}
		if last.Version > 0 && len(full.Differs(last.Shown)) == 0 {
			continue
		}
		err = d.add(ctx, identity.Job(body), "request.guide_follow", body, last.Version, last.Content)
		if err != nil && !fault.Is(err, fault.Conflict) { // somebody was quicker
			return err
		}
	}
	return nil
}
