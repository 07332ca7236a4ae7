package app

import (
	"context"
	"time"

	"yangguang/internal/job"
)

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
