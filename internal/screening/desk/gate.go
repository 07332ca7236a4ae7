package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/document"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/screening"
	"yangguang/internal/sqldb"
)

var _ attach.Gate = (*Desk)(nil)

// Enter looks into a file before it is kept. One with a mark of secrecy is
// refused, and nothing of it is kept but its hash, who brought it and when; one
// that is not through in time is looked into in the background, and leaves only
// after that.
func (d *Desk) Enter(ctx context.Context, who identity.Actor, came attach.Incoming) (attach.Pass, error) {
	s, err := d.look(ctx, d.Limit, came.Body, came.Name, came.Data)
	slow := errors.Is(err, errSlow)
	if err != nil && !slow {
		return nil, err
	}
	if screening.Secret(s.list) {
		return nil, d.refuse(ctx, who, came.Body, came.Name, came.Data)
	}
	rows, err := d.findings(s.list, nil)
	if err != nil {
		return nil, err
	}
	masks, err := d.masks(s.holding)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx *act.Tx, x attach.File) error {
		file := File{ID: x.ID, Source: came.Source, Body: x.Body, Owner: x.Owner, Form: x.Form, Stage: x.Stage, Series: x.ID, Going: d.goes(came.Source, x.Stage), State: waiting,
			Kind: x.Kind, Hash: hashOf(came.Data), AddedBy: x.AddedBy, AddedAt: sqldb.Time{Time: tx.Now()}}
		if err := insertFile(ctx, tx, file); err != nil {
			return err
		}
		if slow {
			return tx.Enqueue(ctx, fileArgs{x.ID})
		}
		if err := putMasks(ctx, tx, x.ID, x.Body, masks); err != nil {
			return err
		}
		return putFindings(ctx, tx, x.ID, rows)
	}, nil
}

// goes is 1 for a file that goes to somebody outside the body.
func (d *Desk) goes(source, stage string) int {
	if k, ok := d.Keeper(source); ok && k.Goes(stage) {
		return 1
	}
	return 0
}

// refuse opens the report of a file with a mark of secrecy, and gives the fault
// that tells who brought it whom to tell.
func (d *Desk) refuse(ctx context.Context, who identity.Actor, body, name string, data []byte) error {
	if err := d.open(ctx, who, body, cmp.Or(who.ID, "申请人"), hashOf(data), func(*act.Tx) error { return nil }); err != nil {
		return err
	}
	tell := "本单位的保密审查人员和负责人"
	if who.ID == "" {
		var err error
		if tell, err = d.Tell(ctx, body); err != nil {
			return err
		}
	}
	return screening.Refused(name, tell)
}

// open opens the report of a file with a mark of secrecy; beside runs in the act.
func (d *Desk) open(ctx context.Context, who identity.Actor, body, brought, hash string, beside func(*act.Tx) error) error {
	id := sqldb.NewID()
	return d.Recorder.Do(ctx, who, act.Entry{Name: "screening.secret", Body: body, Subject: id}, func(tx *act.Tx) error {
		tx.Detail("hash", hash)
		if err := insertSecret(ctx, tx, Secret{ID: id, Body: body, Hash: hash, BroughtBy: brought, FoundAt: sqldb.Time{Time: tx.Now()}}); err != nil {
			return err
		}
		return beside(tx)
	})
}

// mostTold is how many findings a refusal names.
const mostTold = 5

// Leave says why files may not go to somebody outside: what was found in them
// and where, and on which page it is decided.
func (d *Desk) Leave(ctx context.Context, db sqldb.Reader, files []attach.File) error {
	var all fault.List
	for _, x := range files {
		one, err := d.held(ctx, db, x.ID)
		if err != nil {
			return err
		}
		if one != nil {
			all = append(all, one)
		}
	}
	return all.Err()
}

// held is why one file may not leave; nil when it may. A file of which this
// ledger knows nothing was never looked into.
func (d *Desk) held(ctx context.Context, db sqldb.Reader, id string) (*fault.Error, error) {
	x, err := fileOf(ctx, db, id)
	if fault.Is(err, fault.NotFound) {
		return &fault.Error{Kind: fault.Unlawful, Message: "附件没有经过审查，不能给出。重新上传", Cite: screening.RuleOf(screening.IDCard).Ground}, nil
	}
	if err != nil {
		return nil, err
	}
	page := home + "/files/" + x.ID
	if x.State == waiting {
		return &fault.Error{Kind: fault.Conflict, Message: "附件还在审查，过一会儿再办", Href: page}, nil
	}
	list, err := findingsOf(ctx, db, x)
	if err != nil {
		return nil, err
	}
	var told []string
	n := 0
	ground := screening.RuleOf(screening.IDCard).Ground
	for _, f := range list {
		if !f.Holds() {
			continue
		}
		if n++; n == 1 {
			ground = screening.RuleOf(f.Kind).Ground
		}
		if n <= mostTold {
			told = append(told, f.Where+"有"+screening.RuleOf(f.Kind).Label+"（"+f.Text+"）")
		}
	}
	if n == 0 {
		return nil, nil
	}
	if n > mostTold {
		told = append(told, fmt.Sprintf("共 %d 处", n))
	}
	return &fault.Error{Kind: fault.Unlawful, Message: "附件不能给出：" + strings.Join(told, "；") + "。打开这个附件，逐处遮盖或者写明依据", Cite: ground, Href: page}, nil
}

