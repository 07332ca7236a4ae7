package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/hotline"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/form"
)

// Intake is a contact as the seat takes it down.
type Intake struct {
	Channel, Category, Urgency, Invalid string
	Subject, Place, Title, Content      string
	Points                              string // what the caller wants, a line each
	Confidential, NoReply               bool
	Caller, Phone, Address              string
	Accused, Named                      string // of a report on wrongdoing: a place, people's names
	Key                                 string
}

// check reports what cannot be registered like this.
func (in Intake) check(org Organisation) error {
	var all fault.List
	if !hotline.Known(hotline.Channels(), hotline.Channel(in.Channel)) {
		all.Add("channel", "选择来的渠道")
	}
	for field, text := range map[string]string{"content": in.Content, "points": in.Points, "title": in.Title, "place": in.Place, "subject": in.Subject, "caller": in.Caller, "phone": in.Phone, "address": in.Address, "named": in.Named} {
		if n := utf8.RuneCountInString(text); n > form.Most {
			all.Add(field, fmt.Sprintf("不超过 %d 字，现在是 %d 字", form.Most, n))
		}
	}
	if in.Invalid != "" {
		if !hotline.Known(hotline.Invalids(), hotline.Invalid(in.Invalid)) {
			all.Add("invalid", "选择无效的原因")
		}
		return all.Err()
	}
	if in.Content == "" {
		all.Add("content", "写明来电人反映什么、要求什么")
	}
	if !hotline.Known(hotline.Categories(), hotline.Category(in.Category)) {
		all.Add("category", "选择诉求类型，Alt 加数字")
	}
	if !hotline.Known(hotline.Urgencies(), hotline.Urgency(in.Urgency)) {
		all.Add("urgency", "选择紧急程度")
	}
	if _, ok := org.find(in.Accused); in.Accused != "" && !ok {
		all.Add("accused", "选择被举报的单位")
	}
	if in.Category != string(hotline.Report) && (in.Accused != "" || in.Named != "") {
		all.Add("accused", "只有举报才写被举报的单位和人员")
	}
	if in.Category == string(hotline.Report) && in.Accused == "" && in.Named == "" {
		all.Add("accused", "选择被举报的单位，它和下属单位都看不到这一件；不是举报公职单位的，写明被举报人")
	}
	return all.Err()
}

// points are the caller's points, one by one.
func (in Intake) points() (points []string) {
	for line := range strings.Lines(in.Points) {
		if line = strings.TrimSpace(line); line != "" {
			points = append(points, line)
		}
	}
	if points == nil {
		points = []string{in.title()}
	}
	return points
}

func (in Intake) title() string {
	if in.Title != "" {
		return in.Title
	}
	return form.Excerpt(in.Content)
}

// Register takes a contact down. first, when it is given, is what is done with it
// in the same act: closing at once, dispatching, refusing.
func (d *Desk) Register(ctx context.Context, who identity.Actor, in Intake, first *hotline.Event) (Order, error) {
	org, err := d.Organisation(ctx)
	if err != nil {
		return Order{}, err
	}
	if err := in.check(org); err != nil {
		return Order{}, err
	}
	named, err := d.accused(ctx, org, in)
	if err != nil {
		return Order{}, err
	}
	o := Order{Body: who.Body, Channel: hotline.Channel(in.Channel), Counts: 1, Urgency: hotline.Urgency(in.Urgency), Subject: in.Subject, Place: in.Place,
		Title: in.title(), Content: in.Content, Accused: in.Accused, CreatedBy: who.ID}
	// A report on whom the seat itself belongs to goes to the body above, unseen here.
	if hides(who, o, named, org) {
		if up := org.above(in.Accused); up != "" {
			o.Body = up
		}
		first = nil
	}
	if hidden, _ := hotline.CallerHidden(in.Confidential, hotline.Category(in.Category)); hidden {
		o.Confidential = 1
	}
	if in.NoReply {
		o.NoReply = 1
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return Order{}, err
	}
	return d.register(ctx, who, cal, org, o, named, in, first)
}

