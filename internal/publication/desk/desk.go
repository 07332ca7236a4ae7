// Package desk is the desk of what a body makes public of its own accord
// (主动公开): documents from draft over review and signature to the portal, their
// correction and withdrawal, and what of them the annual report counts.
package desk

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"sync"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/render"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed assets
var assets embed.FS

//go:embed all:templates
var templates embed.FS

// Config is what the desk stands on; all must be given.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Now      func() time.Time
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	People   func(ctx context.Context, ids []string) (map[string]string, error) // names by person's id
	Fonts    func() (*render.Fonts, error)                                      // loaded at first use
	// Screens says what of a text may not be public, in Chinese and masked.
	Screens func(ctx context.Context, body, text string) ([]string, error)
	Code    func(ctx context.Context, body string) (string, error) // with which a body's index numbers begin
	// Colleagues are the people of a body with their roles; closed accounts are left out.
	Colleagues func(ctx context.Context, body string) ([]identity.Actor, error)
	Stands     func(ctx context.Context, body string) (publication.Stands, error) // which entries of the catalogue a body owes
	Address    func(r *http.Request) string                                       // the site's address, with its prefix
}

// Desk is the desk of publication. It is safe for concurrent use.
type Desk struct {
	Config
	views *web.Views
}

// New opens the desk; it fails when a template does not parse.
func New(c Config) (*Desk, error) {
	views, err := web.NewViews(templates, nil)
	if err != nil {
		return nil, fmt.Errorf("open publication desk: %w", err)
	}
	c.Fonts = sync.OnceValues(c.Fonts)
	return &Desk{Config: c, views: views}, nil
}

// Migrations is the ledger's migrations.
func Migrations() sqldb.Migrations { return sqldb.Embed("publication", migrations) }

const (
	path   = "/console/publication" // in the console
	column = "/zfxxgk/fdzdgknr/"    // on the portal
)

// writers are the roles that write documents, readers those that see the pages,
// actors those that take steps.
func writers() []identity.Role { return []identity.Role{identity.Editor} }

func actors() []identity.Role {
	return []identity.Role{identity.Editor, identity.Reviewer, identity.Leader}
}

func readers() []identity.Role {
	return []identity.Role{identity.Editor, identity.Reviewer, identity.Leader, identity.Supervisor}
}

// Menu is the ledger's entry in the console.
func (d *Desk) Menu() []web.MenuItem {
	return []web.MenuItem{{Group: "公开", Label: "采编与发布", Href: path, Icon: "edit", Roles: readers()},
		{Group: "公开", Label: "法定公开目录", Href: boardPath, Icon: "list", Roles: readers()}}
}

// Routes are the ledger's pages.
func (d *Desk) Routes() []web.Route {
	everybody := []identity.Role{identity.Public}
	return []web.Route{
		{Pattern: "GET " + path, Roles: readers(), Do: d.showList},
		{Pattern: "GET " + path + "/new", Roles: writers(), Do: d.showNew},
		{Pattern: "POST " + path + "/new", Roles: writers(), Do: d.doNew, Body: 4 << 20},
		{Pattern: "GET " + path + "/{id}", Roles: readers(), Do: d.showItem},
		{Pattern: "POST " + path + "/{id}", Roles: writers(), Do: d.doSave, Body: 4 << 20},
		{Pattern: "POST " + path + "/{id}/act", Roles: actors(), Do: d.doAct},
		{Pattern: "GET " + boardPath, Roles: readers(), Do: d.showBoard},
		{Pattern: "GET " + boardPath + "/new", Roles: keepers(), Do: d.showColumnForm},
		{Pattern: "POST " + boardPath + "/new", Roles: keepers(), Do: d.doColumn},
		{Pattern: "GET " + boardPath + "/{id}", Roles: keepers(), Do: d.showColumnForm},
		{Pattern: "POST " + boardPath + "/{id}", Roles: keepers(), Do: d.doColumn},
		{Pattern: "POST " + boardPath + "/press", Roles: keepers(), Do: d.doPress},
		{Pattern: "POST " + boardPath + "/handover", Roles: keepers(), Do: d.doHandOver},
		{Pattern: "POST " + boardPath + "/accept", Roles: writers(), Do: d.doAccept},
		{Pattern: "GET " + column + "{$}", Roles: everybody, Do: d.showColumn, Kept: true},
		{Pattern: "GET " + column + "feed.atom", Roles: everybody, Do: d.sendFeed, Kept: true},
		{Pattern: "GET " + column + "{id}", Roles: everybody, Do: d.showPublic, Kept: true},
		{Pattern: "GET " + column + "{id}/{file}", Roles: everybody, Do: d.sendFile},
	}
}

func (d *Desk) today() calendar.Day { return calendar.At(d.Now()) }
