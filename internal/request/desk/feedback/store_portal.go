package feedback

import (
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

func (v Entry) Place(column sqldb.Name) vault.Location { return EntryFields.At(v.ID, column) }
