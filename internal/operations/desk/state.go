package desk

import (
	"context"
	"fmt"

	"yangguang/internal/operations"
	"yangguang/internal/todo"
)

// Alarms are what is wrong with the instance now, the worst first: what the
// program sees itself, and backups that are overdue. What cannot be asked of the
// database is left out.
func (d *Desk) Alarms(ctx context.Context) []operations.Alarm {
	var list []operations.Alarm
	if d.Seen != nil {
		list = d.Seen()
	}
	if d.DB == nil || d.Demo {
		return list
	}
	b, err := lastBackups(ctx, d.DB)
	if err != nil {
		d.Log.Error("backups", "error", err.Error())
		return list
	}
	b.Born = d.Born()
	if late, ok := b.Overdue(d.Now()); ok {
		list = append(list, late)
	}
	return list
}

// alarmTodos are the alarms as work for the operating body's administrators.
func (d *Desk) alarmTodos(ctx context.Context) []todo.Item {
	var list []todo.Item
	for _, a := range d.Alarms(ctx) {
		list = append(list, todo.Item{Label: a.Reason.Label(), Href: "/console/jobs", Count: 1, Urgent: true})
	}
	return list
}

// backupsShown is how many backups the page lists.
const backupsShown = 10

// backupRow is a backup as the page shows it.
type backupRow struct {
	Run
	Size string
}

// Maker says in Chinese who made it.
func (r backupRow) Maker() string {
	if r.By == Schedule {
		return "定时"
	}
	return "命令行"
}

// State says in Chinese what became of it.
func (r backupRow) State() string {
	switch {
	case r.Failure != "":
		return "没有成功"
	case r.Ended.IsZero():
		return "进行中"
	}
	return "完成"
}

// Error is what may be shown of why it failed.
func (r backupRow) Error() string { return operations.Short(r.Failure) }

// bytes is a size as people read it.
func bytes(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d KB", (n+1023)/1024)
}

// backupRows are the last backups.
func (d *Desk) backupRows(ctx context.Context) ([]backupRow, error) {
	if d.DB == nil {
		return nil, nil
	}
	runs, err := Runs(ctx, d.DB, backupsShown)
	if err != nil {
		return nil, err
	}
	var rows []backupRow
	for _, r := range runs {
		rows = append(rows, backupRow{r, bytes(r.Size)})
	}
	return rows, nil
}
