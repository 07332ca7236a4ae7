package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/sqldb"
)

// Own is a telephone or mailbox of the body.
type Own struct {
	ID, Body, Value, Keeper, ReviewOn string
	AddedBy                           string
	AddedAt                           sqldb.Time
}

func ownOf(ctx context.Context, db sqldb.Reader, body string) ([]Own, error) {
	return sqldb.List(ctx, db, "own number", scanOwn, `SELECT `+ownColumns+` FROM screening_own WHERE body = $1 AND ended_by = '' ORDER BY review_on, value`, body)
}

const ownColumns = `id, body, value, keeper, review_on, added_by, added_at`

func scanOwn(row sqldb.Row) (o Own, err error) {
	return o, row.Scan(&o.ID, &o.Body, &o.Value, &o.Keeper, &o.ReviewOn, &o.AddedBy, &o.AddedAt)
}

// lapsed are the bodies that have a number whose review day was the day given.
func lapsed(ctx context.Context, db sqldb.Reader, day string) ([]string, error) {
	return sqldb.List(ctx, db, "body", func(row sqldb.Row) (b string, err error) { return b, row.Scan(&b) },
		`SELECT DISTINCT body FROM screening_own WHERE ended_by = '' AND review_on = $1 ORDER BY body`, day)
}

func insertOwn(ctx context.Context, tx *act.Tx, o Own) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO screening_own (`+ownColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`, o.ID, o.Body, o.Value, o.Keeper, o.ReviewOn, o.AddedBy, o.AddedAt)
	if err != nil {
		return fmt.Errorf("insert own number: %w", err)
	}
	return nil
}

// endOwn ends a number of a body; false when it has none of that id.
func endOwn(ctx context.Context, tx *act.Tx, body, id, by string) (bool, error) {
	res, err := tx.ExecContext(ctx, `UPDATE screening_own SET ended_by = $3, ended_at = $4 WHERE body = $1 AND id = $2 AND ended_by = ''`, body, id, by, sqldb.Time{Time: tx.Now()})
	if err != nil {
		return false, fmt.Errorf("end own number %s: %w", id, err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// Version is one version of a body's list of words, without the words.
type Version struct {
	Version, Count int64
	Reason, By     string
	At             sqldb.Time
}

func versionsOf(ctx context.Context, db sqldb.Reader, body string) ([]Version, error) {
	return sqldb.List(ctx, db, "list of words", func(row sqldb.Row) (v Version, err error) {
		return v, row.Scan(&v.Version, &v.Count, &v.Reason, &v.By, &v.At)
	}, `SELECT version, counted, reason, kept_by, kept_at FROM screening_words WHERE body = $1 ORDER BY version DESC LIMIT 20`, body)
}

// versionOf is the newest version of a body's words; 0 while it keeps none.
func versionOf(ctx context.Context, db sqldb.Reader, body string) (n int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) FROM screening_words WHERE body = $1`, body).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("version of words: %w", err)
	}
	return n, nil
}

func wordsOf(ctx context.Context, db sqldb.Reader, body string, version int64) (words string, err error) {
	err = db.QueryRowContext(ctx, `SELECT words FROM screening_words WHERE body = $1 AND version = $2`, body, version).Scan(&words)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read words: %w", err)
	}
	return words, nil
}

func insertWords(ctx context.Context, tx *act.Tx, body, words, by string, v Version) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO screening_words (body, version, words, counted, reason, kept_by, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		body, v.Version, words, v.Count, v.Reason, by, sqldb.Time{Time: tx.Now()})
	if err != nil {
		return fmt.Errorf("insert words: %w", err)
	}
	return nil
}

// Secret is a file with a mark of secrecy that was not kept.
type Secret struct {
	ID, Body, Hash, BroughtBy     string
	FoundAt, ReportedAt           sqldb.Time
	ReportedBy, Secrecy, Superior string
}

const secretColumns = `id, body, hash, brought_by, found_at, reported_at, reported_by, secrecy, superior`

func scanSecret(row sqldb.Row) (s Secret, err error) {
	return s, row.Scan(&s.ID, &s.Body, &s.Hash, &s.BroughtBy, &s.FoundAt, &s.ReportedAt, &s.ReportedBy, &s.Secrecy, &s.Superior)
}

func secretOf(ctx context.Context, db sqldb.Reader, body, id string) (Secret, error) {
	s, err := scanSecret(db.QueryRowContext(ctx, `SELECT `+secretColumns+` FROM screening_secret WHERE body = $1 AND id = $2`, body, id))
	if errors.Is(err, sql.ErrNoRows) {
		return s, &fault.Error{Kind: fault.NotFound, Message: "没有这件涉密事件。回到公开审查的列表再打开"}
	}
	if err != nil {
		return s, fmt.Errorf("load secret file %s: %w", id, err)
	}
	return s, nil
}

// secretsOf lists a body's files with a mark of secrecy, those not reported first.
func secretsOf(ctx context.Context, db sqldb.Reader, body string) ([]Secret, error) {
	return sqldb.List(ctx, db, "secret file", scanSecret,
		`SELECT `+secretColumns+` FROM screening_secret WHERE body = $1 ORDER BY CASE WHEN reported_by = '' THEN 0 ELSE 1 END, found_at DESC LIMIT 50`, body)
}

func insertSecret(ctx context.Context, tx *act.Tx, s Secret) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO screening_secret (id, body, hash, brought_by, found_at) VALUES ($1, $2, $3, $4, $5)`, s.ID, s.Body, s.Hash, s.BroughtBy, s.FoundAt)
	if err != nil {
		return fmt.Errorf("insert secret file: %w", err)
	}
	return nil
}

// reportSecret writes down a report; false when there is one already.
func reportSecret(ctx context.Context, tx *act.Tx, s Secret) (bool, error) {
	res, err := tx.ExecContext(ctx, `UPDATE screening_secret SET reported_at = $3, reported_by = $4, secrecy = $5, superior = $6 WHERE body = $1 AND id = $2 AND reported_by = ''`,
		s.Body, s.ID, s.ReportedAt, s.ReportedBy, s.Secrecy, s.Superior)
	if err != nil {
		return false, fmt.Errorf("report secret file %s: %w", s.ID, err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}
