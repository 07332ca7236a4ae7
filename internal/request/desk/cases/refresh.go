package cases

import (
	"context"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/request"
)

// The jobs that keep what is written down for sorting in step with the days
// and with the calendar. Both may be broken off and done again at any time.

// RecomputeArgs is the job that follows a change of a year's holidays.
type RecomputeArgs struct {
	Year int `json:"year"`
}

// Kind names the job.
func (RecomputeArgs) Kind() string { return "request_recompute" }

// RefreshArgs is the daily job.
type RefreshArgs struct{}

// Kind names the job.
func (RefreshArgs) Kind() string { return "request_refresh" }

// indexEvery is how often the job looks for applications that came in.
const indexEvery = 5 * time.Second

// dailyLook is how often the daily job looks whether a new day has begun.
const dailyLook = time.Hour

func (d *Cases) Jobs() []job.Kind {
	return []job.Kind{
		job.Do("按新的放假安排重算期限", func(ctx context.Context, a RecomputeArgs) error {
			if _, err := d.Refresh(ctx, act.Entry{Name: "request.recompute"}, a.Year); err != nil {
				return err
			}
			return d.DaysMoved(ctx, a.Year)
		}),
		job.Trailing("为申请建立检索", indexEvery, d.waitsForIndex, func(ctx context.Context, _ IndexArgs) error { return d.Index(ctx) }),
		job.Every("更新申请的期限", dailyLook, func(ctx context.Context, _ RefreshArgs) error { return d.Daily(ctx) }),
	}
}

// CalendarChanged leaves the job that finds the due dates anew, inside the act
// that changed a year's holidays.
func (d *Cases) CalendarChanged(ctx context.Context, tx *act.Tx, year int) error {
	return tx.Enqueue(ctx, RecomputeArgs{year})
}

// Daily refreshes every open application once a day: a term runs out, silence
// ends a hearing, an unpaid fee ends the application, and nobody does anything.
func (d *Cases) Daily(ctx context.Context) error {
	today := d.Today().String()
	done, err := choreDone(ctx, d.DB, "refresh")
	if err != nil || done >= today {
		return err
	}
	entry := act.Entry{Name: "request.refresh"}
	n, err := d.Refresh(ctx, entry, 0)
	if err != nil {
		return err
	}
	return d.Recorder.Do(ctx, identity.Job(""), entry, func(tx *act.Tx) error {
		tx.Detail("day", today)
		tx.Detail("changed", n)
		return markChore(ctx, tx, "refresh", today)
	})
}

// refreshBatch is how many applications are replayed at a time; refreshTries is
// how often a batch is begun again when somebody moved one of it.
const refreshBatch, refreshTries = 200, 5

// Refresh replays every open application as of today and writes down what has
// changed: due date, status, position, and the end where the clock has set one. entry is
// recorded once for each body and batch in which something changed. year is that
// of the calendar's change, 0 for none. It gives how many changed.
func (d *Cases) Refresh(ctx context.Context, entry act.Entry, year int) (changed int, err error) {
	for cases, err := range Open(ctx, d.DB, refreshBatch) {
		if err != nil {
			return changed, err
		}
		cal, err := d.Calendar(ctx)
		if err != nil {
			return changed, err
		}
		events, err := EventsOf(ctx, d.DB, IdsOf(cases))
		if err != nil {
			return changed, err
		}
		stale := map[string][]string{} // by body
		for _, c := range cases {
			if now := c.asOf(cal, events[c.ID], d.Today()); now.stands() != c.stands() {
				stale[c.Body] = append(stale[c.Body], c.ID)
			}
		}
		for body, ids := range stale {
			n, err := d.refreshBatch(ctx, entry, body, ids, year)
			changed += n
			if err != nil {
				return changed, err
			}
		}
	}
	return changed, nil
}

func IdsOf(cases []Case) []string {
	ids := make([]string, len(cases))
	for i, c := range cases {
		ids[i] = c.ID
	}
	return ids
}

// asOf is the application as its events show it on a day.
func (c Case) asOf(cal *calendar.Calendar, events []request.Event, day calendar.Day) Case {
	if c.ClosedOn == "" && len(events) > 0 {
		c.Show(request.Replay(cal, request.History{Events: events, AsOf: day}))
	}
	return c
}

// standing is what a refresh may change.
type standing struct {
	due, closed string
	clock       request.Status
	position    int
	bucket      Bucket
}

func (c Case) stands() standing {
	return standing{c.DueOn, c.ClosedOn, c.Clock, c.QueuePosition(), c.Bucket()}
}

// refreshBatch refreshes some applications of a body in one act.
func (d *Cases) refreshBatch(ctx context.Context, entry act.Entry, body string, ids []string, year int) (n int, err error) {
	entry.Body = body
	for range refreshTries {
		n, err = d.refreshOnce(ctx, entry, ids, year)
		if !fault.Is(err, fault.Conflict) {
			break
		}
	}
	return n, err
}

func (d *Cases) refreshOnce(ctx context.Context, entry act.Entry, ids []string, year int) (n int, err error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return 0, err
	}
	err = d.Recorder.Do(ctx, identity.Job(entry.Body), entry, func(tx *act.Tx) error {
		n = 0
		events, err := EventsOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		told := map[string]string{}
		for _, id := range ids {
			c, err := CaseOf(ctx, tx, id)
			if err != nil {
				return err
			}
			now := c.asOf(cal, events[id], calendar.At(tx.Now()))
			was, is := c.stands(), now.stands()
			switch {
			case was == is:
				continue
			case was.bucket != is.bucket || was.closed != is.closed:
				err = MoveCase(ctx, tx, now, c.Rev)
			default:
				err = refreshCase(ctx, tx, now)
			}
			if err != nil {
				return err
			}
			told[c.No()] = string(was.clock) + " " + was.due + " > " + string(is.clock) + " " + is.due
			n++
		}
		tx.Detail("changed", told)
		if year != 0 {
			tx.Detail("year", year)
		}
		return nil
	})
	return n, err
}
