package desk

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/report"
	"yangguang/internal/sqldb"
)

// may refuses a person who may not see or not change a body's report. A report
// of a body one may not know of is not found, rather than forbidden.
func may(who identity.Actor, r Record, write bool) error {
	if !who.SeesBody(r.Body) && !who.Has(identity.System) {
		return &fault.Error{Kind: fault.NotFound, Message: "没有这份年度报告。回到年度报告列表再打开"}
	}
	if write && who.Body != r.Body {
		return &fault.Error{Kind: fault.Forbidden, Message: "只有编制单位自己能改这份报告"}
	}
	return nil
}

// Start begins a body's report of a year: zeros, what the ledgers count, and
// what last year's report carries over. It returns the new record's id.
func (d *Desk) Start(ctx context.Context, who identity.Actor, year int) (string, error) {
	if last := d.today().Year(); year < 2008 || year > last {
		return "", fault.Field("year", fmt.Sprintf("年份应在 2008 到 %d 之间", last))
	}
	id := sqldb.NewID()
	err := d.Recorder.Do(ctx, who, act.Entry{Name: "report.start", Body: who.Body, Subject: id}, func(tx *act.Tx) error {
		had, err := versions(ctx, tx, who.Body, year)
		if err != nil {
			return err
		}
		version := 1
		for _, h := range had {
			if h.State != string(report.Void) {
				return &fault.Error{Kind: fault.Conflict, Message: fmt.Sprintf("%d年的年度报告已经有了。从列表里打开它", year)}
			}
			version = max(version, h.Version+1)
		}
		r := Record{ID: id, Body: who.Body, Year: year, Version: version, Kind: "own", State: string(report.Drafting),
			Format: report.SchemaFor(year).Format, Rev: 1, CreatedBy: who.ID, CreatedAt: sqldb.Time{Time: tx.Now()}}
		if err := insertRecord(ctx, tx, r); err != nil {
			return err
		}
		x, err := d.load(ctx, tx, r)
		if err != nil {
			return err
		}
		for _, v := range x.fill(r.CreatedAt, who.ID) {
			if err := putValue(ctx, tx, id, v); err != nil {
				return err
			}
		}
		tx.Detail("year", year)
		return nil
	})
	return id, err
}

