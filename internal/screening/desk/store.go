package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/screening"
	"yangguang/internal/sqldb"
)

// Whether a file has been looked into.
const (
	waiting  = "waiting"
	screened = "screened"
)

// File is a file of a ledger as this one knows it.
type File struct {
	ID, Source, Body, Owner, Form, Stage string
	Series                               string // id of the first of the files that stood in this one's place
	ReplacedBy                           string
	Going, Holds                         int
	State, Kind, Hash                    string
	AddedBy                              string
	AddedAt, ScreenedAt                  sqldb.Time
}

// Finding is what was found in a file, with the last decision on it.
type Finding struct {
	Nr                     int
	Mark                   string // blind index of what was found
	Kind                   screening.Kind
	Severity               screening.Severity
	Text, Where            string
	Offset                 int
	Hidden                 bool
	Reason                 string
	Verdict                screening.Verdict // "" while nobody decided
	Ground, Why, DecidedBy string
	DecidedAt              sqldb.Time
}

// Holds reports whether the finding keeps its file back.
func (f Finding) Holds() bool {
	rule, _ := screening.VerdictOf(f.Verdict)
	return f.Severity == screening.Block && (!rule.Releases || screening.RuleOf(f.Kind).Final)
}

const fileColumns = `id, source, body, owner, form, stage, series, replaced_by, going, holds, state, kind, hash, added_by, added_at, screened_at`

func scanFile(row sqldb.Row) (x File, err error) {
	return x, row.Scan(&x.ID, &x.Source, &x.Body, &x.Owner, &x.Form, &x.Stage, &x.Series, &x.ReplacedBy, &x.Going, &x.Holds, &x.State, &x.Kind, &x.Hash, &x.AddedBy, &x.AddedAt, &x.ScreenedAt)
}

// fileOf loads a file; NotFound when there is none of that id.
func fileOf(ctx context.Context, db sqldb.Reader, id string) (File, error) {
	x, err := scanFile(db.QueryRowContext(ctx, `SELECT `+fileColumns+` FROM screening_file WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return x, &fault.Error{Kind: fault.NotFound, Message: "没有这个文件。回到公开审查的列表再打开"}
	}
	if err != nil {
		return x, fmt.Errorf("load screened file %s: %w", id, err)
	}
	return x, nil
}

// filesIn lists a body's files that belong to a record, the newest first.
func filesIn(ctx context.Context, db sqldb.Reader, body string, limit int) ([]File, error) {
	return sqldb.List(ctx, db, "screened file", scanFile,
		`SELECT `+fileColumns+` FROM screening_file WHERE body = $1 AND owner <> '' AND replaced_by = '' ORDER BY added_at DESC, id DESC LIMIT $2`, body, limit)
}

// heldIn lists a body's files that are to go and may not yet, the newest first.
func heldIn(ctx context.Context, db sqldb.Reader, body string, limit int) ([]File, error) {
	return sqldb.List(ctx, db, "screened file", scanFile, `SELECT `+fileColumns+` FROM screening_file
		WHERE body = $1 AND owner <> '' AND going = 1 AND replaced_by = '' AND (holds > 0 OR state = 'waiting') ORDER BY added_at DESC, id DESC LIMIT $2`, body, limit)
}

// filesAfter lists a body's files by id, from behind one on.
func filesAfter(ctx context.Context, db sqldb.Reader, body, id string) ([]File, error) {
	return sqldb.List(ctx, db, "screened file", scanFile,
		`SELECT `+fileColumns+` FROM screening_file WHERE body = $1 AND id > $2 ORDER BY id LIMIT 100`, body, id)
}

func insertFile(ctx context.Context, tx *act.Tx, x File) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO screening_file (`+fileColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		x.ID, x.Source, x.Body, x.Owner, x.Form, x.Stage, x.Series, x.ReplacedBy, x.Going, x.Holds, x.State, x.Kind, x.Hash, x.AddedBy, x.AddedAt, x.ScreenedAt)
	if err != nil {
		return fmt.Errorf("insert screened file %s: %w", x.ID, err)
	}
	return nil
}

// replaceFile puts a file into the series of another one, in whose place it stands.
func replaceFile(ctx context.Context, tx *act.Tx, old File, by, aside string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE screening_file SET replaced_by = $2, stage = $3, going = 0 WHERE id = $1`, old.ID, by, aside); err != nil {
		return fmt.Errorf("replace screened file %s: %w", old.ID, err)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE screening_file SET series = $2 WHERE id = $1`, by, old.Series); err != nil {
		return fmt.Errorf("replace screened file %s: %w", old.ID, err)
	}
	return nil
}

func setStage(ctx context.Context, tx *act.Tx, id, stage string, going int) error {
	if _, err := tx.ExecContext(ctx, `UPDATE screening_file SET stage = $2, going = $3 WHERE id = $1`, id, stage, going); err != nil {
		return fmt.Errorf("move screened file %s: %w", id, err)
	}
	return nil
}

