package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/flow"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/screening"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/form"
)

// screened is the name of the ledger's texts for whoever looks into them.
const screened = "publication"

// Opinion is what somebody says with a step.
type Opinion struct {
	Text       string
	PublishOn  calendar.Day // of a signature: the day it is to be public; 0 at once
	Referral   publication.Referral
	To         string // whom it is referred to
	Withdrawal publication.Withdrawal
	Annulled   calendar.Day // the day a public decision was changed, revoked or found unlawful
}

// check reports what a step lacks.
func (o Opinion) check(by publication.Action) error {
	field := func(name string) string { return string(by) + "_" + name }
	must := map[publication.Action]string{publication.Return: "写明退回的原因", publication.Reopen: "写明为什么要改", publication.Resolve: "写明确定的结果和来文的文号",
		publication.Withdraw: "写明撤下的原因，会公布在原地址上", publication.Refer: "写明拿不准的是什么", publication.Discard: "写明作废的原因"}[by]
	if must != "" && strings.TrimSpace(o.Text) == "" {
		return fault.Field(field("opinion"), must)
	}
	if by != publication.Refer {
		return nil
	}
	for _, r := range publication.Referrals() {
		if r.Referral == o.Referral && slices.Contains(r.To, o.To) {
			return nil
		}
	}
	if o.Referral == publication.WhetherSecret {
		return &fault.Error{Kind: fault.Unlawful, Field: field("to"), Message: "是不是国家秘密、什么密级，只能报国家或者省级保密行政管理部门确定", Cite: publication.Referrals()[1].Cite}
	}
	return fault.Field(field("to"), "选择报给谁、要确定什么")
}

