package desk

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/web/form"
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
func (d *Desk) Recount(ctx context.Context, body string) (r Recounting, err error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return r, err
	}
	after := ""
	for {
		cases, err := casesAfter(ctx, d.DB, body, after, false, recountBatch)
		if err != nil {
			return r, err
		}
		if len(cases) == 0 {
			break
		}
		events, err := eventsOf(ctx, d.DB, idsOf(cases))
		if err != nil {
			return r, err
		}
		for _, c := range cases {
			now := c
			now.show(request.Replay(cal, request.History{Events: events[c.ID], AsOf: d.today()}))
			if c.ReceivedYear == 0 && now.ReceivedYear == 0 || now.bucket() == c.bucket() {
				continue
			}
			// Somebody may have moved it between the two readings.
			if again, err := caseOf(ctx, d.DB, c.ID); err != nil {
				return r, err
			} else if again.Rev != c.Rev {
				continue
			}
			r.Differences = append(r.Differences, Difference{c.Body, "申请 " + c.No(), c.bucket().label(), now.bucket().label()})
		}
		r.Cases += len(cases)
		after = cases[len(cases)-1].ID
	}
	wrong, err := miscounts(ctx, d.DB, body)
	for _, m := range wrong {
		r.Differences = append(r.Differences, Difference{m.Body, m.label(), fmt.Sprint(m.kept), fmt.Sprint(m.found)})
	}
	return r, err
}

// label tells a bucket in words.
func (b bucket) label() string {
	if b.Received == 0 {
		return "不计"
	}
	if b.Counted == 0 {
		return fmt.Sprintf("%d年收到、未办结、%s", b.Received, form.Label(string(b.Kind), kindOptions()))
	}
	return fmt.Sprintf("%d年收到、%d年第%d行、%s", b.Received, b.Counted, b.Row, form.Label(string(b.Kind), kindOptions()))
}

// MendCounters sets a body's counters to what its applications come to. The
// audit log keeps what was changed.
func (d *Desk) MendCounters(ctx context.Context, body string) error {
	deed := act.Deed{Name: "request.recount", Body: body}
	return d.Office.Do(ctx, identity.Job(body), deed, func(tx *act.Tx) error {
		if err := holdCounters(ctx, tx, body); err != nil {
			return err
		}
		wrong, err := miscounts(ctx, tx, body)
		if err != nil {
			return err
		}
		for _, m := range wrong {
			if err := addTo(ctx, tx, m.bucket, m.found-m.kept); err != nil {
				return err
			}
		}
		tx.Detail("counters", len(wrong))
		return nil
	})
}
