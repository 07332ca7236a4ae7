package counters_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/counters"
	"yangguang/internal/sqldb"
)

// A body's counters are set right and no other's, and the audit entry says how
// many were wrong.
func TestMend(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i, b := range []bucket{{"b1", 2026, 0, "noise"}, {"b1", 2026, 0, "noise"}, {"b1", 2026, 2026, "water"}, {"b2", 2025, 0, "noise"}, {"b1", 0, 0, "noise"}} {
			id := fmt.Sprint("c", i)
			if err := h.move(id, b, nil); err != nil {
				t.Fatal(err)
			}
			h.lives[id] = b
		}
		h.wants(t, "")
		h.Tamper(t, `UPDATE complaint_count SET n = 7 WHERE kind = 'noise'`)
		h.Tamper(t, `INSERT INTO complaint_count (body, taken, ended, kind, n) VALUES ('b1', 1999, 0, 'noise', 2)`)
		h.Tamper(t, `DELETE FROM complaint_count WHERE kind = 'water'`)
		h.wants(t, "b1")
		h.wants(t, "")
		if err := h.do(func(tx *act.Tx) error { return kept.Mend(h.ctx, tx, "b1") }); err != nil {
			t.Fatal(err)
		}
		if d, err := kept.Recount(h.ctx, h.DB, "b1"); err != nil || len(d) != 0 {
			t.Errorf("after mending: %+v, %v", d, err)
		}
		if d, err := kept.Recount(h.ctx, h.DB, ""); err != nil || len(d) != 1 || d[0] != (counters.Difference[bucket]{Bucket: bucket{"b2", 2025, 0, "noise"}, Kept: 7, Found: 1}) {
			t.Errorf("the other body: %+v, %v", d, err)
		}
		if _, err := h.Recorder.Seal(h.ctx); err != nil {
			t.Fatal(err)
		}
		var detail string
		if err := h.DB.QueryRowContext(h.ctx, `SELECT detail FROM audit_entry ORDER BY seq DESC LIMIT 1`).Scan(&detail); err != nil || !strings.Contains(detail, `"counters":3`) {
			t.Errorf("the audit entry says %s, %v", detail, err)
		}
	})
}

// Two people mend the same body at once, and the database comes upon its counters
// in opposite orders, by the index and as the rows lie. A third act holds the
// counter in the middle until both wait. Neither waits for the other, so that
// each act is begun once; PostgreSQL would end one of them otherwise.
func TestMendsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if h.DB.Dialect() != sqldb.Postgres {
			t.Skip("SQLite has one writer")
		}
		for _, k := range []kind{"e", "d", "c", "b", "a"} {
			if err := h.move("c-"+string(k), bucket{"b1", 2026, 0, k}, nil); err != nil {
				t.Fatal(err)
			}
		}
		held, let := make(chan struct{}), make(chan struct{})
		var group sync.WaitGroup
		group.Go(func() {
			err := h.do(func(tx *act.Tx) error {
				_, err := tx.ExecContext(h.ctx, `UPDATE complaint_count SET n = n WHERE kind = 'c'`)
				close(held)
				<-let
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-held
		h.tried.Store(0)
		for _, order := range []string{`SET LOCAL enable_seqscan = off`, `SET LOCAL enable_indexscan = off`} {
			group.Go(func() {
				err := h.do(func(tx *act.Tx) error {
					h.tried.Add(1)
					for _, set := range []string{order, `SET LOCAL enable_bitmapscan = off`} {
						if _, err := tx.ExecContext(h.ctx, set); err != nil {
							return err
						}
					}
					return kept.Mend(h.ctx, tx, "b1")
				})
				if err != nil {
					t.Errorf("%s: %v", order, err)
				}
			})
		}
		for deadline, waiting := time.Now().Add(20*time.Second), 0; waiting < 2; time.Sleep(10 * time.Millisecond) {
			err := h.DB.QueryRowContext(h.ctx, `SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting)
			if err != nil || time.Now().After(deadline) {
				t.Errorf("%d acts wait: %v", waiting, err)
				break
			}
		}
		close(let)
		group.Wait()
		if got := h.tried.Load(); got != 2 {
			t.Errorf("2 acts were begun %d times: they waited for each other", got)
		}
		if d, err := kept.Recount(h.ctx, h.DB, "b1"); err != nil || len(d) != 0 {
			t.Errorf("after mending: %+v, %v", d, err)
		}
	})
}
