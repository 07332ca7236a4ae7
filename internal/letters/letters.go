// Package letters keeps and prints the official letters of a ledger: drafted,
// reviewed, signed under a gapless number, served, voided with the number kept;
// with the texts of their templates in versions. What kinds there are, what
// their elements say and who acts in which capacity is the ledger's own; the
// language they are written in is the kit's (letter).
//
// A ledger declares its tables once, see register: the names are constants, and
// the declaration counts as a statement of the room that owns the table. A table
// of letters has the columns id, the owner (the matter's id), body, kind,
// outcome, basis, elements, state, year, number (NULL before it is signed),
// drafted_by, drafted_at, passed_by, screened_by, signed_by, signed_on,
// served_on, served_how, proof, note, addressee, seq, voided_by, voided_on,
// void_reason, replaces and mark; body, year and number are unique together. A
// table of templates has id, body, kind, version, content, note, made_by and
// made_at; body, kind and version are unique together.
package letters

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/fault"
	"yangguang/internal/letter"
	"yangguang/internal/register"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Series is the kind under which a ledger's series numbers its letters.
const Series = "letter"

// Letter is one letter as it is kept. O is what a letter may announce, in the
// ledger's words.
type Letter[O ~string] struct {
	ID, Owner, Body            string // Owner is the matter it belongs to
	Kind                       letter.Code
	Outcome                    O // "" for a letter about procedure
	Basis                      string
	Elements                   vault.Sealed // what it says
	State                      letter.State
	Year                       int
	Number                     sql.NullInt64 // before it is signed there is none
	DraftedBy                  string
	DraftedAt                  sqldb.Time
	PassedBy, ScreenedBy       string
	SignedBy, SignedOn         string
	ServedOn, ServedHow, Proof string
	Note                       string
	Addressee                  vault.Sealed // the zero value is whom the matter is about
	Seq                        int          // of the event it announced, 0 for none
	VoidedBy, VoidedOn         string
	VoidReason                 string
	Replaces                   string // letter it takes the place of
	Prefix                     string // under which it was numbered
}

// No is the letter's number, "" before it is signed. A letter keeps the prefix it
// was signed under; prefix stands for letters that kept none.
func (l Letter[O]) No(prefix string) string {
	if !l.Number.Valid {
		return ""
	}
	return letter.WriteNumber(cmp.Or(l.Prefix, prefix), l.Year, int(l.Number.Int64))
}

// Take moves a letter on in its life; see letter.State.Take.
func (l *Letter[O]) Take(by letter.Action, hand letter.Hand) (err error) {
	l.State, err = l.State.Take(by, hand)
	return err
}

// Sign gives a letter its number, day and signature, inside the act that signs
// it: either all of that is kept or no number is used up. A mark with which no
// number can be written is Invalid on the field symbol.
func (l *Letter[O]) Sign(ctx context.Context, tx *act.Tx, series register.Series, who, prefix string) error {
	today := calendar.At(tx.Now())
	n, err := series.Next(ctx, tx, l.Body, today.Year(), Series)
	if err != nil {
		return err
	}
	if err := l.Take(letter.Sign, letter.Signer); err != nil {
		return err
	}
	l.SignedBy, l.SignedOn, l.Year, l.Prefix = who, today.String(), today.Year(), prefix
	l.Number = sql.NullInt64{Int64: int64(n), Valid: true}
	if !letter.NumberForm(l.No("")) {
		return &fault.Error{Kind: fault.Invalid, Field: "symbol", Message: "机关代字“" + prefix + "”不能编号，先在“文书信息”里改正"}
	}
	tx.Detail("letter", l.No(""))
	return nil
}

// Serve records on which day, how, and by what proof a letter reached whom it
// was sent to.
func (l *Letter[O]) Serve(on, how, proof string) error {
	l.ServedOn, l.ServedHow, l.Proof = on, how, proof
	return l.Take(letter.Serve, letter.Server)
}

