package records

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/cases"
)

// Difference is one place where what is kept for counting is not what the
// events come to.
type Difference struct {
	Body        string
	Where       string // 申请 2026-YSQ-0131, or the counter's name
	Kept, Found string
}

// Recounting is the result of a recount.
type Recounting struct {
	Cases       int // applications replayed
	Differences []Difference
}

// OK reports whether everything agreed.
func (r Recounting) OK() bool { return len(r.Differences) == 0 }

// recountBatch is how many applications a recount replays at a time.
const recountBatch = 500

// Recount proves table three of a body ("" for all bodies): every application
// is replayed from its events and held against the years and the row kept
// beside it, and the counters against the applications. Each of the two
// comparisons looks at one state of the ledger, so that it may run while people
// work. An application that the clock has ended since its last act differs
// until the daily job has seen it.
func (d *Records) Recount(ctx context.Context, body string) (r Recounting, err error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return r, err
	}
	for list, err := range cases.All(ctx, d.DB, body, recountBatch) {
		if err != nil {
			return r, err
		}
		events, err := cases.EventsOf(ctx, d.DB, cases.IdsOf(list))
		if err != nil {
			return r, err
		}
		for _, c := range list {
			now := c
			now.Show(request.Replay(cal, request.History{Events: events[c.ID], AsOf: d.Cases.Today()}))
			if c.ReceivedYear == 0 && now.ReceivedYear == 0 || now.Bucket() == c.Bucket() {
				continue
			}
			// Somebody may have moved it between the two readings.
			if again, err := cases.CaseOf(ctx, d.DB, c.ID); err != nil {
				return r, err
			} else if again.Rev != c.Rev {
				continue
			}
			r.Differences = append(r.Differences, Difference{c.Body, "申请 " + c.No(), c.Bucket().Label(), now.Bucket().Label()})
		}
		r.Cases += len(list)
	}
	wrong, err := cases.CaseCounters.Recount(ctx, d.DB, body)
	for _, m := range wrong {
		r.Differences = append(r.Differences, Difference{m.Bucket.Body, m.Bucket.Label(), fmt.Sprint(m.Kept), fmt.Sprint(m.Found)})
	}
	return r, err
}

// MendCounters sets a body's counters to what its applications come to. The
// audit log keeps how many were changed.
func (d *Records) MendCounters(ctx context.Context, body string) error {
	entry := act.Entry{Name: "request.recount", Body: body}
	return d.Recorder.Do(ctx, identity.Job(body), entry, func(tx *act.Tx) error { return cases.CaseCounters.Mend(ctx, tx, body) })
}
