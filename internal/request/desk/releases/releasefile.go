package releases

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
	"yangguang/internal/web/send"
)

// FileSource is the name of the files of public texts for whoever looks into them.
const FileSource = "request_release"

// The stages of a file of a public text: what goes with it, the original in whose
// place a redacted file stands, what was taken out of it again.
const (
	toEverybody  = "public"
	FileOriginal = "original"
	fileOut      = "taken_out"
)

// FileTable holds the files that go with texts for the public. A file is there once
// for each audience: what the applicant was given stays with the answer.
var FileTable = attach.NewTable("request_release_file", "release")

// FileGoes reports whether files of a stage go to everybody.
func FileGoes(stage string) bool { return stage == toEverybody }

// NewFiles opens the files of public texts; c is how the files of applications are
// kept.
func NewFiles(c attach.Config) *attach.Files {
	c.Table, c.Limits, c.Source = FileTable, files.AnswerLimits, FileSource
	c.Words = attach.Words{Owner: "一份公开稿", Missing: missingRelease().Error(), Gone: missingRelease().Error()}
	c.Acts = attach.Acts{Attach: "request.release_attach", Detach: "request.release_detach", Take: "request.release_file"}
	return attach.New(c)
}

// filesOf lists what goes with a text for the public.
func (d *Releases) filesOf(ctx context.Context, release string) ([]attach.File, error) {
	all, err := FileTable.Of(ctx, d.DB, release)
	return slices.DeleteFunc(all, func(x attach.File) bool { return !FileGoes(x.Stage) || x.Key.Empty() }), err
}

// takesFiles says why the files of a text may not be changed any more; nil when they
// may.
func (x Release) takesFiles() error {
	if x.State != request.ReleaseDraft {
		return &fault.Error{Kind: fault.Unlawful, Message: "这份稿子已经审核，附件不能再换。要换先撤下，另写一份"}
	}
	return nil
}

// MayChangeFiles says why the files of a text may not be changed by a person; nil
// when they may.
func (d *Releases) MayChangeFiles(ctx context.Context, who identity.Actor, release string) error {
	x, err := releaseOf(ctx, d.DB, release)
	if err != nil {
		return err
	}
	if _, err := d.Cases.Editable(ctx, who, x.Request); err != nil {
		return err
	}
	return x.takesFiles()
}

// ChangeFiles claims a text for a change of its files, inside the act: whoever
// passes it passes the files that the page showed.
func (d *Releases) ChangeFiles(ctx context.Context, tx *act.Tx, release string) error {
	x, err := releaseOf(ctx, tx, release)
	if err != nil {
		return err
	}
	if err := x.takesFiles(); err != nil {
		return err
	}
	return updateRelease(ctx, tx, x, x.Rev)
}

// MatterOf is the application that a text is about; NotFound where the person may
// not see it.
func (d *Releases) MatterOf(ctx context.Context, who identity.Actor, release string) (cases.Case, error) {
	x, err := releaseOf(ctx, d.DB, release)
	if err != nil {
		return cases.Case{}, err
	}
	return d.Cases.Visible(ctx, who, x.Request)
}

// CopyFile puts a copy of one of the answer's files to a text for the public. It is
// looked into anew: what an applicant may be given is not yet fit for everybody.
func (d *Releases) CopyFile(ctx context.Context, who identity.Actor, c cases.Case, release, file string) error {
	if err := d.MayChangeFiles(ctx, who, release); err != nil {
		return err
	}
	x, name, data, err := d.Attachments.Held(ctx, file)
	if err != nil {
		return err
	}
	if x.Owner != c.ID || !files.Goes(x.Stage) {
		return fault.Field("file", "选择答复的一个附件")
	}
	return d.Files.Bring(ctx, who, d.fileTo(c, release), name, x.Kind, data)
}

// fileTo is where the files of a text go.
func (d *Releases) fileTo(c cases.Case, release string) attach.To {
	return attach.To{Body: c.Body, Owner: release, Stage: toEverybody, Within: func(ctx context.Context, tx *act.Tx) error { return d.ChangeFiles(ctx, tx, release) }}
}

// TakeFileOut takes a file out of a text; it stays on record.
func (d *Releases) TakeFileOut(ctx context.Context, who identity.Actor, c cases.Case, release, file string) error {
	if err := d.MayChangeFiles(ctx, who, release); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.release_file_out", Body: c.Body, Subject: c.ID}, func(tx *act.Tx) error {
		tx.Detail("release", release)
		tx.Detail("file", file)
		if err := d.ChangeFiles(ctx, tx, release); err != nil {
			return err
		}
		done, err := FileTable.Stage(ctx, tx, release, file, toEverybody, fileOut)
		if err == nil && !done {
			err = &fault.Error{Kind: fault.Conflict, Message: "这个附件已经不在公开稿里"}
		}
		if err == nil {
			tx.Emit(attach.Staged{File: file, Stage: fileOut})
		}
		return err
	})
}

