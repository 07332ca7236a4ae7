package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/calendar"
	"yangguang/internal/holidays"
	"yangguang/internal/sqldb"
)

// keptDay is a mark as a row keeps it.
type keptDay struct {
	Day  calendar.Day `json:"day"`
	Off  bool         `json:"off"`
	Name string       `json:"name"`
}

// readStamp is how often the calendar has changed.
func readStamp(ctx context.Context, db sqldb.Reader) (n int64, err error) {
	if err = db.QueryRowContext(ctx, `SELECT n FROM almanac_stamp WHERE id = 1`).Scan(&n); err != nil {
		return 0, fmt.Errorf("load almanac stamp: %w", err)
	}
	return n, nil
}

// touch tells every server that the calendar it remembers is old.
func touch(ctx context.Context, tx *act.Tx) error {
	if _, err := tx.ExecContext(ctx, `UPDATE almanac_stamp SET n = n + 1 WHERE id = 1`); err != nil {
		return fmt.Errorf("note change of the calendar: %w", err)
	}
	return nil
}

// readRecords loads every version of every year, the newest first within a
// year.
func readRecords(ctx context.Context, db sqldb.Reader) ([]holidays.Record, error) {
	rows, err := db.QueryContext(ctx, `SELECT id, year, version, days, number, source, announced_on, reason,
		entered_by, entered_at, voided_by, voided_at, void_reason FROM almanac_year ORDER BY year, version DESC`)
	if err != nil {
		return nil, fmt.Errorf("load holiday arrangements: %w", err)
	}
	defer rows.Close()
	var records []holidays.Record
	for rows.Next() {
		r, err := scanRecord(rows)
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("load holiday arrangements: %w", err)
	}
	return records, nil
}

func scanRecord(rows *sql.Rows) (holidays.Record, error) {
	var r holidays.Record
	var days, announced string
	var entered, voided sqldb.Time
	err := rows.Scan(&r.ID, &r.Year, &r.Version, &days, &r.Number, &r.Source, &announced, &r.Reason,
		&r.EnteredBy, &entered, &r.VoidedBy, &voided, &r.VoidReason)
	if err != nil {
		return r, fmt.Errorf("load holiday arrangement: %w", err)
	}
	r.EnteredAt, r.VoidedAt = entered.Time, voided.Time
	if err := r.Announced.UnmarshalText([]byte(announced)); err != nil {
		return r, fmt.Errorf("load holiday arrangement %s: %w", r.ID, err)
	}
	var kept []keptDay
	if err := json.Unmarshal([]byte(days), &kept); err != nil {
		return r, fmt.Errorf("load holiday arrangement %s: %w", r.ID, err)
	}
	for _, k := range kept {
		r.Marks = append(r.Marks, calendar.Mark{Day: k.Day, Off: k.Off, Name: k.Name})
	}
	return r, nil
}

// insertRecord keeps a version; false means that somebody else has taken its
// number.
func insertRecord(ctx context.Context, tx *act.Tx, r holidays.Record) (bool, error) {
	kept := make([]keptDay, len(r.Marks))
	for i, m := range r.Marks {
		kept[i] = keptDay{m.Day, m.Off, m.Name}
	}
	days, err := json.Marshal(kept)
	if err != nil {
		return false, fmt.Errorf("keep holiday arrangement: %w", err)
	}
	done, err := hit(tx.ExecContext(ctx, `INSERT INTO almanac_year (id, year, version, days, number, source, announced_on, reason, entered_by, entered_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (year, version) DO NOTHING`,
		r.ID, r.Year, r.Version, string(days), r.Number, r.Source, r.Announced.String(), r.Reason, r.EnteredBy, r.EnteredAt.UnixMilli()))
	if err != nil {
		return false, fmt.Errorf("keep holiday arrangement of %d: %w", r.Year, err)
	}
	return done, nil
}

// yearOf is the year of a record, 0 when there is no such record.
func yearOf(ctx context.Context, db sqldb.Reader, id string) (year int, err error) {
	err = db.QueryRowContext(ctx, `SELECT year FROM almanac_year WHERE id = $1`, id).Scan(&year)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("load holiday arrangement %s: %w", id, err)
	}
	return year, nil
}

// voidRecord takes a version back; false means that it was taken back before.
func voidRecord(ctx context.Context, tx *act.Tx, id, person, reason string) (bool, error) {
	done, err := hit(tx.ExecContext(ctx, `UPDATE almanac_year SET voided_by = $1, voided_at = $2, void_reason = $3
		WHERE id = $4 AND voided_by = ''`, person, tx.Now().UnixMilli(), reason, id))
	if err != nil {
		return false, fmt.Errorf("void holiday arrangement %s: %w", id, err)
	}
	return done, nil
}

// readNotices tells since when each year's arrangement has been asked for.
func readNotices(ctx context.Context, db sqldb.Reader) (map[int]time.Time, error) {
	rows, err := db.QueryContext(ctx, `SELECT year, made_at FROM almanac_notice ORDER BY year`)
	if err != nil {
		return nil, fmt.Errorf("load calendar notices: %w", err)
	}
	defer rows.Close()
	notices := map[int]time.Time{}
	for rows.Next() {
		var year int
		var made sqldb.Time
		if err := rows.Scan(&year, &made); err != nil {
			return nil, fmt.Errorf("load calendar notices: %w", err)
		}
		notices[year] = made.Time
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("load calendar notices: %w", err)
	}
	return notices, nil
}

func insertNotice(ctx context.Context, tx *act.Tx, year int) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO almanac_notice (year, made_at) VALUES ($1, $2) ON CONFLICT (year) DO NOTHING`, year, tx.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("leave notice for %d: %w", year, err)
	}
	return nil
}

// hit reports whether a statement changed a row.
func hit(r sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n > 0, err
}
