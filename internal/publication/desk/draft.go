package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/sqldb"
)

// How long a title and a text may be, in characters.
const (
	longestTitle = 120
	longestText  = 200_000
)

// keepable reports what cannot even be kept as a draft.
func (x Item) keepable() error {
	var all fault.List
	if _, ok := publication.KindOf(x.Kind); !ok {
		all.Add("kind", "选择这是哪一类信息")
	}
	if x.Title == "" {
		all.Add("title", "填写标题")
	}
	for _, f := range []struct {
		name, text string
		most       int
	}{{"title", x.Title, longestTitle}, {"content", x.Content, longestText}, {"document_number", x.DocumentNumber, 60}, {"record_number", x.RecordNumber, 60},
		{"replaces", x.Replaces, 60}, {"reason", x.Reason, 1000}} {
		if n := utf8.RuneCountInString(f.text); n > f.most {
			all.Add(f.name, fmt.Sprintf("不超过 %d 字，现在是 %d 字", f.most, n))
		}
	}
	if !utf8.ValidString(x.Title + x.Content) {
		all.Add("content", "有不能识别的字符。从原稿重新粘贴")
	}
	return all.Err()
}

// missing lists what has to be put right before an item is handed in, the fields
// in the order of the page.
func (d *Desk) missing(ctx context.Context, db sqldb.Reader, x Item) (fault.List, error) {
	k, _ := publication.KindOf(x.Kind)
	var all fault.List
	add := func(f *fault.Error) {
		if f != nil {
			all = append(all, f)
		}
	}
	add(k.Number.Check(x.DocumentNumber).Fault)
	if _, ok := publication.ItemOf(x.Entry); !ok {
		all.Add("entry", "选择它属于法定公开目录的哪一项")
	}
	if x.FormedOn == "" {
		all.Add("formed_on", "填写成文日期")
	}
	if k.Clock.Trigger != publication.Formed && k.Clock.Trigger != publication.Decided && x.BeganOn == "" {
		all.Add("began_on", "填写"+k.Clock.Trigger.Label()+"，公开的期限从它起算")
	}
	if u := dayOf(x.UntilOn); u != 0 && u < max(dayOf(x.FormedOn), dayOf(x.EffectiveOn)) {
		all.Add("until_on", "有效期的最后一天早于成文或者施行之日")
	}
	if f := fault.As(publication.CheckOpenness(x.Openness, x.Ground, x.Reason)); f != nil {
		add(f)
	}
	if x.Content == "" {
		all.Add("content", "填写正文")
	}
	if err := d.checkOthers(ctx, db, x, &all); err != nil {
		return nil, err
	}
	found, err := d.Screens(ctx, x.Body, x.Title+"\n"+x.Content)
	if err != nil {
		return nil, err
	}
	for _, what := range found {
		all.Add("content", "写有"+what+"，删去或者换一种说法")
	}
	return all, nil
}

// checkOthers holds an item against the body's other documents: a number is used
// once, and what is replaced has to be there.
func (d *Desk) checkOthers(ctx context.Context, db sqldb.Reader, x Item, all *fault.List) error {
	if x.DocumentNumber != "" {
		same, err := byNumber(ctx, db, x.Body, x.DocumentNumber)
		if err != nil {
			return err
		}
		for _, y := range same {
			if y.ID != x.ID && y.ID != x.Corrects && y.State != publication.Discarded && y.Withdrawal != publication.Corrected {
				all.Add("document_number", fmt.Sprintf("%s 已用于“%s”。核对文号", x.DocumentNumber, y.Title))
				break
			}
		}
	}
	columns, err := columnsOf(ctx, db, x.Body)
	if err != nil {
		return err
	}
	if len(columns) > 0 && !slices.ContainsFunc(columns, func(c Column) bool { return c.ID == x.Place }) {
		all.Add("place", "选择放在门户的哪个栏目")
	}
	if x.Replaces == "" {
		return nil
	}
	old, err := byNumber(ctx, db, x.Body, x.Replaces)
	if err != nil {
		return err
	}
	for _, y := range old {
		if y.State == publication.IsPublic {
			return nil
		}
	}
	all.Add("replaces", "没有公开过文号是 "+x.Replaces+" 的文件。核对文号，或者留空")
	return nil
}

