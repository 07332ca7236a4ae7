package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/vault"
)

// resealBatch is how many values one act seals again.
const resealBatch = 200

// Purposes are what keys can be rotated for, as the command line names them.
func Purposes() []string {
	var all []string
	for _, p := range vault.Purposes() {
		all = append(all, string(p))
	}
	return all
}

// ListKeys prints the key ring of the instance that c describes, without any
// secret.
func ListKeys(ctx context.Context, c Config, out io.Writer) (err error) {
	a, err := Open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	a.printKeys(out)
	return nil
}

func (a *App) printKeys(out io.Writer) {
	for _, k := range a.vault.Keys() {
		state := "在用"
		if !k.Retired.IsZero() {
			state = "已停用 " + k.Retired.In(calendar.Zone()).Format(time.DateOnly) + "，旧值仍可读"
		}
		fmt.Fprintf(out, "%-24s %-12s %-14s %s 建立，%s\n", k.ID, k.Purpose, k.Suite, k.Created.In(calendar.Zone()).Format(time.DateOnly), state)
	}
}

// RotateKey brings in a new key for a purpose and seals again what stands under
// the old one. It can be broken off and called again: what was not reached yet
// stays readable under the retired key.
func RotateKey(ctx context.Context, c Config, purpose string, out io.Writer) (err error) {
	p := vault.Purpose(purpose)
	if !slices.Contains(vault.Purposes(), p) {
		return fmt.Errorf("没有“%s”这种密钥；可以换的是 %v", purpose, Purposes())
	}
	a, err := Open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	var k vault.Key
	who := identity.Actor{ID: "system", Name: "系统", Roles: []identity.Role{identity.System}}
	err = a.office.Do(ctx, who, act.Entry{Name: "vault.rotate"}, func(tx *act.Tx) error {
		if k.ID == "" { // the act may be run again; one new key is enough
			if k, err = a.vault.Rotate(p, a.suite(p), a.now()); err != nil {
				return err
			}
		}
		tx.Detail("purpose", string(p))
		tx.Detail("key", k.ID)
		return nil
	})
	if err != nil {
		return fmt.Errorf("rotate %s key: %w", p, err)
	}
	if err := a.nameKeys(ctx); err != nil {
		return err
	}
	n, err := a.vault.Reseal(ctx, a.ledgers.Sealed(), resealBatch)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "新密钥 %s，重新封存 %d 个值。备份新的密钥文件 %s。\n", k.ID, n, a.config.Keys)
	return nil
}

// suite is that of the key in use for a purpose.
func (a *App) suite(p vault.Purpose) vault.Suite {
	for _, k := range a.vault.Keys() {
		if k.Purpose == p && k.Retired.IsZero() {
			return k.Suite
		}
	}
	return a.vault.Chain()
}
