package desk

import (
	"context"
	"slices"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// instant is an instant as a column keeps it.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

func millis(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

// viewer is where somebody stands when they look.
func viewer(who identity.Actor) hotline.Viewer {
	v := hotline.Viewer{Person: who.ID, Place: who.Unit}
	if v.Place == "" {
		v.Place = who.Body
	}
	return v
}

// hides reports whether somebody may not know of an order.
func hides(who identity.Actor, o Order, named []string, org Organisation) bool {
	return hotline.Accused{Place: o.Accused, People: named}.Hides(viewer(who), org.Tree)
}

// places are those whose orders somebody deals with: the units their grants
// cover, or their whole body.
func places(who identity.Actor, org Organisation) []string {
	if len(who.Units) > 0 {
		return who.Units
	}
	var all []string
	for _, p := range org.List {
		if p.Body == who.Body {
			all = append(all, p.ID)
		}
	}
	return all
}

// operates reports whether somebody belongs to the hotline that keeps an order, or
// supervises it.
func operates(who identity.Actor, o Order) bool {
	return who.Has(operators()...) && who.SeesBody(o.Body)
}

// handles reports whether an order is handed to somebody's unit, to lead or to
// help, and can no longer be taken back.
func handles(who identity.Actor, o Order, org Organisation, now time.Time) bool {
	if !who.Has(identity.UnitHandler) || o.SeenFrom > now.UnixMilli() {
		return false
	}
	for _, p := range places(who, org) {
		if p == o.Unit || slices.Contains(o.Co, p) {
			return true
		}
	}
	return false
}

// matter is an order with what stands around it.
type matter struct {
	Order
	named []string
	org   Organisation
	had   []LoggedEvent
	p     hotline.Profile
	cal   *calendar.Calendar
	now   time.Time
	o     hotline.Order
	due   hotline.Due
	runs  bool
}

// visible gives an order to somebody who may know of it. For anybody else there
// is none: a report on wrongdoing is to whom it accuses as if it did not exist.
func (d *Desk) visible(ctx context.Context, who identity.Actor, id string) (*matter, error) {
	org, err := d.Organisation(ctx)
	if err != nil {
		return nil, err
	}
	o, err := orderOf(ctx, d.DB, id)
	if err != nil {
		return nil, err
	}
	named, err := namedIn(ctx, d.DB, id)
	if err != nil {
		return nil, err
	}
	if hides(who, o, named, org) || !operates(who, o) && !handles(who, o, org, d.Now()) {
		return nil, orders.NotFound()
	}
	m := &matter{Order: o, named: named, org: org, now: d.Now()}
	if m.cal, err = d.Calendar(ctx); err != nil {
		return nil, err
	}
	if m.p, err = d.profile(ctx, d.DB, o.Body, o.Day); err != nil {
		return nil, err
	}
	if m.had, err = events.Of(ctx, d.DB, id); err != nil {
		return nil, err
	}
	m.o = hotline.Replay(history(m.had))
	m.due, m.runs = m.p.Due(m.cal, m.o, o.Subject, m.now)
	return m, nil
}

func history(had []LoggedEvent) []hotline.Event {
	all := make([]hotline.Event, len(had))
	for i, x := range had {
		all[i] = x.Event
	}
	return all
}

// profile is the local profile that holds for an order of a day.
func (d *Desk) profile(ctx context.Context, db sqldb.Reader, body, day string) (hotline.Profile, error) {
	key, err := profileOn(ctx, db, body, day)
	return hotline.ProfileOf(key), err
}

// stand writes down where the events have led.
func (o *Order) stand(p hotline.Profile, cal *calendar.Calendar, log []hotline.Event, now time.Time) {
	at := hotline.Replay(log)
	o.State, o.Category, o.Handling, o.Invalid, o.Unit, o.Co, o.Into, o.ClosedAt = at.State, at.Category, at.Handling, at.Invalid, at.Unit, at.Co, at.Into, millis(at.Ended)
	if o.Co == nil {
		o.Co = []string{}
	}
	o.DueAt, o.SeenFrom = 0, 0
	if due, ok := p.Due(cal, at, o.Subject, now); ok {
		o.DueAt = due.At.UnixMilli()
	}
	if at.State == hotline.Assigned && at.Urgency != hotline.Critical {
		o.SeenFrom = at.Dispatched.Add(hotline.UndoWithin).UnixMilli()
	}
}

// Record puts down what happened to an order. seen is the revision the person
// looked at; a later one is a Conflict.
func (d *Desk) Record(ctx context.Context, who identity.Actor, id string, seen int64, e hotline.Event, note string) error {
	m, err := d.visible(ctx, who, id)
	if err != nil {
		return err
	}
	if err := mayAct(who, m, e); err != nil {
		return err
	}
	entry := act.Entry{Name: "hotline." + string(e.Type), Body: m.Body, Subject: id}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		if err := orders.Bump(ctx, tx, id, seen); err != nil {
			return err
		}
		o, err := orderOf(ctx, tx, id)
		if err != nil {
			return err
		}
		had, err := events.Of(ctx, tx, id)
		if err != nil {
			return err
		}
		e := e
		e.At = tx.Now()
		if e.Into, err = d.into(ctx, tx, who, m, e); err != nil {
			return err
		}
		if err := d.lawful(ctx, tx, o, m.named, m.org, e); err != nil {
			return err
		}
		log := history(had)
		if _, err := hotline.Take(m.p, log, instant(o.DueAt), e, who.Roles...); err != nil {
			return prefixed(e.Type, err)
		}
		before := bucketOf(o)
		if err := d.append(ctx, tx, who, m, &o, had, e, note); err != nil {
			return err
		}
		if err := tally.Shift(ctx, tx, before, bucketOf(o)); err != nil {
			return err
		}
		return d.follow(ctx, tx, who, m, o)
	})
}

