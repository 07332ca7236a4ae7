package cases

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Finding is something people have put on record beside the events.
type Finding struct {
	ID, Request string
	Kind        string // one of the kinds below
	Content     string
	Seq         int // of the last event at the time
	Person      string
	At          sqldb.Time
}

// The kinds of findings.
const (
	Guidance       = "guidance"  // how the applicant was helped to make the application clear (30)
	Reasons        = "reasons"   // what the applicant has said of an unusual number (35)
	Excessive      = "excessive" // why the number is clearly beyond reason (42①)
	NoCause        = "no_cause"  // why there is no just cause for the missing correction (30)
	AnsweredAtOnce = "at_once"   // what was answered on the spot (33①)
	ArchivedAs     = "archive"   // where the file is kept (45)
)

func InsertFinding(ctx context.Context, tx *act.Tx, f Finding) error {
	content, err := findingText.Seal(tx, f.Content, f.ID)
	if err != nil {
		return fmt.Errorf("insert finding of %s: %w", f.Request, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO request_finding (id, request, kind, content, seq, person, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		f.ID, f.Request, f.Kind, content, f.Seq, f.Person, f.At)
	if err != nil {
		return fmt.Errorf("insert finding of %s: %w", f.Request, err)
	}
	return nil
}

// Findings loads what was put on record for an application, in order.
func Findings(ctx context.Context, db sqldb.Reader, id string) ([]Finding, error) {
	return List(ctx, db, func(row Scanner) (f Finding, err error) {
		return f, row.Scan(&f.ID, &f.Request, &f.Kind, findingText.Into(&f.Content, &f.ID), &f.Seq, &f.Person, &f.At)
	}, `SELECT id, request, kind, content, seq, person, created_at FROM request_finding WHERE request = $1 ORDER BY created_at, id`, id)
}

// Hearing is one question to a third party or to another organ.
type Hearing struct {
	ID, Request    string
	Kind           string // third, joint, organ
	Party, Contact vault.Sealed
	AskedSeq       int
	AskedOn        string
	DeliveredOn    string
	Proof          string
	AnsweredSeq    int
	AnsweredOn     string
	Opinion        request.Opinion
	Said           vault.Sealed
	ReasonSound    request.Answer
	PublicGood     request.Answer
	UndoneSeq      int
	Person         string
	At             sqldb.Time
}

// HearingFields are who is heard and what they say.
var HearingFields = vault.NewFields("request_hearing", "id", func(h *Hearing) string { return h.ID },
	vault.Field[Hearing]{Column: "party", In: func(h *Hearing) *vault.Sealed { return &h.Party }},
	vault.Field[Hearing]{Column: "contact", In: func(h *Hearing) *vault.Sealed { return &h.Contact }},
	vault.Field[Hearing]{Column: "said", In: func(h *Hearing) *vault.Sealed { return &h.Said }},
)

func (h Hearing) Place(column sqldb.Name) vault.Location { return HearingFields.At(h.ID, column) }

func InsertHearing(ctx context.Context, tx *act.Tx, h Hearing) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_hearing (id, request, kind, party, contact, asked_seq, asked_on, delivered_on, proof, said, person, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		h.ID, h.Request, h.Kind, h.Party, h.Contact, h.AskedSeq, h.AskedOn, h.DeliveredOn, h.Proof, h.Said, h.Person, h.At)
	if err != nil {
		return fmt.Errorf("insert hearing of %s: %w", h.Request, err)
	}
	return nil
}

func UpdateHearing(ctx context.Context, tx *act.Tx, h Hearing) error {
	_, err := tx.ExecContext(ctx, `UPDATE request_hearing SET asked_seq = $2, delivered_on = $3, proof = $4, answered_seq = $5, answered_on = $6,
		opinion = $7, said = $8, reason_sound = $9, public_good = $10, undone_seq = $11 WHERE id = $1`,
		h.ID, h.AskedSeq, h.DeliveredOn, h.Proof, h.AnsweredSeq, h.AnsweredOn, h.Opinion, h.Said, h.ReasonSound, h.PublicGood, h.UndoneSeq)
	if err != nil {
		return fmt.Errorf("update hearing %s: %w", h.ID, err)
	}
	return nil
}

// HearingArrived puts down that the question of an event has arrived; nothing
// where the event asked none.
func HearingArrived(ctx context.Context, tx *act.Tx, id string, seq int, on, proof string) error {
	_, err := tx.ExecContext(ctx, `UPDATE request_hearing SET delivered_on = $3, proof = $4 WHERE request = $1 AND asked_seq = $2 AND undone_seq = 0`, id, seq, on, proof)
	if err != nil {
		return fmt.Errorf("put down what arrived of %s: %w", id, err)
	}
	return nil
}

// HearingsOf loads an application's hearings that were not taken back, in the
// order in which they were asked.
func HearingsOf(ctx context.Context, db sqldb.Reader, id string) ([]Hearing, error) {
	return List(ctx, db, func(row Scanner) (h Hearing, err error) {
		return h, row.Scan(&h.ID, &h.Request, &h.Kind, &h.Party, &h.Contact, &h.AskedSeq, &h.AskedOn, &h.DeliveredOn, &h.Proof, &h.AnsweredSeq,
			&h.AnsweredOn, &h.Opinion, &h.Said, &h.ReasonSound, &h.PublicGood, &h.UndoneSeq, &h.Person, &h.At)
	}, `SELECT id, request, kind, party, contact, asked_seq, asked_on, delivered_on, proof, answered_seq, answered_on, opinion, said, reason_sound,
		public_good, undone_seq, person, created_at FROM request_hearing WHERE request = $1 AND undone_seq = 0 ORDER BY created_at, id`, id)
}

// FeeNotice is a fee that an applicant was asked to pay.
type FeeNotice struct {
	ID, Request string
	Seq         int
	Basis       string // items, pages
	Parts       int
	Already     int // items counted before in the same calendar month
	Month       string
	Amount      int64  // 分
	Tiers       string // JSON of the book's tiers
	PayHow      string
	PaidSeq     int
	PaidOn      string
	Receipt     string
	UndoneSeq   int
	Person      string
	At          sqldb.Time
}

func InsertFee(ctx context.Context, tx *act.Tx, f FeeNotice) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_fee (id, request, seq, basis, parts, already, month, amount, tiers, pay_how, person, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		f.ID, f.Request, f.Seq, f.Basis, f.Parts, f.Already, f.Month, f.Amount, f.Tiers, f.PayHow, f.Person, f.At)
	if err != nil {
		return fmt.Errorf("insert fee of %s: %w", f.Request, err)
	}
	return nil
}

