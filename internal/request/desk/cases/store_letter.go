package cases

import (
	"cmp"

	"yangguang/internal/letter"
	"yangguang/internal/vault"
)

// No is the letter's number, "" before it is signed. A letter keeps the mark it
// was signed under; b's stands for letters that were signed before marks were
// kept.
func (l Letter) No(b Body) string {
	if !l.Number.Valid {
		return ""
	}
	return letter.WriteNumber(cmp.Or(l.Mark, b.Symbol), l.Year, int(l.Number.Int64))
}

// LetterFields are what a letter says, and whom it goes to where that is not the
// applicant.
var LetterFields = vault.NewFields("request_letter", "id", func(l *Letter) string { return l.ID },
	vault.Field[Letter]{Column: "elements", In: func(l *Letter) *vault.Sealed { return &l.Elements }},
	vault.Field[Letter]{Column: "addressee", In: func(l *Letter) *vault.Sealed { return &l.Addressee }},
)

func (l Letter) Place() vault.Location { return LetterFields.At(l.ID, "elements") }

func (l Letter) ToPlace() vault.Location { return LetterFields.At(l.ID, "addressee") }
