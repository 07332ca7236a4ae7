package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/act"
	"yangguang/internal/audit"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
)

// trailCopy is a log as the separate verifier is given it, and as ours reads it.
type trailCopy struct {
	head  dumpHead
	rows  []audit.Record
	marks []string
	data  []dumpRow
}

func (e trailCopy) clone() trailCopy {
	e.rows, e.marks, e.data = slices.Clone(e.rows), slices.Clone(e.marks), slices.Clone(e.data)
	return e
}

func (e trailCopy) file() []byte {
	var b bytes.Buffer
	out := newDumper(&b)
	out.line(e.head)
	for _, r := range e.rows {
		out.entry(r)
	}
	out.checkpoints(strings.Join(e.marks, "\n"))
	for _, r := range e.data {
		out.line(r)
	}
	out.line(dumpEnd{out.n})
	return b.Bytes()
}

// ours is what the program's own rules say.
func (e trailCopy) ours(d *Desk) audit.Report {
	marks, bad := audit.ParseMarks(strings.Join(e.marks, "\n")+"\n", LogFile, true)
	v := audit.NewVerifier(d.cryptography(), marks, bad...)
	for _, r := range e.rows {
		v.Next(r)
	}
	about := audit.Table{Kind: "role_grant", Label: "角色授权"}
	for _, r := range e.data {
		v.Row(about, r.ID, act.RowDigest(d.Vault.Hash, r.Row, r.ID, r.Facts))
	}
	v.RowsRead(about)
	return v.Done()
}

// forgeries are the kinds of tampering that both must find.
func forgeries(r *room) map[string]func(e *trailCopy, rnd *rand.Rand) {
	at := func(e *trailCopy, rnd *rand.Rand) *audit.Record { return &e.rows[rnd.IntN(len(e.rows))] }
	signedUpTo := func(e *trailCopy) int { // entries the last checkpoint covers
		c, err := audit.ParseCheckpoint(e.marks[len(e.marks)-1])
		if err != nil {
			panic(err)
		}
		return int(c.Seq)
	}
	return map[string]func(e *trailCopy, rnd *rand.Rand){
		"edit a reason":   func(e *trailCopy, rnd *rand.Rand) { at(e, rnd).Reason += "。" },
		"edit an actor":   func(e *trailCopy, rnd *rand.Rand) { at(e, rnd).Actor = "p-other" },
		"edit an instant": func(e *trailCopy, rnd *rand.Rand) { at(e, rnd).At -= 1 + int64(rnd.IntN(1e6)) },
		"edit a link":     func(e *trailCopy, rnd *rand.Rand) { x := at(e, rnd); x.Link = flip(x.Link) },
		"move bytes between fields": func(e *trailCopy, rnd *rand.Rand) {
			x := at(e, rnd)
			for x.Body == "" {
				x = at(e, rnd)
			}
			x.Action, x.Body = x.Action+x.Body[:1], x.Body[1:]
		},
		"delete": func(e *trailCopy, rnd *rand.Rand) {
			i := rnd.IntN(len(e.rows) - 1)
			e.rows = slices.Delete(e.rows, i, i+1)
		},
		"delete and renumber": func(e *trailCopy, rnd *rand.Rand) {
			i := rnd.IntN(len(e.rows) - 1)
			e.rows = renumber(slices.Delete(e.rows, i, i+1))
		},
		"insert": func(e *trailCopy, rnd *rand.Rand) {
			x := *at(e, rnd)
			x.ID += "0"
			e.rows = renumber(slices.Insert(e.rows, rnd.IntN(len(e.rows)), x))
		},
		"swap": func(e *trailCopy, rnd *rand.Rand) {
			i := rnd.IntN(len(e.rows))
			j := (i + 1 + rnd.IntN(len(e.rows)-1)) % len(e.rows)
			e.rows[i], e.rows[j] = e.rows[j], e.rows[i]
			e.rows = renumber(e.rows)
		},
		"cut the tail": func(e *trailCopy, rnd *rand.Rand) { e.rows = e.rows[:rnd.IntN(signedUpTo(e))] },
		"fork": func(e *trailCopy, rnd *rand.Rand) {
			e.rows[rnd.IntN(signedUpTo(e))].Reason = "另一个理由"
			e.rows = relink(r, e.rows)
		},
		"no checkpoints": func(e *trailCopy, rnd *rand.Rand) {
			e.marks = nil
			e.rows = e.rows[:1+rnd.IntN(len(e.rows))]
		},
		"a checkpoint less": func(e *trailCopy, rnd *rand.Rand) {
			i := rnd.IntN(len(e.marks) - 1) // without the last one nothing is missing that anybody can see
			e.marks = slices.Delete(e.marks, i, i+1)
		},
		"edit a checkpoint": func(e *trailCopy, rnd *rand.Rand) {
			i := rnd.IntN(len(e.marks))
			w := strings.Split(e.marks[i], " ")
			w[2] = fmt.Sprint(1 + rnd.IntN(5))
			if w[2] == strings.Split(e.marks[i], " ")[2] {
				w[4] += "1"
			}
			e.marks[i] = strings.Join(w, " ")
		},
		"a row changed": func(e *trailCopy, rnd *rand.Rand) {
			e.data[rnd.IntN(len(e.data))].Facts = []string{"p-1", "leader", "b-1", ""}
		},
		"a row deleted": func(e *trailCopy, rnd *rand.Rand) { i := rnd.IntN(len(e.data)); e.data = slices.Delete(e.data, i, i+1) },
		"a row inserted": func(e *trailCopy, rnd *rand.Rand) {
			e.data = append(e.data, dumpRow{"role_grant", fmt.Sprint("x", rnd.Int()), []string{"p-1", "leader", "b-1", ""}})
		},
		"key": func(e *trailCopy, rnd *rand.Rand) {
			own, err := vault.New(r.Vault.Chain(), r.Clock())
			if err != nil {
				panic(err)
			}
			forger := &Desk{Options: r.Options}
			forger.Vault = own
			e.rows[rnd.IntN(len(e.rows))].Reason = "另一个理由"
			e.rows = relink(r, e.rows)
			last := e.rows[len(e.rows)-1]
			c := audit.Checkpoint{Instance: e.rows[0].ID, Seq: last.Seq, Link: last.Link, At: last.At}
			if err := forger.signed(&c); err != nil {
				panic(err)
			}
			e.marks = []string{c.String()}
		},
	}
}

