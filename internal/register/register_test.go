package register_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/register"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
)

var (
	complaints = register.NewTable("complaint_case", register.Words{Noun: "complaint", Missing: "没有这件投诉", Stale: "刚被别人办过", Foreign: "由别的机关办理"})
	numbers    = register.NewSeries("complaint_number")
	history    = register.NewLog[event](complaints, "complaint_event", "complaint")
)

type event struct {
	Type string `json:"type"`
	Days int    `json:"days,omitempty"`
}

func line() sqldb.Migrations {
	return sqldb.Migrations{Name: "complaint", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE complaint_case (id TEXT PRIMARY KEY, body TEXT NOT NULL, rev BIGINT NOT NULL);
CREATE TABLE complaint_number (body TEXT NOT NULL, year BIGINT NOT NULL, kind TEXT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (body, year, kind));
CREATE TABLE complaint_event (complaint TEXT NOT NULL, seq BIGINT NOT NULL, payload TEXT NOT NULL, note TEXT NOT NULL, person TEXT NOT NULL, created_at BIGINT NOT NULL,
	PRIMARY KEY (complaint, seq));
INSERT INTO complaint_case (id, body, rev) VALUES ('c1', 'b1', 1);
`)}}}
}

func each(t *testing.T, f func(t *testing.T, k *testkit.Kit)) {
	testkit.Each(t, f, line())
}

func do(k *testkit.Kit, f func(ctx context.Context, tx *act.Tx) error) error {
	ctx := context.Background()
	return k.Recorder.Do(ctx, identity.Actor{ID: "p1", Body: "b1"}, act.Entry{Name: "complaint.try"}, func(tx *act.Tx) error { return f(ctx, tx) })
}

func rev(t *testing.T, k *testkit.Kit) (n int64) {
	t.Helper()
	if err := k.DB.QueryRowContext(context.Background(), `SELECT rev FROM complaint_case WHERE id = 'c1'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNumbersHaveNoGap(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		ctx, bad := context.Background(), errors.New("bad")
		var wg sync.WaitGroup
		var mu sync.Mutex
		var given []int
		for i := range 30 {
			wg.Go(func() {
				var n int
				err := do(k, func(ctx context.Context, tx *act.Tx) (err error) {
					if n, err = numbers.Next(ctx, tx, "b1", 2026, "case"); err == nil && i%3 == 0 {
						err = bad // an act that fails takes no number away
					}
					return err
				})
				if i%3 == 0 {
					if !errors.Is(err, bad) {
						t.Errorf("act %d: %v", i, err)
					}
					return
				}
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				given = append(given, n)
			})
		}
		wg.Wait()
		slices.Sort(given)
		for i, n := range given {
			if n != i+1 {
				t.Fatalf("the numbers given are %v", given)
			}
		}
		if len(given) != 20 {
			t.Errorf("%d numbers, want 20", len(given))
		}
		if last, err := numbers.Last(ctx, k.DB, "b1", 2026, "case"); err != nil || last != 20 {
			t.Errorf("the last number is %d, %v", last, err)
		}
	})
}

func TestEachBodyYearAndKindCountsForItself(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		for _, x := range []struct {
			body string
			year int
			kind string
			want int
		}{
			{"b1", 2026, "case", 1},
			{"b1", 2026, "case", 2},
			{"b2", 2026, "case", 1},
			{"b1", 2027, "case", 1},
			{"b1", 2026, "letter", 1},
			{"b1", 2025, "case", 1},
		} {
			err := do(k, func(ctx context.Context, tx *act.Tx) error {
				n, err := numbers.Next(ctx, tx, x.body, x.year, x.kind)
				if n != x.want {
					t.Errorf("%s %d %s: number %d, want %d", x.body, x.year, x.kind, n, x.want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if years, err := numbers.Years(ctx, k.DB, "b1", "case"); err != nil || !slices.Equal(years, []int{2027, 2026, 2025}) {
			t.Errorf("years %v, %v", years, err)
		}
		if n, err := numbers.Last(ctx, k.DB, "b3", 2026, "case"); err != nil || n != 0 {
			t.Errorf("before the first: %d, %v", n, err)
		}
	})
}

func TestAMatterIsTakenAtTheRevisionThatWasSeen(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		for _, tt := range []struct {
			because string
			take    func(context.Context, *act.Tx, string, int64) error
			id      string
			seen    int64
			want    int64
			refused bool
		}{
			{"claiming leaves the revision", complaints.Claim, "c1", 1, 1, false},
			{"bumping moves it", complaints.Bump, "c1", 1, 2, false},
			{"who saw the one before comes too late", complaints.Claim, "c1", 1, 2, true},
			{"for both", complaints.Bump, "c1", 1, 2, true},
			{"a revision that is not there yet", complaints.Bump, "c1", 3, 2, true},
			{"another matter", complaints.Claim, "c2", 2, 2, true},
			{"the one that is there", complaints.Bump, "c1", 2, 3, false},
		} {
			err := do(k, func(ctx context.Context, tx *act.Tx) error { return tt.take(ctx, tx, tt.id, tt.seen) })
			if tt.refused && (!fault.Is(err, fault.Conflict) || err.Error() != "刚被别人办过") || !tt.refused && err != nil {
				t.Errorf("%s: %v", tt.because, err)
			}
			if got := rev(t, k); got != tt.want {
				t.Errorf("%s: revision %d, want %d", tt.because, got, tt.want)
			}
		}
	})
}

// TestAClaimedMatterStandsStill has two acts that claim the same matter and
// read before they change: none sees what the other has half done.
func TestAClaimedMatterStandsStill(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				for {
					seen := rev(t, k)
					err := do(k, func(ctx context.Context, tx *act.Tx) error {
						if err := complaints.Claim(ctx, tx, "c1", seen); err != nil {
							return err
						}
						seq, err := history.Last(ctx, tx, "c1")
						if err != nil {
							return err
						}
						if err := history.Append(ctx, tx, "c1", seq+1, register.Entry[event]{Event: event{Type: fmt.Sprint(i)}, At: sqldb.Time{Time: tx.Now()}}); err != nil {
							return fmt.Errorf("somebody wrote in between: %v", err)
						}
						return complaints.Bump(ctx, tx, "c1", seen)
					})
					if !fault.Is(err, fault.Conflict) {
						if err != nil {
							t.Error(err)
						}
						return
					}
				}
			})
		}
		wg.Wait()
		if n, err := history.Last(context.Background(), k.DB, "c1"); err != nil || n != 10 {
			t.Errorf("%d events, %v", n, err)
		}
	})
}

