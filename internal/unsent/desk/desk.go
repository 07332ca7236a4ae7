// Package desk is the desk of drafts: what people type into the forms of the
// console is kept a moment after the last key, sealed, a draft a person and form,
// until it is handed in. The page of one's own drafts shows what is kept, also to
// browsers without scripts.
package desk

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/job"
	"yangguang/internal/ledger"
	"yangguang/internal/sqldb"
	"yangguang/internal/unsent"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

//go:embed all:templates
var templates embed.FS

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations is the desk's migrations.
func Migrations() sqldb.Migrations { return sqldb.Embed("unsent", migrations) }

// Config is what the desk stands on; all must be given.
type Config struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Vault    *vault.Vault
	Now      func() time.Time
	// Lapsed is the person whose session this browser had before it ended, "" for
	// nobody.
	Lapsed func(r *http.Request) (string, error)
}

// Desk is the desk of drafts. It is safe for concurrent use.
type Desk struct {
	Config
	views *web.Views
}

// New opens the desk; it fails when a template does not parse.
func New(c Config) (*Desk, error) {
	views, err := web.NewViews(templates, nil)
	if err != nil {
		return nil, fmt.Errorf("open draft desk: %w", err)
	}
	return &Desk{c, views}, nil
}

// Ledger is what the desk hands over.
func (d *Desk) Ledger() ledger.Ledger {
	return ledger.Ledger{
		Name:   "unsent",
		Menu:   []web.MenuItem{{Group: "管理", Label: "没有提交的草稿", Href: "/console/drafts", Icon: "doc", Own: true, Order: 9}},
		Routes: d.routes(),
		Jobs:   []job.Kind{job.Every("清理过期的草稿", 6*time.Hour, d.forget)},
		Acts:   map[string]string{"unsent.reseal": "更换草稿的密钥"},
		Sealed: fields.Columns(d.DB, d.Recorder.Reseal("unsent.reseal")),
	}
}

// Hold keeps a form that came after its session had ended for the person whose
// session it was, and tells whether it did.
func (d *Desk) Hold(r *http.Request, page string, posted url.Values) (bool, error) {
	k := Kept{Form: cmp.Or(posted.Get("draft_form"), unsent.Key(r.URL.Path, posted)), Page: page, Fields: unsent.Keepable(posted)}
	person, err := d.Lapsed(r)
	if err != nil || person == "" || k.Fields.Empty() || unsent.CheckKey(k.Form) != nil || k.Fields.Check() != nil {
		return false, err
	}
	return true, d.Put(r.Context(), person, k)
}

// Done forgets the draft of a form that was handed in.
func (d *Desk) Done(ctx context.Context, person, form string) error { return d.Drop(ctx, person, form) }
