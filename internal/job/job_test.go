package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/identity"
	"yangguang/internal/job"
	"yangguang/internal/testkit"
)

type greet struct {
	Name string `json:"name"`
}

func (greet) Kind() string { return "greet" }

type tick struct{}

func (tick) Kind() string { return "tick" }

var who = identity.Job("b1")

// fast is an office of jobs that looks often.
func fast(t *testing.T, k *testkit.Kit, kinds ...job.Kind) *job.Queue {
	t.Helper()
	o, err := job.New(k.DB, job.Options{Poll: 10 * time.Millisecond, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	o.Register(kinds...)
	if err := o.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Stop(context.Background()) })
	return o
}

func enqueue(t *testing.T, k *testkit.Kit, names ...string) {
	t.Helper()
	ctx := context.Background()
	err := k.Recorder.Do(ctx, who, act.Entry{Name: "greet.leave"}, func(tx *act.Tx) error {
		for _, n := range names {
			if err := tx.Enqueue(ctx, greet{n}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// until waits for f to hold; the test's own time limit ends it.
func until(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !f(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func TestJobsAreDoneAndMayAct(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		var mu sync.Mutex
		heard := make(map[string]int)
		fast(t, k, job.Do("做一件事", func(ctx context.Context, g greet) error {
			return k.Recorder.Do(ctx, who, act.Entry{Name: "greet.hear", Key: g.Name}, func(tx *act.Tx) error {
				mu.Lock()
				defer mu.Unlock()
				heard[g.Name]++
				return nil
			})
		}))
		for i := range 10 {
			enqueue(t, k, fmt.Sprint("a", i), fmt.Sprint("b", i))
		}
		until(t, "twenty greetings", func() bool { mu.Lock(); defer mu.Unlock(); return len(heard) == 20 })
		until(t, "the note of them", func() bool {
			var n int
			if err := k.DB.QueryRowContext(ctx, `SELECT count(*) FROM river_job WHERE state = 'completed'`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n == 20
		})
	})
}

func TestWhatFailsIsTriedAgainAndSetAside(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		var tries atomic.Int64
		var works atomic.Bool
		fail := func(context.Context, greet) error {
			tries.Add(1)
			if works.Load() {
				return nil
			}
			return errors.New("the server does not answer")
		}
		enqueue(t, k, "x")
		keep(t, k, `UPDATE river_job SET max_attempts = 2`)
		waiting, err := k.Jobs.Waiting(ctx, 10)
		if err != nil || len(waiting) != 1 || waiting[0].Kind != "greet" || waiting[0].Args != `{"name": "x"}` && waiting[0].Args != `{"name":"x"}` {
			t.Errorf("waiting: %+v, %v", waiting, err)
		}
		o := fast(t, k, job.Do("做一件事", fail))
		var dead []job.Card
		until(t, "the job to be set aside", func() bool {
			if dead, err = o.Dead(ctx, 10); err != nil {
				t.Fatal(err)
			}
			return len(dead) == 1
		})
		if tries.Load() != 2 {
			t.Errorf("tried %d times, want 2", tries.Load())
		}
		if dead[0].Error != "the server does not answer" || dead[0].Tried.IsZero() {
			t.Errorf("set aside: %+v", dead[0])
		}
		works.Store(true)
		if err := k.Recorder.Do(ctx, who, act.Entry{Name: "job.retry"}, func(tx *act.Tx) error { return o.Retry(ctx, tx, dead[0].ID) }); err != nil {
			t.Fatal(err)
		}
		until(t, "it to be done", func() bool {
			w, err := o.Waiting(ctx, 10)
			if err != nil {
				t.Fatal(err)
			}
			d, err := o.Dead(ctx, 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(w)+len(d) == 0
		})
	})
}

// TestWhatIsSetAsideIsKept lets river's cleaner run over two jobs that ended
// long ago: it takes the one that is done and leaves the one that failed.
func TestWhatIsSetAsideIsKept(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		enqueue(t, k, "done", "failed")
		keep(t, k, `UPDATE river_job SET state = 'completed', attempt = 1, finalized_at = '2001-01-01 00:00:00'`)
		keep(t, k, `UPDATE river_job SET state = 'discarded', attempt = 12 WHERE id = (SELECT max(id) FROM river_job)`)
		o := fast(t, k, job.Do("做一件事", func(context.Context, greet) error { return nil }))
		until(t, "the cleaner", func() bool {
			var n int
			if err := k.DB.QueryRowContext(ctx, `SELECT count(*) FROM river_job WHERE state = 'completed'`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n == 0
		})
		if dead, err := o.Dead(ctx, 10); err != nil || len(dead) != 1 {
			t.Errorf("the cleaner left %d of the one job set aside: %v", len(dead), err)
		}
	})
}

func keep(t *testing.T, k *testkit.Kit, q string) {
	t.Helper()
	ctx := context.Background()
	if err := k.Recorder.Keep(ctx, func(tx *act.Tx) error { _, err := tx.ExecContext(ctx, q); return err }); err != nil {
		t.Fatal(err)
	}
}

func TestGivingUp(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		enqueue(t, k, "waits", "dead")
		keep(t, k, `UPDATE river_job SET state = 'discarded', finalized_at = created_at, attempt = 12
			WHERE id = (SELECT max(id) FROM river_job)`)
		cancel := func(id int64) error {
			return k.Recorder.Do(ctx, who, act.Entry{Name: "job.cancel"}, func(tx *act.Tx) error { return k.Jobs.Cancel(ctx, tx, id) })
		}
		dead, err := k.Jobs.Dead(ctx, 10)
		if err != nil || len(dead) != 1 {
			t.Fatalf("dead: %+v, %v", dead, err)
		}
		waiting, err := k.Jobs.Waiting(ctx, 10)
		if err != nil || len(waiting) != 1 {
			t.Fatalf("waiting: %+v, %v", waiting, err)
		}
		for _, id := range []int64{dead[0].ID, waiting[0].ID} {
			if err := cancel(id); err != nil {
				t.Error(err)
			}
		}
		dead, _ = k.Jobs.Dead(ctx, 10)
		waiting, _ = k.Jobs.Waiting(ctx, 10)
		if len(dead)+len(waiting) != 0 {
			t.Errorf("left: %+v %+v", dead, waiting)
		}
		if err := cancel(99999); !fault.Is(err, fault.NotFound) {
			t.Errorf("a job that is not there: %v", err)
		}
		err = k.Recorder.Do(ctx, who, act.Entry{Name: "job.retry"}, func(tx *act.Tx) error { return k.Jobs.Retry(ctx, tx, 99999) })
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("a job that is not there: %v", err)
		}
	})
}

func TestJobsComeRound(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		var ticks atomic.Int64
		fast(t, k, job.Every("做一件事", time.Hour, func(context.Context, tick) error { ticks.Add(1); return nil }))
		until(t, "the first round", func() bool { return ticks.Load() >= 1 })
	})
}

