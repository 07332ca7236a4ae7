package act

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"yangguang/internal/chain"
	"yangguang/internal/sqldb"
)

// sealLeaves bounds how many leaves one transaction of the sequencer takes.
const sealLeaves = 1000

const (
	insertEntry = `INSERT INTO audit_entry (seq, link, id, at, actor, role, act, body, subject, reason, detail, address) VALUES `
	oneEntry    = insertEntry + `($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
	// manyEntries is used on SQLite, where a statement for each entry was a
	// quarter of what an act cost. Bare marks are bound without a look-up by name.
	manyEntries = insertEntry + marks + `, ` + marks + `, ` + marks + `, ` + marks + `, ` + marks + `, ` + marks + `, ` + marks + `, ` + marks
	marks       = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	many        = 8 // rows of manyEntries
)

// append writes the entries of the acts about to be committed: into the chain
// on SQLite, where there is one writer; as leaves on PostgreSQL.
func (o *Recorder) append(ctx context.Context, w sqldb.Writer, attached []any) error {
	chained := o.db.Dialect() == sqldb.SQLite
	var seq int64
	var link []byte
	if chained {
		var err error
		if seq, link, err = head(ctx, w); err != nil {
			return err
		}
	}
	args := make([]any, 0, many*12)
	for i, a := range attached {
		e := a.(chain.Entry)
		if chained {
			seq++
			e.Seq = seq
			link = chain.Link(o.hash, link, e)
			args = append(args, seq, hex.EncodeToString(link))
		} else {
			args = append(args, nil, nil)
		}
		args = append(args, e.ID, e.At, e.Actor, e.Role, e.Action, e.Body, e.Subject, e.Reason, e.Detail, e.Address)
		// Eights together, the rest one by one.
		text := oneEntry
		if chained && i/many < len(attached)/many {
			if len(args) < many*12 {
				continue
			}
			text = manyEntries
		}
		if _, err := w.ExecContext(ctx, text, args...); err != nil {
			return fmt.Errorf("audit %s: %w", e.Action, err)
		}
		args = args[:0]
	}
	return nil
}

// head is the last place of the chain and its link; 0 and nil before the first.
func head(ctx context.Context, r sqldb.Reader) (seq int64, link []byte, err error) {
	var text string
	err = r.QueryRowContext(ctx, `SELECT seq, link FROM audit_entry WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1`).Scan(&seq, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, fmt.Errorf("read head of the chain: %w", err)
	}
	if link, err = hex.DecodeString(text); err != nil {
		return 0, nil, fmt.Errorf("read head of the chain: %w", err)
	}
	return seq, link, nil
}

// Seal puts all leaves into the chain and returns how many. One sequencer works
// at a time, whoever else asks waits. On SQLite there are no leaves.
func (o *Recorder) Seal(ctx context.Context) (int, error) {
	if o.db.Dialect() == sqldb.SQLite {
		return 0, nil
	}
	total := 0
	for {
		n := 0
		err := o.db.Write(ctx, func(w sqldb.Writer) (err error) {
			n, err = o.sealSome(ctx, w)
			return err
		})
		if err != nil {
			return total, fmt.Errorf("seal the chain: %w", err)
		}
		total += n
		if n < sealLeaves {
			return total, nil
		}
	}
}

// sealSome seals up to sealLeaves leaves, in the order of their ids.
func (o *Recorder) sealSome(ctx context.Context, w sqldb.Writer) (int, error) {
	if _, err := w.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('audit_entry'), hashtext(current_schema()))`); err != nil {
		return 0, err
	}
	seq, link, err := head(ctx, w)
	if err != nil {
		return 0, err
	}
	rows, err := w.QueryContext(ctx, `SELECT id, at, actor, role, act, body, subject, reason, detail, address
		FROM audit_entry WHERE seq IS NULL ORDER BY id LIMIT $1`, sealLeaves)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var ids, links []string
	var seqs []int64
	for rows.Next() {
		var e chain.Entry
		if err := rows.Scan(&e.ID, &e.At, &e.Actor, &e.Role, &e.Action, &e.Body, &e.Subject, &e.Reason, &e.Detail, &e.Address); err != nil {
			return 0, err
		}
		seq++
		e.Seq = seq
		link = chain.Link(o.hash, link, e)
		ids, seqs, links = append(ids, e.ID), append(seqs, seq), append(links, hex.EncodeToString(link))
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	rows.Close()
	if len(ids) == 0 {
		return 0, nil
	}
	_, err = w.ExecContext(ctx, `UPDATE audit_entry SET seq = sealed.seq, link = sealed.link
		FROM unnest($1::text[], $2::bigint[], $3::text[]) AS sealed (id, seq, link)
		WHERE audit_entry.id = sealed.id AND audit_entry.seq IS NULL`, ids, seqs, links)
	return len(ids), err
}

// Run is the sequencer: it seals every so often until ctx ends. Only PostgreSQL
// needs it; on SQLite it only waits for ctx.
func (o *Recorder) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := o.Seal(ctx); err != nil && ctx.Err() == nil {
				slog.ErrorContext(ctx, "audit leaves wait to be sealed", "error", err)
			}
		}
	}
}
