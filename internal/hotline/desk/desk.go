// Package desk is the desk of the 12345 hotline: the seat that takes contacts, the
// board of dispatch, the desks of the units, calls back, the numbers, the
// catalogue of dispatch and the local profile.
package desk

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/hotline"
	"yangguang/internal/identity"
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

// Place is a public body or one of its units as the hotline knows it.
type Place struct {
	ID, Name string
	Body     string // the public body it is, or is a unit of
	Township bool
}

// Organisation is every place of the instance: the tree, and those that stand, in
// the order in which pages list them.
type Organisation struct {
	Tree  hotline.Places
	List  []Place
	Ended map[string]string // places that are no more: what became of them
}

// name is what a place is called; its id where nobody knows.
func (o Organisation) name(id string) string {
	for _, p := range o.List {
		if p.ID == id {
			return p.Name
		}
	}
	if was := o.Ended[id]; was != "" {
		return was
	}
	return id
}

// find is a place that stands.
func (o Organisation) find(id string) (Place, bool) {
	for _, p := range o.List {
		if p.ID == id {
			return p, true
		}
	}
	return Place{}, false
}

// above is the body that deals with a report on a place: the nearest one above it
// that is not below it itself; "" where there is none.
func (o Organisation) above(place string) string {
	for _, up := range o.Tree.Chain(place)[1:] {
		if p, ok := o.find(up); ok && p.Body == p.ID {
			return p.ID
		}
	}
	return ""
}

// Config is what the desk stands on; all must be given.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Vault    *vault.Vault
	Now      func() time.Time
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	People   func(ctx context.Context, ids []string) (map[string]string, error) // names by person's id
	// Named finds people by their name among those of some bodies.
	Named        func(ctx context.Context, bodies []string, name string) ([]string, error)
	Organisation func(ctx context.Context) (Organisation, error)
}

// Desk is the desk of the hotline. It is safe for concurrent use.
type Desk struct {
	Config
	views *web.Views
}

// New opens the desk; it fails when a template does not parse.
func New(c Config) (*Desk, error) {
	views, err := web.NewViews(templates, template.FuncMap{"months": months})
	if err != nil {
		return nil, fmt.Errorf("open hotline desk: %w", err)
	}
	return &Desk{Config: c, views: views}, nil
}

// Migrations is the ledger's migrations.
func Migrations() sqldb.Migrations { return sqldb.Embed("hotline", migrations) }

// months are the numbers of the months.
func months() [12]int { return [12]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12} }

const path = "/console/hotline"

// The roles that see the pages.
func operators() []identity.Role {
	return []identity.Role{identity.Agent, identity.Dispatcher, identity.Inspector, identity.Leader, identity.Supervisor}
}

func everybody() []identity.Role { return append(operators(), identity.UnitHandler) }

// Menu is the ledger's entries in the console.
func (d *Desk) Menu() []web.MenuItem {
	const group = "申请与诉求"
	return []web.MenuItem{
		{Group: group, Label: "热线坐席", Href: path + "/seat", Icon: "phone", Roles: []identity.Role{identity.Agent}},
		{Group: group, Label: "派单与督办", Href: path + "/board", Icon: "send", Roles: operators()},
		{Group: group, Label: "承办办理", Href: path + "/unit", Icon: "building", Roles: []identity.Role{identity.UnitHandler}},
		{Group: group, Label: "派单目录", Href: path + "/catalogue", Icon: "tree", Roles: operators()},
		{Group: group, Label: "热线规则", Href: path + "/profile", Icon: "doc", Roles: operators()},
		{Group: "统计", Label: "热线统计", Href: path + "/counts", Icon: "chart", Roles: operators()},
	}
}

// Routes are the ledger's pages.
func (d *Desk) Routes() []web.Route {
	seat, dispatch := []identity.Role{identity.Agent}, []identity.Role{identity.Dispatcher}
	return []web.Route{
		{Pattern: "GET " + path + "/seat", Roles: seat, Do: d.showSeat},
		{Pattern: "POST " + path + "/seat", Roles: seat, Do: d.doSeat},
		{Pattern: "GET " + path + "/board", Roles: operators(), Do: d.showBoard},
		{Pattern: "GET " + path + "/board/{state}", Roles: operators(), Do: d.showColumn},
		{Pattern: "GET " + path + "/unit", Roles: []identity.Role{identity.UnitHandler}, Do: d.showUnit},
		{Pattern: "GET " + path + "/orders/{id}", Roles: everybody(), Do: d.showOrder},
		{Pattern: "POST " + path + "/orders/{id}/act", Roles: everybody(), Do: d.doAct},
		{Pattern: "POST " + path + "/orders/{id}/reveal", Roles: everybody(), Do: d.doReveal},
		{Pattern: "GET " + path + "/counts", Roles: operators(), Do: d.showCounts},
		{Pattern: "GET " + path + "/catalogue", Roles: operators(), Do: d.showCatalogue},
		{Pattern: "POST " + path + "/catalogue", Roles: dispatch, Do: d.doItem},
		{Pattern: "POST " + path + "/catalogue/{id}/end", Roles: dispatch, Do: d.doEndItem},
		{Pattern: "GET " + path + "/profile", Roles: operators(), Do: d.showProfile},
		{Pattern: "POST " + path + "/profile", Roles: []identity.Role{identity.Leader}, Do: d.doProfile},
	}
}

func (d *Desk) today() calendar.Day { return calendar.At(d.Now()) }
