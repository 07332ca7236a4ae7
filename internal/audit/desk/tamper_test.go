package desk

import (
	"encoding/hex"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"yangguang/internal/audit"
	"yangguang/internal/chain"
	"yangguang/internal/sqldb"
	"yangguang/internal/vault"
)

// tampering does something to the log, its checkpoints or its keys. outside is
// whether only a checkpoint can show it.
type tampering struct {
	name    string
	outside bool
	do      func(t *testing.T, r *room, rows []audit.Record, rnd *rand.Rand)
}

const entries, places = 60, 12

func tamperings() []tampering {
	edit := func(name string, change func(x *audit.Record)) tampering {
		return tampering{"edit " + name, false, func(t *testing.T, r *room, rows []audit.Record, rnd *rand.Rand) {
			change(&rows[rnd.IntN(len(rows))])
			r.put(t, rows)
		}}
	}
	return []tampering{
		edit("link", func(x *audit.Record) { x.Link = flip(x.Link) }),
		edit("id", func(x *audit.Record) { x.ID += "0" }),
		edit("at", func(x *audit.Record) { x.At -= 1000 }),
		edit("actor", func(x *audit.Record) { x.Actor = "p-other" }),
		edit("role", func(x *audit.Record) { x.Role = "leader" }),
		edit("act", func(x *audit.Record) { x.Action = "request.read" }),
		edit("body", func(x *audit.Record) { x.Body = "b-2" }),
		edit("subject", func(x *audit.Record) { x.Subject = "" }),
		edit("reason", func(x *audit.Record) { x.Reason += " " }),
		edit("detail", func(x *audit.Record) { x.Detail = "{}" }),
		edit("address", func(x *audit.Record) { x.Address = "127.0.0.1" }),
		{"delete", false, func(t *testing.T, r *room, rows []audit.Record, rnd *rand.Rand) {
			i := rnd.IntN(len(rows) - 1)
			r.put(t, slices.Delete(rows, i, i+1))
		}},
		{"delete and renumber", false, func(t *testing.T, r *room, rows []audit.Record, rnd *rand.Rand) {
			i := rnd.IntN(len(rows) - 1)
			r.put(t, renumber(slices.Delete(rows, i, i+1)))
		}},
		{"insert", false, func(t *testing.T, r *room, rows []audit.Record, rnd *rand.Rand) {
			x := rows[rnd.IntN(len(rows))]
			x.ID = sqldb.NewID()
			r.put(t, renumber(slices.Insert(rows, rnd.IntN(len(rows)), x)))
		}},
		{"swap", false, func(t *testing.T, r *room, rows []audit.Record, rnd *rand.Rand) {
			i := rnd.IntN(len(rows))
			j := (i + 1 + rnd.IntN(len(rows)-1)) % len(rows)
			rows[i], rows[j] = rows[j], rows[i]
			r.put(t, renumber(rows))
		}},
		{"cut the tail", true, func(t *testing.T, r *room, rows []audit.Record, rnd *rand.Rand) {
			r.put(t, rows[:rnd.IntN(len(rows))])
		}},
		{"restore an old copy and go on", true, func(t *testing.T, r *room, rows []audit.Record, rnd *rand.Rand) {
			n := 1 + rnd.IntN(len(rows)-1)
			r.put(t, rows[:n])
			r.acts(t, len(rows)-n+rnd.IntN(3))
		}},
		{"fork", true, func(t *testing.T, r *room, rows []audit.Record, rnd *rand.Rand) {
			rows[rnd.IntN(len(rows))].Reason = "另一个理由"
			r.put(t, relink(r, rows))
		}},
		{"swap the key", true, func(t *testing.T, r *room, rows []audit.Record, rnd *rand.Rand) {
			// A forged history with a forged log of checkpoints, well signed by a key of one's own.
			rows[rnd.IntN(len(rows))].Reason = "另一个理由"
			rows = relink(r, rows)
			r.put(t, rows)
			own, err := vault.New(r.Vault.Chain(), r.Clock())
			if err != nil {
				t.Fatal(err)
			}
			forger := &Desk{Options: r.Options, witness: r.witness}
			forger.Vault = own
			if err := os.Remove(r.witness.file(LogFile)); err != nil {
				t.Fatal(err)
			}
			if _, _, err := forger.Checkpoint(r.ctx); err != nil {
				t.Fatal(err)
			}
		}},
	}
}

func flip(link string) string {
	if strings.HasPrefix(link, "0") {
		return "1" + link[1:]
	}
	return "0" + link[1:]
}

func renumber(rows []audit.Record) []audit.Record {
	for i := range rows {
		rows[i].Seq = int64(i + 1)
	}
	return rows
}

// relink computes the whole chain anew, as anybody can.
func relink(r *room, rows []audit.Record) []audit.Record {
	var before []byte
	for i := range rows {
		before = chain.Link(r.Vault.Hash, before, rows[i].Entry)
		rows[i].Link = hex.EncodeToString(before)
	}
	return rows
}

func TestEveryTamperingIsFound(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		for range 3 {
			r.acts(t, entries/3)
			r.checkpoint(t)
		}
		whole := r.rows(t)
		log, err := r.Log()
		if err != nil {
			t.Fatal(err)
		}
		n := places
		if r.DB.Dialect() == sqldb.Postgres {
			n = 3 // the rules are the same; here it is the reading that is tried
		}
		rnd := rand.New(rand.NewPCG(2026, 11))
		for _, c := range tamperings() {
			for i := range n {
				c.do(t, r, slices.Clone(whole), rnd)
				if rep := r.verify(t); rep.OK {
					t.Errorf("%s, try %d: not found", c.name, i)
				} else if c.outside {
					r.blindWithout(t, c.name, log)
				}
				if err := r.witness.replace(LogFile, []byte(log)); err != nil {
					t.Fatal(err)
				}
				r.put(t, whole)
				if rep := r.verify(t); !rep.OK {
					t.Fatalf("%s, try %d: cannot be undone: %+v", c.name, i, rep.Findings)
				}
			}
		}
	})
}

// blindWithout shows that it was a checkpoint that told: without any the walk
// finds nothing.
func (r *room) blindWithout(t *testing.T, name, log string) {
	t.Helper()
	now, err := r.Log()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.witness.replace(LogFile, nil); err != nil {
		t.Fatal(err)
	}
	if rep := r.verify(t); len(rep.Findings) != min(1, int(rep.Entries)) || rep.Entries > 0 && rep.Findings[0].Kind != audit.Unsigned {
		t.Errorf("%s: without a checkpoint more is found than that there is none: %+v", name, rep.Findings)
	}
	// The witness outside tells as well, whatever became of the log beside the data.
	lines := strings.Split(strings.TrimSpace(log), "\n")
	if rep := r.verify(t, File{"witness.txt", lines[len(lines)-1] + "\n"}); rep.OK {
		t.Errorf("%s: not found by the checkpoint kept outside", name)
	}
	if err := r.witness.replace(LogFile, []byte(now)); err != nil {
		t.Fatal(err)
	}
}
