// Package desk is the desk of the guide to government information (公开指南): it
// keeps what a body says in every version, follows the body's record, and shows
// the guide on the portal, as PDF and as Word.
package desk

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/guide"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/ledger"
	"yangguang/internal/render"
	"yangguang/internal/sqldb"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

//go:embed all:templates
var templates embed.FS

//go:embed assets
var assets embed.FS

// Config is what the desk stands on; all must be given but what may be nil.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Now      func() time.Time
	People   func(ctx context.Context, ids []string) (map[string]string, error) // names by person's id
	Fonts    func() (*render.Fonts, error)                                      // loaded at first use

	Bodies func(ctx context.Context) ([]string, error)                    // ids of the bodies that stand; nil: their guides follow nothing
	Record func(ctx context.Context, body string) (guide.Content, error)  // what a body's own record says of what a guide names
	Tells  func(ctx context.Context, body string) (guide.Applying, error) // what the ledger of applications tells; nil: there is none
}

// Desk is the desk of the guide. It is safe for concurrent use.
type Desk struct {
	Config
	views *web.Views
	fonts func() (*render.Fonts, error)
}

// New opens the desk; it fails when a template does not parse. Its table,
// request_guide, is made by the migrations of applications, see Ledger.
func New(c Config) (*Desk, error) {
	views, err := web.NewViews(templates, nil)
	if err != nil {
		return nil, fmt.Errorf("open guide desk: %w", err)
	}
	return &Desk{Config: c, views: views, fonts: sync.OnceValues(c.Fonts)}, nil
}

// today is the civil day at this moment.
func (d *Desk) today() calendar.Day { return calendar.At(d.Now()) }

// Ledger is what the desk hands over. Acts, addresses, the job and the table are
// called as they were while the guide was kept with applications: they stand in
// databases, bookmarks and the audit log.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:    "guide",
		Menu:    []web.MenuItem{{Group: "公开", Label: "公开指南", Href: formPath, Icon: "doc", Roles: keepers()}},
		Routes:  d.Routes(),
		Jobs:    []job.Kind{job.Every("更新公开指南", 24*time.Hour, func(ctx context.Context, _ followArgs) error { return d.Follow(ctx) })},
		Acts:    map[string]string{"request.guide": "更新公开指南", "request.guide_follow": "指南随单位资料更新"},
		Columns: map[string]ledger.Note{"gkzn": d.Note},
		Search:  []ledger.Search{d.Search},
		Assets:  assets,
	}
}

const (
	column   = "/zfxxgk/gkzn/"          // on the portal
	formPath = "/console/request-guide" // in the console
)

// keepers are the roles that keep the guide.
func keepers() []identity.Role { return []identity.Role{identity.Editor, identity.Clerk} }

// Routes are the ledger's pages.
func (d *Desk) Routes() []web.Route {
	everybody := []identity.Role{identity.Public}
	return []web.Route{
		{Pattern: "GET " + column + "{$}", Roles: everybody, Do: d.showGuide, Kept: true},
		{Pattern: "GET " + column + "{file}", Roles: everybody, Do: d.sendGuide},
		{Pattern: "GET " + formPath, Roles: keepers(), Do: d.showForm},
		{Pattern: "POST " + formPath, Roles: keepers(), Do: d.doForm},
	}
}

// Note is the short fact beside the portal's column 政府信息公开指南.
func (d *Desk) Note(r *http.Request) (string, error) {
	const note = "获取信息的途径和公开机构"
	body := web.SiteOf(r).BodyID
	if body == "" { // an instance that has no body yet
		return note, nil
	}
	_, last, err := d.current(r.Context(), body)
	if err != nil || last.ChangedOn == "" {
		return note, err
	}
	return dayText(last.ChangedOn) + "更新", nil
}

// dayText is a kept day as people read it, "" for none.
func dayText(s string) string {
	if day, err := calendar.Parse(s); err == nil {
		return day.Chinese()
	}
	return ""
}

// Search finds the parts of the guide that hold every word, for the portal's
// search field; the guide itself where its name does.
func (d *Desk) Search(ctx context.Context, site web.Site, words string) (found []web.Found, err error) {
	if site.BodyID == "" { // an instance that has no body yet
		return nil, nil
	}
	parts, changedOn, err := d.article(ctx, site.BodyID)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		text, all := p.Text(), true
		for word := range strings.FieldsSeq(words) {
			all = all && strings.Contains(p.Heading+"\n"+text, word)
		}
		if all {
			found = append(found, web.Found{Label: "政府信息公开指南：" + p.Heading, Href: column + "#" + p.ID, Kind: "公开指南", Text: form.Excerpt(text), Day: changedOn})
		}
	}
	return found, nil
}
