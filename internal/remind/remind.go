// Package remind is how a ledger keeps its people to their days: tiers before a
// due day that each body and unit may set for itself, a warning for each that is
// given once, and a daily mail of what waits. Which tiers there are and which of
// them a matter has reached is the book's; the tables are the ledger's own and
// have the columns that are named here.
package remind

import (
	"context"
	"fmt"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/identity"
	"yangguang/internal/notify"
	"yangguang/internal/sqldb"
)

// morning is the hour of the day from which people are written to.
const morning = 7

// Open reports whether people are written to at an instant: on working days,
// from seven in the morning on.
func Open(cal *calendar.Calendar, now time.Time) bool {
	return cal.Counts(calendar.At(now)) && now.In(calendar.Zone()).Hour() >= morning
}

// Reminder is one warning.
type Reminder struct {
	ID      string
	Subject string // id of the matter
	Part    string // of what belongs to it; "" for the matter itself
	Body    string
	Tier    string
	DueOn   string // the day it warns of; "" where there is none yet
	Day     string // on which it was given
	People  int    // so many were told
	Mails   int    // so many of them by mail
	At      sqldb.Time
}

// Log is a table of the warnings that were given, which is only added to: id,
// body, tier, due_on, day, people, mails, created_at and the two columns for
// subject and part. Subject, part and day are unique together.
type Log struct{ of, told, toldOn, insert string }

// NewLog declares the table and what subject and part are called in it.
func NewLog(table, subject, part sqldb.Name) Log {
	columns := `id, ` + subject.SQL() + `, ` + part.SQL() + `, body, tier, due_on, day, people, mails, created_at`
	told := `SELECT COUNT(*) FROM ` + table.SQL() + ` WHERE ` + subject.SQL() + ` = $1 AND ` + part.SQL() + ` = $2 AND (day = $3`
	return Log{
		of:     `SELECT ` + columns + ` FROM ` + table.SQL() + ` WHERE ` + subject.SQL() + ` = $1 ORDER BY created_at, id`,
		toldOn: told + `)`,
		told:   told + ` OR tier = $4 AND due_on = $5)`,
		insert: `INSERT INTO ` + table.SQL() + ` (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
	}
}

// Of lists the warnings of a matter and its parts, the oldest first.
func (l Log) Of(ctx context.Context, db sqldb.Reader, subject string) ([]Reminder, error) {
	return sqldb.List(ctx, db, "reminder", func(row sqldb.Row) (r Reminder, err error) {
		return r, row.Scan(&r.ID, &r.Subject, &r.Part, &r.Body, &r.Tier, &r.DueOn, &r.Day, &r.People, &r.Mails, &r.At)
	}, l.of, subject)
}

// before reports whether a tier was told of: today, or unless it is told daily,
// for this due day at all.
func (l Log) before(ctx context.Context, db sqldb.Reader, r Reminder, daily bool) (bool, error) {
	q, args := l.told, []any{r.Subject, r.Part, r.Day, r.Tier, r.DueOn}
	if daily {
		q, args = l.toldOn, args[:3]
	}
	var n int
	if err := db.QueryRowContext(ctx, q, args...).Scan(&n); err != nil {
		return false, fmt.Errorf("read reminders of %s: %w", r.Subject, err)
	}
	return n > 0, nil
}

// Reminders gives warnings and writes them down.
type Reminders struct {
	DB       sqldb.Reader
	Recorder *act.Recorder
	People   notify.People
	Log      Log
	Act      string // name of the act: "request.remind"
}

// Once warns people of a tier that a matter has reached: each tier once for a
// due day, a daily one again every day, never twice on a day. The warning and
// its mails are one act; it may be broken off and done again. people are ids,
// each once.
func (x Reminders) Once(ctx context.Context, r Reminder, daily bool, people []string, subject, text string) error {
	told, err := x.Log.before(ctx, x.DB, r, daily)
	if err != nil || told {
		return err
	}
	mail, err := x.People.Prepare(ctx, r.Body, people, subject, text)
	if err != nil {
		return err
	}
	entry := act.Entry{Name: x.Act, Body: r.Body, Subject: r.Subject, Key: x.Act + ":" + r.Subject + ":" + r.Part + ":" + r.Day}
	return x.Recorder.Do(ctx, identity.Job(r.Body), entry, func(tx *act.Tx) error {
		mails, err := x.People.Send(ctx, tx, mail)
		if err != nil {
			return err
		}
		tx.Detail("tier", r.Tier)
		tx.Detail("due", r.DueOn)
		tx.Detail("people", len(people))
		_, err = tx.ExecContext(ctx, x.Log.insert, sqldb.NewID(), r.Subject, r.Part, r.Body, r.Tier, r.DueOn, r.Day, len(people), mails, sqldb.Time{Time: tx.Now()})
		if err != nil {
			return fmt.Errorf("insert reminder of %s: %w", r.Subject, err)
		}
		return nil
	})
}