// TestAKilledProgramsJobIsTakenUp leaves a job in the state a killed program
// leaves it in.
func TestAKilledProgramsJobIsTakenUp(t *testing.T) {
	k := testkit.SQLite(t)
	enqueue(t, k, "x")
	keep(t, k, `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = created_at, attempted_by = '["gone"]'`)
	var done atomic.Bool
	fast(t, k, job.Do("做一件事", func(context.Context, greet) error { done.Store(true); return nil }))
	until(t, "the job to be taken up", done.Load)
}

func TestRegisteredTwice(t *testing.T) {
	k := testkit.SQLite(t)
	f := func(context.Context, greet) error { return nil }
	k.Jobs.Register(job.Do("做一件事", f), job.Do("做一件事", f))
	if err := k.Jobs.Start(context.Background()); err == nil {
		k.Jobs.Stop(context.Background())
		t.Error("two workers for one kind were let in")
	}
}

// TestActsAndJobsTakeTurns does acts while jobs run: neither meets a lock.
func TestActsAndJobsTakeTurns(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		ctx := context.Background()
		var heard atomic.Int64
		fast(t, k, job.Do("做一件事", func(context.Context, greet) error { heard.Add(1); return nil }))
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for range 10 {
					err := k.Recorder.Do(ctx, who, act.Entry{Name: "greet.leave"}, func(tx *act.Tx) error { return tx.Enqueue(ctx, greet{"x"}) })
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		until(t, "all greetings", func() bool { return heard.Load() >= 160 })
		if err := k.DB.Check(ctx); err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkIdle reports what waiting for jobs costs: CPU milliseconds a second.
func BenchmarkIdle(b *testing.B) {
	k := testkit.SQLite(b)
	o, err := job.New(k.DB, job.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	o.Register(job.Do("做一件事", func(context.Context, greet) error { return nil }))
	if err := o.Start(context.Background()); err != nil {
		b.Fatal(err)
	}
	defer o.Stop(context.Background())
	time.Sleep(2 * time.Second) // starting costs more
	for b.Loop() {
		before, began := cpu(b), time.Now()
		time.Sleep(5 * time.Second)
		b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000/time.Since(began).Seconds(), "ms-cpu/s")
	}
}

func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkActsBesideJobs reports how many acts are done beside jobs that come
// and go, as a share of those done without.
func BenchmarkActsBesideJobs(b *testing.B) {
	k := testkit.SQLite(b)
	acts := func() float64 {
		var n atomic.Int64
		var wg sync.WaitGroup
		began := time.Now()
		for range 64 {
			wg.Go(func() {
				for time.Since(began) < time.Second {
					if err := k.Recorder.Do(context.Background(), who, act.Entry{Name: "a"}, func(*act.Tx) error { return nil }); err != nil {
						b.Error(err)
						return
					}
					n.Add(1)
				}
			})
		}
		wg.Wait()
		return float64(n.Load()) / time.Since(began).Seconds()
	}
	for b.Loop() {
		alone := acts()
		o, err := job.New(k.DB, job.Options{Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			b.Fatal(err)
		}
		o.Register(job.Do("做一件事", func(context.Context, greet) error { return nil }))
		if err := o.Start(context.Background()); err != nil {
			b.Fatal(err)
		}
		stop := make(chan struct{})
		var left atomic.Int64
		go func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(10 * time.Millisecond):
					k.Recorder.Keep(context.Background(), func(tx *act.Tx) error { left.Add(1); return tx.Enqueue(context.Background(), greet{"x"}) })
				}
			}
		}()
		beside := acts()
		close(stop)
		o.Stop(context.Background())
		b.ReportMetric(beside/alone, "x-alone")
		b.ReportMetric(float64(left.Load()), "jobs")
	}
}

