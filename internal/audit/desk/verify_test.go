package desk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/audit"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
)

var auditor = identity.Actor{ID: "p-audit", Name: "审计员", Body: "b-1", Roles: []identity.Role{identity.AuditAdmin}, Sees: []string{"b-1"}, Address: "::1"}

// room is a desk over a kit, with an office that hashes as its vault does.
type room struct {
	*Desk
	kit *testkit.Kit
	ctx context.Context
}

func open(t testing.TB, k *testkit.Kit, suite vault.Suite) *room {
	t.Helper()
	v, err := vault.New(suite, k.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(Options{DB: k.DB, Recorder: act.New(k.DB, act.Options{Clock: k.Clock.Now, Hash: v.Hash, Jobs: k.Jobs}),
		Vault: v, Dir: filepath.Join(t.TempDir(), "trail"), Clock: k.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	if k.DB.Dialect() == sqldb.SQLite {
		statements(t, k.DB, `PRAGMA synchronous = OFF`) // power cuts are not tried here
	}
	return &room{Desk: d, kit: k, ctx: context.Background()}
}

// acts performs n acts.
func (r *room) acts(t testing.TB, n int) {
	t.Helper()
	for i := range n {
		r.kit.Clock.Advance(time.Second)
		entry := act.Entry{Name: "request.reply", Body: "b-1", Subject: fmt.Sprintf("r-%d", i), Reason: "测试"}
		err := r.Recorder.Do(r.ctx, auditor, entry, func(tx *act.Tx) error { tx.Detail("n", i); return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (r *room) checkpoint(t testing.TB) audit.Checkpoint {
	t.Helper()
	c, written, err := r.Checkpoint(r.ctx)
	if err != nil || !written {
		t.Fatalf("checkpoint: %v %v", written, err)
	}
	return c
}

func (r *room) verify(t testing.TB, outside ...File) audit.Report {
	t.Helper()
	report, err := r.Verify(r.ctx, VerifyOptions{Outside: outside})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func (r *room) rows(t testing.TB) (all []audit.Record) {
	t.Helper()
	if _, err := r.Recorder.Seal(r.ctx); err != nil {
		t.Fatal(err)
	}
	if err := walk(r.ctx, r.DB, noneBefore, func(x audit.Record) { all = append(all, x) }); err != nil {
		t.Fatal(err)
	}
	return all
}

// put replaces the table's rows behind the program's back, as somebody with the
// database's password would, and sets the guards up again.
func (r *room) put(t testing.TB, rows []audit.Record) {
	t.Helper()
	off, on := guards(t, r.DB)
	statements(t, r.DB, off...)
	tx, err := r.DB.Pool().Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`DELETE FROM audit_entry`); err != nil {
		t.Fatal(err)
	}
	for _, x := range rows {
		if _, err := tx.Exec(`INSERT INTO audit_entry (seq, link, id, at, actor, role, act, body, subject, reason, detail, address)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			x.Seq, x.Link, x.ID, x.At, x.Actor, x.Role, x.Action, x.Body, x.Subject, x.Reason, x.Detail, x.Address); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	statements(t, r.DB, on...)
}

func statements(t testing.TB, db *sqldb.DB, all ...string) {
	t.Helper()
	for _, s := range all {
		if _, err := db.Pool().Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// guards are the statements that take the table's triggers away and put them back.
func guards(t testing.TB, db *sqldb.DB) (off, on []string) {
	t.Helper()
	if db.Dialect() == sqldb.Postgres {
		return []string{`ALTER TABLE audit_entry DISABLE TRIGGER USER`}, []string{`ALTER TABLE audit_entry ENABLE TRIGGER USER`}
	}
	rows, err := db.Pool().Query(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			t.Fatal(err)
		}
		off, on = append(off, "DROP TRIGGER "+name), append(on, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return off, on
}

// each runs a test on both databases under both suites.
func each(t *testing.T, f func(t *testing.T, r *room)) {
	for _, suite := range []vault.Suite{vault.International, vault.National} {
		t.Run(string(suite), func(t *testing.T) {
			testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(t, k, suite)) })
		})
	}
}

func TestVerifyAndCheckpoint(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		if rep := r.verify(t); !rep.OK || rep.Entries != 0 {
			t.Errorf("empty log: %+v", rep)
		}
		if _, written, err := r.Checkpoint(r.ctx); written || err != nil {
			t.Errorf("a checkpoint of nothing: %v %v", written, err)
		}
		r.acts(t, 5)
		c := r.checkpoint(t)
		if c.Seq != 5 || c.Previous != "" || c.Suite != string(r.Vault.Chain()) {
			t.Errorf("%+v", c)
		}
		if _, written, err := r.Checkpoint(r.ctx); written || err != nil {
			t.Errorf("a second checkpoint without new entries: %v %v", written, err)
		}
		if rep := r.verify(t); !rep.OK || rep.Covered != 5 || rep.Uncovered() != 0 {
			t.Errorf("%+v", rep)
		}
		r.acts(t, 3)
		if rep := r.verify(t); !rep.OK || rep.Entries != 8 || rep.Uncovered() != 3 {
			t.Errorf("%+v", rep)
		}
		// A rotated key signs the next one; both still verify.
		if _, err := r.Vault.Rotate(vault.ForCheckpoint, vault.National, r.Clock()); err != nil {
			t.Fatal(err)
		}
		second := r.checkpoint(t)
		if rep := r.verify(t); !rep.OK || rep.Checkpoints != 2 || second.Key == c.Key || rep.Key != second.Key {
			t.Errorf("%+v", rep)
		}
		latest, err := r.Latest()
		if err != nil || latest != second.String()+"\n" {
			t.Errorf("latest: %q %v", latest, err)
		}
		if rep := r.verify(t, File{"witness.txt", latest}); !rep.OK || rep.Outside != 1 {
			t.Errorf("%+v", rep)
		}
		if _, err := r.Verify(r.ctx, VerifyOptions{Outside: []File{{"empty.txt", "\n"}}}); err == nil {
			t.Error("an empty checkpoint file was passed over")
		}
	})
}

func TestCheckpointIsRefusedOverABreak(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		r := open(t, k, vault.International)
		r.acts(t, 10)
		r.checkpoint(t)
		r.acts(t, 5)
		whole := r.rows(t)
		for name, rows := range map[string][]audit.Record{
			"cut below the checkpoint": whole[:8],
			"cut to nothing":           nil,
			"edited behind it":         func() []audit.Record { x := slices.Clone(whole); x[12].Reason = "x"; return x }(),
			"forked":                   func() []audit.Record { x := slices.Clone(whole); x[2].Reason = "x"; return relink(r, x) }(),
			"deleted behind it":        slices.Delete(slices.Clone(whole), 11, 12),
		} {
			r.put(t, rows)
			if _, written, err := r.Checkpoint(r.ctx); written || !errors.Is(err, ErrTampered) {
				t.Errorf("%s: written=%v, %v", name, written, err)
			}
		}
		r.put(t, whole)
		r.checkpoint(t)
	})
}

func TestGuardsTakenAwayAreNoticed(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		r := open(t, k, vault.International)
		r.acts(t, 2)
		r.checkpoint(t)
		off, on := guards(t, r.DB)
		statements(t, r.DB, off...)
		if rep := r.verify(t); rep.OK || rep.Findings[0].Kind != audit.Unguarded {
			t.Errorf("%+v", rep.Findings)
		}
		statements(t, r.DB, on...)
		if rep := r.verify(t); !rep.OK {
			t.Errorf("%+v", rep.Findings)
		}
	})
}

// A table made anew may hold anything in SQLite: that is a finding, no crash.
func TestImpossibleValues(t *testing.T) {
	r := open(t, testkit.SQLite(t), vault.International)
	r.acts(t, 3)
	r.checkpoint(t)
	off, on := guards(t, r.DB)
	statements(t, r.DB, off...)
	statements(t, r.DB, `UPDATE audit_entry SET at = 'yesterday' WHERE seq = 2`)
	statements(t, r.DB, on...)
	rep := r.verify(t)
	if rep.OK || rep.Findings[0].Kind != audit.Unreadable || rep.Findings[0].Seq != 2 || len(rep.Findings) != 1 {
		t.Errorf("%+v", rep.Findings)
	}
}

func TestTornCheckpointLine(t *testing.T) {
	r := open(t, testkit.SQLite(t), vault.National)
	r.acts(t, 2)
	first := r.checkpoint(t)
	for cut := 1; cut < len(first.String()); cut += 37 {
		torn := first.String() + "\n" + first.String()[:cut]
		if err := os.WriteFile(r.witness.file(LogFile), []byte(torn), 0o600); err != nil {
			t.Fatal(err)
		}
		if rep := r.verify(t); !rep.OK {
			t.Fatalf("torn at %d: %+v", cut, rep.Findings)
		}
		r.acts(t, 1)
		if c := r.checkpoint(t); c.Previous != first.Digest(r.Vault.Hash) {
			t.Fatalf("torn at %d: the next does not follow the last whole one", cut)
		}
		if rep := r.verify(t); !rep.OK || rep.Checkpoints != 2 {
			t.Fatalf("torn at %d, then appended: %+v", cut, rep)
		}
	}
}

func TestRunWritesOneAtTheEnd(t *testing.T) {
	r := open(t, testkit.SQLite(t), vault.International)
	r.acts(t, 3)
	ctx, stop := context.WithCancel(r.ctx)
	stop()
	r.Run(ctx, time.Hour)
	c, found, err := r.witness.last()
	if err != nil || !found || c.Seq != 3 {
		t.Errorf("%+v %v %v", c, found, err)
	}
	for _, name := range []string{LogFile, LatestFile} {
		if info, err := os.Stat(r.witness.file(name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
}

func TestDeskRefusesAShortRetention(t *testing.T) {
	_, err := New(Options{Dir: t.TempDir(), Retention: 179})
	if !fault.Is(err, fault.Unlawful) {
		t.Errorf("%v", err)
	}
	if _, err := New(Options{}); err == nil {
		t.Error("a desk without a folder")
	}
}

// Entries are read with their texts in one; what stands between them may stand in
// one of them too.
func TestTextsMayHoldTheMarkBetweenThem(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		r := open(t, k, vault.International)
		for _, reason := range []string{"", mark, "a" + mark + "b", "末尾" + mark} {
			err := r.Recorder.Do(r.ctx, auditor, act.Entry{Name: "request.reply", Body: "b-1", Reason: reason}, func(*act.Tx) error { return nil })
			if err != nil {
				t.Fatal(err)
			}
		}
		r.checkpoint(t)
		if rep := r.verify(t); !rep.OK || rep.Entries != 4 {
			t.Errorf("%+v", rep)
		}
	})
}

// A text that is NULL is not made up for by a mark in another, which would give
// as many texts.
func TestNullIsNoText(t *testing.T) {
	r := open(t, testkit.SQLite(t), vault.International)
	r.acts(t, 2)
	r.checkpoint(t)
	off, on := guards(t, r.DB)
	statements(t, r.DB, off...)
	statements(t, r.DB, `ALTER TABLE audit_entry RENAME TO old`, `CREATE TABLE audit_entry AS SELECT * FROM old`, `CREATE UNIQUE INDEX audit_entry_seq ON audit_entry (seq)`,
		`UPDATE audit_entry SET body = NULL, subject = 'b-1`+mark+`' || subject WHERE seq = 2`)
	statements(t, r.DB, on...)
	if rep := r.verify(t); rep.OK || len(rep.Findings) != 1 || rep.Findings[0].Kind != audit.Unreadable {
		t.Errorf("%+v", rep.Findings)
	}
}
