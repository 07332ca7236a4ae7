package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/figure"
	"yangguang/internal/report"
	"yangguang/internal/sqldb"
)

// Record is one version of one body's report of one year, as it is kept.
type Record struct {
	ID, Body      string
	Year, Version int
	Kind          string // own or imported
	State         string
	Format        string
	Rev           int64 // grows with every change; a page tells what it has seen by it
	CreatedBy     string
	CreatedAt     sqldb.Time
	SubmittedBy   string
	ReviewedBy    string
	IssuedBy      string
	PublishedOn   string // day, "" before publication
	DeliveredOn   string // day handed to the department in charge, 条例 49①
	Restates      string // id of the version this one corrects
	Reason        string // why it was restated, or where it was imported from
	Frozen        string // JSON of the report as published
	SourceName    string // file name of an imported report
	SourceBlob    string // hash of that file
	Due           string // day by which it is published, where the statute sets none
}

// Value is one figure of a report with its source.
type Value struct {
	Figure    figure.Name
	N         sql.NullInt64
	Printed   string
	Source    report.Origin
	Person    string
	Reason    string
	Rev       int64
	ChangedAt sqldb.Time
}

// Prose is one part's text.
type Prose struct {
	Part      int
	Body      string
	Person    string
	Rev       int64
	ChangedAt sqldb.Time
}

// StepTaken is one step of the workflow that somebody took.
type StepTaken struct {
	ID, Step, From, To string
	Person, Note       string
	At                 sqldb.Time
}

const recordColumns = `id, body, year, version, kind, state, format, rev, created_by, created_at,
	submitted_by, reviewed_by, issued_by, published_on, delivered_on, restates, reason, frozen, source_name, source_blob, due`

// headColumns are recordColumns without the content.
const headColumns = `id, body, year, version, kind, state, format, rev, created_by, created_at,
	submitted_by, reviewed_by, issued_by, published_on, delivered_on, restates, reason, '', source_name, source_blob, due`

type scanner = sqldb.Row

func scanRecord(row scanner) (r Record, err error) {
	err = row.Scan(&r.ID, &r.Body, &r.Year, &r.Version, &r.Kind, &r.State, &r.Format, &r.Rev, &r.CreatedBy, &r.CreatedAt,
		&r.SubmittedBy, &r.ReviewedBy, &r.IssuedBy, &r.PublishedOn, &r.DeliveredOn, &r.Restates, &r.Reason, &r.Frozen,
		&r.SourceName, &r.SourceBlob, &r.Due)
	return r, err
}

// record loads one report; NotFound when there is none of that id.
func record(ctx context.Context, db sqldb.Reader, id string) (Record, error) {
	r, err := scanRecord(db.QueryRowContext(ctx, `SELECT `+recordColumns+` FROM report WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return r, &fault.Error{Kind: fault.NotFound, Message: "没有这份年度报告。回到年度报告列表再打开"}
	}
	if err != nil {
		return r, fmt.Errorf("load report %s: %w", id, err)
	}
	return r, nil
}

// records lists a body's reports, newest year and version first.
func records(ctx context.Context, db sqldb.Reader, body string) ([]Record, error) {
	return query(ctx, db, scanRecord, `SELECT `+recordColumns+` FROM report WHERE body = $1 AND state <> 'void'
		ORDER BY year DESC, version DESC, id`, body)
}

// publishedOf lists the published versions of one body's year, newest first.
func publishedOf(ctx context.Context, db sqldb.Reader, body string, year int) ([]Record, error) {
	return query(ctx, db, scanRecord, `SELECT `+recordColumns+` FROM report WHERE body = $1 AND year = $2 AND state IN ('published', 'restated')
		ORDER BY version DESC, id`, body, year)
}

// heads are the published versions without their content, newest first; of all
// bodies where body is "", of all years where year is 0.
func heads(ctx context.Context, db sqldb.Reader, body string, year int) ([]Record, error) {
	return query(ctx, db, scanRecord, `SELECT `+headColumns+`
		FROM report WHERE ($1 = '' OR body = $1) AND ($2 = 0 OR year = $2) AND state IN ('published', 'restated')
		ORDER BY year DESC, body, version DESC, id`, body, year)
}

// latest are the n reports published last, each in its newest version and without
// its content: of one body, or of every body but one where body is "".
func latest(ctx context.Context, db sqldb.Reader, body, but string, n int) ([]Record, error) {
	return query(ctx, db, scanRecord, `SELECT `+headColumns+`
		FROM report WHERE ($1 = '' OR body = $1) AND body <> $2 AND state IN ('published', 'restated')
			AND NOT EXISTS (SELECT 1 FROM report AS later WHERE later.body = report.body AND later.year = report.year
				AND later.version > report.version AND later.state IN ('published', 'restated'))
		ORDER BY published_on DESC, year DESC, body, id LIMIT $3`, body, but, n)
}

// published counts the reports that are public, versions of one year as one, and
// gives the first and the last year; of all bodies where body is "".
func published(ctx context.Context, db sqldb.Reader, body string) (n, first, last int, err error) {
	err = db.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(MIN(year), 0), COALESCE(MAX(year), 0) FROM
		(SELECT DISTINCT body, year FROM report WHERE ($1 = '' OR body = $1) AND state IN ('published', 'restated')) AS shown`, body).Scan(&n, &first, &last)
	if err != nil {
		return 0, 0, 0, fmt.Errorf("count published reports: %w", err)
	}
	return n, first, last, nil
}

// versions lists every version of a body's year, newest first.
func versions(ctx context.Context, db sqldb.Reader, body string, year int) ([]Record, error) {
	return query(ctx, db, scanRecord, `SELECT `+recordColumns+` FROM report WHERE body = $1 AND year = $2
		ORDER BY version DESC, id`, body, year)
}

func insertRecord(ctx context.Context, tx *act.Tx, r Record) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO report (id, body, year, version, kind, state, format, rev, created_by, created_at,
		published_on, delivered_on, restates, reason, frozen, source_name, source_blob)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		r.ID, r.Body, r.Year, r.Version, r.Kind, r.State, r.Format, r.Rev, r.CreatedBy, r.CreatedAt,
		r.PublishedOn, r.DeliveredOn, r.Restates, r.Reason, r.Frozen, r.SourceName, r.SourceBlob)
	if sqldb.IsUnique(err) {
		return &fault.Error{Kind: fault.Conflict, Message: fmt.Sprintf("%d年的年度报告已经有了。从列表里打开它", r.Year)}
	}
	if err != nil {
		return fmt.Errorf("insert report %s: %w", r.ID, err)
	}
	return nil
}