// append adds an event to the log and moves the order to where it leads.
func (d *Desk) append(ctx context.Context, tx *act.Tx, who identity.Actor, m *matter, o *Order, had []LoggedEvent, e hotline.Event, note string) error {
	o.stand(m.p, m.cal, append(history(had), e), tx.Now())
	entry := LoggedEvent{Event: e, Note: note, Person: who.ID, At: sqldb.Time{Time: tx.Now()}}
	if err := events.Append(ctx, tx, o.ID, len(had)+1, entry); err != nil {
		return err
	}
	return moveOrder(ctx, tx, *o)
}

// follow takes the orders that were merged into one along: to their own calls back
// when it has passed its check, and back to be dispatched when it ended without
// work.
func (d *Desk) follow(ctx context.Context, tx *act.Tx, who identity.Actor, m *matter, lead Order) error {
	e := hotline.Event{Type: hotline.Pass, At: tx.Now(), Unit: lead.Unit}
	switch {
	case lead.State == hotline.Closed || lead.State == hotline.Refused || lead.State == hotline.Transferred || lead.State == hotline.Void:
		e = hotline.Event{Type: hotline.Split, At: tx.Now(), Reason: "并入的" + lead.No + "已经" + lead.State.Label()}
	case lead.State != hotline.Calling:
		return nil
	}
	all, err := mergedInto(ctx, tx, lead.ID)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.State != hotline.Merged {
			continue
		}
		if err := orders.Bump(ctx, tx, o.ID, o.Rev); err != nil {
			return err
		}
		had, err := events.Of(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		before := bucketOf(o)
		if err := d.append(ctx, tx, who, m, &o, had, e, ""); err != nil {
			return err
		}
		if err := tally.Shift(ctx, tx, before, bucketOf(o)); err != nil {
			return err
		}
	}
	return nil
}

// mayAct refuses who operates the hotline what is the unit's, and the other way
// round: a unit acts on what it leads, and answers where it helps.
func mayAct(who identity.Actor, m *matter, e hotline.Event) error {
	if operates(who, m.Order) && who.Body == m.Body && !onlyUnit(who) {
		return nil
	}
	own := places(who, m.org)
	if e.Type == hotline.CoAnswer && slices.Contains(own, e.Unit) && slices.Contains(m.Co, e.Unit) || e.Type != hotline.CoAnswer && slices.Contains(own, m.Unit) {
		return nil
	}
	return &fault.Error{Kind: fault.Forbidden, Message: "这件工单由主办单位办理。协办的，用“协办答复”"}
}

