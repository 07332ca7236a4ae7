package cases

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"reflect"

	"yangguang/internal/act"
	"yangguang/internal/letters"
	"yangguang/internal/register"
	"yangguang/internal/request"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// Case is one application as it is kept.
type Case struct {
	ID, Body                string
	Year, Number            int
	CodeHash                string
	Channel                 request.Channel
	Kind                    request.ApplicantKind
	Name, Identity          vault.Sealed
	Phone, Address          vault.Sealed
	PhoneIndex, NameIndex   string
	Wanted, Form            string
	SubmittedOn             string
	State                   request.State
	Rev                     int64
	ReceivedOn              string
	ReceivedYear, EndedYear int
	Row                     int
	DueOn                   string
	CreatedBy               string
	CreatedAt               sqldb.Time
	Email                   vault.Sealed
	IdentityIndex           string
	Help                    string         // help wanted by who cannot write, see or hear well (条例 43), words separated by commas
	RecordedBy              string         // who wrote down an oral application (条例 29①)
	Unit, Handler           string         // who deals with it
	Group                   string         // of mass-identical applications decided once
	SplitFrom, MergedInto   string         // applications, by id
	Clock                   request.Status // as of the last act
	ClosedOn                string         // the day on which it stands ended now; "" while it is open
	PurgedOn                string         // the day on which the applicant's data were made anonymous
}

// Way is how the applicant wants to receive the information.
func (c Case) Way() request.WayRule { return request.WayOf(c.Form) }

// No is the number as people read it: 2026-YSQ-0131.
func (c Case) No() string { return fmt.Sprintf("%d-YSQ-%04d", c.Year, c.Number) }

// LoggedEvent is one event as it was put down.
type LoggedEvent = register.Entry[request.Event]

// The ledger's tables that are like every ledger's.
var (
	CaseTable = register.NewTable("request_case", register.Words{
		Noun:    "application",
		Missing: "没有这件申请。回到依申请公开列表再打开",
		Stale:   "这件申请刚被别人办过下一步，刚才填的没有保存。看过现在的经过再办",
		Foreign: "这件申请由别的机关办理，只能查看",
	})
	CaseEvents   = register.NewLog[request.Event](CaseTable, "request_event", "request")
	NumberSeries = register.NewSeries("request_number") // kinds: case, letters.Series
	LetterTable  = letters.NewTable[request.Outcome]("request_letter", "request")
)

// Letter is a letter about an application.
type Letter = letters.Letter[request.Outcome]

// DrawnLetter is what a letter about an application is drawn up from.
type DrawnLetter = letters.Drawn[request.Outcome]

type Scanner = sqldb.Row

const CaseColumns = `id, body, year, number, code_hash, channel, applicant_kind, name, identity, phone, phone_index, address,
	wanted, form, submitted_on, state, rev, received_on, received_year, ended_year, report_row, due_on, created_by, created_at,
	email, identity_index, help, taken_by, unit, handler, group_id, split_from, merged_into, clock, closed_on, purged_on, name_index`

func ScanCase(row Scanner) (c Case, err error) {
	err = row.Scan(&c.ID, &c.Body, &c.Year, &c.Number, &c.CodeHash, &c.Channel, &c.Kind, &c.Name, &c.Identity, &c.Phone, &c.PhoneIndex, &c.Address,
		wantedText.Into(&c.Wanted, &c.ID), &c.Form, &c.SubmittedOn, &c.State, &c.Rev, &c.ReceivedOn, &c.ReceivedYear, &c.EndedYear, &c.Row, &c.DueOn, &c.CreatedBy, &c.CreatedAt,
		&c.Email, &c.IdentityIndex, &c.Help, &c.RecordedBy, &c.Unit, &c.Handler, &c.Group, &c.SplitFrom, &c.MergedInto, &c.Clock, &c.ClosedOn, &c.PurgedOn, &c.NameIndex)
	return c, err
}

func Missing() error { return CaseTable.NotFound() }

func Stale() error { return CaseTable.Conflict() }

// CaseOf loads one application; NotFound when there is none of that id.
func CaseOf(ctx context.Context, db sqldb.Reader, id string) (Case, error) {
	c, err := ScanCase(sqldb.One(ctx, db, `SELECT `+CaseColumns+` FROM request_case WHERE id = $1`, id))
	return c, CaseTable.Loaded(err, id)
}

// CaseNumbered finds an application by its number; NotFound without one.
func CaseNumbered(ctx context.Context, db sqldb.Reader, body string, year, number int) (Case, error) {
	c, err := ScanCase(sqldb.One(ctx, db, `SELECT `+CaseColumns+` FROM request_case WHERE body = $1 AND year = $2 AND number = $3`, body, year, number))
	return c, CaseTable.Loaded(err, "by its number")
}

