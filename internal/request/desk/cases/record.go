package cases

import (
	"context"
	"slices"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/letter"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
)

// Record appends what happened to an application. seen is the revision the
// person looked at; a later one is a Conflict. What the law does not allow is an
// Unlawful fault in the book's words.
func (d *Cases) Record(ctx context.Context, who identity.Actor, c Case, seen int64, do Command) error {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	if err := d.Ready(ctx, c.Body); err != nil {
		return err
	}
	entry := act.Entry{Name: "request." + string(do.By), Body: c.Body, Subject: c.ID}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		c, err := Claim(ctx, tx, c.ID, seen)
		if err != nil {
			return err
		}
		if _, err := request.Workflow().Allow(c.State, do.By, do.holds, who.Roles...); err != nil {
			return err
		}
		_, err = d.Apply(ctx, tx, who, cal, c, do)
		return err
	})
}

// Command is one step of the workflow as a person takes it. Party and Contact
// name who is heard; they are kept sealed and never stand in the Note. A step
// that is no event of the book (an Event without Type) only moves the case.
type Command struct {
	By             request.Action
	Event          request.Event
	Note           string                  // what is told about it, kept beside the event
	Party, Contact string                  // the third party or organ the step is about
	How, Proof     string                  // how a notice reached whom it was sent to, and what proves it
	Holds          func(guard string) bool // which guards somebody has answered for; nil for none
	Says           letter.Content          // what the letter that tells of the step says beyond Event and Note, such as the amount of a fee

	Outside request.Outside // the letter that told of it, where it was sent outside the system

	Before *request.Event // what has to be taken back first
	Keep   Also
}

// Also writes what a step keeps beside its event, in the same act.
type Also func(ctx context.Context, tx *act.Tx, at Applied) error

// Applied is a step that was taken: the case as it is now, the number of the
// event (of the last one, for a step without) and the clock after it.
type Applied struct {
	Case   Case
	Seq    int
	Clock  request.Clock
	Person string
	Now    sqldb.Time
}

func (do Command) holds(guard string) bool { return do.Holds != nil && do.Holds(guard) }

// events are what a step puts down, in order.
func (do Command) events() (list []request.Event) {
	if do.Before != nil {
		list = append(list, *do.Before)
	}
	if do.Event.Type != "" {
		list = append(list, do.Event)
	}
	return list
}

// Apply adds the events and moves the case; the step is allowed already.
func (d *Cases) Apply(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c Case, do Command) (Case, error) {
	had, err := CaseEvents.Of(ctx, tx, c.ID)
	if err != nil {
		return c, err
	}
	seen := c.Rev
	c, clock, err := after(cal, tx, c, Events(had), &do)
	if err != nil {
		return c, err
	}
	if err := d.note(ctx, tx, who, cal, c, len(had), clock, do); err != nil {
		return c, err
	}
	if err := MoveCase(ctx, tx, c, seen); err != nil {
		return c, err
	}
	return c, d.Moved(ctx, tx, c, do.By, do.Event.Type)
}

// Begin keeps a new application with its first step. Its row is written once, as
// that step leaves it, and before what refers to it.
func (d *Cases) Begin(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c Case, do Command) (Case, error) {
	c, clock, err := after(cal, tx, c, nil, &do)
	if err != nil {
		return c, err
	}
	c.Rev = 1
	if err := InsertCase(ctx, tx, c); err != nil {
		return c, err
	}
	if err := d.note(ctx, tx, who, cal, c, 0, clock, do); err != nil {
		return c, err
	}
	return c, d.Moved(ctx, tx, c, do.By, do.Event.Type)
}

