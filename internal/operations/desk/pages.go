package desk

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/operations"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// most is how many jobs of each sort the page lists.
const most = 200

// jobRow is a job as the page shows it: nothing of its arguments.
type jobRow struct {
	ID        int64
	Kind      string
	Label     string
	State     operations.State
	Attempts  int
	Error     string
	Made, At  time.Time // left, and last tried
	Next      time.Time // zero for what has stopped
	Chosen    bool
	Stoppable bool // it can be put back or given up
}

// jobsPage is /console/jobs.
type jobsPage struct {
	web.Shell
	Dead, Failing, Waiting []jobRow
	Full                   bool // there may be more than are listed
	At                     time.Time
	Reason                 string
	Alarms                 []operations.Alarm
	Backups                []backupRow
	Plan                   string
}

// Empty is what the page says when nothing waits.
func (jobsPage) Empty() web.Empty {
	return web.Empty{Why: "没有等待或者停下的任务", Next: "邮件、转换、提醒等后台工作都已做完。有任务停下时，会出现在这里和“我的待办”里。"}
}

func (d *Desk) jobsPage(ctx context.Context, chosen []int64) (*jobsPage, error) {
	p := &jobsPage{Shell: web.Shell{Title: "系统状态", Current: "/console/jobs"}, At: d.Now()}
	dead, err := d.Jobs.Dead(ctx, most)
	if err != nil {
		return nil, err
	}
	waiting, err := d.Jobs.Waiting(ctx, most)
	if err != nil {
		return nil, err
	}
	for _, c := range dead {
		r := d.row(c, chosen)
		r.Next = time.Time{}
		p.Dead = append(p.Dead, r)
	}
	for _, c := range waiting {
		r := d.row(c, chosen)
		if r.State.Failed() {
			p.Failing = append(p.Failing, r)
		} else {
			p.Waiting = append(p.Waiting, r)
		}
	}
	p.Alarms, p.Plan = d.Alarms(ctx), d.Plan
	if p.Backups, err = d.backupRows(ctx); err != nil {
		return nil, err
	}
	p.Full = len(dead) == most || len(waiting) == most
	return p, nil
}

func (d *Desk) row(c job.Card, chosen []int64) jobRow {
	// The queue calls a job whose next try is near available again at once.
	if c.State == "available" && c.Error != "" {
		c.State = "retryable"
	}
	return jobRow{ID: c.ID, Kind: c.Kind, Label: cmp.Or(d.Labels[c.Kind], c.Kind), State: operations.State(c.State), Attempts: c.Attempts,
		Error: operations.Short(c.Error), Made: c.Made, At: c.Tried, Next: c.Next,
		Chosen: slices.Contains(chosen, c.ID), Stoppable: c.State != "running"}
}

func (d *Desk) showJobs(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	if err := d.allow(r.Context(), who); err != nil {
		return err
	}
	p, err := d.jobsPage(r.Context(), nil)
	if err != nil {
		return err
	}
	return d.views.Render(w, r, http.StatusOK, "console/jobs", p)
}

// doJobs puts back or gives up the chosen jobs, an act for each.
func (d *Desk) doJobs(w http.ResponseWriter, r *http.Request, who identity.Actor) error {
	ctx := r.Context()
	if err := d.allow(ctx, who); err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	reason, step := r.PostFormValue("reason"), d.Retry
	if r.PostFormValue("step") == "cancel" {
		step = d.Cancel
	}
	var faults fault.List
	chosen := numbers(r.PostForm["job"])
	if len(chosen) == 0 {
		faults.Add("jobs", "勾选要处理的任务")
	}
	if f := fault.As(operations.Reason(reason)); f != nil {
		faults = append(faults, f)
	}
	if err := faults.Err(); err != nil {
		p, failed := d.jobsPage(ctx, chosen)
		if failed != nil {
			return failed
		}
		return form.Again(w, r, d.views, "console/jobs", p, err, func() { p.Reason = reason })
	}
	done, gone := 0, 0
	for _, id := range chosen {
		switch err := step(ctx, who, id, reason); {
		case err == nil:
			done++
		case fault.Is(err, fault.NotFound):
			gone++
		default:
			return err
		}
	}
	web.Notice(r, outcome(r.PostFormValue("step") == "cancel", done, gone))
	return web.SeeOther(w, r, "/console/jobs")
}

func outcome(cancel bool, done, gone int) string {
	var parts []string
	switch {
	case done > 0 && cancel:
		parts = append(parts, fmt.Sprintf("%d 项任务已放弃", done))
	case done > 0:
		parts = append(parts, fmt.Sprintf("%d 项任务已重新排队", done))
	}
	if gone > 0 {
		parts = append(parts, fmt.Sprintf("%d 项已经完成或者已被别人处理", gone))
	}
	return strings.Join(parts, "，")
}

// numbers reads the ids of the chosen jobs; what is no number names no job.
func numbers(texts []string) []int64 {
	var ids []int64
	for _, t := range texts {
		if id, err := strconv.ParseInt(t, 10, 64); err == nil && !slices.Contains(ids, id) && len(ids) < 2*most {
			ids = append(ids, id)
		}
	}
	return ids
}
