// Package answers holds answers drafted, checked against their elements, signed
// and served; procedural letters, templates and the register of letters.
package answers

import (
	"context"
	"net/url"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/render"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Answers is the room of answers and letters. Its fields are what it stands on and the rooms it uses.
type Answers struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Vault    *vault.Vault
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	Body     func(ctx context.Context, id string) (cases.Body, error)
	People   func(ctx context.Context, ids []string) (map[string]string, error)
	Outbox   cases.Outbox
	Views    *web.Views
	Fonts    func() (*render.Fonts, error)
	// Drafts gives what a person left in a form without handing it in, and when it
	// was saved, as pages say it; nil: nobody keeps it.
	Drafts func(ctx context.Context, person, form string) (url.Values, string, error)

	Cases       *cases.Cases
	Attachments *files.Attachments
}
