// Package job does work in the background, in the same database as the data:
// a job is left inside an act and exists when the act does, no sooner and no
// later. The work is done by river. A job may be done twice (the program was
// killed after the work and before the note of it), so it must be written to
// bear that; it is never lost. What fails is tried again, later each time; what
// has failed too often is set aside for a person to look at (see Dead).
package job

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"yangguang/internal/sqldb"
)

const (
	// timeout is how long a job may run.
	timeout = 5 * time.Minute
	// rescue is when a job that a killed server was running is taken from it.
	rescue = 10 * time.Minute
	// attempts: river waits n^4 seconds after the n-th failure, so that the
	// twelfth comes after about eleven hours.
	attempts = 12
	workers  = 4
	// severance is how long a job may go on after it was cancelled at the end.
	severance = 300 * time.Millisecond
)

// Options is what a Queue may be told.
type Options struct {
	Logger *slog.Logger  // nil: warnings and errors to stderr
	Poll   time.Duration // how often to look for jobs; 0: every second
}

// Queue keeps the jobs of one database.
type Queue struct {
	db     *sqldb.DB
	log    *slog.Logger
	poll   time.Duration
	insert *river.Client[*sql.Tx]

	mu      sync.Mutex
	kinds   []Kind
	working *river.Client[*sql.Tx]
}

// Kind is a sort of job: its arguments and how it is done. Desks return theirs
// from Jobs(), and app registers them.
type Kind struct {
	name  string
	label string
	add   func(*river.Workers) error
	every time.Duration
	later bool // not when the office starts
	due   func() bool
	args  func() river.JobArgs
}

// Do is the kind of job whose arguments are a T. f runs in the background; the
// error it returns makes it run again later. T.Kind() names it: two letters or
// more, the same for ever. label is what the console calls it, in Chinese.
func Do[T river.JobArgs](label string, f func(ctx context.Context, args T) error) Kind {
	var zero T
	return Kind{name: zero.Kind(), label: label, add: func(w *river.Workers) error {
		return river.AddWorkerSafely(w, river.WorkFunc(func(ctx context.Context, j *river.Job[T]) error {
			return f(ctx, j.Args)
		}))
	}}
}

// Every is a kind of job that comes round by itself, with a zero T, first when
// the office starts. With several servers one of them leaves it.
func Every[T river.JobArgs](label string, interval time.Duration, f func(ctx context.Context, args T) error) Kind {
	k := Do(label, f)
	k.every = interval
	k.args = func() river.JobArgs { var zero T; return zero }
	return k
}

// Trailing is a kind of job that follows what acts leave: it looks at every
// interval, but not when the office starts, and is left only where waiting says
// that there is something to do. waiting is asked on the timer's own time: one
// row that an index finds.
func Trailing[T river.JobArgs](label string, interval time.Duration, waiting func(ctx context.Context) (bool, error), f func(ctx context.Context, args T) error) Kind {
	k := Every(label, interval, f)
	k.later = true
	k.due = func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		some, err := waiting(ctx)
		return some || err != nil // the job itself will say what is wrong
	}
	return k
}

// Name is the kind's name in the table of jobs.
func (k Kind) Name() string { return k.name }

// Label is what the console calls the kind, in Chinese.
func (k Kind) Label() string { return k.label }

// Migrations is river's migrations, for both databases.
func Migrations() sqldb.Migrations {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	err := errors.Join(
		copyLine(z, "sqlite", riversqlite.New(nil)),
		copyLine(z, "postgres", riverdatabasesql.New(nil)),
		z.Close())
	if err != nil {
		panic(err) // nothing here depends on what is outside the program
	}
	files, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		panic(err)
	}
	return sqldb.Migrations{Name: "job", Files: files}
}

// copyLine turns the migrations of a river driver into files of a Line.
func copyLine(z *zip.Writer, engine string, d riverdriver.Driver[*sql.Tx]) error {
	m, err := rivermigrate.New(d, nil)
	if err != nil {
		return fmt.Errorf("read river's migrations: %w", err)
	}
	for _, v := range m.AllVersions() {
		w, err := z.Create(fmt.Sprintf("%04d_river.%s.sql", v.Version, engine))
		if err != nil {
			return err
		}
		// The mark stands for a schema's name; ours is the search path's.
		up := strings.ReplaceAll(v.SQLUp, "/* TEMPLATE: schema */", "")
		if _, err := fmt.Fprintf(w, "-- +goose Up\n-- +goose StatementBegin\n%s\n-- +goose StatementEnd\n", up); err != nil {
			return err
		}
	}
	return nil
}

