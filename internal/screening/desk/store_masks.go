package desk

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/screening"
	"yangguang/internal/sqldb"
)

// Masked is a starred number in a file, with a blind index of whose it is.
type Masked struct {
	File string
	screening.Masked
}

// mark is how decisions know it.
func (m Masked) mark() string { return "joint|" + m.Who + "|" + m.Digits }

// putMasks writes down the starred numbers of a file, in the place of those
// before.
func putMasks(ctx context.Context, tx *act.Tx, file, body string, list []screening.Masked) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM screening_mask WHERE file = $1`, file); err != nil {
		return fmt.Errorf("drop masks of %s: %w", file, err)
	}
	for i, m := range list {
		if _, err := tx.ExecContext(ctx, `INSERT INTO screening_mask (file, nr, body, who, digits, place, at_char) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			file, i+1, body, m.Who, m.Digits, m.Where, m.Offset); err != nil {
			return fmt.Errorf("insert mask of %s: %w", file, err)
		}
	}
	return nil
}

// masksWith lists the starred numbers of a file, and those of the same people in
// the body's other files that go or have gone out.
func masksWith(ctx context.Context, db sqldb.Reader, x File) ([]Masked, error) {
	return sqldb.List(ctx, db, "mask", func(row sqldb.Row) (m Masked, err error) {
		return m, row.Scan(&m.File, &m.Who, &m.Digits, &m.Where, &m.Offset)
	}, `SELECT m.file, m.who, m.digits, m.place, m.at_char FROM screening_mask m JOIN screening_file f ON f.id = m.file
		WHERE m.body = $2 AND m.who IN (SELECT who FROM screening_mask WHERE file = $1) AND (m.file = $1 OR f.going = 1 AND f.replaced_by = '') ORDER BY m.file, m.nr`, x.ID, x.Body)
}

// masksOf lists somebody's starred numbers in the body's files that go or have
// gone out.
func masksOf(ctx context.Context, db sqldb.Reader, body, who string) ([]screening.Masked, error) {
	return sqldb.List(ctx, db, "mask", func(row sqldb.Row) (m screening.Masked, err error) {
		return m, row.Scan(&m.Who, &m.Digits, &m.Where, &m.Offset)
	}, `SELECT m.who, m.digits, m.place, m.at_char FROM screening_mask m JOIN screening_file f ON f.id = m.file
		WHERE m.body = $1 AND m.who = $2 AND f.going = 1 AND f.replaced_by = '' ORDER BY m.file, m.nr`, body, who)
}

// joint gives the starred numbers of a file that is to go which it tells together
// with other places, each with the last decision on it.
func joint(ctx context.Context, db sqldb.Reader, x File, nr int) ([]Finding, error) {
	if x.Going == 0 || x.ReplacedBy != "" {
		return nil, nil
	}
	all, err := masksWith(ctx, db, x)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	list := make([]screening.Masked, len(all))
	for i, m := range all {
		list[i] = m.Masked
	}
	var found []Finding
	for i, told := range screening.Told(list) {
		m := all[i]
		if !told || m.File != x.ID {
			continue
		}
		nr++
		f := Finding{Nr: nr, Mark: m.mark(), Kind: m.Kind(), Severity: screening.Block, Text: screening.Mask(m.Kind(), m.Digits), Where: m.Where, Offset: m.Offset, Reason: screening.JointReason}
		decided, err := sqldb.List(ctx, db, "decision", func(row sqldb.Row) (d Finding, err error) {
			return d, row.Scan(&d.Verdict, &d.Ground, &d.Why, &d.DecidedBy, &d.DecidedAt)
		}, `SELECT verdict, ground, reason, decided_by, decided_at FROM screening_decision WHERE series = $1 AND mark = $2 ORDER BY id DESC LIMIT 1`, x.Series, f.Mark)
		if err != nil {
			return nil, err
		}
		if len(decided) > 0 {
			d := decided[0]
			f.Verdict, f.Ground, f.Why, f.DecidedBy, f.DecidedAt = d.Verdict, d.Ground, d.Why, d.DecidedBy, d.DecidedAt
		}
		found = append(found, f)
	}
	return found, nil
}

// Opinion is a decision as it was made at once on so many findings.
type Opinion struct {
	Verdict    screening.Verdict
	Ground, Of string
	By         string
	At         sqldb.Time
	Count      int
}

// opinionsOf lists the decisions on a series in their order, those of one moment
// together.
func opinionsOf(ctx context.Context, db sqldb.Reader, series string) ([]Opinion, error) {
	return sqldb.List(ctx, db, "opinion", func(row sqldb.Row) (o Opinion, err error) {
		return o, row.Scan(&o.Verdict, &o.Ground, &o.Of, &o.By, &o.At, &o.Count)
	}, `SELECT verdict, ground, reason, decided_by, decided_at, COUNT(*) FROM screening_decision WHERE series = $1
		GROUP BY verdict, ground, reason, decided_by, decided_at ORDER BY decided_at LIMIT 50`, series)
}
