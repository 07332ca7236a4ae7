package desk

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/audit"
	"yangguang/internal/chain"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
)

// BenchmarkVerify verifies a log of 200,000 entries in a SQLite file, under a
// checkpoint: 25,000 applications of seven acts each that vouch for their rows
// (75,000 stand in the end) and one act that vouches for nothing. The metric
// of_hashing is its speed against hashing the same bytes in memory, measured
// beside it in the same run; 0.25 is the goal.
func BenchmarkVerify(b *testing.B) {
	for _, suite := range []vault.Suite{vault.International, vault.National} {
		b.Run(string(suite), func(b *testing.B) {
			r := open(b, testkit.SQLite(b), suite)
			texts := fill(b, r)
			r.checkpoint(b)
			hash := suite.Hash()
			var walking, hashing time.Duration
			for b.Loop() {
				began := time.Now()
				for _, x := range texts {
					hash(x)
				}
				hashing += time.Since(began)
				began = time.Now()
				rep, err := r.Verify(r.ctx, VerifyOptions{})
				walking += time.Since(began)
				if err != nil || !rep.OK || rep.Entries != int64(len(texts)) || rep.Covered != rep.Head || rep.Rows != 3*applications {
					b.Fatalf("%v %+v", err, rep)
				}
			}
			b.ReportMetric(hashing.Seconds()/walking.Seconds(), "of_hashing")
			b.ReportMetric(float64(b.N*len(texts))/walking.Seconds(), "entries/s")
		})
	}
}

const applications = 25_000

// course is what happens to each application, in this order; an event is the
// number of the one that the act leaves.
var course = []struct {
	act   string
	event int
	free  bool // vouches for no row
}{{act: "request.submit"}, {act: "request.confirm", event: 1}, {act: "request.draft"}, {act: "request.pass"}, {act: "request.pass"},
	{act: "request.sign"}, {act: "request.serve", event: 2}, {act: "request.read", free: true}}

// fill writes linked entries and the rows they vouch for past the office, for
// speed, and gives the bytes that were hashed.
func fill(b *testing.B, r *room) (texts [][]byte) {
	b.Helper()
	statements(b, r.DB, `CREATE TABLE bench_case (id TEXT PRIMARY KEY, body TEXT, year INTEGER, number INTEGER, state TEXT, received TEXT)`,
		`CREATE TABLE bench_event (id TEXT PRIMARY KEY, body TEXT, year INTEGER, number INTEGER, state TEXT, received TEXT)`)
	r.Vouched = []act.Vouched{{Kind: "bench_case", Label: "申请", Rows: stand("bench_case")}, {Kind: "bench_event", Label: "申请的经过", Rows: stand("bench_event")}}
	tx, err := r.DB.Pool().Begin()
	if err != nil {
		b.Fatal(err)
	}
	defer tx.Rollback()
	exec := func(q string) func(args ...any) {
		s, err := tx.Prepare(q)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		return func(args ...any) {
			if _, err := s.Exec(args...); err != nil {
				b.Fatal(err)
			}
		}
	}
	entry := exec(`INSERT INTO audit_entry (seq, link, id, at, actor, role, act, body, subject, reason, detail, address)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`)
	row := map[string]func(...any){"bench_case": exec(`INSERT INTO bench_case VALUES ($1, $2, $3, $4, $5, $6)`), "bench_event": exec(`INSERT INTO bench_event VALUES ($1, $2, $3, $4, $5, $6)`)}
	body, people := sqldb.NewID(), []string{sqldb.NewID(), sqldb.NewID(), sqldb.NewID()}
	var link []byte
	for i := range applications {
		id := sqldb.NewID()
		for k, step := range course {
			said := map[string]string{}
			vouch := func(kind, id string, last bool) {
				facts := []string{body, "2026", fmt.Sprint(i), step.act, "2026-11-17"}
				said[kind+" "+id] = act.RowDigest(r.Vault.Hash, kind, id, facts)
				if last {
					row[kind](id, facts[0], facts[1], facts[2], facts[3], facts[4])
				}
			}
			if !step.free {
				vouch("bench_case", id, step.act == "request.serve")
			}
			if step.event > 0 {
				vouch("bench_event", fmt.Sprintf("%s/%d", id, step.event), true)
			}
			detail := map[string]any{"number": fmt.Sprintf("2026-YSQ-%05d", i)}
			if len(said) > 0 {
				detail[act.RowsKey] = said
			}
			text, err := json.Marshal(detail)
			if err != nil {
				b.Fatal(err)
			}
			x := audit.Record{Entry: chain.Entry{Seq: int64(len(texts) + 1), ID: sqldb.NewID(), At: 1795305600000 + int64(len(texts)), Actor: people[k%3], Role: "clerk,editor",
				Action: step.act, Body: body, Subject: id, Reason: "按期答复申请人", Detail: string(text), Address: "10.12.4.21"}}
			texts = append(texts, append(append([]byte{}, link...), x.Canonical()...))
			link = chain.Link(r.Vault.Hash, link, x.Entry)
			x.Link = hex.EncodeToString(link)
			entry(x.Seq, x.Link, x.ID, x.At, x.Actor, x.Role, x.Action, x.Body, x.Subject, x.Reason, x.Detail, x.Address)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	return texts
}

// stand reads the rows of a table as the program's own tables are read.
func stand(table string) func(context.Context, sqldb.Reader, func(string, []string) error) error {
	return func(ctx context.Context, db sqldb.Reader, each func(string, []string) error) error {
		rows, err := db.QueryContext(ctx, `SELECT id, body, year, number, state, received FROM `+table)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			facts := make([]string, 5)
			if err := rows.Scan(&id, &facts[0], &facts[1], &facts[2], &facts[3], &facts[4]); err != nil {
				return err
			}
			if err := each(id, facts); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}