// due is the last day by which an item is to be public.
func (d *Desk) due(cal *calendar.Calendar, x Item) publication.Due {
	k, _ := publication.KindOf(x.Kind)
	return k.Clock.Due(cal, dayOf(cmp.Or(x.BeganOn, x.FormedOn)))
}

// digestOf is the digest of a text as it was handed in.
func digestOf(title, content string) string {
	sum := sha256.Sum256([]byte(title + "\n" + content))
	return hex.EncodeToString(sum[:])
}

// Draft keeps a new document of the own body. corrects is the id of a public one
// that it is to take the place of, "" for none.
func (d *Desk) Draft(ctx context.Context, who identity.Actor, x Item, key string) (string, error) {
	if err := x.keepable(); err != nil {
		return "", err
	}
	if x.Corrects != "" {
		old, err := d.editable(ctx, who, x.Corrects)
		if err != nil {
			return "", err
		}
		if old.State != publication.IsPublic {
			return "", &fault.Error{Kind: fault.Conflict, Message: "只有已公开的可以更正。这一件现在是“" + old.State.Label() + "”"}
		}
		x.Kind = old.Kind
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return "", err
	}
	entry := act.Entry{Name: "publication.draft", Body: who.Body, Key: key}
	id, _, err := d.Recorder.Once(ctx, who, entry, func(tx *act.Tx) (string, error) {
		x.ID, x.Body, x.State, x.Version = sqldb.NewID(), who.Body, publication.Review().Start, 0
		x.DraftedBy, x.EditedBy, x.Keeper, x.DraftedAt = who.ID, who.ID, who.ID, sqldb.Time{Time: tx.Now()}
		x.DueOn = d.due(cal, x).Day.String()
		tx.Detail("document", x.ID)
		tx.Detail("kind", string(x.Kind))
		return x.ID, insertItem(ctx, tx, x)
	})
	return id, err
}

// Save keeps what somebody wrote in a draft. seen is the revision he looked at; a
// later one is a Conflict.
func (d *Desk) Save(ctx context.Context, who identity.Actor, id string, seen int64, in Item) error {
	if err := in.keepable(); err != nil {
		return err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	return d.change(ctx, who, act.Entry{Name: "publication.save", Body: who.Body, Subject: id}, seen, func(_ *act.Tx, x *Item) error {
		if x.State != publication.Draft {
			return &fault.Error{Kind: fault.Conflict, Message: "送审以后不能改。要改，退回或者收回到草稿"}
		}
		x.Entry, x.Title, x.Content, x.DocumentNumber, x.RecordNumber = in.Entry, in.Title, in.Content, in.DocumentNumber, in.RecordNumber
		x.Openness, x.Ground, x.Reason, x.Replaces, x.Place = in.Openness, in.Ground, in.Reason, in.Replaces, in.Place
		x.FormedOn, x.BeganOn, x.EffectiveOn, x.UntilOn = in.FormedOn, in.BeganOn, in.EffectiveOn, in.UntilOn
		x.EditedBy, x.DueOn = who.ID, d.due(cal, *x).Day.String()
		return nil
	})
}

// change is an act on one item that somebody may change.
func (d *Desk) change(ctx context.Context, who identity.Actor, entry act.Entry, seen int64, f func(*act.Tx, *Item) error) error {
	x, err := d.editable(ctx, who, entry.Subject)
	if err != nil {
		return err
	}
	entry.Body = x.Body
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		x, err := claim(ctx, tx, x.ID, seen)
		if err != nil {
			return err
		}
		if err := f(tx, &x); err != nil {
			return err
		}
		return saveItem(ctx, tx, x)
	})
}

// visible gives an item to somebody of its body, or to who may read there.
func (d *Desk) visible(ctx context.Context, who identity.Actor, id string) (Item, error) {
	x, err := itemOf(ctx, d.DB, id)
	if err == nil {
		err = items.Visible(who, x.Body)
	}
	return x, err
}

// editable is visible for somebody who may also change it.
func (d *Desk) editable(ctx context.Context, who identity.Actor, id string) (Item, error) {
	x, err := itemOf(ctx, d.DB, id)
	if err == nil {
		err = items.Editable(who, x.Body)
	}
	return x, err
}
