package desk

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"yangguang/internal/audit"
	"yangguang/internal/vault"
)

// The lines of an exported log, as docs/trail-format.md describes them.
type (
	dumpHead struct {
		Format   string            `json:"format"`
		Hash     string            `json:"hash"`
		Guarded  bool              `json:"guarded"`
		Baseline string            `json:"baseline"`
		Keys     map[string]string `json:"keys"`
	}
	dumpEntry struct {
		Seq     int64  `json:"seq"`
		Link    string `json:"link"`
		ID      string `json:"id"`
		At      int64  `json:"at"`
		Actor   string `json:"actor"`
		Role    string `json:"role"`
		Act     string `json:"act"`
		Body    string `json:"body"`
		Subject string `json:"subject"`
		Reason  string `json:"reason"`
		Detail  string `json:"detail"`
		Address string `json:"address"`
		Broken  string `json:"broken,omitempty"`
	}
	dumpLeaf struct {
		Leaf    bool   `json:"leaf"`
		Act     string `json:"act"`
		Subject string `json:"subject"`
		Detail  string `json:"detail"`
	}
	dumpCheckpoint struct {
		Checkpoint string `json:"checkpoint"`
	}
	dumpRow struct {
		Row   string   `json:"row"`
		ID    string   `json:"id"`
		Facts []string `json:"facts"`
	}
	dumpEnd struct {
		End int64 `json:"end"`
	}
)

// dumper writes lines and counts them.
type dumper struct {
	enc *json.Encoder
	n   int64
	err error
}

func newDumper(w io.Writer) *dumper {
	d := &dumper{enc: json.NewEncoder(w)}
	d.enc.SetEscapeHTML(false)
	return d
}

func (d *dumper) line(v any) {
	if d.err == nil {
		d.err = d.enc.Encode(v)
		d.n++
	}
}

func (d *dumper) entry(r audit.Record) {
	d.line(dumpEntry{r.Seq, r.Link, r.ID, r.At, r.Actor, r.Role, r.Action, r.Body, r.Subject, r.Reason, r.Detail, r.Address, r.Broken})
}

func (d *dumper) leaf(r audit.Record) { d.line(dumpLeaf{true, r.Action, r.Subject, r.Detail}) }

func (d *dumper) checkpoints(text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if line != "" {
			d.line(dumpCheckpoint{line})
		}
	}
}

// head is the first line: what an instance says of itself.
func (d *Desk) head(whole bool) dumpHead {
	h := dumpHead{Format: "yangguang-trail/1", Hash: "sha256", Guarded: whole, Baseline: audit.BaselineAct, Keys: map[string]string{}}
	if d.Vault.Chain() == vault.National {
		h.Hash = "sm3"
	}
	for _, k := range d.Vault.Keys() {
		if _, public, err := d.Vault.PublicKey(k.ID); err == nil {
			h.Keys[k.ID] = base64.StdEncoding.EncodeToString(public)
		}
	}
	return h
}

// Dump writes the whole log with the checkpoints beside the data and the rows
// that the log vouches for: docs/trail-format.md. Everything is of one instant
// but the checkpoints, which are a little older.
func (d *Desk) Dump(ctx context.Context, w io.Writer) (err error) {
	marks, err := d.witness.read(LogFile)
	if err != nil {
		return err
	}
	if _, err := d.Recorder.Seal(ctx); err != nil {
		return err
	}
	whole, err := guarded(ctx, d.DB)
	if err != nil {
		return err
	}
	snapshot, err := d.DB.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	buffer := bufio.NewWriterSize(w, 1<<20)
	out := newDumper(buffer)
	out.line(d.head(whole))
	if err := walk(ctx, snapshot, noneBefore, out.entry); err != nil {
		return err
	}
	if err := leaves(ctx, d.DB.Dialect(), snapshot, out.leaf); err != nil {
		return err
	}
	out.checkpoints(marks)
	for _, t := range d.Vouched {
		err := t.Rows(ctx, snapshot, func(id string, facts []string) error {
			out.line(dumpRow{t.Kind, id, facts})
			return out.err
		})
		if err != nil {
			return err
		}
	}
	out.line(dumpEnd{out.n})
	return errors.Join(out.err, buffer.Flush())
}