// after is a case as a step leaves it, and its clock; what the law does not
// allow is a fault. The step's event is settled on its day, as it is then kept.
func after(cal *calendar.Calendar, tx *act.Tx, c Case, had []request.Event, do *Command) (Case, request.Clock, error) {
	today := calendar.At(tx.Now())
	if err := do.Event.PutDown(today, do.Outside); err != nil {
		return c, request.Clock{}, onField(err, do.By)
	}
	h := request.History{Events: append(had, do.events()...), AsOf: today}
	clock := request.Replay(cal, h)
	// Before the receipt is confirmed there is no clock that could mind.
	if len(do.events()) > 0 && (c.State != request.Unconfirmed || do.By != request.ActionWithdraw) {
		was := request.Replay(cal, request.History{Events: h.Events[:len(had)], AsOf: today})
		if err := refused(clock, was, h.Events, len(had)); err != nil {
			return c, clock, err
		}
	}
	c.State = request.StateAfter(c.State, do.By, clock)
	if len(do.events()) > 0 || clock.Received != 0 {
		c.Show(clock)
	}
	if do.By == request.ActionWithdraw && clock.End == 0 { // before it was received: it ends, and counts nowhere
		c.EndedYear, c.ClosedOn, c.Clock = do.Event.At.Year(), do.Event.At.String(), request.Ended
	}
	return c, clock, nil
}

// note adds a step's events to those that a case had, with what is kept beside
// them, and issues the letters that tell of them.
func (d *Cases) note(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c Case, had int, clock request.Clock, do Command) error {
	at := Applied{c, had, clock, who.ID, sqldb.Time{Time: tx.Now()}}
	for _, e := range do.events() {
		at.Seq++
		if err := CaseEvents.Append(ctx, tx, c.ID, at.Seq, LoggedEvent{Event: e, Note: do.Note, Person: who.ID, At: at.Now}); err != nil {
			return err
		}
	}
	if err := do.keep(ctx, tx, at); err != nil {
		return err
	}
	for i, e := range do.events() {
		if e.Outside != "" {
			continue // its letter has gone out already
		}
		told := do
		told.Event = e
		if err := d.Announce(ctx, tx, who, cal, c, told, had+1+i, clock); err != nil {
			return err
		}
	}
	return d.TellApplicant(ctx, tx, who, c, do.Event)
}

// Events are what happened, without who put it down.
func Events(had []LoggedEvent) (list []request.Event) {
	for _, x := range had {
		list = append(list, x.Event)
	}
	return list
}

// keep writes what stands beside the event: the letter that was sent outside the
// system, and what the step itself keeps.
func (do Command) keep(ctx context.Context, tx *act.Tx, at Applied) error {
	if do.Event.Outside != "" {
		tx.Detail("put_down_later", do.Event.Outside)
		if err := insertOutside(ctx, tx, at, do.Outside); err != nil {
			return err
		}
	}
	if do.Keep == nil {
		return nil
	}
	return do.Keep(ctx, tx, at)
}

// onField names the faults of a step by the fields of its form.
func onField(err error, by request.Action) error {
	list := fault.ListOf(err)
	for _, f := range list {
		if f.Field != "" && f.Field != "files" {
			f.Field = string(by) + "_" + f.Field
		}
	}
	return list.Err()
}

// refused says in the book's words why the events from new on cannot be, or
// which earlier one cannot be any more without what they take back. What could
// not be before, by what the book has learned since it was put down, stays as it
// was.
func refused(clock, was request.Clock, events []request.Event, from int) error {
	for _, no := range clock.Refused {
		if no.Event >= from {
			return &fault.Error{Kind: fault.Unlawful, Message: no.Why()}
		}
	}
	for _, no := range clock.Refused {
		if slices.ContainsFunc(was.Refused, func(x request.Note) bool { return x.Event == no.Event }) {
			continue
		}
		e := events[no.Event]
		return &fault.Error{Kind: fault.Unlawful, Message: "后面登记的“" + e.Type.Label() + "”（" + e.At.Chinese() + "）要靠这一条才成立，先撤销后面的：" + no.Why()}
	}
	return nil
}

// Show writes down what the clock found, for sorting and counting.
func (c *Case) Show(clock request.Clock) {
	c.ReceivedOn, c.DueOn = clock.Received.String(), clock.Due.String()
	c.ReceivedYear = 0 // a receipt may have been taken back
	if clock.Received != 0 {
		c.ReceivedYear = clock.Received.Year()
	}
	c.Row, c.EndedYear, c.Clock, c.ClosedOn = clock.CountedRow, clock.CountedIn, clock.Status, clock.End.String()
}
