package vault

import (
	"context"
	"fmt"

	"yangguang/internal/sqldb"
)

// Cell is one sealed value in its row, with its blind index where the ledger
// keeps one.
type Cell struct {
	Row   string
	Value Sealed
	Index string
}

// Change is a cell before and after it was sealed again.
type Change struct {
	Row    string
	Before Sealed // compare with it when saving: somebody may have been faster
	After  Sealed
	Index  string // "" when Column.Kind is ""
}

// Column is one sealed column as its ledger registers it for rotation. The SQL
// stays with the ledger.
type Column struct {
	Table, Column string
	Kind          Kind // "" when there is no blind index beside it
	// Next gives up to limit cells in the order of their row ids, those after
	// row (from the start for ""); none at the end.
	Next func(ctx context.Context, after string, limit int) ([]Cell, error)
	// Save writes a batch in one act, a cell only where the column still holds
	// Before.
	Save func(ctx context.Context, batch []Change) error
	// In is the table as a name for statements, where Open holds.
	In sqldb.Name
	// Open says that text from before may stand open here: it is sealed.
	Open bool
}

// Reseal seals every value of the columns that stands under a retired key again
// under the current one, and renews the indexes beside them, batch cells at a
// time. It returns how many cells it changed. It can be stopped and begun again
// at any time; a value that does not open stops it with an error naming its
// table, column and row.
func (v *Vault) Reseal(ctx context.Context, columns []Column, batch int) (int, error) {
	done := 0
	for _, c := range columns {
		n, err := v.resealColumn(ctx, c, batch)
		done += n
		if err != nil {
			return done, fmt.Errorf("reseal %s.%s: %w", c.Table, c.Column, err)
		}
	}
	return done, nil
}

func (v *Vault) resealColumn(ctx context.Context, c Column, batch int) (int, error) {
	done, after := 0, ""
	for {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		cells, err := c.Next(ctx, after, max(batch, 1))
		if err != nil {
			return done, err
		}
		if len(cells) == 0 {
			return done, nil
		}
		var changes []Change
		for _, cell := range cells {
			ch, needed, err := v.reseal(c, cell)
			if err != nil {
				return done, fmt.Errorf("row %s: %w", cell.Row, err)
			}
			if needed {
				changes = append(changes, ch)
			}
		}
		if len(changes) > 0 {
			if err := c.Save(ctx, changes); err != nil {
				return done, err
			}
			done += len(changes)
		}
		after = cells[len(cells)-1].Row
	}
}

func (v *Vault) reseal(c Column, cell Cell) (Change, bool, error) {
	if cell.Value.Empty() {
		return Change{}, false, nil
	}
	key, _ := v.current(ForSealing)
	idx, _ := v.current(ForIndex)
	fresh := cell.Value.Key() == key.ID
	if fresh && (c.Kind == "" || indexKey(cell.Index) == idx.ID) {
		return Change{}, false, nil
	}
	at := Location{Table: c.Table, Column: c.Column, Row: cell.Row}
	if c.Open && v.stands(cell.Value) {
		after, err := v.Seal(cell.Value.text, at)
		return Change{Row: cell.Row, Before: cell.Value, After: after}, err == nil, err
	}
	plain, err := v.Open(cell.Value, at)
	if err != nil {
		return Change{}, false, err
	}
	ch := Change{Row: cell.Row, Before: cell.Value}
	if ch.After, err = v.Seal(plain.Text(), at); err != nil {
		return Change{}, false, err
	}
	if c.Kind != "" {
		if ch.Index, err = v.Index(plain.Text(), c.Kind); err != nil {
			return Change{}, false, err
		}
	}
	// A phone field that holds no digit has no index, ever: do not come back to it.
	if fresh && ch.Index == cell.Index {
		return Change{}, false, nil
	}
	return ch, true, nil
}

// indexKey is the id of the key an index was made with.
func indexKey(index string) string {
	for i := range index {
		if index[i] == '.' {
			return index[:i]
		}
	}
	return ""
}
