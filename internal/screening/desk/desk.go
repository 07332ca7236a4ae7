// Package desk is the desk of screening: it looks into every file that a ledger
// takes before it is kept, holds back what may not leave until each finding is
// decided or taken out, keeps the body's own numbers and listed words, and opens
// the report that a mark of secrecy calls for.
package desk

import (
	"context"
	"embed"
	"fmt"
	"sync"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/attach"
	"yangguang/internal/calendar"
	"yangguang/internal/extract"
	"yangguang/internal/extract/whole"
	"yangguang/internal/identity"
	"yangguang/internal/render"
	"yangguang/internal/screening"
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

// Matter is what a file belongs to, as a person sees it.
type Matter struct{ Label, Href string }

// Keeper is a ledger whose files are screened.
type Keeper struct {
	Files    *attach.Files
	Original string // the stage of an original in whose place a redacted file stands
	// Goes reports whether files of a stage go to somebody outside the body.
	Goes func(stage string) bool
	// Matter finds the record of a file for a person; NotFound where the person
	// may not see it. May reports whether its files may still be changed.
	Matter func(ctx context.Context, who identity.Actor, owner string) (Matter, error)
	May    func(ctx context.Context, who identity.Actor, owner string) error
	// Change claims the record inside the act that changes its files.
	Change func(ctx context.Context, tx *act.Tx, owner string) error
}

// Config is what the desk stands on; all but Limit must be given.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Vault    *vault.Vault
	Now      func() time.Time
	People   func(ctx context.Context, ids []string) (map[string]string, error) // names by person's id
	Fonts    func() (*render.Fonts, error)
	Reader   *extract.Reader                                        // a second reader of what was made anew
	Keeper   func(source string) (Keeper, bool)                     // a ledger of files, by the name it gives them
	Sources  []string                                               // the ledgers of files, for those that were kept before they were screened
	Tell     func(ctx context.Context, body string) (string, error) // whom an applicant tells of a secret file
	Limit    time.Duration                                          // for looking into a file at its upload; 0: five seconds
}

// Desk is the desk of screening. It is safe for concurrent use.
type Desk struct {
	Config
	views   *web.Views
	whole   *whole.Reader
	looking chan struct{} // files being looked into at once: each is in memory

	mu    sync.Mutex
	lists map[string]wordList // by body
}

// wordList is the automaton of one version of a body's words.
type wordList struct {
	version int64
	words   *screening.Words
}

const (
	home    = "/console/screening"
	atOnce  = 2
	atEntry = 5 * time.Second
	atRest  = time.Minute // for a file that is kept already
)

// New opens the desk; it fails when a template does not parse.
func New(c Config) (*Desk, error) {
	views, err := web.NewViews(templates, nil)
	if err != nil {
		return nil, fmt.Errorf("open screening desk: %w", err)
	}
	if c.Limit == 0 {
		c.Limit = atEntry
	}
	return &Desk{Config: c, views: views, whole: whole.New(whole.Options{}), looking: make(chan struct{}, atOnce), lists: map[string]wordList{}}, nil
}

// Migrations is the ledger's migrations.
func Migrations() sqldb.Migrations { return sqldb.Embed("screening", migrations) }

// readers are the roles that see the pages.
func readers() []identity.Role {
	return []identity.Role{identity.Clerk, identity.UnitHandler, identity.Reviewer, identity.Leader}
}

// keepers are the roles that keep the lists.
func keepers() []identity.Role { return screening.Deciders() }

// Menu is the ledger's entry in the console.
func (d *Desk) Menu() []web.MenuItem {
	return []web.MenuItem{{Group: "公开", Label: "公开审查", Href: home, Icon: "check", Roles: readers(), Order: 1, Whole: true}}
}

// Routes are the ledger's pages.
func (d *Desk) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET " + home, Roles: readers(), Whole: true, Do: d.showList},
		{Pattern: "GET " + home + "/files/{id}", Roles: readers(), Do: d.showFile},
		{Pattern: "GET " + home + "/files/{id}/pages/{page}", Roles: readers(), Do: d.showPage},
		{Pattern: "POST " + home + "/files/{id}/decide", Roles: keepers(), Do: d.doDecide},
		{Pattern: "POST " + home + "/files/{id}/redact", Roles: readers(), Do: d.doRedact},
		{Pattern: "GET " + home + "/lists", Roles: readers(), Whole: true, Do: d.showLists},
		{Pattern: "POST " + home + "/lists/own", Roles: keepers(), Whole: true, Do: d.doOwn},
		{Pattern: "POST " + home + "/lists/own/{id}/end", Roles: keepers(), Whole: true, Do: d.doEndOwn},
		{Pattern: "POST " + home + "/lists/words", Roles: keepers(), Whole: true, Do: d.doWords, Body: wordBytes},
		{Pattern: "GET " + home + "/secrets/{id}", Roles: keepers(), Whole: true, Do: d.showSecret},
		{Pattern: "POST " + home + "/secrets/{id}", Roles: keepers(), Whole: true, Do: d.doReport},
	}
}

func (d *Desk) today() calendar.Day { return calendar.At(d.Now()) }
