// Package portal holds the guide to applying, progress, the calculator of days.
package portal

import (
	"context"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/render"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/sqldb"
	"yangguang/internal/throttle"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Portal is the room of applications on the portal. Its fields are what it stands on and the rooms it uses.
type Portal struct {
	DB       sqldb.Reader
	Office   *act.Office
	Vault    *vault.Vault
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	Body     func(ctx context.Context, id string) (cases.Body, error)
	People   func(ctx context.Context, ids []string) (map[string]string, error)
	Bodies   func(ctx context.Context) ([]string, error)
	Views    *web.Views
	Fonts    func() (*render.Fonts, error)
	Tries    *throttle.Counter

	Cases       *cases.Cases
	Attachments *files.Attachments
	Intakes     *intake.Intakes
	Answers     *answers.Answers
	Releases    *releases.Releases
	Feedback    *feedback.Feedback
}