// checkFiles says why the files of a text may not be public: what screening holds
// back, and what names the applicant.
func (d *Releases) checkFiles(ctx context.Context, c cases.Case, release string) error {
	all, err := d.filesOf(ctx, release)
	if err != nil || len(all) == 0 {
		return err
	}
	if err := d.Files.MayLeave(ctx, d.DB, all...); err != nil {
		return err
	}
	if d.Stands == nil {
		return nil
	}
	known, err := d.known(c)
	if err != nil {
		return err
	}
	known = slices.DeleteFunc(known, func(k request.Known) bool { return utf8.RuneCountInString(k.Text) < 2 })
	texts := make([]string, len(known))
	for i, k := range known {
		texts[i] = k.Text
	}
	var found fault.List
	for i, file := range all {
		_, name, data, err := d.Files.Held(ctx, file.ID)
		if err != nil {
			return err
		}
		where, err := d.Stands(ctx, name, data, texts)
		if err != nil {
			return err
		}
		for j, k := range known {
			if where[j] != "" {
				found = append(found, &fault.Error{Kind: fault.Unlawful, Href: "/console/screening/files/" + file.ID,
					Message: fmt.Sprintf("附件%d写有%s（%s）。打开这个附件遮盖以后再公开", i+1, k.Kind, where[j])})
			}
		}
	}
	return found.Err()
}

// FileRow is a file of a text as the staff sees it.
type FileRow struct{ ID, Name, Size string }

// fileRows names the files of a text.
func (d *Releases) fileRows(ctx context.Context, release string) (rows []FileRow, err error) {
	all, err := d.filesOf(ctx, release)
	if err != nil {
		return nil, err
	}
	named, err := d.Files.Named(all)
	for _, x := range named {
		rows = append(rows, FileRow{x.ID, x.Name, x.Bytes()})
	}
	return rows, err
}

// answerFiles are the answer's files, to choose from.
func (d *Releases) answerFiles(ctx context.Context, application string) (options []web.Option, err error) {
	named, err := d.Attachments.Listed(ctx, d.DB, application)
	for _, x := range named {
		options = append(options, web.Option{Value: x.ID, Label: x.String()})
	}
	return options, err
}

// sendFile gives everybody a file of a text that is public.
func (d *Releases) sendFile(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	ctx := r.Context()
	x, err := releaseOf(ctx, d.DB, r.PathValue("id"))
	if err != nil {
		return err
	}
	if x.Body != web.SiteOf(r).BodyID || x.State != request.ReleasePublic {
		return missingRelease()
	}
	all, err := d.filesOf(ctx, x.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(f attach.File) bool { return f.ID == r.PathValue("file") })
	if i < 0 {
		return missingRelease()
	}
	if err := d.Files.MayLeave(ctx, d.DB, all[i]); fault.As(err) != nil {
		return missingRelease() // whoever asks is not told what was found
	} else if err != nil {
		return err
	}
	_, name, data, err := d.Files.Held(ctx, all[i].ID)
	if err != nil {
		return err
	}
	send.File{Name: name}.Send(w, data)
	return nil
}

// doFile puts a file to a text, a copy of the answer's or one that is sent, or
// takes one out.
func (d *Releases) doFile(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx := r.Context()
	c, err := d.Cases.Editable(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	posted, err := d.Files.Read(r, who, c.Body)
	if err != nil {
		return err
	}
	release, done := r.PostFormValue("release"), ""
	switch {
	case r.PostFormValue("out") != "":
		done, err = "附件已取出", d.TakeFileOut(ctx, who, c, release, r.PostFormValue("out"))
	case r.PostFormValue("file") != "":
		done, err = "附件已复制到公开稿，另行审查", d.CopyFile(ctx, who, c, release, r.PostFormValue("file"))
	case posted.Count() > 0 || len(posted.Faults) > 0:
		done, err = "附件已上传，正在公开审查里", d.keepFiles(ctx, who, c, release, posted)
	default:
		err = fault.Field("file", "选择答复的一个附件，或者上传为公众另做的一份")
	}
	if err == nil {
		web.Notice(r, done)
		return web.SeeOther(w, r, "/console/requests/"+c.ID+"/release")
	}
	err = errors.Join(err, posted.Drop(context.WithoutCancel(ctx)))
	p, _, failed := d.releaseForm(r, who)
	if failed != nil {
		return failed
	}
	return form.Again(w, r, d.Views, "console/release", p, err, nil)
}

func (d *Releases) keepFiles(ctx context.Context, who identity.Actor, c cases.Case, release string, posted *attach.Posted) error {
	if err := d.MayChangeFiles(ctx, who, release); err != nil {
		return err
	}
	if err := posted.Keep(ctx, who, d.fileTo(c, release)); err != nil {
		return err
	}
	return posted.Faults.Err()
}
