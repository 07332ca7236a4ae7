// Package reminders holds tiers of reminders, the daily digest, the calendar feed
// and to-dos.
package reminders

import (
	"context"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/handle"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/sqldb"
	"yangguang/internal/throttle"
	"yangguang/internal/web"
)

// Reminders is the room of reminders. Its fields are what it stands on and the rooms it uses.
type Reminders struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Now      func() time.Time
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	Staff    cases.Staff
	Outbox   cases.Outbox
	Views    *web.Views
	Tries    *throttle.Counter

	Cases    *cases.Cases
	Intakes  *intake.Intakes
	Handling *handle.Handling
}
