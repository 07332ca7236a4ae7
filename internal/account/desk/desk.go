// Package desk is the account ledger's desk: signing in, sessions, people,
// units and bodies, with their pages. It answers two questions for every
// request, who acts (Desk.Identify) and whose site it is (Desk.Site), and gives
// the session store that package web keeps its cookies' content in.
package desk

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"yangguang/internal/account"
	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed all:templates
var templates embed.FS

//go:embed assets
var assets embed.FS

// Config is what the desk stands on. DB, Recorder, Vault and Now must be given.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Vault    *vault.Vault
	Now      func() time.Time
	Log      *slog.Logger // nil: slog.Default()

	// Demo lets administrators sign in without a second factor.
	Demo bool
	// Cost of password hashes; zero: DefaultCost.
	Cost Cost
	// Pause holds an answer back; nil waits by the clock.
	Pause func(context.Context, time.Duration)
	OIDC  OIDC
	// Mail writes to a person, inside an act; nil: nobody is written to.
	Mail func(ctx context.Context, tx *act.Tx, body, to, subject, text string) error
	// Secure says that the site is behind TLS: cookies are sent over it only.
	Secure bool
}

// Desk is the account ledger's desk.
type Desk struct {
	db     sqldb.Reader
	office *act.Recorder
	vault  *vault.Vault
	now    func() time.Time
	log    *slog.Logger
	demo   bool
	pause  func(context.Context, time.Duration)
	hasher *hasher
	logins *loginLocks
	oidc   *provider
	mail   func(ctx context.Context, tx *act.Tx, body, to, subject, text string) error

	sessions *scs.SessionManager
	views    *web.Views

	unsaved unsaved

	mu   sync.Mutex
	held *memory
}

// memory is what one stamp's worth of bodies and actors is remembered as.
type memory struct {
	stamp    int64
	bodies   account.Bodies
	policies []account.Policy
	actors   map[string]identity.Actor // by person
}

// New opens the desk.
func New(c Config) (*Desk, error) {
	d := &Desk{db: c.DB, office: c.Recorder, vault: c.Vault, now: c.Now, log: c.Log, demo: c.Demo, pause: c.Pause,
		hasher: newHasher(c.Cost, seats()), logins: newLoginLocks(), oidc: newProvider(c.OIDC), mail: c.Mail}
	d.sessions = web.NewSessions(d.SessionStore(), c.Secure)
	var err error
	if d.views, err = web.NewViews(templates, functions); err != nil {
		return nil, fmt.Errorf("open account desk: %w", err)
	}
	if d.log == nil {
		d.log = slog.Default()
	}
	if d.pause == nil {
		d.pause = wait
	}
	return d, nil
}

// functions are what the templates have beside the common ones.
var functions = template.FuncMap{
	"at":   minute,
	"pad":  func(n int) string { return strings.Repeat("　", n) },
	"join": strings.Join,
}

// Sessions is the session manager over SessionStore, for web.Options.
func (d *Desk) Sessions() *scs.SessionManager { return d.sessions }

// wait is the pause by the clock; it ends early with the request.
func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// Migrations is the ledger's migrations. Other ledgers may refer to body and person.
func Migrations() sqldb.Migrations { return sqldb.Embed("account", migrations) }

// recall gives what is remembered, read anew when anything has changed since.
func (d *Desk) recall(ctx context.Context) (*memory, error) {
	stamp, err := readStamp(ctx, d.db)
	if err != nil {
		return nil, fmt.Errorf("load account stamp: %w", err)
	}
	d.mu.Lock()
	m := d.held
	d.mu.Unlock()
	if m != nil && m.stamp == stamp {
		return m, nil
	}
	// Read after the stamp: a change in between shows as a newer stamp next time.
	m = &memory{stamp: stamp, actors: map[string]identity.Actor{}}
	if m.bodies, err = readBodies(ctx, d.db); err != nil {
		return nil, err
	}
	if m.policies, err = readPolicies(ctx, d.db); err != nil {
		return nil, err
	}
	d.mu.Lock()
	d.held = m
	d.mu.Unlock()
	return m, nil
}

// actor gives the actor that a person is, with the grants of this stamp.
func (d *Desk) actor(ctx context.Context, m *memory, body, person string) (identity.Actor, error) {
	d.mu.Lock()
	a, ok := m.actors[person]
	d.mu.Unlock()
	if ok {
		return a, nil
	}
	p, err := readPerson(ctx, d.db, body, person)
	if err != nil {
		return identity.Actor{}, err
	}
	grants, err := readGrants(ctx, d.db, person)
	if err != nil {
		return identity.Actor{}, fmt.Errorf("load grants of %s: %w", person, err)
	}
	us, err := readUnits(ctx, d.db, body)
	if err != nil {
		return identity.Actor{}, err
	}
	a = account.ActorOf(p.Person, grants, m.bodies, us)
	d.mu.Lock()
	m.actors[person] = a
	d.mu.Unlock()
	return a, nil
}

// policy is the one that holds today.
func (d *Desk) policy(ctx context.Context) (account.Policy, error) {
	m, err := d.recall(ctx)
	if err != nil {
		return account.Policy{}, err
	}
	return d.rules(m), nil
}

// rules is the policy of what is remembered that holds today.
func (d *Desk) rules(m *memory) account.Policy {
	return account.PolicyOn(m.policies, d.today().String())
}

func (d *Desk) today() calendar.Day { return calendar.At(d.now()) }
