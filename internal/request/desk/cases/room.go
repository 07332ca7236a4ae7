// Package cases holds the rows of applications, their events, letters,
// hearings, fees and counters, and the acts that change them; every other room
// stands on it.
package cases

import (
	"context"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Cases is the room of applications and their files. Its fields are what it stands on and the rooms it uses.
type Cases struct {
	DB            sqldb.Reader
	Dialect       sqldb.Dialect
	Recorder      *act.Recorder
	Vault         *vault.Vault
	Now           func() time.Time
	Calendar      func(ctx context.Context) (*calendar.Calendar, error)
	Staff         Staff
	Outbox        Outbox
	Views         *web.Views
	BodyCache     *Bodies
	TellApplicant func(ctx context.Context, tx *act.Tx, who identity.Actor, c Case, e request.Event) error
	Moved         func(ctx context.Context, tx *act.Tx, c Case, by request.Action, e request.EventType) error
	DaysMoved     func(ctx context.Context, year int) error // lists who was told another last day before the holidays of a year changed
	Announce      func(ctx context.Context, tx *act.Tx, who identity.Actor, cal *calendar.Calendar, c Case, do Command, seq int, clock request.Clock) error
	// SupervisorReveals lets a supervisor of the body above see whose an application is.
	SupervisorReveals bool
}
