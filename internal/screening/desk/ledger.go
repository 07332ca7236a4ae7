package desk

import (
	"context"
	"time"

	"yangguang/internal/job"
	"yangguang/internal/ledger"
)

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:   "screening",
		Menu:   d.Menu(),
		Routes: d.Routes(),
		Jobs:   d.Jobs(),
		Acts:   acts(),
		Assets: assets,
		Todos:  []ledger.Todos{d.Todos},
	}
}

// acts names the acts of the ledger, as the audit log shows them.
func acts() map[string]string {
	return map[string]string{
		"screening.screened": "审查文件",
		"screening.earlier":  "补查以前保存的附件",
		"screening.again":    "按新的清单重新审查文件",
		"screening.decide":   "决定审查发现",
		"screening.redact":   "遮盖文件，生成新文件",
		"screening.secret":   "拒收带密级标志的文件",
		"screening.report":   "登记涉密事件报告",
		"screening.own":      "登记本单位电话、邮箱",
		"screening.own_end":  "停用本单位电话、邮箱",
		"screening.words":    "更新词语清单",
	}
}

// fileArgs is the job that screens one file that was not through in time.
type fileArgs struct {
	File string `json:"file"`
}

// Kind names the job.
func (fileArgs) Kind() string { return "screening_look" }

// bodyArgs is the job that screens a body's files again after its lists changed.
type bodyArgs struct {
	Body string `json:"body"`
}

// Kind names the job.
func (bodyArgs) Kind() string { return "screening_relook" }

// earlierArgs is the daily job that takes in files which were kept before this
// ledger was there.
type earlierArgs struct{}

// Kind names the job.
func (earlierArgs) Kind() string { return "screening_earlier" }

// dailyArgs is the daily job that finds numbers whose review day has passed.
type dailyArgs struct{}

// Kind names the job.
func (dailyArgs) Kind() string { return "screening_lapse" }

// Jobs are the ledger's jobs.
func (d *Desk) Jobs() []job.Kind {
	return []job.Kind{
		job.Do("审查文件", func(ctx context.Context, a fileArgs) error { return d.ScreenFile(ctx, a.File) }),
		job.Do("按新的清单重新审查文件", func(ctx context.Context, a bodyArgs) error { return d.ScreenAgain(ctx, a.Body) }),
		job.Every("补查以前保存的附件", 24*time.Hour, func(ctx context.Context, _ earlierArgs) error { return d.ScreenEarlier(ctx) }),
		job.Every("核对本单位电话、邮箱的复审日", 24*time.Hour, func(ctx context.Context, _ dailyArgs) error { return d.Lapse(ctx) }),
	}
}
