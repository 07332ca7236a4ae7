package vault

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"yangguang/internal/sqldb"
)

// Field is one sealed column of a table whose rows a ledger keeps as R.
type Field[R any] struct {
	Column sqldb.Name
	Label  string           // as pages show it, in Chinese; "" where it is not shown by itself
	Kind   Kind             // how it is masked, and normalised for its index; "" is Free
	KindOf func(*R) Kind    // in place of Kind, where that depends on the row
	In     func(*R) *Sealed // where R holds it; nil in a table that is only rotated

	Index   sqldb.Name       // column of the blind index beside it, "" without one
	IndexIn func(*R) *string // where R holds the index
}

func (f Field[R]) kind(r *R) Kind {
	if f.KindOf != nil {
		return f.KindOf(r)
	}
	if f.Kind == "" {
		return Free
	}
	return f.Kind
}

// Fields declares the sealed columns of one table: what is sealed, how it is
// masked, and how it is sealed again under a new key follow from it. Values are
// bound to table, column and row; see Place.
type Fields[R any] struct {
	table, key string
	row        func(*R) string
	list       []Field[R]
}

// NewFields declares the sealed columns of a table; key is the column that
// identifies a row, and row gives it.
func NewFields[R any](table, key sqldb.Name, row func(*R) string, list ...Field[R]) Fields[R] {
	for _, f := range list {
		f.Column.SQL()
		if f.Index != "" {
			f.Index.SQL()
		}
	}
	return Fields[R]{table.SQL(), key.SQL(), row, list}
}

// At is the place of a value.
func (f Fields[R]) At(row string, column sqldb.Name) Location {
	return Location{Table: f.table, Column: string(column), Row: row}
}

// Shown is one value of a row as a page or a letter may show it.
type Shown struct {
	Column, Label string
	Text          string
}

// Seal seals values, by column, into their places in r, and makes the indexes
// beside them. What is not named stays as it is; a column that is not declared
// is an error.
func (f Fields[R]) Seal(v *Vault, r *R, plain map[string]string) error {
	for _, column := range slices.Sorted(maps.Keys(plain)) {
		i := slices.IndexFunc(f.list, func(x Field[R]) bool { return string(x.Column) == column })
		if i < 0 {
			return fmt.Errorf("seal %s.%s: no such column is declared", f.table, column)
		}
		x := f.list[i]
		sealed, err := v.Seal(plain[column], f.At(f.row(r), x.Column))
		if err != nil {
			return err
		}
		*x.In(r) = sealed
		if x.Index == "" {
			continue
		}
		if *x.IndexIn(r), err = v.Index(plain[column], x.kind(r)); err != nil {
			return fmt.Errorf("index %s.%s: %w", f.table, column, err)
		}
	}
	return nil
}

// Copy seals what a row holds for another row; nobody sees it on the way.
func (f Fields[R]) Copy(v *Vault, from, to *R) error {
	all, err := f.Open(v, from)
	if err != nil {
		return err
	}
	plain := map[string]string{}
	for _, x := range all {
		plain[x.Column] = x.Text
	}
	return f.Seal(v, to, plain)
}

// Mask gives all values of a row as pages show them; see Vault.Masked for one
// that cannot be read.
func (f Fields[R]) Mask(v *Vault, r *R) ([]Shown, error) {
	return f.each(r, func(s Sealed, at Location, k Kind) (string, error) { return v.Masked(s, at, k), nil })
}

// Open gives all values of a row in clear. They must not reach a page: what a
// person may see goes through Reveal or Mask.
func (f Fields[R]) Open(v *Vault, r *R) ([]Shown, error) {
	return f.each(r, func(s Sealed, at Location, _ Kind) (string, error) {
		p, err := v.Open(s, at)
		return p.Text(), err
	})
}

// Reveal gives all values of a row to a person who has said why; see
// Vault.Reveal, to which note belongs. A value that was not given leaves no
// note.
func (f Fields[R]) Reveal(v *Vault, r *R, reason string, note func(key string, value any)) ([]Shown, error) {
	if err := CheckReason(reason); err != nil {
		return nil, err
	}
	return f.each(r, func(s Sealed, at Location, k Kind) (string, error) {
		if s.Empty() {
			return "", nil
		}
		p, err := v.Reveal(s, at, k, reason, note)
		return p.Text(), err
	})
}

func (f Fields[R]) each(r *R, show func(Sealed, Location, Kind) (string, error)) ([]Shown, error) {
	all := make([]Shown, 0, len(f.list))
	for _, x := range f.list {
		text, err := show(*x.In(r), f.At(f.row(r), x.Column), x.kind(r))
		if err != nil {
			return nil, err
		}
		all = append(all, Shown{string(x.Column), x.Label, text})
	}
	return all, nil
}

// Saver keeps one batch of a column: it runs write in a transaction of its own,
// for n values. Package act's Recorder.Reseal is the one that audits it.
type Saver func(ctx context.Context, column string, n int, write func(sqldb.Writer) error) error

// Columns are the declared columns for Reseal. A value that was changed
// meanwhile is left alone.
func (f Fields[R]) Columns(db sqldb.Reader, save Saver) []Column {
	var all []Column
	for _, x := range f.list {
		c := Column{Table: f.table, Column: string(x.Column)}
		index, set := `''`, ` SET `+x.Column.SQL()+` = $3`
		if x.Index != "" {
			c.Kind = x.Kind
			index, set = x.Index.SQL(), set+`, `+x.Index.SQL()+` = $4`
		}
		next := `SELECT ` + f.key + `, ` + x.Column.SQL() + `, ` + index + ` FROM ` + f.table +
			` WHERE ` + f.key + ` > $1 AND ` + x.Column.SQL() + ` <> '' ORDER BY ` + f.key + ` LIMIT $2`
		update := `UPDATE ` + f.table + set + ` WHERE ` + f.key + ` = $1 AND ` + x.Column.SQL() + ` = $2`
		c.Next = func(ctx context.Context, after string, limit int) ([]Cell, error) {
			return sqldb.List(ctx, db, "sealed value", func(row sqldb.Row) (c Cell, err error) {
				return c, row.Scan(&c.Row, &c.Value, &c.Index)
			}, next, after, limit)
		}
		c.Save = func(ctx context.Context, batch []Change) error {
			return save(ctx, c.Table+"."+c.Column, len(batch), func(w sqldb.Writer) error { return saveCells(ctx, w, update, x.Index != "", batch) })
		}
		all = append(all, c)
	}
	return all
}

func saveCells(ctx context.Context, w sqldb.Writer, update string, indexed bool, batch []Change) error {
	for _, c := range batch {
		args := []any{c.Row, c.Before, c.After}
		if indexed {
			args = append(args, c.Index)
		}
		if _, err := w.ExecContext(ctx, update, args...); err != nil {
			return fmt.Errorf("save sealed value of %s: %w", c.Row, err)
		}
	}
	return nil
}
