package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"yangguang/internal/web"
)

// An instance that is told to end has ended within two seconds, whatever runs:
// what does not end by itself in a second is cut off. What is cut off loses nothing: an act
// is kept whole or not at all, a job is done again.
const (
	// farewell is how long requests and jobs under way may take by themselves.
	farewell = time.Second
	// lastWord is how long the audit log's last checkpoint may take.
	lastWord = 300 * time.Millisecond
	// commandCheckpoint is how long the checkpoint of a command that ends may take.
	commandCheckpoint = 5 * time.Second
	// goodbye is when the database has closed, or is left behind.
	goodbye = 1900 * time.Millisecond
	// garbage is how much a server lets lie beside what it uses, in percent: with
	// 100, Go's own, collecting took a fifth of the processor's time under load.
	garbage = 200
)

// Serve answers requests on l and does jobs until ctx ends; then requests and
// jobs under way may finish, for a moment, and the audit log gets its last
// checkpoint. It returns nil after an orderly end, also where something had to be
// cut off.
func (a *App) Serve(ctx context.Context, l net.Listener) error {
	had := debug.SetGCPercent(garbage)
	defer debug.SetGCPercent(had)
	if had != 100 { // GOGC says otherwise
		debug.SetGCPercent(had)
	}
	a.jobs.Register(a.ledgers.Jobs()...)
	if err := a.jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	background, done := context.WithCancel(context.WithoutCancel(ctx))
	defer done()
	var wait sync.WaitGroup
	wait.Go(func() { a.office.Run(background, sealing) })
	wait.Go(func() { a.audit.Run(background, checkpoints) })
	wait.Go(func() { a.runBackups(background, backupLook) })
	wait.Go(func() { a.runHealth(background, healthLook) })
	wait.Go(func() { a.runChecks(background) })

	server := a.server.HTTP(a.config.Addr)
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server.BaseContext = func(net.Listener) context.Context { return requests }
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(web.Gathering(l)) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	a.until = time.Now().Add(goodbye)
	errs := []error{a.leave(context.WithoutCancel(ctx), server, cut)}
	done()
	if !within(lastWord, wait.Wait) {
		a.log.Warn("the last checkpoint was left out: something holds the database")
	}
	if !errors.Is(err, http.ErrServerClosed) {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// leave lets requests and jobs end, both at once, and cuts off what does not.
func (a *App) leave(ctx context.Context, server *http.Server, cut func()) error {
	last, cancel := context.WithTimeout(ctx, farewell)
	defer cancel()
	var both sync.WaitGroup
	var errs [2]error
	both.Go(func() {
		err := server.Shutdown(last)
		if errors.Is(err, context.DeadlineExceeded) {
			a.log.Warn("requests under way were cut off")
			cut()
			err = server.Close()
		}
		errs[0] = err
	})
	both.Go(func() {
		err := a.jobs.Stop(last)
		if errors.Is(err, context.DeadlineExceeded) {
			a.log.Warn("jobs under way were cut off and will be done again")
			err = nil
		}
		errs[1] = err
	})
	both.Wait()
	return errors.Join(errs[:]...)
}

// within runs f and reports whether it ended in time; else it is left behind.
func within(limit time.Duration, f func()) bool {
	done := make(chan struct{})
	go func() { f(); close(done) }()
	select {
	case <-done:
		return true
	case <-time.After(limit):
		return false
	}
}

// Close ends the instance: acts under way are finished, files are closed. After
// Serve, an act that does not end in time is left behind; it ends with the
// process, undone.
func (a *App) Close() error {
	var errs []error
	if a.reader != nil {
		errs = append(errs, a.reader.Close())
	}
	if a.server != nil && a.until.IsZero() { // what a command did is signed before it ends, as what a server did
		last, cancel := context.WithTimeout(context.Background(), commandCheckpoint)
		if _, _, err := a.audit.Checkpoint(last); err != nil {
			a.log.Error("no checkpoint was written for the audit log", "error", err.Error())
		}
		cancel()
	}
	if a.db != nil {
		var err error
		if a.until.IsZero() {
			err = a.db.Close()
		} else if !within(time.Until(a.until), func() { err = a.db.Close() }) {
			a.log.Warn("an act under way was cut off and is undone")
			return errors.Join(errs...)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