// TestThousandForgeries: a thousand tampers, of 18 kinds and in both suites, are
// each found by the program and by the separate verifier.
func TestThousandForgeries(t *testing.T) {
	program := filepath.Join(t.TempDir(), "trailverify")
	if out, err := exec.Command("go", "build", "-o", program, "yangguang/cmd/trailverify").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	total := 0
	for _, suite := range []vault.Suite{vault.International, vault.National} {
		r := open(t, testkit.SQLite(t), suite)
		whole := r.trailCopy(t)
		dir := t.TempDir()
		var files []string
		put := func(name string, e trailCopy) {
			name = filepath.Join(dir, name)
			if err := os.WriteFile(name, e.file(), 0o600); err != nil {
				t.Fatal(err)
			}
			files = append(files, name)
		}
		put("whole", whole)
		if rep := whole.ours(r.Desk); !rep.OK {
			t.Fatalf("the log as it is: %+v", rep.Findings)
		}
		rnd := rand.New(rand.NewPCG(2026, 11))
		for name, forge := range forgeries(r) {
			for i := range 28 {
				e := whole.clone()
				forge(&e, rnd)
				if rep := e.ours(r.Desk); rep.OK {
					t.Errorf("%s %s %d: not found by the program", suite, name, i)
				}
				put(fmt.Sprintf("%s %d", name, i), e)
				total++
			}
		}
		out, err := exec.Command(program, append([]string{"-json"}, files...)...).Output()
		if code := (*exec.ExitError)(nil); err != nil && !errors.As(err, &code) {
			t.Fatal(err)
		}
		var results []struct {
			File string
			OK   bool
		}
		if err := json.Unmarshal(out, &results); err != nil || len(results) != len(files) {
			t.Fatalf("%v: %d results for %d files", err, len(results), len(files))
		}
		for i, res := range results {
			if res.OK != (i == 0) {
				t.Errorf("%s %s: the separate verifier says %t", suite, filepath.Base(res.File), res.OK)
			}
		}
	}
	if total < 1000 {
		t.Errorf("only %d forgeries", total)
	}
	t.Logf("%d forgeries", total)
}

// trailCopy is a log with three checkpoints and vouched rows.
func (r *room) trailCopy(t *testing.T) trailCopy {
	t.Helper()
	var data []dumpRow
	if err := r.Recorder.Baseline(r.ctx, auditor, audit.BaselineAct, []act.Vouched{{Kind: "role_grant", Rows: noRows}}); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		r.acts(t, 8)
		id, facts := fmt.Sprint("g-", i), []string{"p-1", "clerk", "b-1", ""}
		err := r.Recorder.Do(r.ctx, auditor, act.Entry{Name: "account.grant", Body: "b-1"}, func(tx *act.Tx) error { tx.Vouch("role_grant", id, facts...); return nil })
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, dumpRow{"role_grant", id, facts})
		r.checkpoint(t)
	}
	r.acts(t, 3) // not signed yet
	log, err := r.Log()
	if err != nil {
		t.Fatal(err)
	}
	return trailCopy{r.head(true), r.rows(t), strings.Split(strings.TrimSpace(log), "\n"), data}
}

func noRows(context.Context, sqldb.Reader, func(string, []string) error) error { return nil }
