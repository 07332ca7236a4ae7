package desk

import (
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"yangguang/internal/audit"
	"yangguang/internal/chain"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/vault"
)

// BenchmarkVerify walks 200,000 entries from a SQLite file. The metric
// of_hashing is its speed against hashing the same bytes in memory, measured
// beside it in the same run; 0.25 is the goal.
func BenchmarkVerify(b *testing.B) {
	const n = 200_000
	for _, suite := range []vault.Suite{vault.International, vault.National} {
		b.Run(string(suite), func(b *testing.B) {
			r := open(b, testkit.SQLite(b), suite)
			texts := fill(b, r, n)
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
				if err != nil || !rep.OK || rep.Entries != n {
					b.Fatalf("%v %+v", err, rep)
				}
			}
			b.ReportMetric(hashing.Seconds()/walking.Seconds(), "of_hashing")
			b.ReportMetric(float64(b.N*n)/walking.Seconds(), "entries/s")
		})
	}
}

// fill writes n linked entries past the office, for speed, and gives the bytes
// that were hashed.
func fill(b *testing.B, r *room, n int) [][]byte {
	b.Helper()
	tx, err := r.DB.Pool().Begin()
	if err != nil {
		b.Fatal(err)
	}
	defer tx.Rollback()
	insert, err := tx.Prepare(`INSERT INTO audit_entry (seq, link, id, at, actor, role, act, body, subject, reason, detail, address)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`)
	if err != nil {
		b.Fatal(err)
	}
	texts := make([][]byte, n)
	defer insert.Close()
	var link []byte
	for i := range n {
		x := audit.Record{Entry: chain.Entry{Seq: int64(i + 1), ID: sqldb.NewID(), At: 1795305600000 + int64(i), Actor: sqldb.NewID(), Role: "clerk,editor",
			Action: "request.reply", Body: sqldb.NewID(), Subject: sqldb.NewID(), Reason: "按期答复申请人", Detail: fmt.Sprintf(`{"outcome":"granted","row":%d}`, i%25), Address: "10.12.4.21"}}
		texts[i] = append(append([]byte{}, link...), x.Canonical()...)
		link = chain.Link(r.Vault.Hash, link, x.Entry)
		x.Link = hex.EncodeToString(link)
		if _, err := insert.Exec(x.Seq, x.Link, x.ID, x.At, x.Actor, x.Role, x.Action, x.Body, x.Subject, x.Reason, x.Detail, x.Address); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	return texts
}
