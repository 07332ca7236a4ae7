package desk

import (
	"context"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/screening"
)

// ScreenFile looks into a file that was not through at its upload. One with a
// mark of secrecy is destroyed and its report opened.
func (d *Desk) ScreenFile(ctx context.Context, id string) error {
	return d.again(ctx, id, "screening.screened")
}

// ScreenAgain looks into a body's files once more, after its lists changed.
func (d *Desk) ScreenAgain(ctx context.Context, body string) error {
	for last := ""; ; {
		files, err := filesAfter(ctx, d.DB, body, last)
		if err != nil || len(files) == 0 {
			return err
		}
		for _, x := range files {
			if last = x.ID; x.ReplacedBy != "" {
				continue
			}
			if err := d.again(ctx, x.ID, "screening.again"); err != nil {
				return err
			}
		}
	}
}

// Lapse screens the bodies again of whose own numbers one may not be used any
// more since today.
func (d *Desk) Lapse(ctx context.Context) error {
	bodies, err := lapsed(ctx, d.DB, (d.today() - 1).String())
	if err != nil {
		return err
	}
	for _, b := range bodies {
		if err := d.ScreenAgain(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// ScreenEarlier takes in the files that were kept before this ledger was there, or
// while nobody screened: they go nowhere until they are looked into.
func (d *Desk) ScreenEarlier(ctx context.Context) error {
	for _, source := range d.Sources {
		keeper, ok := d.Keeper(source)
		if !ok {
			return fmt.Errorf("screen earlier files: no keeper %q", source)
		}
		for last := ""; ; {
			files, err := keeper.Files.Table.After(ctx, d.DB, last)
			if err != nil {
				return err
			}
			if len(files) == 0 {
				break
			}
			for _, x := range files {
				last = x.ID
				if _, err := fileOf(ctx, d.DB, x.ID); !fault.Is(err, fault.NotFound) || x.Key.Empty() {
					if err != nil && !fault.Is(err, fault.NotFound) {
						return err
					}
					continue
				}
				if err := d.takeIn(ctx, keeper, source, x); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// takeIn notes a kept file and leaves the job that looks into it.
func (d *Desk) takeIn(ctx context.Context, keeper Keeper, source string, x attach.File) error {
	_, _, data, err := keeper.Files.Held(ctx, x.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.Recorder.Do(ctx, identity.Job(x.Body), act.Entry{Name: "screening.earlier", Body: x.Body, Subject: x.ID}, func(tx *act.Tx) error {
		file := File{ID: x.ID, Source: source, Body: x.Body, Owner: x.Owner, Form: x.Form, Stage: x.Stage, Series: x.ID, Going: d.goes(source, x.Stage), State: waiting,
			Kind: x.Kind, Hash: hashOf(data), AddedBy: x.AddedBy, AddedAt: x.AddedAt}
		if err := insertFile(ctx, tx, file); err != nil {
			return err
		}
		return tx.Enqueue(ctx, fileArgs{x.ID})
	})
}

// again looks into a kept file and writes down what was found. A file that is
// gone meanwhile is none.
func (d *Desk) again(ctx context.Context, id, name string) error {
	x, err := fileOf(ctx, d.DB, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	keeper, ok := d.Keeper(x.Source)
	if !ok {
		return fmt.Errorf("screen file %s: no keeper %q", id, x.Source)
	}
	held, fileName, data, err := keeper.Files.Held(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	s, err := d.look(ctx, atRest, x.Body, fileName, data)
	if err != nil {
		return err
	}
	if screening.Secret(s.list) {
		return d.destroy(ctx, keeper, held, x)
	}
	masks, err := d.masks(s.holding)
	if err != nil {
		return err
	}
	entry := act.Entry{Name: name, Body: x.Body, Subject: x.ID}
	return d.Recorder.Do(ctx, identity.Job(x.Body), entry, func(tx *act.Tx) error {
		rows, err := d.findingsAgain(ctx, tx, x.Series, s.list)
		if err != nil {
			return err
		}
		tx.Detail("blocking", screening.Blocking(s.list))
		tx.Detail("findings", len(s.list))
		if err := putMasks(ctx, tx, x.ID, x.Body, masks); err != nil {
			return err
		}
		return putFindings(ctx, tx, x.ID, rows)
	})
}

// destroy takes a kept file away in which a mark of secrecy was found later.
func (d *Desk) destroy(ctx context.Context, keeper Keeper, held attach.File, x File) error {
	err := d.open(ctx, identity.Job(x.Body), x.Body, x.AddedBy, x.Hash, func(tx *act.Tx) error {
		if err := keeper.Files.Destroy(ctx, tx, x.ID); err != nil {
			return err
		}
		return forget(ctx, tx, x.ID, "")
	})
	return errors.Join(err, sweep(ctx, keeper, held, err))
}

func sweep(ctx context.Context, keeper Keeper, held attach.File, failed error) error {
	if failed != nil {
		return nil
	}
	return keeper.Files.Sweep(ctx, held)
}

// sees loads a file that a person may see, with what it belongs to.
func (d *Desk) sees(ctx context.Context, who identity.Actor, id string) (File, Keeper, Matter, error) {
	x, err := fileOf(ctx, d.DB, id)
	if err != nil {
		return x, Keeper{}, Matter{}, err
	}
	keeper, ok := d.Keeper(x.Source)
	if !ok || x.Body != who.Body || x.Owner == "" {
		return x, keeper, Matter{}, &fault.Error{Kind: fault.NotFound, Message: "没有这个文件。回到公开审查的列表再打开"}
	}
	m, err := keeper.Matter(ctx, who, x.Owner)
	return x, keeper, m, err
}

// Decide puts down what a person decided of one finding, by its number in the
// file, or of all findings of the same thing.
func (d *Desk) Decide(ctx context.Context, who identity.Actor, id string, nr int, decision screening.Decision) error {
	x, _, _, err := d.sees(ctx, who, id)
	if err != nil {
		return err
	}
	entry := act.Entry{Name: "screening.decide", Body: x.Body, Subject: x.ID, Reason: decision.Reason}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		list, err := findingsOf(ctx, tx, x)
		if err != nil {
			return err
		}
		for _, f := range list {
			if f.Nr != nr {
				continue
			}
			decided, err := decision.Decide(who, x.AddedBy, f.Kind)
			if err != nil {
				return err
			}
			tx.Detail("finding", string(f.Kind)+" "+f.Text)
			tx.Detail("verdict", decided.Verdict)
			tx.Detail("ground", decided.Ground)
			if err := insertDecision(ctx, tx, x.Series, f.Mark, who.ID, decided); err != nil {
				return err
			}
			return recount(ctx, tx, x.ID)
		}
		return &fault.Error{Kind: fault.Conflict, Message: "文件刚重新审查过，没有这一处了。看过现在的发现再决定"}
	})
}

// dueSoon is how long before its review day an own number is asked about.
const dueSoon = calendar.Day(14)
