package desk

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/report"
	"yangguang/internal/sqldb"
)

const proseLimit = 60_000 // characters of one part

// Change is what somebody typed into one field of the builder, and why.
type Change struct {
	Field        Field
	Text, Reason string
}

// Clash is a field that somebody else changed since the page was drawn.
type Clash struct {
	Field        Field
	Label        string
	Mine, Theirs string
	Person       string
	At           sqldb.Time
}

// Saved is what a save came to.
type Saved struct {
	Rev     int64
	Clashes []Clash
	Errors  map[Field]string // in Chinese
}

// Save keeps what was typed, field by field. seen is the rev of the page; a
// field that somebody else has changed to something else since is not
// overwritten but comes back as a clash, while the others are kept.
func (d *Desk) Save(ctx context.Context, who identity.Actor, id string, seen int64, changes []Change) (Saved, error) {
	out := Saved{Errors: map[Field]string{}}
	r, err := record(ctx, d.DB, id)
	if err != nil {
		return out, err
	}
	counted, err := d.countFor(ctx, r, changes)
	if err != nil {
		return out, err
	}
	err = d.Recorder.Do(ctx, who, act.Entry{Name: "report.save", Body: r.Body, Subject: id}, func(tx *act.Tx) error {
		out = Saved{Errors: map[Field]string{}}
		r, err := changeable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		x, err := d.touched(ctx, tx, r, counted, changes)
		if err != nil {
			return err
		}
		if out.Rev, err = touch(ctx, tx, id); err != nil {
			return err
		}
		var kept []string
		for _, c := range changes {
			ok, err := d.keep(ctx, tx, who, x, seen, c, &out)
			if err != nil {
				return err
			}
			if ok {
				kept = append(kept, c.Field.String())
			}
		}
		tx.Detail("fields", strings.Join(kept, " "))
		return nil
	})
	return out, err
}

// changeable is the record of a draft that who may change now.
func changeable(ctx context.Context, tx *act.Tx, who identity.Actor, id string) (Record, error) {
	r, err := record(ctx, tx, id)
	if err != nil {
		return r, err
	}
	if err := may(who, r, true); err != nil {
		return r, err
	}
	if r.State != string(report.Drafting) && r.State != string(report.Returned) {
		return r, &fault.Error{Kind: fault.Conflict, Message: "这份报告现在是“" + report.Workflow().StateLabel(report.State(r.State)) + "”，不能再改。退回后才能改"}
	}
	return r, nil
}

// keep saves one field; ok is false when it clashed or could not be accepted.
func (d *Desk) keep(ctx context.Context, tx *act.Tx, who identity.Actor, x *draft, seen int64, c Change, out *Saved) (ok bool, err error) {
	now := sqldb.Time{Time: tx.Now()}
	if c.Field.Part > 0 {
		return d.keepProse(ctx, tx, who, x, seen, c, out)
	}
	v, message := x.read(c)
	if message != "" {
		out.Errors[c.Field] = message
		return false, nil
	}
	old, had := x.Values[c.Field.Figure]
	if had && old.N == v.N && old.Printed == v.Printed && c.Reason == "" {
		return true, nil
	}
	if had && old.Rev > seen && old.Person != who.ID {
		out.Clashes = append(out.Clashes, Clash{Field: c.Field, Label: c.Field.label(), Mine: c.Text, Theirs: shown(old), Person: old.Person, At: old.ChangedAt})
		return false, nil
	}
	v.Person, v.Rev, v.ChangedAt = who.ID, out.Rev, now
	return true, putValue(ctx, tx, x.ID, v)
}

func (d *Desk) keepProse(ctx context.Context, tx *act.Tx, who identity.Actor, x *draft, seen int64, c Change, out *Saved) (bool, error) {
	text := strings.ReplaceAll(c.Text, "\r\n", "\n")
	if utf8.RuneCountInString(text) > proseLimit {
		out.Errors[c.Field] = fmt.Sprintf("这一部分超过 %d 字，没有保存。删减后再存", proseLimit)
		return false, nil
	}
	old, had := x.Proses[c.Field.Part]
	if had && old.Body == text {
		return true, nil
	}
	if had && old.Rev > seen && old.Person != who.ID {
		out.Clashes = append(out.Clashes, Clash{Field: c.Field, Label: c.Field.label(), Mine: text, Theirs: old.Body, Person: old.Person, At: old.ChangedAt})
		return false, nil
	}
	return true, putProse(ctx, tx, x.ID, Prose{Part: c.Field.Part, Body: text, Person: who.ID, Rev: out.Rev, ChangedAt: sqldb.Time{Time: tx.Now()}})
}

