// Package releases holds texts prepared from answers, passed by somebody else,
// made public after their day, and what many people ask for.
package releases

import (
	"context"
	"net/http"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Releases is the room of answers released to the public. Its fields are what it stands on and the rooms it uses.
type Releases struct {
	DB       sqldb.Reader
	Office   *act.Office
	Vault    *vault.Vault
	Calendar func(ctx context.Context) (*calendar.Calendar, error)
	People   func(ctx context.Context, ids []string) (map[string]string, error)
	Bodies   func(ctx context.Context) ([]string, error)
	Address  func(r *http.Request) string
	Views    *web.Views

	Cases   *cases.Cases
	Answers *answers.Answers
}
