package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// sealBatch is how many open texts one act seals.
const sealBatch = 500

// sealTexts seals what an earlier version kept open, once for each column, and
// writes the pages anew that held it. It is done before anything is served; when
// it is broken off, the next start goes on where it ended: what is sealed already
// is passed over, and a column is noted only after its pages were written anew.
func (a *App) sealTexts(ctx context.Context) error {
	had, err := vault.SealedInPlace(ctx, a.db)
	if err != nil {
		return err
	}
	var columns []vault.Column
	var places []string
	var tables []sqldb.Name
	for _, c := range vault.TextsOpen(a.ledgers.Sealed()) {
		if place := c.Table + "." + c.Column; !slices.Contains(had, place) {
			columns, places = append(columns, c), append(places, place)
			if t := sqldb.Name(c.Table); !slices.Contains(tables, t) {
				tables = append(tables, t)
			}
		}
	}
	if len(columns) == 0 {
		return nil
	}
	began := time.Now()
	n, err := a.vault.Reseal(ctx, columns, sealBatch)
	if err != nil {
		return fmt.Errorf("seal the texts of an earlier version: %w", err)
	}
	if !a.empty {
		a.log.Info("texts of an earlier version are sealed; the pages that held them are written anew", "texts", n, "took", time.Since(began).Round(time.Millisecond).String())
		if err := a.db.Scrub(ctx, tables...); err != nil {
			return fmt.Errorf("%w. 旧版本写下的明文已经加密，但数据库文件里空出来的页还没有清掉；磁盘要有和数据库一样大的空间，腾出来以后再启动", err)
		}
	}
	return a.office.Keep(ctx, func(tx *act.Tx) error { return vault.NoteSealed(ctx, tx, places, tx.Now()) })
}
