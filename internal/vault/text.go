package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/sqldb"
)

// TextColumn is a column of what people wrote: what an applicant asks for, a note
// to a step, a question to a unit. It stands sealed, and whoever reads the row
// through package sqldb has it in clear; what of it a page shows is the page's
// matter. Such columns were open once: what stands open in them is read as it is
// and sealed in place by Reseal.
type TextColumn struct {
	name          sqldb.Name
	table, column string
	keys          []string // one, or two of which the second is a number
}

// NewText declares one; keys are the columns that identify a row.
func NewText(table, column sqldb.Name, keys ...sqldb.Name) TextColumn {
	t := TextColumn{name: table, table: table.SQL(), column: column.SQL()}
	for _, k := range keys {
		t.keys = append(t.keys, k.SQL())
	}
	if len(t.keys) < 1 || len(t.keys) > 2 {
		panic("vault: a row has one key or two")
	}
	return t
}

// Seal seals a text for its row, inside the statement's own transaction or for
// it; db is what the row is written with.
func (t TextColumn) Seal(db sqldb.Reader, plain string, key ...any) (string, error) {
	if plain == "" {
		return "", nil
	}
	texts := sqldb.TextsOf(db)
	if texts == nil {
		return "", fmt.Errorf("seal %s.%s: %w", t.table, t.column, sqldb.ErrNoTexts)
	}
	return texts.SealText(plain, t.table, t.column, row(key))
}

// Into is where Row.Scan puts the text; key are the places where the row's keys
// were scanned to before, or the keys themselves.
func (t TextColumn) Into(to *string, key ...any) *sqldb.Text {
	return &sqldb.Text{To: to, Table: t.table, Column: t.column, Row: func() string { return row(key) }}
}

func row(key []any) string {
	parts := make([]string, len(key))
	for i, k := range key {
		switch x := k.(type) {
		case *string:
			parts[i] = *x
		case *int:
			parts[i] = strconv.Itoa(*x)
		default:
			parts[i] = fmt.Sprint(x)
		}
	}
	return strings.Join(parts, "/")
}

// Sealed is the column for Reseal, which also seals what stands open in it.
func (t TextColumn) Sealed(db sqldb.Reader, save Saver) Column {
	c := Column{Table: t.table, Column: t.column, Open: true, In: t.name}
	key, after, order := t.keys[0], t.keys[0]+` > $1`, t.keys[0]
	where, args := t.keys[0]+` = $1`, 1
	if len(t.keys) == 2 {
		key, after, order = t.keys[0]+` || '/' || `+t.keys[1], `(`+t.keys[0]+`, `+t.keys[1]+`) > ($1, $2)`, t.keys[0]+`, `+t.keys[1]
		where, args = t.keys[0]+` = $1 AND `+t.keys[1]+` = $2`, 2
	}
	next := `SELECT ` + key + `, ` + t.column + ` FROM ` + t.table + ` WHERE ` + after + ` AND ` + t.column + ` <> '' ORDER BY ` + order + ` LIMIT $` + strconv.Itoa(args+1)
	update := `UPDATE ` + t.table + ` SET ` + t.column + ` = $` + strconv.Itoa(args+1) + ` WHERE ` + where + ` AND ` + t.column + ` = $` + strconv.Itoa(args+2)
	c.Next = func(ctx context.Context, after string, limit int) ([]Cell, error) {
		from, err := t.split(after)
		if err != nil {
			return nil, err
		}
		return sqldb.List(ctx, db, "sealed text", func(row sqldb.Row) (c Cell, err error) { return c, row.Scan(&c.Row, &c.Value) }, next, append(from, limit)...)
	}
	c.Save = func(ctx context.Context, batch []Change) error {
		return save(ctx, c.Table+"."+c.Column, len(batch), func(w sqldb.Writer) error {
			for _, x := range batch {
				at, err := t.split(x.Row)
				if err != nil {
					return err
				}
				if _, err := w.ExecContext(ctx, update, append(at, x.After, x.Before)...); err != nil {
					return fmt.Errorf("save sealed text of %s: %w", x.Row, err)
				}
			}
			return nil
		})
	}
	return c
}

// split is a row's name as its keys.
func (t TextColumn) split(name string) ([]any, error) {
	if len(t.keys) == 1 {
		return []any{name}, nil
	}
	if name == "" {
		return []any{"", 0}, nil
	}
	i := strings.LastIndexByte(name, '/')
	n, err := strconv.Atoi(name[i+1:])
	if i < 0 || err != nil {
		return nil, fmt.Errorf("row %q of %s has no number", name, t.table)
	}
	return []any{name[:i], n}, nil
}

// SealText seals a text for sqldb.DB.UseTexts.
func (v *Vault) SealText(plain, table, column, row string) (string, error) {
	s, err := v.Seal(plain, Location{Table: table, Column: column, Row: row})
	return s.text, err
}

// OpenText opens a text for sqldb.DB.UseTexts.
func (v *Vault) OpenText(stored, table, column, row string) string {
	s, at := Sealed{stored}, Location{Table: table, Column: column, Row: row}
	if v.stands(s) {
		return stored
	}
	return v.Text(s, at)
}

// stands reports whether a text was kept open: it has not the form of a sealed
// one, or names a key that this ring never had, which somebody typed then.
func (v *Vault) stands(s Sealed) bool {
	if s.Empty() {
		return false
	}
	key, _, _, err := parseSealed(s.text)
	if err != nil {
		return true
	}
	_, _, err = v.find(key, ForSealing)
	return errors.Is(err, ErrUnknownKey)
}

// TextsOpen are the columns in which open text may stand from before.
func TextsOpen(all []Column) []Column {
	return slices.DeleteFunc(slices.Clone(all), func(c Column) bool { return !c.Open })
}