// New makes the office of a migrated database. It can enqueue at once; jobs are
// done after Start.
func New(db *sqldb.DB, o Options) (*Queue, error) {
	office := &Queue{db: db, log: o.Logger, poll: o.Poll}
	if office.log == nil {
		office.log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	if office.poll == 0 {
		office.poll = time.Second
	}
	client, err := river.NewClient(office.driver(), &river.Config{Logger: office.log, MaxAttempts: attempts})
	if err != nil {
		return nil, fmt.Errorf("open jobs: %w", err)
	}
	office.insert = client
	return office, nil
}

func (o *Queue) driver() riverdriver.Driver[*sql.Tx] {
	if o.db.Dialect() == sqldb.Postgres {
		return riverdatabasesql.New(o.db.Pool())
	}
	return riversqlite.New(o.db.Pool())
}

// undone are the states of a job that has not ended: of a trailing kind there is
// one such job at most, however long it takes.
var undone = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled}

// Register adds kinds of jobs, before Start.
func (o *Queue) Register(kinds ...Kind) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kinds = append(o.kinds, kinds...)
}

// Enqueue leaves a job inside a transaction; package act calls it.
func (o *Queue) Enqueue(ctx context.Context, tx *sql.Tx, args river.JobArgs) error {
	_, err := o.insert.InsertTx(ctx, tx, args, nil)
	return err
}

// Start begins to do jobs, until Stop. It fails when a kind is registered twice
// or has no proper name.
func (o *Queue) Start(ctx context.Context) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.working != nil {
		return fmt.Errorf("start jobs: they have been started")
	}
	if err := o.reclaim(ctx); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	w := river.NewWorkers()
	var periodic []*river.PeriodicJob
	for _, k := range o.kinds {
		if err := k.add(w); err != nil {
			return fmt.Errorf("start jobs: %s: %w", k.name, err)
		}
		if k.every > 0 {
			periodic = append(periodic, river.NewPeriodicJob(river.PeriodicInterval(k.every),
				func() (river.JobArgs, *river.InsertOpts) {
					if k.due == nil {
						return k.args(), nil
					}
					if !k.due() {
						return nil, nil
					}
					return k.args(), &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: undone}}
				},
				&river.PeriodicJobOpts{RunOnStart: !k.later}))
		}
	}
	if len(o.kinds) == 0 {
		return nil
	}
	client, err := river.NewClient(o.driver(), &river.Config{
		Logger: o.log, MaxAttempts: attempts, JobTimeout: timeout, RescueStuckJobsAfter: rescue,
		FetchCooldown: min(100*time.Millisecond, o.poll), FetchPollInterval: o.poll,
		// What was set aside waits for a person, however long.
		DiscardedJobRetentionPeriod: -1,
		// On SQLite river would listen by asking the one writing connection twenty
		// times a second.
		PollOnly: true,
		Queues:   map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}},
		Workers:  w, PeriodicJobs: periodic,
	})
	if err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	// Its own context: the jobs under way end in Stop, not in the middle.
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	o.working = client
	return nil
}

// reclaim takes back what a killed program was doing. SQLite has one program,
// so whatever is running at its start is nobody's; on PostgreSQL other servers
// may be running it, and river's rescuer waits.
func (o *Queue) reclaim(ctx context.Context) error {
	if o.db.Dialect() != sqldb.SQLite {
		return nil
	}
	_, err := o.db.Pool().ExecContext(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running'`)
	return err
}

// Stop lets the jobs under way end and stops; when ctx ends first they are
// cancelled, and will be done again. One that does not end then is left behind
// after a moment, with context.DeadlineExceeded.
func (o *Queue) Stop(ctx context.Context) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.working == nil {
		return nil
	}
	client := o.working
	o.working = nil
	if err := client.Stop(ctx); err == nil {
		return nil
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), severance)
	defer cancel()
	if err := client.StopAndCancel(last); err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}
