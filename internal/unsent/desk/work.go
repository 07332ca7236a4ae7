package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/sqldb"
	"yangguang/internal/unsent"
)

// content is what a draft holds, sealed.
type content struct {
	Title  string        `json:"title,omitempty"` // of the page
	Page   string        `json:"page"`            // path of the page with the form
	Fields unsent.Fields `json:"fields"`
}

// Kept is a draft as it was last saved; the zero value stands for none.
type Kept struct {
	Form, Title, Page string
	Fields            unsent.Fields
	Version           int64
	SavedAt           time.Time
}

// Diverged is the error of a save over what another window has saved: Kept is
// what stands there.
type Diverged struct {
	Kept Kept
}

// Error says what happened.
func (e *Diverged) Error() string {
	return "另一个窗口刚保存过这份草稿。看看两份哪里不同"
}

// Unwrap makes it the conflict it is.
func (e *Diverged) Unwrap() error { return &fault.Error{Kind: fault.Conflict, Message: e.Error()} }

// Of gives a person's draft of a form; false without one.
func (d *Desk) Of(ctx context.Context, person, form string) (Kept, bool, error) {
	x, ok, err := find(ctx, d.DB, person, form)
	if err != nil || !ok || d.old(x) {
		return Kept{}, false, err
	}
	k, err := d.open(x)
	return k, err == nil, err
}

// All are a person's drafts, the newest first.
func (d *Desk) All(ctx context.Context, person string) (all []Kept, err error) {
	rows, err := findAll(ctx, d.DB, person)
	if err != nil {
		return nil, err
	}
	for _, x := range rows {
		if d.old(x) {
			continue
		}
		k, err := d.open(x)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

// Save keeps what a person has typed in place of the version that the window has
// seen (0: none) and gives the new one. Where another version stands by now it is
// a Diverged. A draft that was dropped meanwhile begins anew.
func (d *Desk) Save(ctx context.Context, person string, k Kept, seen int64) (version int64, err error) {
	if err := unsent.CheckKey(k.Form); err != nil {
		return 0, err
	}
	if err := k.Fields.Check(); err != nil {
		return 0, err
	}
	err = d.Recorder.Keep(ctx, func(tx *act.Tx) error {
		x, ok, err := find(ctx, tx, person, k.Form)
		if err != nil {
			return err
		}
		if ok && x.Version != seen {
			had, err := d.open(x)
			if err != nil {
				return err
			}
			if len(unsent.Differences(k.Fields, had.Fields)) == 0 {
				version = x.Version
				return nil
			}
			return &Diverged{had}
		}
		if !ok {
			x = row{ID: sqldb.NewID(), Person: person, Form: k.Form}
		}
		x.Version, x.SavedAt, version = max(x.Version, seen)+1, sqldb.Time{Time: tx.Now()}, max(x.Version, seen)+1
		if err := d.seal(&x, k); err != nil {
			return err
		}
		if !ok {
			return insert(ctx, tx, x)
		}
		done, err := update(ctx, tx, x, seen)
		if err == nil && !done {
			return fmt.Errorf("keep draft: version %d of %s is gone", seen, x.ID)
		}
		return err
	})
	return version, err
}

// Put keeps a form whatever stands there: it came with the last press of a button
// before somebody had to sign in again.
func (d *Desk) Put(ctx context.Context, person string, k Kept) error {
	had, _, err := d.Of(ctx, person, k.Form)
	if err != nil {
		return err
	}
	_, err = d.Save(ctx, person, k, had.Version)
	return err
}

// Drop forgets a draft: it was handed in, or is not wanted.
func (d *Desk) Drop(ctx context.Context, person, form string) error {
	return d.Recorder.Keep(ctx, func(tx *act.Tx) error { return remove(ctx, tx, person, form) })
}

// forgetArgs is the job that forgets old drafts.
type forgetArgs struct{}

// Kind names the job.
func (forgetArgs) Kind() string { return "unsent_forget" }

// forget drops what was last saved unsent.Days ago.
func (d *Desk) forget(ctx context.Context, _ forgetArgs) error {
	return d.Recorder.Keep(ctx, func(tx *act.Tx) error { return removeOlder(ctx, tx, d.since()) })
}

func (d *Desk) since() time.Time { return d.Now().AddDate(0, 0, -unsent.Days) }

func (d *Desk) old(x row) bool { return x.SavedAt.Before(d.since()) }

func (d *Desk) seal(x *row, k Kept) error {
	text, err := json.Marshal(content{k.Title, k.Page, k.Fields})
	if err != nil {
		return fmt.Errorf("encode draft: %w", err)
	}
	return fields.Seal(d.Vault, x, map[string]string{"content": string(text)})
}

func (d *Desk) open(x row) (Kept, error) {
	plain, err := d.Vault.Open(x.Content, fields.At(x.ID, "content"))
	if err != nil {
		return Kept{}, fmt.Errorf("open draft %s: %w", x.ID, err)
	}
	var c content
	if err := json.Unmarshal([]byte(plain.Text()), &c); err != nil {
		return Kept{}, fmt.Errorf("read draft %s: %w", x.ID, err)
	}
	return Kept{Form: x.Form, Title: c.Title, Page: c.Page, Fields: c.Fields, Version: x.Version, SavedAt: x.SavedAt.Time}, nil
}
