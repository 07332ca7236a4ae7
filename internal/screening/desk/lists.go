package desk

import (
	"context"
	"fmt"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/screening"
	"yangguang/internal/sqldb"
)

// wordBytes is how large a list of words that is sent may be.
const wordBytes = 4 << 20

// AddOwn puts a telephone or mailbox on the body's list.
func (d *Desk) AddOwn(ctx context.Context, who identity.Actor, o Own) error {
	if o.Value = screening.OwnForm(o.Value); o.Value == "" {
		return fault.Field("value", "填写 11 位手机号码，或者一个邮箱")
	}
	var all fault.List
	if o.Keeper = strings.TrimSpace(o.Keeper); o.Keeper == "" {
		all.Add("keeper", "写明谁负责，例如 办公室")
	}
	if day, err := calendar.Parse(strings.TrimSpace(o.ReviewOn)); err != nil || day <= d.today() || day > d.today()+366 {
		all.Add("review_on", "填写一年以内的复审日，例如 "+(d.today()+365).String())
	}
	if err := all.Err(); err != nil {
		return err
	}
	o.ID, o.Body, o.AddedBy = sqldb.NewID(), who.Body, who.ID
	return d.Recorder.Do(ctx, who, act.Entry{Name: "screening.own", Body: who.Body, Subject: o.ID}, func(tx *act.Tx) error {
		had, err := ownOf(ctx, tx, who.Body)
		if err != nil {
			return err
		}
		for _, h := range had {
			if h.Value == o.Value {
				return fault.Field("value", "清单里已经有，先停用再登记新的复审日")
			}
		}
		o.AddedAt = sqldb.Time{Time: tx.Now()}
		if err := insertOwn(ctx, tx, o); err != nil {
			return err
		}
		return tx.Enqueue(ctx, bodyArgs{who.Body})
	})
}

// EndOwn takes a number off the list.
func (d *Desk) EndOwn(ctx context.Context, who identity.Actor, id string) error {
	return d.Recorder.Do(ctx, who, act.Entry{Name: "screening.own_end", Body: who.Body, Subject: id}, func(tx *act.Tx) error {
		done, err := endOwn(ctx, tx, who.Body, id, who.ID)
		if err != nil {
			return err
		}
		if !done {
			return &fault.Error{Kind: fault.Conflict, Message: "这一条已经停用"}
		}
		return tx.Enqueue(ctx, bodyArgs{who.Body})
	})
}

// KeepWords makes a new version of the body's list of words.
func (d *Desk) KeepWords(ctx context.Context, who identity.Actor, seen int64, text, reason string) error {
	list, err := screening.ReadWords(text)
	var all fault.List
	if err != nil {
		all.Add("words", err.Error())
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		all.Add("words_reason", "写明为什么更新，例如 按2026年不得公开清单")
	}
	if err := all.Err(); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "screening.words", Body: who.Body, Subject: who.Body, Reason: reason}, func(tx *act.Tx) error {
		version, err := versionOf(ctx, tx, who.Body)
		if err != nil {
			return err
		}
		if version != seen {
			return &fault.Error{Kind: fault.Conflict, Field: "words", Message: fmt.Sprintf("别人刚存了第 %d 版，这次的没有保存。看过现在的清单再存", version)}
		}
		tx.Detail("version", version+1)
		tx.Detail("words", len(list))
		v := Version{Version: version + 1, Count: int64(len(list)), Reason: reason}
		if err := insertWords(ctx, tx, who.Body, text, who.ID, v); err != nil {
			return err
		}
		return tx.Enqueue(ctx, bodyArgs{who.Body})
	})
}

// Report puts down that a file with a mark of secrecy was reported.
func (d *Desk) Report(ctx context.Context, who identity.Actor, id string, r screening.Report) error {
	s, err := secretOf(ctx, d.DB, who.Body, id)
	if err != nil {
		return err
	}
	r.FoundAt = s.FoundAt.Time
	if err := r.Check(d.Now()); err != nil {
		return err
	}
	s.ReportedAt, s.ReportedBy, s.Secrecy, s.Superior = sqldb.Time{Time: r.ReportedAt}, who.ID, strings.TrimSpace(r.Secrecy), strings.TrimSpace(r.Superior)
	return d.Recorder.Do(ctx, who, act.Entry{Name: "screening.report", Body: who.Body, Subject: id}, func(tx *act.Tx) error {
		tx.Detail("late", r.Late(tx.Now()))
		done, err := reportSecret(ctx, tx, s)
		if err == nil && !done {
			err = &fault.Error{Kind: fault.Conflict, Message: "别人刚登记过报告"}
		}
		return err
	})
}
