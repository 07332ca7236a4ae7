package desk

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
)

// void takes a signed letter back: its number stays, with the reason. Who had
// got it is told by a letter of its own (kind 23).
func (d *Desk) void(ctx context.Context, tx *act.Tx, who identity.Actor, c Case, l Letter, reason string) error {
	sent := l.State == letter.Served
	if err := l.take(letter.Void, letter.Signer); err != nil {
		return err
	}
	l.VoidedBy, l.VoidedOn, l.VoidReason = who.ID, calendar.At(tx.Now()).String(), reason
	if err := updateLetter(ctx, tx, l); err != nil {
		return err
	}
	tx.Detail("voided", l.no(Body{}))
	if !sent {
		return nil
	}
	p, err := d.profile(ctx, tx, c.Body)
	if err != nil {
		return err
	}
	kind, _ := request.KindOf(request.LetterVoided)
	x := issued{kind: kind, replaces: l.ID, facts: facts(c, p, request.Clock{}, nil)}
	if x.elements, err = framework(c, p, kind, calendar.At(tx.Now())); err != nil {
		return err
	}
	x.elements[request.Reason], x.elements[request.EarlierAnswer] = reason, described(l)
	to, err := d.Vault.Open(l.Addressee, l.toPlace())
	if err != nil {
		return err
	}
	x.to = to.Text()
	_, err = d.issue(ctx, tx, who, c, x)
	return err
}

// described names a letter as another letter does: day, number, kind.
func described(l Letter) string {
	kind, _ := request.KindOf(l.Kind)
	text := "《" + kind.Name + "》（" + l.no(Body{}) + "）"
	if day, err := calendar.Parse(l.SignedOn); err == nil {
		text = day.Chinese() + "的" + text
	}
	return text
}

// Void takes back the answer that was signed last, and the case goes on from
// where it is drafted anew. One that was served takes its decision with it (the
// event undone), and the applicant is told.
func (d *Desk) Void(ctx context.Context, who identity.Actor, c Case, seen int64, id, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.Field("void_reason", "写明作废的理由，它与文号一起保留")
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	if err := d.ready(ctx, c.Body); err != nil {
		return err
	}
	deed := act.Deed{Name: "request.void", Body: c.Body, Subject: c.ID, Reason: reason}
	return d.Office.Do(ctx, who, deed, func(tx *act.Tx) error {
		c, err := claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		all, err := letters(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		l, ok := current(all)
		if !ok || l.ID != id || !l.Number.Valid {
			return &fault.Error{Kind: fault.Conflict, Message: "只能作废最近签发的答复书。看过现在的文书再办"}
		}
		step, err := request.Workflow().Allow(c.State, request.ActVoid, none, who.Roles...)
		if err != nil {
			return err
		}
		if err := d.voidThirds(ctx, tx, who, c, all, l, reason); err != nil {
			return err
		}
		if l.State == letter.Served {
			had, err := caseEvents.Of(ctx, tx, c.ID)
			if err != nil {
				return err
			}
			of := slices.IndexFunc(had, func(h Happening) bool { return h.Event.Type == request.Decided && h.Note == l.no(Body{}) })
			if of < 0 {
				of = l.Seq - 1
			}
			// A letter that told of a lapse decided nothing: the clock had ended the
			// application, and there is no event to take back.
			if of >= 0 {
				_, err = d.happen(ctx, tx, who, cal, c, Doing{By: request.ActVoid, Event: request.Event{Type: request.Undone, At: calendar.At(tx.Now()), Of: &of}, Note: reason})
				return err
			}
		}
		if err := d.void(ctx, tx, who, c, l, reason); err != nil {
			return err
		}
		clock, err := clockOf(ctx, tx, cal, calendar.At(tx.Now()), c.ID)
		if err != nil {
			return err
		}
		c.State = stateAfter(step.From, request.ActVoid, clock)
		return moveCase(ctx, tx, c, seen)
	})
}

// voidThirds takes back the letters that told third parties of the decision to
// open, when that decision falls.
func (d *Desk) voidThirds(ctx context.Context, tx *act.Tx, who identity.Actor, c Case, all []Letter, answer Letter, reason string) error {
	for _, l := range all {
		if l.Kind == request.LetterDisclosure && l.State != letter.Voided && l.Year == answer.Year && l.Number.Int64 > answer.Number.Int64 {
			if err := d.void(ctx, tx, who, c, l, reason); err != nil {
				return err
			}
		}
	}
	return nil
}
