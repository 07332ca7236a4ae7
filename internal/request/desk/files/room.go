// Package files holds attachments: reading a form with files, keeping them
// sealed, giving them back.
package files

import (
	"yangguang/internal/act"
	"yangguang/internal/blob"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Attachments is the room of attachments of applications. Its fields are what it stands on and the rooms it uses.
type Attachments struct {
	DB     sqldb.Reader
	Office *act.Office
	Vault  *vault.Vault
	Files  *blob.Sealed
	Doors  *Doors

	Cases *cases.Cases
}
