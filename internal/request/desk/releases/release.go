package releases

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/screening"
	"yangguang/internal/sqldb"
	"yangguang/internal/web/form"
)

// ReleaseArgs is the job that makes public what has waited its days.
type ReleaseArgs struct{}

// Kind names the job.
func (ReleaseArgs) Kind() string { return "request_release" }

// Release is an answer as the public may read it: a text the staff prepared,
// without the applicant.
type Release struct {
	ID, Request, Body        string
	Rev                      int64
	Title, Asked, Answered   string
	Outcome                  request.Outcome
	AnsweredOn               string
	Days                     int // working days to publication: from passing or, for an item of the answer, from service
	State                    request.ReleaseState
	DueOn, PublicOn          string
	PublicAt                 sqldb.Time
	DraftedBy                string
	DraftedAt                sqldb.Time
	PassedBy, PassedOn       string
	WithdrawnBy, WithdrawnOn string
	Note                     string
	Letter                   string // the answer and its item that it is about; "" and 0 where the answer marks none
	Item                     int
}

// Openness is how a body deals with what it answers.
type Openness struct {
	Rev            int64
	RecurringLeast int // applicants from which the same is suggested for publication (条例 44①)
	Days           int // working days from passing to publication
}

const (
	defaultRecurring = 3
	defaultDays      = 10
	longestText      = 4000
)

// missingRelease is the one answer for what is not there and what is not public.
func missingRelease() error {
	return &fault.Error{Kind: fault.NotFound, Message: "没有公开这件答复。从答复公开的列表里找"}
}

// known is what of the applicant may not stand in a text for the public. It is
// opened to be compared, and shown to nobody.
func (d *Releases) known(c cases.Case) ([]request.Known, error) {
	var list []request.Known
	all, err := cases.CaseFields.Open(d.Vault, &c)
	for _, x := range all {
		list = append(list, request.Known{Kind: "申请人的" + x.Label, Text: x.Text})
	}
	return list, err
}

// checkRelease refuses what cannot be public.
func (d *Releases) checkRelease(ctx context.Context, c cases.Case, x Release) error {
	known, err := d.known(c)
	if err != nil {
		return err
	}
	var all fault.List
	for _, f := range []struct {
		name, label, text string
		most              int
	}{{"title", "标题", x.Title, 100}, {"asked", "问的是什么", x.Asked, longestText}, {"answered", "答复的内容", x.Answered, longestText}} {
		n := utf8.RuneCountInString(f.text)
		switch {
		case n == 0:
			all.Add(f.name, "填写"+f.label)
		case n > f.most:
			all.Add(f.name, fmt.Sprintf("不超过 %d 字，现在是 %d 字", f.most, n))
		}
		for _, l := range request.Leaks(f.text, known) {
			all.Add(f.name, "写有"+l.Kind+"（"+l.Text+"），删去或者换一种说法")
		}
		if len(all) > 0 || d.Screens == nil {
			continue
		}
		found, err := d.Screens(ctx, c.Body, f.text)
		if err != nil {
			return err
		}
		for _, what := range found {
			all.Add(f.name, "写有"+what+"，删去或者换一种说法")
		}
	}
	if len(all) == 0 && d.Screens != nil { // what the fields tell together
		found, err := d.Screens(ctx, c.Body, x.text())
		if err != nil {
			return err
		}
		for _, what := range found {
			all.Add("answered", "与标题、问的是什么合起来写有"+what+"，删去或者换一种说法")
		}
	}
	most := 60
	if x.Letter != "" {
		most = answers.MostDays
	}
	if x.Days < 0 || x.Days > most {
		all.Add("days", fmt.Sprintf("填写 0 至 %d 的整数", most))
	}
	return all.Err()
}

// PrepareRelease keeps a text for the public about an application that has been
// answered, for somebody else to pass.
func (d *Releases) PrepareRelease(ctx context.Context, who identity.Actor, c cases.Case, x Release) error {
	if c.State != request.Answered && c.State != request.Archived {
		return &fault.Error{Kind: fault.Unlawful, Message: "答复以后才能准备公开"}
	}
	if err := d.checkRelease(ctx, c, x); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.release_draft", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		if err := mayPrepare(ctx, tx, c, x); err != nil {
			return err
		}
		had, err := cases.CaseEvents.Of(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		for _, h := range had {
			if h.Event.Type == request.Decided {
				x.Outcome, x.AnsweredOn = h.Event.Outcome, h.Event.At.String()
			}
		}
		x.ID, x.Request, x.Body, x.State = sqldb.NewID(), c.ID, c.Body, request.ReleaseLife().Start
		x.DraftedBy, x.DraftedAt = who.ID, sqldb.Time{Time: tx.Now()}
		tx.Detail("release", x.ID)
		return insertRelease(ctx, tx, x)
	})
}