func onlyUnit(who identity.Actor) bool {
	return !who.Has(identity.Agent, identity.Dispatcher, identity.Inspector)
}

// into finds the order that another one is merged into, by its number.
func (d *Desk) into(ctx context.Context, tx *act.Tx, who identity.Actor, m *matter, e hotline.Event) (string, error) {
	if e.Type != hotline.Merge || e.Into == "" {
		return "", nil
	}
	field := string(hotline.Merge) + "_into"
	lead, err := numbered(ctx, tx, m.Body, e.Into)
	var named []string
	if err == nil {
		named, err = namedIn(ctx, tx, lead.ID)
	}
	switch {
	case fault.Is(err, fault.NotFound) || err == nil && hides(who, lead, named, m.org):
		return "", fault.Field(field, "没有查到这个编号的工单，核对后再填")
	case err != nil:
		return "", err
	case lead.ID == m.ID || lead.State == hotline.Merged || !lead.State.Open() || lead.State == hotline.Calling || lead.State == hotline.Rated:
		return "", fault.Field(field, "这一件不能并入："+lead.No+"是“"+lead.State.Label()+"”。并到还在派、还在办的另一件")
	case lead.Accused != m.Accused || !slices.Equal(named, m.named):
		return "", fault.Field(field, "举报只能和举报同一单位、同一人的并单")
	}
	return lead.ID, nil
}

// lawful refuses to hand an order to a place that may not have it: one that is no
// more, one that is accused, a township that the catalogue does not name.
func (d *Desk) lawful(ctx context.Context, db sqldb.Reader, o Order, named []string, org Organisation, e hotline.Event) error {
	if !slices.Contains([]hotline.Act{hotline.Dispatch, hotline.Redirect, hotline.Designate, hotline.Forward}, e.Type) {
		return nil
	}
	field := string(e.Type) + "_unit"
	for _, unit := range append([]string{e.Unit}, e.Co...) {
		if unit == "" {
			continue
		}
		p, ok := org.find(unit)
		if !ok {
			message := "没有这个单位，重新选择"
			if was := org.Ended[unit]; was != "" {
				message = was + "，改选承接的单位，核对后再派"
			}
			return fault.Field(field, message)
		}
		if err := (hotline.Accused{Place: o.Accused, People: named}).MayTake(unit, org.Tree); err != nil {
			return prefixed(e.Type, err)
		}
		if unit != e.Unit || e.Type != hotline.Dispatch {
			continue
		}
		items, err := d.items(ctx, db, o.Body)
		if err != nil {
			return err
		}
		if err := hotline.MayLead(items, unit, p.Township, hotline.Sought{Subject: o.Subject, Where: o.Place, Day: d.today()}); err != nil {
			return prefixed(e.Type, err)
		}
	}
	return nil
}

func (d *Desk) items(ctx context.Context, db sqldb.Reader, body string) ([]hotline.Item, error) {
	kept, err := itemsOf(ctx, db, body)
	all := make([]hotline.Item, len(kept))
	for i, k := range kept {
		all[i] = k.Item
	}
	return all, err
}

// prefixed gives the faults of fields the names that the form of an act has.
func prefixed(a hotline.Act, err error) error {
	return fault.Renamed(err, func(field string) string { return string(a) + "_" + field })
}

// Reveal shows who called to somebody who says why; seeing is audited. A unit is
// not shown who called where that is confidential.
func (d *Desk) Reveal(ctx context.Context, who identity.Actor, id, reason string) (shown []vault.Shown, err error) {
	m, err := d.visible(ctx, who, id)
	if err != nil {
		return nil, err
	}
	if m.Confidential == 1 && !operates(who, m.Order) {
		return nil, &fault.Error{Kind: fault.Forbidden, Message: "来电人要求保密，由 12345 转达"}
	}
	if err := vault.CheckReason(reason); err != nil {
		return nil, err
	}
	entry := act.Entry{Name: "hotline.reveal", Body: m.Body, Subject: id, Reason: reason}
	err = d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		shown, err = fields.Reveal(d.Vault, &m.Order, reason, tx.Detail)
		return err
	})
	if err != nil {
		return nil, err
	}
	return shown, nil
}
