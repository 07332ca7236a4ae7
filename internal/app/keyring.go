package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// openVault opens the ring, or makes one beside an empty database: data whose
// keys are missing never gets others.
func (a *App) openVault(ctx context.Context, suite vault.Suite) error {
	c := a.config
	if _, err := os.Stat(c.Keys); errors.Is(err, os.ErrNotExist) {
		if err := a.db.Empty(ctx); errors.Is(err, sqldb.ErrOccupied) {
			return fmt.Errorf("数据库里已有数据，密钥文件 %s 却不在，没有启动：没有它，申请人的资料谁也读不出。把原来的 keys.json 放回这里（权限 0600），或用 YANGGUANG_KEYS_FILE 指明它在哪里；从备份恢复的，密钥不在备份里，见 docs/manual/restore.md", c.Keys)
		} else if err != nil {
			return err
		}
		a.empty = true
	}
	var err error
	a.vault, err = vault.Open(c.Keys, suite, a.now())
	return err
}

// checkKeys refuses a ring that is not the data's: one that lacks a key which
// the database names, or has another under its name. Then it leaves the names
// of the ring's keys in the database.
func (a *App) checkKeys(ctx context.Context) error {
	known, err := vault.Known(ctx, a.db)
	if err != nil {
		return err
	}
	for _, k := range known {
		switch err := a.vault.Proves(k); {
		case errors.Is(err, vault.ErrUnknownKey):
			return fmt.Errorf("密钥文件 %s 不是这个数据库的，或者是旧的：缺少%s密钥 %s（%s 记入）。没有启动，也没有改动任何东西。换成含有这把密钥的 keys.json", a.config.Keys, purposeLabel(k.Purpose), k.ID, k.Noted.Format("2006-01-02"))
		case err != nil:
			return fmt.Errorf("密钥文件 %s 里的密钥 %s 与数据库登记的不是同一把。没有启动，也没有改动任何东西。换成原来的 keys.json：%w", a.config.Keys, k.ID, err)
		}
	}
	if len(known) == 0 { // a database from before keys were named in it
		if err := a.sampleKeys(ctx); err != nil {
			return err
		}
	}
	return a.nameKeys(ctx)
}

// sampled is how many values of each column are looked at once, in a database
// that does not name its keys yet.
const sampled = 500

func (a *App) sampleKeys(ctx context.Context) error {
	ring := map[string]bool{}
	for _, k := range a.vault.Keys() {
		ring[k.ID] = true
	}
	for _, col := range a.ledgers.Sealed() {
		cells, err := col.Next(ctx, "", sampled)
		if err != nil {
			return fmt.Errorf("look at the keys of %s.%s: %w", col.Table, col.Column, err)
		}
		for _, cell := range cells {
			if key := cell.Value.Key(); key != "" && !ring[key] {
				return fmt.Errorf("密钥文件 %s 不是这个数据库的，或者是旧的：%s.%s 用密钥 %s 封存，文件里没有它。没有启动，也没有改动任何东西。换成原来的 keys.json", a.config.Keys, col.Table, col.Column, key)
			}
		}
	}
	return nil
}

// nameKeys leaves the ids of the ring's keys in the database.
func (a *App) nameKeys(ctx context.Context) error {
	missing, err := a.vault.Unnamed(ctx, a.db)
	if err != nil || len(missing) == 0 {
		return err
	}
	return a.office.Keep(ctx, func(tx *act.Tx) error { return vault.NameKeys(ctx, tx, missing, tx.Now()) })
}

func purposeLabel(p vault.Purpose) string {
	switch p {
	case vault.ForSealing:
		return "封存"
	case vault.ForIndex:
		return "索引"
	case vault.ForCheckpoint:
		return "检查点"
	}
	return "会话"
}

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
			if !slices.Contains(tables, c.In) {
				tables = append(tables, c.In)
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
