package desk

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"yangguang/internal/act"
	"yangguang/internal/audit"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// File is a file of checkpoints that was kept outside: one a line.
type File struct{ Name, Text string }

// VerifyOptions says what the log is held against besides the checkpoints
// beside the data.
type VerifyOptions struct {
	Outside []File
	// Progress, when set, is told every few thousand entries how many were read.
	Progress func(entries int64)
}

// Verify walks the whole audit log and holds it against the checkpoints beside
// the data and those given. On PostgreSQL the leaves that wait are sealed first.
// The error is about reading; what is wrong with the log stands in the report.
func (d *Desk) Verify(ctx context.Context, o VerifyOptions) (audit.Report, error) {
	began := d.Clock().UnixMilli()
	// The files first: a checkpoint written meanwhile is then not asked for, and
	// one that is asked for has its entry.
	text, err := d.witness.read(LogFile)
	if err != nil {
		return audit.Report{}, err
	}
	marks, problems := audit.ParseMarks(text, LogFile, true)
	for _, f := range o.Outside {
		m, bad := audit.ParseMarks(f.Text, f.Name, false)
		if len(m)+len(bad) == 0 {
			return audit.Report{}, fmt.Errorf("%s holds no checkpoint", f.Name)
		}
		marks, problems = append(marks, m...), append(problems, bad...)
	}
	if _, err := d.Recorder.Seal(ctx); err != nil {
		return audit.Report{}, err
	}
	whole, err := guarded(ctx, d.DB)
	if err != nil {
		return audit.Report{}, err
	}
	if !whole {
		problems = append(problems, audit.Finding{Kind: audit.Unguarded,
			Message: "数据库中禁止修改、删除审计日志的触发器不见了或被改动",
			Meaning: "有人以数据库管理员身份动过审计表。查明是谁，重新建立触发器，并用外部留存的检查点核对"})
	}
	v := audit.NewVerifier(d.cryptography(), marks, problems...)
	n := int64(0)
	err = walk(ctx, d.DB, noneBefore, func(r audit.Record) {
		v.Next(r)
		if n++; n%4096 == 0 && o.Progress != nil {
			o.Progress(n)
		}
	})
	if err != nil {
		return audit.Report{}, err
	}
	if err := d.holdRows(ctx, v); err != nil {
		return audit.Report{}, err
	}
	r := v.Done()
	r.Suite, r.Began, r.Ended = string(d.Vault.Chain()), began, d.Clock().UnixMilli()
	return r, nil
}

// holdRows holds the rows of data that the log vouches for against it. Acts go
// on meanwhile, so the rows and what the log has grown by are of one instant.
func (d *Desk) holdRows(ctx context.Context, v *audit.Verifier) (err error) {
	if len(d.Vouched) == 0 {
		return nil
	}
	snapshot, err := d.DB.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	if err := walk(ctx, snapshot, v.Last(), v.Next); err != nil {
		return err
	}
	if err := leaves(ctx, d.DB.Dialect(), snapshot, v.Leaf); err != nil {
		return err
	}
	for _, t := range d.Vouched {
		about := audit.Table{Kind: t.Kind, Label: t.Label}
		for some, err := range batches(ctx, snapshot, t) {
			if err != nil {
				return err
			}
			for _, x := range some {
				v.Row(about, x.id, act.RowDigest(d.Vault.Hash, t.Kind, x.id, x.facts))
			}
		}
		v.RowsRead(about)
	}
	return nil
}

// vouchedRow is a row as Vouched.Rows gives it.
type vouchedRow struct {
	id    string
	facts []string
}

