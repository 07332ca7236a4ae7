// Package api holds applications from other systems, their state, letters and
// corrections.
package api

import (
	"context"
	"time"

	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/intake"
	"yangguang/internal/request/desk/portal"
	"yangguang/internal/sqldb"
)

// API is the room of the application programming interface. Its fields are what it stands on and the rooms it uses.
type API struct {
	DB     sqldb.Reader
	Now    func() time.Time
	Body   func(ctx context.Context, id string) (cases.Body, error)
	Missed Misses

	Cases   *cases.Cases
	Intakes *intake.Intakes
	Answers *answers.Answers
	Portal  *portal.Portal
}
