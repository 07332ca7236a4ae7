package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"yangguang/internal/fault"
	"yangguang/internal/sqldb"
)

// Card is what a page shows of a job.
type Card struct {
	ID       int64
	Kind     string
	Args     string // JSON
	State    string // river's: available, running, retryable, scheduled, discarded, cancelled, completed
	Attempts int
	Error    string // of the last attempt
	Made     time.Time
	Tried    time.Time // zero before the first attempt
	Next     time.Time // when it is due
}

// Dead lists the jobs that have failed too often, the latest first, at most
// limit (1 to 1000).
func (o *Queue) Dead(ctx context.Context, limit int) ([]Card, error) {
	return o.list(ctx, limit, rivertype.JobStateDiscarded)
}

// Waiting lists the jobs not done yet, the latest first, at most limit.
func (o *Queue) Waiting(ctx context.Context, limit int) ([]Card, error) {
	return o.list(ctx, limit, rivertype.JobStateAvailable, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled)
}

func (o *Queue) list(ctx context.Context, limit int, states ...rivertype.JobState) ([]Card, error) {
	r, err := o.insert.JobList(ctx, river.NewJobListParams().States(states...).
		OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(max(1, min(limit, 1000))))
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	cards := make([]Card, len(r.Jobs))
	for i, j := range r.Jobs {
		c := Card{ID: j.ID, Kind: j.Kind, Args: string(j.EncodedArgs), State: string(j.State),
			Attempts: j.Attempt, Made: j.CreatedAt, Next: j.ScheduledAt}
		if j.AttemptedAt != nil {
			c.Tried = *j.AttemptedAt
		}
		if n := len(j.Errors); n > 0 {
			c.Error = j.Errors[n-1].Error
		}
		cards[i] = c
	}
	return cards, nil
}

// Retry puts a job back to be done at once. w is the act that says who did so.
func (o *Queue) Retry(ctx context.Context, w sqldb.Writer, id int64) error {
	_, err := o.insert.JobRetryTx(context.WithoutCancel(ctx), sqldb.Inner(w), id)
	return gone("retry job", err)
}

// Cancel gives a job up. A job set aside is deleted from the list; one that
// waits is not done.
func (o *Queue) Cancel(ctx context.Context, w sqldb.Writer, id int64) error {
	ctx = context.WithoutCancel(ctx)
	j, err := o.insert.JobGetTx(ctx, sqldb.Inner(w), id)
	if err != nil {
		return gone("cancel job", err)
	}
	if j.State == rivertype.JobStateDiscarded {
		_, err = o.insert.JobDeleteTx(ctx, sqldb.Inner(w), id)
		return gone("cancel job", err)
	}
	_, err = o.insert.JobCancelTx(ctx, sqldb.Inner(w), id)
	return gone("cancel job", err)
}

// gone turns river's "not found" into a fault.
func gone(what string, err error) error {
	if errors.Is(err, rivertype.ErrNotFound) {
		return &fault.Error{Kind: fault.NotFound, Message: "没有这项后台任务，可能已经完成或已被删除。"}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
