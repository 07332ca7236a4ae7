// Package intake holds the four steps on the portal, the saved form, the
// receipt, and what staff register from letters, fax and the counter.
package intake

import (
	"context"
	"net/http"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/render"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/sqldb"
	"yangguang/internal/throttle"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Intakes is the room of how an application comes in. Its fields are what it stands on and the rooms it uses.
type Intakes struct {
	DB           sqldb.Reader
	Recorder     *act.Recorder
	Vault        *vault.Vault
	Now          func() time.Time
	Calendar     func(ctx context.Context) (*calendar.Calendar, error)
	Body         func(ctx context.Context, id string) (cases.Body, error)
	Takes        func(ctx context.Context, body string) error
	Elsewhere    func(ctx context.Context, body string) (*Elsewhere, error)
	Published    func(ctx context.Context, site web.Site, words string) ([]web.Found, error)
	Address      func(r *http.Request) string
	DraftDays    int
	Views        *web.Views
	Fonts        func() (*render.Fonts, error)
	Limiter      *files.Limiter
	Disk         func() (int64, error) // how large the disk of the files is; nil: not known
	Tries        *throttle.Counter
	RecordClient func(ctx context.Context, tx *act.Tx, c cases.Case, external string) error

	Cases       *cases.Cases
	Attachments *files.Attachments
}