// Text gives what may not stand in a text that goes to the public: each finding
// that holds it up, in Chinese and masked.
func (d *Desk) Text(ctx context.Context, body, text string) ([]string, error) {
	rules, err := d.rules(ctx, body)
	if err != nil {
		return nil, err
	}
	h := lines(text)
	var told []string
	for _, f := range rules.Screen(h) {
		if f.Severity == screening.Block {
			told = append(told, screening.RuleOf(f.Kind).Label+"（"+f.Text+"）")
		}
	}
	joint, err := d.jointText(ctx, body, h)
	return append(told, joint...), err
}

// Stands says where each of texts stands first in a file, in the spellings that
// redaction covers; "" where it does not. The file is read once.
func (d *Desk) Stands(ctx context.Context, name string, data []byte, texts []string) ([]string, error) {
	s, err := d.look(ctx, atRest, "", name, data)
	if err != nil {
		return nil, slow(err)
	}
	where := make([]string, len(texts))
	for i, text := range texts {
		if found := screening.Occurrences(s.holding, text); len(found) > 0 {
			where[i] = found[0].Where
		}
	}
	return where, nil
}

// jointText gives the starred numbers of a text that it tells together with its
// other places or with what goes or has gone out, each with the other place.
func (d *Desk) jointText(ctx context.Context, body string, h document.Holding) (said []string, err error) {
	list, err := d.masks(h)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	own := make([]Masked, len(list))
	for i, m := range list {
		own[i] = Masked{Masked: m}
	}
	all, err := beside(ctx, d.DB, body, own, "")
	if err != nil {
		return nil, err
	}
	for i, other := range told(all)[:len(own)] {
		if m := all[i]; other != screening.Alone {
			said = append(said, screening.RuleOf(m.Kind()).Label+"（"+screening.Mask(m.Kind(), m.Digits)+"，"+screening.Joint(all[other].Where)+"）")
		}
	}
	return said, nil
}

// Published keeps the starred numbers of a text that goes out to everybody, in the
// act that lets it go.
func (d *Desk) Published(ctx context.Context, tx *act.Tx, e screening.Published) error {
	list, err := d.masks(lines(e.Text))
	if err != nil {
		return err
	}
	return putPublished(ctx, tx, e, list)
}

// Unpublished takes away what is known of a text that goes out no more, and leaves
// the files that went with it to the body.
func (d *Desk) Unpublished(ctx context.Context, tx *act.Tx, e screening.Unpublished) error {
	if err := dropPublished(ctx, tx, e.Source, e.ID); err != nil {
		return err
	}
	return keepIn(ctx, tx, e.Source, e.ID)
}

// lines is a typed text as its passages.
func lines(text string) document.Holding {
	var h document.Holding
	for i, l := range strings.Split(text, "\n") {
		h.Add(document.Passage{Text: strings.TrimRight(l, "\r"), Where: "正文", Joins: i > 0})
	}
	return h
}

// Bound gives what is known of the files of a form to their owner.
func (d *Desk) Bound(ctx context.Context, tx *act.Tx, e attach.Bound) error {
	return bind(ctx, tx, e.Body, e.Form, e.Owner)
}

// Staged keeps the stage of a file: whether it goes out.
func (d *Desk) Staged(ctx context.Context, tx *act.Tx, e attach.Staged) error {
	x, err := fileOf(ctx, tx, e.File)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return setStage(ctx, tx, x.ID, e.Stage, d.goes(x.Source, e.Stage))
}

// Gone takes away what is known of a file that was taken away.
func (d *Desk) Gone(ctx context.Context, tx *act.Tx, e attach.Gone) error {
	return forget(ctx, tx, e.File, "")
}

// Forgotten takes away what is known of an owner's files.
func (d *Desk) Forgotten(ctx context.Context, tx *act.Tx, e attach.Forgotten) error {
	return forget(ctx, tx, "", e.Owner)
}
