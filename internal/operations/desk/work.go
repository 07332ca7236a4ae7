package desk

import (
	"context"
	"strconv"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/operations"
)

// allow refuses everybody but the operating body's system administrators: jobs
// belong to the instance, not to a body.
func (d *Desk) allow(ctx context.Context, who identity.Actor) error {
	ok, err := d.administers(ctx, who)
	if err != nil {
		return err
	}
	if !ok {
		return &fault.Error{Kind: fault.Forbidden, Message: "后台任务由平台主办单位的系统管理员处理。发现任务停下时告诉主办单位"}
	}
	return nil
}

// Retry puts a job back to be done at once, and says why in the audit log.
func (d *Desk) Retry(ctx context.Context, who identity.Actor, id int64, reason string) error {
	return d.step(ctx, who, "upkeep.retry", id, reason, func(tx *act.Tx) error { return d.Jobs.Retry(ctx, tx.Unwrap(), id) })
}

// Cancel gives a job up for good, and says why in the audit log.
func (d *Desk) Cancel(ctx context.Context, who identity.Actor, id int64, reason string) error {
	return d.step(ctx, who, "upkeep.cancel", id, reason, func(tx *act.Tx) error { return d.Jobs.Cancel(ctx, tx.Unwrap(), id) })
}

func (d *Desk) step(ctx context.Context, who identity.Actor, name string, id int64, reason string, f func(*act.Tx) error) error {
	if err := d.allow(ctx, who); err != nil {
		return err
	}
	if err := operations.Reason(reason); err != nil {
		return err
	}
	entry := act.Entry{Name: name, Body: who.Body, Subject: strconv.FormatInt(id, 10), Reason: strings.TrimSpace(reason)}
	return d.Recorder.Do(ctx, who, entry, f)
}
