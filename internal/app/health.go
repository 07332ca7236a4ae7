package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yangguang/internal/calendar"
	"yangguang/internal/operations"
	"yangguang/internal/sqldb"
)

const (
	// healthLook is how often the disk and the database are looked at.
	healthLook = 2 * time.Second
	// diskMark is how much space must be left: what a large form and the database's
	// log beside it may take.
	diskMark = 16 << 20
	// checkAt is when pages are looked for damage each night, after midnight in
	// Beijing.
	checkAt = 3 * time.Hour
)

// disk is a folder whose space is looked at.
type disk struct{ label, dir string }

// disks are where the instance keeps things; its database only where it is a file.
func (a *App) disks() []disk {
	all := []disk{{"data", a.config.Data}}
	if a.config.Files != a.config.Data {
		all = append(all, disk{"files", a.config.Files})
	}
	return all
}

// freeBytes is how much may still be written below a folder.
func freeBytes(dir string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, fmt.Errorf("space of %s: %w", dir, err)
	}
	return int64(s.Bavail) * int64(s.Bsize), nil //nolint:gosec // no disk has 2^63 bytes
}

// diskBytes is how large the disk is on which a folder lies.
func diskBytes(dir string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, fmt.Errorf("size of the disk of %s: %w", dir, err)
	}
	return int64(s.Blocks) * int64(s.Bsize), nil //nolint:gosec // no disk has 2^63 bytes
}

// errSpace says that too little space is left.
var errSpace = errors.New("too little space left")

// lookDisks notes whether something can be kept.
func (a *App) lookDisks(ctx context.Context) {
	var why error
	for _, d := range a.disks() {
		free, err := a.free(d.dir)
		if err == nil && free < diskMark {
			err = fmt.Errorf("%w: %s has %d KB", errSpace, d.label, free>>10)
		}
		why = errors.Join(why, err)
	}
	a.trouble(ctx, operations.Disk, why)
}

// lookDatabase notes whether the database answers.
func (a *App) lookDatabase(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, 2*time.Second)
	defer stop()
	var n int
	a.trouble(ctx, operations.Database, a.db.QueryRowContext(ctx, `SELECT 1`).Scan(&n))
}

// runHealth looks at the disk and the database until ctx ends.
func (a *App) runHealth(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		a.lookDisks(ctx)
		a.lookDatabase(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// checkPages looks for damaged pages of the database.
func (a *App) checkPages(ctx context.Context) {
	switch err := a.db.QuickCheck(ctx); {
	case err == nil:
		a.trouble(ctx, operations.Damaged, nil)
	case sqldb.IsDamaged(err):
		a.trouble(ctx, operations.Damaged, err)
	case ctx.Err() == nil:
		a.log.ErrorContext(ctx, "pages not looked at", "error", err.Error())
	}
}

// nextCheck is the first instant after now at which pages are looked at.
func nextCheck(now time.Time) time.Time {
	now = now.In(calendar.Zone())
	at := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()).Add(checkAt)
	if !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// runChecks looks at the pages at once and each night until ctx ends.
func (a *App) runChecks(ctx context.Context) {
	for {
		a.checkPages(ctx)
		now := a.now()
		wait := time.NewTimer(nextCheck(now).Sub(now))
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return
		}
	}
}

// banner is what every page of the console says: what keeps work from being kept.
func (a *App) banner() []string {
	var lines []string
	for _, x := range a.watch.alarms() {
		if x.Reason.Unready() {
			lines = append(lines, x.Reason.Label())
		}
	}
	return slices.Clip(lines)
}

// diskMetrics gives how much space is left.
func (a *App) diskMetrics(out chan<- prometheus.Metric, free *prometheus.Desc) {
	for _, d := range a.disks() {
		n, err := a.free(d.dir)
		if err != nil {
			out <- prometheus.NewInvalidMetric(free, err)
			continue
		}
		out <- prometheus.MustNewConstMetric(free, prometheus.GaugeValue, float64(n), d.label)
	}
}