// PassRelease lets a text go: whoever prepared it does not. It becomes public
// after its working days, and not before the day the answer has set.
func (d *Releases) PassRelease(ctx context.Context, who identity.Actor, c cases.Case, id string, seen int64) error {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	// The files are read outside of the act. They are those of the text as it was
	// seen: a change of files makes a new revision.
	if err := d.checkFiles(ctx, c, id); err != nil {
		return err
	}
	return d.changeRelease(ctx, who, c, id, seen, "request.release_pass", "", func(tx *act.Tx, x *Release) error {
		if err := x.take(who, request.PassRelease); err != nil {
			return err
		}
		if err := d.checkRelease(ctx, c, *x); err != nil { // the applicant's data may have been mended meanwhile
			return err
		}
		due, err := publicFrom(ctx, tx, cal, *x)
		if err != nil {
			return err
		}
		x.PassedBy, x.PassedOn, x.DueOn = who.ID, calendar.At(tx.Now()).String(), due.String()
		tx.Emit(screening.Published{Source: FileSource, ID: x.ID, Body: x.Body, Label: "答复公开“" + x.Title + "”", Text: x.text()})
		return nil
	})
}

// ReturnRelease gives a text back with the reason.
func (d *Releases) ReturnRelease(ctx context.Context, who identity.Actor, c cases.Case, id string, seen int64, why string) error {
	if strings.TrimSpace(why) == "" {
		return fault.Field("release_note", "写明退回的原因")
	}
	return d.changeRelease(ctx, who, c, id, seen, "request.release_return", why, func(tx *act.Tx, x *Release) error {
		x.Note = form.Clip(why)
		tx.Emit(screening.Unpublished{Source: FileSource, ID: x.ID})
		return x.take(who, request.ReturnRelease)
	})
}

// WithdrawRelease takes a text back, before or after it was public. It stays in
// the record with the reason.
func (d *Releases) WithdrawRelease(ctx context.Context, who identity.Actor, c cases.Case, id string, seen int64, why string) error {
	if strings.TrimSpace(why) == "" {
		return fault.Field("release_note", "写明撤下的原因")
	}
	return d.changeRelease(ctx, who, c, id, seen, "request.release_withdraw", why, func(tx *act.Tx, x *Release) error {
		x.WithdrawnBy, x.WithdrawnOn, x.Note = who.ID, calendar.At(tx.Now()).String(), form.Clip(why)
		tx.Emit(screening.Unpublished{Source: FileSource, ID: x.ID})
		return x.take(who, request.WithdrawRelease)
	})
}

// text is all that everybody reads of it.
func (x Release) text() string { return x.Title + "\n" + x.Asked + "\n" + x.Answered }

// take moves a text on in its life.
func (x *Release) take(who identity.Actor, by request.ReleaseAction) error {
	holds := func(guard string) bool { return guard == request.NotDrafter && x.DraftedBy != who.ID }
	step, err := request.ReleaseLife().Allow(x.State, by, holds, who.Roles...)
	if err == nil {
		x.State = step.To
	}
	return err
}

func (d *Releases) changeRelease(ctx context.Context, who identity.Actor, c cases.Case, id string, seen int64, name, why string, change func(*act.Tx, *Release) error) error {
	return d.Recorder.Do(ctx, who, act.Entry{Name: name, Body: c.Body, Subject: c.ID, Reason: why}, func(tx *act.Tx) error {
		x, err := releaseOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if x.Request != c.ID || x.Body != c.Body {
			return cases.Missing()
		}
		if err := change(tx, &x); err != nil {
			return err
		}
		tx.Detail("release", id)
		return updateRelease(ctx, tx, x, seen)
	})
}

// PublishDue makes public what has waited its working days.
func (d *Releases) PublishDue(ctx context.Context) error {
	due, err := dueReleases(ctx, d.DB, d.Cases.Today().String())
	if err != nil {
		return err
	}
	for _, x := range due {
		entry, job := act.Entry{Name: "request.release_public", Body: x.Body, Subject: x.Request}, identity.Job(x.Body)
		err := d.Recorder.Do(ctx, job, entry, func(tx *act.Tx) error {
			seen := x.Rev
			if err := x.take(job, request.PublishRelease); err != nil {
				return err
			}
			x.PublicOn, x.PublicAt = calendar.At(tx.Now()).String(), sqldb.Time{Time: tx.Now()}
			tx.Detail("release", x.ID)
			return updateRelease(ctx, tx, x, seen)
		})
		if err != nil && !fault.Is(err, fault.Conflict) { // withdrawn meanwhile
			return err
		}
	}
	return nil
}
