package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	_ "modernc.org/sqlite" // registers "sqlite"
)

const (
	bareActs = 20_000
	before   = 97 // KiB written to the disk for an application on 2026-11-29, before it was written once
	// unit is how many acts of the bare loop here make one of those in which the
	// limit of an intake was set: the program of that day (8c033d6) costs 122 to 150
	// of these, measured in turns with today's, and was said to cost 20 (decision 43).
	unit = 122.0 / 20
)

// writes receives applications from a crowd on SQLite and gives how many a
// second. Beside it: what one costs the program in processor time and in bytes
// written, and what the jobs that it leaves cost later.
func (b *bench) writes() (many float64, err error) {
	s, err := b.serve("--data", b.file("data"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	do, err := s.register()
	if err != nil {
		return 0, err
	}
	if _, err := load(do, 1, time.Second); err != nil {
		return 0, err
	}
	if err := s.rest(); err != nil {
		return 0, err
	}
	start, err := s.spent()
	if err != nil {
		return 0, err
	}
	if many, err = load(do, crowd, span); err != nil {
		return 0, err
	}
	acts, err := s.spent()
	if err != nil {
		return 0, err
	}
	if err := s.rest(); err != nil {
		return 0, err
	}
	jobs, err := s.spent()
	if err != nil {
		return 0, err
	}
	bare, err := b.bare()
	if err != nil {
		return 0, err
	}
	n := many * span.Seconds()
	act, later := (acts.processor-start.processor).Seconds()/n, (jobs.processor-acts.processor).Seconds()/n
	b.add(fmt.Sprintf("processor time of receiving an application (%.0f µs, its jobs later %.0f µs), in acts of a loop that commits 64 at once (%.0f µs, %.1f × the bare one's %.0f µs)",
		act*1e6, later*1e6, unit*bare*1e6, unit, bare*1e6), act/(unit*bare), "%.1f ×", "≤", 12)
	written := float64(jobs.written-start.written) / 1024 / n
	b.add(fmt.Sprintf("bytes written for an application and its jobs (%.0f KiB), against %d KiB when its row was written twice", written, before), written/before, "%.2f ×", "≤", 0.4)
	return many, nil
}

// spent is what a process has used since it started.
type spent struct {
	processor time.Duration
	written   int64 // bytes that went to the disk
}

func (s *server) spent() (x spent, err error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return x, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	for _, ticks := range fields[11:13] { // user and system time, in hundredths of a second
		n, err := strconv.ParseInt(ticks, 10, 64)
		if err != nil {
			return x, err
		}
		x.processor += time.Duration(n) * 10 * time.Millisecond
	}
	counts, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", s.cmd.Process.Pid))
	if err != nil {
		return x, err
	}
	m := regexp.MustCompile(`(?m)^write_bytes: (\d+)`).FindSubmatch(counts)
	if m == nil {
		return x, fmt.Errorf("no write_bytes")
	}
	x.written, err = strconv.ParseInt(string(m[1]), 10, 64)
	return x, err
}

// rest waits until the jobs are done: the process uses next to nothing.
func (s *server) rest() error {
	last, err := s.spent()
	if err != nil {
		return err
	}
	for range 240 {
		time.Sleep(500 * time.Millisecond)
		now, err := s.spent()
		if err != nil {
			return err
		}
		if now.processor-last.processor <= 30*time.Millisecond {
			return nil
		}
		last = now
	}
	return fmt.Errorf("the jobs do not come to rest")
}

// bare is the processor time in seconds of an act of a loop without a program
// around it: a crowd of clients in goroutines, each of which hands an act to the
// one committer and waits until it is durable; the committer takes what waits, up
// to 64 acts, into one transaction. An act is two rows and a link of a chain, by
// plain Exec, as a program does that was written in an afternoon.
func (b *bench) bare() (seconds float64, err error) {
	db, err := sql.Open("sqlite", "file:"+b.file("bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	for _, q := range []string{`CREATE TABLE matter (id TEXT PRIMARY KEY, body TEXT NOT NULL, title TEXT NOT NULL, at BIGINT NOT NULL)`,
		`CREATE TABLE entry (seq INTEGER PRIMARY KEY, link BLOB NOT NULL, id TEXT NOT NULL)`} {
		if _, err := db.Exec(q); err != nil {
			return 0, err
		}
	}
	began, err := processor()
	if err != nil {
		return 0, err
	}
	waiting := make(chan bareAct, crowd)
	var clients sync.WaitGroup
	for k := range crowd {
		clients.Go(func() {
			for i := range bareActs / crowd {
				a := bareAct{fmt.Sprintf("%036d", i*crowd+k), make(chan error, 1)}
				waiting <- a
				if <-a.durable != nil { // the committer tells of the error
					return
				}
			}
		})
	}
	go func() { clients.Wait(); close(waiting) }()
	if err := b.commits(db, waiting); err != nil {
		return 0, err
	}
	ended, err := processor()
	return (ended - began).Seconds() / (bareActs / crowd * crowd), err
}

// bareAct is what a client of the bare loop hands over.
type bareAct struct {
	id      string
	durable chan error
}

// commits takes what waits, up to 64 acts at once, until no client is left.
func (b *bench) commits(db *sql.DB, waiting <-chan bareAct) error {
	var failed error
	var link [32]byte
	seq := 0
	for first := range waiting {
		acts := []bareAct{first}
		for more := true; more && len(acts) < crowd; {
			select {
			case a, open := <-waiting:
				if more = open; open {
					acts = append(acts, a)
				}
			default:
				more = false
			}
		}
		if failed == nil {
			link, failed = batch(b.ctx, db, acts, seq, link)
		}
		seq += len(acts)
		for _, a := range acts {
			a.durable <- failed
		}
	}
	return failed
}

// batch commits acts of the bare loop.
func batch(ctx context.Context, db *sql.DB, acts []bareAct, seq int, link [32]byte) ([32]byte, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return link, err
	}
	defer func() { _ = tx.Rollback() }() // nothing is left to undo after the commit
	for i, a := range acts {
		if _, err := tx.ExecContext(ctx, `INSERT INTO matter (id, body, title, at) VALUES ($1, $2, $3, $4)`, a.id, "b1", "关于公开某路段道路养护经费使用情况的申请", time.Now().UnixMilli()); err != nil {
			return link, err
		}
		link = sha256.Sum256(append(link[:], a.id...))
		if _, err := tx.ExecContext(ctx, `INSERT INTO entry (seq, link, id) VALUES ($1, $2, $3)`, seq+i+1, link[:], a.id); err != nil {
			return link, err
		}
	}
	return link, tx.Commit()
}

// processor is the processor time that this process has used.
func processor() (time.Duration, error) {
	var u syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), err
}
