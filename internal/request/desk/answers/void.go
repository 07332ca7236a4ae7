package answers

import (
	"context"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// void takes a signed letter back: its number stays, with the reason. Who had
// got it is told by a letter of its own, of the kind with.
func (d *Answers) void(ctx context.Context, tx *act.Tx, who identity.Actor, c cases.Case, l cases.Letter, with letter.Code, reason string) error {
	sent := l.State == letter.Served
	if err := l.Void(tx, who.ID, reason); err != nil {
		return err
	}
	if err := cases.LetterTable.Update(ctx, tx, l); err != nil {
		return err
	}
	if !sent {
		return nil
	}
	p, err := d.Cases.Profile(ctx, tx, c.Body)
	if err != nil {
		return err
	}
	kind, _ := request.KindOf(with)
	x := Issued{Kind: kind, replaces: l.ID, Facts: Facts(c, p, request.Clock{}, nil)}
	if x.Elements, err = CommonElements(c, p, kind, calendar.At(tx.Now())); err != nil {
		return err
	}
	x.Elements[request.Reason], x.Elements[request.EarlierAnswer] = reason, described(l)
	if x.to, err = cases.LetterTable.Addressee(d.Vault, l); err != nil {
		return err
	}
	_, err = d.Issue(ctx, tx, who, c, x)
	return err
}

// described names a letter as another letter does: day, number, kind.
func described(l cases.Letter) string {
	kind, _ := request.KindOf(l.Kind)
	text := "《" + kind.Name + "》（" + l.No("") + "）"
	if day, err := calendar.Parse(l.SignedOn); err == nil {
		text = day.Chinese() + "的" + text
	}
	return text
}

// Void takes back the answer that was signed last, and the case goes on from
// where it is drafted anew. One that was served takes its decision with it (the
// event undone), and the applicant is told.
func (d *Answers) Void(ctx context.Context, who identity.Actor, c cases.Case, seen int64, id, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.Field("void_reason", "写明作废的理由，它与文号一起保留")
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	if err := d.Cases.Ready(ctx, c.Body); err != nil {
		return err
	}
	entry := act.Entry{Name: "request.void", Body: c.Body, Subject: c.ID, Reason: reason}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		c, err := cases.Claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		all, err := cases.LetterTable.Of(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		l, ok := Current(all)
		if !ok || l.ID != id || !l.Number.Valid {
			return &fault.Error{Kind: fault.Conflict, Message: "只能作废最近签发的答复书。看过现在的文书再办"}
		}
		step, err := request.Workflow().Allow(c.State, request.ActionVoid, none, who.Roles...)
		if err != nil {
			return err
		}
		if err := d.voidThirdParties(ctx, tx, who, c, all, l, reason); err != nil {
			return err
		}
		if l.State == letter.Served {
			had, err := cases.CaseEvents.Of(ctx, tx, c.ID)
			if err != nil {
				return err
			}
			of := slices.IndexFunc(had, func(h cases.LoggedEvent) bool { return h.Event.Type == request.Decided && h.Note == l.No("") })
			if of < 0 {
				of = l.Seq - 1
			}
			// A letter that told of a lapse decided nothing: the clock had ended the
			// application, and there is no event to take back.
			if of >= 0 {
				_, err = d.Cases.Apply(ctx, tx, who, cal, c, cases.Command{By: request.ActionVoid, Event: request.Event{Type: request.Undone, At: calendar.At(tx.Now()), Of: &of}, Note: reason})
				return err
			}
		}
		if err := d.void(ctx, tx, who, c, l, request.Decided.UndoneWith(), reason); err != nil {
			return err
		}
		clock, err := cases.ClockOf(ctx, tx, cal, calendar.At(tx.Now()), c.ID)
		if err != nil {
			return err
		}
		c.State = request.StateAfter(step.From, request.ActionVoid, clock)
		return cases.MoveCase(ctx, tx, c, seen)
	})
}

// voidThirdParties takes back the letters that told third parties of the decision to
// open, when that decision falls.
func (d *Answers) voidThirdParties(ctx context.Context, tx *act.Tx, who identity.Actor, c cases.Case, all []cases.Letter, answer cases.Letter, reason string) error {
	for _, l := range all {
		if sent(l).Discloses() && l.Year == answer.Year && l.Number.Int64 > answer.Number.Int64 {
			if err := d.void(ctx, tx, who, c, l, request.Decided.UndoneWith(), reason); err != nil {
				return err
			}
		}
	}
	return nil
}
