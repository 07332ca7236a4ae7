package desk

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/form"
)

// check reports what of a column cannot be kept.
func (d *Desk) check(ctx context.Context, c Column) error {
	var all fault.List
	switch n := utf8.RuneCountInString(c.Name); {
	case n == 0:
		all.Add("name", "填写栏目的名称")
	case n > 40:
		all.Add("name", "名称不超过 40 字")
	}
	if _, ok := publication.ItemOf(c.Entry); !ok {
		all.Add("entry", "选择它属于法定公开目录的哪一项")
	}
	if !slices.Contains(publication.Classes(), c.Class) {
		all.Add("class", "选择多久要更新")
	}
	if c.Class == publication.Periodic && (c.Months < 1 || c.Months > 24) {
		all.Add("months", "填写几个月更新一次，1 至 24")
	}
	people, err := d.Colleagues(ctx, c.Body)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(people, func(a identity.Actor) bool { return a.ID == c.Owner }) {
		all.Add("owner", "选择谁负责")
	}
	return all.Err()
}

// KeepColumn keeps a column of the own body's portal, a new one where it has no
// id. seen is the revision the person looked at.
func (d *Desk) KeepColumn(ctx context.Context, who identity.Actor, c Column, seen int64) error {
	c.Body, c.Note = who.Body, form.Clip(c.Note)
	if c.Class != publication.Periodic {
		c.Months = 0
	}
	if err := d.check(ctx, c); err != nil {
		return err
	}
	entry := act.Entry{Name: "publication.column", Body: who.Body, Subject: c.ID}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		tx.Detail("owner", c.Owner)
		if c.ID == "" {
			c.ID, c.CreatedAt = sqldb.NewID(), sqldb.Time{Time: tx.Now()}
			tx.Detail("column", c.ID)
			return insertColumn(ctx, tx, c)
		}
		old, err := columnOf(ctx, tx, c.ID)
		if err == nil {
			err = portalColumns.Editable(who, old.Body)
		}
		if err == nil {
			err = portalColumns.Bump(ctx, tx, c.ID, seen)
		}
		if err != nil {
			return err
		}
		c.PressedOn, c.EndedOn = old.PressedOn, old.EndedOn
		return saveColumn(ctx, tx, c)
	})
}

// Press asks who sees to a column to update it, once a day.
func (d *Desk) Press(ctx context.Context, who identity.Actor, id string) error {
	return d.Recorder.Do(ctx, who, act.Entry{Name: "publication.press", Body: who.Body, Subject: id}, func(tx *act.Tx) error {
		c, err := columnOf(ctx, tx, id)
		if err == nil {
			err = portalColumns.Editable(who, c.Body)
		}
		if err != nil {
			return err
		}
		today := calendar.At(tx.Now()).String()
		if c.PressedOn == today {
			return &fault.Error{Kind: fault.Conflict, Message: "今天已经催过这个栏目，同一个栏目一天催一次"}
		}
		if err := portalColumns.Bump(ctx, tx, id, c.Rev); err != nil {
			return err
		}
		c.PressedOn = today
		return saveColumn(ctx, tx, c)
	})
}

// HandOver gives everything that somebody owes, columns and documents under work,
// to somebody else in one act. Who wrote a text stays who wrote it: the successor
// may review what he did not write.
func (d *Desk) HandOver(ctx context.Context, who identity.Actor, from, to, note string) (h Handover, err error) {
	people, err := d.Colleagues(ctx, who.Body)
	if err != nil {
		return h, err
	}
	var all fault.List
	if from == "" {
		all.Add("from", "选择谁离开岗位")
	}
	i := slices.IndexFunc(people, func(a identity.Actor) bool { return a.ID == to })
	switch {
	case i < 0:
		all.Add("to", "选择谁接手")
	case from == to:
		all.Add("to", "接手的人和离开的人是同一个，换一个人")
	case !people[i].Has(writers()...):
		all.Add("to", "接手的人没有“采编”这个角色，先由安全管理员授予")
	}
	if len(all) > 0 {
		return h, all
	}
	entry := act.Entry{Name: "publication.handover", Body: who.Body, Subject: from, Reason: note}
	err = d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		h = Handover{ID: sqldb.NewID(), Body: who.Body, From: from, To: to, Note: form.Clip(note), MadeBy: who.ID, MadeAt: sqldb.Time{Time: tx.Now()}}
		var err error
		if h.Columns, err = moveColumns(ctx, tx, who.Body, from, to); err != nil {
			return err
		}
		if h.Documents, err = moveDocuments(ctx, tx, who.Body, from, to); err != nil {
			return err
		}
		if h.Columns+h.Documents == 0 {
			return fault.Field("from", "名下没有栏目，也没有在办的稿件，没有要移交的")
		}
		tx.Detail("to", to)
		tx.Detail("columns", h.Columns)
		tx.Detail("documents", h.Documents)
		return insertHandover(ctx, tx, h)
	})
	return h, err
}

// Accept writes down that the successor has taken over.
func (d *Desk) Accept(ctx context.Context, who identity.Actor, id string) error {
	return d.Recorder.Do(ctx, who, act.Entry{Name: "publication.accept", Body: who.Body, Subject: id}, func(tx *act.Tx) error {
		ok, err := acceptHandover(ctx, tx, id, who.ID, calendar.At(tx.Now()).String())
		if err == nil && !ok {
			err = &fault.Error{Kind: fault.Conflict, Message: "没有等您接收的移交，或者已经接收过"}
		}
		return err
	})
}

// standing is a column with what the book knows of it.
type standing struct {
	Column
	book publication.Column
}

// standings are a body's columns with their last change and what is scheduled.
func (d *Desk) standings(ctx context.Context, body string) ([]standing, error) {
	all, err := columnsOf(ctx, d.DB, body)
	if err != nil {
		return nil, err
	}
	list := make([]standing, len(all))
	for i, c := range all {
		b := publication.Column{ID: c.ID, Name: c.Name, Class: c.Class, Months: c.Months, Updated: c.UpdatedAt.Time}
		plans, err := planned(ctx, d.DB, c.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range plans {
			b.Scheduled = append(b.Scheduled, dayOf(p.On).Time().Add(-8*time.Hour)) // midnight in Shanghai
		}
		list[i] = standing{c, b}
	}
	return list, nil
}
