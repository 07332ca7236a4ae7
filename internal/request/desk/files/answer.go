package files

import (
	"context"
	"fmt"
	"net/http"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
)

// The stages of the files of an answer: what goes with it, the original in whose
// place a redacted file stands, what was taken out of it again.
const (
	Answering = "answer"
	Original  = "original"
	TakenOut  = "taken_out"
)

// Source is the name of the ledger for whoever looks into files.
const Source = "request"

// Goes reports whether files of a stage go to the applicant.
func Goes(stage string) bool { return stage == Answering }

// brought reports whether a file came with the application or belongs to its
// handling, rather than to the answer.
func brought(x attach.File) bool {
	return x.Stage != Answering && x.Stage != Original && x.Stage != TakenOut
}

// BroughtOf lists what was handed in with an application or put to its file.
func BroughtOf(ctx context.Context, db sqldb.Reader, application string) ([]attach.File, error) {
	return pick(ctx, db, application, brought)
}

// AnswerOf lists the files that go with the answer of an application.
func AnswerOf(ctx context.Context, db sqldb.Reader, application string) ([]attach.File, error) {
	return pick(ctx, db, application, func(x attach.File) bool { return Goes(x.Stage) && !x.Key.Empty() })
}

func pick(ctx context.Context, db sqldb.Reader, application string, is func(attach.File) bool) ([]attach.File, error) {
	all, err := Table.Of(ctx, db, application)
	if err != nil {
		return nil, err
	}
	var list []attach.File
	for _, x := range all {
		if is(x) {
			list = append(list, x)
		}
	}
	return list, nil
}

// MayGo says why the files of an answer may not go; nil when they may.
func (d *Attachments) MayGo(ctx context.Context, db sqldb.Reader, application string) error {
	list, err := AnswerOf(ctx, db, application)
	if err != nil {
		return err
	}
	return d.MayLeave(ctx, db, list...)
}

// MayChange says why the files of an answer may not be changed; nil when they may.
func (d *Attachments) MayChange(ctx context.Context, who identity.Actor, application string) error {
	c, err := d.Cases.Editable(ctx, who, application)
	if err != nil {
		return err
	}
	return takes(c)
}

func takes(c cases.Case) error {
	if !request.TakesAnswerFiles(c.State) {
		return &fault.Error{Kind: fault.Unlawful, Message: "答复已经签发，附件不能再换。要换先作废答复"}
	}
	return nil
}

// Change claims an application for a change of its answer's files, inside the
// act: whoever signs signs the files that the page showed.
func (d *Attachments) Change(ctx context.Context, tx *act.Tx, application string) error {
	c, err := cases.CaseOf(ctx, tx, application)
	if err != nil {
		return err
	}
	if err := takes(c); err != nil {
		return err
	}
	return cases.CaseTable.Bump(ctx, tx, c.ID, c.Rev)
}

// SetAside takes the files of an answer that was struck down out of what goes with
// the next one, inside the act that orders that: nothing goes along unless somebody
// puts it back.
func (d *Attachments) SetAside(ctx context.Context, tx *act.Tx, application string) error {
	list, err := AnswerOf(ctx, tx, application)
	if err != nil {
		return err
	}
	for _, x := range list {
		if _, err := Table.Stage(ctx, tx, application, x.ID, Answering, TakenOut); err != nil {
			return err
		}
		tx.Emit(attach.Staged{File: x.ID, Stage: TakenOut})
	}
	return nil
}

// AsideOf lists the files that were taken out of an answer, and may be put back.
func AsideOf(ctx context.Context, db sqldb.Reader, application string) ([]attach.File, error) {
	return pick(ctx, db, application, func(x attach.File) bool { return x.Stage == TakenOut && !x.Key.Empty() })
}

// PutBack puts a file that was taken out into the answer again.
func (d *Attachments) PutBack(ctx context.Context, who identity.Actor, c cases.Case, id string) error {
	if err := d.MayChange(ctx, who, c.ID); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.file_back", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		tx.Detail("file", id)
		if err := d.Change(ctx, tx, c.ID); err != nil {
			return err
		}
		had, err := AnswerOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if len(had) >= AnswerLimits.Files {
			return &fault.Error{Kind: fault.Conflict, Message: fmt.Sprintf("一件答复最多 %d 个文件，先取出不需要的", AnswerLimits.Files)}
		}
		done, err := Table.Stage(ctx, tx, c.ID, id, TakenOut, Answering)
		if err == nil && !done {
			err = &fault.Error{Kind: fault.Conflict, Message: "这个附件已经不在取出的附件里"}
		}
		if err == nil {
			tx.Emit(attach.Staged{File: id, Stage: Answering})
		}
		return err
	})
}

// Renew opens the files of a letter for download again, to who has the code.
func (d *Attachments) Renew(ctx context.Context, who identity.Actor, c cases.Case, letter string) error {
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.file_renew", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		tx.Detail("letter", letter)
		return renew(ctx, tx, c.ID, letter, calendar.At(tx.Now()))
	})
}

// TakeOut takes a file out of the answer; it stays with the application.
func (d *Attachments) TakeOut(ctx context.Context, who identity.Actor, c cases.Case, id string) error {
	if err := d.MayChange(ctx, who, c.ID); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.file_out", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		tx.Detail("file", id)
		if err := d.Change(ctx, tx, c.ID); err != nil {
			return err
		}
		done, err := Table.Stage(ctx, tx, c.ID, id, Answering, TakenOut)
		if err == nil && !done {
			err = &fault.Error{Kind: fault.Conflict, Message: "这个附件已经不在答复里"}
		}
		if err == nil {
			tx.Emit(attach.Staged{File: id, Stage: TakenOut})
		}
		return err
	})
}

// GiveListed gives an applicant a file that a letter lists; the original in whose
// place a redacted file has come since is missing.
func (d *Attachments) GiveListed(w http.ResponseWriter, r *http.Request, who identity.Actor, c cases.Case, id string) error {
	x, err := d.ByID(r.Context(), d.DB, id)
	if err != nil {
		return err
	}
	if x.Stage == Original {
		return cases.Missing()
	}
	return d.Give(w, r, who, c.Body, c.ID, id)
}

// Listed names the files that go with an answer as its letter lists them.
func (d *Attachments) Listed(ctx context.Context, db sqldb.Reader, application string) ([]attach.Named, error) {
	list, err := AnswerOf(ctx, db, application)
	if err != nil {
		return nil, err
	}
	return d.Named(list)
}
