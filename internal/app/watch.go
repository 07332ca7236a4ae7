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

// watch holds what the program itself sees wrong with the instance. The zero
// value has seen nothing.
type watch struct {
	mu    sync.Mutex
	since map[operations.Trouble]time.Time
}

// set notes whether a trouble is there; it reports whether that is new.
func (w *watch) set(t operations.Trouble, there bool, now time.Time) (changed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, known := w.since[t]; known == there {
		return false
	}
	if !there {
		delete(w.since, t)
		return true
	}
	if w.since == nil {
		w.since = map[operations.Trouble]time.Time{}
	}
	w.since[t] = now
	return true
}

// alarms are the troubles that are there, the worst first.
func (w *watch) alarms() []operations.Alarm {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []operations.Alarm
	for _, t := range operations.Troubles() {
		if since, there := w.since[t]; there {
			list = append(list, operations.Alarm{Reason: t, Since: since})
		}
	}
	return list
}

// trouble notes whether a trouble is there, why is nil when it is not. The log
// has a line when it begins and when it ends.
func (a *App) trouble(ctx context.Context, t operations.Trouble, why error) {
	if !a.watch.set(t, why != nil, a.now()) {
		return
	}
	if why != nil {
		a.log.ErrorContext(ctx, "trouble", slog.String("reason", string(t)), slog.String("error", why.Error()))
		return
	}
	a.log.InfoContext(ctx, "trouble over", slog.String("reason", string(t)))
}

// unready is an alarm that keeps requests away; its text is the reason alone.
type unready operations.Trouble

func (u unready) Error() string { return string(u) }

// ready says whether requests can be served: the database answers, its pages are
// sound and there is space; the worst reason is told.
func (a *App) ready(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, 2*time.Second)
	defer stop()
	var n int
	if err := a.db.QueryRowContext(ctx, `SELECT 1`).Scan(&n); err != nil {
		return unready(operations.Database)
	}
	for _, x := range a.watch.alarms() {
		if x.Reason.Unready() && x.Reason != operations.Database { // it has just answered
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
