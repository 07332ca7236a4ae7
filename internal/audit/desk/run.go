package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"yangguang/internal/act"
	"yangguang/internal/audit"
	"yangguang/internal/identity"
)

// running is the verification that the console started; one at a time.
type running struct {
	mu   sync.Mutex
	busy bool
	read int64
	err  error // of the last one
	done chan struct{}
}

// state tells whether a verification runs, how many entries it has read, and
// why the last one could not be finished.
func (r *running) state() (busy bool, read int64, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.busy, r.read, r.err
}

// begin starts a verification in the background, unless one is running, and
// gives a channel that is closed when it is over.
func (d *Desk) begin(ctx context.Context, who identity.Actor, outside []File) <-chan struct{} {
	d.run.mu.Lock()
	defer d.run.mu.Unlock()
	if d.run.busy {
		return d.run.done
	}
	d.run.busy, d.run.read, d.run.err, d.run.done = true, 0, nil, make(chan struct{})
	done := d.run.done
	go func() {
		// The request may end first; the walk goes on.
		ctx := context.WithoutCancel(ctx)
		report, err := d.Verify(ctx, VerifyOptions{Outside: outside, Progress: func(n int64) {
			d.run.mu.Lock()
			d.run.read = n
			d.run.mu.Unlock()
		}})
		if err == nil {
			err = d.Record(ctx, who, report)
		}
		d.run.mu.Lock()
		d.run.busy, d.run.err = false, err
		d.run.mu.Unlock()
		close(done)
	}()
	return done
}

// Record keeps a report as the last one, and that somebody verified as an act.
func (d *Desk) Record(ctx context.Context, who identity.Actor, r audit.Report) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("keep the report: %w", err)
	}
	if err := d.witness.replace(reportFile, append(b, '\n')); err != nil {
		return err
	}
	return d.Recorder.Do(ctx, who, act.Entry{Name: "trail.verify", Body: who.Body}, func(tx *act.Tx) error {
		tx.Detail("ok", r.OK)
		tx.Detail("entries", r.Entries)
		tx.Detail("checkpoints", r.Checkpoints)
		tx.Detail("findings", int64(len(r.Findings))+r.More)
		return nil
	})
}

// Last is the last report that was kept; false when there is none.
func (d *Desk) Last() (audit.Report, bool, error) {
	text, err := d.witness.read(reportFile)
	if err != nil || text == "" {
		return audit.Report{}, false, err
	}
	var r audit.Report
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return audit.Report{}, false, fmt.Errorf("read the last report: %w", err)
	}
	return r, true, nil
}
