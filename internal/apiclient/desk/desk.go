// Package desk is the desk of API clients: who may call and with which secret,
// the door they are identified at, the messages they are sent, the document and
// the page that tell programmers how.
package desk

import (
	"context"
	"crypto/tls"
	"embed"
	"fmt"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/apiclient"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/sqldb"
	"yangguang/internal/throttle"
	"yangguang/internal/vault"
	"yangguang/internal/web"
	"yangguang/internal/web/api"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed all:templates
var templates embed.FS

//go:embed assets
var assets embed.FS

// Config is what the desk stands on; all but what says otherwise must be given.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Vault    *vault.Vault
	Now      func() time.Time
	People   func(ctx context.Context, ids []string) (map[string]string, error) // names by person's id
	Base     string                                                             // address of the site, without a slash at the end
	// Networks are the non-public networks that messages may be sent into, such
	// as 政务外网; empty: none.
	Networks []netip.Prefix
	// Loopback lets messages go to this machine, and there without TLS: for
	// suites with a receiver of their own.
	Loopback bool
	TLS      *tls.Config // of the connections to receivers; nil: the machine's roots
}

// Desk is the desk of API clients. It is safe for concurrent use.
type Desk struct {
	Config
	views     *web.Views
	table     []api.Operation
	document  func() ([]byte, error)
	calls     *throttle.Memory // by client
	strangers *throttle.Memory // failed tries, by address
	post      *http.Client
}

// New opens the desk; more are the API calls of the other ledgers. It fails when
// a template does not parse.
func New(c Config, more ...api.Operation) (*Desk, error) {
	views, err := web.NewViews(templates, nil)
	if err != nil {
		return nil, fmt.Errorf("open apiclient desk: %w", err)
	}
	d := &Desk{Config: c, views: views, calls: throttle.NewMemory(c.Now, 0), strangers: throttle.NewMemory(c.Now, 0)}
	d.post = d.poster()
	d.table = append(d.Operations(), more...)
	d.document = sync.OnceValues(func() ([]byte, error) { return api.Document(d.about(), d.table) })
	return d, nil
}

// Migrations is the ledger's migrations.
func Migrations() sqldb.Migrations { return sqldb.Embed("client", migrations) }

// keepers are the roles that see the console's pages. The system administrator
// makes clients and endpoints; the security administrator, who answers for who
// may come in, sees them and can close them.
func keepers() []identity.Role {
	return []identity.Role{identity.SystemAdmin, identity.SecurityAdmin}
}

// Menu is the ledger's entry in the console.
func (d *Desk) Menu() []web.MenuItem {
	return []web.MenuItem{{Group: "管理", Label: "接口接入", Href: "/console/clients", Icon: "key", Roles: keepers()}}
}

// Jobs are the ledger's jobs.
func (d *Desk) Jobs() []job.Kind { return []job.Kind{job.Do("发送接口通知", d.deliver)} }

// Routes are the ledger's pages and its own API calls.
func (d *Desk) Routes() []web.Route {
	return append(api.Routes(d.Operations()),
		web.Route{Pattern: "GET /api/{$}", Roles: []identity.Role{identity.Public}, Do: d.showAPI, Kept: true},
		web.Route{Pattern: "GET /console/clients", Roles: keepers(), Do: d.showClients},
		web.Route{Pattern: "GET /console/clients/new", Roles: []identity.Role{identity.SystemAdmin}, Do: d.showNew},
		web.Route{Pattern: "POST /console/clients/new", Roles: []identity.Role{identity.SystemAdmin}, Do: d.doNew},
		web.Route{Pattern: "GET /console/clients/{id}", Roles: keepers(), Do: d.showClient},
		web.Route{Pattern: "POST /console/clients/{id}/{step}", Roles: keepers(), Do: d.doClient},
		web.Route{Pattern: "GET /console/clients/{id}/deliveries", Roles: keepers(), Do: d.showDeliveries},
	)
}

// Names gives the names of clients by the id under which they act; other ids
// are passed over.
func (d *Desk) Names(ctx context.Context, actors []string) (map[string]string, error) {
	names := map[string]string{}
	for _, a := range actors {
		id, ok := apiclient.OfActor(a)
		if !ok || names[a] != "" {
			continue
		}
		c, err := clientOf(ctx, d.DB, id)
		if err == nil {
			names[a] = "接口：" + c.Name
		}
	}
	return names, nil
}
