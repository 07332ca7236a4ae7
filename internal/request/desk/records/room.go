// Package records holds the file of a case (卷宗), exports, the recount of
// counters, and the end of keeping personal data.
package records

import (
	"context"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/render"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/handle"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Records is the room of files, exports and retention. Its fields are what it stands on and the rooms it uses.
type Records struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Vault    *vault.Vault
	Now      func() time.Time
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	Body     func(ctx context.Context, id string) (cases.Body, error)
	People   func(ctx context.Context, ids []string) (map[string]string, error)
	Staff    cases.Staff
	AuditOf  func(ctx context.Context, body string, subject string) ([]Entry, error)
	// OpenContests lists a body's applications over which a review or a suit is open.
	OpenContests func(ctx context.Context, body string) ([]string, error)
	Views        *web.Views
	Fonts        func() (*render.Fonts, error)

	Cases    *cases.Cases
	Answers  *answers.Answers
	Handling *handle.Handling
}
