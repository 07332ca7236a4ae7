// Package desk is the desk of public-resource trading: it takes notices from a
// form and from files of the exchange, screens them, lets the leader release
// them, and shows each project on one page with its chain, its statutory periods
// and its open contracting data.
package desk

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/ledger"
	"yangguang/internal/sqldb"
	"yangguang/internal/trading"
	"yangguang/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed assets
var assets embed.FS

//go:embed extension
var extension embed.FS

//go:embed all:templates
var templates embed.FS

// Config is what the desk stands on; all must be given.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Now      func() time.Time
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	Screens  func(ctx context.Context, body, text string) ([]string, error) // what may not stand in a public text
	Address  func(*http.Request) string                                     // of the site: scheme, host, prefix
	Prefix   string                                                         // of open contracting ids, as registered: ocds-213czf
}

// Desk is the desk of trading. It is safe for concurrent use.
type Desk struct {
	Config
	views *web.Views
}

// New opens the desk; it fails when a template does not parse.
func New(c Config) (*Desk, error) {
	views, err := web.NewViews(templates, nil)
	if err != nil {
		return nil, fmt.Errorf("open trading desk: %w", err)
	}
	return &Desk{Config: c, views: views}, nil
}

// Migrations is the ledger's migrations.
func Migrations() sqldb.Migrations { return sqldb.Embed("trading", migrations) }

const (
	home = "/ggzy/"           // on the portal
	path = "/console/trading" // in the console
	data = "/ocds/"           // open contracting data
)

// mostUpload is the largest file that is taken in the console.
const mostUpload = 32 << 20

func (d *Desk) today() calendar.Day { return calendar.At(d.Now()) }

// readers are the roles that see the notices before they are released.
func readers() []identity.Role {
	return []identity.Role{identity.Editor, identity.Reviewer, identity.Leader}
}

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:    "trading",
		Menu:    []web.MenuItem{{Group: "公开", Label: "公共资源交易", Href: path, Icon: "list", Roles: readers()}},
		Routes:  d.Routes(),
		Acts:    map[string]string{"trading.enter": "录入交易公告", "trading.import": "导入交易公告", "trading.release": "签发交易公告", "trading.choose": "处理隔离的交易公告"},
		Todos:   []ledger.Todos{d.Todos},
		Figures: []ledger.Figures{d.Figures},
		Search:  []ledger.Search{d.Search},
		Places:  places(),
		Assets:  assets,
	}
}

// Routes are the ledger's pages.
func (d *Desk) Routes() []web.Route {
	everybody, editor := []identity.Role{identity.Public}, []identity.Role{identity.Editor}
	routes := []web.Route{
		{Pattern: "GET " + home + "{$}", Roles: everybody, Do: d.showProjects, Kept: true},
		{Pattern: "GET " + home + "xm/{code}", Roles: everybody, Do: d.showProject, Kept: true},
		{Pattern: "GET " + home + "xm/{code}/ocds.json", Roles: everybody, Do: d.sendRecord},
		{Pattern: "GET " + home + "feed.atom", Roles: everybody, Do: d.sendFeed},
		{Pattern: "GET " + data + "releases.json", Roles: everybody, Do: d.sendReleases},
		{Pattern: "GET " + data + "records.json", Roles: everybody, Do: d.sendRecords},
		{Pattern: "GET " + data + "extensions/disposal/{file}", Roles: everybody, Do: d.sendExtension},
		{Pattern: "GET " + path, Roles: readers(), Do: d.showNotices},
		{Pattern: "GET " + path + "/new", Roles: editor, Do: d.showForm},
		{Pattern: "POST " + path + "/new", Roles: editor, Do: d.doForm},
		{Pattern: "GET " + path + "/import", Roles: editor, Do: d.showImport},
		{Pattern: "POST " + path + "/import", Roles: editor, Do: d.doImport, Body: mostUpload},
		{Pattern: "POST " + path + "/release", Roles: []identity.Role{identity.Leader}, Do: d.doRelease},
		{Pattern: "GET " + path + "/{id}", Roles: readers(), Do: d.showNotice},
		{Pattern: "POST " + path + "/{id}/choose", Roles: editor, Do: d.doChoose},
	}
	for _, l := range trading.Lines() {
		routes = append(routes, web.Route{Pattern: "GET " + home + string(l) + "/{$}", Roles: everybody, Do: d.showProjects, Kept: true})
	}
	return routes
}
