// Package desk is the holiday calendar's desk: it keeps the arrangements that
// administrators enter, gives every other ledger the calendar to count with,
// and shows the years, their history and a calculator in the console.
//
// One calendar serves every body of the instance; the system administrators of
// the body that operates it enter and void, everybody who has signed in reads.
package desk

import (
	"context"
	"embed"
	"fmt"
	"sync"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/holidays"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed all:templates
var templates embed.FS

//go:embed assets
var assets embed.FS

// Config is what the desk stands on; all but People must be given.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Now      func() time.Time
	// Operator is the id of the body that operates the instance, "" before
	// there is one.
	Operator func(ctx context.Context) (string, error)
	// People gives the names of people by id; nil or unknown: ids are shown.
	People func(ctx context.Context, ids []string) (map[string]string, error)
}

// Desk is the holiday calendar's desk. It is safe for concurrent use.
type Desk struct {
	Config
	views *web.Views

	mu   sync.Mutex
	held *memory
}

// memory is the calendar of one stamp.
type memory struct {
	stamp    int64
	records  []holidays.Record
	calendar *calendar.Calendar
}

// New opens the desk; it fails when a template does not parse.
func New(c Config) (*Desk, error) {
	views, err := web.NewViews(templates, functions)
	if err != nil {
		return nil, fmt.Errorf("open holidays desk: %w", err)
	}
	return &Desk{Config: c, views: views}, nil
}

// Migrations is the ledger's migrations.
func Migrations() sqldb.Migrations { return sqldb.Embed("almanac", migrations) }

// Calendar is the one every ledger counts with: the built-in years and those
// entered. It is read anew only after a change, here or on another server, and
// may be shared. Inside a listener of holidays.Changed use the calendar of the
// event: the change is not committed yet and this one does not know of it.
func (d *Desk) Calendar(ctx context.Context) (*calendar.Calendar, error) {
	m, err := d.recall(ctx)
	if err != nil {
		return nil, err
	}
	return m.calendar, nil
}

func (d *Desk) recall(ctx context.Context) (*memory, error) {
	stamp, err := readStamp(ctx, d.DB)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	m := d.held
	d.mu.Unlock()
	if m != nil && m.stamp == stamp {
		return m, nil
	}
	// Read after the stamp: a change in between shows as a newer stamp next time.
	m = &memory{stamp: stamp}
	if m.records, err = readRecords(ctx, d.DB); err != nil {
		return nil, err
	}
	m.calendar = holidays.Calendar(m.records)
	d.mu.Lock()
	d.held = m
	d.mu.Unlock()
	return m, nil
}

// today is the civil day at this moment.
func (d *Desk) today() calendar.Day { return calendar.At(d.Now()) }

// administers reports whether somebody may enter and void.
func (d *Desk) administers(ctx context.Context, who identity.Actor) (bool, error) {
	if !who.Has(identity.SystemAdmin) {
		return false, nil
	}
	operator, err := d.Operator(ctx)
	if err != nil {
		return false, fmt.Errorf("find the operating body: %w", err)
	}
	return operator != "" && who.Body == operator, nil
}

// Menu is the ledger's entry in the console's menu.
func (d *Desk) Menu() []web.MenuItem {
	return []web.MenuItem{{Group: "管理", Label: "节假日历", Href: "/console/calendar", Icon: "calendar", Order: 1}}
}

// Jobs are the ledger's jobs.
func (d *Desk) Jobs() []job.Kind {
	return []job.Kind{job.Every("检查下一年放假安排", 24*time.Hour, func(ctx context.Context, _ remindArgs) error { return d.Remind(ctx) })}
}

// remindArgs is the daily job that asks for the arrangement of next year.
type remindArgs struct{}

// Kind names the job.
func (remindArgs) Kind() string { return "almanac_remind" }