// Void takes a signed letter back, inside the act that does so: its number stays,
// with the reason.
func (l *Letter[O]) Void(tx *act.Tx, who, reason string) error {
	if err := l.Take(letter.Void, letter.Signer); err != nil {
		return err
	}
	l.VoidedBy, l.VoidedOn, l.VoidReason = who, calendar.At(tx.Now()).String(), reason
	tx.Detail("voided", l.No(""))
	return nil
}

// Table is a ledger's table of letters.
type Table[O ~string] struct {
	insert, update, complete, of, numbers string
	fields                                vault.Fields[Letter[O]]
	note, reason                          vault.TextColumn // why it was returned, why it is void
}

// NewTable declares a table of letters; owner is the column that names the
// matter.
func NewTable[O ~string](name, owner sqldb.Name) Table[O] {
	table, own := name.SQL(), owner.SQL()
	return Table[O]{
		note: vault.NewText(name, "note", "id"), reason: vault.NewText(name, "void_reason", "id"),
		insert: `INSERT INTO ` + table + ` (id, ` + own + `, body, kind, outcome, basis, elements, state, year, number, drafted_by, drafted_at, passed_by, screened_by, signed_by,
			signed_on, served_on, served_how, proof, note, addressee, seq, voided_by, voided_on, void_reason, replaces, mark)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)`,
		update: `UPDATE ` + table + ` SET state = $2, year = $3, number = $4, passed_by = $5, screened_by = $6, signed_by = $7,
			signed_on = $8, served_on = $9, served_how = $10, proof = $11, note = $12, seq = $13, voided_by = $14,
			voided_on = $15, void_reason = $16, mark = $17 WHERE id = $1`,
		complete: `UPDATE ` + table + ` SET elements = $2 WHERE id = $1`,
		of: `SELECT id, ` + own + `, body, kind, outcome, basis, elements, state, year, number, drafted_by, drafted_at, passed_by, screened_by, signed_by,
			signed_on, served_on, served_how, proof, note, addressee, seq, voided_by, voided_on, void_reason, replaces, mark
			FROM ` + table + ` WHERE ` + own + ` = $1 ORDER BY drafted_at DESC, id DESC`,
		numbers: `SELECT number FROM ` + table + ` WHERE body = $1 AND year = $2 AND number IS NOT NULL ORDER BY number`,
		fields: vault.NewFields(name, "id", func(l *Letter[O]) string { return l.ID },
			vault.Field[Letter[O]]{Column: "elements", In: func(l *Letter[O]) *vault.Sealed { return &l.Elements }},
			vault.Field[Letter[O]]{Column: "addressee", In: func(l *Letter[O]) *vault.Sealed { return &l.Addressee }},
		),
	}
}

// Sealed are the table's sealed columns, for a new key.
func (t Table[O]) Sealed(db sqldb.Reader, save vault.Saver) []vault.Column {
	return append(t.fields.Columns(db, save), t.note.Sealed(db, save), t.reason.Sealed(db, save))
}

// texts are a letter's sealed texts, as its row is written with.
func (t Table[O]) texts(tx *act.Tx, l Letter[O]) (note, reason string, err error) {
	if note, err = t.note.Seal(tx, l.Note, l.ID); err == nil {
		reason, err = t.reason.Seal(tx, l.VoidReason, l.ID)
	}
	return note, reason, err
}

// Says is the place of what a letter says.
func (t Table[O]) Says(l Letter[O]) vault.Location { return t.fields.At(l.ID, "elements") }

// Void is where Row.Scan puts why a letter is void; its ID is scanned before.
func (t Table[O]) Void(l *Letter[O]) *sqldb.Text { return t.reason.Into(&l.VoidReason, &l.ID) }

// To is the place of whom a letter goes to.
func (t Table[O]) To(l Letter[O]) vault.Location { return t.fields.At(l.ID, "addressee") }

