// Package ledger says what a ledger hands over to the program: its menu and
// pages, its jobs and acts with their names in Chinese, the columns it keeps
// sealed, what waits for a person, the figures it counts, and what it gives to
// the portal. A desk makes one Ledger value; app loops over all of them, so that
// nothing of a ledger is listed anywhere else.
//
// The tables are not part of the value: migrations run before a desk can be
// opened, and without opening one (`yangguang migrate --check`). A desk's Line
// stands beside its opener in the wiring.
package ledger

import (
	"context"
	"io/fs"
	"net/http"
	"strconv"

	"yangguang/internal/figure"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/todo"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Ledger is what one ledger hands over. Name must be given; whatever else it
// has not is left out.
type Ledger struct {
	Name   string         // of its folder: "holidays"
	Menu   []web.MenuItem // entries of the console
	Routes []web.Route    // pages and calls
	Jobs   []job.Kind     // background jobs
	// Acts names the acts as the audit log shows them: "holidays.add": "录入放假安排".
	// Entries are kept for years: an act that is done no more keeps its name here.
	Acts    map[string]string
	Sealed  []vault.Column // what is sealed again when a key is changed
	Todos   []Todos
	Figures []Figures

	// What the portal shows of it.
	Columns   map[string]Note   // the columns of the portal it serves, by their slug
	Shortcuts []web.Shortcut    // large buttons of the first page
	Blocks    []Block           // sections of the first page
	Search    []Search          // answers the portal's search field
	Places    []web.Place       // its public pages, for the site map and the search field
	Notices   []identity.Notice // what its public forms tell of the data they ask for

	Begins []web.MenuItem // acts that begin on a page of their own, for the console's finder
	Find   []Find         // answers the console's search field (Ctrl+K)
	Assets fs.FS          // style sheets and scripts, as web.NewViews takes them; nil: none
}

// Todos gives what waits for somebody; nothing is nil.
type Todos func(ctx context.Context, who identity.Actor) ([]todo.Item, error)

// Figures counts the figures of a body's year. A ledger that the body does not
// keep in that year gives none, rather than nought: the figures stand in some
// other book.
type Figures func(ctx context.Context, body string, year int) ([]Figure, error)

// Figure is one counted figure, with the way to its records. What it counts is
// told by Name and Query together; sums are figures as well.
type Figure struct {
	Name   figure.Name
	N      int64
	Rate   figure.Rate  // a share, where it is one; N is nothing then
	Source string       // which ledger counted it, in Chinese
	Query  figure.Query // whose records, of which year
	Href   string       // console address that lists exactly the records behind it
}

// String is the figure as prose writes it: 78182, or 98.02 for a share.
func (f Figure) String() string {
	if !f.Rate.Zero() {
		return f.Rate.String()
	}
	return strconv.FormatInt(f.N, 10)
}

// Note is a short fact beside a column of the portal: "2008—2025，共 18 份".
type Note func(*http.Request) (string, error)

// Block is a section of the portal's first page; nil when there is nothing to
// show.
type Block func(*http.Request) (*web.Block, error)

// Search finds what a site has published by words.
type Search func(ctx context.Context, site web.Site, words string) ([]web.Found, error)

// Find finds records that a person may see by words.
type Find func(ctx context.Context, who identity.Actor, words string) ([]web.Found, error)
