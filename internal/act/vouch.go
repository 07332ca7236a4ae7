package act

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"yangguang/internal/chain"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
)

// Vouched says which rows of a table the audit log vouches for: whoever writes
// one calls Tx.Vouch with the same facts as Rows gives of it, so that the log
// says what the row is, and a row that says otherwise was changed behind it.
type Vouched struct {
	Kind  string // the table
	Label string // what a row is, in Chinese
	Rows  func(ctx context.Context, db sqldb.Reader, each func(id string, facts []string) error) error
}

// RowsKey is where the digests of rows stand in an entry's detail, by
// "KIND ID"; that of a row that was taken away is "".
const RowsKey = "rows"

// Vouch puts into the act's audit entry what a row is after it. Facts are ids,
// days, numbers and digests; they leave the database only as a digest.
func (tx *Tx) Vouch(kind, id string, facts ...string) {
	tx.vouch(kind+" "+id, RowDigest(tx.office.hash, kind, id, facts))
}

// Unvouch puts into the act's audit entry that a row is gone.
func (tx *Tx) Unvouch(kind, id string) { tx.vouch(kind+" "+id, "") }

func (tx *Tx) vouch(row, digest string) {
	if tx.vouched == nil {
		tx.vouched = map[string]string{}
		tx.Detail(RowsKey, tx.vouched)
	}
	tx.vouched[row] = digest
}

// RowDigest is the first half, in hex, of the digest of a row: its kind, its id
// and each of its facts, every one with its length before it.
func RowDigest(hash chain.Hash, kind, id string, facts []string) string {
	b := make([]byte, 0, 256)
	add := func(s string) { b = append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...) }
	add(kind)
	add(id)
	for _, f := range facts {
		add(f)
	}
	return hex.EncodeToString(hash(b)[:16])
}

// baselineRows is how many rows one entry of a baseline vouches for.
const baselineRows = 500

// Baseline vouches once for the rows of tables that stood before the log
// vouched for them: only behind it is a row that no entry knows a finding. It
// leaves acts of that name; the subject of the last is the table whose rows are
// vouched for from then on.
func (o *Recorder) Baseline(ctx context.Context, who identity.Actor, name string, tables []Vouched) error {
	for _, t := range tables {
		done, err := o.hasBaseline(ctx, name, t.Kind)
		if err != nil {
			return err
		}
		if done {
			continue
		}
		if err := o.baseline(ctx, who, name, t); err != nil {
			return fmt.Errorf("vouch for %s: %w", t.Kind, err)
		}
	}
	return nil
}

func (o *Recorder) hasBaseline(ctx context.Context, name, kind string) (bool, error) {
	var n int
	err := o.db.QueryRowContext(ctx, `SELECT count(*) FROM audit_entry WHERE subject = $1 AND act = $2`, kind, name).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("find the baseline of %s: %w", kind, err)
	}
	return n > 0, nil
}

func (o *Recorder) baseline(ctx context.Context, who identity.Actor, name string, t Vouched) error {
	type row struct {
		id    string
		facts []string
	}
	var rows []row
	err := t.Rows(ctx, o.db, func(id string, facts []string) error {
		rows = append(rows, row{id, append([]string(nil), facts...)})
		return nil
	})
	if err != nil {
		return err
	}
	// The one with the subject comes last: when the program is killed before it,
	// the next start begins again.
	for len(rows) > 0 {
		some := rows[:min(len(rows), baselineRows)]
		rows = rows[len(some):]
		err := o.Do(ctx, who, Entry{Name: name}, func(tx *Tx) error {
			for _, r := range some {
				tx.Vouch(t.Kind, r.id, r.facts...)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return o.Do(ctx, who, Entry{Name: name, Subject: t.Kind}, func(*Tx) error { return nil })
}
