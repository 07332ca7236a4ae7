package app

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yangguang/internal/operations"
)

// watch keeps what is wrong with the instance. It is safe for concurrent use.
type watch struct {
	log *slog.Logger
	now func() time.Time

	mu  sync.Mutex
	all []operations.Alarm
}

// set raises an alarm or takes it back; each change is one line in the log.
func (w *watch) set(r operations.Trouble, wrong bool, why error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.IndexFunc(w.all, func(a operations.Alarm) bool { return a.Reason == r })
	switch {
	case wrong && i < 0:
		w.all = append(w.all, operations.Alarm{Reason: r, Since: w.now()})
		cause := ""
		if why != nil {
			cause = why.Error()
		}
		w.log.Error("alarm", "reason", string(r), "error", cause)
	case !wrong && i >= 0:
		w.log.Info("alarm over", "reason", string(r), "seconds", w.now().Sub(w.all[i].Since).Seconds())
		w.all = slices.Delete(w.all, i, i+1)
	}
}

// alarms are those that stand now.
func (w *watch) alarms() []operations.Alarm {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.all)
}

// unready is an alarm that keeps requests away; its text is the reason alone.
type unready operations.Trouble

func (u unready) Error() string { return string(u) }

// ready says whether requests can be served: the database answers, and nothing
// that is watched keeps the instance from keeping what it is given.
func (a *App) ready(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, 2*time.Second)
	defer stop()
	var n int
	if err := a.db.QueryRowContext(ctx, `SELECT 1`).Scan(&n); err != nil {
		return unready(operations.Database)
	}
	for _, x := range operations.Worst(a.watch.alarms()) {
		if x.Reason.Unready() {
			return unready(x.Reason)
		}
	}
	return nil
}

// notes are the alarms that do not keep requests away, for /readyz.
func (a *App) notes(ctx context.Context) []string {
	var notes []string
	for _, x := range a.operations.Alarms(ctx) {
		if !x.Reason.Unready() {
			notes = append(notes, string(x.Reason))
		}
	}
	return notes
}

// born is when the instance began: when its oldest key was made.
func (a *App) born() time.Time {
	var first time.Time
	for _, k := range a.vault.Keys() {
		if first.IsZero() || k.Created.Before(first) {
			first = k.Created
		}
	}
	return first
}

// alarmMetrics gives every reason as a gauge that is 0 or 1.
func (a *App) alarmMetrics(ctx context.Context, out chan<- prometheus.Metric, alarm *prometheus.Desc) {
	alarms := a.operations.Alarms(ctx)
	for _, r := range operations.Troubles() {
		n := 0.0
		if slices.ContainsFunc(alarms, func(x operations.Alarm) bool { return x.Reason == r }) {
			n = 1
		}
		out <- prometheus.MustNewConstMetric(alarm, prometheus.GaugeValue, n, fmt.Sprint(r))
	}
}
