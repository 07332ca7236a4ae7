package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yangguang/internal/operations"
)

// unready is an alarm that keeps requests away; its text is the reason alone.
type unready operations.Trouble

func (u unready) Error() string { return string(u) }

// ready says whether requests can be served: the database answers.
func (a *App) ready(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, 2*time.Second)
	defer stop()
	var n int
	if err := a.db.QueryRowContext(ctx, `SELECT 1`).Scan(&n); err != nil {
		return unready(operations.Database)
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