// batches reads a table's rows while those read before are looked at. The
// snapshot is free again when it has ended.
func batches(ctx context.Context, snapshot sqldb.Reader, t act.Vouched) iter.Seq2[[]vouchedRow, error] {
	return func(yield func([]vouchedRow, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		read, failed := make(chan []vouchedRow, 4), make(chan error, 1)
		go func() {
			defer close(read)
			var some []vouchedRow
			give := func() error {
				select {
				case read <- some:
					some = make([]vouchedRow, 0, batch)
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			err := t.Rows(ctx, snapshot, func(id string, facts []string) error {
				if some = append(some, vouchedRow{id, facts}); len(some) < batch {
					return nil
				}
				return give()
			})
			if err == nil {
				err = give()
			}
			failed <- err
		}()
		going := true
		for some := range read {
			if going = going && yield(some, nil); !going {
				stop()
			}
		}
		if err := <-failed; err != nil && going {
			yield(nil, err)
		}
	}
}

const batch = 512 // rows that are handed on at once

// noneBefore lies before every number, those that should not be there too.
const noneBefore = -1 << 63

// cryptography is the vault as the rules see it.
func (d *Desk) cryptography() audit.Cryptography {
	type answer struct {
		public []byte
		ok     bool
	}
	asked := map[string]answer{} // deriving a public half takes longer than a digest
	return audit.Cryptography{
		Hash: d.Vault.Chain().Hash(),
		Verify: func(suite string, public, message, signature []byte) bool {
			return vault.Suite(suite).Verify(public, message, signature)
		},
		Known: func(key string) ([]byte, bool) {
			a, ok := asked[key]
			if !ok {
				_, public, err := d.Vault.PublicKey(key)
				a = answer{public, err == nil}
				asked[key] = a
			}
			return a.public, a.ok
		},
	}
}

// Checkpoint signs the end of the log and writes it beside the data, when there
// are entries that no checkpoint covers yet; false when there are none. What
// stands behind the last checkpoint is verified first: ErrTampered when it does
// not hold, or when the chain no longer passes through the last checkpoint.
func (d *Desk) Checkpoint(ctx context.Context) (audit.Checkpoint, bool, error) {
	d.sign.Lock()
	defer d.sign.Unlock()
	if _, err := d.Recorder.Seal(ctx); err != nil {
		return audit.Checkpoint{}, false, err
	}
	last, any, err := d.witness.last()
	if err != nil {
		return audit.Checkpoint{}, false, err
	}
	head, link, err := end(ctx, d.DB)
	if err != nil {
		return audit.Checkpoint{}, false, err
	}
	if !any && head == 0 || any && last.Seq == head && last.Link == link {
		return last, false, nil
	}
	c, err := d.behind(ctx, last)
	if err != nil {
		return audit.Checkpoint{}, false, err
	}
	if any {
		c.Previous = last.Digest(d.Vault.Hash)
	}
	c.At = d.Clock().UnixMilli()
	if err := d.signed(&c); err != nil {
		return audit.Checkpoint{}, false, err
	}
	return c, true, d.witness.append(c)
}

// behind verifies what stands behind the last checkpoint (zero: everything) and
// gives the checkpoint to be signed.
func (d *Desk) behind(ctx context.Context, last audit.Checkpoint) (audit.Checkpoint, error) {
	instance, _, err := place(ctx, d.DB, 1)
	if err != nil {
		return audit.Checkpoint{}, err
	}
	v := audit.NewVerifier(d.cryptography(), nil)
	v.Unsigned()
	after := int64(noneBefore)
	if last.Seq > 0 {
		_, link, err := place(ctx, d.DB, last.Seq)
		if err != nil {
			return audit.Checkpoint{}, err
		}
		if link != last.Link || instance != last.Instance {
			return audit.Checkpoint{}, fmt.Errorf("entry %d is not the one the last checkpoint signed: %w", last.Seq, ErrTampered)
		}
		v.From(instance, last.Seq, last.Link)
		after = last.Seq
	}
	if err := walk(ctx, d.DB, after, v.Next); err != nil {
		return audit.Checkpoint{}, err
	}
	r := v.Done()
	if !r.OK {
		return audit.Checkpoint{}, fmt.Errorf("%s: %w", r.Findings[0].Message, ErrTampered)
	}
	return audit.Checkpoint{Instance: instance, Seq: r.Head, Link: r.Link}, nil
}

// signed puts the current key's name and signature on a checkpoint. The key's
// name is part of what is signed, so a rotation in between makes it try again.
func (d *Desk) signed(c *audit.Checkpoint) error {
	for range 3 {
		signer, err := d.Vault.Signer()
		if err != nil {
			return err
		}
		c.Suite, c.Key, c.Public = string(signer.Suite), signer.Key, signer.Public
		s, err := d.Vault.Sign(c.Message())
		if err != nil {
			return err
		}
		if s.Key == c.Key {
			c.Signature = s.Bytes
			return nil
		}
	}
	return fmt.Errorf("sign checkpoint: the key changes too fast")
}

// Latest gives the newest checkpoint's line for a witness outside, "" before the
// first.
func (d *Desk) Latest() (string, error) { return d.witness.read(LatestFile) }

// Log gives every checkpoint, one a line.
func (d *Desk) Log() (string, error) { return d.witness.read(LogFile) }
