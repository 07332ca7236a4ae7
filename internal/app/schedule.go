package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/job"
	operationsdesk "yangguang/internal/operations/desk"
	"yangguang/internal/sqldb"
)

const (
	// backupLook is how often the schedule is looked at.
	backupLook = time.Minute
	// backupAgain is how long a daily backup that failed, or whose server was
	// killed, waits for its next try.
	backupAgain = time.Hour
)

// schedule is when backups are made by themselves.
type schedule struct {
	dir  string
	at   time.Duration // after midnight, Beijing time
	keep int
	key  string
}

// backups reads the schedule; dir is "" for none.
func (c Config) backups() (schedule, error) {
	s := schedule{dir: c.Backups, key: c.BackupKey}
	at, err := time.Parse("15:04", c.BackupAt)
	if err != nil {
		return s, fmt.Errorf("YANGGUANG_BACKUP_AT: %q 不是时刻，写成 01:30 这样", c.BackupAt)
	}
	s.at = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	if s.keep, err = strconv.Atoi(c.BackupKeep); err != nil || s.keep < 1 || s.keep > 1000 {
		return s, fmt.Errorf("YANGGUANG_BACKUP_KEEP: %q 不对，填 1 到 1000", c.BackupKeep)
	}
	return s, nil
}

// plan says the schedule in Chinese, "" when there is none.
func (c Config) plan() string {
	if c.Backups == "" {
		return ""
	}
	return "每天 " + c.BackupAt + " 自动备份到 " + c.Backups + "，留 " + c.BackupKeep + " 份。"
}

// slot is the newest instant of the schedule that has come.
func (s schedule) slot(now time.Time) time.Time {
	now = now.In(calendar.Zone())
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	at := day.Add(s.at)
	if at.After(now) {
		at = day.AddDate(0, 0, -1).Add(s.at)
	}
	return at
}

// runBackups makes the daily backups until ctx ends.
func (a *App) runBackups(ctx context.Context, every time.Duration) {
	s, err := a.config.backups()
	if err != nil || s.dir == "" {
		return // Open has refused a wrong one
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if _, err := a.backUpDaily(ctx, s); err != nil && ctx.Err() == nil {
			a.log.Error("daily backup", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// backUpDaily makes the backup of the newest slot unless somebody has, and
// deletes those beyond the number to keep. It reports whether it made one.
func (a *App) backUpDaily(ctx context.Context, s schedule) (bool, error) {
	at := s.slot(a.now())
	if at.Before(a.born()) {
		return false, nil // the instance was not there yet
	}
	run := operationsdesk.Run{ID: sqldb.NewID(), Slot: "daily " + at.Format("2006-01-02 15:04"), By: operationsdesk.Schedule, Began: a.now()}
	tries, err := operationsdesk.RunsOf(ctx, a.db, run.Slot)
	if err != nil {
		return false, err
	}
	if n := len(tries); n > 0 {
		last := tries[n-1]
		if !last.Ended.IsZero() && last.Failure == "" || run.Began.Sub(last.Began) < backupAgain {
			return false, nil
		}
	}
	run.Attempt = len(tries) + 1
	run.File = "yangguang-" + run.Began.In(calendar.Zone()).Format("20060102-150405") + ".ygb"
	err = a.office.Keep(ctx, func(tx *act.Tx) error { return operationsdesk.Note(ctx, tx, run) })
	if sqldb.IsUnique(err) {
		return false, nil // another server was faster
	}
	if err != nil {
		return false, err
	}
	b, failed := a.backUp(ctx, BackupFile{Name: filepath.Join(s.dir, run.File), Key: s.key})
	run.Ended, run.Backup, run.Size, run.Encrypted = a.now(), b.ID, b.Size, b.Encrypted
	switch {
	case failed != nil:
		run.Failure = failed.Error()
	case len(b.Damaged) > 0:
		run.Failure = fmt.Sprintf("备份时有 %d 个文件已经损坏", len(b.Damaged))
	}
	if err := a.settleBackup(ctx, run); err != nil {
		return false, err
	}
	if failed != nil {
		return false, failed
	}
	return true, prune(s)
}

// prune deletes the oldest daily backups beyond the number to keep.
func prune(s schedule) error {
	names, err := filepath.Glob(filepath.Join(s.dir, "yangguang-????????-??????.ygb"))
	if err != nil {
		return err
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(b, a) })
	for _, old := range names[min(len(names), s.keep):] {
		if err := os.Remove(old); err != nil {
			return err
		}
	}
	return nil
}

// StatisticsArgs is the job that lets the database look at what its tables hold.
// It is done when the program opens as well.
type StatisticsArgs struct{}

// Kind names the job.
func (StatisticsArgs) Kind() string { return "app_statistics" }

// statistics is how often the database looks.
const statistics = time.Hour

// ownJobs are those of the program itself.
func (a *App) ownJobs() []job.Kind {
	return append(a.notify.Jobs(), job.Every("更新数据库的统计信息", statistics, func(ctx context.Context, _ StatisticsArgs) error { return a.db.Optimize(ctx) }))
}