// InsertCase keeps a new application as far as it has come, with its counters; its
// revision is 1.
func InsertCase(ctx context.Context, tx *act.Tx, c Case) error {
	c.Clock = cmp.Or(c.Clock, request.NotStarted)
	wanted, err := wantedText.Seal(tx, c.Wanted, c.ID)
	if err != nil {
		return fmt.Errorf("insert application %s: %w", c.ID, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO request_case (id, body, year, number, code_hash, channel, applicant_kind, name, identity, phone,
		phone_index, address, wanted, form, submitted_on, state, rev, created_by, created_at, email, identity_index, help, taken_by, unit, handler,
		group_id, split_from, merged_into, clock, received_on, received_year, ended_year, report_row, due_on, closed_on, lane, name_index)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28,
		$29, $30, $31, $32, $33, $34, $35, $36)`,
		c.ID, c.Body, c.Year, c.Number, c.CodeHash, c.Channel, c.Kind, c.Name, c.Identity, c.Phone,
		c.PhoneIndex, c.Address, wanted, c.Form, c.SubmittedOn, c.State, c.CreatedBy, c.CreatedAt, c.Email, c.IdentityIndex,
		c.Help, c.RecordedBy, c.Unit, c.Handler, c.Group, c.SplitFrom, c.MergedInto, c.Clock, c.ReceivedOn, c.ReceivedYear, c.EndedYear, c.Row, c.DueOn, c.ClosedOn, c.QueuePosition(), c.NameIndex)
	if err != nil {
		return fmt.Errorf("insert application %s: %w", c.ID, err)
	}
	tx.Vouch(vouchedCase, c.ID, facts(c)...)
	return CaseCounters.Shift(ctx, tx, Bucket{}, c.Bucket())
}

// MoveCase changes an application that nobody changed since rev seen, and the
// counters with it: no other statement but InsertCase may change what they count.
func MoveCase(ctx context.Context, tx *act.Tx, c Case, seen int64) error {
	before, err := CaseCounters.At(ctx, tx, c.ID, seen)
	if err != nil {
		return err
	}
	res, err := tx.ExecContext(ctx, `UPDATE request_case SET state = $3, rev = rev + 1, received_on = $4, received_year = $5, ended_year = $6,
		report_row = $7, due_on = $8, clock = $9, closed_on = $10, unit = $11, handler = $12, group_id = $13, merged_into = $14, lane = $15,
		asked = CASE WHEN $10 = '' AND EXISTS (SELECT 1 FROM request_hearing WHERE request = $1 AND answered_seq = 0 AND undone_seq = 0) THEN 1 ELSE 0 END
		WHERE id = $1 AND rev = $2`,
		c.ID, seen, c.State, c.ReceivedOn, c.ReceivedYear, c.EndedYear, c.Row, c.DueOn, c.Clock, c.ClosedOn, c.Unit, c.Handler, c.Group, c.MergedInto, c.QueuePosition())
	if err := CaseTable.Changed(res, err, "move", c.ID); err != nil {
		return err
	}
	tx.Vouch(vouchedCase, c.ID, facts(c)...)
	return CaseCounters.Shift(ctx, tx, before, c.Bucket())
}

// Claim locks an application at the revision a person looked at, so that what is
// read after it stands still until the act ends; a later revision is a Conflict.
func Claim(ctx context.Context, tx *act.Tx, id string, seen int64) (Case, error) {
	if err := CaseTable.Claim(ctx, tx, id, seen); err != nil {
		return Case{}, err
	}
	return CaseOf(ctx, tx, id)
}

// List runs a SELECT and scans every row. Its errors name the rows by their
// type.
func List[T any](ctx context.Context, db sqldb.Reader, scan func(Scanner) (T, error), q string, args ...any) ([]T, error) {
	return sqldb.List(ctx, db, reflect.TypeFor[T]().Name(), scan, q, args...)
}

// Phoned lists a body's applications with a telephone number, under any of its
// blind indexes, the latest first.
func Phoned(ctx context.Context, db sqldb.Reader, body string, indexes []string) ([]Case, error) {
	var found []Case
	for _, index := range indexes {
		some, err := List(ctx, db, ScanCase, `SELECT `+CaseColumns+` FROM request_case WHERE body = $1 AND phone_index = $2 ORDER BY id DESC LIMIT 50`, body, index)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// Named lists a body's applications of an applicant's whole name, under any of its
// blind indexes, the latest first.
func Named(ctx context.Context, db sqldb.Reader, body string, indexes []string, most int) ([]Case, error) {
	var found []Case
	for _, index := range indexes {
		some, err := List(ctx, db, ScanCase, `SELECT `+CaseColumns+` FROM request_case WHERE body = $1 AND name_index = $2 AND name_index <> '' ORDER BY id DESC LIMIT $3`, body, index, most)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// ReissueCode changes the hash of an application's query code.
func ReissueCode(ctx context.Context, tx *act.Tx, id, hash string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE request_case SET code_hash = $2 WHERE id = $1`, id, hash); err != nil {
		return fmt.Errorf("change query code of %s: %w", id, err)
	}
	return nil
}

// ChangedOne turns a change that met no row into the fault of otherwise.
func ChangedOne(res sql.Result, err error, otherwise func() error) error {
	if err != nil {
		return fmt.Errorf("change a record: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil {
		return fmt.Errorf("change a record: %w", err)
	} else if n == 0 {
		return otherwise()
	}
	return nil
}
