package records

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// Applicants' data are kept as long as the purpose asks (个人信息保护法 19, 47)
// and the rules on files allow. How long that is no law says for applications:
// each body sets it [M], and until it does nothing is taken away. What counts,
// what was asked for and what was answered stays.

const mostYears = 100

// leastYears is below how many a body is warned: files of applications are kept
// for ten years or longer by most schedules, and a suit may still come five years
// after an act (行政诉讼法 46②).
const leastYears = 5

// SetRetention sets after how many years from its end an application is made
// anonymous, 0 for never.
func (d *Records) SetRetention(ctx context.Context, who identity.Actor, years int, basis string) error {
	basis = strings.TrimSpace(basis)
	var all fault.List
	if years < 0 || years > mostYears {
		all.Add("years", fmt.Sprintf("填写 1 到 %d；不匿名化填 0", mostYears))
	}
	if years > 0 && utf8.RuneCountInString(basis) < 4 {
		all.Add("basis", "写明年限的依据，例如本机关的归档范围和保管期限表")
	}
	if utf8.RuneCountInString(basis) > 200 {
		all.Add("basis", "不超过 200 字")
	}
	if err := all.Err(); err != nil {
		return err
	}
	if !who.Has(identity.Leader) {
		return &fault.Error{Kind: fault.Forbidden, Message: "资料保存年限由负责人设定"}
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.retention", Body: who.Body, Reason: basis}, func(tx *act.Tx) error {
		tx.Detail("years", years)
		return putRetention(ctx, tx, Retention{who.Body, years, basis, who.ID, sqldb.Time{Time: tx.Now()}})
	})
}

// Outlived tells up to which day of their end a body's applications are to be
// made anonymous, and how many that are; "" when no time is set.
func (d *Records) Outlived(ctx context.Context, body string) (upTo string, n int64, err error) {
	r, err := retentionOf(ctx, d.DB, body)
	if err != nil || r.Years == 0 {
		return "", 0, err
	}
	upTo = d.Cases.Today().Months(-12 * r.Years).String()
	if n, err = outlived(ctx, d.DB, body, upTo); err != nil {
		return "", 0, err
	}
	kept, err := d.contested(ctx, body)
	if err != nil {
		return "", 0, err
	}
	there, err := cases.InOrder(ctx, d.DB, slices.Sorted(maps.Keys(kept)))
	for _, c := range there {
		if c.PurgedOn == "" && c.QueuePosition() == cases.PositionDone && c.ClosedOn <= upTo {
			n--
		}
	}
	return upTo, n, err
}

// contested are the applications of a body over which a review or a suit is open:
// what they rest on is not forgotten before these have ended.
func (d *Records) contested(ctx context.Context, body string) (map[string]bool, error) {
	kept := map[string]bool{}
	if d.OpenContests == nil {
		return kept, nil
	}
	ids, err := d.OpenContests(ctx, body)
	for _, id := range ids {
		kept[id] = true
	}
	return kept, err
}

// PurgeArgs is the job that makes a body's applications anonymous.
type PurgeArgs struct {
	Body string `json:"body"`
	UpTo string `json:"up_to"`
	By   string `json:"by"` // who decided so
}

// Kind names the job.
func (PurgeArgs) Kind() string { return "request_purge" }

func (d *Records) Jobs() []job.Kind {
	return []job.Kind{job.Do("申请人资料匿名化", d.Purge)}
}

// Anonymise decides that the applications which have outlived their time are
// made anonymous; seen is how many the head was shown. The work is a job's.
func (d *Records) Anonymise(ctx context.Context, who identity.Actor, seen int64) error {
	if !who.Has(identity.Leader) {
		return &fault.Error{Kind: fault.Forbidden, Message: "匿名化由负责人决定"}
	}
	upTo, n, err := d.Outlived(ctx, who.Body)
	switch {
	case err != nil:
		return err
	case n == 0:
		return &fault.Error{Kind: fault.Conflict, Message: "没有到期的申请人资料，不用匿名化"}
	case n != seen:
		return &fault.Error{Kind: fault.Conflict, Message: fmt.Sprintf("刚才看到的是 %d 件，现在是 %d 件，没有开始。核对后再办", seen, n)}
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "request.anonymise", Body: who.Body}, func(tx *act.Tx) error {
		tx.Detail("up_to", upTo)
		tx.Detail("applications", n)
		return tx.Enqueue(ctx, PurgeArgs{who.Body, upTo, who.ID})
	})
}

// purgeBatch is how many applications one act makes anonymous.
const purgeBatch = 100

