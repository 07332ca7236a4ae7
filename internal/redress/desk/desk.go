// Package desk is the desk of reviews and suits (行政复议、行政诉讼) against the
// body: the ledger with its due days, the page of each contest, the list of
// evidence, and table four of the annual report counted from the contests.
package desk

import (
	"context"
	"embed"
	"fmt"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed assets
var assets embed.FS

//go:embed all:templates
var templates embed.FS

// Application is what this ledger has to know of an application whose answer is
// contested.
type Application struct {
	ID, Body, No string
	Wanted       string
	Applicant    string // masked
	Outcome      string // Chinese; "" while there is no answer
	AnswerNo     string
	SentOn       string          // day the answer left the body; "" while there is none
	ServedOn     string          // day it reached the applicant; "" while that is not known
	ReviewFirst  bool            // it withholds under 条例 14 to 16 (复议法 23①(四))
	ReviewPart   bool            // it withholds a part under them
	Proofs       []request.Proof // what has to be proven for the last answer (法释〔2025〕8号 5, 6)
	Reviewer     string          // who reviews the body's acts, as its letters name it
	Court        string
}

// Config is what the desk stands on; all must be given.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Vault    *vault.Vault
	Now      func() time.Time
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	People   func(ctx context.Context, ids []string) (map[string]string, error) // names by person's id
	// Application finds an application that the person may see, by its id;
	// Numbered by its number within the person's body. NotFound without one.
	Application func(ctx context.Context, who identity.Actor, id string) (Application, error)
	Numbered    func(ctx context.Context, who identity.Actor, number string) (Application, error)
	// Reached tells of applications, by id, whether somebody's grants reach them.
	Reached func(ctx context.Context, who identity.Actor, applications []string) (func(id string) bool, error)
	// SupervisorReveals lets a supervisor of the body above see who takes part.
	SupervisorReveals bool
	// Kept says whether a body keeps its applications of a year in this instance.
	Kept func(ctx context.Context, body string, year int) (bool, error)
}

// Desk is the desk of reviews and suits. It is safe for concurrent use.
type Desk struct {
	Config
	views *web.Views
}

// New opens the desk; it fails when a template does not parse.
func New(c Config) (*Desk, error) {
	views, err := web.NewViews(templates, nil)
	if err != nil {
		return nil, fmt.Errorf("open redress desk: %w", err)
	}
	return &Desk{Config: c, views: views}, nil
}

// Migrations is the ledger's migrations.
func Migrations() sqldb.Migrations { return sqldb.Embed("contest", migrations) }

const path = "/console/contests"

// readers are the roles that see the pages.
func readers() []identity.Role {
	return []identity.Role{identity.Clerk, identity.UnitHandler, identity.Reviewer, identity.Leader, identity.Supervisor}
}

// Menu is the ledger's entry in the console.
func (d *Desk) Menu() []web.MenuItem {
	return []web.MenuItem{{Group: "申请与诉求", Label: "复议诉讼", Href: path, Icon: "list", Roles: readers()}}
}

// Routes are the ledger's pages.
func (d *Desk) Routes() []web.Route {
	clerk, acting := []identity.Role{identity.Clerk}, []identity.Role{identity.Clerk, identity.Leader}
	return []web.Route{
		{Pattern: "GET " + path, Roles: readers(), Do: d.showList},
		{Pattern: "GET " + path + "/export", Roles: readers(), Do: d.export},
		{Pattern: "GET " + path + "/new", Roles: clerk, Do: d.showRegister},
		{Pattern: "POST " + path + "/new", Roles: clerk, Do: d.doRegister},
		{Pattern: "GET " + path + "/{id}", Roles: readers(), Do: d.showContest},
		{Pattern: "POST " + path + "/{id}/act", Roles: acting, Do: d.doAct},
		{Pattern: "POST " + path + "/{id}/evidence", Roles: clerk, Do: d.doEvidence},
		{Pattern: "POST " + path + "/{id}/strike", Roles: clerk, Do: d.doStrike},
		{Pattern: "POST " + path + "/{id}/reveal", Roles: readers(), Do: d.doReveal},
	}
}

func (d *Desk) today() calendar.Day { return calendar.At(d.Now()) }
