package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/sqldb"
	"yangguang/internal/throttle"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// draftDays is how long a saved form is kept.
func (d *Intakes) draftDays() int {
	if d.DraftDays > 0 {
		return d.DraftDays
	}
	return 30
}

// Typed is what a draft holds.
type Typed struct {
	In   cases.Intake `json:"In"`
	Step string       `json:"Step"`
}

// SaveDraft keeps a form that is not handed in, sealed, under a code that is
// told here and kept by nobody. The same form has the same code however often
// it is saved. until is the last day on which it can be taken up again.
func (d *Intakes) SaveDraft(ctx context.Context, who identity.Actor, body string, in cases.Intake, step string) (code, until string, err error) {
	in = in.Tidy()
	if len(in.Key) < cases.ShortestKey || len(in.Key) > cases.LongestKey {
		return "", "", &fault.Error{Kind: fault.Invalid, Message: "这一页已经失效，没有保存。从第一步重新开始"}
	}
	if err := tooLong(in); err != nil {
		return "", "", err
	}
	if d.Limiter.Drafts.Take(throttle.Key(who.Address), files.MostDrafts) > 0 { // an act each, so that they are few
		return "", "", &fault.Error{Kind: fault.Throttled, Message: "保存太频繁。过一分钟再保存"}
	}
	if code, err = d.Cases.Code(body, "draft\x00"+in.Key); err != nil {
		return "", "", err
	}
	content, err := json.Marshal(Typed{in, step})
	if err != nil {
		return "", "", fmt.Errorf("encode draft: %w", err)
	}
	until = (d.Cases.Today() + calendar.Day(d.draftDays())).String()
	entry := act.Entry{Name: "request.form_save", Body: body}
	err = d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error {
		x, ok, err := draftUnder(ctx, tx, body, "", cases.FormHash(in.Key))
		if err != nil {
			return err
		}
		if !ok {
			x = draft{ID: sqldb.NewID(), Body: body, Form: cases.FormHash(in.Key)}
		}
		x.CodeHash, x.SavedAt, x.ExpiresOn = cases.HashCode(code), sqldb.Time{Time: tx.Now()}, until
		if x.Content, err = d.Vault.Seal(string(content), x.place()); err != nil {
			return fmt.Errorf("seal draft: %w", err)
		}
		tx.Detail("draft", x.ID)
		return putDraft(ctx, tx, x)
	})
	return code, until, err
}

// tooLong refuses to save what could never be handed in.
func tooLong(in cases.Intake) error {
	data, err := in.Encode()
	if err == nil && len(data) > 4*attach.ValueBytes {
		err = fault.Field("wanted", "填写的内容太长，没有保存。缩短后再保存")
	}
	return err
}

// Resume gives a saved form back to who has its code. Unknown, wrong and
// outdated codes are answered alike, and at most so many times a minute.
func (d *Intakes) Resume(ctx context.Context, who identity.Actor, body, code string) (in cases.Intake, step string, err error) {
	counts, err := d.Buckets(who.Address)
	if err == nil {
		err = d.Tries.Check(ctx, body, counts...)
	}
	if err != nil {
		return in, "", err
	}
	x, ok, err := draftUnder(ctx, d.DB, body, cases.HashCode(code), "")
	if err != nil {
		return in, "", err
	}
	if !ok || strings.TrimSpace(code) == "" || x.ExpiresOn < d.Cases.Today().String() {
		if err := d.Tries.Try(ctx, body, counts...); err != nil {
			return in, "", err
		}
		return in, "", fault.Field("code", fmt.Sprintf("没有找到保存的申请。核对保存时显示的号码；保存满 %d 天的已经自动删除", d.draftDays()))
	}
	plain, err := d.Vault.Open(x.Content, x.place())
	if err != nil {
		return in, "", fmt.Errorf("open draft %s: %w", x.ID, err)
	}
	var had Typed
	if err := json.Unmarshal([]byte(plain.Text()), &had); err != nil {
		return in, "", fmt.Errorf("read draft %s: %w", x.ID, err)
	}
	return had.In, had.Step, nil
}

// loose is how long the files of a form lie that was neither handed in nor saved.
const loose = 48 * time.Hour

// SweepArgs is the job that deletes what was never handed in.
type SweepArgs struct{}

// Kind names the job.
func (SweepArgs) Kind() string { return "request_sweep" }

func (d *Intakes) Jobs() []job.Kind {
	return []job.Kind{job.Every("清理没有提交的申请", sweeps, d.Sweep)}
}

// sweeps is how often it is looked whether something is to be deleted.
const sweeps = 6 * time.Hour

// Sweep deletes drafts whose time is over, files of forms that were neither
// handed in nor saved, and the counts of wrong questions of long ago.
func (d *Intakes) Sweep(ctx context.Context, _ SweepArgs) error {
	if err := d.Tries.Forget(ctx, 2*time.Hour); err != nil {
		return err
	}
	who := identity.Actor{ID: "system", Roles: []identity.Role{identity.System}}
	old, err := expiredDrafts(ctx, d.DB, d.Cases.Today().String())
	if err != nil {
		return err
	}
	for _, x := range old {
		if err := d.dropDraft(ctx, who, x.Body, x.Form); err != nil {
			return err
		}
	}
	files, err := files.Forgotten(ctx, d.DB, sqldb.Time{Time: d.Now().Add(-loose)})
	return errors.Join(err, d.Attachments.Remove(ctx, who, files...), d.Attachments.DropForgotten(ctx))
}

// dropDraft deletes a saved form, if there is one.
func (d *Intakes) dropDraft(ctx context.Context, who identity.Actor, body, form string) error {
	x, ok, err := draftUnder(ctx, d.DB, body, "", form)
	if err != nil || !ok {
		return err
	}
	entry := act.Entry{Name: "request.form_drop", Body: body, Subject: x.ID}
	return d.Recorder.Do(ctx, who, entry, func(tx *act.Tx) error { return deleteDraft(ctx, tx, body, form) })
}

type ResumePage struct {
	web.Shell
	Days int
}

func (d *Intakes) showResume(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return d.Views.Render(w, r, http.StatusOK, "public/resume", &ResumePage{Shell: cases.Shell("继续填写申请"), Days: d.draftDays()})
}

func (d *Intakes) doResume(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	in, step, err := d.Resume(r.Context(), who, web.SiteOf(r).BodyID, r.PostFormValue("code"))
	if err != nil {
		p := &ResumePage{Shell: cases.Shell("继续填写申请"), Days: d.draftDays()}
		return form.Again(w, r, d.Views, "public/resume", p, err, nil)
	}
	return d.renderApply(w, r, who, in, step, nil)
}

// SavedPage tells the code of a draft.
type SavedPage struct {
	web.Shell
	Code, Until, Key string
	Days             int
}
