// Package handle holds the page of a case with its working-day ruler, the steps
// of the workflow, hearings, fees, assigning, joining and splitting.
package handle

import (
	"context"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/feedback"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/request/desk/queue"
	"yangguang/internal/request/desk/releases"
	"yangguang/internal/request/desk/subrequests"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Handling is the room of dealing with an application. Its fields are what it stands on and the rooms it uses.
type Handling struct {
	DB            sqldb.Reader
	Recorder      *act.Recorder
	Vault         *vault.Vault
	Now           func() time.Time
	Calendar      func(ctx context.Context) (*calendar.Calendar, error)
	Body          func(ctx context.Context, id string) (cases.Body, error)
	People        func(ctx context.Context, ids []string) (map[string]string, error)
	ConfirmWithin int
	Staff         cases.Staff
	Outbox        cases.Outbox
	Contests      func(ctx context.Context, caseID string) ([]web.Link, error)
	Views         *web.Views
	Fonts         func() (*render.Fonts, error)
	Moved         func(ctx context.Context, tx *act.Tx, c cases.Case, by request.Action, e request.EventType) error
	FollowSplit   func(ctx context.Context, tx *act.Tx, from string, part string) error

	Cases       *cases.Cases
	SubRequests *subrequests.SubRequests
	Attachments *files.Attachments
	Intakes     *intake.Intakes
	Answers     *answers.Answers
	Releases    releases.Publishing
	Feedback    *feedback.Feedback
	Queue       *queue.Queue
}
