// Package portal holds how to apply, progress, the calculator of days, and what
// the guide to a body's information is told of applying.
package portal

import (
	"context"

	"yangguang/internal/calendar"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Portal is the room of applications on the portal. Its fields are what it stands on and the rooms it uses.
type Portal struct {
	DB       sqldb.Reader
	Vault    *vault.Vault
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	Body     func(ctx context.Context, id string) (cases.Body, error)
	Views    *web.Views

	Cases       *cases.Cases
	Attachments *files.Attachments
	Intakes     *intake.Intakes
	Answers     *answers.Answers
	Feedback    *feedback.Feedback
}
