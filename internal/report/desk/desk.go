// Package desk is the annual report's desk: building one's own report in the
// console with every figure's source, reading and keeping published ones,
// printing, publishing, and the portal's pages of 政府信息公开年报.
package desk

import (
	"context"
	"embed"
	"fmt"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/blob"
	"yangguang/internal/calendar"
	"yangguang/internal/extract"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/render"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed all:templates
var templates embed.FS

//go:embed assets
var assets embed.FS

// Body is what this desk has to know of a public body; app fills it from the
// account ledger.
type Body struct {
	ID, Code, Name string
	Parent         string // id of the body it reports to, "" for none
	Government     bool   // a people's government: rolls up and reports by 31 March
	Township       bool   // date by configuration, awaiting legal confirmation
	Service        bool   // a public enterprise or institution: owes no report by 条例 49①, and has a form of its own (55①)
	Prefix         string // "/b/CODE", or "" for the host's own
}

// Config is what the desk stands on. All but Counters and Blob must be given.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Now      func() time.Time
	Reader   *extract.Reader
	Blob     blob.Store
	Fonts    func() (*render.Fonts, error)                                      // loaded at first use
	Bodies   func(ctx context.Context) ([]Body, error)                          // every body of the instance
	People   func(ctx context.Context, ids []string) (map[string]string, error) // names by person's id
	Counters []ledger.Figures                                                   // what the ledgers count

	// FeesUnpaid counts a year's fee notices that nobody paid; nil where no ledger
	// of them is kept. known is false for a body that keeps none.
	FeesUnpaid func(ctx context.Context, body string, year int) (n int64, known bool, err error)
}

// Desk is the annual report's desk.
type Desk struct {
	Config
	views *web.Views
	fonts func() (*render.Fonts, error)
}

// New opens the desk; it fails when a template does not parse.
func New(c Config) (*Desk, error) {
	views, err := web.NewViews(templates, nil)
	if err != nil {
		return nil, fmt.Errorf("open report desk: %w", err)
	}
	d := NewPrinter(c)
	d.views = views
	return d, nil
}

// Migrations is the ledger's migrations.
func Migrations() sqldb.Migrations { return sqldb.Embed("report", migrations) }

// Menu is the ledger's entry in the console.
func (d *Desk) Menu() []web.MenuItem {
	return []web.MenuItem{{Group: "统计", Label: "年度报告", Href: "/console/reports", Icon: "table",
		Roles: []identity.Role{identity.Editor, identity.Reviewer, identity.Leader, identity.Supervisor}}}
}

// Routes are the ledger's pages.
func (d *Desk) Routes() []web.Route {
	return append(d.consoleRoutes(), d.portalRoutes()...)
}

// body gives one body of the instance.
func (d *Desk) body(ctx context.Context, id string) (Body, error) {
	all, err := d.Bodies(ctx)
	if err != nil {
		return Body{}, fmt.Errorf("list bodies: %w", err)
	}
	for _, b := range all {
		if b.ID == id {
			return b, nil
		}
	}
	return Body{}, fmt.Errorf("no body %s", id)
}

func (d *Desk) today() calendar.Day { return calendar.At(d.Now()) }

// dayOf is the day on which an act is done.
func dayOf(tx *act.Tx) string { return calendar.At(tx.Now()).String() }

// stamp is an instant as pages print it, clockOf its time alone.
func stamp(t time.Time) string { return t.In(calendar.Zone()).Format("2006-01-02 15:04") }

func clockOf(t sqldb.Time) string { return t.In(calendar.Zone()).Format("15:04") }