type trailArgs struct{}

func (trailArgs) Kind() string { return "test_trail" }

// A trailing job is not left at the start, nor while nothing waits; while one is
// under way there is no second.
func TestTrailing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, k *testkit.Kit) {
		var waits atomic.Bool
		var asked, running, most, done atomic.Int32
		o, err := job.New(k.DB, job.Options{Poll: 10 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		o.Register(job.Trailing("跟随的任务", time.Second, func(context.Context) (bool, error) { asked.Add(1); return waits.Load(), nil },
			func(context.Context, trailArgs) error {
				most.Store(max(most.Load(), running.Add(1)))
				time.Sleep(2500 * time.Millisecond) // two intervals go by
				running.Add(-1)
				done.Add(1)
				return nil
			}))
		if err := o.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { o.Stop(context.Background()) })
		until := func(what string, f func() bool) {
			t.Helper()
			for end := time.Now().Add(30 * time.Second); !f(); time.Sleep(10 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("no %s", what)
				}
			}
		}
		until("question", func() bool { return asked.Load() >= 2 })
		if done.Load()+running.Load() != 0 {
			t.Error("it is done although nothing waits")
		}
		waits.Store(true)
		until("second time", func() bool { return done.Load() >= 2 })
		if most.Load() != 1 {
			t.Errorf("%d at once", most.Load())
		}
	})
}
