package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

const (
	// batchActs bounds how many acts share a commit, and so how much is undone
	// when the commit fails.
	batchActs = 256
	// batchTime bounds how long an act waits for those behind it.
	batchTime = 20 * time.Millisecond
	// yields is how often the writer gives way to acts that may be coming.
	yields = 8
)

// group is the one writer of a SQLite database.
type group struct {
	db    *DB
	queue chan *waiting
	quit  chan struct{}
	ended chan struct{}
	last  int // acts in the batch before; the loop's own
}

// waiting is one call of Write. Its act runs on the caller's own goroutine,
// which the writer hands the transaction to: a panic or t.FailNow then ends the
// caller's goroutine and not the writer's.
type waiting struct {
	ctx  context.Context
	turn chan *txn  // the writer's: it is your turn
	ran  chan error // the caller's: I am through
	done chan error // the writer's: it is durable, or undone
}

func startGroup(db *DB) *group {
	g := &group{db: db, queue: make(chan *waiting), quit: make(chan struct{}), ended: make(chan struct{})}
	go g.loop()
	return g
}

func (g *group) close() {
	select {
	case <-g.quit:
	default:
		close(g.quit)
	}
	<-g.ended
}

func (g *group) write(ctx context.Context, f func(Writer) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := &waiting{ctx: ctx, turn: make(chan *txn, 1), ran: make(chan error, 1), done: make(chan error, 1)}
	select {
	case g.queue <- w:
	case <-ctx.Done():
		return ctx.Err()
	case <-g.quit:
		return ErrClosed
	}
	if t := <-w.turn; t != nil {
		w.run(t, f)
	}
	return <-w.done
}

// run runs the act and always answers the writer.
func (w *waiting) run(t *txn, f func(Writer) error) {
	err := errGone
	defer func() {
		if p := recover(); p != nil {
			err = &panicked{value: p, stack: debug.Stack()}
		}
		w.ran <- err
	}()
	err = f(t)
}

func (g *group) loop() {
	defer close(g.ended)
	for {
		select {
		case w := <-g.queue:
			g.batch(w)
		case <-g.quit:
			return
		}
	}
}

// batch runs first and those who come meanwhile in one transaction.
func (g *group) batch(first *waiting) {
	ctx := context.Background()
	tx, err := g.db.write.BeginTx(ctx, nil)
	if err != nil {
		first.turn <- nil
		first.done <- fmt.Errorf("begin: %w", err)
		return
	}
	var (
		acts     []*waiting
		results  []error
		attached []any
		began    = time.Now()
		broken   error
	)
	for w := first; w != nil; w = g.next(len(acts), began) {
		var result error
		var left []any
		left, result, broken = g.act(ctx, tx, w)
		acts, results, attached = append(acts, w), append(results, result), append(attached, left...)
		if broken != nil {
			break
		}
	}
	g.last = len(acts)
	defer func() {
		g.db.metrics.batches.Observe(time.Since(began).Seconds())
		g.db.metrics.sizes.Observe(float64(len(acts)))
	}()
	if broken == nil {
		broken = g.commit(ctx, tx, attached)
	} else {
		tx.Rollback()
	}
	for i, w := range acts {
		if results[i] == nil && broken != nil {
			results[i] = broken
		}
		w.done <- results[i]
	}
}

// next gives the next act of the batch, or nil when the batch is to be
// committed.
func (g *group) next(n int, began time.Time) *waiting {
	if n >= batchActs || time.Since(began) > batchTime {
		return nil
	}
	// Those who were answered together come back together: while fewer are here
	// than last time, the others are let run for a moment.
	for pause := 0; ; pause++ {
		select {
		case w := <-g.queue:
			return w
		default:
			if n >= g.last || pause == yields {
				return nil
			}
			runtime.Gosched()
		}
	}
}

// act runs one act in a savepoint. broken means that the whole transaction is
// gone (disk full, I/O error).
func (g *group) act(ctx context.Context, tx *sql.Tx, w *waiting) (attached []any, result, broken error) {
	if err := w.ctx.Err(); err != nil {
		w.turn <- nil
		return nil, err, nil
	}
	if _, err := tx.ExecContext(ctx, "SAVEPOINT act"); err != nil {
		w.turn <- nil
		return nil, nil, fmt.Errorf("begin act: %w", err)
	}
	t := &txn{db: g.db, tx: tx, sqlite: true}
	w.turn <- t
	result = <-w.ran
	if result != nil {
		if _, err := tx.ExecContext(ctx, "ROLLBACK TO act"); err != nil {
			return nil, result, fmt.Errorf("undo act: %w", err)
		}
	}
	if _, err := tx.ExecContext(ctx, "RELEASE act"); err != nil {
		return nil, result, fmt.Errorf("end act: %w", err)
	}
	if result != nil {
		return nil, result, nil
	}
	return t.attached, nil, nil
}

// commit seals and commits.
func (g *group) commit(ctx context.Context, tx *sql.Tx, attached []any) error {
	if seal := g.db.seal.Load(); seal != nil && len(attached) > 0 {
		if err := (*seal)(ctx, &txn{db: g.db, tx: tx, sqlite: true}, attached); err != nil {
			tx.Rollback()
			return fmt.Errorf("seal: %w", err)
		}
	}
	err := tx.Commit()
	g.db.committed(attached)
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