func UpdateFee(ctx context.Context, tx *act.Tx, f FeeNotice) error {
	_, err := tx.ExecContext(ctx, `UPDATE request_fee SET paid_seq = $2, paid_on = $3, receipt = $4, undone_seq = $5 WHERE id = $1`,
		f.ID, f.PaidSeq, f.PaidOn, f.Receipt, f.UndoneSeq)
	if err != nil {
		return fmt.Errorf("update fee %s: %w", f.ID, err)
	}
	return nil
}

// FeesOf loads an application's fee notices that were not taken back, in order.
func FeesOf(ctx context.Context, db sqldb.Reader, id string) ([]FeeNotice, error) {
	return List(ctx, db, func(row Scanner) (f FeeNotice, err error) {
		return f, row.Scan(&f.ID, &f.Request, &f.Seq, &f.Basis, &f.Parts, &f.Already, &f.Month, &f.Amount, &f.Tiers, &f.PayHow, &f.PaidSeq, &f.PaidOn,
			&f.Receipt, &f.UndoneSeq, &f.Person, &f.At)
	}, `SELECT id, request, seq, basis, parts, already, month, amount, tiers, pay_how, paid_seq, paid_on, receipt, undone_seq, person, created_at
		FROM request_fee WHERE request = $1 AND undone_seq = 0 ORDER BY seq, id`, id)
}

// ItemsBefore counts the items of an applicant that a body received before an
// application in the same calendar month: one for each application, or as many
// as it was charged for. Somebody without a proof of identity is nobody known.
func ItemsBefore(ctx context.Context, db sqldb.Reader, c Case) (n int, err error) {
	if c.IdentityIndex == "" || len(c.ReceivedOn) < 7 {
		return 0, nil
	}
	err = db.QueryRowContext(ctx, `SELECT COALESCE(SUM(COALESCE((SELECT MAX(f.parts) FROM request_fee f
		WHERE f.request = k.id AND f.basis = 'items' AND f.undone_seq = 0), 1)), 0)
		FROM request_case k WHERE k.body = $1 AND k.identity_index = $2 AND k.id <> $3 AND k.merged_into = ''
		AND k.received_on >= $4 AND (k.received_on < $5 OR k.received_on = $5 AND (k.year < $6 OR k.year = $6 AND k.number < $7))`,
		c.Body, c.IdentityIndex, c.ID, c.ReceivedOn[:7]+"-01", c.ReceivedOn, c.Year, c.Number).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count items before %s: %w", c.ID, err)
	}
	return n, nil
}

// FeesUnpaid counts the applications of a body with a fee notice that was not
// paid, which end in a year or later or have not ended: no more can stand in row
// 22 of that year. known is false for a body that keeps no
// application here.
func (d *Cases) FeesUnpaid(ctx context.Context, body string, year int) (n int64, known bool, err error) {
	var all int64
	err = d.DB.QueryRowContext(ctx, `SELECT COUNT(*) FROM request_case WHERE body = $1 AND received_year > 0 AND received_year <= $2`, body, year).Scan(&all)
	if err != nil {
		return 0, false, fmt.Errorf("count applications of %s: %w", body, err)
	}
	err = d.DB.QueryRowContext(ctx, `SELECT COUNT(DISTINCT f.request) FROM request_fee f JOIN request_case k ON k.id = f.request
		WHERE k.body = $1 AND f.paid_seq = 0 AND f.undone_seq = 0 AND (k.ended_year = 0 OR k.ended_year >= $2)`, body, year).Scan(&n)
	if err != nil {
		return 0, false, fmt.Errorf("count unpaid fees of %s: %w", body, err)
	}
	return n, all > 0, nil
}

// OutsideLetter is a letter that was sent outside the system, by the event that
// was put down of it later.
type OutsideLetter struct {
	Seq                 int
	Number, Proof, Scan string // Scan is the id of a file of the application
	Person              string
	At                  sqldb.Time
}

func insertOutside(ctx context.Context, tx *act.Tx, at Applied, o request.Outside) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO request_outside (request, seq, number, proof, scan, person, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		at.Case.ID, at.Seq, o.Number, o.Proof, o.Scan, at.Person, at.Now)
	if err != nil {
		return fmt.Errorf("insert letter sent outside of %s: %w", at.Case.ID, err)
	}
	return nil
}

// OutsideOf loads the letters about an application that were sent outside the
// system, in order.
func OutsideOf(ctx context.Context, db sqldb.Reader, id string) ([]OutsideLetter, error) {
	return List(ctx, db, func(row Scanner) (o OutsideLetter, err error) {
		return o, row.Scan(&o.Seq, &o.Number, &o.Proof, &o.Scan, &o.Person, &o.At)
	}, `SELECT seq, number, proof, scan, person, created_at FROM request_outside WHERE request = $1 ORDER BY seq`, id)
}
