// Package feedback holds what applicants say of an answer and what they suggest
// should be published, with the letters that reply.
package feedback

import (
	"yangguang/internal/act"
	"yangguang/internal/request/desk/answers"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Feedback is the room of ratings and suggestions. Its fields are what it stands on and the rooms it uses.
type Feedback struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	Vault    *vault.Vault
	Views    *web.Views

	Cases   *cases.Cases
	Answers *answers.Answers
}
