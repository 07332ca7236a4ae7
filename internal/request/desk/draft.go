package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/sqldb"
	"yangguang/internal/throttle"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// formHash is what is kept of a form's key.
func formHash(key string) string {
	sum := sha256.Sum256([]byte("form\x00" + key))
	return hex.EncodeToString(sum[:])
}

// draftDays is how long a saved form is kept.
func (d *Desk) draftDays() int {
	if d.DraftDays > 0 {
		return d.DraftDays
	}
	return 30
}

// typed is what a draft holds.
type typed struct {
	In   Intake `json:"In"`
	Step string `json:"Step"`
}

// SaveDraft keeps a form that is not handed in, sealed, under a code that is
// told here and kept by nobody. The same form has the same code however often
// it is saved. until is the last day on which it can be taken up again.
func (d *Desk) SaveDraft(ctx context.Context, who identity.Actor, body string, in Intake, step string) (code, until string, err error) {
	in = in.tidy()
	if len(in.Key) < shortestKey || len(in.Key) > longestKey {
		return "", "", &fault.Error{Kind: fault.Invalid, Message: "这一页已经失效，没有保存。从第一步重新开始"}
	}
	if err := tooLong(in); err != nil {
		return "", "", err
	}
	if d.doors.drafts.Take(throttle.Key(who.Address), mostDrafts) > 0 { // an act each, so that they are few
		return "", "", &fault.Error{Kind: fault.Throttled, Message: "保存太频繁。过一分钟再保存"}
	}
	if code, err = d.code(body, "draft\x00"+in.Key); err != nil {
		return "", "", err
	}
	content, err := json.Marshal(typed{in, step})
	if err != nil {
		return "", "", fmt.Errorf("encode draft: %w", err)
	}
	until = (d.today() + calendar.Day(d.draftDays())).String()
	deed := act.Deed{Name: "request.form_save", Body: body}
	err = d.Office.Do(ctx, who, deed, func(tx *act.Tx) error {
		x, ok, err := draftUnder(ctx, tx, body, "", formHash(in.Key))
		if err != nil {
			return err
		}
		if !ok {
			x = draft{ID: sqldb.NewID(), Body: body, Form: formHash(in.Key)}
		}
		x.CodeHash, x.SavedAt, x.ExpiresOn = hashCode(code), sqldb.Time{Time: tx.Now()}, until
		if x.Content, err = d.Vault.Seal(string(content), x.place()); err != nil {
			return fmt.Errorf("seal draft: %w", err)
		}
		tx.Detail("draft", x.ID)
		return putDraft(ctx, tx, x)
	})
	return code, until, err
}

// tooLong refuses to save what could never be handed in.
func tooLong(in Intake) error {
	data, err := in.encode()
	if err == nil && len(data) > 4*valueBytes {
		err = fault.Field("wanted", "填写的内容太长，没有保存。缩短后再保存")
	}
	return err
}

// Resume gives a saved form back to who has its code. Unknown, wrong and
// outdated codes are answered alike, and at most so many times a minute.
func (d *Desk) Resume(ctx context.Context, who identity.Actor, body, code string) (in Intake, step string, err error) {
	counts, err := d.buckets(who.Address)
	if err == nil {
		err = d.tries.Check(ctx, body, counts...)
	}
	if err != nil {
		return in, "", err
	}
	x, ok, err := draftUnder(ctx, d.DB, body, hashCode(code), "")
	if err != nil {
		return in, "", err
	}
	if !ok || strings.TrimSpace(code) == "" || x.ExpiresOn < d.today().String() {
		if err := d.tries.Try(ctx, body, counts...); err != nil {
			return in, "", err
		}
		return in, "", fault.Field("code", fmt.Sprintf("没有找到保存的申请。核对保存时显示的号码；保存满 %d 天的已经自动删除", d.draftDays()))
	}
	plain, err := d.Vault.Open(x.Content, x.place())
	if err != nil {
		return in, "", fmt.Errorf("open draft %s: %w", x.ID, err)
	}
	var had typed
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

func (d *Desk) sweepJobs() []job.Kind {
	return []job.Kind{job.Every("清理没有提交的申请", sweeps, d.Sweep)}
}

// sweeps is how often it is looked whether something is to be deleted.
const sweeps = 6 * time.Hour

// Sweep deletes drafts whose time is over, and files of forms that were neither
// handed in nor saved.
func (d *Desk) Sweep(ctx context.Context, _ SweepArgs) error {
	who := identity.Actor{ID: "system", Roles: []identity.Role{identity.System}}
	old, err := expiredDrafts(ctx, d.DB, d.today().String())
	if err != nil {
		return err
	}
	for _, x := range old {
		if err := d.dropDraft(ctx, who, x.Body, x.Form); err != nil {
			return err
		}
	}
	files, err := forgotten(ctx, d.DB, sqldb.Time{Time: d.Now().Add(-loose)})
	return errors.Join(err, d.dropFiles(ctx, who, files...))
}

// dropDraft deletes a saved form, if there is one.
func (d *Desk) dropDraft(ctx context.Context, who identity.Actor, body, form string) error {
	x, ok, err := draftUnder(ctx, d.DB, body, "", form)
	if err != nil || !ok {
		return err
	}
	deed := act.Deed{Name: "request.form_drop", Body: body, Subject: x.ID}
	return d.Office.Do(ctx, who, deed, func(tx *act.Tx) error { return deleteDraft(ctx, tx, body, form) })
}

type resumePage struct {
	web.Shell
	Days int
}

func (d *Desk) showResume(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return d.views.Render(w, r, http.StatusOK, "public/resume", &resumePage{Shell: shell("继续填写申请"), Days: d.draftDays()})
}

func (d *Desk) doResume(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	in, step, err := d.Resume(r.Context(), who, web.SiteOf(r).BodyID, r.PostFormValue("code"))
	if err != nil {
		p := &resumePage{Shell: shell("继续填写申请"), Days: d.draftDays()}
		return form.Again(w, r, d.views, "public/resume", p, err, nil)
	}
	return d.renderApply(w, r, in, step, nil)
}

// savedPage tells the code of a draft.
type savedPage struct {
	web.Shell
	Code, Until, Key string
	Days             int
}
