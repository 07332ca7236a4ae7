package cases

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web/form"
)

// ClockOf finds what an application's events come to on a day.
func ClockOf(ctx context.Context, db sqldb.Reader, cal *calendar.Calendar, today calendar.Day, id string) (request.Clock, error) {
	had, err := CaseEvents.Of(ctx, db, id)
	if err != nil {
		return request.Clock{}, err
	}
	return request.Replay(cal, request.History{Events: Events(had), AsOf: today}), nil
}

// Undoing is what taking an event back on a day comes to.
func Undoing(x LoggedEvent, clock request.Clock, today calendar.Day) request.Undoing {
	return request.Undoing{Type: x.Event.Type, Own: x.Person == "", Late: clock.Due != 0 && today > clock.Due}
}

// Undo takes back event number seq, which was put down by mistake. The event
// stays in the record with the reason; the clock is as if it had never been. proof
// is what proves the mistake, where the due day is over and the term would move.
func (d *Cases) Undo(ctx context.Context, who identity.Actor, c Case, seen int64, seq int, reason, proof string) error {
	reason, proof = form.Clip(strings.TrimSpace(reason)), form.Clip(strings.TrimSpace(proof))
	if utf8.RuneCountInString(reason) < 4 {
		return fault.Field(UndoReason(seq), "写明撤销的原因，至少 4 个字")
	}
	_, clock, had, err := d.Replay(ctx, c)
	if err != nil {
		return err
	}
	if seq < 1 || seq > len(had) {
		return Stale()
	}
	undoing := Undoing(had[seq-1], clock, d.Today())
	if err := request.MayUndo(who, undoing); err != nil {
		return d.UnlessStale(ctx, c, seen, err)
	}
	if undoing.Proved() {
		if proof == "" {
			return request.NeedMistake.Unmet(UndoProof(seq))
		}
		reason += "；登记有误的凭据：" + proof
	}
	of := seq - 1
	do := Command{By: request.ActionUndo, Event: request.Event{Type: request.Undone, At: d.Today(), Of: &of},
		Note: "撤销“" + had[of].Event.Type.Label() + "”（" + had[of].Event.At.Chinese() + "）：" + reason}
	do.Keep = func(ctx context.Context, tx *act.Tx, at Applied) error {
		if c.State == request.Ceased && at.Clock.End != 0 {
			return &fault.Error{Kind: fault.Unlawful, Message: "申请已经终止，只能撤销使它终止的那一条登记"}
		}
		tx.Detail("undone", string(had[of].Event.Type))
		if e := had[of].Event; e.Type == request.Delivered && e.Of != nil {
			return HearingArrived(ctx, tx, c.ID, *e.Of+1, "", "")
		}
		return takenBack(ctx, tx, at, seq)
	}
	return d.Record(ctx, who, c, seen, do)
}

// takenBack marks what was kept beside an event that is taken back.
func takenBack(ctx context.Context, tx *act.Tx, at Applied, seq int) error {
	heard, err := HearingsOf(ctx, tx, at.Case.ID)
	if err != nil {
		return err
	}
	for _, h := range heard {
		switch seq {
		case h.AskedSeq:
			h.UndoneSeq = at.Seq
		case h.AnsweredSeq:
			h.AnsweredSeq, h.AnsweredOn, h.Opinion, h.Said, h.ReasonSound, h.PublicGood = 0, "", "", vault.Sealed{}, "", ""
		default:
			continue
		}
		if err := UpdateHearing(ctx, tx, h); err != nil {
			return err
		}
	}
	fees, err := FeesOf(ctx, tx, at.Case.ID)
	if err != nil {
		return err
	}
	for _, f := range fees {
		switch seq {
		case f.Seq:
			f.UndoneSeq = at.Seq
		case f.PaidSeq:
			f.PaidSeq, f.PaidOn, f.Receipt = 0, "", ""
		default:
			continue
		}
		if err := UpdateFee(ctx, tx, f); err != nil {
			return err
		}
	}
	return nil
}

// UndoProof is the name of the field for what proves that an event was a mistake.
func UndoProof(seq int) string { return "undo_proof_" + strconv.Itoa(seq) }

// UndoReason is the name of the field for the reason of taking an event back.
func UndoReason(seq int) string { return "undo_reason_" + strconv.Itoa(seq) }
