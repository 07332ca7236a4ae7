package remind

import (
	"context"
	"fmt"
	"maps"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
)

// Days are how many working days the tiers of a body lie away, by unit; unit ""
// is the whole body. What is not set is the book's own.
type Days[T ~string] map[string]map[T]int

// For are the days that hold for a unit: its own, else the body's. The map is
// the caller's.
func (d Days[T]) For(unit string) map[T]int {
	days := maps.Clone(d[""])
	if days == nil {
		days = map[T]int{}
	}
	maps.Copy(days, d[unit])
	return days
}

// Settings are the days that bodies and units have set, in a table with the
// columns body, unit, tier, days, changed_by and changed_at, the first three its
// key.
type Settings[T ~string] struct{ of, set string }

// NewSettings declares the table.
func NewSettings[T ~string](table sqldb.Name) Settings[T] {
	return Settings[T]{
		of: `SELECT unit, tier, days FROM ` + table.SQL() + ` WHERE body = $1 ORDER BY unit, tier`,
		set: `INSERT INTO ` + table.SQL() + ` (body, unit, tier, days, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (body, unit, tier) DO UPDATE SET days = excluded.days, changed_by = excluded.changed_by, changed_at = excluded.changed_at`}
}

// Of are the days that a body and its units have set.
func (s Settings[T]) Of(ctx context.Context, db sqldb.Reader, body string) (Days[T], error) {
	type setting struct {
		unit string
		tier T
		days int
	}
	rows, err := sqldb.List(ctx, db, "tier", func(row sqldb.Row) (x setting, err error) { return x, row.Scan(&x.unit, &x.tier, &x.days) }, s.of, body)
	all := Days[T]{}
	for _, x := range rows {
		if all[x.unit] == nil {
			all[x.unit] = map[T]int{}
		}
		all[x.unit][x.tier] = x.days
	}
	return all, err
}

// Set sets one tier of a unit, or with unit "" of the whole body.
func (s Settings[T]) Set(ctx context.Context, tx *act.Tx, body, unit string, tier T, days int, person string) error {
	if _, err := tx.ExecContext(ctx, s.set, body, unit, string(tier), days, person, sqldb.Time{Time: tx.Now()}); err != nil {
		return fmt.Errorf("set tier %s of %s: %w", tier, body, err)
	}
	return nil
}
