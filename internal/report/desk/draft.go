package desk

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"yangguang/internal/ledger"
	"yangguang/internal/report"
	"yangguang/internal/sqldb"
)

// Sources of a figure, as the database keeps them.
const (
	counted = "counted" // by a ledger
	carried = "carried" // from last year's report
	entered = "entered" // by a named person with a reason
)

// draft is a report being built, with all it is checked against.
type draft struct {
	Record
	Body     Body
	Values   map[string]Value // by cell key, or "figure." and the figure's name
	Proses   map[int]Prose
	Answers  map[string]Answer
	Counted  map[string]ledger.Figure // what the ledgers count now
	Previous *Issue
	PrevID   string // record of last year's report
	Steps    []StepTaken
	names    map[string]string
}

// load reads a draft with everything around it.
func (d *Desk) load(ctx context.Context, db sqldb.Reader, r Record) (*draft, error) {
	body, err := d.body(ctx, r.Body)
	if err != nil {
		return nil, err
	}
	x := &draft{Record: r, Body: body, Values: map[string]Value{}, Proses: map[int]Prose{}, Counted: map[string]ledger.Figure{}}
	vs, err := values(ctx, db, r.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range vs {
		x.Values[v.Cell] = v
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
	if err := d.count(ctx, x); err != nil {
		return nil, err
	}
	return x, d.previous(ctx, db, x)
}

// count asks the ledgers.
func (d *Desk) count(ctx context.Context, x *draft) error {
	for _, c := range d.Counters {
		figures, err := c(ctx, x.Record.Body, x.Year)
		if err != nil {
			return fmt.Errorf("count figures of %d: %w", x.Year, err)
		}
		for _, f := range figures {
			x.Counted[f.Name] = f
		}
	}
	return nil
}

// fewChanges is up to how many fields are read one by one.
const fewChanges = 12

// touched reads as much of a draft as saving some fields needs. Autosave sends
// one or two, and while they are saved every other writer waits.
func (d *Desk) touched(ctx context.Context, db sqldb.Reader, r Record, changes []Change) (*draft, error) {
	if len(changes) > fewChanges {
		return d.load(ctx, db, r)
	}
	x := &draft{Record: r, Values: map[string]Value{}, Proses: map[int]Prose{}, Counted: map[string]ledger.Figure{}}
	text, carry := false, false
	for _, c := range changes {
		if _, ok := partField(c.Field); ok {
			text = true
			continue
		}
		cell, ok := report.ParseCell(c.Field)
		carry = carry || ok && cell.Table == "three" && cell.Row == 2
		had, err := valuesOf(ctx, db, r.ID, c.Field)
		if err != nil {
			return nil, err
		}
		for _, v := range had {
			x.Values[v.Cell] = v
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
	if err := d.count(ctx, x); err != nil {
		return nil, err
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
	for _, c := range report.AllCells() {
		if v, ok := x.Values[c.Key()]; ok && v.N.Valid {
			t.Set(c, report.Count(v.N.Int64))
		}
	}
	if v, ok := x.Values["two.fees"]; ok && v.N.Valid {
		t.Two.Fees = report.Fen(v.N.Int64)
	}
	t.Totals()
	return t
}

// isSum reports whether a cell is added up by the program.
func isSum(c report.Cell) bool {
	return c.Table == "three" && (c.Row == 24 || c.Column == report.Columns) || c.Table == "four" && c.Column == 5
}

// fill is what a new report begins with: 0 everywhere, what the ledgers count,
// and what last year's report carries over.
func (x *draft) fill(now sqldb.Time, person string) []Value {
	var all []Value
	add := func(key string, n int64, source, reason string) {
		all = append(all, Value{Cell: key, N: sql.NullInt64{Int64: n, Valid: true}, Source: source, Person: person, Reason: reason, Rev: 1, ChangedAt: now})
	}
	for _, c := range report.AllCells() {
		if isSum(c) {
			continue
		}
		if f, ok := x.Counted[c.Key()]; ok {
			add(c.Key(), f.N, counted, f.Label)
			continue
		}
		if n, ok := x.carriedOver(c); ok {
			add(c.Key(), n, carried, fmt.Sprintf("%d年报告“结转下年度继续办理”", x.Year-1))
			continue
		}
		add(c.Key(), 0, entered, "新建时填 0，待核")
	}
	add("two.fees", 0, entered, "新建时填 0，待核")
	for name, f := range x.Counted {
		if _, cell := report.ParseCell(name); !cell {
			v := Value{Cell: "figure." + name, Source: counted, Person: person, Reason: f.Label, Printed: f.Text, Rev: 1, ChangedAt: now}
			if f.Text == "" {
				v.N = sql.NullInt64{Int64: f.N, Valid: true}
				v.Printed = strconv.FormatInt(f.N, 10)
			}
			all = append(all, v)
		}
	}
	return all
}

// carriedOver is what last year's row 25 hands to this year's row 2.
func (x *draft) carriedOver(c report.Cell) (int64, bool) {
	if c.Table != "three" || c.Row != 2 || x.Previous == nil || x.Previous.Report.Tables.Three == nil {
		return 0, false
	}
	n, ok := x.Previous.Report.Tables.At(report.Three(25, c.Column))
	return n.Value(), ok
}

// figures are the values that prose may bind beside the cells of the tables.
func (x *draft) figures() map[string]report.Value {
	all := map[string]report.Value{}
	for key, v := range x.Values {
		if name, ok := strings.CutPrefix(key, "figure."); ok && v.Printed != "" {
			all[name] = report.Value{Text: v.Printed}
		}
	}
	return all
}

// issue is the report as it would be published now.
func (x *draft) issue() Issue {
	t, figures := x.tables(), x.figures()
	for name, c := range map[string]report.Cell{"requests.received": report.Three(1, report.Columns),
		"requests.carried_in": report.Three(2, report.Columns), "requests.carried_out": report.Three(25, report.Columns)} {
		n, _ := t.At(c)
		figures[name] = report.Value{N: n.N}
	}
	i := Issue{Report: report.Report{Body: x.Body.Name, Year: x.Year, Format: x.Format, Tables: t}, Figures: map[string]string{}}
	for _, p := range report.Parts() {
		text, _ := report.Expand(x.Proses[p.Number].Body, func(name string) (report.Value, bool) { return t.ValueOf(name, figures) })
		i.Report.Sections = append(i.Report.Sections, report.Section{Number: p.Number, Title: p.Title, Text: text})
	}
	for name, v := range figures {
		i.Figures[name] = v.String()
	}
	return i
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
	c := report.Context{Government: x.Body.Government, Counted: map[string]int64{}}
	if x.Previous != nil {
		last := x.Previous.Report
		last.Body = i.Report.Body // the same record's body, whatever its name was then
		c.Previous = &last
	}
	for name, f := range x.Counted {
		// A sum differs where one of its parts does, and is not told twice.
		if cell, ok := report.ParseCell(name); ok && !isSum(cell) {
			c.Counted[name] = f.N
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
			name := b.Name
			if f, ok := report.FigureNamed(name); ok {
				name = f.Label
			}
			all = append(all, report.Finding{Rule: "R7", Severity: report.SeverityError, Row: s.Number,
				Message: fmt.Sprintf("第%s部分引用的“%s”还没有填数。在“引用的数字”里填上", report.Parts()[s.Number-1].Numeral, name)})
		}
	}
	return all
}