// touch moves the report's rev on and returns the new one. The row is locked
// by it until the act ends, so that two savers get different revs.
func touch(ctx context.Context, tx *act.Tx, id string) (rev int64, err error) {
	err = tx.QueryRowContext(ctx, `UPDATE report SET rev = rev + 1 WHERE id = $1 RETURNING rev`, id).Scan(&rev)
	if err != nil {
		return 0, fmt.Errorf("touch report %s: %w", id, err)
	}
	return rev, nil
}

// move changes the state if it still is the expected one.
func move(ctx context.Context, tx *act.Tx, r Record, from string) error {
	res, err := tx.ExecContext(ctx, `UPDATE report SET state = $3, rev = rev + 1, submitted_by = $4, reviewed_by = $5, issued_by = $6,
		published_on = $7, frozen = $8 WHERE id = $1 AND state = $2`,
		r.ID, from, r.State, r.SubmittedBy, r.ReviewedBy, r.IssuedBy, r.PublishedOn, r.Frozen)
	if err != nil {
		return fmt.Errorf("move report %s: %w", r.ID, err)
	}
	if n, err := res.RowsAffected(); err != nil {
		return fmt.Errorf("move report %s: %w", r.ID, err)
	} else if n == 0 {
		return &fault.Error{Kind: fault.Conflict, Message: "这份报告刚被别人办过下一步。刷新后看现在的状态"}
	}
	return nil
}

