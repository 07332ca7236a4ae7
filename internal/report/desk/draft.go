package desk

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"yangguang/internal/act"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/report"
	"yangguang/internal/sqldb"
)

// draft is a report being built, with all it is checked against.
type draft struct {
	Record
	Body     Body
	Values   map[figure.Name]Value
	Proses   map[int]Prose
	Answers  map[string]Answer
	Counted  map[figure.Name]ledger.Figure // what the ledgers count now
	Previous *Issue
	PrevID   string // record of last year's report
	Steps    []StepTaken
	names    map[string]string
	below    bool   // bodies below report to this one, whose cells its tables add up
	unpaid   *int64 // fee notices of the year that nobody paid; nil without a ledger
}

// load reads a draft with everything around it.
func (d *Desk) load(ctx context.Context, db sqldb.Reader, r Record) (*draft, error) {
	counted, err := d.count(ctx, r)
	if err != nil {
		return nil, err
	}
	return d.loadCounted(ctx, db, r, counted)
}

// loadCounted is load with what the ledgers were found to count before.
func (d *Desk) loadCounted(ctx context.Context, db sqldb.Reader, r Record, counted map[figure.Name]ledger.Figure) (*draft, error) {
	body, err := d.body(ctx, r.Body)
	if err != nil {
		return nil, err
	}
	x := &draft{Record: r, Body: body, Values: map[figure.Name]Value{}, Proses: map[int]Prose{}, Counted: counted}
	vs, err := values(ctx, db, r.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range vs {
		x.Values[v.Figure] = v
	}
	ps, err := proses(ctx, db, r.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		x.Proses[p.Part] = p
	}
	if x.Answers, err = answers(ctx, db, r.ID); err != nil {
		return nil, err
	}
	if err := d.around(ctx, x); err != nil {
		return nil, err
	}
	return x, d.previous(ctx, db, x)
}

// around asks for what else a draft is checked against: whether bodies stand
// below, and what the ledger of fees says.
func (d *Desk) around(ctx context.Context, x *draft) error {
	bodies, err := d.Bodies(ctx)
	if err != nil {
		return fmt.Errorf("list bodies: %w", err)
	}
	for _, b := range bodies {
		x.below = x.below || b.Parent != "" && b.Parent == x.Record.Body
	}
	if d.FeesUnpaid == nil {
		return nil
	}
	n, known, err := d.FeesUnpaid(ctx, x.Record.Body, x.Year)
	if err != nil {
		return fmt.Errorf("count unpaid fees of %d: %w", x.Year, err)
	}
	if known {
		x.unpaid = &n
	}
	return nil
}

// count asks the ledgers for the figures of a report's year.
func (d *Desk) count(ctx context.Context, r Record) (map[figure.Name]ledger.Figure, error) {
	counted := map[figure.Name]ledger.Figure{}
	for _, c := range d.Counters {
		figures, err := c(ctx, r.Body, r.Year)
		if err != nil {
			return nil, fmt.Errorf("count figures of %d: %w", r.Year, err)
		}
		for _, f := range figures {
			counted[f.Name] = f
		}
	}
	return counted, nil
}

// writable loads a draft that who may change now.
func (d *Desk) writable(ctx context.Context, tx *act.Tx, who identity.Actor, id string) (*draft, error) {
	r, err := changeable(ctx, tx, who, id)
	if err != nil {
		return nil, err
	}
	return d.load(ctx, tx, r)
}

// countFor asks the ledgers for what changes may be held against; prose is held
// against nothing.
func (d *Desk) countFor(ctx context.Context, r Record, changes []Change) (map[figure.Name]ledger.Figure, error) {
	if !slices.ContainsFunc(changes, func(c Change) bool { return c.Field.Part == 0 }) {
		return nil, nil
	}
	return d.count(ctx, r)
}

// fewChanges is up to how many fields are read one by one.
const fewChanges = 12

// touched reads as much of a draft as saving some fields needs. Autosave sends
// one or two, and while they are saved every other writer waits; therefore the
// ledgers have counted before.
func (d *Desk) touched(ctx context.Context, db sqldb.Reader, r Record, counted map[figure.Name]ledger.Figure, changes []Change) (*draft, error) {
	if len(changes) > fewChanges {
		return d.loadCounted(ctx, db, r, counted)
	}
	x := &draft{Record: r, Values: map[figure.Name]Value{}, Proses: map[int]Prose{}, Counted: counted}
	text, carry := false, false
	for _, c := range changes {
		if c.Field.Part > 0 {
			text = true
			continue
		}
		cell, _ := c.Field.Figure.Cell()
		carry = carry || cell.Table == "three" && cell.Row == figure.RowCarried
		had, err := valuesOf(ctx, db, r.ID, c.Field.Figure)
		if err != nil {
			return nil, err
		}
		for _, v := range had {
			x.Values[v.Figure] = v
		}
	}
	if text {
		ps, err := proses(ctx, db, r.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range ps {
			x.Proses[p.Part] = p
		}
	}
	if !carry {
		return x, nil
	}
	return x, d.previous(ctx, db, x)
}

// previous finds last year's published report of the body.
func (d *Desk) previous(ctx context.Context, db sqldb.Reader, x *draft) error {
	before, err := publishedOf(ctx, db, x.Record.Body, x.Year-1)
	if err != nil || len(before) == 0 {
		return err
	}
	i, err := decodeIssue(before[0].Frozen)
	if err != nil {
		return fmt.Errorf("read report %s: %w", before[0].ID, err)
	}
	x.Previous, x.PrevID = &i, before[0].ID
	return nil
}

// tables are the draft's three tables with their sums added up. A cell nobody
// has filled is not readable, so the checker names it.
func (x *draft) tables() report.Tables {
	t := report.Tables{Two: new(report.TableTwo), Three: new(report.TableThree), Four: new(report.TableFour)}
	for _, c := range figure.Cells() {
		if v, ok := x.Values[figure.In(c)]; ok && v.N.Valid {
			t.Set(c, report.Count(v.N.Int64))
		}
	}
	if v, ok := x.Values[figure.In(figure.Fees())]; ok && v.N.Valid {
		t.Two.Fees = report.Fen(v.N.Int64)
	}
	t.Totals()
	return t
}

// fill is what a new report begins with: 0 everywhere, what the ledgers count,
// and what last year's report carries over.
func (x *draft) fill(now sqldb.Time, person string) []Value {
	var all []Value
	add := func(c figure.Cell, n int64, source report.Origin, reason string) {
		all = append(all, Value{Figure: figure.In(c), N: sql.NullInt64{Int64: n, Valid: true}, Source: source, Person: person, Reason: reason, Rev: 1, ChangedAt: now})
	}
	for _, c := range figure.Cells() {
		if c.IsSum() {
			continue
		}
		if f, ok := x.Counted[figure.In(c)]; ok {
			add(c, f.N, report.Counted, f.Source)
			continue
		}
		if n, ok := x.carriedOver(c); ok {
			add(c, n, report.Carried, fmt.Sprintf("%d年报告“结转下年度继续办理”", x.Year-1))
			continue
		}
		add(c, 0, report.Entered, "新建时填 0，待核")
	}
	add(figure.Fees(), 0, report.Entered, "新建时填 0，待核")
	for name, f := range x.Counted {
		if _, cell := name.Cell(); !cell {
			all = append(all, Value{Figure: name, N: sql.NullInt64{Int64: f.N, Valid: f.Rate.Zero()}, Printed: f.String(), Source: report.Counted,
				Person: person, Reason: f.Source, Rev: 1, ChangedAt: now})
		}
	}
	return all
}

// carriedOver is what last year's row 25 hands to this year's row 2.
func (x *draft) carriedOver(c figure.Cell) (int64, bool) {
	if c.Table != "three" || c.Row != figure.RowCarried || x.Previous == nil || x.Previous.Report.Tables.Three == nil {
		return 0, false
	}
	n, ok := x.Previous.Report.Tables.At(figure.Three(figure.RowOpen, c.Column))
	return n.Value(), ok
}

// figures are the values that prose may bind beside the cells of the tables.
func (x *draft) figures() map[figure.Name]report.Value {
	all := map[figure.Name]report.Value{}
	for name, v := range x.Values {
		if _, cell := name.Cell(); !cell && v.Printed != "" {
			all[name] = report.Value{Text: v.Printed}
		}
	}
	return all
}

// issue is the report as it would be published now.
func (x *draft) issue() Issue {
	t, figures := x.tables(), x.figures()
	for _, f := range report.Figures() {
		if c, ok := f.Cell(); ok {
			n, _ := t.At(c)
			figures[f.Name] = report.Value{N: n.N}
		}
	}
	i := Issue{Report: report.Report{Body: x.Body.Name, Year: x.Year, Format: x.Format, Tables: t}, Figures: map[string]string{}}
	for _, p := range report.Parts() {
		text, _ := report.Expand(x.Proses[p.Number].Body, func(name figure.Name) (report.Value, bool) { return t.ValueOf(name, figures) })
		i.Report.Sections = append(i.Report.Sections, report.Section{Number: p.Number, Title: p.Title, Text: text})
	}
	i.Sources = map[string]report.Origin{}
	for name, v := range figures {
		i.Figures[name.String()] = v.String()
		i.Sources[name.String()] = x.origin(name)
	}
	return i
}

// origin is where a figure comes from. One that a cell of the tables holds is
// entered where a part of it is, else carried where a part is, else counted.
func (x *draft) origin(name figure.Name) report.Origin {
	f, _ := report.FigureNamed(name)
	c, ok := f.Cell()
	if !ok {
		if v, had := x.Values[name]; had {
			return v.Source
		}
		return report.Entered
	}
	parts := []figure.Cell{c}
	if c.IsSum() {
		parts = c.Parts()
	}
	got := report.Counted
	for _, p := range parts {
		switch v, had := x.Values[figure.In(p)]; {
		case !had || v.Source == report.Entered:
			return report.Entered
		case v.Source == report.Carried:
			got = report.Carried
		}
	}
	return got
}

// assemble is the report of a record that is not published yet.
func (d *Desk) assemble(ctx context.Context, db sqldb.Reader, r Record) (Issue, error) {
	x, err := d.load(ctx, db, r)
	if err != nil {
		return Issue{}, err
	}
	return x.issue(), nil
}

// check holds the draft against every rule, with what stands around it.
func (x *draft) check() report.Result {
	i := x.issue()
	if x.Body.Service {
		return report.Result{Findings: unbound(i)} // 条例 55①: its form is not that of 50
	}
	c := report.Context{Government: x.Body.Government, Counted: map[figure.Cell]int64{}, AtLeast: x.below, FeesUnpaid: x.unpaid}
	if x.Previous != nil {
		last := x.Previous.Report
		last.Body = i.Report.Body // the same record's body, whatever its name was then
		c.Previous = &last
	}
	for name, f := range x.Counted {
		// A sum differs where one of its parts does, and is not told twice.
		if cell, ok := name.Cell(); ok && !cell.IsSum() {
			c.Counted[cell] = f.N
		}
	}
	r := report.Check(i.Report, c)
	r.Findings = append(r.Findings, unbound(i)...)
	return r
}

// unbound names figures that prose binds and nobody has filled.
func unbound(i Issue) []report.Finding {
	var all []report.Finding
	for _, s := range i.Report.Sections {
		for _, b := range report.Bindings(s.Text) {
			name := b.Name.String()
			if f, ok := report.FigureNamed(b.Name); ok {
				name = f.Label
			}
			all = append(all, report.Finding{Rule: "R7", Severity: report.SeverityError, Row: s.Number, Part: s.Number,
				Message: fmt.Sprintf("第%s部分引用的“%s”还没有填数。在“引用的数字”里填上", report.Parts()[s.Number-1].Numeral, name)})
		}
	}
	return all
}
