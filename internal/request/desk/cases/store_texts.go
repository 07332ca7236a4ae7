package cases

import (
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// What people wrote about an application; see vault.TextColumn. The notes of its
// events are the log's, those of its letters the letters' own.
var (
	wantedText  = vault.NewText("request_case", "wanted", "id")
	partText    = vault.NewText("request_part", "wanted", "original", "seq")
	findingText = vault.NewText("request_finding", "content", "id")
)

// Texts are the room's columns of texts, for the vault to seal again under a new
// key.
func Texts(db sqldb.Reader, save vault.Saver) []vault.Column {
	return []vault.Column{wantedText.Sealed(db, save), partText.Sealed(db, save), findingText.Sealed(db, save), CaseEvents.Sealed(db, save)}
}
