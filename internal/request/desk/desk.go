// Package desk is the desk of applications for government information
// (依申请公开): intake and progress on the portal, the queue, the case with its
// working-day ruler, the letter by four eyes, and table three counted from the
// cases.
package desk

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"sync"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/blob"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/render"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/throttle"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed all:templates
var templates embed.FS

// Body is what letters have to know of a public body.
type Body struct {
	Name   string
	Symbol string // 机关代字 of answers: 云建公复 in 云建公复〔2026〕3号
	// What follows from its record, until the body keeps a profile of its own.
	Kind    request.BodyKind // who reviews its acts
	Above   string           // name of the government that does; "" where the record does not tell
	Contact string           // address, telephone, hours
	// What its guide says where the body has not written it there.
	Address, Postcode, Phone, Hours, Fax, Mail string
}

// Config is what the desk stands on; all must be given.
type Config struct {
	DB       sqldb.Reader
	Office   *act.Office
	Vault    *vault.Vault
	Now      func() time.Time
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	Body     func(ctx context.Context, id string) (Body, error)
	People   func(ctx context.Context, ids []string) (map[string]string, error) // names by person's id
	// ConfirmWithin is in how many working days an application from afar ought to be
	// confirmed; 0 for one.
	ConfirmWithin int
	Fonts         func() (*render.Fonts, error) // loaded at first use

	Staff  Staff                                                            // the body's own people and units
	Outbox Outbox                                                           // mail
	Trail  func(ctx context.Context, body, subject string) ([]Entry, error) // what the audit log holds about a record; nil: nothing

	Contests func(ctx context.Context, caseID string) ([]web.Link, error) // reviews and suits over an application; nil: there is no such ledger

	Bodies func(ctx context.Context) ([]string, error) // ids of the bodies that stand; nil: their guides follow nothing

	// What coming in stands on beside; each may be nil.
	Takes     func(ctx context.Context, body string) error                                // whether a body takes applications (条例 4②, 55); nil: every one does
	Elsewhere func(ctx context.Context, body string) (*Elsewhere, error)                  // whom to turn to where it takes none; nil where nobody is known
	Published func(ctx context.Context, site web.Site, words string) ([]web.Found, error) // what the site has published
	Address   func(r *http.Request) string                                                // the site's address, with its prefix, for printing
	Files     *blob.Sealed                                                                // keeps attachments
	DraftDays int                                                                         // how long a saved form is kept; 0: 30 days
}

// Desk is the desk of applications. It is safe for concurrent use.
type Desk struct {
	Config
	views  *web.Views
	fonts  func() (*render.Fonts, error)
	missed misses
	bodies *bodies
	doors  *doors
	tries  *throttle.Counter // wrong numbers, codes and secrets
}

// New opens the desk; it fails when a template does not parse.
func New(c Config) (*Desk, error) {
	views, err := web.NewViews(templates, nil)
	if err != nil {
		return nil, fmt.Errorf("open request desk: %w", err)
	}
	return &Desk{Config: c, views: views, fonts: sync.OnceValues(c.Fonts),
		bodies: &bodies{ask: c.Body, now: c.Now, had: map[string]remembered{}}, doors: newDoors(c.Now),
		tries: throttle.NewCounter(c.DB, c.Office, c.Now, "request_try", "查询太频繁。过一会儿再查")}, nil
}

// Line is the ledger's migrations.
func Line() sqldb.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the directory is embedded above
	}
	return sqldb.Line{Name: "request", Files: files}
}

// readers are the roles that see the console's pages.
func readers() []identity.Role {
	return []identity.Role{identity.Clerk, identity.UnitHandler, identity.Reviewer, identity.Leader, identity.Supervisor}
}

// Menu is the ledger's entry in the console.
func (d *Desk) Menu() []web.MenuItem {
	return []web.MenuItem{{Group: "申请与诉求", Label: "依申请公开", Href: "/console/requests", Icon: "mail", Roles: readers()},
		{Group: "申请与诉求", Label: "评价和公开建议", Href: "/console/requests/feedback", Icon: "star", Roles: readers()},
		{Group: "公开", Label: "公开指南", Href: "/console/request-guide", Icon: "doc", Roles: guideKeepers()},
		{Group: "申请与诉求", Label: "协办事项", Href: errandsPath, Icon: "send", Roles: []identity.Role{identity.UnitHandler, identity.Clerk, identity.Leader}},
		{Group: "申请与诉求", Label: "发文登记", Href: "/console/request-letters", Icon: "log", Roles: readers()},
		{Group: "申请与诉求", Label: "文书模板", Href: "/console/request-templates", Icon: "doc", Roles: keepers()}}
}

// Note is the short fact beside the portal's column 依申请公开.
func (d *Desk) Note(*http.Request) (string, error) {
	return "网上申请，查询进度和答复", nil
}

// Jobs are the ledger's jobs.
func (d *Desk) Jobs() []job.Kind {
	return slices.Concat(d.refreshJobs(), d.retentionJobs(), d.sweepJobs(), d.officeJobs(),
		d.portalJobs())
}

// Routes are the ledger's pages.
func (d *Desk) Routes() []web.Route {
	return slices.Concat(d.casesRoutes(), d.errandRoutes(), d.intakeRoutes(), d.answerRoutes(), d.releasesRoutes(),
		d.queueRoutes(), d.handleRoutes(), d.recordRoutes(), d.alarmRoutes(), d.portalRoutes(), d.apiRoutes())
}

func (d *Desk) today() calendar.Day { return calendar.At(d.Now()) }
