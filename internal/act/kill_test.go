package act_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"yangguang/internal/act"
	"yangguang/internal/job"
	"yangguang/internal/sqldb"
)

// killDir names the directory in which a re-executed test binary does acts
// until it is killed.
const killDir = "YANGGUANG_KILL_DIR"

const (
	kills   = 20
	writers = 16
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(killDir); dir != "" {
		victim(dir)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// house opens the database of dir as the program does.
func house(ctx context.Context, dir string) (*sqldb.DB, *act.Recorder, error) {
	db, err := sqldb.Open(ctx, sqldb.Config{Dir: dir})
	if err != nil {
		return nil, nil, err
	}
	if err := db.Migrate(ctx, job.Migrations(), act.Migrations()); err != nil {
		return nil, nil, err
	}
	jobs, err := job.New(db, job.Options{})
	if err != nil {
		return nil, nil, err
	}
	return db, act.New(db, act.Options{Clock: time.Now, Hash: sum, Jobs: jobs}), nil
}

// victim prints the id of every act that was acknowledged.
func victim(dir string) {
	ctx := context.Background()
	db, office, err := house(ctx, dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	if err := office.Keep(ctx, func(tx *act.Tx) error {
		_, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS item (id TEXT PRIMARY KEY, n BIGINT NOT NULL)`)
		return err
	}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	_ = db
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for i := 0; ; i++ {
				id := sqldb.NewID()
				err := office.Do(ctx, clerk, act.Entry{Name: "item.make", Subject: id, Key: id}, func(tx *act.Tx) error {
					if err := tx.Enqueue(ctx, ping{}); err != nil {
						return err
					}
					return insert(ctx, tx, id, i)
				})
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					return
				}
				os.Stdout.WriteString(id + "\n") // one write(2): a whole line or none
			}
		})
	}
	wg.Wait()
}

// TestNothingAcknowledgedIsLostByKill9 kills a process in the middle of
// concurrent acts, again and again on one database.
func TestNothingAcknowledgedIsLostByKill9(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	acknowledged := make(map[string]bool)
	for n := range kills {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), killDir+"="+dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		seen, lines := 0, bufio.NewScanner(out)
		for lines.Scan() {
			if len(lines.Text()) == 36 { // the last line may be cut
				acknowledged[lines.Text()] = true
			}
			if seen++; seen == 100+37*n {
				if err := cmd.Process.Kill(); err != nil { // SIGKILL
					t.Fatal(err)
				}
			}
		}
		cmd.Wait()
		if seen < 100+37*n {
			t.Fatalf("the process ended by itself after %d acts", seen)
		}
	}
	began := time.Now()
	db, office, err := house(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := office.Do(ctx, clerk, act.Entry{Name: "item.after"}, func(*act.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d acts acknowledged, %d kills, reopened and wrote after %v", len(acknowledged), kills, time.Since(began).Round(time.Millisecond))
	if err := db.Check(ctx); err != nil {
		t.Error(err)
	}
	entries, err := walk(db)
	if err != nil {
		t.Error(err)
	}
	audited := make(map[string]int)
	for _, e := range entries {
		audited[e.Subject]++
	}
	rows, err := db.QueryContext(ctx, `SELECT id FROM item`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	kept := 0
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		if audited[id] != 1 {
			t.Errorf("%s was audited %d times", id, audited[id])
		}
		delete(acknowledged, id)
		kept++
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if len(acknowledged) > 0 {
		t.Errorf("%d acknowledged acts are lost", len(acknowledged))
	}
	if n := len(entries) - 1; n != kept {
		t.Errorf("%d records and %d audit entries", kept, n)
	}
	if n := count(t, db, `SELECT count(*) FROM river_job`); n != kept {
		t.Errorf("%d records and %d jobs", kept, n)
	}
}