// Purge makes what has outlived its time anonymous, a batch in one act. It may
// be broken off and done again.
func (d *Records) Purge(ctx context.Context, a PurgeArgs) error {
	kept, err := d.contested(ctx, a.Body)
	if err != nil {
		return err
	}
	var last cases.Case
	for {
		batch, err := outlivedCases(ctx, d.DB, a.Body, a.UpTo, last, purgeBatch)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			return d.Handling.Attachments.DropForgotten(ctx)
		}
		last = batch[len(batch)-1]
		batch = slices.DeleteFunc(batch, func(c cases.Case) bool { return kept[c.ID] })
		if len(batch) == 0 {
			continue
		}
		err = d.Recorder.Do(ctx, identity.Job(a.Body), act.Entry{Name: "request.anonymise", Body: a.Body}, func(tx *act.Tx) error {
			var done []string
			for _, c := range batch {
				ok, err := d.purgeCase(ctx, tx, c)
				if err != nil {
					return err
				}
				if ok {
					done = append(done, c.No())
				}
			}
			tx.Detail("decided_by", a.By)
			tx.Detail("applications", done)
			return nil
		})
		if err != nil {
			return err
		}
	}
}

func (d *Records) purgeCase(ctx context.Context, tx *act.Tx, c cases.Case) (bool, error) {
	ok, err := forget(ctx, tx, c, calendar.At(tx.Now()).String())
	if err != nil || !ok {
		return ok, err
	}
	if err := errors.Join(d.Cases.Forget(ctx, tx, c), subrequests.Forget(ctx, tx, c.ID), answers.ForgetItems(ctx, tx, c.ID)); err != nil {
		return false, err
	}
	all, err := cases.LetterTable.Of(ctx, tx, c.ID)
	if err != nil {
		return false, err
	}
	for _, l := range all {
		text, err := json.Marshal(answers.Answer{Kind: l.Kind, Outcome: l.Outcome, Basis: l.Basis})
		if err != nil {
			return false, fmt.Errorf("encode answer: %w", err)
		}
		elements, err := d.Vault.Seal(string(text), cases.LetterTable.Says(l))
		if err != nil {
			return false, fmt.Errorf("seal answer: %w", err)
		}
		if err := forgetLetter(ctx, tx, l.ID, elements); err != nil {
			return false, err
		}
	}
	return true, nil
}

func (d *Records) retentionRoutes() []web.Route {
	leader := []identity.Role{identity.Leader}
	return []web.Route{
		{Pattern: "GET /console/requests/retention", Roles: leader, Whole: true, Do: d.showRetention},
		{Pattern: "POST /console/requests/retention", Roles: leader, Whole: true, Do: d.doRetention},
	}
}

type RetentionPage struct {
	web.Shell
	Years, Basis string
	Set          bool
	Short        bool // kept for less than five years
	UpTo         string
	N            int64
}

func (d *Records) newRetention(ctx context.Context, who identity.Actor) (*RetentionPage, error) {
	r, err := retentionOf(ctx, d.DB, who.Body)
	if err != nil {
		return nil, err
	}
	p := &RetentionPage{Shell: web.Shell{Title: "申请人资料的保存", Current: "/console/requests"}, Years: strconv.Itoa(r.Years), Basis: r.Basis, Set: r.Years > 0, Short: r.Years > 0 && r.Years < leastYears}
	upTo, n, err := d.Outlived(ctx, who.Body)
	if day, bad := calendar.Parse(upTo); bad == nil {
		p.UpTo = day.Chinese()
	}
	p.N = n
	return p, err
}

func (d *Records) showRetention(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	p, err := d.newRetention(r.Context(), who)
	if err != nil {
		return err
	}
	switch r.URL.Query().Get("done") {
	case "set":
		p.Notice = "保存年限已设定"
	case "begun":
		p.Notice = "已开始匿名化，在后台进行"
	}
	return d.Views.Render(w, r, http.StatusOK, "console/retention", p)
}

func (d *Records) doRetention(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := web.Form(r); err != nil {
		return err
	}
	ctx, done := r.Context(), "set"
	years, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue("years")))
	if err != nil {
		years = -1
	}
	if r.PostFormValue("do") == "anonymise" {
		err, done = d.Anonymise(ctx, who, form.Seen(r, "seen")), "begun"
	} else {
		err = d.SetRetention(ctx, who, years, r.PostFormValue("basis"))
	}
	if err == nil {
		http.Redirect(w, r, web.SiteOf(r).Prefix+"/console/requests/retention?done="+done, http.StatusSeeOther)
		return nil
	}
	p, failed := d.newRetention(ctx, who)
	if failed != nil {
		return failed
	}
	if r.PostFormValue("do") != "anonymise" {
		p.Years, p.Basis = r.PostFormValue("years"), r.PostFormValue("basis")
	}
	return form.Again(w, r, d.Views, "console/retention", p, err, nil)
}
