package desk

import (
	"context"
	"slices"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
)

// Happen puts down what happened to an application. seen is the revision the
// person looked at; a later one is a Conflict. What the law does not allow is an
// Unlawful fault in the book's words.
func (d *Desk) Happen(ctx context.Context, who identity.Actor, c Case, seen int64, do Doing) error {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	deed := act.Deed{Name: "request." + string(do.By), Body: c.Body, Subject: c.ID}
	return d.Office.Do(ctx, who, deed, func(tx *act.Tx) error {
		c, err := claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		if _, err := request.Workflow().Allow(c.State, do.By, do.holds, who.Roles...); err != nil {
			return err
		}
		_, err = d.happen(ctx, tx, who, cal, c, do)
		return err
	})
}

// Doing is one step of the workflow as a person takes it. Party and Contact
// name who is heard; they are kept sealed and never stand in the Note.
type Doing struct {
	By             request.Act
	Event          request.Event
	Note           string                  // what is told about it, kept beside the event
	Party, Contact string                  // the third party or organ the step is about
	How, Proof     string                  // how a notice reached whom it was sent to, and what proves it
	Holds          func(guard string) bool // which guards somebody has answered for; nil for none
}

func (do Doing) holds(guard string) bool { return do.Holds != nil && do.Holds(guard) }

// happen adds the event and moves the case; the step is allowed already.
func (d *Desk) happen(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c Case, do Doing) (Case, error) {
	by, e := do.By, do.Event
	had, err := happenings(ctx, tx, c.ID)
	if err != nil {
		return c, err
	}
	today := calendar.At(tx.Now())
	h := request.History{AsOf: today}
	for _, x := range had {
		h.Events = append(h.Events, x.Event)
	}
	h.Events = append(h.Events, e)
	clock := request.Replay(cal, h)
	// Before the receipt is confirmed there is no clock that could mind.
	if c.State != request.Unconfirmed || by != request.ActWithdraw {
		for _, no := range clock.Refused {
			return c, &fault.Error{Kind: fault.Unlawful, Message: no.Why()}
		}
	}
	seen := c.Rev
	for _, s := range request.Workflow().Steps {
		if s.From == c.State && s.Act == by {
			c.State = s.To
			break
		}
	}
	if clock.End == 0 && slices.Contains(request.OpenStates(), c.State) {
		c.State = clock.Open
	}
	c.show(clock)
	if by == request.ActWithdraw && clock.End == 0 { // before it was received: it ends, and counts nowhere
		c.EndedYear, c.ClosedOn, c.Clock = e.At.Year(), e.At.String(), request.Ended
	}
	if err := insertEvent(ctx, tx, c.ID, len(had)+1, Happening{Event: e, Note: do.Note, Person: who.ID, At: sqldb.Time{Time: tx.Now()}}); err != nil {
		return c, err
	}
	if err := moveCase(ctx, tx, c, seen); err != nil {
		return c, err
	}
	return c, d.moved(ctx, tx, c, by, e.Type)
}

// show writes down what the clock found, for sorting and counting.
func (c *Case) show(clock request.Clock) {
	c.ReceivedOn, c.DueOn = clock.Received.String(), clock.Due.String()
	c.ReceivedYear = 0 // a receipt may have been taken back
	if clock.Received != 0 {
		c.ReceivedYear = clock.Received.Year()
	}
	c.Row, c.EndedYear, c.Clock, c.ClosedOn = clock.CountedRow, clock.CountedIn, clock.Status, clock.End.String()
}