// setDue puts down the day by which a report is published.
func setDue(ctx context.Context, tx *act.Tx, id, day string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE report SET due = $2, rev = rev + 1 WHERE id = $1`, id, day); err != nil {
		return fmt.Errorf("set due day of report %s: %w", id, err)
	}
	return nil
}

func setDelivered(ctx context.Context, tx *act.Tx, id, day string) error {
	_, err := tx.ExecContext(ctx, `UPDATE report SET delivered_on = $2, rev = rev + 1 WHERE id = $1`, id, day)
	if err != nil {
		return fmt.Errorf("set delivery of report %s: %w", id, err)
	}
	return nil
}

func scanValue(row scanner) (v Value, err error) {
	var field string
	if err := row.Scan(&field, &v.N, &v.Printed, &v.Source, &v.Person, &v.Reason, &v.Rev, &v.ChangedAt); err != nil {
		return v, err
	}
	f, ok := readField(field)
	if !ok || f.Part > 0 {
		return v, fmt.Errorf("a report has no figure %q", field)
	}
	v.Figure = f.Figure
	return v, nil
}

// values loads every figure of a report.
func values(ctx context.Context, db sqldb.Reader, id string) ([]Value, error) {
	return query(ctx, db, scanValue, `SELECT cell, n, printed, source, person, reason, rev, changed_at
		FROM report_value WHERE report = $1 ORDER BY cell`, id)
}

// valuesOf is one figure of a report, or nothing.
func valuesOf(ctx context.Context, db sqldb.Reader, id string, name figure.Name) ([]Value, error) {
	return query(ctx, db, scanValue, `SELECT cell, n, printed, source, person, reason, rev, changed_at
		FROM report_value WHERE report = $1 AND cell = $2 ORDER BY cell`, id, Field{Figure: name}.String())
}

func putValue(ctx context.Context, tx *act.Tx, id string, v Value) error {
	field := Field{Figure: v.Figure}.String()
	_, err := tx.ExecContext(ctx, `INSERT INTO report_value (report, cell, n, printed, source, person, reason, rev, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (report, cell) DO UPDATE SET n = excluded.n, printed = excluded.printed, source = excluded.source,
			person = excluded.person, reason = excluded.reason, rev = excluded.rev, changed_at = excluded.changed_at`,
		id, field, v.N, v.Printed, v.Source, v.Person, v.Reason, v.Rev, v.ChangedAt)
	if err != nil {
		return fmt.Errorf("put %s of report %s: %w", field, id, err)
	}
	return nil
}

func scanProse(row scanner) (p Prose, err error) {
	err = row.Scan(&p.Part, &p.Body, &p.Person, &p.Rev, &p.ChangedAt)
	return p, err
}

func proses(ctx context.Context, db sqldb.Reader, id string) ([]Prose, error) {
	return query(ctx, db, scanProse, `SELECT part, body, person, rev, changed_at FROM report_section WHERE report = $1 ORDER BY part`, id)
}

func putProse(ctx context.Context, tx *act.Tx, id string, p Prose) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO report_section (report, part, body, person, rev, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (report, part) DO UPDATE SET body = excluded.body, person = excluded.person, rev = excluded.rev,
			changed_at = excluded.changed_at`, id, p.Part, p.Body, p.Person, p.Rev, p.ChangedAt)
	if err != nil {
		return fmt.Errorf("put part %d of report %s: %w", p.Part, id, err)
	}
	return nil
}

// Answer is why a finding is let stand.
type Answer struct {
	Reason, Person string
	At             sqldb.Time
}

// answers maps a finding's key to the reason given for letting it stand.
func answers(ctx context.Context, db sqldb.Reader, id string) (map[string]Answer, error) {
	type row struct {
		key string
		Answer
	}
	rows, err := query(ctx, db, func(r scanner) (x row, err error) { err = r.Scan(&x.key, &x.Reason, &x.Person, &x.At); return x, err },
		`SELECT finding, reason, person, answered_at FROM report_answer WHERE report = $1 ORDER BY finding`, id)
	m := make(map[string]Answer, len(rows))
	for _, x := range rows {
		m[x.key] = x.Answer
	}
	return m, err
}

func putAnswer(ctx context.Context, tx *act.Tx, id, finding, reason, person string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO report_answer (report, finding, reason, person, answered_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (report, finding) DO UPDATE SET reason = excluded.reason, person = excluded.person, answered_at = excluded.answered_at`,
		id, finding, reason, person, sqldb.Time{Time: tx.Now()})
	if err != nil {
		return fmt.Errorf("put answer of report %s: %w", id, err)
	}
	return nil
}

// steps lists the steps of the workflow that were taken, oldest first.
func steps(ctx context.Context, db sqldb.Reader, id string) ([]StepTaken, error) {
	return query(ctx, db, func(row scanner) (s StepTaken, err error) {
		err = row.Scan(&s.ID, &s.Step, &s.From, &s.To, &s.Person, &s.Note, &s.At)
		return s, err
	}, `SELECT id, step, from_state, to_state, person, note, taken_at FROM report_step WHERE report = $1 ORDER BY taken_at, id`, id)
}

func insertStep(ctx context.Context, tx *act.Tx, id string, s StepTaken) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO report_step (id, report, step, from_state, to_state, person, note, taken_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, s.ID, id, s.Step, s.From, s.To, s.Person, s.Note, s.At)
	if err != nil {
		return fmt.Errorf("insert step of report %s: %w", id, err)
	}
	return nil
}

// query runs a SELECT and scans every row.
func query[T any](ctx context.Context, db sqldb.Reader, scan func(scanner) (T, error), q string, args ...any) ([]T, error) {
	return sqldb.List(ctx, db, "report", scan, q, args...)
}
