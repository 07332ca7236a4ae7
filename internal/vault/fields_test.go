package vault_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
)

type caller struct {
	ID, Index   string
	Name, Phone vault.Sealed
	Firm        bool
}

var callers = vault.NewFields("caller", "id", func(c *caller) string { return c.ID },
	vault.Field[caller]{Column: "name", Label: "姓名", In: func(c *caller) *vault.Sealed { return &c.Name }, KindOf: func(c *caller) vault.Kind {
		if c.Firm {
			return vault.Firm
		}
		return vault.Name
	}},
	vault.Field[caller]{Column: "phone", Label: "电话", Kind: vault.Phone, In: func(c *caller) *vault.Sealed { return &c.Phone },
		Index: "phone_index", IndexIn: func(c *caller) *string { return &c.Index }},
)

func newVault(t *testing.T) *vault.Vault {
	t.Helper()
	v, err := vault.New(vault.International, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func texts(all []vault.Shown) (list []string) {
	for _, x := range all {
		list = append(list, x.Column+" "+x.Label+" "+x.Text)
	}
	return list
}

func TestFieldsAreSealedMaskedAndRevealed(t *testing.T) {
	v := newVault(t)
	c := caller{ID: "1"}
	if err := callers.Seal(v, &c, map[string]string{"name": "王小溪", "phone": "13800006021"}); err != nil {
		t.Fatal(err)
	}
	phone, err := v.Index("138 0000 6021", vault.Phone)
	if err != nil || c.Index != phone {
		t.Errorf("the index beside the phone is %q, want %q: %v", c.Index, phone, err)
	}
	if p, err := v.Open(c.Phone, vault.Location{Table: "caller", Column: "phone", Row: "1"}); err != nil || p.Text() != "13800006021" {
		t.Errorf("sealed elsewhere: %v", err)
	}
	if all, err := callers.Mask(v, &c); err != nil || !slices.Equal(texts(all), []string{"name 姓名 王*", "phone 电话 138****6021"}) {
		t.Errorf("masked as %v: %v", all, err)
	}
	if all, err := callers.Open(v, &c); err != nil || !slices.Equal(texts(all), []string{"name 姓名 王小溪", "phone 电话 13800006021"}) {
		t.Errorf("opened as %v: %v", all, err)
	}
	moved := c
	moved.ID = "2"
	if _, err := callers.Open(v, &moved); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("opened in another row: %v", err)
	}
	all, err := callers.Mask(v, &moved)
	if err != nil || len(all) != 2 {
		t.Fatalf("an unreadable row took the list away: %v %v", all, err)
	}
	for _, x := range all {
		if !strings.HasPrefix(x.Text, "〔读不出，事件编号 ") {
			t.Errorf("%s of another row shows %q", x.Column, x.Text)
		}
	}
	if err := callers.Copy(v, &c, &moved); err != nil {
		t.Fatal(err)
	}
	if all, err := callers.Open(v, &moved); err != nil || all[0].Text != "王小溪" || all[1].Text != "13800006021" {
		t.Errorf("copied as %v: %v", all, err)
	}
	before := c.Name
	if err := callers.Seal(v, &c, map[string]string{"phone": ""}); err != nil || !c.Phone.Empty() || c.Index != "" || c.Name != before {
		t.Errorf("taking the phone away: %v", err)
	}
	if err := callers.Seal(v, &c, map[string]string{"mail": "x"}); err == nil {
		t.Error("a column nobody declared was sealed")
	}
	firm := caller{ID: "3", Firm: true}
	if err := callers.Seal(v, &firm, map[string]string{"name": "明溪县晨光物业公司"}); err != nil {
		t.Fatal(err)
	}
	if all, err := callers.Mask(v, &firm); err != nil || all[0].Text != "明*物业公司" {
		t.Errorf("a firm is masked as %v: %v", all, err)
	}
}

func TestFieldsAreRevealedWithAReason(t *testing.T) {
	v := newVault(t)
	c := caller{ID: "1"}
	if err := callers.Seal(v, &c, map[string]string{"name": "王小溪"}); err != nil {
		t.Fatal(err)
	}
	var notes []string
	note := func(key string, value any) { notes = append(notes, fmt.Sprint(key, "=", value)) }
	if all, err := callers.Reveal(v, &c, "看看", note); err == nil || all != nil || notes != nil {
		t.Errorf("shown without a reason: %v %v", all, notes)
	}
	all, err := callers.Reveal(v, &c, "电话核实申请内容", note)
	if err != nil || !slices.Equal(texts(all), []string{"name 姓名 王小溪", "phone 电话 "}) {
		t.Errorf("shown %v: %v", all, err)
	}
	if !slices.Equal(notes, []string{"field=caller.name", "kind=name"}) {
		t.Errorf("noted %v", notes)
	}
}

func TestFieldsAreSealedAgain(t *testing.T) {
	line := sqldb.Migrations{Name: "caller", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE caller (id TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL, phone_index TEXT NOT NULL);
`)}}}
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, v := context.Background(), newVault(t)
		put := func(w sqldb.Writer, c caller) error {
			_, err := w.ExecContext(ctx, `INSERT INTO caller (id, name, phone, phone_index) VALUES ($1, $2, $3, $4)`, c.ID, c.Name, c.Phone, c.Index)
			return err
		}
		for i := range 7 {
			c := caller{ID: fmt.Sprint(i)}
			plain := map[string]string{"name": fmt.Sprint("人", i)}
			if i%2 == 0 {
				plain["phone"] = fmt.Sprint("1380000600", i)
			}
			if err := callers.Seal(v, &c, plain); err != nil {
				t.Fatal(err)
			}
			if err := k.DB.Write(ctx, func(w sqldb.Writer) error { return put(w, c) }); err != nil {
				t.Fatal(err)
			}
		}
		columns := callers.Columns(k.DB, k.Recorder.Reseal("caller.reseal"))
		if n, err := v.Reseal(ctx, columns, 3); n != 0 || err != nil {
			t.Errorf("%d sealed again under the same keys: %v", n, err)
		}
		for _, p := range []vault.Purpose{vault.ForSealing, vault.ForIndex} {
			if _, err := v.Rotate(p, vault.International, k.Clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := v.Reseal(ctx, columns, 3); n != 7+4 || err != nil {
			t.Errorf("%d sealed again, want 11: %v", n, err)
		}
		if n, err := v.Reseal(ctx, columns, 3); n != 0 || err != nil {
			t.Errorf("%d sealed again once more: %v", n, err)
		}
		var c caller
		index, err := v.Index("13800006004", vault.Phone)
		if err != nil {
			t.Fatal(err)
		}
		err = k.DB.QueryRowContext(ctx, `SELECT id, name, phone, phone_index FROM caller WHERE phone_index = $1`, index).Scan(&c.ID, &c.Name, &c.Phone, &c.Index)
		if err != nil || c.ID != "4" {
			t.Fatalf("not found under the new key: %v", err)
		}
		if all, err := callers.Open(v, &c); err != nil || all[0].Text != "人4" || all[1].Text != "13800006004" {
			t.Errorf("came back as %v: %v", all, err)
		}
		// Three batches of names, two of phones; each is audited.
		var acts int
		if err := k.DB.QueryRowContext(ctx, `SELECT count(*) FROM audit_entry WHERE act = 'caller.reseal'`).Scan(&acts); err != nil || acts != 5 {
			t.Errorf("%d acts, %v", acts, err)
		}
		if err := k.DB.QueryRowContext(ctx, `SELECT count(*) FROM audit_entry WHERE act = 'caller.reseal' AND detail LIKE '%"column":"caller.phone"%'`).Scan(&acts); err != nil || acts != 2 {
			t.Errorf("%d acts name the phone, %v", acts, err)
		}
	}, line)
}

// A value that was changed between reading and saving keeps the change.
func TestAValueChangedMeanwhileIsLeftAlone(t *testing.T) {
	line := sqldb.Migrations{Name: "caller", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE caller (id TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL, phone_index TEXT NOT NULL);
`)}}}
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, v := context.Background(), newVault(t)
		old, now := caller{ID: "1"}, caller{ID: "1"}
		if err := errors.Join(callers.Seal(v, &old, map[string]string{"phone": "13800006021"}), callers.Seal(v, &now, map[string]string{"phone": "13900001111"})); err != nil {
			t.Fatal(err)
		}
		err := k.DB.Write(ctx, func(w sqldb.Writer) error {
			_, err := w.ExecContext(ctx, `INSERT INTO caller (id, name, phone, phone_index) VALUES ('1', '', $1, $2)`, now.Phone, now.Index)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range callers.Columns(k.DB, k.Recorder.Reseal("caller.reseal")) {
			if c.Column != "phone" {
				continue
			}
			if err := c.Save(ctx, []vault.Change{{Row: "1", Before: old.Phone, After: old.Phone, Index: old.Index}}); err != nil {
				t.Fatal(err)
			}
		}
		var is caller
		if err := k.DB.QueryRowContext(ctx, `SELECT phone, phone_index FROM caller WHERE id = '1'`).Scan(&is.Phone, &is.Index); err != nil || is.Phone != now.Phone || is.Index != now.Index {
			t.Errorf("the change is gone: %v", err)
		}
	}, line)
}