// Insert keeps a new letter.
func (t Table[O]) Insert(ctx context.Context, tx *act.Tx, l Letter[O]) error {
	note, reason, err := t.texts(tx, l)
	if err != nil {
		return fmt.Errorf("insert letter %s: %w", l.ID, err)
	}
	_, err = tx.ExecContext(ctx, t.insert, l.ID, l.Owner, l.Body, l.Kind, l.Outcome, l.Basis, l.Elements, l.State, l.Year, l.Number, l.DraftedBy, l.DraftedAt,
		l.PassedBy, l.ScreenedBy, l.SignedBy, l.SignedOn, l.ServedOn, l.ServedHow, l.Proof, note, l.Addressee, l.Seq, l.VoidedBy, l.VoidedOn, reason,
		l.Replaces, l.Prefix)
	if err != nil {
		return fmt.Errorf("insert letter %s: %w", l.ID, err)
	}
	return nil
}

// Update keeps how far a letter has come. What it says, whom it goes to and what
// it replaces stay as they were drafted.
func (t Table[O]) Update(ctx context.Context, tx *act.Tx, l Letter[O]) error {
	note, reason, err := t.texts(tx, l)
	if err != nil {
		return fmt.Errorf("update letter %s: %w", l.ID, err)
	}
	_, err = tx.ExecContext(ctx, t.update, l.ID, l.State, l.Year, l.Number, l.PassedBy, l.ScreenedBy, l.SignedBy, l.SignedOn, l.ServedOn, l.ServedHow, l.Proof,
		note, l.Seq, l.VoidedBy, l.VoidedOn, reason, l.Prefix)
	if err != nil {
		return fmt.Errorf("update letter %s: %w", l.ID, err)
	}
	return nil
}

// Complete seals and keeps what a letter says once more, inside the act that signs
// it: what only the signature settles, such as the files that go with it.
func (t Table[O]) Complete(ctx context.Context, tx *act.Tx, v *vault.Vault, l *Letter[O], says string) (err error) {
	if l.Elements, err = v.Seal(says, t.Says(*l)); err != nil {
		return fmt.Errorf("seal letter %s: %w", l.ID, err)
	}
	if _, err = tx.ExecContext(ctx, t.complete, l.ID, l.Elements); err != nil {
		return fmt.Errorf("complete letter %s: %w", l.ID, err)
	}
	return nil
}

// Of loads the letters of a matter, the newest first.
func (t Table[O]) Of(ctx context.Context, db sqldb.Reader, owner string) ([]Letter[O], error) {
	return sqldb.List(ctx, db, "letter", func(row sqldb.Row) (l Letter[O], err error) {
		err = row.Scan(&l.ID, &l.Owner, &l.Body, &l.Kind, &l.Outcome, &l.Basis, &l.Elements, &l.State, &l.Year, &l.Number, &l.DraftedBy, &l.DraftedAt,
			&l.PassedBy, &l.ScreenedBy, &l.SignedBy, &l.SignedOn, &l.ServedOn, &l.ServedHow, &l.Proof, t.note.Into(&l.Note, &l.ID),
			&l.Addressee, &l.Seq, &l.VoidedBy, &l.VoidedOn, t.Void(&l), &l.Replaces, &l.Prefix)
		return l, err
	}, t.of, owner)
}

// Numbers lists the numbers that stand on a body's letters of a year.
func (t Table[O]) Numbers(ctx context.Context, db sqldb.Reader, body string, year int) ([]int, error) {
	return sqldb.List(ctx, db, "number", func(row sqldb.Row) (n int, err error) { return n, row.Scan(&n) }, t.numbers, body, year)
}

// mostGaps is how many missing numbers are named.
const mostGaps = 100

// Gaps lists the numbers from 1 to last that no letter holds, the first hundred;
// the series has none as long as every number is given inside the act that signs.
func Gaps(numbers []int, last int) (missing []int) {
	next := 1
	for _, n := range append(numbers[:len(numbers):len(numbers)], last+1) {
		for ; next < n && len(missing) < mostGaps; next++ {
			missing = append(missing, next)
		}
		next = n + 1
	}
	return missing
}