// bind gives the files of a form to their owner.
func bind(ctx context.Context, tx *act.Tx, body, form, owner string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE screening_file SET owner = $3 WHERE body = $1 AND form = $2 AND owner = ''`, body, form, owner); err != nil {
		return fmt.Errorf("give screened files to %s: %w", owner, err)
	}
	return nil
}

// forget takes away what is known of a file (id) or of all files of an owner.
func forget(ctx context.Context, tx *act.Tx, id, owner string) error {
	for _, q := range []string{
		`DELETE FROM screening_decision WHERE series IN (SELECT series FROM screening_file WHERE id = $1 OR owner = $2 AND owner <> '')`,
		`DELETE FROM screening_mask WHERE file IN (SELECT id FROM screening_file WHERE id = $1 OR owner = $2 AND owner <> '')`,
		`DELETE FROM screening_finding WHERE file IN (SELECT id FROM screening_file WHERE id = $1 OR owner = $2 AND owner <> '')`,
		`DELETE FROM screening_file WHERE id = $1 OR owner = $2 AND owner <> ''`,
	} {
		if _, err := tx.ExecContext(ctx, q, id, owner); err != nil {
			return fmt.Errorf("forget screened files: %w", err)
		}
	}
	return nil
}

// findingsOf lists what was found in a file and what it tells together with
// others, each with the last decision on it.
func findingsOf(ctx context.Context, db sqldb.Reader, x File) ([]Finding, error) {
	list, err := foundIn(ctx, db, x)
	if err != nil {
		return nil, err
	}
	more, err := joint(ctx, db, x, len(list))
	return append(list, more...), err
}

func foundIn(ctx context.Context, db sqldb.Reader, x File) ([]Finding, error) {
	return sqldb.List(ctx, db, "finding", func(row sqldb.Row) (f Finding, err error) {
		var hidden int
		err = row.Scan(&f.Nr, &f.Mark, &f.Kind, &f.Severity, &f.Text, &f.Where, &f.Offset, &hidden, &f.Reason, &f.Verdict, &f.Ground, &f.Why, &f.DecidedBy, &f.DecidedAt)
		f.Hidden = hidden == 1
		return f, err
	}, `SELECT f.nr, f.mark, f.kind, f.severity, f.masked, f.place, f.at_char, f.hidden, f.reason,
		COALESCE(d.verdict, ''), COALESCE(d.ground, ''), COALESCE(d.reason, ''), COALESCE(d.decided_by, ''), d.decided_at
		FROM screening_finding f LEFT JOIN screening_decision d ON d.id = (SELECT MAX(l.id) FROM screening_decision l WHERE l.series = $2 AND l.mark = f.mark)
		WHERE f.file = $1 ORDER BY f.nr`, x.ID, x.Series)
}

// putFindings writes down what was found in a file, in the place of what was
// found before.
func putFindings(ctx context.Context, tx *act.Tx, file string, list []Finding) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM screening_finding WHERE file = $1`, file); err != nil {
		return fmt.Errorf("drop findings of %s: %w", file, err)
	}
	for i, f := range list {
		hidden := 0
		if f.Hidden {
			hidden = 1
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO screening_finding (file, nr, mark, kind, severity, masked, place, at_char, hidden, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			file, i+1, f.Mark, f.Kind, f.Severity, f.Text, f.Where, f.Offset, hidden, f.Reason)
		if err != nil {
			return fmt.Errorf("insert finding of %s: %w", file, err)
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE screening_file SET state = $2, screened_at = $3 WHERE id = $1`, file, screened, sqldb.Time{Time: tx.Now()})
	if err != nil {
		return fmt.Errorf("note screening of %s: %w", file, err)
	}
	return recount(ctx, tx, file)
}

// recount counts anew what keeps a file back.
func recount(ctx context.Context, tx *act.Tx, file string) error {
	x, err := fileOf(ctx, tx, file)
	if err != nil {
		return err
	}
	list, err := findingsOf(ctx, tx, x)
	if err != nil {
		return err
	}
	n := 0
	for _, f := range list {
		if f.Holds() {
			n++
		}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE screening_file SET holds = $2 WHERE id = $1`, file, n); err != nil {
		return fmt.Errorf("count what holds %s: %w", file, err)
	}
	return nil
}

func insertDecision(ctx context.Context, tx *act.Tx, series, mark, by string, x screening.Decision) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO screening_decision (id, series, mark, verdict, ground, reason, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		sqldb.NewID(), series, mark, x.Verdict, x.Ground, x.Reason, by, sqldb.Time{Time: tx.Now()})
	if err != nil {
		return fmt.Errorf("insert decision: %w", err)
	}
	return nil
}

// marksOf are the marks that were decided on in a series.
func marksOf(ctx context.Context, db sqldb.Reader, series string) (map[string]bool, error) {
	all, err := sqldb.List(ctx, db, "mark", func(row sqldb.Row) (m string, err error) { return m, row.Scan(&m) },
		`SELECT DISTINCT mark FROM screening_decision WHERE series = $1`, series)
	known := map[string]bool{}
	for _, m := range all {
		known[m] = true
	}
	return known, err
}