// Take moves a document on by one step. seen is the revision the person looked
// at; a later one is a Conflict. What the law does not allow is an Unlawful fault
// in the book's words.
func (d *Desk) Take(ctx context.Context, who identity.Actor, id string, seen int64, by publication.Action, o Opinion) error {
	if err := o.check(by); err != nil {
		return err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	entry := act.Entry{Name: "publication." + string(by), Subject: id, Reason: o.Text}
	return d.change(ctx, who, entry, seen, func(tx *act.Tx, x *Item) error {
		step, err := d.step(ctx, tx, who, x, by)
		if err != nil {
			return err
		}
		if err := d.apply(ctx, tx, cal, who, x, step.Action, o); err != nil {
			return err
		}
		e := publication.Event{Action: by, From: step.From, Post: step.By, Version: x.Version, Referral: o.Referral, To: o.To}
		if by == publication.Withdraw {
			k, _ := publication.KindOf(x.Kind)
			e.Withdrawal, e.Digest, e.Annulled = x.Withdrawal, x.Digest, o.Annulled
			e.Late = k.Retract.Due(cal, o.Annulled).Late(cal, calendar.At(tx.Now()))
		}
		if err := d.log(ctx, tx, who, *x, e, o.Text); err != nil {
			return err
		}
		tx.Detail("version", x.Version)
		if by == publication.Sign && dayOf(x.PublishOn) <= calendar.At(tx.Now()) {
			return d.publish(ctx, tx, x)
		}
		return nil
	})
}

// step asks the book whether somebody may take a step, and moves the item.
func (d *Desk) step(ctx context.Context, tx *act.Tx, who identity.Actor, x *Item, by publication.Action) (flow.Step[publication.State, publication.Action, publication.Post], error) {
	texts, err := versionsOf(ctx, tx, x.ID)
	if err != nil {
		return flow.Step[publication.State, publication.Action, publication.Post]{}, err
	}
	author := who.ID == x.DraftedBy || who.ID == x.EditedBy || slices.ContainsFunc(texts, func(v version) bool { return v.MadeBy == who.ID })
	holds := func(guard string) bool {
		return map[string]bool{publication.NotAuthor: !author, publication.IsProactive: x.Openness == publication.Proactive,
			publication.NotProactive: x.Openness != publication.Proactive, publication.OnRecord: x.Kind != publication.Normative || x.RecordNumber != ""}[guard]
	}
	step, err := publication.Review().Allow(x.State, by, holds, publication.PostsOf(who.Roles)...)
	if err == nil {
		x.State = step.To
	}
	return step, err
}

// apply does what a step does beyond the state.
func (d *Desk) apply(ctx context.Context, tx *act.Tx, cal *calendar.Calendar, who identity.Actor, x *Item, by publication.Action, o Opinion) error {
	today := calendar.At(tx.Now())
	switch by {
	case publication.Submit:
		x.Version++
		v := version{Seq: x.Version, Title: x.Title, Content: x.Content, Digest: digestOf(x.Title, x.Content), MadeBy: who.ID, MadeAt: sqldb.Time{Time: tx.Now()}}
		if err := d.clean(ctx, tx, *x); err != nil {
			return err
		}
		return insertVersion(ctx, tx, x.ID, v)
	case publication.Pass:
		return d.clean(ctx, tx, *x)
	case publication.Sign:
		if o.PublishOn != 0 && o.PublishOn < today {
			return fault.Field("sign_publish_on", o.PublishOn.Chinese()+"已过，没有签发。选新的日子，不能选过去的")
		}
		x.PublishOn = max(o.PublishOn, today).String()
		tx.Emit(screening.Published{Source: screened, ID: x.ID, Body: x.Body, Label: "公开信息“" + x.Title + "”", Text: x.Title + "\n" + x.Content})
		return d.clean(ctx, tx, *x)
	case publication.Reopen:
		x.PublishOn = ""
		tx.Emit(screening.Unpublished{Source: screened, ID: x.ID})
	case publication.Withdraw:
		tx.Emit(screening.Unpublished{Source: screened, ID: x.ID})
		return d.takeDown(ctx, tx, cal, x, o, today)
	}
	return nil
}

// clean refuses what is not complete or holds what may not be public.
func (d *Desk) clean(ctx context.Context, tx *act.Tx, x Item) error {
	all, err := d.missing(ctx, tx, x)
	if err != nil {
		return err
	}
	return all.Err()
}

func (d *Desk) takeDown(ctx context.Context, tx *act.Tx, cal *calendar.Calendar, x *Item, o Opinion, today calendar.Day) error {
	k, _ := publication.KindOf(x.Kind)
	if o.Withdrawal == publication.Corrected {
		return fault.Field("withdraw_withdrawal", "更正要写一份更正稿，公开时原来的自动由它代替")
	}
	if o.Withdrawal != publication.Revoked || k.Retract.Zero() {
		o.Annulled = 0
	} else if o.Annulled == 0 {
		return &fault.Error{Kind: fault.Invalid, Field: "withdraw_annulled", Message: "填写" + k.Retract.Trigger.Label() + "，撤下的期限从它起算", Cite: k.Retract.Cite}
	}
	if err := publication.MayWithdraw(cal, k, o.Withdrawal, dayOf(x.PublicOn), today); err != nil {
		f := *fault.As(err)
		f.Field = "withdraw_" + f.Field
		return &f
	}
	rule, _ := publication.WithdrawalOf(o.Withdrawal)
	x.Withdrawal, x.WithdrawnOn, x.Why = o.Withdrawal, today.String(), form.Clip(strings.TrimSpace(o.Text))
	if !rule.Blank {
		return nil
	}
	if err := blank(ctx, tx, x); err != nil {
		return err
	}
	for id := x.Corrects; id != ""; { // what it corrected says the same
		old, err := itemOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if old, err = claim(ctx, tx, old.ID, old.Rev); err != nil {
			return err
		}
		if err := blank(ctx, tx, &old); err != nil {
			return err
		}
		if err := saveItem(ctx, tx, old); err != nil {
			return err
		}
		id = old.Corrects
	}
	return nil
}

// blank takes what an item says out of the record; the digest of it stays.
func blank(ctx context.Context, tx *act.Tx, x *Item) error {
	x.Digest = digestOf(x.Title, x.Content)
	x.Title, x.Content, x.DocumentNumber, x.Replaces = "", "", "", ""
	return blankVersions(ctx, tx, x.ID)
}

// publish makes a signed item public: it gets its number, and what it corrects or
// replaces makes room, in the same act.
func (d *Desk) publish(ctx context.Context, tx *act.Tx, x *Item) error {
	job := identity.Job(x.Body)
	if _, err := d.step(ctx, tx, job, x, publication.Publish); err != nil {
		return err
	}
	today := calendar.At(tx.Now())
	x.PublicOn, x.PublicAt = today.String(), sqldb.Time{Time: tx.Now()}
	old, err := d.corrected(ctx, tx, x)
	if err != nil {
		return err
	}
	if x.Corrects == "" { // a correction neither counts again nor updates its column
		x.CountedYear = today.Year()
		if x.Place != "" {
			if err := freshen(ctx, tx, x.Place); err != nil {
				return err
			}
		}
		if err := released.Shift(ctx, tx, bucket{}, bucket{x.Body, x.CountedYear, string(x.Kind)}); err != nil {
			return err
		}
	}
	if x.IndexNumber = old.IndexNumber; x.IndexNumber == "" {
		code, err := d.Code(ctx, x.Body)
		if err != nil {
			return err
		}
		n, err := numbers.Next(ctx, tx, x.Body, today.Year(), "index")
		if err != nil {
			return err
		}
		x.IndexNumber = publication.Pattern(code).Format(today.Year(), n)
	}
	if err := d.replaced(ctx, tx, *x, today); err != nil {
		return err
	}
	tx.Detail("public", x.ID)
	return d.log(ctx, tx, job, *x, publication.Event{Action: publication.Publish, From: publication.Scheduled, Post: publication.Program, Version: x.Version}, "")
}

// corrected takes down what an item corrects; the zero Item where there is
// nothing, or it is not public any more.
func (d *Desk) corrected(ctx context.Context, tx *act.Tx, x *Item) (Item, error) {
	if x.Corrects == "" {
		return Item{}, nil
	}
	old, err := itemOf(ctx, tx, x.Corrects)
	if err != nil || old.State != publication.IsPublic {
		return Item{}, err
	}
	if old, err = claim(ctx, tx, old.ID, old.Rev); err != nil {
		return Item{}, err
	}
	if _, err := d.step(ctx, tx, identity.Job(x.Body), &old, publication.Withdraw); err != nil {
		return Item{}, err
	}
	tx.Emit(screening.Unpublished{Source: screened, ID: old.ID})
	old.Withdrawal, old.WithdrawnOn, old.Successor = publication.Corrected, x.PublicOn, x.ID
	if err := saveItem(ctx, tx, old); err != nil {
		return Item{}, err
	}
	e := publication.Event{Action: publication.Withdraw, From: publication.IsPublic, Post: publication.Program, Version: old.Version, Withdrawal: publication.Corrected, To: x.ID}
	return old, d.log(ctx, tx, identity.Job(x.Body), old, e, "")
}

// replaced ends the document that an item takes the place of: from its first day,
// each names the other.
func (d *Desk) replaced(ctx context.Context, tx *act.Tx, x Item, today calendar.Day) error {
	if x.Replaces == "" {
		return nil
	}
	all, err := byNumber(ctx, tx, x.Body, x.Replaces)
	if err != nil {
		return err
	}
	for _, old := range all {
		if old.State != publication.IsPublic || old.ID == x.ID {
			continue
		}
		if old, err = claim(ctx, tx, old.ID, old.Rev); err != nil {
			return err
		}
		old.RepealedOn, old.Successor = cmp.Or(x.EffectiveOn, today.String()), x.ID
		return saveItem(ctx, tx, old)
	}
	return nil
}

// log puts an event down behind those of the item.
func (d *Desk) log(ctx context.Context, tx *act.Tx, who identity.Actor, x Item, e publication.Event, note string) error {
	last, err := events.Last(ctx, tx, x.ID)
	if err != nil {
		return err
	}
	return events.Append(ctx, tx, x.ID, last+1, LoggedEvent{Event: e, Note: form.Clip(strings.TrimSpace(note)), Person: who.ID, At: sqldb.Time{Time: tx.Now()}})
}

// PublishDue makes public what was signed for a day that has come.
func (d *Desk) PublishDue(ctx context.Context) error {
	due, err := scheduled(ctx, d.DB, d.today().String())
	if err != nil {
		return err
	}
	for _, x := range due {
		entry := act.Entry{Name: "publication.publish", Body: x.Body, Subject: x.ID}
		err := d.Recorder.Do(ctx, identity.Job(x.Body), entry, func(tx *act.Tx) error {
			now, err := claim(ctx, tx, x.ID, x.Rev)
			if err != nil {
				return err
			}
			if err := d.publish(ctx, tx, &now); err != nil {
				return err
			}
			return saveItem(ctx, tx, now)
		})
		if err != nil && !fault.Is(err, fault.Conflict) { // reopened meanwhile
			return err
		}
	}
	return nil
}