// Step takes a report one step on: submit, approve, return, issue, publish,
// discard. note is the reason of a return.
func (d *Desk) Step(ctx context.Context, who identity.Actor, id string, step report.Act, note string) error {
	r, err := record(ctx, d.DB, id)
	if err != nil {
		return err
	}
	note = strings.TrimSpace(note)
	return d.Recorder.Do(ctx, who, act.Entry{Name: "report." + string(step), Body: r.Body, Subject: id, Reason: note}, func(tx *act.Tx) error {
		r, err := record(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := may(who, r, true); err != nil {
			return err
		}
		x, err := d.load(ctx, tx, r)
		if err != nil {
			return err
		}
		s, err := report.Workflow().Allow(report.State(r.State), step, x.guard(who), who.Roles...)
		if err != nil {
			return err
		}
		if step == report.Return && utf8.RuneCountInString(note) < 2 {
			return fault.Field("note", "写明退回的原因，编制人要按它改")
		}
		return d.take(ctx, tx, who, x, step, s.To, note)
	})
}

// guard answers the workflow's conditions for a draft.
func (x *draft) guard(who identity.Actor) func(string) bool {
	return func(name string) bool {
		switch name {
		case report.NoError:
			return !slices.ContainsFunc(x.open(x.check()), func(f report.Finding) bool { return f.Severity == report.SeverityError })
		case report.DoubtsReason:
			return !slices.ContainsFunc(x.open(x.check()), func(f report.Finding) bool { return f.Severity == report.SeverityWarning })
		case report.NotTheDrafter:
			return who.ID != x.CreatedBy && who.ID != x.SubmittedBy && !x.drew(who.ID)
		}
		return false
	}
}

// drew reports whether a person typed any of the draft.
func (x *draft) drew(person string) bool {
	for _, v := range x.Values {
		if v.Person == person && v.Source == report.Entered {
			return true
		}
	}
	for _, p := range x.Proses {
		if p.Person == person {
			return true
		}
	}
	return false
}

// take writes the step down; publishing freezes the report as it then is.
func (d *Desk) take(ctx context.Context, tx *act.Tx, who identity.Actor, x *draft, step report.Act, to report.State, note string) error {
	r, from := x.Record, x.State
	r.State = string(to)
	switch step {
	case report.Submit:
		r.SubmittedBy = who.ID
	case report.Approve:
		r.ReviewedBy = who.ID
	case report.Issue:
		r.IssuedBy = who.ID
	case report.Publish:
		frozen, err := encodeIssue(x.issue())
		if err != nil {
			return err
		}
		r.Frozen, r.PublishedOn = frozen, dayOf(tx)
		if r.Restates != "" {
			if err := d.supersede(ctx, tx, who, r); err != nil {
				return err
			}
		}
	}
	if err := move(ctx, tx, r, from); err != nil {
		return err
	}
	return insertStep(ctx, tx, r.ID, StepTaken{ID: sqldb.NewID(), Step: string(step), From: from, To: r.State, Person: who.ID, Note: note,
		At: sqldb.Time{Time: tx.Now()}})
}

// supersede marks the version that a restatement stands in place of.
func (d *Desk) supersede(ctx context.Context, tx *act.Tx, who identity.Actor, r Record) error {
	old, err := record(ctx, tx, r.Restates)
	if err != nil {
		return err
	}
	from := old.State
	old.State = string(report.Restated)
	if err := move(ctx, tx, old, from); err != nil {
		return err
	}
	return insertStep(ctx, tx, old.ID, StepTaken{ID: sqldb.NewID(), Step: string(report.Restate), From: from, To: old.State, Person: who.ID,
		Note: r.Reason, At: sqldb.Time{Time: tx.Now()}})
}

// Restate begins a correction of a published report: a new version that starts
// from what was published and says why. The old version stays public.
func (d *Desk) Restate(ctx context.Context, who identity.Actor, id, reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	old, err := record(ctx, d.DB, id)
	if err != nil {
		return "", err
	}
	next := sqldb.NewID()
	err = d.Recorder.Do(ctx, who, act.Entry{Name: "report.restate", Body: old.Body, Subject: id, Reason: reason}, func(tx *act.Tx) error {
		old, err := record(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := may(who, old, true); err != nil {
			return err
		}
		guard := func(name string) bool { return name == report.RestateReason && utf8.RuneCountInString(reason) >= 4 }
		if _, err := report.Workflow().Allow(report.State(old.State), report.Restate, guard, who.Roles...); err != nil {
			return err
		}
		had, err := versions(ctx, tx, old.Body, old.Year)
		if err != nil {
			return err
		}
		if had[0].State != string(report.Published) && had[0].State != string(report.Void) {
			return &fault.Error{Kind: fault.Conflict, Message: "已经有一份更正在编制。从列表里打开它"}
		}
		r := Record{ID: next, Body: old.Body, Year: old.Year, Version: had[0].Version + 1, Kind: "own", State: string(report.Drafting),
			Format: old.Format, Rev: 1, CreatedBy: who.ID, CreatedAt: sqldb.Time{Time: tx.Now()}, Restates: old.ID, Reason: reason}
		if err := insertRecord(ctx, tx, r); err != nil {
			return err
		}
		return d.copyOver(ctx, tx, who, old, r)
	})
	return next, err
}

// copyOver starts a version from an earlier one: its values and prose where it
// was built here, what was read of it where it was imported.
func (d *Desk) copyOver(ctx context.Context, tx *act.Tx, who identity.Actor, old, r Record) error {
	vs, err := values(ctx, tx, old.ID)
	if err != nil {
		return err
	}
	ps, err := proses(ctx, tx, old.ID)
	if err != nil {
		return err
	}
	if old.Kind == "imported" {
		i, err := decodeIssue(old.Frozen)
		if err != nil {
			return err
		}
		vs, ps = fromIssue(i, who.ID, "抄自已公布的报告", r.CreatedAt)
	}
	for _, v := range vs {
		v.Rev = 1
		if err := putValue(ctx, tx, r.ID, v); err != nil {
			return err
		}
	}
	for _, p := range ps {
		p.Rev = 1
		if err := putProse(ctx, tx, r.ID, p); err != nil {
			return err
		}
	}
	return nil
}

// fromIssue takes a report apart into the builder's values and prose.
func fromIssue(i Issue, person, reason string, at sqldb.Time) ([]Value, []Prose) {
	var vs []Value
	add := func(c figure.Cell, n int64) {
		vs = append(vs, Value{Figure: figure.In(c), N: sql.NullInt64{Int64: n, Valid: true}, Source: report.Entered, Person: person,
			Reason: reason, Rev: 1, ChangedAt: at})
	}
	for _, c := range figure.Cells() {
		if n, ok := i.Report.Tables.At(c); ok && n.OK && !c.IsSum() {
			add(c, n.N)
		}
	}
	if t := i.Report.Tables.Two; t != nil && t.Fees.OK {
		add(figure.Fees(), t.Fees.Fen)
	}
	for name, text := range i.Figures {
		f, ok := report.FigureNamed(figure.Named(name))
		if _, counted := f.Cell(); ok && !counted {
			v := Value{Figure: f.Name, Source: report.Entered, Person: person, Reason: reason, Rev: 1, ChangedAt: at}
			if v.setFigure(f, text) == "" {
				vs = append(vs, v)
			}
		}
	}
	var ps []Prose
	for _, s := range i.Report.Sections {
		if s.Number >= 1 && s.Number <= len(report.Parts()) {
			ps = append(ps, Prose{Part: s.Number, Body: s.Text, Person: person, Rev: 1, ChangedAt: at})
		}
	}
	return vs, ps
}

// Deliver notes the day a department handed its report to the department in
// charge, which is a duty beside publication, before or after it (条例 49①).
func (d *Desk) Deliver(ctx context.Context, who identity.Actor, id string) error {
	r, err := record(ctx, d.DB, id)
	if err != nil {
		return err
	}
	if err := may(who, r, true); err != nil {
		return err
	}
	b, err := d.body(ctx, r.Body)
	if err != nil {
		return err
	}
	if err := report.MayHandIn(kindOf(b), report.State(r.State), r.DeliveredOn != ""); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "report.deliver", Body: r.Body, Subject: id}, func(tx *act.Tx) error {
		return setDelivered(ctx, tx, id, dayOf(tx))
	})
}
