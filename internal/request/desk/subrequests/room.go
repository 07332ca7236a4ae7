// Package subrequests holds what the disclosure office asks of the units that hold
// the information (协办), its due day and its answer.
package subrequests

import (
	"context"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// SubRequests is the room of questions to units. Its fields are what it stands on and the rooms it uses.
type SubRequests struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	People   func(ctx context.Context, ids []string) (map[string]string, error)
	Staff    cases.Staff
	Outbox   cases.Outbox
	Views    *web.Views

	Cases *cases.Cases
}
