package desk

import (
	"context"
	"fmt"
	"time"

	"yangguang/internal/operations"
	"yangguang/internal/sqldb"
)

// Run is one backup that was made, or tried.
type Run struct {
	ID        string
	Slot      string // of the schedule: "daily 2026-11-29"; "" for one by hand
	Attempt   int
	By        string // Schedule or CommandLine
	Began     time.Time
	Ended     time.Time // zero while it is under way
	File      string    // its name, without the folder
	Backup    string    // its id
	Size      int64     // bytes
	Base      string    // ids of the backups it builds on
	Encrypted bool
	Failure   string // why it failed; "" when it did not
}

// Who made a backup.
const (
	Schedule    = "schedule"
	CommandLine = "command"
)

const runColumns = `id, slot, attempt, made_by, began, ended, file, backup, size, base, encrypted, failure`

// Note keeps a run: a new one, or what became of one.
func Note(ctx context.Context, w sqldb.Writer, r Run) error {
	slot, ended, encrypted := r.Slot, int64(0), 0
	if slot == "" {
		slot = r.ID
	}
	if !r.Ended.IsZero() {
		ended = r.Ended.UnixMilli()
	}
	if r.Encrypted {
		encrypted = 1
	}
	_, err := w.ExecContext(ctx, `INSERT INTO backup_run (`+runColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, file = excluded.file, backup = excluded.backup, size = excluded.size,
			base = excluded.base, encrypted = excluded.encrypted, failure = excluded.failure`,
		r.ID, slot, r.Attempt, r.By, r.Began.UnixMilli(), ended, r.File, r.Backup, r.Size, r.Base, encrypted, r.Failure)
	if err != nil {
		return fmt.Errorf("note a backup: %w", err)
	}
	return nil
}

// Runs are the last backups, the newest first.
func Runs(ctx context.Context, db sqldb.Reader, most int) ([]Run, error) {
	return sqldb.List(ctx, db, "backup", scanRun, `SELECT `+runColumns+` FROM backup_run ORDER BY began DESC, id DESC LIMIT $1`, most)
}

// RunsOf are the tries of one slot of the schedule, the first one first.
func RunsOf(ctx context.Context, db sqldb.Reader, slot string) ([]Run, error) {
	return sqldb.List(ctx, db, "backup", scanRun, `SELECT `+runColumns+` FROM backup_run WHERE slot = $1 ORDER BY attempt`, slot)
}

func scanRun(row sqldb.Row) (Run, error) {
	var r Run
	var began, ended int64
	var encrypted int
	err := row.Scan(&r.ID, &r.Slot, &r.Attempt, &r.By, &began, &ended, &r.File, &r.Backup, &r.Size, &r.Base, &encrypted, &r.Failure)
	r.Began, r.Encrypted = time.UnixMilli(began).UTC(), encrypted == 1
	if ended > 0 {
		r.Ended = time.UnixMilli(ended).UTC()
	}
	return r, err
}

// lastBackups is what decides whether one is overdue.
func lastBackups(ctx context.Context, db sqldb.Reader) (b operations.Backups, err error) {
	var last, begun int64
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(CASE WHEN ended > 0 AND failure = '' THEN began END), 0),
		coalesce(max(CASE WHEN ended = 0 THEN began END), 0) FROM backup_run`).Scan(&last, &begun)
	if err != nil {
		return b, fmt.Errorf("find the last backup: %w", err)
	}
	if last > 0 {
		b.Last = time.UnixMilli(last).UTC()
	}
	if begun > last {
		b.Begun = time.UnixMilli(begun).UTC()
	}
	return b, nil
}
