package throttle_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"yangguang/internal/fault"
	"yangguang/internal/sqldb"
	"yangguang/internal/testkit"
	"yangguang/internal/throttle"
)

func TestKey(t *testing.T) {
	for _, tt := range []struct{ address, want, because string }{
		{"192.0.2.7", "192.0.2.7/32", "IPv4 counts by itself"},
		{"::ffff:192.0.2.7", "192.0.2.7/32", "also where it comes as IPv6"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "one subscriber has a whole /64"},
		{"2001:db8:1:2:ffff::1%eth0", "2001:db8:1:2::/64", "the zone is this machine's own"},
		{"unknown", "unknown", "what is no address counts as it is"},
		{"", "", "nor is nothing"},
	} {
		if got := throttle.Key(tt.address); got != tt.want {
			t.Errorf("%s: %q counts as %q, want %q", tt.because, tt.address, got, tt.want)
		}
	}
}

// stopped is a clock that stands still until it is moved.
type stopped struct{ at time.Time }

func (s *stopped) now() time.Time { return s.at }

func TestMemory(t *testing.T) {
	clock := &stopped{time.Date(2026, 11, 20, 2, 0, 30, 0, time.UTC)}
	m := throttle.NewMemory(clock.now, 7)
	times := func(key string, most int) (n int) {
		for range 20 {
			if m.Take(key, most) == 0 {
				n++
			}
		}
		return n
	}
	if n := times("a", 4); n != 4 {
		t.Errorf("a burst of a minute's worth: %d", n)
	}
	if wait := m.Take("a", 4); wait != 15*time.Second {
		t.Errorf("the next one in %v", wait)
	}
	if wait := m.Wait("a", 4); wait != 15*time.Second {
		t.Errorf("asking: %v", wait)
	}
	if wait := m.Wait("b", 4); wait != 0 {
		t.Errorf("somebody else: %v", wait)
	}
	if n := times("b", 4); n != 3 {
		t.Errorf("all together may 7: %d after 4", n)
	}
	clock.at = clock.at.Add(15 * time.Second)
	if n := times("a", 4); n != 1 {
		t.Errorf("a quarter of a minute later: %d", n)
	}
	clock.at = clock.at.Add(time.Hour)
	if n := times("b", 4); n != 4 {
		t.Errorf("what was refused is not counted: %d", n)
	}
	if n := times("c", 0); n != 0 {
		t.Errorf("who may nothing may nothing: %d", n)
	}
	free := throttle.NewMemory(clock.now, 0)
	for i := range 1000 {
		if free.Take(fmt.Sprint(i), 1) != 0 {
			t.Fatal("together as often as they like")
		}
	}
	if free.Take("0", 2) != 0 {
		t.Error("a key that may more now begins anew")
	}
}

func TestMemoryCountsAtOnce(t *testing.T) {
	clock := &stopped{time.Date(2026, 11, 20, 2, 0, 30, 0, time.UTC)}
	m := throttle.NewMemory(clock.now, 50)
	var let atomic.Int64
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			if m.Take(fmt.Sprint(i%10), 8) == 0 {
				let.Add(1)
			}
		})
	}
	wg.Wait()
	if n := let.Load(); n != 50 {
		t.Errorf("%d of 50", n)
	}
}

func each(t *testing.T, f func(t *testing.T, k *testkit.Kit, c *throttle.Counter)) {
	line := sqldb.Migrations{Name: "guess", Files: fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE guess_try (body TEXT NOT NULL, bucket TEXT NOT NULL, slot BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (body, bucket, slot));
CREATE INDEX guess_try_slot ON guess_try (slot);
`)}}}
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		f(t, k, throttle.NewCounter(k.DB, k.Recorder, k.Clock.Now, "guess_try", "试得太多。过一会儿再试"))
	}, line)
}

func TestCounter(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit, c *throttle.Counter) {
		ctx := context.Background()
		k.Clock.Set(time.Date(2026, 11, 20, 2, 0, 30, 0, time.UTC))
		for i := range 3 {
			if err := c.Check(ctx, "b1", c.Minute("a", 3)); err != nil {
				t.Fatalf("before try %d: %v", i, err)
			}
			if err := c.Try(ctx, "b1", c.Minute("a", 3), c.Hour("h", 4)); err != nil {
				t.Fatalf("try %d: %v", i, err)
			}
		}
		err := c.Check(ctx, "b1", c.Minute("a", 3))
		if !fault.Is(err, fault.Throttled) || !strings.Contains(err.Error(), "试得太多") {
			t.Errorf("after three: %v", err)
		}
		for _, tt := range []struct {
			body    string
			bucket  throttle.Bucket
			because string
		}{
			{"b2", c.Minute("a", 3), "another body's site"},
			{"b1", c.Minute("b", 3), "somebody else"},
			{"b1", c.Minute("a", 4), "who may more"},
		} {
			if err := c.Check(ctx, tt.body, tt.bucket); err != nil {
				t.Errorf("%s: %v", tt.because, err)
			}
		}
		k.Clock.Advance(time.Minute)
		if err := c.Try(ctx, "b1", c.Minute("a", 3), c.Hour("h", 4)); err != nil {
			t.Errorf("a minute later: %v", err)
		}
		if err := c.Try(ctx, "b1", c.Minute("a", 3), c.Hour("h", 4)); !fault.Is(err, fault.Throttled) {
			t.Errorf("the hour's count goes on: %v", err)
		}
		k.Clock.Set(time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC))
		if err := c.Check(ctx, "b1", c.Hour("h", 4)); err != nil {
			t.Errorf("the next hour: %v", err)
		}
		if err := c.Forget(ctx, 59*time.Minute); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := k.DB.QueryRowContext(ctx, `SELECT COUNT(*) FROM guess_try`).Scan(&left); err != nil || left != 1 {
			t.Errorf("%d counts are left (%v), want that of two past one", left, err)
		}
	})
}

func TestCounterCountsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit, c *throttle.Counter) {
		var let atomic.Int64
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				switch err := c.Try(context.Background(), "b1", c.Minute("a", 10)); {
				case err == nil:
					let.Add(1)
				case !fault.Is(err, fault.Throttled):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := let.Load(); n != 10 {
			t.Errorf("%d of 10", n)
		}
	})
}
