package counters_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"yangguang/internal/act"
	"yangguang/internal/counters"
	"yangguang/internal/identity"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

type kind string

// bucket is where a complaint counts: those that were taken, by the year, the
// year in which they ended and their kind.
type bucket struct {
	Body         string
	Taken, Ended int
	Kind         kind
}

func (b bucket) compare(x bucket) int {
	return cmp.Or(cmp.Compare(b.Body, x.Body), b.Taken-x.Taken, b.Ended-x.Ended, cmp.Compare(b.Kind, x.Kind))
}

var kept = counters.NewTable("complaint_count", counters.Matters{Table: "complaint_case", Since: "taken_year"},
	counters.Column[bucket]{Name: "body", Of: "body", Field: func(b *bucket) any { return &b.Body }},
	counters.Column[bucket]{Name: "taken", Of: "taken_year", Field: func(b *bucket) any { return &b.Taken }},
	counters.Column[bucket]{Name: "ended", Of: "ended_year", Field: func(b *bucket) any { return &b.Ended }},
	counters.Column[bucket]{Name: "kind", Of: "kind", Field: func(b *bucket) any { return &b.Kind }})

func line() sqldb.Migrations {
	return sqldb.Migrations{Name: "complaint", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE complaint_case (id TEXT PRIMARY KEY, rev BIGINT NOT NULL, body TEXT NOT NULL, taken_year BIGINT NOT NULL, ended_year BIGINT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE complaint_count (body TEXT NOT NULL, taken BIGINT NOT NULL, ended BIGINT NOT NULL, kind TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (body, taken, ended, kind));
`)}}}
}

// house is a ledger of complaints on a database, with the oracle's memory of
// where each complaint stands.
type house struct {
	*testkit.Kit
	ctx   context.Context
	lives map[string]bucket
	tried atomic.Int64 // how often an act was begun, again after a deadlock
}

func open(k *testkit.Kit) *house {
	return &house{Kit: k, ctx: context.Background(), lives: map[string]bucket{}}
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) { f(t, open(k)) }, line())
}

func (h *house) do(f func(tx *act.Tx) error) error {
	return h.Recorder.Do(h.ctx, identity.Actor{ID: "p1", Body: "b1"}, act.Entry{Name: "complaint.try"}, f)
}

// move puts a complaint where it is to count, in an act that fails with bad where
// that is given.
func (h *house) move(id string, to bucket, bad error) error {
	return h.do(func(tx *act.Tx) error {
		h.tried.Add(1)
		var rev int64
		if err := tx.QueryRowContext(h.ctx, `SELECT COALESCE(MAX(rev), 0) FROM complaint_case WHERE id = $1`, id).Scan(&rev); err != nil {
			return err
		}
		from, err := kept.At(h.ctx, tx, id, rev)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(h.ctx, `INSERT INTO complaint_case (id, rev, body, taken_year, ended_year, kind) VALUES ($1, 1, $2, $3, $4, $5)
			ON CONFLICT (id) DO UPDATE SET rev = complaint_case.rev + 1, body = $2, taken_year = $3, ended_year = $4, kind = $5`, id, to.Body, to.Taken, to.Ended, to.Kind)
		if err != nil {
			return err
		}
		if to.Taken == 0 {
			to = bucket{}
		}
		return errors.Join(kept.Shift(h.ctx, tx, from, to), bad)
	})
}

// slow counts by asking every complaint.
func (h *house) slow(body string) map[bucket]int64 {
	n := map[bucket]int64{}
	for _, b := range h.lives {
		if b.Taken > 0 && (body == "" || b.Body == body) {
			n[b]++
		}
	}
	return n
}

// counted is what the counters say, those at 0 left out.
func (h *house) counted(t rapid.TB) map[bucket]int64 {
	t.Helper()
	all, err := sqldb.List(h.ctx, h.DB, "counter", kept.Scan, `SELECT body, taken, ended, kind, n FROM complaint_count`)
	if err != nil {
		t.Fatal(err)
	}
	n := map[bucket]int64{}
	for _, c := range all {
		if c.N != 0 {
			n[c.Bucket] = c.N
		}
	}
	return n
}

// wants compares a recount with the oracle: what is kept and what there is, of a
// body or of all.
func (h *house) wants(t rapid.TB, body string) {
	t.Helper()
	got, err := kept.Recount(h.ctx, h.DB, body)
	if err != nil {
		t.Fatal(err)
	}
	have, found := h.counted(t), h.slow(body)
	maps.DeleteFunc(have, func(b bucket, _ int64) bool { return body != "" && b.Body != body })
	var want []counters.Difference[bucket]
	for b := range have {
		if _, ok := found[b]; !ok {
			found[b] = 0
		}
	}
	for b, n := range found {
		if have[b] != n {
			want = append(want, counters.Difference[bucket]{Bucket: b, Kept: have[b], Found: n})
		}
	}
	slices.SortFunc(want, func(x, y counters.Difference[bucket]) int { return x.Bucket.compare(y.Bucket) })
	slices.SortFunc(got, func(x, y counters.Difference[bucket]) int { return x.Bucket.compare(y.Bucket) }) // databases sort text each in their way
	if !slices.Equal(got, want) {
		t.Fatalf("recount of %q: %+v, oracle %+v", body, got, want)
	}
}

// Complaints move about, acts fail, counters and complaints are changed by
// another hand, and some bodies are mended: the recount finds what the oracle
// finds, each time.
func TestCountersAreTheOracle(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		bad := errors.New("bad")
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			h.lives, run = map[string]bucket{}, run+1
			bodies := []string{fmt.Sprintf("a-%d", run), fmt.Sprintf("b-%d", run)}
			drawn := func() bucket {
				return bucket{rapid.SampledFrom(bodies).Draw(rt, "body"), rapid.SampledFrom([]int{0, 2025, 2026}).Draw(rt, "taken"),
					rapid.SampledFrom([]int{0, 2026}).Draw(rt, "ended"), rapid.SampledFrom([]kind{"noise", "water"}).Draw(rt, "kind")}
			}
			touched := map[string]bool{}
			for range rapid.IntRange(3, 25).Draw(rt, "steps") {
				b, id := drawn(), fmt.Sprintf("c-%d-%d", run, rapid.IntRange(0, 5).Draw(rt, "which"))
				switch what := rapid.IntRange(0, 9).Draw(rt, "what"); {
				case what == 0:
					if err := h.move(id, b, bad); !errors.Is(err, bad) {
						rt.Fatal(err)
					}
				case what == 1:
					h.Tamper(t, `UPDATE complaint_count SET n = n + 3 WHERE body = $1 AND kind = $2`, b.Body, b.Kind)
					touched[b.Body] = true
				case what == 2:
					if was, ok := h.lives[id]; ok {
						h.Tamper(t, `UPDATE complaint_case SET kind = 'dust' WHERE id = $1`, id)
						touched[was.Body] = true
						was.Kind = "dust"
						h.lives[id] = was
					}
				case what == 3:
					if err := h.do(func(tx *act.Tx) error { return kept.Mend(h.ctx, tx, b.Body) }); err != nil {
						rt.Fatal(err)
					}
					touched[b.Body] = false
				default:
					if err := h.move(id, b, nil); err != nil {
						rt.Fatal(err)
					}
					h.lives[id] = b
				}
			}
			for _, body := range bodies {
				h.wants(rt, body)
				if touched[body] {
					continue
				}
				have := h.counted(rt)
				maps.DeleteFunc(have, func(b bucket, _ int64) bool { return b.Body != body })
				if want := h.slow(body); !maps.Equal(have, want) {
					rt.Fatalf("%s: counters %v, oracle %v", body, have, want)
				}
			}
		})
	})
}

// Complaints that change places with each other at the same time wait for nobody
// who waits for them, and none is lost.
func TestManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		places := []bucket{{"b1", 2026, 0, "noise"}, {"b1", 2026, 2026, "noise"}}
		const n = 8
		for i := range n {
			if err := h.move(fmt.Sprint("c", i), places[i%2], nil); err != nil {
				t.Fatal(err)
			}
		}
		const turns = 6
		h.tried.Store(0)
		var group sync.WaitGroup
		for i := range n {
			group.Go(func() {
				for turn := range turns {
					if err := h.move(fmt.Sprint("c", i), places[(i+turn+1)%2], nil); err != nil {
						t.Errorf("complaint %d: %v", i, err)
					}
				}
			})
		}
		group.Wait()
		if got := h.tried.Load(); got != n*turns {
			t.Errorf("%d acts were begun %d times: they waited for each other", n*turns, got)
		}
		for i := range n {
			h.lives[fmt.Sprint("c", i)] = places[i%2]
		}
		if got, want := h.counted(t), h.slow(""); !maps.Equal(got, want) {
			t.Errorf("counters %v, want %v", got, want)
		}
	})
}

// A revision that is gone, a complaint that was never taken and one that is not
// there count nowhere.
func TestNowhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if err := h.move("c1", bucket{"b1", 2026, 0, "noise"}, nil); err != nil {
			t.Fatal(err)
		}
		if err := h.move("c2", bucket{Body: "b1", Kind: "noise"}, nil); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			id      string
			rev     int64
			want    bucket
			because string
		}{
			{"c1", 1, bucket{"b1", 2026, 0, "noise"}, "at its revision"},
			{"c1", 2, bucket{}, "at another"},
			{"c2", 1, bucket{}, "it was not taken"},
			{"c3", 1, bucket{}, "there is none"},
		} {
			err := h.do(func(tx *act.Tx) error {
				got, err := kept.At(h.ctx, tx, tt.id, tt.rev)
				if got != tt.want {
					t.Errorf("%s: %+v", tt.because, got)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if got := h.counted(t); len(got) != 1 {
			t.Errorf("%v", got)
		}
	})
}

// Where each matter counts there is no column that says since when.
func TestEachMatterCounts(t *testing.T) {
	all := counters.NewTable("complaint_count", counters.Matters{Table: "complaint_case"},
		counters.Column[bucket]{Name: "body", Of: "body", Field: func(b *bucket) any { return &b.Body }},
		counters.Column[bucket]{Name: "taken", Of: "taken_year", Field: func(b *bucket) any { return &b.Taken }},
		counters.Column[bucket]{Name: "ended", Of: "ended_year", Field: func(b *bucket) any { return &b.Ended }},
		counters.Column[bucket]{Name: "kind", Of: "kind", Field: func(b *bucket) any { return &b.Kind }})
	each(t, func(t *testing.T, h *house) {
		if err := h.move("c1", bucket{Body: "b1", Kind: "noise"}, nil); err != nil {
			t.Fatal(err)
		}
		want := counters.Difference[bucket]{Bucket: bucket{Body: "b1", Kind: "noise"}, Found: 1}
		if d, err := all.Recount(h.ctx, h.DB, "b1"); err != nil || len(d) != 1 || d[0] != want {
			t.Errorf("%+v %v", d, err)
		}
	})
}

func TestDeclarationsThatPanic(t *testing.T) {
	type odd struct {
		Body string
		At   float64
	}
	for _, tt := range []struct {
		declare func()
		because string
	}{
		{func() {
			counters.NewTable("complaint_count", counters.Matters{Table: "complaint_case"}, counters.Column[odd]{Name: "at", Of: "at", Field: func(b *odd) any { return &b.At }})
		}, "a column of no kind that is compared"},
		{func() {
			counters.NewTable("complaint_count", counters.Matters{Table: "complaint_case"}, counters.Column[odd]{Name: "body", Of: "body", Field: func(b *odd) any { return b.Body }})
		}, "a field that cannot be read into"},
		{func() {
			counters.NewTable("complaint_count", counters.Matters{Table: "complaint_case; DROP"}, counters.Column[odd]{Name: "body", Of: "body", Field: func(b *odd) any { return &b.Body }})
		}, "what is no name"},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("declared: %s", tt.because)
				}
			}()
			tt.declare()
		}()
	}
}
