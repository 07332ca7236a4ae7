package feedback

import (
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

func (v Voice) Place(column sqldb.Name) vault.Location { return VoiceFields.At(v.ID, column) }