// read makes a value of what was typed, with the source it has from now on.
func (x *draft) read(c Change) (v Value, message string) {
	v = Value{Figure: c.Field.Figure, Source: report.Entered, Reason: strings.TrimSpace(c.Reason)}
	if v.Reason == "" {
		v.Reason = "人工填写"
	}
	cell, inTable := v.Figure.Cell()
	switch {
	case inTable && cell == figure.Fees():
		m := report.ParseMoney(c.Text)
		if !m.OK {
			return v, "填以万元计的金额，最多六位小数，例如 14722.49；没有收费填 0"
		}
		v.N = sql.NullInt64{Int64: m.Fen, Valid: true}
	case v.Figure.Word() != "":
		f, ok := report.FigureNamed(v.Figure)
		if !ok {
			return v, "没有这个数字的名称"
		}
		if message := v.setFigure(f, c.Text); message != "" {
			return v, message
		}
	default:
		if !inTable || cell.Last || cell.IsSum() {
			return v, "这一格由程序加总，不能填"
		}
		n := report.ParseNumber(c.Text)
		if !n.OK {
			return v, "填不小于 0 的整数，没有的填 0"
		}
		v.N = sql.NullInt64{Int64: n.N, Valid: true}
	}
	if f, ok := x.Counted[v.Figure]; ok && (f.Rate.Zero() && v.N.Valid && v.N.Int64 == f.N || !f.Rate.Zero() && f.String() == v.Printed) {
		v.Source, v.Reason = report.Counted, f.Source
	}
	if n, ok := x.carriedOver(cell); ok && n == v.N.Int64 {
		v.Source, v.Reason = report.Carried, fmt.Sprintf("%d年报告“结转下年度继续办理”", x.Year-1)
	}
	return v, ""
}

func (v *Value) setFigure(f report.Figure, text string) (message string) {
	text = strings.TrimSuffix(strings.TrimSpace(text), "%")
	if text == "" {
		v.Printed, v.N = "", sql.NullInt64{}
		return ""
	}
	if f.Kind == report.KindPercent {
		m := report.ParseMoney(text) // the same digits: a decimal number without sign
		_, places, _ := strings.Cut(text, ".")
		if !m.OK || m.Fen > 100_000_000 || len(places) > 2 {
			return "填 0 到 100 的百分数，最多两位小数，例如 98.02"
		}
		v.Printed = text
		return ""
	}
	n := report.ParseNumber(text)
	if !n.OK {
		return "填不小于 0 的整数"
	}
	v.N, v.Printed = sql.NullInt64{Int64: n.N, Valid: true}, fmt.Sprint(n.N)
	return ""
}

// shown is a value as its field shows it.
func shown(v Value) string {
	switch {
	case v.Printed != "":
		return v.Printed
	case !v.N.Valid:
		return ""
	case v.Figure == figure.In(figure.Fees()):
		return report.WanYuan(v.N.Int64)
	}
	return fmt.Sprint(v.N.Int64)
}

// SaveValues fills cells of one's own draft from elsewhere (the roll-up of
// departments' reports), each with its source and reason.
func (d *Desk) SaveValues(ctx context.Context, who identity.Actor, id, reason string, cells map[figure.Cell]int64) error {
	r, err := record(ctx, d.DB, id)
	if err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "report.fill", Body: r.Body, Subject: id, Reason: reason}, func(tx *act.Tx) error {
		x, err := d.writable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		rev, err := touch(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, c := range append(figure.Cells(), figure.Fees()) {
			n, ok := cells[c]
			had := x.Values[figure.In(c)].N
			if !ok || c.IsSum() || had.Valid && had.Int64 == n {
				continue
			}
			v := Value{Figure: figure.In(c), N: sql.NullInt64{Int64: n, Valid: true}, Source: report.Entered, Person: who.ID, Reason: reason, Rev: rev,
				ChangedAt: sqldb.Time{Time: tx.Now()}}
			if err := putValue(ctx, tx, id, v); err != nil {
				return err
			}
		}
		return nil
	})
}
