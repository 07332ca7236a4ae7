package desk

import (
	"context"
	"fmt"
	"slices"

	"yangguang/internal/act"
	"yangguang/internal/screening"
	"yangguang/internal/sqldb"
)

// Masked is a starred number in a file, with a blind index of whose it is.
type Masked struct {
	File string
	screening.Masked
}

// ofMasks begins the marks of findings that starred numbers tell together.
const ofMasks = "joint|"

// mark is how decisions know it.
func (m Masked) mark() string { return ofMasks + m.Who + "|" + m.Digits }

// putMasks writes down the starred numbers of a file, in the place of those
// before.
func putMasks(ctx context.Context, tx *act.Tx, file, body string, list []screening.Masked) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM screening_mask WHERE file = $1`, file); err != nil {
		return fmt.Errorf("drop masks of %s: %w", file, err)
	}
	for i, m := range list {
		if _, err := tx.ExecContext(ctx, `INSERT INTO screening_mask (file, nr, body, who, form, digits, place, at_char) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			file, i+1, body, m.Who, m.Form, m.Digits, m.Where, m.Offset); err != nil {
			return fmt.Errorf("insert mask of %s: %w", file, err)
		}
	}
	return nil
}

// putPublished writes down the starred numbers of a text for the public, in the
// place of those before.
func putPublished(ctx context.Context, tx *act.Tx, x screening.Published, list []screening.Masked) error {
	if err := dropPublished(ctx, tx, x.Source, x.ID); err != nil {
		return err
	}
	for i, m := range list {
		if _, err := tx.ExecContext(ctx, `INSERT INTO screening_published_mask (source, text, nr, body, who, form, digits, place, at_char) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			x.Source, x.ID, i+1, x.Body, m.Who, m.Form, m.Digits, x.Label, m.Offset); err != nil {
			return fmt.Errorf("insert mask of text %s: %w", x.ID, err)
		}
	}
	return nil
}

func dropPublished(ctx context.Context, tx *act.Tx, source, id string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM screening_published_mask WHERE source = $1 AND text = $2`, source, id); err != nil {
		return fmt.Errorf("drop masks of text %s: %w", id, err)
	}
	return nil
}

// keepIn notes that the files of an owner go out no more.
func keepIn(ctx context.Context, tx *act.Tx, source, owner string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE screening_file SET going = 0 WHERE source = $1 AND owner = $2 AND owner <> ''`, source, owner); err != nil {
		return fmt.Errorf("keep files of %s in: %w", owner, err)
	}
	return nil
}

func scanMask(row sqldb.Row) (m Masked, err error) {
	return m, row.Scan(&m.File, &m.Who, &m.Form, &m.Digits, &m.Where, &m.Offset)
}

// masksIn lists the starred numbers of a file.
func masksIn(ctx context.Context, db sqldb.Reader, file string) ([]Masked, error) {
	return sqldb.List(ctx, db, "mask", scanMask, `SELECT file, who, form, digits, place, at_char FROM screening_mask WHERE file = $1 ORDER BY nr`, file)
}

// masksOut lists somebody's starred numbers in what goes or has gone out of a
// body, those of one file left out: its files, and its texts for the public. form
// is the name as it is usually starred.
func masksOut(ctx context.Context, db sqldb.Reader, body, who, form, but string) ([]Masked, error) {
	files, err := sqldb.List(ctx, db, "mask", scanMask, `SELECT m.file, m.who, m.form, m.digits, m.place, m.at_char
		FROM (SELECT * FROM screening_mask WHERE body = $1 AND who = $2 UNION ALL SELECT * FROM screening_mask WHERE body = $1 AND form = $3 AND form <> '' AND who <> $2) m
		JOIN screening_file f ON f.id = m.file WHERE m.file <> $4 AND f.going = 1 AND f.replaced_by = '' ORDER BY m.file, m.nr`, body, who, form, but)
	if err != nil {
		return nil, err
	}
	texts, err := sqldb.List(ctx, db, "mask", scanMask, `SELECT '', who, form, digits, place, at_char
		FROM (SELECT * FROM screening_published_mask WHERE body = $1 AND who = $2 UNION ALL SELECT * FROM screening_published_mask WHERE body = $1 AND form = $3 AND form <> '' AND who <> $2) m
		ORDER BY source, text, nr`, body, who, form)
	for i := range files {
		files[i].Where = "另一个附件（" + files[i].Where + "）"
	}
	return append(files, texts...), err
}

// beside gives starred numbers with those of the same people in what else goes or
// has gone out of a body behind them.
func beside(ctx context.Context, db sqldb.Reader, body string, own []Masked, but string) ([]Masked, error) {
	all := slices.Clone(own)
	asked := map[string]bool{}
	for _, m := range own {
		if asked[m.Who] {
			continue
		}
		asked[m.Who] = true
		out, err := masksOut(ctx, db, body, m.Who, m.Form, but)
		if err != nil {
			return nil, err
		}
		all = append(all, out...)
	}
	return all, nil
}

// told is screening.Told of them.
func told(all []Masked) []int {
	list := make([]screening.Masked, len(all))
	for i, m := range all {
		list[i] = m.Masked
	}
	return screening.Told(list)
}

// joint gives the starred numbers of a file that is to go which it tells together
// with other places, each with the last decision on it.
func joint(ctx context.Context, db sqldb.Reader, x File, nr int) ([]Finding, error) {
	if x.Going == 0 || x.ReplacedBy != "" {
		return nil, nil
	}
	own, err := masksIn(ctx, db, x.ID)
	if err != nil || len(own) == 0 {
		return nil, err
	}
	all, err := beside(ctx, db, x.Body, own, x.ID)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for i, other := range told(all)[:len(own)] {
		m := all[i]
		if other == screening.Alone {
			continue
		}
		nr++
		f := Finding{Nr: nr, Mark: m.mark(), Kind: m.Kind(), Severity: screening.Block, Text: screening.Mask(m.Kind(), m.Digits), Where: m.Where, Offset: m.Offset, Reason: screening.Joint(all[other].Where)}
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