func (d *Desk) register(ctx context.Context, who identity.Actor, cal *calendar.Calendar, org Organisation, o Order, named []string, in Intake, first *hotline.Event) (Order, error) {
	o.ID = sqldb.NewID()
	entry := act.Entry{Name: "hotline.register", Body: o.Body, Subject: o.ID, Key: in.Key}
	id, _, err := d.Recorder.Once(ctx, who, entry, func(tx *act.Tx) (string, error) {
		o := o
		day := calendar.At(tx.Now())
		o.Day, o.CreatedAt = day.String(), sqldb.Time{Time: tx.Now()}
		y, m, _ := day.Date()
		o.Year, o.Month = y, int(m)
		if err := d.seal(&o, in); err != nil {
			return "", err
		}
		e := hotline.Event{Type: hotline.Register, At: tx.Now(), Category: hotline.Category(in.Category), Urgency: o.Urgency, Invalid: hotline.Invalid(in.Invalid)}
		if e.Invalid == "" {
			e.Points = in.points()
		}
		log := []hotline.Event{e}
		p, err := d.profile(ctx, tx, o.Body, o.Day)
		if err != nil {
			return "", err
		}
		if first != nil && e.Invalid == "" {
			f := *first
			f.At = tx.Now()
			if err := d.lawful(ctx, tx, o, named, org, f); err != nil {
				return "", err
			}
			if _, err := hotline.Take(p, log, instant(0), f, who.Roles...); err != nil {
				return "", err
			}
			log = append(log, f)
			tx.Detail("first", string(f.Type))
		}
		o.stand(p, cal, log, tx.Now())
		if o.No, err = d.number(ctx, tx, o, day); err != nil {
			return "", err
		}
		tx.Detail("number", o.No)
		if err := insertOrder(ctx, tx, o, named); err != nil {
			return "", err
		}
		if err := moveOrder(ctx, tx, o); err != nil {
			return "", err
		}
		if err := tally.Shift(ctx, tx, bucket{}, bucketOf(o)); err != nil {
			return "", err
		}
		for i, e := range log {
			if err := events.Append(ctx, tx, o.ID, i+1, LoggedEvent{Event: e, Person: who.ID, At: o.CreatedAt}); err != nil {
				return "", err
			}
		}
		return o.ID, nil
	})
	if err != nil {
		return Order{}, err
	}
	return orderOf(ctx, d.DB, id)
}

func (d *Desk) seal(o *Order, in Intake) error {
	plain := map[string]string{}
	for column, text := range map[string]string{"caller": in.Caller, "phone": in.Phone, "address": in.Address} {
		if text != "" {
			plain[column] = text
		}
	}
	return fields.Seal(d.Vault, o, plain)
}

// number gives an order its number. Reports on wrongdoing have a series of their
// own: a gap in the others' would tell of one.
func (d *Desk) number(ctx context.Context, tx *act.Tx, o Order, day calendar.Day) (string, error) {
	y, m, n := day.Date()
	mark := ""
	if o.Category == hotline.Report {
		mark = "J"
	}
	next, err := numbers.Next(ctx, tx, o.Body, y, fmt.Sprintf("%02d%02d%s", m, n, mark))
	return fmt.Sprintf("12345-%04d%02d%02d-%s%05d", y, m, n, mark, next), err
}

// accused finds the accounts of the people whom a report names, among those of the
// accused body.
func (d *Desk) accused(ctx context.Context, org Organisation, in Intake) (ids []string, err error) {
	var bodies []string
	for _, p := range org.List {
		if p.Body == p.ID {
			bodies = append(bodies, p.ID)
		}
	}
	for _, name := range strings.FieldsFunc(in.Named, func(r rune) bool { return strings.ContainsRune("、，,；; \n", r) }) {
		found, err := d.Named(ctx, bodies, name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}
