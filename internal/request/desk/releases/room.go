// Package releases holds texts prepared from answers, passed by somebody else,
// made public after their day, and what many people ask for.
package releases

import (
	"context"
	"net/http"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/calendar"
	"yangguang/internal/job"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Releases is the room of answers released to the public. Its fields are what it stands on and the rooms it uses.
type Releases struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Vault    *vault.Vault
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	People   func(ctx context.Context, ids []string) (map[string]string, error)
	Address  func(r *http.Request) string
	Screens  func(ctx context.Context, body, text string) ([]string, error)
	// Stands says where each of texts stands in a file, "" where it does not.
	Stands func(ctx context.Context, name string, data []byte, texts []string) ([]string, error)
	Files  *attach.Files // those that go with texts for the public
	Views  *web.Views

	Cases       *cases.Cases
	Answers     *answers.Answers
	Attachments *files.Attachments
}

// Jobs make public what has waited its days, and look for what several people
// have applied for.
func (d *Releases) Jobs() []job.Kind {
	return []job.Kind{job.Every("公开到期的答复", time.Hour, func(ctx context.Context, _ ReleaseArgs) error { return d.PublishDue(ctx) }),
		job.Trailing("找多人申请的信息", compareEvery, d.waitsForCompare, func(ctx context.Context, _ RecurringArgs) error { return d.FindAllRecurring(ctx) }),
		job.Do("按新的人数重找多人申请的信息", func(ctx context.Context, a CompareAgainArgs) error { return d.compareAgain(ctx, a.Body) })}
}
