// Package queue holds tabs, filters, pages and the days each application has
// waited.
package queue

import (
	"context"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

// Queue is the room of the list of applications. Its fields are what it stands on and the rooms it uses.
type Queue struct {
	DB            sqldb.Reader
	Recorder      *act.Recorder
	Now           func() time.Time
	Calendar      func(ctx context.Context) (*calendar.Calendar, error)
	People        func(ctx context.Context, ids []string) (map[string]string, error)
	ConfirmWithin int
	Few           int // how many applications that may hold a text are put into order instead of looked for in the queue's; 0 for 4,000
	Views         *web.Views

	Cases *cases.Cases
}