func TestEventsComeBackAsTheyWereRecorded(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		want := map[string][]register.Entry[event]{}
		var ids []string
		for i := range 450 { // more than one statement binds
			id := fmt.Sprintf("c%03d", i)
			ids = append(ids, id)
			for n := range i % 3 {
				want[id] = append(want[id], register.Entry[event]{Event: event{fmt.Sprint("e", n), n * 7}, Note: "记录 " + id, Person: "p1", At: sqldb.Time{Time: k.Clock.Now()}})
			}
		}
		err := do(k, func(ctx context.Context, tx *act.Tx) error {
			for id, entries := range want {
				for n := len(entries); n > 0; n-- { // the last first: the place counts, not the order of writing
					if err := history.Append(ctx, tx, id, n, entries[n-1]); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		all, err := history.OfAll(ctx, k.DB, ids)
		if err != nil || len(all) != len(want) {
			t.Fatalf("%d matters have events, want %d: %v", len(all), len(want), err)
		}
		for _, id := range ids {
			if !slices.Equal(all[id], want[id]) {
				t.Errorf("%s: %v, want %v", id, all[id], want[id])
			}
		}
		if one, err := history.Of(ctx, k.DB, "c002"); err != nil || !slices.Equal(one, want["c002"]) {
			t.Errorf("of one: %v, %v", one, err)
		}
		if none, err := history.OfAll(ctx, k.DB, nil); err != nil || len(none) != 0 {
			t.Errorf("of none: %v, %v", none, err)
		}
		var payload string
		if err := k.DB.QueryRowContext(ctx, `SELECT payload FROM complaint_event WHERE complaint = 'c002' AND seq = 2`).Scan(&payload); err != nil || payload != `{"type":"e1","days":7}` {
			t.Errorf("kept as %s, %v", payload, err)
		}
	})
}

func TestAPlaceInTheHistoryIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		add := func(seq int) error {
			return do(k, func(ctx context.Context, tx *act.Tx) error {
				return history.Append(ctx, tx, "c1", seq, register.Entry[event]{Event: event{Type: "came"}, At: sqldb.Time{Time: tx.Now()}})
			})
		}
		if err := add(1); err != nil {
			t.Fatal(err)
		}
		if err := add(1); !fault.Is(err, fault.Conflict) || err.Error() != "刚被别人办过" {
			t.Errorf("the same place again: %v", err)
		}
		if err := add(2); err != nil {
			t.Error(err)
		}
	})
}

func TestWhoMaySeeAndChange(t *testing.T) {
	for _, tt := range []struct {
		who          identity.Actor
		see, edit    fault.Kind
		message, why string
	}{
		{identity.Actor{ID: "p1", Body: "b1", Sees: []string{"b1"}}, 0, 0, "", "somebody of the body"},
		{identity.Actor{ID: "p2", Body: "b0", Sees: []string{"b0", "b1"}}, 0, fault.Forbidden, "由别的机关办理", "the body above reads"},
		{identity.Actor{ID: "p3", Body: "b2", Sees: []string{"b2"}}, fault.NotFound, fault.NotFound, "没有这件投诉", "another body does not know of it"},
		{identity.Actor{ID: "p4", Body: "b1"}, fault.NotFound, fault.NotFound, "没有这件投诉", "of the body, without leave to read"},
		{identity.Actor{}, fault.NotFound, fault.NotFound, "没有这件投诉", "nobody"},
	} {
		is := func(err error, k fault.Kind) bool { return k == 0 && err == nil || k != 0 && fault.Is(err, k) }
		if err := complaints.Visible(tt.who, "b1"); !is(err, tt.see) {
			t.Errorf("%s sees: %v", tt.why, err)
		}
		if err := complaints.Editable(tt.who, "b1"); !is(err, tt.edit) || err != nil && err.Error() != tt.message {
			t.Errorf("%s changes: %v", tt.why, err)
		}
	}
}

func TestOnlyNamesStandInStatements(t *testing.T) {
	for _, declare := range []struct {
		name string
		f    func()
	}{
		{"blank", func() { register.NewTable("a b", register.Words{}) }},
		{"statement", func() { register.NewTable("a;DROP", register.Words{}) }},
		{"empty", func() { register.NewSeries("") }},
		{"quote", func() { register.NewSeries(`a"b`) }},
		{"upper case", func() { register.NewSeries("Case") }},
		{"digit first", func() { register.NewSeries("1a") }},
		{"line end", func() { register.NewSeries("a\n") }},
		{"a column", func() { register.NewLog[event](complaints, "complaint_event", "id, body") }},
		{"percent", func() { register.NewLog[event](complaints, "complaint_event", "%s") }},
		{"a log's table", func() { register.NewLog[event](complaints, "x--", "id") }},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: taken for a name", declare.name)
				}
			}()
			declare.f()
		}()
	}
}
